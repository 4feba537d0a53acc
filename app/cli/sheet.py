"""`lvze store import-sheet` and `template`: tables of other programs in, and the templates for them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.inputs import add_account, add_second, day, opened, positive, second_of
from app.cli.output import emit, table
from app.cli.parser import Nouns, verb
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.services.intake import Reading
    from app.services.intake_plan import Plan

MODES = ("stop", "skip", "update")
NOT_TAKEN = "-"


def register(group: Nouns) -> None:
    """Add the commands to `lvze store`."""
    parser = verb(group, "import-sheet", "导入 Excel 或 CSV 表格（先备份，可整次撤销）", import_sheet)
    add_account(parser)
    parser.add_argument("file", type=Path, metavar="表格", help=".xlsx 或 .csv")
    parser.add_argument("--form", default="", metavar="表单", help="表单代码，如 talk；人员为 people；缺省按表头判断")
    parser.add_argument("--kind", default="", metavar="种类", help="整张表是哪一种记录（表里没有“种类”列时）")
    parser.add_argument("--sheet", metavar="工作表", help="缺省为第一张")
    parser.add_argument("--head", type=positive, metavar="行号", help="表头在第几行；缺省自动判断")
    parser.add_argument("--map", action="append", default=[], metavar="列名=字段", help="指定一列是哪个字段，可写多次；“列名=-”为不导入")
    parser.add_argument("--mode", choices=MODES, default="stop", help="stop 有错误或重复就不导入（缺省），skip 跳过，update 更新已有的、跳过有错误的")
    parser.add_argument("--state", default="", metavar="状态", help="表里没有写状态的行导入成什么状态")
    parser.add_argument("--date", type=day, metavar="日期", help="表里没有写日期的行用哪一天")
    parser.add_argument("--create-people", action="store_true", help="名册里没有的人员、单位一并登记")
    parser.add_argument("--faulty", type=Path, metavar="文件", help="把没有导入的行连同原因写成表格")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    parser = verb(group, "template", "导入表格用的模板", template)
    add_account(parser)
    add_second(parser)
    parser.add_argument("--form", required=True, metavar="表单", help="表单代码；人员为 people")
    parser.add_argument("--kind", default="", metavar="种类", help="只要这一种记录的列")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪里（.xlsx）")
    parser.add_argument("--filled", action="store_true", help="带上现有的记录，改好后再导入")


def import_sheet(args: argparse.Namespace) -> int:
    """Read, check and, unless it is a dry run, write; rows that keep it from being written are a failure (exit 3)."""
    from app.jobs.progress import JobContext
    from app.services import intake
    from app.services.intake import OnDuplicate, OnFault

    faults = OnFault.STOP if args.mode == "stop" else OnFault.SKIP
    duplicates = OnDuplicate(args.mode)
    with opened(args) as session:
        book = intake.read_book(args.file)
        found = intake.reading(
            session, book, args.sheet or intake.sheets_of(book)[0], args.form, args.kind, args.head
        )
        plan = intake.plan(
            session, found, _mapping(found, args.map), JobContext(), state=args.state,
            day=args.date.isoformat() if args.date else "", create=args.create_people,
        )  # fmt: skip
        if args.faulty is not None:
            intake.write_faulty(session, plan, args.faulty, JobContext())
        refused = intake.refusal(plan, faults, duplicates)
        value = _value(plan)
        if not args.dry_run and refused is None:
            report = intake.apply(session, plan, faults, duplicates, JobContext()).value
            value["report"] = asdict(report)
            lines = [report.sentence()]
        else:
            lines = []
    emit(args, value, lambda: [*_lines(plan), *lines])
    if refused is not None and not args.dry_run:
        raise refused
    return 0


def _mapping(found: Reading, given: list[str]) -> dict[int, str]:
    """The guess or what was remembered, changed by what was given."""
    mapping = dict(found.mapping)
    heads = list(found.table.heads)
    for one in given:
        head, mark, field = one.rpartition("=")
        if not mark or head not in heads:
            raise AppError(ErrorCode.BAD_INPUT, "表里没有这一列。", action=f"写成 列名=字段。列名有：{'、'.join(h for h in heads if h)}。", where=head[:80])
        at = heads.index(head)
        mapping.pop(at, None)
        if field != NOT_TAKEN:
            if found.target.column(field) is None:
                known = "、".join(f"{c.id}（{c.label}）" for c in found.target.columns)
                raise AppError(ErrorCode.BAD_INPUT, "没有这个字段。", action=f"可用：{known}。", where=field[:80])
            mapping = {a: f for a, f in mapping.items() if f != field} | {at: field}
    return dict(sorted(mapping.items()))


def _value(plan: Plan) -> dict[str, Any]:
    rows = [
        {"rows": list(e.numbers), "title": e.title, "date": e.date, "what": e.what.value,
         "faults": [asdict(f) for f in e.faults], "note": e.note}
        for e in plan.entries
    ]  # fmt: skip
    columns = {plan.table.heads[at]: one for at, one in plan.mapping.items()}
    return {
        "form": plan.target.id, "head_row": plan.table.head_row, "columns": columns, "left_out": _left_out(plan),
        "counts": {what.value: n for what, n in plan.counts().items()}, "new_names": plan.new_names(), "rows": rows,
    }  # fmt: skip


def _left_out(plan: Plan) -> list[str]:
    """Columns with a name that are not taken: nothing is passed over in silence."""
    return [head for at, head in enumerate(plan.table.heads) if head and at not in plan.mapping]


def _lines(plan: Plan) -> list[str]:
    from app.services.intake_plan import LABELS, What

    counts = "，".join(f"{LABELS[w]} {n} 条" for w, n in plan.counts().items() if n)
    told = [(f"第 {e.numbers[0]} 行", LABELS[e.what], e.words) for e in plan.entries if e.what is not What.NEW]
    left = _left_out(plan)
    columns = [f"没有导入的列：{'、'.join(left)}。要导入的，用 --map 列名=字段 指定。"] if left else []
    return [f"{plan.target.label}：{counts}", *columns, *table(told)]


def template(args: argparse.Namespace) -> int:
    """Write a template."""
    from app.jobs.progress import JobContext
    from app.services.intake_template import save_template

    if args.out.suffix.lower() != ".xlsx":
        raise AppError(ErrorCode.BAD_INPUT, "模板的文件名应以 .xlsx 结尾。", where="--out")
    with opened(args) as session:
        count = save_template(session, args.form, args.out, JobContext(), args.kind, filled=args.filled, second=second_of(args))
    emit(args, {"file": str(args.out), "records": count}, lambda: [f"模板：{args.out}"])
    return 0
