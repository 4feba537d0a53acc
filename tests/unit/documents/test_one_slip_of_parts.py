"""One slip in the mark, in 版记 or in a line brings its own sentences: the rest of the document is not read as another kind for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letterdata import PROFILE, letter, whole_letter
from lxml import etree
from officemade import CELL, CENTRE, LEFT, Piece, Settings, build, pieces
from planted import Plant, text
from test_one_slip import rules
from wpsmade import IMPRINT, LINE, wps_document

from app.documents.checking.docx_flow import falls
from app.documents.checking.docx_lines import drawn_rules
from app.documents.checking.paper import Section
from app.documents.checking.roles import recognise
from app.documents.examine import Report, examine_bytes, judge, read_paper
from app.documents.model import Format, OfficialDocument
from app.documents.render import render_docx_bytes

PRINTER = "某县纪律检查委员会办公室\t2026年11月23日印发"
SLIPS: tuple[tuple[str, Plant, str], ...] = (
    ("印发 without its day", text("printer", PRINTER, "某县纪律检查委员会办公室"), "印发日期"),
    ("the day before the organ", text("printer", PRINTER, "2026年11月23日印发\t某县纪律检查委员会办公室"), "缺印发机关"),
)  # fmt: skip


def _told(made: OfficialDocument) -> Report:
    return examine_bytes(render_docx_bytes(made, PROFILE), "a.docx", PROFILE)


@pytest.mark.parametrize(("plant", "rule"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_one_slip_of_the_imprint_brings_one_sentence(plant: Plant, rule: str) -> None:
    assert rules(plant) == {rule}


def test_text_that_begins_on_the_second_page_is_told() -> None:
    rows = pieces()
    next(row for row in rows if row.role == "body").extra["page"] = True
    assert rules(rows=rows) == {"首页正文"}


def test_a_report_without_a_signer_is_not_blamed_for_its_number_at_the_left() -> None:
    rows = pieces()
    number = next(row for row in rows if row.role == "number")
    number.align, number.first = LEFT, CELL
    next(row for row in rows if row.role == "title").text = "关于报送年底前整改落实工作的报告"
    told = rules(rows=rows)
    assert "上行文签发人" in told
    assert "发文字号位置" not in told
    number.first = 6 * CELL
    assert "发文字号位置" in rules(rows=rows)


def test_red_lines_of_the_imprint_make_no_letter_of_a_document() -> None:
    report = examine_bytes(wps_document({IMPRINT: IMPRINT.replace('"auto"', '"FF0000"')}), "a.docx", PROFILE)
    assert report.format is Format.GENERAL
    assert {d.rule for d in report.deviations} == {"版记线样式"}


@pytest.mark.parametrize(("right", "told"), [(0.0, set()), (100.0, {"版记线长度"})])
def test_lines_of_the_imprint_that_hang_on_empty_paragraphs_are_measured(right: float, told: set[str]) -> None:
    def line(width: int) -> Piece:
        return Piece("blank", "", pitch=2, right=right, extra={"under": width})

    rows = pieces()
    for row in rows[-2:]:
        row.extra = {}
    rows[-2:] = [line(8), rows[-2], line(6), rows[-1], line(8)]
    assert rules(rows=rows) == told


def test_an_order_whose_mark_lacks_the_word_is_judged_as_an_order() -> None:
    right = {"format": "order", "number": "5", "title": "", "mark": "某县人民政府令", "signature": {"post": "县长", "name": "周明远"}}
    assert _told(letter("general", **right)).format is Format.ORDER
    report = _told(letter("general", **(right | {"mark": "某县人民政府"})))
    assert report.format is Format.ORDER
    assert {d.rule for d in report.deviations if d.topic != "writing"} == {"发文机关标志"}


def test_minutes_whose_mark_lacks_the_word_are_judged_as_minutes() -> None:
    right = {"mark": "某县纪委常委会会议纪要", "title": "某县纪委常委会第3次会议纪要", "number": "第3号"}
    assert _told(whole_letter("minutes", **right)).format is Format.MINUTES
    report = _told(whole_letter("minutes", **(right | {"mark": "某县纪委常委会"})))
    assert report.format is Format.MINUTES
    assert {d.rule for d in report.deviations if d.topic != "writing"} == {"发文机关标志"}


def test_attendance_without_its_colon_is_told_by_that_alone() -> None:
    made = letter("minutes", attendance={"出席": ["王建国", "李明华"], "列席": ["周明远", "孙立行"]})
    paper = read_paper(render_docx_bytes(made, PROFILE), "a.docx")
    before = {d.rule for d in judge(paper, recognise(paper), PROFILE, Format.MINUTES).deviations}
    row = next(p for p in paper.flowing if p.bare.startswith("列席"))
    row.runs = [replace(run, text=run.text.replace("：", "　")) for run in row.runs]
    assert {d.rule for d in judge(paper, recognise(paper), PROFILE, Format.MINUTES).deviations} - before == {"出席冒号"}


@pytest.mark.parametrize(("left", "told"), [("56.7", False), ("82.2", True)])
def test_a_line_of_vml_off_the_middle_is_told_whatever_noughts_its_style_says(left: str, told: bool) -> None:
    ends = f'from="{left}pt,122.4pt" to="{float(left) + 481.9:.1f}pt,122.4pt" strokecolor="#ff0000" strokeweight="4.5pt"'
    style = "position:absolute;left:0;text-align:left;mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    root = etree.fromstring(f'<w xmlns:v="urn:schemas-microsoft-com:vml"><v:line style="{style}" {ends}/></w>')
    rule = drawn_rules(root, Section(595.3, 841.9))[0]
    assert rule.left is not None
    assert (abs(rule.left + rule.length / 2 - 297.65) > 7) is told


@pytest.mark.parametrize(("offset", "side"), [(1185840, "left"), (5654160, "right"), (3500000, "center")])
def test_a_narrow_box_says_by_its_distance_from_the_edge_at_which_side_it_stands(offset: int, side: str) -> None:
    boxed = """<mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>OFFSET</wp:posOffset></wp:positionH>
