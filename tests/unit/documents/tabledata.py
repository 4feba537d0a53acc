"""Random tables for the document tests, as letter data write them."""

from __future__ import annotations

import random
from typing import Any

TEXT = "检查组认为你单位党组对整改工作重视不够，责任压得不实；完成率58.33%，参见GB/T 9704-2012，涉及𬭎㛃等5人。"


def cell_text(rng: random.Random, most: int) -> str:
    """Nothing, a word, a figure, or a stretch of sentences."""
    kind = rng.random()
    if kind < 0.15:
        return ""
    if kind < 0.4:
        return rng.choice(["是", "2026年3月", "12.5", "58.33%", "Microsoft Word", "李雷", "县第一工作委员会", "王\n敏"])
    return (TEXT * (most // len(TEXT) + 1))[: rng.randint(1, most)]


def random_table(seed: int, *, most: int = 90, rows: int = 14, merge: float = 0.15) -> dict[str, Any]:
    """A table of 1 to 12 columns; merge: how often a cell covers others; most: characters of a cell."""
    rng = random.Random(seed)
    columns, count = rng.randint(1, 12), rng.randint(1, rows)
    taken = [[False] * columns for _ in range(count)]
    made: list[dict[str, Any]] = []
    for r in range(count):
        cells = []
        for c in range(columns):
            if taken[r][c]:
                continue
            span, down = 1, 1
            if rng.random() < merge:
                free = next((i for i in range(c, columns) if taken[r][i]), columns) - c
                span, down = rng.randint(1, free), rng.randint(1, min(4, count - r))
            for y in range(r, r + down):
                for x in range(c, c + span):
                    taken[y][x] = True
            cells.append({"text": cell_text(rng, max(most * span // columns, 4)), "span": span, "rows": down})
        made.append({"cells": cells, "height": rng.choice([0.1, 8, 20])})
    labels = [{"label": rng.choice(["序号", "单位", "存在的问题", "责任人和完成时限", "备注"]), "share": rng.choice([1, 2, 4])} for _ in range(columns)]
    return {"columns": labels, "rows": made, "title": rng.choice(["", "表1　统计表"])}
