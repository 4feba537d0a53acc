"""`lvze store`: create an office, check it, back it up, restore it, count and search; reports and drafts out (report, compose), tables in (sheet), old letters in (readback)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from app.cli import composed, readback, report, sheet
from app.cli.inputs import add_account, add_folder, add_password, folder_of, opened, positive, read_password
from app.cli.output import emit, table
from app.cli.parser import Nouns, noun, verb
from app.domain.errors import AppError, ErrorCode


def register(nouns: Nouns) -> None:
    """Add the commands."""
    group = noun(nouns, "store", "建库、核对、备份、恢复、统计、检索、报表、导入表格和旧公文")
    made = verb(group, "create", "建立一个单位的加密库；恢复密钥只显示这一次", create)
    add_folder(made)
    add_password(made)
    made.add_argument("--unit", required=True, metavar="单位全称")
    made.add_argument("--login", required=True, metavar="登录名")
    made.add_argument("--name", required=True, metavar="姓名")
    made.add_argument("--role", action="append", metavar="角色", help="可写多次；缺省 party_clerk")
    made.add_argument("--subordinate", action="append", default=[], metavar="下级单位", help="可写多次")
    add_account(verb(group, "verify", "核对全部内容：数据库页、操作日志、安全日志、数量", verify))
    parser = verb(group, "backup", "备份（做完即核对）", backup)
    add_account(parser)
    parser.add_argument("--out", type=Path, metavar="目录", help="缺省为数据目录下的 backups")
    parser = verb(group, "restore", "把备份恢复到空的数据目录", restore)
    add_folder(parser)
    parser.add_argument("backup", type=Path, metavar="备份目录")
    add_account(verb(group, "stats", "统计", stats))
    parser = verb(group, "search", "全文检索（姓名、片段、拼音首字母）", search)
    add_account(parser)
    parser.add_argument("words", metavar="检索词")
    parser.add_argument("--limit", type=positive, default=50, metavar="条数", help="最多列几条（缺省 50）")
    report.register(group)
    composed.register(group)
    sheet.register(group)
    readback.register(group)


def create(args: argparse.Namespace) -> int:
    """Create an office."""
    from app.catalog.catalog import load_catalog
    from app.domain.clock import SystemClock
    from app.services.session import single_instance
    from app.services.setup import OfficePlan, create_office

    folder = folder_of(args)
    plan = OfficePlan(
        unit_name=args.unit,
        login=args.login,
        user_name=args.name,
        password=read_password(args),
        roles=tuple(args.role or ("party_clerk",)),
        subordinates=tuple(args.subordinate),
    )
    with single_instance(folder):
        made = create_office(folder, load_catalog(), SystemClock(), plan)
        made.session.close()
    value = {
        "folder": str(folder.root),
        "unit": args.unit,
        "login": args.login,
        "recovery_key": made.recovery_key,
    }
    emit(
        args,
        value,
        lambda: [f"已建库：{folder.root}", f"恢复密钥（请抄写封存，不再显示）：{made.recovery_key}"],
    )
    return 0


def verify(args: argparse.Namespace) -> int:
    """Check everything; damage is a failure (exit 3)."""
    from app.services import backup as backups
    from app.services.accounts import heads

    with opened(args) as session:
        problems = backups.verify(session)
        ends = asdict(heads(session))
    value = {"sound": not problems, "problems": problems, "heads": ends}
    emit(
        args,
        value,
        lambda: problems or ["完好。", f"操作日志：{ends['business']}", f"安全日志：{ends['office']}"],
    )
    if problems:
        raise AppError(ErrorCode.DAMAGED, "核对不通过。", action="请停止使用，并从最近的备份恢复。")
    return 0


def backup(args: argparse.Namespace) -> int:
    """Make a backup."""
    from app.services import backup as backups

    with opened(args) as session:
        made = backups.backup(session, args.out)
    emit(args, {"backup": str(made)}, lambda: [f"备份在：{made}"])
    return 0


def restore(args: argparse.Namespace) -> int:
    """Restore a backup into an empty folder."""
    from app.services import backup as backups
    from app.services.session import single_instance

    folder = folder_of(args)
    if folder.exists_office():
        raise AppError(ErrorCode.IN_USE, "目标文件夹里已经有一个办公室。", action="请恢复到空的文件夹。")
    with single_instance(folder):
        backups.restore(args.backup, folder)
    emit(
        args,
        {"folder": str(folder.root)},
        lambda: [f"已恢复到：{folder.root}", "下次登录起作为新的设备记账。"],
    )
    return 0


def stats(args: argparse.Namespace) -> int:
    """Count records of each form the account may see."""
    from app.services.accounts import heads
    from app.services.lists import ListQuery, list_ids
    from app.services.people import people, units

    with opened(args) as session:
        forms = {f: len(list_ids(session, ListQuery(forms=(f,)))) for f in session.visible_forms()}
        labels = {f: session.form(f).label for f in forms}
        value = {
            "unit": session.unit_name(),
            "records": sum(forms.values()),
            "forms": forms,
            "people": len(people(session, include_left=True)),
            "units": len(units(session)),
            "heads": asdict(heads(session)),
        }
    counts = [(labels[f], str(n)) for f, n in forms.items() if n]
    emit(
        args,
        value,
        lambda: [f"{value['unit']}：记录 {value['records']} 条，人员 {value['people']} 人", *table(counts)],
    )
    return 0


def search(args: argparse.Namespace) -> int:
    """Search people and records."""
    from app.services.search import search as find

    with opened(args) as session:
        hits = find(session, args.words, args.limit)
    emit(
        args,
        [asdict(h) for h in hits],
        lambda: table([(h.group, h.date, h.title, h.detail) for h in hits]) or ["没有找到。"],
    )
    return 0
