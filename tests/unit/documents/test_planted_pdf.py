"""Deviations in the pages of a PDF are found where they stand: papers set by another layout, judged by the standard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letterdata import PROFILE, body, letter

from app.catalog.profiles import Profile
from app.documents.examine import examine_bytes
from app.documents.render import render_pdf_bytes

LAYOUTS: dict[str, tuple[Profile, set[str], set[str]]] = {
    "left": (replace(PROFILE, page=replace(PROFILE.page, left=24)), {"订口"},
             {"版心宽", "标题居中", "标志居中", "发文字号位置", "页码左右", "成文日期位置", "发文机关署名位置"}),
    "top": (replace(PROFILE, page=replace(PROFILE.page, top=29, text_height=233), grid=replace(PROFILE.grid, pitch=30.0)), {"天头"},
            {"行距", "标志位置", "版记末线", "页码位置"}),
    "pitch": (replace(PROFILE, grid=replace(PROFILE.grid, pitch=27.5, lines=23)), {"行距"}, set()),
    "columns": (replace(PROFILE, grid=replace(PROFILE.grid, cell=16.3, columns=27)), {"每行字数"}, {"成文日期位置"}),
    "body size": (replace(PROFILE, sizes=replace(PROFILE.sizes, body=15.0)), {"正文字号"},
                  {"一级标题字号", "二级标题字号", "三级标题字号", "四级标题字号", "发文字号字号", "主送机关字号", "成文日期字号", "发文机关署名字号", "行距"}),
    "title size": (replace(PROFILE, sizes=replace(PROFILE.sizes, title=20.0)), {"标题字号"}, set()),
    "page number in the middle": (replace(PROFILE, page_number=replace(PROFILE.page_number, style="centre")), {"页码左右"}, set()),
    "page number low": (replace(PROFILE, page_number=replace(PROFILE.page_number, gap=14)), {"页码位置"}, set()),
    "mark low": (replace(PROFILE, header=replace(PROFILE.header, mark_top_general=90)), {"标志位置"}, set()),
    "red line far": (replace(PROFILE, header=replace(PROFILE.header, rule_gap=9)), {"红线位置"}, set()),
    "thick imprint": (replace(PROFILE, imprint=replace(PROFILE.imprint, outer_rule=0.8)), {"版记线粗细"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_another_layout_sets_otherwise_is_found_on_the_page(name: str) -> None:
    layout, rules, also = LAYOUTS[name]
    report = examine_bytes(render_pdf_bytes(letter("general", body=body(4)), layout), "a.pdf", PROFILE)
    found = {deviation.rule for deviation in report.deviations}
    assert found & rules, found
    assert not found - rules - also
    assert all(spot.page for deviation in report.deviations for spot in deviation.spots)


def test_a_deviation_of_a_line_has_its_rectangle_in_millimetres() -> None:
    small = replace(PROFILE, sizes=replace(PROFILE.sizes, title=20.0))
    report = examine_bytes(render_pdf_bytes(letter("general"), small), "a.pdf", PROFILE)
    spots = [spot for deviation in report.deviations if deviation.rule == "标题字号" for spot in deviation.spots]
    assert spots
    for spot in spots:
        left, top, right, bottom = spot.rect
        assert 28 <= left < right <= 184
        assert 110 < top < bottom < 160
        assert spot.start
