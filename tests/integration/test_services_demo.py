"""The demo twice from one seed: the same summary, seconds aside; its stores open and verify."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.crypto.kdf import FLOOR
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import backup, demo, setup
from app.services.session import DataFolder


def without_seconds(summary: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in summary.items() if k != "seconds"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "first"
    demo.run_demo(out, years=1, seed=5)
    return out


def test_the_same_seed_gives_the_same_summary(first: Path, tmp_path: Path) -> None:
    again = demo.run_demo(tmp_path / "second", years=1, seed=5)
    told = json.loads((first / "summary.json").read_text(encoding="utf-8"))
    assert without_seconds(told) == without_seconds(json.loads(json.dumps(again)))


def test_what_the_summary_names_is_there(first: Path) -> None:
    told = json.loads((first / "summary.json").read_text(encoding="utf-8"))
    for path in [d["path"] for d in told["documents"]] + told["packages"] + told["receipts"]:
        assert (first / path).stat().st_size > 0
    assert len(told["documents"]) >= 6
    assert sum(d["path"].endswith(".pdf") for d in told["documents"]) >= 3
    assert told["records"] > 200
    assert {"met", "overdue"} <= set(told["duties"])


@pytest.mark.parametrize(("name", "login"), [("office", "wangmin"), ("superior", "liuyang")])
def test_the_stores_of_the_demo_open_and_are_sound(first: Path, catalog: Catalog, name: str, login: str) -> None:
    folder = DataFolder(first / "stores" / name, kdf=FLOOR)
    session = setup.unlock(folder, catalog, FixedClock(demo.DAY), login, demo.PASSWORD)
    assert backup.verify(session) == []
    session.close()


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(AppError) as found:
        demo.run_demo(tmp_path)
    assert found.value.code is ErrorCode.BAD_INPUT
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
