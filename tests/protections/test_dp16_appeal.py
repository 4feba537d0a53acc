"""DP-16: an appeal can be registered against every measure, also a settled one, and is seen wherever the measure is."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.jobs.progress import JobContext
from app.services import bulk, dossier, intake, letters, list_export, lists, records
from app.services.lists import ListQuery
from app.services.shown import Shown
from tests.protections.cases import accountability, settled_talk
from tests.unit.services.desk import Desk, refused

Other = Callable[..., None]
MEASURES = (
    "ledger.accountability", "talk.criticize", "talk.admonish", "talk.correct", "dossier.org_measure", "dossier.discipline",
    "dossier.accountability", "letter.admonish", "letter.written_check", "letter.deep_check", "letter.correct_order",
    "letter.circular", "report.principal_eval",
)  # fmt: skip


@pytest.mark.parametrize("kind", MEASURES)
def test_every_measure_takes_an_appeal_and_its_result_once_it_is_settled(catalog: Catalog, kind: str) -> None:
    form = catalog.records.of_kind(kind)
    assert form is not None
    labels = {f.id: f.label for f in form.fields_for(kind)}
    assert labels["appeal"] == "申诉及结果"
    locked = [s.code for s in form.states if s.locked and s.counts and (not s.kinds or kind in s.kinds)]
    able = [s for s in locked if {t.id.partition(".")[0] for t in form.transitions_from(s, kind)} >= {"appeal_upheld", "appeal_changed", "appeal_revoked"}]
    assert able, locked


def step_of(desk: Desk, record: str, name: str) -> str:
    view = records.get(desk.session, record)
    return next(t.id for t in view.transitions if t.id.partition(".")[0].startswith(name))


def appeal(desk: Desk, record: str, result: str = "") -> records.RecordView:
    if not result:
        return records.transition(desk.session, record, step_of(desk, record, "appeal"), values={"appealed_at": "2026-11-01"}).value
    values = {"appeal_result": "某纪复〔2026〕1号"}
    return records.transition(desk.session, record, step_of(desk, record, f"appeal_{result}"), values=values).value


def test_a_result_needs_an_appeal_and_says_who_decided(desk: Desk) -> None:
    made = settled_talk(desk, desk.person("李雷"))
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made, step_of(desk, made, "appeal_revoked"), values={"appeal_result": "某纪复〔2026〕1号"})
    appeal(desk, made)
    with refused(ErrorCode.BAD_INPUT):
        records.transition(desk.session, made, step_of(desk, made, "appeal_revoked"))


@pytest.mark.parametrize(
    ("result", "word"), [("", "申诉中"), ("upheld", "申诉后维持"), ("changed", "申诉后已变更"), ("revoked", "申诉后已撤销")]
)
def test_the_word_stands_beside_the_measure_in_its_record_lists_and_tables(
    desk: Desk, result: str, word: str
) -> None:
    made = settled_talk(desk, desk.person("李雷"))
    before = records.get(desk.session, made)
    appeal(desk, made)
    view = appeal(desk, made, result) if result else records.get(desk.session, made)
    assert view.state_label == f"{before.state_label}（{word}）"
    assert (view.state, view.locked) == (before.state, True)
    ids = lists.list_ids(desk.session, ListQuery(("talk",)))
    columns = tuple(lists.all_columns(desk.session, ("talk",)))
    assert lists.rows(desk.session, ("talk",), ids, [c.id for c in columns])[0].cells["state"].endswith(f"（{word}）")
    assert letters.source_titles(desk.session, {"basis_records": [made]})[made].endswith(f"（{word}）")


def test_a_list_that_was_written_out_comes_in_again_with_the_word_behind_the_state(desk: Desk, tmp_path: Path) -> None:
    made = desk.talk(desk.person("李雷"), kind="talk.criticize", title="批评教育一").id
    records.transition(desk.session, made, "hold")
    appeal(desk, made)
    columns = tuple(lists.all_columns(desk.session, ("talk",)))
    shown = Shown("谈话", ("talk",), columns, lists.list_ids(desk.session, ListQuery(("talk",))), "全部")
    path = tmp_path / "谈话.xlsx"
    list_export.export_list(desk.session, shown, path, JobContext())
    again = intake.reading(desk.session, intake.read_book(path), "清单", "talk")
    plan = intake.plan(desk.session, again, again.mapping, JobContext())
    assert [e.what.value for e in plan.entries] == ["same"]


def test_a_decided_case_shows_its_appeal_in_the_dossier_of_the_person(desk: Desk, other: Other) -> None:
    who = desk.person("李雷")
    made = accountability(desk, object="person", subject=[who], form=["form.criticize"])
    other()
    records.transition(desk.session, made, "decide")
    entry = {"title": "责任追究结果", "date": "2026-06-10", "subject": who, "summary": "批评教育", "source_record": made}
    filed = records.save(desk.session, "dossier", "dossier.accountability", entry).value.id
    records.transition(desk.session, filed, "finalise")
    assert [e.appealed for e in dossier.dossier(desk.session, who).entries] == [""]
    appeal(desk, made)
    assert [e.appealed for e in dossier.dossier(desk.session, who).entries] == ["申诉中"]
    appeal(desk, made, "revoked")
    shown = dossier.dossier(desk.session, who).entries[0]
    assert shown.appealed == "申诉后已撤销"
    assert "申诉后已撤销" in dossier.words_of(shown)
    assert "批评教育" in dossier.words_of(shown)


def test_an_appeal_is_never_registered_for_many(desk: Desk) -> None:
    rids = [records.get(desk.session, settled_talk(desk, desk.person(f"李{n}"))).rid for n in range(2)]
    assert not [s for s in bulk.survey(desk.session, array("q", rids), JobContext()).steps if "申诉" in s[1]]
