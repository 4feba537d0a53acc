"""`lvze store compose`: which drafts there are, and one of them composed from the records as a document or PDF."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.inputs import add_account, add_second, opened, second_of
from app.cli.output import emit, table
from app.cli.parser import Nouns, verb
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.services.compose.composing import Composition
    from app.services.session import Session

FORMATS = (".docx", ".pdf")


def register(group: Nouns) -> None:
    """Add the command to `lvze store`."""
    parser = verb(group, "compose", "报告底稿：列出有哪些，或由记录写成一份（docx、pdf）", compose)
    add_account(parser)
    add_second(parser)
    parser.add_argument("--report", default="", metavar="编号", help="如 RP-11，或底稿代码；不写时列出全部底稿")
    parser.add_argument("--period", default="", metavar="时期", help="2026、2026H1、2026Q3；缺省为上一个时期")
    parser.add_argument("--person", default="", metavar="姓名", help="写谁（履责纪实报告、第一责任人报告）")
    parser.add_argument("--fields", default="", metavar="领域", help="重点领域代码，用逗号分开")
    parser.add_argument("--out", type=Path, metavar="文件", help="写到哪里（.docx 或 .pdf）；缺省只显示")


def compose(args: argparse.Namespace) -> int:
    """List the drafts the account may write, or compose one. Nothing is saved in the store."""
    from app.services.compose import asking, composing, paper

    if args.out is not None and args.out.suffix.lower() not in FORMATS:
        raise AppError(ErrorCode.USAGE, "底稿只能存为 .docx 或 .pdf。", action="请改 --out 的文件名。")
    with opened(args) as session:
        if not args.report:
            known = asking.offered(session)
            emit(args, [{"draft": d.id, "no": d.no, "label": d.label, "periods": list(d.periods)} for d in known],
                 lambda: table([(d.no, d.id, d.label) for d in known]))  # fmt: skip
            return 0
        made = composing.compose(session, _ask(session, args))
        if args.out is not None:
            paper.write_composition(session, made, args.out, second_of(args))
    emit(args, _value(made, args.out), lambda: _lines(made, args.out))
    return 0


def _ask(session: Session, args: argparse.Namespace) -> Any:
    from app.services import people
    from app.services.compose import asking

    draft = asking.by_number(session, args.report)
    usual = asking.usual_ask(session, draft)
    person = usual.person
    if args.person:
        found = [p.id for p in people.people(session, include_left=True) if args.person in (p.name, p.id)]
        if len(found) != 1:
            raise AppError(ErrorCode.BAD_INPUT, "没有这位人员，或者不止一位同名。", action="请写姓名或人员编号。", where="--person")
        person = found[0]
    codes = tuple(c for c in args.fields.split(",") if c)
    return asking.Ask(draft.id, args.period or usual.period, person, codes)


def _value(made: Composition, out: Path | None) -> dict[str, Any]:
    rows = [
        {"level": p.level, "text": p.text, "records": list(p.records), "duties": list(p.cells), "basis": p.basis} for p in made.paragraphs
    ]
    return {
        "draft": made.draft.id, "no": made.draft.no, "title": made.title, "period": made.period.name, "paragraphs": rows,
        **({"file": str(out)} if out is not None else {}),
    }  # fmt: skip


def _lines(made: Composition, out: Path | None) -> list[str]:
    if out is not None:
        return [f"{made.title}：{out}"]
    return [made.title, "", *(p.text if p.level else f"  {p.text}（{len(p.records) + len(p.cells)}）" for p in made.paragraphs)]
