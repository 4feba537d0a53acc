"""`lvze check`: the examination of a docx or PDF against the standard."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.output import emit
from app.cli.parser import Nouns, verb

FORMATS = ("general", "letter", "order", "minutes", "plain")


def register(nouns: Nouns) -> None:
    """Add the command."""
    parser = verb(nouns, "check", "公文格式体检（docx、pdf）", run)
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--profile", default="gbt9704", metavar="版式", help="版式方案（缺省 gbt9704）")
    parser.add_argument("--without", action="append", default=[], metavar="规则", help="不查的规则，如 半角标点；writing 不查行文；可重复")
    parser.add_argument("--fix", type=Path, metavar="文件", help="另写一份改正的 docx；原文件不动")
    parser.add_argument("--format", choices=FORMATS, help="格式；缺省从版面认")


def run(args: argparse.Namespace) -> int:
    """Examine one file; deviations are a result, not a failure."""
    from app.services.letter_files import check_file, mend_file

    if args.fix is not None:
        report = mend_file(args.file, args.fix, profile=args.profile, shape=args.format, without=args.without)
    else:
        report = check_file(args.file, profile=args.profile, shape=args.format, without=args.without)
    emit(args, report, lambda: describe(report))
    return 0


def describe(report: dict[str, object]) -> list[str]:
    """The report as lines."""
    from app.documents.model import Format

    found = report["deviations"]
    assert isinstance(found, list)  # noqa: S101 - narrows the type of our own report
    head = f"{report['file']}（{Format(str(report['format'])).label}）：" + (
        f"{len(found)} 处与标准不符" if found else "未见与标准不符之处"
    )
    changes = report.get("changes", [])
    assert isinstance(changes, list)  # noqa: S101 - as above
    return [
        head,
        *(f"{_place(d)}　{d['rule']}（{d['clause']}，{d['grade']}）：{d['found']}，应为 {d['expected']}" for d in found),
        *(["改正件改了："] if changes else []),
        *(f"{c['rule']}：{c['before']} 改为 {c['after']}（{c['count']} 处）" for c in changes),
    ]


def _place(deviation: dict[str, Any]) -> str:
    """Where it is, in words, and at how many places."""
    spots = deviation["spots"]
    first = spots[0] if spots else {"page": 0, "paragraph": 0, "start": ""}
    words = f"第 {first['page']} 页" if first["page"] else f"第 {first['paragraph']} 段" if first["paragraph"] else "全文"
    words += f"“{first['start']}…”" if first["start"] else ""
    return words + (f"等 {len(spots)} 处" if len(spots) > 1 else "")
