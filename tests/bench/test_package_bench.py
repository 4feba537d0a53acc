"""Package throughput as a ratio to a plain copy loop in the same run (reference/performance.md)."""

from __future__ import annotations

import hashlib
import io
import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.crypto.identity import new_identity
from app.domain.clock import FixedClock
from app.exchange.container import inspect_outer, open_package, write_package
from app.exchange.manifest import Entry, ManifestDraft
from app.exchange.stream import ChunkWriter
from app.jobs.progress import JobContext

SIZE = 256 << 20
PIECE = 64 * 1024
NOW = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """256 MiB of which half packs well, like records and scans together."""
    path = tmp_path_factory.mktemp("bench") / "source"
    words = [os.urandom(8).hex().encode() for _ in range(2000)]
    chooser = random.Random(1)
    with path.open("wb") as out:
        for _ in range(SIZE >> 20):
            text = b" ".join(chooser.choices(words, k=31_000))[: 1 << 19]
            out.write(text.ljust(1 << 19, b"."))
            out.write(os.urandom(1 << 19))
    return path


def best(action: Callable[[], object]) -> float:
    def once() -> float:
        start = time.perf_counter()
        action()
        return time.perf_counter() - start

    return min(once() for _ in range(3))


def copy_loop(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        while part := read.read(PIECE):
            write.write(part)
        write.flush()
        os.fsync(write.fileno())


def stream_only(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        body = ChunkWriter(AESGCM(b"k" * 32), b"a" * 32, write.write)
        while part := read.read(PIECE):
            body.write(part)
        body.finish()
        write.flush()
        os.fsync(write.fileno())


def hash_only(source: Path) -> None:
    with source.open("rb") as read:
        hashlib.file_digest(read, "sha256")


@pytest.mark.bench
def test_package_throughput(source: Path, tmp_path: Path) -> None:
    a, b = (new_identity(unit, unit, clock=FixedClock(NOW)) for unit in ("a", "b"))
    package = tmp_path / "x.lvpkg"
    entry = Entry("source.bin", SIZE, lambda: source.open("rb"))

    def write() -> None:
        draft = ManifestDraft("k1", "report", NOW)
        write_package(
            package, sender=a, recipients=[b.card], manifest=draft, entries=[entry], context=JobContext()
        )

    def read() -> None:
        with open_package(package, identity=b, trusted=[a.card]) as opened:
            for _info, stream in opened.entries():
                while stream.read():
                    pass

    plain = best(lambda: copy_loop(source, tmp_path / "copy"))
    figures = {
        "copy loop": plain,
        "AES-GCM stream": best(lambda: stream_only(source, tmp_path / "sealed")),
        "SHA-256": best(lambda: hash_only(source)),
        "write package": best(write),
        "read package": best(read),
        "inspect": best(lambda: inspect_outer(package)),
    }
    out = io.StringIO()
    for name, seconds in figures.items():
        out.write(f"\n{name:16} {seconds:6.2f} s  {seconds / plain:5.2f} x copy")
    print(out.getvalue())  # noqa: T201 - the figures are the point
    assert figures["AES-GCM stream"] < 2.5 * plain
