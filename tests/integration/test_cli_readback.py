"""Old letters through the command line: looked at, read in, found again, refused."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.crypto.kdf import KdfParams
from app.main import main
from tests.unit.documents.oldletters import MANNERS, Truth

PASSWORD = "青山遮不住毕竟东流去"
Lvze = Callable[..., Any]


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

    assert call("store", "create", "--unit", "某局党组", "--login", "clerk", "--name", "王敏", "--role", "party_clerk")[0] == 0
    return call


def folder(place: Path) -> list[Truth]:
    """Old letters of several manners and one in the old format."""
    place.mkdir()
    known = []
    for n, manner in enumerate(("direct", "boxed", "spaced", "tabled")):
        raw, truth = MANNERS[manner](random.Random(f"cli {n}"))
        (place / f"{n}.docx").write_bytes(raw)
        known.append(truth)
    (place / "9.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    return known


def test_a_folder_is_looked_at_then_read_in_then_known(lvze: Lvze, tmp_path: Path) -> None:
    known = folder(tmp_path / "old")
    command = ("store", "read-letters", tmp_path / "old", "--kind", "letter.reminder")
    code, tried, _said = lvze(*command, "--dry-run")
    assert (code, tried["counts"]["new"], tried["counts"]["faulty"]) == (0, 4, 1)
    shown = [(one["number"], one["date"], one["to"]) for one in tried["letters"][:4]]
    assert shown == [(t.number, t.date.isoformat(), t.to) for t in known]
    assert "另存为 docx" in tried["letters"][4]["words"]
    assert "report" not in tried

    code, made, _said = lvze(*command)
    assert (code, made["report"]) == (0, {"letters": 4, "numbered": 4, "left": 1})
    assert lvze("store", "search", known[0].title)[1] is not None
    assert lvze("store", "verify")[1]["sound"] is True

    code, again, said = lvze(*command)
    assert (code, again["counts"]["same"]) == (3, 4)
    assert "没有可以导入的文件" in said


def test_only_what_is_sure_comes_in_when_asked_so(lvze: Lvze, tmp_path: Path) -> None:
    folder(tmp_path / "old")
    code, made, said = lvze("store", "read-letters", tmp_path / "old", "--kind", "letter.reminder", "--only-sure")
    assert all(one["notes"] for one in made["letters"][:4])  # issued by others than this office
    assert code == 3
    assert "没有可以导入的文件" in said


def test_an_unknown_kind_and_an_empty_folder_are_refused(lvze: Lvze, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "没有这种文书" in lvze("store", "read-letters", tmp_path / "empty", "--kind", "letter.nothing")[2]
    assert "没有 Word 文件" in lvze("store", "read-letters", tmp_path / "empty")[2]


def test_letters_are_read_without_a_store_as_letter_data_that_can_be_rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = folder(tmp_path / "old")
    assert main(["letter", "read", str(tmp_path / "old"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["letters"]
    assert [(one["number"], one["to"]) for one in found[:4]] == [(t.number, t.to) for t in known]
    assert found[0]["found"]["number"]["where"].startswith("正文第")
    assert "另存为 docx" in found[4]["error"]
    told = {name: found[0][name] for name in ("number", "date", "title", "issuers", "to", "cc", "body")}
    (tmp_path / "data.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    assert main(["letter", "render", "letter.circular", str(tmp_path / "data.json"), "--out", str(tmp_path / "out"), "--format", "docx"]) == 0
    capsys.readouterr()
    assert main(["letter", "read", str(tmp_path / "out"), "--json"]) == 0
    again = json.loads(capsys.readouterr().out)["letters"][0]
    assert {name: again[name] for name in told} == told


def test_only_files_that_cannot_be_read_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK nothing")
    assert main(["letter", "read", str(tmp_path / "a.docx"), "--json"]) == 3
    assert "a.docx：这个 Word 文档已损坏" in capsys.readouterr().err
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    assert main(["letter", "read", str(tmp_path), "--json"]) == 3
    assert "没有一个文件读得出来" in capsys.readouterr().err
