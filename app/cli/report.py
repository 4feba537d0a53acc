"""`lvze store report`: which reports there are, and one of them as a table, document or PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.inputs import add_account, add_second, opened, second_of
from app.cli.output import emit, table
from app.cli.parser import Nouns, verb
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.services.reports.model import Report


def register(group: Nouns) -> None:
    """Add the command to `lvze store`."""
    parser = verb(group, "report", "报表：列出有哪些，或生成一份（xlsx、docx、pdf）", report)
    add_account(parser)
    add_second(parser)
    parser.add_argument("--report", default="", metavar="编号", help="如 RP-06；不写时列出全部报表")
    parser.add_argument("--period", default="", metavar="时期", help="2026、2026H1、2026Q3、2026-05、2026-05-31；缺省为当前时期")
    parser.add_argument("--scope", default="", metavar="范围", help="unit、department:名称、person:编号、subordinate:编号、source:代码")
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪里（.xlsx、.docx 或 .pdf）；缺省只显示")


def report(args: argparse.Namespace) -> int:
    """List the reports the account may read, or make one."""
    from app.services.reports import build, known, paper

    if args.out is not None and args.out.suffix.lower() not in paper.FORMATS:
        raise AppError(ErrorCode.USAGE, "报表只能存为 .xlsx、.docx 或 .pdf。", action="请改 --out 的文件名。")
    with opened(args) as session:
        if not args.report:
            found = known.reports(session)
            emit(args, [{"no": r.no, "label": r.label, "periods": list(r.periods), "scopes": list(r.scopes)} for r in found],
                 lambda: table([(r.no, r.label, r.purpose) for r in found]))  # fmt: skip
            return 0
        made = build.build(session, args.report, args.period, args.scope)
        if args.out is not None:
            paper.write_report(session, made, args.out, second=second_of(args))
    value = {**_value(made), **({"file": str(args.out)} if args.out is not None else {})}
    emit(args, value, lambda: _lines(made, args.out))
    return 0


def _value(made: Report) -> dict[str, Any]:
    return {
        "report": made.definition.no, "title": made.title, "unit": made.unit, "period": made.period.code, "scope": made.scope.code,
        "tables": [
            {
                "id": t.id, "title": t.title, "columns": [c.head for c in t.columns],
                "rows": [[c.text for c in row] for row in t.rows], "records": [[len(c.opens) for c in row] for row in t.rows],
            }
            for t in made.tables
        ],
        "notes": list(made.notes),
    }  # fmt: skip


def _lines(made: Report, out: Path | None) -> list[str]:
    if out is not None:
        return [f"{made.title}（{made.period.label}）：{out}"]
    lines = [f"{made.title}　{made.unit}　{made.period.label}"]
    for one in made.tables:
        lines += ["", one.title, *(table([tuple(c.head for c in one.columns), *(tuple(c.text for c in row) for row in one.rows)]) if one.rows else [one.empty])]
    return lines
