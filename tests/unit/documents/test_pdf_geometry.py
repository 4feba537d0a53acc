"""Places of a PDF that an independent reader found misjudged: full pages, double lines, long dates, small paper; one fault, one sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from letterdata import PROFILE, body, letter, whole_letter

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Deviation, Findings
from app.documents.checking.paper import MM, Paper, Para, Rect, Run
from app.documents.checking.roles import recognise
from app.documents.checking.rules_number_signer import judge_signers
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.model import Format
from app.documents.render import render_pdf_bytes


def _told(paper: Paper) -> list[Deviation]:
    found = recognise(paper)
    return list(judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations)


def _paper(form: str, profile: Profile = PROFILE, **changes: object) -> Paper:
    return read_paper(render_pdf_bytes(whole_letter(form, **{"body": body(4), **changes}), profile), "a.pdf")


def _move(para: Para, right: float = 0.0, down: float = 0.0) -> None:
    old = para.rect
    assert old is not None
    para.rect = Rect(old.left + right, old.top + down, old.right + right, old.bottom + down)
    para.top = para.rect.top


@pytest.mark.parametrize(("pitch", "told"), [(29.6, False), (29.62, False), (28.0, False), (30.4, True), (26.0, True)])
def test_a_pitch_at_which_a_page_holds_its_lines_is_right(pitch: float, told: bool) -> None:
    other = replace(PROFILE, grid=replace(PROFILE.grid, pitch=pitch), page=replace(PROFILE.page, text_height=226))
    assert ("行距" in {d.rule for d in _told(_paper("general", other))}) is told


def _without(top: float) -> Callable[[Paper], None]:
    """Of the rules of a 信函 on the first page, all but the one that is the nearest to a height."""

    def change(paper: Paper) -> None:
        gone = min((r for r in paper.rules if r.page == 1 and r.red and r.top is not None), key=lambda r: abs((r.top or 0.0) / MM - top))
        paper.rules.remove(gone)

    return change


@pytest.mark.parametrize(("places", "said"), [([90.0], "上边 1 条"), ([250.0], "下边 1 条"), ([90.0, 250.0], "上边 1 条")])
def test_a_double_line_of_which_one_is_missing_is_told_with_its_side(places: list[float], said: str) -> None:
    paper = _paper("letter")
    for place in places:
        _without(place)(paper)
    assert said in {d.found for d in _told(paper) if d.rule == "红色分隔线"}


@pytest.mark.parametrize(("thickness", "told"), [(1.5, {"上边 1 条", "下边 1 条"}), (4.5, set())])
def test_thin_single_lines_at_head_and_foot_are_no_double_lines(thickness: float, told: set[str]) -> None:
    paper = _paper("letter")
    for place in (90.0, 250.0):
        _without(place)(paper)
    paper.rules = [replace(r, thickness=thickness) if r.red else r for r in paper.rules]
    assert {d.found for d in _told(paper) if d.rule == "红色分隔线"} == told


@pytest.mark.parametrize(("thickness", "told"), [(3.1, {"上边 1 条"}), (4.5, set())])
def test_one_line_beside_two_strokes_is_told_unless_it_may_hold_both(thickness: float, told: set[str]) -> None:
    paper = _paper("letter")
    _without(90.0)(paper)
    upper = next(r for r in paper.rules if r.page == 1 and r.red and r.top is not None and r.top < 400)
    paper.rules[paper.rules.index(upper)] = replace(upper, thickness=thickness)
    assert {d.found for d in _told(paper) if d.rule == "红色分隔线"} == told


@pytest.mark.parametrize(("down", "told"), [(0.0, set()), (29.0, {"没有和发文字号在同一行"})])
def test_a_signer_below_the_line_of_the_number_is_told(down: float, told: set[str]) -> None:
    number = Para(1, [Run("某纪发〔2026〕12号", size=16)], page=1, rect=Rect(95, 300, 230, 316), top=300)
    signer = Para(2, [Run("签发人：李志诚", size=16)], page=1, rect=Rect(394, 300 + down, 506, 316 + down), top=300 + down)
    findings = Findings()
    judge_signers(PROFILE, Format.GENERAL, Elements(number=number, signers=[signer]), findings)
    assert {d.found for d in findings.deviations if d.rule == "签发人位置"} == told


def _below(paper: Paper, first: Para, lines: float) -> None:
    """Move a line and all that follows it on its page down."""
    for para in paper.flowing:
        if para.page == first.page and para.index >= first.index and para.rect is not None:
            _move(para, down=lines * PROFILE.grid.pitch)


def test_a_blank_line_under_the_recipients_is_told() -> None:
    paper = _paper("general")
    first = recognise(paper).body[0][1]
    assert "主送下空行" not in {d.rule for d in _told(paper)}
    _below(paper, first, 1)
    assert [d.found for d in _told(paper) if d.rule == "主送下空行"] == ["空 1 行"]


def test_recipients_on_two_lines_that_lack_their_colon_are_recipients_still() -> None:
    paper = _paper("general", to=["各县（市、区）纪委监委", "市直各单位党委（党组）", "市直各派驻纪检监察组和各国有企业纪委"])
    to = recognise(paper).to
    assert to is not None
    assert len(to.lines) == 2
    for para in paper.flowing:
        if para.bare.endswith("："):
            para.runs = [*para.runs[:-1], replace(para.runs[-1], text=para.runs[-1].text.rstrip("："))]
    assert [d.rule for d in _told(paper) if "主送" in d.rule or d.rule == "句末标点"] == ["主送机关冒号"]


@pytest.mark.parametrize(("lines", "told"), [(22, False), (20, True)])
def test_pages_that_are_not_filled_are_told(lines: int, told: bool) -> None:
    other = replace(PROFILE, page=replace(PROFILE.page, text_height=225 - (22 - lines) * PROFILE.grid.pitch / MM))
    paper = _paper("general", other, body=body(30))
    paper.flowing = [p for p in paper.flowing if not p.bare.strip("—").isdigit()]  # numbers of such pages stand where text may
    assert ("每面行数" in {d.rule for d in _told(paper)}) is told


@pytest.mark.parametrize(("face", "told"), [("SimHei", True), ("FangSong", False)])
def test_figures_of_the_text_in_the_face_of_headings_are_told(face: str, told: bool) -> None:
    paper = _paper("general", body=[{"text": "检查发现问题12个，已经整改，请继续抓好后续工作，做到件件有着落、事事有回音。"}])
    para = next(p for _level, p in recognise(paper).body if "12" in p.text)
    para.runs = [
        piece for run in para.runs for before, mark, after in [run.text.partition("12")]
        for piece in (replace(run, text=before), *((replace(run, text="12", face=face), replace(run, text=after)) if mark else ()))
    ]  # fmt: skip
    assert ("数字字母字体" in {d.rule for d in _told(paper)}) is told


@pytest.mark.parametrize("change", [{"kind": "picture"}, {"thickness": 4.5}, {"kind": "box"}])
def test_one_stroke_that_may_hold_two_lines_is_not_blamed(change: dict[str, object]) -> None:
    paper = _paper("letter")
    _without(90.0)(paper)
    paper.rules = [replace(r, **change) if r.red and r.top is not None and r.top < 400 else r for r in paper.rules]  # type: ignore[arg-type]
    assert "红色分隔线" not in {d.rule for d in _told(paper)}


def _unsealed(longer: float, right: float) -> list[Deviation]:
    """A letter without a seal whose date is so much longer than the name, in characters, and ends so far from the edge."""
    paper, cell = _paper("general", seal=False), PROFILE.grid.cell
    found = recognise(paper)
    assert found.date is not None
    assert found.date.rect is not None
    name, edge = found.issuers[0], (PROFILE.page.left + PROFILE.page.text_width) * MM
    _move(found.date, right=edge - right * cell - found.date.rect.right)
    wide = found.date.rect.right - found.date.rect.left - longer * cell
    start = found.date.rect.left - 2 * cell
    assert name.rect is not None
    name.rect = Rect(start, name.rect.top, start + wide, name.rect.bottom)
    return [d for d in _told(paper) if d.rule == "成文日期位置"]


def test_a_date_longer_than_its_name_ends_two_characters_before_the_edge() -> None:
    assert "成文日期长于署名的右空二字" in _unsealed(0.5, 0)[0].expected
    assert not _unsealed(0.5, 2)
    assert not _unsealed(0.0, 0)  # as long as the name, which ends two before the edge


def test_the_face_of_a_signer_is_told_once() -> None:
    paper = _paper("general")
    number = recognise(paper).number
    assert number is not None
    base = number.runs[0]
    number.runs = [*number.runs, replace(base, text="　　　　　　", face=""), replace(base, text="签发人：", face="FangSong_GB2312"), replace(base, text="李明华", face="SimHei")]
    assert [d.found for d in _told(paper) if d.rule == "签发人字体"] == ["黑体（SimHei）"]


def test_the_face_of_the_printer_is_told_once() -> None:
    paper = _paper("general")
    printer = recognise(paper).printer
    assert printer is not None
    at = printer.text.index("2")
    base = printer.runs[0]
    printer.runs = [replace(base, text=printer.text[:at], face="SimSun"), replace(base, text=printer.text[at:], face="FangSong_GB2312")]
    assert len([d for d in _told(paper) if d.rule == "印发字体"]) == 1


def test_a_signature_too_far_below_the_text_is_told_what_is_right() -> None:
    paper = _paper("general", body=body(1)[1:3], cc=[])
    found = recognise(paper)
    assert found.date is not None
    for para in (*found.issuers, found.date):
        _move(para, down=5 * PROFILE.grid.pitch)
    (said,) = [d.expected for d in _told(paper) if d.rule == "署名空行"]
    assert "至少" not in said


def test_paper_of_another_size_keeps_its_page_numbers() -> None:
    height = 279 - 37 - 35
    other = replace(PROFILE, page=replace(PROFILE.page, width=216, height=279, text_height=height), grid=replace(PROFILE.grid, lines=int(height * MM / 28.95)))
    paper = _paper("general", other)
    assert all(mark is not None for mark in paper.marks)
    assert {d.rule for d in _told(paper)} & {"页码", "正文字号", "句末标点", "页码位置"} == set()
    assert "纸张" in {d.rule for d in _told(paper)}


def test_a_report_that_asks_is_told_with_the_sentence_that_does() -> None:
    text = "全年空气质量持续改善，工作取得了明显成效。恳请县人民政府增拨专项资金三百万元，用于购置监测设备，请予批准。"
    paper = read_paper(render_pdf_bytes(letter("general", title="关于大气污染防治工作情况的报告", body=[{"level": 0, "text": text}]), PROFILE), "a.pdf")
    (told,) = [d for d in _told(paper) if d.rule == "报告夹带请示"]
    assert "恳请县人民政府增拨专项资金" in told.found
    assert told.spots[0].start != "准。"
