"""Mechanisms 28, 31 and 57: samples of closed inquiries, closed clues and reports of personal matters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.duties.results import Result
from app.domain.errors import ErrorCode
from app.services import draws, duty_settings, evaluation
from app.services.draws_population import CLUES, INQUIRIES, PEOPLE
from tests.unit.services.desk import Desk, new_office, refused
from tests.unit.services.lots import clues, inquiries, obliged

INQUIRY, CLUE = "binhai-2021/60/inquiry-10pct", "binhai-2021/47/clue-recheck"
BASE, EXTRA = "beijing-28/20/personal-matters-10pct", "beijing-28/20/principal-extra-10pct"


@pytest.fixture
def desk(tmp_path: Path, catalog: Catalog) -> Iterator[Desk]:
    """A clerk of an office that goes by every document."""
    made = Desk(new_office(tmp_path / "office", catalog).session)
    yield made
    made.session.close()


def row(desk: Desk, duty: str) -> Result:
    """What this year's row of a duty says."""
    return next(r for r in evaluation.evaluation(desk.session).results if r.duty == duty and r.period == "2026")


def take(desk: Desk, kind: str) -> draws.RecordView:
    return draws.draw(desk.session, draws.fix_seed(desk.session, kind, 2026).value.id).value


@pytest.mark.parametrize(("closed", "drawn"), [(1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_s28_a_tenth_of_the_closed_inquiries_rounded_up_is_enough(desk: Desk, closed: int, drawn: int) -> None:
    inquiries(desk, closed)
    take(desk, INQUIRIES)
    found = row(desk, INQUIRY)
    assert (str(found.state), found.count, found.need) == ("met", drawn, drawn)


def test_s28_one_of_eleven_is_nine_point_nought_nine_percent_and_not_enough(desk: Desk) -> None:
    inquiries(desk, 10)
    view = take(desk, INQUIRIES)
    inquiries(desk, 1, start=30)
    found = row(desk, INQUIRY)
    assert (str(found.state), found.count, found.need) == ("partial", 1, 2)
    assert "9.09%" in found.note
    take(desk, INQUIRIES)
    assert str(row(desk, INQUIRY).state) == "met"
    assert draws.verify(desk.session, view.id).word == "一致"


def test_s28_nothing_closed_is_not_applicable(desk: Desk) -> None:
    assert str(row(desk, INQUIRY).state) == "exempt"
    waiting = draws.fix_seed(desk.session, INQUIRIES, 2026).value
    assert draws.preview(desk.session, waiting.id).word == "不适用"
    with refused(ErrorCode.BAD_STATE):
        draws.draw(desk.session, waiting.id)


def test_s31_without_a_share_it_waits_to_be_configured_and_is_not_unmet(desk: Desk) -> None:
    clues(desk, 6)
    assert str(row(desk, CLUE).state) == "unconfigured"
    waiting = draws.fix_seed(desk.session, CLUES, 2026).value
    assert draws.preview(desk.session, waiting.id).word == "待配置"
    duty_settings.set_parameters(desk.session, CLUE, {"ratio": 0.25}, 2026)
    assert draws.draw(desk.session, waiting.id).value.body["draw_number"] == 2
    assert str(row(desk, CLUE).state) == "met"


@pytest.mark.parametrize(("people", "heads", "base", "extra"), [(100, 20, 10, 2), (101, 21, 11, 3), (9, 1, 1, 1)])
def test_s57_principals_are_drawn_besides_and_nobody_counts_twice(desk: Desk, people: int, heads: int, base: int, extra: int) -> None:
    obliged(desk, people, heads)
    view = take(desk, PEOPLE)
    persons, besides = view.body["persons"], view.body.get("principals_extra", [])
    assert len(persons) == base
    assert not set(persons) & set(besides)
    free = heads - len(set(persons) & {r["person"] for r in view.body["draw_list"] if r.get("principal")})
    assert len(besides) == min(extra, free)
    assert str(row(desk, BASE).state) == "met"
    if free >= extra:
        assert str(row(desk, EXTRA).state) == "met"
