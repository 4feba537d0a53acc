"""A signature of several organs: all that the mark names, in its order, in line and over the date."""

from __future__ import annotations

import pytest
from letterdata import PROFILE

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.paper import MM, Paper, Para, Rect, Run, Section
from app.documents.checking.rules_joint import judge_joint, judge_joint_places
from app.documents.checking.rules_signed import judge_places
from app.documents.checking.sheet import Sheet
from app.documents.model import Format

CELL = PROFILE.grid.cell
FIRST, SECOND = "某市发展和改革委员会", "某市财政局"


def line(index: int, text: str, left: float, top: float) -> Para:
    """A line that begins so many characters from the left."""
    start = PROFILE.page.left * MM + left * CELL
    return Para(index, [Run(text, size=16.0)], page=2, rect=Rect(start, top, start + len(text) * CELL, top + 16), top=top)


def marked(rows: list[tuple[str, float, float]]) -> set[str]:
    """What is told of a mark of several names; with each its top and height, pt."""
    marks = [Para(i, [Run(name, red=True, size=30)], page=1, rect=Rect(140, top, 400, top + high), top=top) for i, (name, top, high) in enumerate(rows)]
    found, findings = Elements(marks=marks), Findings()
    judge_joint_places(Sheet(PROFILE, found), found, findings)
    return {deviation.found for deviation in findings.deviations}


def test_the_word_beside_several_names_stands_at_half_their_height() -> None:
    assert marked([("某市公安局", 200, 30), ("某市财政局文件", 239, 36), ("某市教育局", 278, 30)]) == set()
    assert marked([("某市公安局", 200, 30), ("文件", 219, 36), ("某市教育局", 238, 30)]) == set()
    assert marked([("某市公安局", 200, 30), ("某市教育局文件", 236, 36)]) == set()  # put on a line with one of them
    assert marked([("某市公安局", 200, 30), ("某市教育局文件", 202, 36)]) == set()  # beside each other
    assert marked([("某市公安局", 200, 30), ("某市财政局", 239, 30), ("某市教育局文件", 275, 36)]) == {"“文件”偏下 14 毫米"}


def signed_by(*lines: str) -> set[str]:
    marks = [Para(0, [Run(name, red=True)]) for name in (FIRST, SECOND, "某市教育局文件")]
    found, findings = Elements(marks=marks, signers=[Para(i, [Run(text)]) for i, text in enumerate(lines, 1)]), Findings()
    judge_joint(found, findings)
    return {deviation.found for deviation in findings.deviations}


def test_each_of_several_organs_has_its_signer() -> None:
    assert signed_by("签发人：李志诚　王　雪", "　　　　陈立新") == set()
    assert signed_by("签发人：李志诚　王雪梅") == {"3 个机关联合行文，2 个签发人"}


def told(names: list[tuple[str, float]], marks: tuple[str, ...] = (FIRST, SECOND)) -> set[str]:
    rows = [line(i, name, left, 100 + 29 * i) for i, (name, left) in enumerate(names)]
    found = Elements(marks=[Para(0, [Run(name, red=True)]) for name in marks], issuers=rows, date=line(9, "2026年6月18日", 14, 190))
    findings = Findings()
    judge_joint(found, findings)
    judge_joint_places(Sheet(PROFILE, found), found, findings)
    return {deviation.found for deviation in findings.deviations}


@pytest.mark.parametrize("lefts", [(14.0, 16.5), (15.0, 15.0), (12.0, 17.0)])
def test_names_in_the_middle_of_each_other_or_with_one_edge_in_line_are_right(lefts: tuple[float, float]) -> None:
    assert told([(FIRST, lefts[0]), (SECOND, lefts[1])]) == set()


def test_a_name_out_of_line_is_told() -> None:
    assert told([(FIRST, 14), (SECOND, 0)]) == {"各机关署名没有对齐"}


def test_names_in_line_that_stand_beside_the_date_are_told() -> None:
    assert told([(FIRST, 0), (SECOND, 0)]) == {"署名不在成文日期的上方"}


def test_another_order_than_that_of_the_mark_and_a_missing_name_are_told() -> None:
    assert told([(SECOND, 16.5), (FIRST, 14)]) == {f"{SECOND}、{FIRST}"}
    assert told([(FIRST, 14)]) == {f"没有{SECOND}"}


def test_a_mark_of_the_host_alone_and_one_that_takes_two_lines_tell_nothing() -> None:
    assert told([(FIRST, 14), (SECOND, 16.5)], (f"{FIRST}文件",)) == set()
    assert told([("中共某县委员会办公室", 14)], ("中共某县委员会", "办公室文件")) == set()


def unsealed(right: float) -> set[str]:
    """What is told of two names and a date that begins two characters behind them and ends so far from the edge."""
    start = PROFILE.page.text_width * MM / CELL - right - 10
    rows = [line(i, name, start - 2, 100 + 29 * i) for i, name in enumerate((SECOND, "某市教育局"))]
    found, findings = Elements(issuers=rows, date=line(9, "2026年6月18日", start, 160)), Findings()
    judge_places(Paper("pdf", sections=[Section(210 * MM, 297 * MM)]), PROFILE, Format.GENERAL, found, findings)
    return {deviation.found for deviation in findings.deviations}


def test_names_without_seals_stand_two_from_the_right() -> None:
    assert unsealed(2) == set()
    assert unsealed(6) == {"右空 6 字"}
