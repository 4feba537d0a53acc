"""Variants of mechanism 52: whom an opinion is about is known from the posts, not only from what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import letters, people, records
from tests.unit.services.desk import Desk, new_office, refused
from tests.workflows.walk import Walk


@pytest.fixture
def walk(tmp_path: Path, catalog: Catalog) -> Iterator[Walk]:
    """An office on a day in May."""
    desk = Desk(new_office(tmp_path / "office", catalog, packs=False).session)
    yield Walk(desk).day("2026-05-11")
    desk.session.close()


def reply(walk: Walk, *subject: str, **more: Any) -> str:
    """A reply in review that finds no problem."""
    text = {"to": ["某县委组织部"], "title": "回复", "body": [{"id": "b1", "level": 0, "text": "经集体研究，未发现影响使用的问题。"}]}
    body = letters.draft(walk.session, "letter.clean_opinion_reply", {}) | text | {"conclusion": "no_problem", "political_appraisal": "坚定"}
    made = records.save(walk.session, "letter", "letter.clean_opinion_reply", body | {"subject": list(subject)} | more).value.id
    letters.advance(walk.session, made, "submit")
    return made


def sign(walk: Walk, letter: str) -> str:
    with walk.second():
        return letters.advance(walk.session, letter, "sign", values={"signed_by": walk.p}).value.state


@pytest.mark.parametrize("about", [{}, {"about": "member"}])
@pytest.mark.parametrize("whom", ["head", "p"])
def test_s52_a_first_in_charge_is_known_although_nobody_typed_it(walk: Walk, whom: str, about: dict[str, str]) -> None:
    made = reply(walk, walk.m1, getattr(walk, whom), **about)
    with refused(ErrorCode.BAD_INPUT):
        sign(walk, made)
    view = records.get(walk.session, made)
    draft = walk.save("mtg.clean_opinion_review", attendance=[{"person": walk.p, "role": "chair"}], chair=walk.p)
    records.save(walk.session, "letter", view.kind, view.body | {"collective_ref": draft}, made)
    with refused(ErrorCode.BAD_INPUT):
        sign(walk, made)
    walk.go(draft, "finalise")
    assert sign(walk, made) == "signed"


def test_s52_who_is_no_longer_first_in_charge_and_other_people_need_none(walk: Walk) -> None:
    former = people.save_person(walk.session, "前任站长").value
    people.save_post(walk.session, former, walk.lower, "站长", ("principal",), (), since="2018-01-01", until="2026-05-10")
    assert sign(walk, reply(walk, former, about="member")) == "signed"
    assert sign(walk, reply(walk, walk.m1)) == "signed"


def test_s52_the_request_is_not_settled_without_it_either(walk: Walk) -> None:
    asked = walk.save("event.opinion_request", subject=[walk.head], dossier_read_at="2026-05-11", dossier_read_by=walk.d)
    walk.edit(asked, facts_confirmed=True, appraisal="坚定", appraised_by=[walk.d], appraised_at="2026-05-11", decided_at="2026-05-11")
    walk.edit(asked, opinions=[{"person": walk.head, "result": "op.none", "text": "依据档案"}])
    walk.go(asked, "check_dossier")
    with walk.second(), refused(ErrorCode.BAD_INPUT, ErrorCode.BAD_STATE):
        walk.go(asked, "settle_opinion")
