"""Bad input of every sort: exit 2 or 3 with a Chinese sentence, never a traceback, never a hang."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.main import main

BAD_JSON = {
    "empty": b"",
    "not-json": "不是 JSON".encode(),
    "gbk": '{"title": "提醒"}'.encode("gbk"),
    "utf16": '{"a": 1}'.encode("utf-16"),
    "duplicate-keys": b'{"a": 1, "a": 2}',
    "nan": b'{"a": NaN}',
    "infinity": b'{"a": 1e999}',
    "huge-number": b'{"a": ' + b"9" * 5000 + b"}",
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deep-objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "surrogate": b'{"title": "\\ud800"}',
    "nul": b'{"title": "\\u0000"}',
    "trailing": b"{} {}",
    "list": b"[]",
    "text": b'"a"',
    "null": b"null",
    "number": b"1",
    "unknown-key": b'{"nonsense": 1}',
    "wrong-types": b'{"title": 1, "body": {}, "records": 3, "unit": []}',
}
COMMANDS = {
    "letter": lambda path, out: ["letter", "render", "letter.reminder", str(path), "--out", str(out)],
    "duties": lambda path, out: ["duties", "evaluate", str(path)],
    "check": lambda path, out: ["check", str(path)],
    "inspect": lambda path, out: ["pack", "inspect", str(path)],
}


def assert_known_failure(code: int, shown: pytest.CaptureResult[str], secrets: tuple[str, ...] = ()) -> None:
    assert code == 3, shown
    assert re.search(r"[\u4e00-\u9fff]", shown.err)
    assert "Traceback" not in shown.err + shown.out
    assert "程序内部出错" not in shown.err
    for secret in secrets:
        assert secret not in shown.err


@pytest.mark.parametrize("data", BAD_JSON.values(), ids=BAD_JSON)
@pytest.mark.parametrize("command", COMMANDS)
def test_bad_files_are_refused(
    command: str, data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "input.json"
    path.write_bytes(data)
    code = main(COMMANDS[command](path, tmp_path / "out"))
    assert_known_failure(code, capsys.readouterr())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_a_file_is_refused(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = [
        tmp_path,
        tmp_path / "missing",
        tmp_path / "x" / "y",
        Path("/dev/null"),
        Path("a\0b"),
        Path("长" * 300),
    ]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        strange.append(tmp_path / "pipe")
    for path in strange:
        assert_known_failure(main(COMMANDS[command](path, tmp_path / "out")), capsys.readouterr())


def test_a_byte_order_mark_is_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "data.json"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"nonsense": 1}')
    assert_known_failure(main(COMMANDS["letter"](path, tmp_path)), capsys.readouterr())
    path.write_bytes(b"\xef\xbb\xbf{oops")
    main(COMMANDS["letter"](path, tmp_path))
    assert "第 1 行" in capsys.readouterr().err


def test_too_large_a_file_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as stream:
        stream.truncate(10**10)  # sparse: it takes no room
    assert_known_failure(main(["duties", "evaluate", str(path)]), capsys.readouterr())


@pytest.mark.parametrize(
    "argv",
    [
        ["letter", "render", "letter.none", "DATA", "--out", "o"],
        ["letter", "render", "../../etc/passwd", "DATA", "--out", "o"],
        ["letter", "render", "letter.reminder", "DATA", "--out", "o", "--profile", "none"],
        ["check", "DATA", "--profile", "../x"],
        ["store", "verify"],
        ["store", "restore", "missing"],
        ["store", "search", "李雷"],
        ["pack", "list"],
        ["pack", "partner", "card.lvid"],
        ["demo", "--out", "DATA"],
        ["demo", "--out", "/proc/nowhere"],
        ["demo", "--out", "o", "--years", "99"],
    ],
    ids=" ".join,
)
def test_what_is_not_there_is_a_sentence(
    argv: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data.json"
    data.write_text("{}", encoding="utf-8")
    assert_known_failure(main([str(data) if a == "DATA" else a for a in argv]), capsys.readouterr())


def test_no_password_no_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    create = ["store", "create", "--unit", "某局", "--login", "a", "--name", "甲"]
    for typed in (b"", b"\n", b"\xff\xfe\n", "短".encode()):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed)))
        assert_known_failure(main(create), capsys.readouterr())
    monkeypatch.setattr("sys.stdin", None)
    assert_known_failure(main(create), capsys.readouterr())
    assert not list((tmp_path / "lvze-home").rglob("*.lvdb"))


def test_a_bug_is_a_number_and_a_log_without_content(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        name = "李雷"
        raise RuntimeError(f"secret {name}")

    monkeypatch.setattr("app.services.letter_files.letter_kinds", broken)
    assert main(["letter", "kinds"]) == 3
    shown = capsys.readouterr()
    number = re.search(r"编号 ([0-9a-f]{8})", shown.err)
    assert number
    log = (tmp_path / "lvze-home" / "logs" / "errors.log").read_text(encoding="utf-8")
    assert number[1] in log
    assert "RuntimeError" in log
    for text in (log, shown.err, shown.out):
        assert "李雷" not in text
        assert "secret" not in text
        assert "Traceback" not in text


def test_a_bug_with_nowhere_to_log_is_still_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LVZE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("app.services.letter_files.letter_kinds", lambda: 1 / 0)
    assert main(["letter", "kinds"]) == 3
    assert "编号" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code"),
    [(KeyboardInterrupt(), 130), (MemoryError(), 3), (RecursionError(), 3), (OSError(28, "x"), 3)],
)
def test_every_way_out_has_its_code(
    raised: BaseException, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise raised

    monkeypatch.setattr("app.services.letter_files.letter_kinds", fail)
    assert main(["letter", "kinds"]) == code
    assert re.search(r"[\u4e00-\u9fff]", capsys.readouterr().err)


words = st.one_of(
    st.sampled_from(
        ["demo", "duties", "list", "evaluate", "letter", "kinds", "render", "check", "store", "verify", "stats", "pack",
         "inspect", "import", "licences", "--json", "--out", "--as-of", "--format", "pdf", "--", "-", "@x", "--folder"]
    ),
    st.text(max_size=12).filter(lambda t: t not in ("-h", "--help", "--version")),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(words, min_size=1, max_size=6))
def test_any_arguments_end_in_a_known_code(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    monkeypatch.setattr("app.services.demo.run_demo", lambda *_a, **_k: {})
    code = main(argv)
    shown = capsys.readouterr()
    assert code in (0, 2, 3)
    assert "Traceback" not in shown.err + shown.out
    assert "程序内部出错" not in shown.err


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8) | st.sampled_from(["2024-01-01", "u1", "p1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["title", "body", "to", "date", "text", "level", "attachments", "issuers", "number", "seal", "cc", "values",
             "unit", "id", "name", "records", "people", "posts", "kind", "as_of", "packs", "settings", "duties", "agenda"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values)
def test_any_json_is_rendered_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: object
) -> None:
    path = tmp_path / "data.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    for command in ("letter", "duties"):
        code = main(COMMANDS[command](path, tmp_path / "out"))
        shown = capsys.readouterr()
        assert code in (0, 3)
        assert "程序内部出错" not in shown.err, shown.err
