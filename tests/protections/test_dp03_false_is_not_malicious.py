"""DP-02 and DP-03: what proves false is cleared; that it was malicious is another finding, by another hand, or is not said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import list_export, lists, prints, record_page, records
from app.services.lists import ListQuery
from app.services.shown import Shown
from tests.protections.cases import GROUND, clue
from tests.unit.services.desk import Desk, refused

Other = Callable[..., None]


def mark(desk: Desk, record: str, **fields: Any) -> records.RecordView:
    view = records.get(desk.session, record)
    return records.save(desk.session, "clue", view.kind, {**view.body, "malicious": True, **fields}, record).value


def test_a_false_clue_says_nothing_of_malice_anywhere(desk: Desk, tmp_path: Any) -> None:
    made = clue(desk)
    view = records.get(desk.session, made)
    assert not view.body.get("malicious")
    assert "恶意" not in "".join(str(v) for v in view.body.values()) + view.title + view.state_label
    columns = tuple(lists.all_columns(desk.session, ("clue",)))
    row = lists.rows(desk.session, ("clue",), lists.list_ids(desk.session, ListQuery(("clue",))), [c.id for c in columns])[0]
    assert not [text for text in row.cells.values() if "恶意" in text or "诬告" in text]
    shown = Shown("线索", ("clue",), columns, lists.list_ids(desk.session, ListQuery(("clue",))), "全部")
    list_export.export_list(desk.session, shown, tmp_path / "线索.csv", JobContext())
    cells = (tmp_path / "线索.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert not [line for line in cells if "恶意" in line]
    assert prints.record_pdf(desk.session, made)


@pytest.mark.parametrize("lacking", sorted(GROUND))
def test_malice_needs_a_ground_of_its_own(desk: Desk, other: Other, lacking: str) -> None:
    made = clue(desk)
    other()
    with refused(ErrorCode.BAD_INPUT):
        mark(desk, made, **{k: v for k, v in GROUND.items() if k != lacking})


def test_blanks_are_no_ground(desk: Desk, other: Other) -> None:
    made = clue(desk)
    other()
    with refused(ErrorCode.BAD_INPUT):
        mark(desk, made, **(GROUND | {"malicious_basis": "   "}))


def test_malice_is_never_entered_by_whoever_entered_the_clue(desk: Desk, other: Other) -> None:
    made = clue(desk)
    with refused(ErrorCode.BAD_STATE):
        mark(desk, made, **GROUND)
    with refused(ErrorCode.BAD_STATE):
        records.save(desk.session, "clue", "ledger.clue", {"title": "XS", "date": "2026-04-02", "malicious": True, **GROUND})
    other()
    assert mark(desk, made, **GROUND).body["malicious"] is True


def test_a_true_or_open_clue_may_not_be_called_malicious_without_a_ground_either(desk: Desk, other: Other) -> None:
    made = clue(desk, closed=False, conclusion="true")
    other()
    with refused(ErrorCode.BAD_INPUT):
        mark(desk, made)


def test_a_filed_clarification_stands_at_the_place_of_the_clue(desk: Desk, other: Other) -> None:
    made, who = clue(desk), desk.person("李雷")
    body = {
        "title": "澄清正名", "date": "2026-06-18", "subject": who, "summary": "查不属实，予以澄清", "clears": [made],
        "method": "会议通报", "scope": "本单位", "own_statement": "同意",
    }  # fmt: skip
    entry = records.save(desk.session, "dossier", "dossier.clarification", body).value.id
    assert not record_page.beside(desk.session, records.get(desk.session, made)).cleared
    with refused(ErrorCode.BAD_STATE):
        records.transition(desk.session, entry, "file_clarification")
    other()
    records.transition(desk.session, entry, "file_clarification")
    assert record_page.beside(desk.session, records.get(desk.session, made)).cleared
