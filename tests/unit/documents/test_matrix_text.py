"""Elements of text and tail against what can be wrong with each: a table, so that what is looked for can be seen at a glance."""

from __future__ import annotations

import pytest
from letterdata import PROFILE
from officemade import CENTRE, HEI, RIGHT, SONG, Settings, build, pieces
from planted import Plant, blank_before, one
from plantedwords import right_annexes
from test_planted import MANNERS

from app.documents.examine import examine_bytes

OF = {"title": "标题", "to": "主送机关", "body": "正文", "h1": "一级标题", "h2": "二级标题", "h3": "三级标题", "h4": "四级标题", "attached": "附件说明",
      "issuer": "发文机关署名", "date": "成文日期", "note": "附注", "annex": "附件标识", "annextitle": "附件标题", "annextext": "附件正文"}  # fmt: skip
NOT_BY_NAME = {"h3": "正文", "h4": "正文", "annextext": "正文"}  # their face is that of the text
TEXT = "各单位要认真落实工作责任，按照规定的时间和要求报送整改落实情况。"
FOUND: dict[tuple[str, str], tuple[Plant, str]] = {}


for role, name in OF.items():
    face = SONG if role not in {"title", "annextitle"} else HEI
    FOUND[role, "face"] = one(role, face=face), f"{NOT_BY_NAME.get(role, name)}字体"
    FOUND[role, "larger"] = one(role, size=24.0), f"{name}字号"
    FOUND[role, "smaller"] = one(role, size=12.0), f"{name}字号"
for role in ("body", "h1", "h2", "h3", "h4", "to", "attached", "issuer", "date", "note", "annextext"):
    FOUND[role, "pitch"] = one(role, pitch=22.0), "行距"
for role in ("body", "h1", "h2", "h3", "h4", "annextext"):
    FOUND[role, "no indent"] = one(role, first=0.0), "首行缩进"
    FOUND[role, "centred"] = one(role, align=CENTRE), "正文对齐"
for role in ("to", "body", "h2", "h3", "attached", "note"):
    FOUND[role, "right edge"] = one(role, right=48.0), "右缩进"
FOUND |= {
    ("body", "blank line over it"): (blank_before("body", 1), "主送下空行"),
    ("h2", "two blank lines over it"): (blank_before("h2", 2), "正文空行"),
    ("issuer", "many blank lines over it"): (blank_before("issuer", 7), "署名空行"),
    ("date", "blank line over it"): (blank_before("date", 1), "署名日期空行"),
    ("note", "blank line over it"): (blank_before("note", 1), "附注空行"),
    ("annextitle", "no blank line over it"): (blank_before("annextitle", -1), "附件标题位置"),
    ("attached", "at the right"): (one("attached", align=RIGHT), "附件说明缩进"),
    ("note", "at the right"): (one("note", align=RIGHT), "附注位置"),
    ("annextitle", "bold"): (one("annextitle", extra={"bold": True}), "附件标题加粗"),
}


def rules(plant: Plant | None, manner: str) -> set[str]:
    """What is told of a document with two attachments after a change."""
    rows, settings = pieces(2), Settings()
    right_annexes(rows, settings)
    for row in rows:
        if row.role == "annextext":
            row.text = TEXT
    if plant is not None:
        plant(rows, settings)
    return {deviation.rule for deviation in examine_bytes(build(rows, settings, manner), "a.docx", PROFILE).deviations}


@pytest.mark.parametrize("manner", MANNERS)
def test_the_document_itself_is_right(manner: str) -> None:
    assert rules(None, manner) == set()


@pytest.mark.parametrize("cell", FOUND, ids=" ".join)
def test_what_is_wrong_with_an_element_is_told_by_its_rule(cell: tuple[str, str]) -> None:
    plant, rule = FOUND[cell]
    assert rule in rules(plant, MANNERS[sum(map(ord, "".join(cell))) % len(MANNERS)])


@pytest.mark.slow
@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("cell", FOUND, ids=" ".join)
def test_it_is_told_whatever_means_the_file_uses(cell: tuple[str, str], manner: str) -> None:
    plant, rule = FOUND[cell]
    assert rule in rules(plant, manner)
