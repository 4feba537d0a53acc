"""Laws of every page of an official document, over documents of all formats, lengths and elements."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "documents"))
from letterdata import PROFILE, letter

from app.catalog.profiles import Profile
from app.documents.blocks import MM, Block, Style
from app.documents.column import Page, Unit
from app.documents.linerules import NO_START
from app.documents.model import Paragraph
from app.documents.pages import Layout
from app.documents.render import layout_of

TEXT = (Style.BODY, Style.LEVEL1, Style.LEVEL2, Style.LEVEL3, Style.LEVEL4)
SIGNED = (Style.ISSUER, Style.DATE, Style.SIGNATURE)
HEIGHT, MEASURE = PROFILE.page.text_height * MM, PROFILE.page.text_width * MM
LETTERS = "检查组认为你单位党组对民主生活会整改工作重视不够，责任压得不实；“三重一大”事项（2026年11月22日）有85.6%没有逐条审核。"
NAMES = (
    "中共某县纪律检查委员会", "某县监察局", "中共某县委组织部", "某县财政局", "某县住房和城乡建设局", "县局",
    "某省自然资源厅直属机关第三纪检监察工作协作区办公室", "中共某县委巡察工作领导小组办公室", "某县审计局", "某县人民检察院",
)  # fmt: skip
PROFILES = {
    "national": PROFILE,
    "even page": replace(PROFILE, imprint=replace(PROFILE.imprint, on_even_page=True)),
    "red on the paper": replace(PROFILE, header=replace(PROFILE.header, preprinted="red")),
    "head on the paper": replace(PROFILE, header=replace(PROFILE.header, preprinted="head")),
}


def text(most: int) -> st.SearchStrategy[str]:
    return st.integers(1, most).map(lambda n: (LETTERS * (n // len(LETTERS) + 1))[:n])


def names(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(NAMES), min_size=least, max_size=most)


paragraphs = st.lists(st.fixed_dictionaries({"level": st.integers(0, 4), "text": text(260)}), min_size=1, max_size=24)
tables = st.fixed_dictionaries(
    {"columns": st.just([1, 2, 1]), "rows": st.lists(st.tuples(text(6), text(80), text(12)).map(list), min_size=1, max_size=40)},
    optional={"title": text(20)},
)
bodies = st.tuples(paragraphs, st.lists(tables.map(lambda table: {"table": table}), max_size=1), paragraphs).map(
    lambda parts: [item for part in parts for item in part]
)
attachments = st.lists(
    st.fixed_dictionaries({"title": text(70)}, optional={"body": bodies, "separate": st.booleans()}), max_size=12
)
signatures = st.lists(st.fixed_dictionaries({"post": text(20), "name": st.sampled_from(["", "周明远"])}), min_size=1, max_size=3)
documents = st.fixed_dictionaries(
    {
        "format": st.sampled_from(["general", "letter", "order", "minutes", "plain"]),
        "issuers": names(1, 10), "joint_mark": st.booleans(), "seal": st.booleans(), "body": bodies, "to": names(1, 12),
        "title": text(60), "number": st.sampled_from(["某纪建〔2026〕1号", "第5号"]),
    },
    optional={
        "attachments": attachments, "signature": signatures, "cc": names(0, 30), "note": text(60),
        "printer": st.fixed_dictionaries({"office": st.sampled_from(NAMES), "date": st.just("2026-11-23")}),
        "signers": st.lists(st.sampled_from(["周明远", "欧阳慧", "阿卜杜热依木·买买提"]), max_size=8),
        "copy_no": st.just("12"), "urgency": st.sampled_from(["特急", "加急"]),
        "secrecy": st.just({"level": "机密", "period": "1年"}),
        "attendance": st.fixed_dictionaries({"出席": names(0, 30), "列席": names(0, 5)}),
    },
)  # fmt: skip
usual = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large])


def laid(data: dict[str, Any], profile: Profile) -> Layout:
    return layout_of(letter("general", **data), profile)


def styles(page: Page) -> set[Style]:
    return {placed.block.style for placed in page.lines}


@given(data=documents, profile=st.sampled_from(sorted(PROFILES)))
@usual
def test_every_page_keeps_the_laws(data: dict[str, Any], profile: str) -> None:
    check(laid(data, PROFILES[profile]))


@pytest.mark.slow
@given(data=documents, profile=st.sampled_from(sorted(PROFILES)))
@settings(usual, max_examples=3000)
def test_every_page_of_many_documents_keeps_the_laws(data: dict[str, Any], profile: str) -> None:
    check(laid(data, PROFILES[profile]))


def check(layout: Layout) -> None:
    """All laws, each named by what fails."""
    assert styles(layout.pages[0]) & set(TEXT), "page one has text"
    for page in layout.pages:
        in_the_type_area(page)
    nothing_is_lost(layout)
    the_signature_stands_with_text(layout)
    the_imprint_stands_at_the_foot_of_the_last_page(layout)


def in_the_type_area(page: Page) -> None:
    ends = [(placed.y, placed.y + placed.block.pitch) for placed in page.lines]
    ends = sorted(ends + [(placed.y, placed.y + placed.part.height) for placed in page.tables])
    assert all(bottom <= HEIGHT + 0.1 for _, bottom in ends), "no line below the type area"
    assert all(top >= -22.0 for top, _ in ends), "no line above it but the items of a 信函"
    assert all(b[0] >= a[1] - 0.01 for a, b in pairwise(ends)), "no line over another"
    grid = [placed for placed in page.lines if placed.block.pitch >= PROFILE.grid.pitch]
    assert len(grid) <= PROFILE.grid.lines, "22 lines at most"
    for placed in page.lines:
        pieces = placed.line.pieces
        assert all(a.x + a.width <= b.x + 0.6 for a, b in pairwise(pieces)), "no piece over another"
        if pieces:
            assert pieces[0].x >= -0.1, "nothing left of the type area"
            assert pieces[-1].x + pieces[-1].width + overfull(placed.block) <= MEASURE + 2, "nothing right of it"
        shown = "".join(span.text for piece in pieces for span in piece.spans)
        inner = placed.line is not placed.block.lines[0]
        assert not (inner and placed.block.style in TEXT and shown[:1] in NO_START), "no closing mark opens a line"


def overfull(block: Block) -> float:
    """A tightened line is naturally up to one character too long."""
    return -PROFILE.grid.cell if block.style in TEXT else 0.0


def nothing_is_lost(layout: Layout) -> None:
    placed = [one.line for page in layout.pages for one in page.lines]
    shown = "".join(span.text for line in placed for piece in line.pieces for span in piece.spans)
    document = layout.document
    bound = [p for annex in document.attachments if not annex.separate for p in annex.body]
    for item in (*document.body, *bound):
        assert not isinstance(item, Paragraph) or item.text in shown
    assert len(placed) == sum(len(unit.block.lines) for unit in layout.units if isinstance(unit, Unit))


def the_signature_stands_with_text(layout: Layout) -> None:
    pages = [page for page in layout.pages if styles(page) & set(SIGNED)]
    if len(pages) > 1:
        assert any("版面过满" in warning for warning in layout.warnings)
    elif pages and not any("版面过满" in warning for warning in layout.warnings):
        assert pages[0].tables or styles(pages[0]) & {*TEXT, Style.ANNEX_NOTE}, "the signature is not alone on a page"


def the_imprint_stands_at_the_foot_of_the_last_page(layout: Layout) -> None:
    foot, last = layout.imprint, layout.pages[-1]
    if not foot.groups:
        return
    ends = [p.y + p.block.pitch for p in last.lines if p.line.pieces] + [p.y + p.part.height for p in last.tables]
    free = HEIGHT - max(ends, default=0.0)
    assert free >= foot.height, "the imprint stands on nothing"
    if layout.profile.imprint.on_even_page and foot.ruled:
        assert len(layout.pages) % 2 == 0
