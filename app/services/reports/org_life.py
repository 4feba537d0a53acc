"""双重组织生活对账 (beijing-28/13): how often a report says somebody took part, beside the sign-ins of the branches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.services.reports.model import COUNT, NO_RECORD, Column, Table, counted, words
from app.services.reports.source import Rec, Source

ORG_LIFE = "org_life"
MEMBER = "ordinary_member"
TIMES = re.compile(r"([0-9]+|[〇零一二两三四五六七八九十]+)\s*次")
DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def double_life(source: Source, reports: Mapping[str, Sequence[Rec]]) -> Table:
    """Who reports, signed in as an ordinary member, said in the report, and whether the two agree."""
    signed: dict[str, list[str]] = {p: [] for p in reports}
    for one in source.read(ORG_LIFE, ("attendance",)):
        for row in one.rows("attendance"):
            if row.get("role") == MEMBER and row.get("person") in signed:
                signed[str(row["person"])].append(one.id)
    head = (
        Column("person", "应述人员", share=1.2), Column("signed", "签到（普通党员身份）", COUNT, "次", 1.2),
        Column("said", "报告自报（次）", share=1.1), Column("check", "核对", share=2),
    )  # fmt: skip
    rows = []
    for person, found in reports.items():
        held = list(dict.fromkeys(signed[person]))
        text = next((r.text("double_life_section") for r in reversed(found) if r.filled("double_life_section")), "")
        said = times(text)
        if not text:
            check = words(f"报告里{NO_RECORD}", "muted")
        elif said is None:
            check = words("报告没有写次数", "muted")
        elif said == len(held):
            check = words("相符", "good")
        else:
            check = words(f"不符：自报 {said} 次，签到 {len(held)} 次，请核对", "warn")
        rows.append((words(source.name(person)), counted(held), words("" if said is None else str(said)), check))
    return Table("double_life", "双重组织生活对账", head, tuple(rows), "没有应述人员。")


def times(text: str) -> int | None:
    """The first number of times in a text: 12次, 十二次; None when it has none."""
    found = TIMES.search(text)
    if found is None:
        return None
    word = found[1]
    if word.isdigit():
        return int(word)
    tens, mark, ones = word.rpartition("十")
    if not mark:
        return DIGITS.get(word) if len(word) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)
