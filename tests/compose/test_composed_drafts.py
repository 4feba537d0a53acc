"""Drafts as records: saved, edited, renewed without losing a person's words; who is offered what; on paper."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest

from app.domain.errors import ErrorCode
from app.services import duty_settings, judgements, records, search, undo
from app.services.compose import asking, composing, drafts, paper, renewing
from app.services.compose.asking import Ask
from app.services.compose.drafts import DraftRow
from app.services.compose.renewing import Change
from app.services.lists import ListQuery, list_ids
from app.services.session import Session
from app.store import queries
from tests.compose.office import boundaries, clue, petition
from tests.unit.services.desk import OTHER_PASSWORD, Desk, refused, snapshot

Q3 = Ask("petition_quarterly", "2026Q3")


def made(desk: Desk, ask: Ask = Q3) -> str:
    return drafts.create(desk.session, ask).value.id


def rows(desk: Desk, record: str) -> list[DraftRow]:
    return list(drafts.load(desk.session, record).rows)


def said(desk: Desk, record: str, key: str) -> DraftRow:
    return next(r for r in rows(desk, record) if r.key == key)


def edit(desk: Desk, record: str, key: str, text: str) -> None:
    changed = [replace(r, text=text) if r.key == key else r for r in rows(desk, record)]
    drafts.write(desk.session, record, changed, "")


def test_a_saved_draft_says_what_it_is_and_counts_for_nothing_until_it_is_sent(desk: Desk) -> None:
    petition(desk, "2026-07-01")
    view = drafts.create(desk.session, Q3).value
    assert (view.form, view.kind, view.state) == ("report", "report.petition_quarterly", "draft")
    assert view.body["period"] == "2026Q3"
    assert view.body["recipients"] == ["principal"]
    assert view.title == "某县住房和城乡建设局党组2026年第三季度信访举报情况分析报告"
    assert said(desk, view.id, "total").text == "2026年第三季度，登记信访举报1件。"


def test_editing_survives_a_renewal(desk: Desk) -> None:
    petition(desk, "2026-07-01")
    record = made(desk)
    edit(desk, record, "total", "本季度信访举报一件，已办结。")
    petition(desk, "2026-09-30")
    found = {c.key: c for c in renewing.renewal(desk.session, record).changes}
    assert found["total"].edited
    assert found["total"].now == "2026年第三季度，登记信访举报2件。"
    renewing.renew(desk.session, record)
    total, channel = said(desk, record, "total"), said(desk, record, "channel")
    assert total.text == "本季度信访举报一件，已办结。"
    assert total.edited
    assert len(total.sources) == 2
    assert channel.text == "按来源分：来信2件。"
    assert renewing.renewal(desk.session, record).changes == ()


def test_an_edited_sentence_is_replaced_only_when_asked_for(desk: Desk) -> None:
    record = made(desk)
    edit(desk, record, "total", "没有来信。")
    petition(desk, "2026-08-01")
    renewing.renew(desk.session, record, {"total"})
    assert said(desk, record, "total").text == "2026年第三季度，登记信访举报1件。"
    assert not said(desk, record, "total").edited


def test_own_sentences_order_and_deleted_sentences_stay_as_the_person_left_them(desk: Desk) -> None:
    record = made(desk)
    before = rows(desk, record)
    kept = [r for r in before if r.key != "before"]
    kept = [kept[0], DraftRow("", 0, "这是自己写的一句。"), *reversed(kept[1:])]
    drafts.write(desk.session, record, kept, "改过的标题")
    petition(desk, "2026-08-01")
    renewing.renew(desk.session, record)
    after = rows(desk, record)
    assert after[1].text == "这是自己写的一句。"
    assert [r.key for r in after if r.key in {k.key for k in kept if k.key}] == [r.key for r in kept if r.key]
    assert "before" not in [r.key for r in after]
    assert records.get(desk.session, record).title == "改过的标题"
    left = [c for c in renewing.renewal(desk.session, record).changes if c.key == "before"]
    assert [(c.change, c.left, c.taken) for c in left] == [(Change.NEW, True, False)]


def test_a_new_sentence_comes_behind_the_one_before_it_wherever_that_was_moved(desk: Desk) -> None:
    record = made(desk)
    moved = sorted(rows(desk, record), key=lambda r: r.key != "total")
    drafts.write(desk.session, record, moved, "")
    petition(desk, "2026-08-01")
    renewing.renew(desk.session, record)
    keys = [r.key for r in rows(desk, record)]
    assert keys.index("channel") == keys.index("before") + 1


def test_a_changed_or_deleted_source_marks_its_sentences_and_no_others(desk: Desk) -> None:
    one, _two = petition(desk, "2026-07-01"), petition(desk, "2026-08-02")
    record = made(desk)
    assert renewing.renewal(desk.session, record).stale == frozenset()
    body = records.get(desk.session, one).body
    records.save(desk.session, "ledger", "ledger.petition", {**body, "remark": "补记"}, one)
    marked = renewing.renewal(desk.session, record)
    assert {c.change for c in marked.changes} == {Change.DATA}
    assert "total" in marked.stale
    assert not marked.stale & {"h.1", "research", "talk", "cause"}
    records.delete(desk.session, [one])
    assert {c.key: c.change for c in renewing.renewal(desk.session, record).changes}["total"] is Change.TEXT
    edit(desk, record, "talk", "没有谈话。")
    assert said(desk, record, "talk").text == "没有谈话。"


def test_a_person_cannot_make_a_sentence_rest_on_other_records(desk: Desk) -> None:
    petition(desk, "2026-07-01")
    record = made(desk)
    forged = [replace(r, sources=(), basis="凭空", made="x", key="y") for r in rows(desk, record)]
    drafts.write(desk.session, record, forged, "")
    assert said(desk, record, "total").sources
    assert not said(desk, record, "total").edited


def test_saving_and_renewing_are_one_step_of_undo_each(desk: Desk) -> None:
    record = made(desk)
    whole = snapshot(desk.session)
    edit(desk, record, "total", "改了。")
    undo.undo(desk.session)
    assert snapshot(desk.session) == whole
    petition(desk, "2026-07-01")
    grown = snapshot(desk.session)
    renewing.renew(desk.session, record)
    undo.undo(desk.session)
    assert snapshot(desk.session) == grown


def test_a_sent_report_is_not_rewritten(desk: Desk) -> None:
    record = made(desk)
    with refused(ErrorCode.BAD_INPUT) as blank:
        records.transition(desk.session, record, "finalise")
    assert blank.error is not None
    assert "【】" in blank.error.message
    edit(desk, record, "cause", "未见集中的单位。")
    edit(desk, record, "advice", "继续按季分析。")
    records.transition(desk.session, record, "finalise")
    assert not drafts.load(desk.session, record).editable
    petition(desk, "2026-07-01")
    with refused(ErrorCode.FINALISED):
        renewing.renew(desk.session, record)
    with refused(ErrorCode.FINALISED):
        edit(desk, record, "total", "改一句。")


def test_what_a_section_says_stands_in_the_field_of_the_record_until_a_person_writes_there(desk: Desk) -> None:
    record = made(desk)
    assert records.get(desk.session, record).body["statistics"] == "".join(r.text for r in rows(desk, record)[1:3])
    assert "cause" not in records.get(desk.session, record).body
    edit(desk, record, "cause", "集中在检测合同。")
    edit(desk, record, "total", "没有来信。")
    body = records.get(desk.session, record).body
    assert body["cause"] == "集中在检测合同。"
    assert body["statistics"].startswith("没有来信。")
    records.save(desk.session, "report", "report.petition_quarterly", {**body, "statistics": "另写的"}, record)
    edit(desk, record, "total", "又改。")
    assert records.get(desk.session, record).body["statistics"] == "另写的"


def test_writing_over_somebody_elses_change_is_refused(desk: Desk) -> None:
    view = drafts.create(desk.session, Q3).value
    edit(desk, view.id, "total", "先改。")
    with refused(ErrorCode.STALE):
        drafts.write(desk.session, view.id, rows(desk, view.id), "", view.version)


@pytest.mark.parametrize(
    "ask",
    [Ask("petition_quarterly", "2026"), Ask("petition_quarterly", "2026Q5"), Ask("petition_quarterly", "term:2021-01-01/"),
     Ask("first_duty_annual", "2025"), Ask("key_field", "2026H1"), Ask("ecology_annual", "")],
)  # fmt: skip
def test_a_draft_wants_its_period_its_person_and_its_fields(desk: Desk, ask: Ask) -> None:
    with refused(ErrorCode.BAD_INPUT):
        composing.compose(desk.session, ask)


def test_an_empty_period_gives_proper_sentences(desk: Desk) -> None:
    principal = desk.principal
    for definition in asking.offered(desk.session):
        ask = replace(asking.usual_ask(desk.session, definition), codes=("kf.land",) if definition.fields else ())
        ask = replace(ask, person=principal) if definition.about != "unit" else ask
        text = [p.text for p in composing.compose(desk.session, ask).paragraphs]
        assert len(text) > 4
        for sentence in text:
            assert "{" not in sentence
            assert "：。" not in sentence
            assert "其中。" not in sentence
            assert "0件" not in sentence


def test_words_say_what_is_recorded_and_judge_nobody(filled: Session) -> None:
    text = ""
    for definition in asking.offered(filled):
        ask = replace(asking.usual_ask(filled, definition), codes=("kf.land",) if definition.fields else ())
        text += "\n".join(p.text for p in composing.compose(filled, ask).paragraphs if definition.id != "rules_book")
    for word in ("失职", "问题人员", "得分", "排名", "倒数", "最差", "违纪行为"):
        assert word not in text
    assert "未见" in text


# --- who is offered what ------------------------------------------------------------------


def test_numbers_of_the_own_principal_stand_in_the_closed_report_only(desk: Desk) -> None:
    boundaries(desk)
    quarterly = [composing.compose(desk.session, Ask(d, "2026Q3")) for d in ("petition_quarterly", "clue_quarterly")]
    open_ids = {i for made_one in quarterly for p in made_one.paragraphs for i in p.records}
    closed = composing.compose(desk.session, Ask("principal_power", "2026", desk.principal))
    said = {p.key: p for p in closed.paragraphs}
    assert said["petition"].text == "登记涉及本人的信访举报1件，按处理方式分：未填写1件。"
    assert said["clue"].text == "登记涉及本人的问题线索1件，按去向分：报告/移送上级或有权机关1件。"
    assert not open_ids & {*said["petition"].records, *said["clue"].records}


def test_the_closed_report_is_offered_beside_the_statistics_whatever_they_hold(desk: Desk) -> None:
    empty = composing.closed_part(desk.session, Q3)
    clue(desk, "2026-08-08", subject=[desk.principal])
    assert empty == composing.closed_part(desk.session, Q3) == Ask("principal_power", "2026", desk.principal)
    assert composing.closed_part(desk.session, Ask("ecology_annual", "2025")) == composing.closed_part(desk.session, Ask("clue_quarterly", "2025Q1"))
    assert composing.closed_part(desk.session, Ask("main_duty_annual", "2025")) is None


@pytest.mark.parametrize("role", ["party_clerk", "principal", "org_clerk", "discipline_clerk", "member"])
def test_nobody_else_sees_finds_or_is_offered_the_closed_drafts(desk: Desk, role: str) -> None:
    closed = made(desk, Ask("principal_power", "2025", desk.principal))
    desk.add_account("other", role)
    other = desk.relogin("other", OTHER_PASSWORD)
    offered = {d.id for d in asking.offered(other)}
    assert not offered & {"principal_power", "team_integrity"}
    assert composing.closed_part(other, Q3) is None
    assert closed not in {one.row.id for one in drafts.saved_drafts(other)}
    assert list_ids(other, ListQuery(forms=("report", "report_up"), text="行使权力")).tolist() == []
    assert [h for h in search.search(other, "行使权力情况") if h.kind == "record"] == []
    with refused(ErrorCode.NOT_FOUND):
        drafts.load(other, closed)
    with refused(ErrorCode.NOT_FOUND):
        composing.compose(other, Ask("principal_power", "2025", "p"))
    with refused(ErrorCode.NOT_FOUND):
        paper.export(other, closed, Path("/nowhere"))
    other.close()


def test_an_open_draft_rests_on_nothing_closed_whoever_writes_it(filled: Session) -> None:
    with filled.store.read() as conn:
        forms = {r.id: r.form for r in queries.rows_by_rid(conn, list_ids(filled, ListQuery(forms=filled.visible_forms())))}
    secret = {f.id for f in filled.catalog.records if f.class_of(f.kinds[0]) == "principal_report"}
    assert secret & set(forms.values())
    for definition in (d for d in asking.offered(filled) if d.form and d.form not in secret):
        ask = replace(asking.usual_ask(filled, definition), codes=("kf.land",) if definition.fields else ())
        found = composing.compose(filled, ask)
        assert not [i for p in found.paragraphs for i in p.records if forms[i] in secret]
        duties = {c.partition("|")[0] for p in found.paragraphs for c in p.cells}
        assert not {d for d in duties if "special-report-yearly" in d or "remind-report" in d}


def test_clues_and_petitions_are_never_listed(filled: Session) -> None:
    kinds = ("ledger.clue", "ledger.petition")
    titles = {str(v["body"]["title"]) for (e, _i), v in snapshot(filled).items() if e == "record" and v["kind"] in kinds}
    assert len(titles) > 10
    for definition in asking.offered(filled):
        ask = replace(asking.usual_ask(filled, definition), codes=("kf.land",) if definition.fields else ())
        text = "".join(p.text for p in composing.compose(filled, ask).paragraphs)
        assert not [t for t in titles if t in text]


def test_gaps_in_an_open_draft_name_no_record_that_is_not_open_to_all(filled: Session) -> None:
    forms = filled.catalog.records
    kept = [v for (e, _i), v in snapshot(filled).items() if e == "record"]
    open_to_all, others = set(), set()
    for one in kept:
        usual = forms.get(one["form"]).class_of(one["kind"]) in ("general", "talk")  # what every clerk sees
        (open_to_all if usual else others).add(str(one["body"].get("title")))
    titles = others - open_to_all
    for ask in (Ask("main_duty_annual", "2025"), Ask("duty_record_unit", "2025")):
        gaps = [p.text for p in composing.compose(filled, ask).paragraphs if p.key.startswith("gap:")]
        assert len(gaps) > 10
        assert any("“" in g for g in gaps)
        assert not [t for t in titles for g in gaps if t and f"“{t}”" in g]


def test_a_clerk_who_reads_less_gets_fewer_sentences_not_wrong_ones(desk: Desk) -> None:
    record = made(desk, Ask("main_duty_annual", "2025"))
    desk.add_account("other", "party_clerk")
    other = desk.relogin("other", OTHER_PASSWORD)
    found = composing.compose(other, Ask("main_duty_annual", "2025"))
    assert found.unread == {"accountable", "h.6"}
    assert "责任追究" not in [p.text for p in found.paragraphs]
    assert renewing.renewal(other, record).changes == ()
    assert {d.id for d in asking.offered(other)} >= {"main_duty_annual", "duty_record_unit", "rules_book"}
    assert not {"petition_quarterly", "clue_quarterly", "ecology_annual"} & {d.id for d in asking.offered(other)}
    other.close()


# --- RP-24 ---------------------------------------------------------------------------------


def test_the_booklet_of_rules_tells_what_is_on_by_which_numbers_and_who_decided_why(desk: Desk) -> None:
    session = desk.session
    desk.add_account("second", "discipline_clerk", name="赵文")
    pack = duty_settings.packs(session, 2026)[0]
    off = pack.duties[0].id
    waiting = next(d for p in duty_settings.packs(session, 2026) for d in p.duties if d.on and not d.configured)
    duty_settings.set_duty(session, off, False, 2026)
    judgements.approve(session, waiting.id, "2026", session.own_unit()[0], "exempt", "second", OTHER_PASSWORD, "本单位没有这项业务")
    text = {p.key: p.text for p in composing.compose(session, Ask("rules_book", "2026")).paragraphs}
    assert f"duty.{off}" not in text
    on = {d.id for p in duty_settings.packs(session, 2026) if p.on for d in p.duties if d.on}
    assert {k.removeprefix("duty.") for k in text if k.startswith("duty.")} == on
    assert "待配置" in text[f"param.{waiting.id}"]
    judged = next(t for k, t in text.items() if k.startswith("judged."))
    assert "理由：本单位没有这项业务。" in judged
    assert "签批：王敏、赵文。" in judged
    with refused(ErrorCode.BAD_STATE):
        drafts.create(session, Ask("rules_book", "2026"))


# --- paper ---------------------------------------------------------------------------------


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read("word/document.xml").decode()
    return html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", xml)))


def pdf_text(path: Path) -> str:
    """The file's characters in the order they were drawn, without spaces."""
    with pdfplumber.open(path) as pdf:
        return "".join("".join(str(char["text"]) for page in pdf.pages for char in page.chars).split())


@pytest.mark.parametrize("draft", ["petition_quarterly", "main_duty_annual", "principal_power", "duty_record_member"])
def test_word_and_pdf_hold_every_sentence_in_order(desk: Desk, tmp_path: Path, draft: str) -> None:
    boundaries(desk)
    session = desk.session
    ask = asking.usual_ask(session, session.catalog.composed[draft])
    record = made(desk, replace(ask, person=desk.principal) if ask.person else ask)
    files = paper.export(session, record, tmp_path)
    texts = {f.suffix: docx_text(f.read_bytes()) if f.suffix == ".docx" else pdf_text(f) for f in files}
    for suffix, text in texts.items():
        bare, at = "".join(text.split()).replace("—", ""), 0
        for row in rows(desk, record):
            words = "".join(row.text.split())
            if suffix == ".pdf":
                words = words[:12]  # page numbers stand between the lines of a long sentence
            found = bare.find(words, 0 if row.level == 5 else at)
            assert found >= 0, (suffix, row.text)
            at = found
