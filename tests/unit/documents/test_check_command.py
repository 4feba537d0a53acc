"""`lvze check`: rules can be left out, places and grades are told, a corrected copy is written beside the original."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from officemade import Settings, build, pieces
from planted import PLANTS

from app.cli.run import run


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    rows, settings = pieces(), Settings()
    next(p for p in PLANTS if p.name == "half comma").plant(rows, settings)
    next(p for p in PLANTS if p.name == "h1 face").plant(rows, settings)
    path = tmp_path / "来文.docx"
    path.write_bytes(build(rows, settings, "styles"))
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["check", *arguments], "0") == 0
    return capsys.readouterr().out


def test_each_deviation_has_its_place_clause_and_grade(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {d["rule"]: d for d in json.loads(told(capsys, str(paper), "--json"))["deviations"]}
    assert set(found) == {"一级标题字体", "半角标点"}
    assert found["一级标题字体"]["grade"] == "一般"
    assert found["一级标题字体"]["spots"][0]["start"] == "一、提高认识"
    assert found["半角标点"]["topic"] == "writing"
    text = told(capsys, str(paper), "--text")
    assert text.startswith("来文.docx（文件格式）")
    assert "第 11 段“一、提高认识…”" in text
    assert "一般" in text


def test_rules_and_the_whole_of_writing_can_be_left_out(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "半角标点" not in told(capsys, str(paper), "--without", "writing", "--json")
    assert json.loads(told(capsys, str(paper), "--without", "半角标点", "--without", "一级标题字体", "--json"))["deviations"] == []


def test_a_corrected_copy_is_written_with_the_list_of_changes(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, before = paper.with_name("改正.docx"), paper.read_bytes()
    text = told(capsys, str(paper), "--fix", str(out), "--text")
    assert "改正件改了：" in text
    assert json.loads(told(capsys, str(out), "--json"))["deviations"] == []
    assert paper.read_bytes() == before
    assert run(["check", str(paper), "--fix", str(out)], "0") == 3
