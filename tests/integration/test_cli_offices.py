"""Two offices through the command line alone: create, partner, backup, restore, package, receipt, damage."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.crypto.kdf import KdfParams
from app.main import main

PASSWORD = "青山遮不住毕竟东流去"
Lvze = Callable[..., Any]


@pytest.fixture
def lvze(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lvze:
    """Run a command with the password on standard input; returns its JSON, or its sentence when it fails."""
    monkeypatch.setattr("app.services.keys.choose_params", lambda: KdfParams(64 * 1024, 3, 1))

    def call(*argv: object, code: int = 0, password: str = PASSWORD) -> Any:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(password.encode() + b"\n")))
        found = main([str(a) for a in argv])
        shown = capsys.readouterr()
        assert found == code, shown.err
        assert "程序内部出错" not in shown.err
        assert PASSWORD not in shown.err + shown.out
        return json.loads(shown.out) if code == 0 else shown.err

    return call


def create(lvze: Lvze, folder: Path, unit: str) -> dict[str, Any]:
    made = lvze(
        "store", "create", "--folder", folder, "--unit", unit, "--login", "clerk", "--name", "王敏",
        "--role", "party_clerk",
    )  # fmt: skip
    assert isinstance(made, dict)
    return made


def test_a_store_is_created_counted_searched_backed_up_and_restored(lvze: Lvze, tmp_path: Path) -> None:
    office = tmp_path / "office"
    made = create(lvze, office, "某县住房和城乡建设局党组")
    assert len(made["recovery_key"].replace("-", "")) == 40
    at = ("--folder", office)
    assert "已经有" in lvze("store", "create", *at, "--unit", "乙", "--login", "b", "--name", "乙", code=3)
    assert "口令不正确" in lvze("store", "stats", *at, password="不是这个口令呀真的不是", code=3)
    assert lvze("store", "verify", *at)["sound"] is True
    assert lvze("store", "stats", *at)["unit"] == "某县住房和城乡建设局党组"
    assert lvze("store", "search", "李雷", *at) == []
    saved = lvze("store", "backup", *at, "--out", tmp_path / "backups")["backup"]
    other = tmp_path / "other"
    lvze("store", "restore", saved, "--folder", other)
    assert lvze("store", "verify", "--folder", other, "--login", "clerk")["sound"] is True
    assert "已经有" in lvze("store", "restore", saved, "--folder", office, code=3)


def test_the_password_may_come_from_a_file(lvze: Lvze, tmp_path: Path) -> None:
    office = tmp_path / "office"
    create(lvze, office, "某局")
    secret = tmp_path / "password.txt"
    secret.write_bytes(b"\xef\xbb\xbf" + PASSWORD.encode() + b"\r\n")
    found = lvze("store", "stats", "--folder", office, "--password-file", secret, password="")
    assert found["records"] == 0


def test_cards_are_exchanged_and_an_empty_report_is_refused(lvze: Lvze, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    create(lvze, ours, "某局")
    create(lvze, theirs, "某县纪委")
    card = tmp_path / "theirs.lvid"
    lvze("pack", "card", "--folder", theirs, "--out", card)
    assert "--relation" in lvze("pack", "partner", card, "--folder", ours, code=3)
    found = lvze("pack", "partner", card, "--folder", ours, "--relation", "superior")
    assert [p["name"] for p in found] == ["某县纪委"]
    period = ("--from", "2026-01-01", "--to", "2026-12-31", "--out", tmp_path / "x.lvpkg")
    assert "没有选中" in lvze("pack", "export", "--folder", ours, *period, "--partner", "某县纪委", code=3)
    assert "没有这个往来单位" in lvze(
        "pack", "export", "--folder", ours, *period, "--partner", "别的", code=3
    )
    assert lvze("pack", "export", "--folder", ours, *period, "--partner", "某县纪委", "--dry-run") == []
    assert lvze("pack", "list", "--folder", ours) == {"sent": [], "received": []}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo folder, without screenshots."""
    from app.services.demo import run_demo

    out = tmp_path_factory.mktemp("demo")
    run_demo(out, years=1, seed=3)
    return out


def test_a_package_is_inspected_imported_twice_and_answered(lvze: Lvze, demo: Path, tmp_path: Path) -> None:
    summary = json.loads((demo / "summary.json").read_text(encoding="utf-8"))
    package, receipt = demo / summary["packages"][0], demo / summary["receipts"][0]
    readme = (demo / "stores" / "README.txt").read_text(encoding="utf-8")
    password = readme.split("口令 ")[1].splitlines()[0]
    assert lvze("pack", "inspect", package)["intact"] is True
    superior = ("--folder", demo / "stores" / "superior")
    again = lvze("pack", "import", package, *superior, password=password)
    assert (again["new"], again["changed"]) == (0, 0)
    answer = lvze(
        "pack", "receipt", again["package_id"], "--out", tmp_path / "r.lvack", *superior, password=password
    )
    assert Path(answer["file"]).is_file()
    office = ("--folder", demo / "stores" / "office")
    assert lvze("pack", "receipt", receipt, *office, password=password)["state"] == "accepted"
    assert lvze("pack", "list", *office, password=password)["sent"][0]["state"] == "accepted"
    assert lvze("store", "verify", *office, password=password)["sound"] is True
    assert lvze("store", "stats", *office, password=password)["records"] == summary["records"]


def test_a_damaged_package_is_told_without_a_key_and_changes_nothing(
    lvze: Lvze, demo: Path, tmp_path: Path
) -> None:
    data = bytearray(next((demo / "packages").glob("*.lvpkg")).read_bytes())
    superior = ("--folder", demo / "stores" / "superior")
    password = (demo / "stores" / "README.txt").read_text(encoding="utf-8").split("口令 ")[1].splitlines()[0]
    for position in (0, 9, len(data) // 2, len(data) - 1):
        broken = tmp_path / "broken.lvpkg"
        broken.write_bytes(data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :])
        lvze("pack", "inspect", broken, code=3)
        lvze("pack", "import", broken, *superior, password=password, code=3)
    assert len(lvze("pack", "list", *superior, password=password)["received"]) == 1


def test_drafts_are_listed_composed_and_written_without_saving_anything(lvze: Lvze, tmp_path: Path) -> None:
    office = tmp_path / "office"
    create(lvze, office, "某局")
    at = ("--folder", office)
    known = {d["draft"] for d in lvze("store", "compose", *at)}
    assert {"main_duty_annual", "duty_record_unit", "rules_book"} <= known
    assert not known & {"principal_power", "petition_quarterly"}
    made = lvze("store", "compose", *at, "--report", "RP-12", "--period", "2025")
    assert made["draft"] in known
    assert made["period"] == "2025"
    out = tmp_path / "paper.docx"
    made = lvze("store", "compose", *at, "--report", "duty_record_unit", "--period", "2026Q1", "--out", out)
    assert out.read_bytes().startswith(b"PK")
    assert any("未见会议记录。" in p["text"] for p in made["paragraphs"])
    assert lvze("store", "stats", *at)["records"] == 0
    assert "没有这种底稿" in lvze("store", "compose", *at, "--report", "RP-13", code=3)
    assert "时期" in lvze("store", "compose", *at, "--report", "duty_record_unit", "--period", "2026-05", code=3)
    assert "docx" in lvze("store", "compose", *at, "--report", "RP-12", "--out", tmp_path / "x.txt", code=3)
