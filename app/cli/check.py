"""`lvze check`: the examination of a docx or PDF against the standard."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.output import emit
from app.cli.parser import Nouns, verb

FORMATS = ("general", "letter", "order", "minutes", "plain")


def register(nouns: Nouns) -> None:
    """Add the command."""
    parser = verb(nouns, "check", "公文格式体检（docx、pdf）", run)
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--profile", default="gbt9704", metavar="版式", help="版式方案（缺省 gbt9704）")
    parser.add_argument("--format", choices=FORMATS, help="格式；缺省从版面认")


def run(args: argparse.Namespace) -> int:
    """Examine one file; deviations are a result, not a failure."""
    from app.services.letter_files import check_file

    report = check_file(args.file, profile=args.profile, shape=args.format)
    emit(args, report, lambda: describe(report))
    return 0


def describe(report: dict[str, object]) -> list[str]:
    """The report as lines."""
    found = report["deviations"]
    assert isinstance(found, list)  # noqa: S101 - narrows the type of our own report
    head = f"{report['file']}（{report['format']}）：" + (
        f"{len(found)} 处与标准不符" if found else "未见与标准不符之处"
    )
    return [
        head,
        *(
            f"第 {d['page']} 页　{d['rule']}（{d['clause']}）：{d['found']}，应为 {d['expected']}"
            for d in found
        ),
    ]
