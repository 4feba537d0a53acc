"""Tables through the command line: template out, filled in, tried, imported, refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.crypto.kdf import KdfParams
from app.main import main
from tests.unit.sheets.books import text_table, workbook

PASSWORD = "青山遮不住毕竟东流去"
Lvze = Callable[..., Any]
HEAD = ("谈话种类", "谈话日期", "谈话人", "谈话对象", "标题", "怎么谈的")


@pytest.fixture
def lvze(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lvze:
    """A command in an office of its own; returns (exit code, JSON or None, what was said on stderr)."""
    monkeypatch.setattr("app.services.keys.choose_params", lambda: KdfParams(64 * 1024, 3, 1))

    def call(*argv: object) -> tuple[int, Any, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PASSWORD.encode() + b"\n")))
        code = main([str(a) for a in argv] + ["--folder", str(tmp_path / "office")])
        shown = capsys.readouterr()
        assert "程序内部出错" not in shown.err
        return code, json.loads(shown.out) if shown.out else None, shown.err

    roles = ("--role", "party_clerk", "--role", "org_clerk")
    assert call("store", "create", "--unit", "某局党组", "--login", "clerk", "--name", "王敏", *roles)[0] == 0
    return call


def test_people_then_talks_come_in_and_mistakes_are_told(lvze: Lvze, tmp_path: Path) -> None:
    people = text_table(tmp_path / "人员.csv", [("姓名", "职务", "任职日期"), ("李雷", "局长", "2020.1.1"), ("韩梅梅", "科长", "2021年2月3日")], encoding="gb18030")
    code, made, _said = lvze("store", "import-sheet", people, "--form", "people")
    assert (code, made["report"]["new"]) == (0, 2)

    rows = [HEAD, ("谈心谈话", "2026-03-05", "李雷", "韩梅梅", "一", "坦诚"), ("谈心谈话", "3月5日", "李雷", "韩梅梅", "二", "")]
    talks = workbook(tmp_path / "谈话.xlsx", rows)
    code, tried, _said = lvze("store", "import-sheet", talks, "--dry-run", "--map", "怎么谈的=content")
    assert (code, tried["form"], tried["counts"]["new"], tried["counts"]["faulty"]) == (0, "talk", 1, 1)
    assert tried["columns"]["怎么谈的"] == "content"
    assert tried["left_out"] == []
    assert tried["rows"][1]["rows"] == [3]
    assert "没有写年份" in tried["rows"][1]["faults"][0]["words"]

    code, shown, said = lvze("store", "import-sheet", talks)
    assert code == 3
    assert shown["left_out"] == ["怎么谈的"]
    assert "1 行有错误" in said
    faulty = tmp_path / "错.xlsx"
    code, made, _said = lvze("store", "import-sheet", talks, "--mode", "skip", "--map", "怎么谈的=content", "--faulty", faulty)
    assert (code, made["report"]) == (0, {"new": 1, "changed": 0, "left": 1, "people": 0})
    assert faulty.is_file()
    rows[1] = (*rows[1][:5], "更坦诚")
    changed = workbook(tmp_path / "改.xlsx", rows[:2])
    code, made, _said = lvze("store", "import-sheet", changed, "--mode", "update")
    assert (code, made["report"]["changed"]) == (0, 1)
    assert lvze("store", "verify")[1]["sound"] is True


def test_a_template_with_what_is_there_comes_back_unchanged(lvze: Lvze, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    assert lvze("store", "template", "--form", "talk", "--out", out)[1]["records"] == 0
    assert out.is_file()
    rows = [("谈话日期", "标题"), ("2026-03-05", "一")]
    path = workbook(tmp_path / "a.xlsx", rows)
    assert lvze("store", "import-sheet", path, "--form", "talk", "--kind", "talk.heart")[0] == 0
    assert lvze("store", "template", "--form", "talk", "--out", out, "--filled")[1]["records"] == 1
    code, tried, _said = lvze("store", "import-sheet", out, "--form", "talk", "--dry-run")
    assert (code, tried["counts"]["same"]) == (0, 1)
    assert lvze("store", "template", "--form", "talk", "--out", tmp_path / "a.pdf")[0] == 3


def test_wrong_names_are_said(lvze: Lvze, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, ("谈心谈话", "2026-03-05", "", "", "一", "")])
    for wrong in (("--map", "没有=content"), ("--map", "标题=没有"), ("--sheet", "没有"), ("--head", "99"), ("--form", "没有"), ("--kind", "mtg.standing", "--form", "talk")):
        code, _shown, said = lvze("store", "import-sheet", path, *wrong)
        assert code == 3, wrong
        assert said.strip()
    assert lvze("store", "import-sheet", path, "--mode", "maybe")[0] == 2
    assert lvze("store", "import-sheet", tmp_path / "none.xlsx")[0] == 3
