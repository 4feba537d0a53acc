"""Usage: every command explains itself in Chinese; wrong usage is exit code 2 and one sentence."""

from __future__ import annotations

import re

import pytest

from app.cli.output import cells, printable, table
from app.cli.parser import build_parser, in_chinese
from app.main import main

COMMANDS = (
    ("demo",), ("duties", "list"), ("duties", "evaluate"), ("letter", "kinds"), ("letter", "render"), ("letter", "read"), ("check",),
    ("store", "create"), ("store", "verify"), ("store", "backup"), ("store", "restore"), ("store", "stats"),
    ("store", "search"), ("store", "report"), ("store", "compose"), ("store", "import-sheet"), ("store", "template"), ("store", "read-letters"), ("pack", "card"), ("pack", "partner"), ("pack", "export"), ("pack", "inspect"),
    ("pack", "import"), ("pack", "receipt"), ("pack", "list"), ("licences",),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_in_chinese(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：lvze ")
    assert not re.search(r"\b(usage|options|positional|show this|default)\b", shown)


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["nothing"], "没有“nothing”"),
        (["store"], "缺少参数：命令"),
        (["demo"], "缺少参数：--out"),
        (["demo", "--out"], "--out 后面要写一个值"),
        (["demo", "--out", "x", "--years", "0"], "--years：应是 1 到"),
        (["demo", "--out", "x", "--yea", "1"], "不认识的参数：--yea"),
        (["duties", "evaluate", "x.json", "--as-of", "2026-13-01"], "--as-of：日期应写成"),
        (["letter", "kinds", "--json", "--text"], "不能和"),
        (
            ["letter", "render", "k", "d.json", "--out", "o", "--format", "odt"],
            "--format 没有“odt”。可用：docx, pdf",
        ),
        (["licences", "--json=1"], "--json 后面不带值"),
    ],
)
def test_wrong_usage_is_2_with_a_chinese_sentence(
    argv: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    shown = capsys.readouterr()
    assert sentence in shown.err
    assert "--help" in shown.err
    assert shown.out == ""


def test_an_unknown_sentence_of_argparse_is_still_chinese() -> None:
    assert in_chinese("something new in a later Python") == "命令或参数写法不对。"


def test_an_argument_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["\x1b[31mred\n"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_printable_and_table() -> None:
    assert printable("甲\x07乙\x9b") == "甲\ufffd乙\ufffd"
    assert cells("甲a") == 3
    assert table([("甲", "1"), ("ab c", "2")]) == ["甲    1", "ab c  2"]
    assert table([]) == []


def test_parser_builds_without_heavy_imports() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from app.cli.parser import build_parser; build_parser('0');"
        "bad=[m for m in ('PySide6','sqlalchemy','docx','reportlab','cryptography','pypinyin','yaml') if m in sys.modules];"
        "sys.exit(repr(bad) if bad else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert build_parser("0").prog == "lvze"
