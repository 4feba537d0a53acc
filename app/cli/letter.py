"""`lvze letter`: kinds of official letters, and letters from data files; old letters read (readback)."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import readback
from app.cli.inputs import read_json
from app.cli.output import emit, table
from app.cli.parser import Nouns, noun, verb


def register(nouns: Nouns) -> None:
    """Add the commands."""
    group = noun(nouns, "letter", "列文书、出文书、读旧公文")
    verb(group, "kinds", "列出文书种类", kinds)
    parser = verb(group, "render", "用数据文件出文书（docx、pdf）", render)
    parser.add_argument("kind", metavar="种类", help="文书种类的代码，见 lvze letter kinds")
    parser.add_argument("data", type=Path, metavar="数据.json", help="文书数据，格式见 docs/forms.md")
    parser.add_argument("--out", type=Path, required=True, metavar="目录", help="文书放在这里")
    parser.add_argument("--format", action="append", choices=("docx", "pdf"), help="可写多次；缺省两种都出")
    parser.add_argument("--profile", default="gbt9704", metavar="版式", help="版式方案（缺省 gbt9704）")
    readback.register_reading(group)


def kinds(args: argparse.Namespace) -> int:
    """List the kinds."""
    from app.services.letter_files import letter_kinds

    found = letter_kinds()
    emit(args, found, lambda: table([(k["code"], k["label"], k["summary"]) for k in found]))
    return 0


def render(args: argparse.Namespace) -> int:
    """Write one letter."""
    from app.services.letter_files import render_letter

    made = render_letter(args.kind, read_json(args.data), args.out, args.format or (), profile=args.profile)
    emit(
        args,
        made,
        lambda: [*made["files"], f"共 {made['pages']} 页", *(f"注意：{w}" for w in made["warnings"])],
    )
    return 0
