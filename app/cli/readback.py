"""`lvze letter read` and `lvze store read-letters`: what old letters say; old letters into the store."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.inputs import add_account, opened
from app.cli.output import emit, table
from app.cli.parser import Nouns, verb
from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.services.letter_readback_judge import OldEntry, ReadPlan


def register_reading(group: Nouns) -> None:
    """Add the command to `lvze letter`."""
    parser = verb(group, "read", "读出旧公文（docx）的各项要素，不用登录", read)
    parser.add_argument("places", type=Path, nargs="+", metavar="文件或文件夹", help="docx 文件，或者放着 docx 的文件夹")


def read(args: argparse.Namespace) -> int:
    """Show what is recognised in each file; a file that cannot be read is a failure (exit 3) when it is the only one."""
    from app.catalog.letters_loader import load_letters
    from app.catalog.places import forms_dir
    from app.services.letter_readback import looked_at
    from app.services.letter_readback_files import files_in
    from app.services.letter_readback_rows import data_of

    entries = list(looked_at(files_in(args.places), load_letters(forms_dir() / "letters").values()))
    letters = [
        {"file": e.path.name, "kind": e.kind, "error": e.error, **({"format": e.letter.format, **data_of(e.letter), "doubts": e.letter.doubts} if e.letter else {})}
        for e in entries
    ]
    rows = [(e.path.name, e.texts["number"], e.texts["date"], e.texts["to"], e.texts["title"], e.error or " ".join(e.letter.doubts if e.letter else ())) for e in entries]
    emit(args, {"letters": letters}, lambda: table(rows))
    if len(entries) == 1 and entries[0].failed is not None:
        raise entries[0].failed
    if all(e.error for e in entries):
        raise AppError(ErrorCode.UNSUPPORTED, "没有一个文件读得出来。", action="请看每个文件后面的原因。")
    return 0


def register(group: Nouns) -> None:
    """Add the command to `lvze store`."""
    parser = verb(group, "read-letters", "读入旧公文（docx，先备份，可整次撤销）", read_letters)
    add_account(parser)
    parser.add_argument("places", type=Path, nargs="+", metavar="文件或文件夹", help="docx 文件，或者放着 docx 的文件夹")
    parser.add_argument("--kind", default="", metavar="种类", help="标题看不出种类的，都作为这一种文书")
    parser.add_argument("--only-sure", action="store_true", help="有要核对的地方的不导入")
    parser.add_argument("--repeats", default="", metavar="原因", help="字号已经给了另一件的，按重号导入，写明原因")
    parser.add_argument("--dry-run", action="store_true", help="只看读出了什么，不写入")


def read_letters(args: argparse.Namespace) -> int:
    """Read and, unless it is a dry run, write what can be written; nothing to write is a failure (exit 3)."""
    from app.jobs.progress import JobContext
    from app.services import letter_readback as readback
    from app.services.letter_readback_files import files_in

    with opened(args) as session:
        if args.kind and args.kind not in session.catalog.letters:
            raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。", action="用 lvze letter kinds 查看。", where="--kind")
        plan = readback.plan(session, files_in(args.places), JobContext(), args.kind)
        for at, entry in enumerate(plan.entries):
            if args.repeats and entry.repeats:
                readback.repeat(session, plan, at, args.repeats)
        if args.only_sure:
            readback.choose(session, plan, {at: not entry.notes for at, entry in enumerate(plan.entries)})
        refused = readback.refusal(plan)
        value = {"counts": {what.value: n for what, n in plan.counts().items()}, "letters": [_value(e) for e in plan.entries]}
        lines: list[str] = []
        if refused is None and not args.dry_run:
            report = readback.apply(session, plan, JobContext()).value
            value["report"] = asdict(report)
            lines = [report.sentence()]
    emit(args, value, lambda: [*_lines(plan), *lines])
    if refused is not None and not args.dry_run:
        raise refused
    return 0


def _value(entry: OldEntry) -> dict[str, Any]:
    from app.documents.readback_words import names
    from app.services.letter_readback_rows import LISTS

    lists = {name: list(names(entry.texts[name])) for name in LISTS}
    return {
        "file": entry.path.name, "what": entry.what.value, "kind": entry.kind, **entry.texts, **lists, "words": entry.words,
        "notes": list(entry.notes), "taken": entry.taken, "format": entry.letter.format if entry.letter is not None else "",
    }  # fmt: skip


def _lines(plan: ReadPlan) -> list[str]:
    from app.services.letter_readback_judge import LABELS

    counts = "，".join(f"{LABELS[w]} {n} 件" for w, n in plan.counts().items() if n)
    rows = [(e.path.name, LABELS[e.what], e.texts["number"], e.texts["date"], e.texts["to"], e.texts["title"], e.words or " ".join(e.notes)) for e in plan.entries]
    return [counts, *table(rows)]
