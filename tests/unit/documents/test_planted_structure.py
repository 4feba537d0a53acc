"""Lines, page numbers and pages of a docx of another program: what is missing, doubled, shifted or of another kind is found."""

from __future__ import annotations

import pytest
from letterdata import PROFILE
from wpsmade import IMPRINT, LINE, wps_document

from app.documents.examine import examine_bytes

_LAST = '<w:bottom w:val="single" w:sz="8" w:color="auto"/>'
_BETWEEN = '<w:insideH w:val="single" w:sz="6" w:color="auto"/>'
_BORDERS = '<w:tblBorders><w:top w:val="single" w:sz="8" w:color="auto"/>'
_PAGES = '<w:pgSz w:w="11906"'
_CONNECTOR = """<w:r><w:pict><v:shape type="#_x0000_t32" style="position:absolute;margin-left:0;margin-top:33.9pt;width:442.2pt;height:0"
strokecolor="#FF0000" strokeweight="1.5pt"/></w:pict></w:r>"""
PLANTED = [
    ("no first line", _BORDERS, "<w:tblBorders>", "版记分隔线"),
    ("no last line", _LAST, "", "版记分隔线"),
    ("no line between", _BETWEEN, "", "版记分隔线"),
    ("a dotted line", _BETWEEN, _BETWEEN.replace("single", "dotted"), "版记线样式"),
    ("a red line", _LAST, _LAST.replace("auto", "FF0000"), "版记线样式"),
    ("lines at the sides", _BORDERS, _BORDERS + '<w:left w:val="single" w:sz="8" w:color="auto"/>', "版记线样式"),
    ("a thin last line", _LAST, _LAST.replace('"8"', '"4"'), "版记线粗细"),
    ("版记 at the top", "<w:tblPr><w:tblW", '<w:tblPr><w:tblpPr w:vertAnchor="margin" w:tblpYSpec="top"/><w:tblW', "版记位置"),
    ("no 印发机关", "某县纪律检查委员会办公室　　　　　2026年11月23日印发", "2026年11月23日印发", "缺印发机关"),
    ("the day right behind", "办公室　　　　　2026", "办公室　2026", "印发日期位置"),
    ("抄送 in the middle", '<w:ind w:left="1120" w:right="280" w:hanging="840"/>', '<w:ind w:left="280"/><w:jc w:val="center"/>', "抄送缩进"),
    ("a red line far below", "<wp:posOffset>430000</wp:posOffset>", "<wp:posOffset>900000</wp:posOffset>", "红线位置"),
    ("a red line moved to the right", "<wp:posOffset>0</wp:posOffset></wp:positionH>", "<wp:posOffset>540000</wp:posOffset></wp:positionH>", "红线位置"),
    ("a double red line", '<a:ln w="25400">', '<a:ln w="25400" cmpd="dbl">', "红线样式"),
    ("a connector far below", LINE, _CONNECTOR.replace("33.9pt", "70pt"), "红线位置"),
    ("a black connector", LINE, _CONNECTOR.replace("#FF0000", "#000000"), "红色分隔线"),
    ("Roman numbers", _PAGES, '<w:pgNumType w:fmt="upperRoman"/>' + _PAGES, "页码数字"),
    ("numbers from five", _PAGES, '<w:pgNumType w:start="5"/>' + _PAGES, "页码连续"),
    ("two columns", _PAGES, '<w:cols w:num="2"/>' + _PAGES, "分栏"),
    ("a border of the page", _PAGES, "<w:pgBorders/>" + _PAGES, "页面装饰"),
    ("text in the middle of the page", _PAGES, '<w:vAlign w:val="center"/>' + _PAGES, "页面对齐"),
    ("upright text", _PAGES, '<w:textDirection w:val="tbRl"/>' + _PAGES, "文字方向"),
    ("two numbers", "某纪发〔2026〕12号", "某纪发〔2026〕12号</w:t></w:r></w:p><w:p><w:r><w:t>某纪发〔2026〕13号", "要素重复"),
    ("a number without 代字", "某纪发〔2026〕12号", "〔2026〕12号", "发文字号"),
    ("a signer in a 通知", "某纪发〔2026〕12号", "某纪发〔2026〕12号　　　　　　　签发人：周明远", "签发人"),
]  # fmt: skip
RIGHT = [
    ("a line at the cells", _BORDERS, "<w:tblBorders>", '<w:tcW w:w="8844" w:type="dxa"/>',
     '<w:tcW w:w="8844" w:type="dxa"/><w:tcBorders><w:top w:val="single" w:sz="8"/></w:tcBorders>'),
    ("a connector of VML", LINE, _CONNECTOR, "", ""),
    ("版记 at the foot", "<w:tblPr><w:tblW", '<w:tblPr><w:tblpPr w:vertAnchor="margin" w:tblpYSpec="bottom"/><w:tblW', "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "rule"), PLANTED, ids=[row[0] for row in PLANTED])
def test_what_is_planted_in_lines_and_pages_is_found(name: str, before: str, after: str, rule: str) -> None:
    found = {d.rule for d in examine_bytes(wps_document({before: after}), "a.docx", PROFILE).deviations}
    assert rule in found


@pytest.mark.parametrize(("name", "before", "after", "also", "instead"), RIGHT, ids=[row[0] for row in RIGHT])
def test_another_way_to_draw_the_same_line_is_no_deviation(name: str, before: str, after: str, also: str, instead: str) -> None:
    assert before in IMPRINT or before == LINE
    replaced = {before: after} | ({also: instead} if also else {})
    rules = {d.rule for d in examine_bytes(wps_document(replaced), "a.docx", PROFILE).deviations}
    assert not rules - {"版记线粗细"}  # a line at every cell is as thick between them
