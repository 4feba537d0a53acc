"""`lvze pack`: cards and partners, report packages out and in, receipts."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.cli.inputs import add_account, add_second, day, opened, second_of
from app.cli.output import emit, table
from app.cli.parser import Nouns, noun, verb
from app.domain.errors import AppError, ErrorCode


def register(nouns: Nouns) -> None:
    """Add the commands."""
    group = noun(nouns, "pack", "数据包：导出、查看、导入、回执")
    _register_partners(group)
    parser = verb(group, "export", "导出报送包（加密、签名）", export)
    add_account(parser)
    parser.add_argument("--from", dest="since", type=day, required=True, metavar="日期", help="从哪天起")
    parser.add_argument("--to", dest="until", type=day, required=True, metavar="日期", help="到哪天止")
    parser.add_argument("--form", action="append", metavar="记录种类", help="可写多次；缺省为可导出的全部")
    parser.add_argument(
        "--person", action="append", default=[], metavar="人员", help="只含这些人的（编号或姓名），可写多次"
    )
    parser.add_argument(
        "--partner", action="append", required=True, metavar="单位", help="接收单位（编号或名称），可写多次"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="文件.lvpkg")
    parser.add_argument("--dry-run", action="store_true", help="只预览，不写文件")
    add_second(parser)
    parser = verb(group, "inspect", "查看数据包的外层：完好还是损坏，不需要密钥", inspect)
    parser.add_argument("file", type=Path, metavar="文件")
    parser = verb(group, "import", "导入别的单位的报送包", bring_in)
    add_account(parser)
    parser.add_argument("file", type=Path, metavar="文件")
    parser.add_argument("--dry-run", action="store_true", help="只核对和预览，不写入")
    parser = verb(group, "receipt", "出具回执（写 --out），或导入回执文件", receipt)
    add_account(parser)
    parser.add_argument("what", metavar="数据包编号或回执文件")
    parser.add_argument("--out", type=Path, metavar="文件.lvack", help="为已导入的数据包出具回执")
    add_account(verb(group, "list", "收发登记簿", registers))


def _register_partners(group: Nouns) -> None:
    parser = verb(group, "card", "导出本单位名片（公钥）", card)
    add_account(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="文件.lvid")
    parser = verb(group, "partner", "登记往来单位（不给名片则列出已登记的）", partner)
    add_account(parser)
    parser.add_argument("file", type=Path, nargs="?", metavar="名片.lvid")
    parser.add_argument("--relation", choices=("superior", "subordinate", "peer"), help="上级、下级、其他")


def card(args: argparse.Namespace) -> int:
    """Write the own card."""
    from app.services.partners import export_card, own_card

    with opened(args) as session:
        path = export_card(session, args.out)
        shown = own_card(session)
    emit(
        args,
        {"file": str(path), **asdict(shown)},
        lambda: [f"{shown.unit}　指纹 {shown.fingerprint}", str(path)],
    )
    return 0


def partner(args: argparse.Namespace) -> int:
    """Accept a unit by its card, or list the accepted ones."""
    from app.services.partners import add_partner, partners

    if args.file is not None and args.relation is None:
        raise AppError(ErrorCode.BAD_INPUT, "请用 --relation 说明对方是上级、下级还是其他单位。")
    with opened(args) as session:
        if args.file is not None:
            add_partner(session, args.file, args.relation)
        found = partners(session)
    emit(
        args,
        [asdict(p) for p in found],
        lambda: table([(p.relation_label, p.name, p.fingerprint, p.id) for p in found]),
    )
    return 0


def export(args: argparse.Namespace) -> int:
    """Write a report package of everything that is ready in the period."""
    from app.services import packs
    from app.services.partners import partners
    from app.services.people import people

    with opened(args) as session:
        who = _chosen(args.person, [(p.id, p.name) for p in people(session, include_left=True)], "人员")
        to = _chosen(args.partner, [(p.id, p.name) for p in partners(session)], "往来单位")
        forms = tuple(args.form or session.visible_forms("export"))
        for form in forms:
            session.form(form)
        selection = packs.PackSelection(args.since.isoformat(), args.until.isoformat(), forms, who)
        offered = packs.preview(session, selection)
        if not args.dry_run:
            ids = [item.record_id for item in offered if item.included]
            row = packs.export(session, ids, to, args.out, period=f"{args.since}/{args.until}", second=second_of(args)).value
    if args.dry_run:
        emit(
            args,
            [asdict(i) for i in offered],
            lambda: table([(i.date, i.kind_label, i.title, i.reason) for i in offered]),
        )
    else:
        value = {"file": str(args.out), **asdict(row)}
        emit(args, value, lambda: [f"已导出 {row.count} 条：{args.out}", f"编号 {row.id}", *row.lines])
    return 0


def _chosen(wanted: list[str], known: list[tuple[str, str]], what: str) -> tuple[str, ...]:
    """Ids from ids or names; AppError(NOT_FOUND) for an unknown one, BAD_INPUT for a name of several."""
    found = []
    for one in wanted:
        ids = [i for i, name in known if one in (i, name)]
        if not ids:
            raise AppError(ErrorCode.NOT_FOUND, f"没有这个{what}。", where=one[:80])
        if len(ids) > 1:
            raise AppError(ErrorCode.BAD_INPUT, f"有同名的{what}，请改用编号。", where=one[:80])
        found.append(ids[0])
    return tuple(found)


def inspect(args: argparse.Namespace) -> int:
    """Show what anyone may see; a damaged file is a failure (exit 3)."""
    from app.services.packs import inspect as look

    view = look(args.file)
    emit(args, asdict(view), lambda: view.lines)
    if not view.intact:
        raise AppError(
            ErrorCode.DAMAGED, "数据包已损坏。", action="请向发出方索取一份新的。", where=args.file.name
        )
    return 0


def bring_in(args: argparse.Namespace) -> int:
    """Verify, decrypt, back up and import a package."""
    from app.services.incoming import apply_incoming, open_incoming

    with opened(args) as session:
        incoming = open_incoming(session, args.file)
        if args.dry_run:
            items = [asdict(i) for i in incoming.items]
            value = {"sender": incoming.sender_name, "lines": list(incoming.lines), "items": items}
            lines = incoming.lines
        else:
            report = apply_incoming(session, incoming).value
            value, lines = asdict(report), (*report.lines, f"编号 {report.package_id}")
    emit(args, value, lambda: lines)
    return 0


def receipt(args: argparse.Namespace) -> int:
    """Write the receipt of an imported package, or import one that answers ours."""
    from app.services.incoming import import_receipt, write_receipt

    with opened(args) as session:
        if args.out is not None:
            path = write_receipt(session, args.what, args.out).value
            emit(args, {"file": str(path)}, lambda: [f"回执：{path}"])
        else:
            row = import_receipt(session, Path(args.what)).value
            emit(args, asdict(row), lambda: [f"{row.partner}：{row.state_label}", *row.lines])
    return 0


def registers(args: argparse.Namespace) -> int:
    """Both registers of packages."""
    from app.services.incoming import received
    from app.services.packs import sent

    with opened(args) as session:
        out, came = sent(session), received(session)
    value = {"sent": [asdict(r) for r in out], "received": [asdict(r) for r in came]}
    rows = [("发", r) for r in out] + [("收", r) for r in came]
    emit(
        args,
        value,
        lambda: (
            table([(w, r.at, r.partner, f"{r.count} 条", r.state_label, r.id) for w, r in rows])
            or ["登记簿是空的。"]
        ),
    )
    return 0