<wp:extent cx="720000" cy="230000"/><w:txbxContent><w:p><w:r><w:t>— 1 —</w:t></w:r></w:p></w:txbxContent></wp:anchor></w:drawing></mc:Choice>"""
    line = f"<w:r><mc:AlternateContent>{boxed.replace('OFFSET', str(offset))}</mc:AlternateContent></w:r>"
    box = next(p for p in read_paper(wps_document({LINE: line}), "a.docx").flowing if p.place == "box" and p.bare == "—1—")
    assert box.anchor is not None
    assert box.anchor.across == side


def _pushed(blanks: int) -> tuple[set[str], set[str]]:
    """What is told of a document whose 版记 flows at the foot, without and with more blank lines over its title."""

    def made(more: int) -> set[str]:
        rows = pieces(1)
        at = next(i for i, row in enumerate(rows) if row.role == "copies")
        rows[at:at] = [Piece("blank", "") for _ in range(_to_foot(rows))]
        title = next(i for i, row in enumerate(rows) if row.role == "title")
        rows[title:title] = [Piece("blank", "") for _ in range(more)]
        return rules(rows=rows)

    return made(0), made(blanks)


def _to_foot(rows: list[Piece]) -> int:
    """The most blank lines over 版记 that keep it on its page."""

    def bottom(count: int) -> tuple[int, float]:
        at = next(i for i, row in enumerate(rows) if row.role == "copies")
        filled = [*rows[:at], *(Piece("blank", "") for _ in range(count)), *rows[at:]]
        paper = read_paper(build(filled, Settings(), "direct"), "a.docx")
        ends = falls(paper, next(p for p in paper.flowing if "印发" in p.bare))
        assert ends is not None
        return ends[1].end, ends[1].bottom

    page = bottom(0)[0]
    return max(count for count in range(30) if bottom(count)[0] == page)


def test_an_imprint_that_other_lines_push_to_the_next_page_is_not_blamed() -> None:
    right, pushed = _pushed(4)
    assert right == set()
    assert pushed == {"标题上空行"}


def test_a_note_over_the_recipients_is_told_by_its_place() -> None:
    rows = pieces()
    note = next(row for row in rows if row.role == "note")
    note.text = "（联系人：周明远，电话：12345678）"
    rows.remove(note)
    rows.insert(next(i for i, row in enumerate(rows) if row.role == "to"), note)
    assert "附注位置" in rules(rows=rows)
    assert "主送机关冒号" not in rules(rows=rows)


def test_a_mark_too_small_is_told_by_its_size_alone() -> None:
    rows = pieces()
    rows[0].size = 12
    assert rules(rows=rows) == {"标志字号"}


def test_a_short_line_in_the_middle_is_told_by_its_length_alone() -> None:
    short = LINE.replace('cx="5616000"', 'cx="3600000"').replace("<wp:posOffset>0</wp:posOffset></wp:positionH>", "<wp:posOffset>1008000</wp:posOffset></wp:positionH>")
    assert {d.rule for d in examine_bytes(wps_document({LINE: short}), "a.docx", PROFILE).deviations} == {"红线长度"}


@pytest.mark.parametrize("stamped", [True, False])
def test_a_signature_in_the_middle_of_the_page_is_told_and_not_the_date_below_it(stamped: bool) -> None:
    rows = pieces()
    issuer, date = (next(row for row in rows if row.role == role) for role in ("issuer", "date"))
    issuer.align, issuer.right = CENTRE, 0.0
    if not stamped:
        date.right = 5.6 * CELL
    assert rules(rows=rows) == {"发文机关署名位置"}
