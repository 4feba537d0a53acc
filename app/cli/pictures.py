"""`lvze pictures`: pictures of the whole window, and what a machine can see wrong in them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.output import emit
from app.cli.parser import Nouns, verb

WRONG = 1


def register(nouns: Nouns) -> None:
    """Add the command."""
    parser = verb(nouns, "pictures", "把示例单位的每一页、每个对话框和状态画成图片，并检查画面", run)
    parser.add_argument("--out", type=Path, required=True, metavar="目录", help="图片放在这里，每种画面一个子目录")
    parser.add_argument("--variant", action="append", default=[], metavar="画面", help="只画这一种，可以写几次（缺省全部）")
    parser.add_argument("--scene", action="append", default=[], metavar="场景", help="只画这一组，可以写几次（缺省全部）")
    parser.add_argument("--forms", type=Path, metavar="目录", help="连同这个目录里的登记表一起画")
    parser.add_argument("--manual", action="store_true", help="只画说明书用的图")


def run(args: argparse.Namespace) -> int:
    """Draw; exit code 1 when something is wrong in a picture."""
    if args.manual:
        summary = args.window.manual(args.out)
    else:
        summary = args.window.pictures(args.out, args.variant, args.scene, args.forms)
    emit(args, summary, lambda: describe(summary))
    return WRONG if summary["findings"] else 0


def describe(summary: dict[str, Any]) -> list[str]:
    """The summary as lines."""
    drawn = "　".join(f"{name} {count} 张" for name, count in summary["pictures"].items())
    wrong = [f"{r['variant']}/{r['picture']}　{r['kind']}　{r['where']}　{r['text']}" for r in summary["findings"]]
    return [*wrong, f"图片：{drawn}", f"画面问题：{len(wrong)} 处" if wrong else "画面没有发现问题。"]
