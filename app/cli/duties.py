"""`lvze duties`: the duties the program knows, and their evaluation on a scenario file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.inputs import day, read_json
from app.cli.output import emit, table
from app.cli.parser import Nouns, noun, verb


def register(nouns: Nouns) -> None:
    """Add the commands."""
    group = noun(nouns, "duties", "列职责、对场景求值")
    listing = verb(group, "list", "列出职责", list_all)
    listing.add_argument("--pack", metavar="文件代码", help="只列这个文件的职责")
    parser = verb(group, "evaluate", "对场景文件求值（格式见 docs/forms.md）", evaluate)
    parser.add_argument("scenario", type=Path, metavar="场景.json")
    parser.add_argument("--as-of", type=day, metavar="日期", help="缺省为场景里的 as_of")


def list_all(args: argparse.Namespace) -> int:
    """List the duties."""
    from app.catalog.catalog import load_catalog
    from app.services.scenarios import list_duties

    found = [d for d in list_duties(load_catalog()) if args.pack is None or d["pack"] == args.pack]
    emit(args, found, lambda: table([(d["id"], d["label"], d["article"]) for d in found]))
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """Evaluate a scenario."""
    from app.catalog.catalog import load_catalog
    from app.services.scenarios import evaluate_scenario, load_scenario

    data = read_json(args.scenario)
    found = evaluate_scenario(load_scenario(data, load_catalog()), args.as_of)
    emit(args, found, lambda: describe(found))
    return 0


def describe(found: dict[str, Any]) -> list[str]:
    """Results as lines."""
    rows = [
        (r["state"], f"{r['count']}/{r['need']}", r["period"], r["subject"], r["duty"], r["note"])
        for r in found["results"]
    ]
    return [f"截至 {found['as_of']}，{len(rows)} 项", *table(rows)]
