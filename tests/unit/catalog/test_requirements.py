"""The record kinds of the field's requirements (REC-02…30) have a form with their fields, states and ways.

REC-01 (people, units, posts), REC-31 (settings of duties) and REC-32 (packages) are no record forms; their tests stand
with their services. The protections (DP) that are a matter of what must be filled before a step are here too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from app.catalog.needs import lacking
from app.catalog.places import forms_dir
from app.catalog.records import FieldDef, FieldType, RecordForm
from app.catalog.records_loader import load_record_forms
from app.catalog.vocab import load_vocabularies
from app.catalog.yamlfile import read_yaml

VOCAB = load_vocabularies(forms_dir() / "vocab")
FORMS = load_record_forms(forms_dir() / "records", VOCAB)


@dataclass(frozen=True, slots=True)
class Required:
    """What one line of the requirements asks of a form.

    fields: ids separated by spaces; `table[a,b]` names columns. states: in the order in which a record of the kind
    passes them; every next one can be reached from one before.
    """

    rec: str
    kind: str
    fields: str
    states: str


REQUIREMENTS = (
    Required("REC-02", "mtg.standing",
             "date start_time place chair attendance expected quorum recorder minutes_full av_recording archive_no "
             "agenda[topics,category,materials,stances,decision,owner,deadline,done]", "draft reviewed final"),
    Required("REC-03", "mtg.dem_life",
             "year theme theme_approved pre_review[reviewer,date,opinion,conclusion] statement[person,item,explained] "
             "criticism[from,to,text] criticism_to_principal guide_persons guide_opinion stopped end "
             "rectify_items[text,owner,deadline] checked_at check_conclusion measured_at accountable_note",
             "draft dls.theme dls.pre_review dls.onsite dls.stopped dls.redo dls.closed dls.post dls.check_due "
             "dls.checked_ok dls.checked_poor dls.measured dls.accountable"),
    Required("REC-03", "mtg.dem_life_special", "trigger date end attendance rectify_items", "draft dls.theme dls.pre_review dls.onsite dls.closed"),
    Required("REC-04", "mtg.org_life", "branch attendance non_voting_from_superior form", "draft final"),
    Required("REC-05", "talk.remind",
             "actor actor_role subject date place reason facts requirements own_statement confirmed_at letter_ref "
             "rectification_ref links", "planned held confirmed archived"),
    Required("REC-06", "study.center", "topics lecturer attendance materials", "draft final"),
    Required("REC-07", "insp.special",
             "subject plan_units plan_people plan_matters plan_problems modes leader findings findings_list[text,owner,deadline] "
             "feedback_at transferred_at lookback_at lookback_result grade_suggestion result_use",
             "plan doing feedback transferred rectifying lookback final"),
    Required("REC-08", "ledger.rectification",
             "source problem class dim.person dim.matter dim.cause dim.system horizon owner due measures progress[date,text] "
             "reported_at report_ref reviewer opinion conclusion lookback_at lookback_result",
             "fed_back plan_signed in_progress reported verified closed lookback_due lookback_passed late insufficient "
             "perfunctory relapse refused escalated"),
    Required("REC-09", "ledger.task", "year title owner subject requirement due letter_ref reconciled_by reconciled_at evidence evidence_note closed_at",
             "ts.assigned ts.signed ts.doing ts.reconciled ts.closed ts.overdue"),
    Required("REC-10", "ledger.signback", "signback_matter amount signback_reason owner signed_at attachments", "to_sign signed"),
    Required("REC-11", "dossier.promotion", "subject date basis summary source_record own_note corrects", "draft final"),
    Required("REC-11", "dossier.clarification", "clears method scope social_impact own_statement", "draft final"),
    Required("REC-12", "ledger.clue",
             "title channel category about priority disposition date assigned_at disposed_at reported_at closed_at rechecked_at "
             "conclusion malicious malicious_basis social_impact", "received assigned handling closed rechecked"),
    Required("REC-13", "talk.inquiry",
             "clue_ref clue_no subject date replied_at own_statement sign_opinion signed_at reminder_ref conclusion sampled "
             "verify_result verified_at closed_at",
             "planned inquiry.sent inquiry.explained inquiry.signed inquiry.concluded inquiry.verifying inquiry.closed"),
    Required("REC-14", "ledger.petition", "date channel category level disposition accepted_at disposed_at closed_at", "open accepted disposed final"),
    Required("REC-15", "doc.appoint_record",
             "subject gate.motion gate.recommend gate.inspect gate.decide gate.appoint gate_people[gate,person,date] pass.political "
             "pass.conduct pass.ability pass.style pass.clean check1 check2 check3 check4 check1_name check4_name exam_ref exam_score "
             "consult_ref opinion_ref collective_ref appraisal reflections[state] verify_result",
             "draft gate.motion gate.recommend gate.inspect gate.decide gate.appoint final"),
    Required("REC-16", "report.shuze",
             "actor main_duty_section clean_section political_section family_staff_section double_life_section review[reviewer,opinion] "
             "written onsite evaluation publish_scope published_at filed_at rectify_report_at", "draft reviewed final presented evaluated filed rectified"),
    Required("REC-17", "ledger.request_list", "matter owner due recipient approval occurrences[occurred_at,reported_at,reply]",
             "effective to_report reported late revised"),
    Required("REC-18", "ledger.instruction", "source_ref received_at transmitted_at meeting_ref measures responsible_units progress closed_at",
             "open transmitted deployed doing final"),
    Required("REC-19", "doc.division", "version charges[person,charges,departments] valid_from filed_at filing_ref review_opinion", "draft final filed audited"),
    Required("REC-20", "doc.institution", "tags version valid_from valid_to published_at review_conclusion replaces", "draft final revised abolished"),
    Required("REC-21", "ledger.intervention", "matter_kind person occurred_at reporter reported_at received_by disposed_at result zero_report",
             "open accepted disposed reported final"),
    Required("REC-22", "ledger.accountability",
             "object subject situation facts basis_article grade form responsibility_kind main_leading[person] important_leading[person] "
             "dissenters party_liability leader_liability[person] principal_conclusion own_statement collective_review decided_at "
             "executed_at visit_due visited_at appeal", "opened verifying stated discussed final executed visited"),
    Required("REC-23", "ledger.suggestion", "subject basis issued_at cc_leader urged_at feedback_at return_visit_at assessed_at",
             "ss.issued ss.cc ss.urged ss.feedback ss.visited ss.assessed"),
    Required("REC-24", "letter.reminder",
             "number to cc basis facts drafter opinions[person,opinion] signed_by delivered_at receipt_at replied_at void_reason",
             "draft review signed numbered delivered receipted replied archived withdrawn"),
    Required("REC-25", "report.main_duty_annual", "period recipients date receipt_at", "draft reviewed final receipted"),
    Required("REC-26", "report.principal_eval", "subject ev.decisions ev.governance ev.province basis own_statement collective_review filed_at appeal",
             "draft discussed own_stated final filed"),
    Required("REC-27", "ledger.risk", "title level owner measure published_at", "effective revised"),
    Required("REC-28", "report.personal_matters", "pm_due date sample_batch consistent", "draft final sampled"),
    Required("REC-29", "event.inspection_feedback",
             "round date problems[text,owner,deadline,ledger] plan_ref plan_signed_at feedback_steps[name,date] interviewed_at circular_at rectify_rate",
             "open planned rectifying assessed closed escalated"),
    Required("REC-30", "event.new_principal", "date subject basis", "open handled not_applicable"),
)  # fmt: skip


def form_of(kind: str) -> RecordForm:
    found = FORMS.of_kind(kind)
    assert found is not None, kind
    return found


def missing_fields(form: RecordForm, kind: str, wanted: str) -> list[str]:
    shown = {f.id: f for f in form.fields_for(kind)}
    lost = []
    for item in wanted.split():
        name, _open, columns = item.rstrip("]").partition("[")
        field = shown.get(name)
        if field is None:
            lost.append(name)
            continue
        lost += [f"{name}.{c}" for c in columns.split(",") if c and field.column(c) is None]
    return lost


@pytest.mark.parametrize("one", REQUIREMENTS, ids=lambda r: f"{r.rec}-{r.kind}")
def test_a_required_kind_has_its_fields(one: Required) -> None:
    assert missing_fields(form_of(one.kind), one.kind, one.fields) == []


@pytest.mark.parametrize("one", REQUIREMENTS, ids=lambda r: f"{r.rec}-{r.kind}")
def test_a_required_kind_passes_its_states_in_order(one: Required) -> None:
    form = form_of(one.kind)
    states = one.states.split()
    assert form.initial_for(one.kind) == states[0]
    for place, state in enumerate(states[1:], 1):
        before = set(states[:place])
        ways = [t for t in form.transitions if t.target == state and t.open_to(one.kind)]
        assert any(before & set(t.sources) for t in ways), state


def test_the_table_speaks_of_every_record_form() -> None:
    assert {form_of(r.kind).id for r in REQUIREMENTS} | {"report_up"} == {f.id for f in FORMS}
    assert {r.rec for r in REQUIREMENTS} == {f"REC-{n:02d}" for n in range(2, 31)}


def test_a_field_that_is_taken_away_is_noticed() -> None:
    assert missing_fields(form_of("talk.remind"), "talk.remind", "own_statement nowhere links") == ["nowhere"]
    assert missing_fields(form_of("mtg.standing"), "mtg.standing", "agenda[title,nowhere]") == ["agenda.nowhere"]
    assert missing_fields(form_of("talk.heart"), "talk.heart", "verify_result") == ["verify_result"]


# --- what must be there before a step ---------------------------------------
def lacks(kind: str, step: str, **body: Any) -> set[str]:
    form = form_of(kind)
    found = next(t for t in form.transitions if t.id == step)
    return {name for lack in lacking(form, kind, body, found) for name in lack.fields}


ACCOUNTED: dict[str, Any] = {
    "object": "person", "subject": ["p1"], "situation": ["sit.01"], "basis_article": "第六条", "facts": "事实", "grade": "grade.light",
    "responsibility_kind": ["resp.personal"], "form": ["form.criticize"], "own_statement": "认可", "collective_review": "党组会",
}  # fmt: skip


class TestProtections:
    @pytest.mark.parametrize("name", sorted(set(ACCOUNTED)))
    def test_nobody_is_held_accountable_while_one_element_is_missing(self, name: str) -> None:
        assert lacks("ledger.accountability", "decide", **ACCOUNTED) == set()
        assert name in lacks("ledger.accountability", "decide", **{k: v for k, v in ACCOUNTED.items() if k != name})

    def test_an_organisation_is_not_held_accountable_without_a_conclusion_about_its_leader(self) -> None:
        body = ACCOUNTED | {"object": "org", "form": ["form.written_check"]}
        assert lacks("ledger.accountability", "decide", **body) == {"principal_conclusion"}
        assert lacks("ledger.accountability", "decide", **body, principal_conclusion="经查不承担，理由……") == set()

    def test_the_decision_is_taken_by_another_person_than_the_one_who_typed(self) -> None:
        assert next(t for t in form_of("ledger.accountability").transitions if t.id == "decide").separate

    def test_malice_needs_a_basis_of_its_own_and_never_follows_from_a_false_report(self) -> None:
        assert lacks("ledger.clue", "close", conclusion="false") == set()
        assert lacks("ledger.clue", "close", conclusion="false", malicious=True) == {"malicious_basis", "malicious_by", "malicious_at"}

    def test_a_task_is_not_closed_without_evidence(self) -> None:
        assert lacks("ledger.task", "close") == {"evidence", "evidence_note", "attachments"}
        assert lacks("ledger.task", "close", evidence_note="见第二季度台账") == set()

    def test_an_intervention_needs_somebody_who_received_it_unless_nothing_happened(self) -> None:
        assert lacks("ledger.intervention", "finalise", matter_kind="int.construction") == {"received_by"}
        assert lacks("ledger.intervention", "finalise", zero_report=True) == {"zero_period"}
        assert lacks("ledger.intervention", "finalise", zero_report=True, zero_period="2026Q3") == set()

    def test_an_evaluation_of_a_leader_needs_its_basis_the_own_statement_and_a_collective_study(self) -> None:
        assert lacks("report.principal_eval", "finalise", date="2026-01-01", actor="u1") == {
            "basis", "own_statement", "collective_ref", "collective_review"}  # fmt: skip
        assert lacks("report.main_duty_annual", "finalise", date="2026-01-01", actor="u1") == set()

    @pytest.mark.parametrize("gate", ["gate.motion", "gate.recommend", "gate.inspect", "gate.decide", "gate.appoint"])
    def test_an_appointment_lacks_no_gate(self, gate: str) -> None:
        body = dict.fromkeys(("gate.motion", "gate.recommend", "gate.inspect", "gate.decide", "gate.appoint"), "passed")
        assert lacks("doc.appoint_record", "finalise", **{k: v for k, v in body.items() if k != gate}, subject="p1") == {gate}

    def test_a_task_table_names_who_what_and_by_when_in_every_row(self) -> None:
        row = {"text": "任务", "owner": "p1", "requirement": "要求", "deadline": "2026-06-30"}
        assert lacks("doc.task_table", "finalise") == {"rows"}
        assert lacks("doc.task_table", "finalise", rows=[row, {**row, "owner": ""}]) == {"rows"}
        assert lacks("doc.task_table", "finalise", rows=[row]) == set()

    def test_an_opinion_about_a_leader_is_not_signed_before_it_was_studied_together(self) -> None:
        body = {"title": "意见", "issuers": ["机关"], "body": [{"text": "一"}], "date": "2026-01-01", "signed_by": "p1"}
        clean, other = body | {"conclusion": "no_problem"}, body | {"conclusion": "problem"}
        assert lacks("letter.clean_opinion_reply", "sign", **clean, about="principal") == {"collective_ref"}
        assert lacks("letter.clean_opinion_reply", "sign", **clean, about="cadre") == set()
        assert lacks("letter.clean_opinion_reply", "sign", **other, about="cadre") == {"collective_ref"}
        assert lacks("letter.clean_opinion_reply", "sign", **body, about="cadre") == {"conclusion", "collective_ref"}

    def test_an_inquiry_that_was_not_truthful_or_was_sampled_is_verified_before_it_is_closed(self) -> None:
        body = {"conclusion": "truthful", "closed_at": "2026-05-01"}
        assert lacks("talk.inquiry", "close", **body) == set()
        assert "verify_result" in lacks("talk.inquiry", "close", **body, sampled=True)
        assert lacks("talk.inquiry", "close", **(body | {"conclusion": "untruthful"})) == {"verified_at", "verify_result"}

    def test_a_clarification_says_how_how_far_and_what_the_person_thinks(self) -> None:
        body = {"subject": "p1", "date": "2026-05-01", "summary": "查无实据"}
        assert lacks("dossier.clarification", "file_clarification", **body) == {"method", "scope", "own_statement"}

    def test_a_clarification_is_filed_by_another_person_and_in_no_other_way(self) -> None:
        ways = form_of("dossier.clarification").transitions_from("draft", "dossier.clarification")
        assert [(t.id, t.separate) for t in ways] == [("file_clarification", True)]

    @pytest.mark.parametrize("kind", ["talk.admonish", "ledger.accountability", "report.principal_eval", "dossier.discipline"])
    def test_a_measure_leaves_room_for_an_appeal_and_the_persons_own_words(self, kind: str) -> None:
        assert missing_fields(form_of(kind), kind, "appeal own_statement") == []


# --- vocabularies -----------------------------------------------------------
KINDS = {
    "meeting_kind", "talk_kind", "study_kind", "inspection_kind", "report_kind", "letter_kind", "dossier_entry_kind", "ledger_kind",
    "document_kind", "event_kind",
}  # fmt: skip
STATES = {"dem_life_stage": "dem_life", "rectification_state": "rectification", "task_state": "task", "suggestion_state": "suggestion"}
# whose codes are ids of fields, not choices
AS_FIELDS = {
    "appointment_gate": "appointment", "appointment_pass": "appointment", "principal_evaluation_item": "report",
    "inspection_principal_section": "report",
}  # fmt: skip
# whose codes are the duties' words, or stand in one of our own lists with the same codes
ELSEWHERE = {
    "responsibility_tier", "frequency", "normative_strength", "scope", "applies_when", "ui_result_state", "supervision_channel",
    "decision_field", "rectification_field", "not_direct_charge", "accountability_matrix",
}  # fmt: skip


def standard() -> list[str]:
    return [node.keys(("id", "label", "terms"), ("extendable",))["id"].text() for node in read_yaml(forms_dir() / "vocab" / "standard.yaml").list()]


def every_field(form: RecordForm) -> list[FieldDef]:
    found = []
    waiting = list(form.fields)
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(one.columns)
    return found


def test_the_standard_lists_are_those_of_the_field() -> None:
    lists = standard()
    assert len(lists) == 46
    assert sum(len(VOCAB.get(name).terms) for name in lists) == 619


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_code_of_a_kind_belongs_to_exactly_one_form(name: str) -> None:
    owners = Counter(kind for form in FORMS for kind in form.kinds)
    assert [code for code in VOCAB.get(name).codes() if owners[code] != 1] == []


@pytest.mark.parametrize(("name", "form"), sorted(STATES.items()))
def test_a_list_of_states_is_the_forms_own(name: str, form: str) -> None:
    assert set(VOCAB.get(name).codes()) <= {s.code for s in FORMS.get(form).states}


@pytest.mark.parametrize(("name", "form"), sorted(AS_FIELDS.items()))
def test_a_list_of_elements_is_a_row_of_fields(name: str, form: str) -> None:
    assert set(VOCAB.get(name).codes()) <= {f.id for f in FORMS.get(form).fields}


def test_no_standard_list_is_left_unused() -> None:
    used = {f.vocab for form in FORMS for f in every_field(form)}
    assert set(standard()) - used - KINDS - set(STATES) - set(AS_FIELDS) - ELSEWHERE == set()


def test_lists_that_ours_repeat_have_the_same_codes() -> None:
    codes = {t.code for v in VOCAB for t in v.terms if v.id not in standard()}
    assert set(VOCAB.get("not_direct_charge").codes()) <= codes
    decided = set(VOCAB.get("decision_field").codes())
    assert decided - codes == {"speech_order", "principal_last", "av_recording", "minutes_full", "archive_no"}
    rectified = {c for c in VOCAB.get("rectification_field").codes() if not c.startswith("src.")}
    assert rectified - codes == {"dim.person", "dim.matter", "dim.cause", "dim.system"}  # fields of the form
    sources = {c.removeprefix("src.") for c in VOCAB.get("rectification_field").codes() if c.startswith("src.")}
    assert sources <= set(VOCAB.get("campaign_source").codes())


# --- every form -------------------------------------------------------------
@pytest.mark.parametrize("form", list(FORMS), ids=lambda f: f.id)
def test_a_form_says_what_it_is_and_where_it_comes_from(form: RecordForm) -> None:
    assert form.summary
    assert form.sources
    assert form.columns


@pytest.mark.parametrize("form", list(FORMS), ids=lambda f: f.id)
def test_what_a_step_needs_can_be_filled_when_it_is_taken(form: RecordForm) -> None:
    locked = {s.code for s in form.states if s.locked}
    asked = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE)
    for step in form.transitions:
        if set(step.sources) & locked:
            assert [n for n in step.needs if form.field(n).type not in asked] == [], step.id  # type: ignore[union-attr]


@pytest.mark.parametrize("form", list(FORMS), ids=lambda f: f.id)
def test_entries_proposed_for_the_dossier_take_fields_of_the_dossier_form(form: RecordForm) -> None:
    entries = FORMS.get("dossier")
    for rule in form.dossier:
        assert [n for n in rule.copy if entries.field(n) is None] == []
        assert rule.entry in entries.kinds


@pytest.mark.parametrize("form", list(FORMS), ids=lambda f: f.id)
def test_every_kind_with_fields_of_its_own_has_an_example_that_fills_them(form: RecordForm) -> None:
    shown: dict[str, set[str]] = {}
    for example in form.examples:
        shown.setdefault(example["kind"], set()).update(example)
    for field in form.fields:
        assert [k for k in field.kinds if k not in shown] == [], field.id
    filled = set().union(*shown.values())
    assert [f.id for f in form.fields if f.kinds and not f.issued and f.id not in filled] == []
