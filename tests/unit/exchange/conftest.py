"""Two offices and a small report, for every test of packages."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.crypto.identity import Identity, new_identity
from app.domain.clock import FixedClock
from app.exchange.container import PackageInfo, write_package
from app.exchange.manifest import Entry, ManifestDraft
from app.jobs.progress import JobContext

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """A sender, a receiver and a stranger."""

    sender: Identity
    receiver: Identity
    stranger: Identity


@pytest.fixture(scope="session")
def office() -> Office:
    clock = FixedClock(NOW)
    return Office(*(new_identity(unit, f"测试单位{unit}", clock=clock) for unit in ("u1", "u2", "u3")))


@pytest.fixture
def pack(office: Office, tmp_path: Path) -> Callable[..., PackageInfo]:
    """Write a report package of the given contents (name → bytes)."""

    def write(
        contents: dict[str, bytes], package: str = "k1", context: JobContext | None = None
    ) -> PackageInfo:
        return write_package(
            tmp_path / f"{package}.lvpkg",
            sender=office.sender,
            recipients=[office.receiver.card],
            manifest=ManifestDraft(package, "report", NOW, period="2026Q1", heads={"business": "12:ab"}),
            entries=[Entry(n, len(d), lambda d=d: io.BytesIO(d)) for n, d in contents.items()],  # type: ignore[misc]
            context=context or JobContext(),
        )

    return write
