"""`lvze demo`: the whole main job on a synthetic unit."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.cli.inputs import positive
from app.cli.output import complain, emit, wants_json
from app.cli.parser import Nouns, verb
from app.jobs.progress import JobContext, Progress


def register(nouns: Nouns) -> None:
    """Add the command."""
    parser = verb(nouns, "demo", "造一个合成单位，跑完主线：登记、评价、公文、报送包、导入、回执", run)
    parser.add_argument("--out", type=Path, required=True, metavar="目录", help="结果放在这里")
    parser.add_argument("--years", type=positive, default=2, metavar="年数", help="造几年的记录（缺省 2）")
    parser.add_argument("--seed", type=positive, default=1, metavar="种子", help="同一种子结果相同（缺省 1）")


def run(args: argparse.Namespace) -> int:
    """Run the demo; prints its summary."""
    from app.services.demo import run_demo

    context = JobContext() if wants_json(args) else JobContext(publish=_narrator())
    screens = args.window.screens if args.window is not None else None
    summary = run_demo(args.out, years=args.years, seed=args.seed, screenshots=screens, context=context)
    emit(args, summary, lambda: describe(summary))
    return 0


def _narrator() -> Callable[[Progress], None]:
    """Says each step once on stderr."""
    said = [""]

    def say(progress: Progress) -> None:
        if progress.text != said[-1]:
            said.append(progress.text)
            complain(progress.text)

    return say


def describe(summary: dict[str, Any]) -> list[str]:
    """The summary as lines."""

    def count(key: str) -> int:
        return len(summary[key])

    return [
        f"单位：{summary['unit']}　人员 {count('people')} 人　记录 {summary['records']} 条",
        f"公文 {count('documents')} 份　数据包 {count('packages')} 个　回执 {count('receipts')} 份　截图 {count('screenshots')} 张",
    ]
