"""Drafts of letters: what comes in by itself and from where, optional pieces, what is asked before they go on."""

from __future__ import annotations

import pytest

from app.domain.errors import ErrorCode
from app.services import letter_blocks, letter_checks, letters, records
from app.services.letter_prefill import Context
from tests.unit.services.desk import Desk, fitting, refused

ISSUES, ADMONISH = "letter.issue_list", "letter.admonish"


def check(desk: Desk) -> str:
    found = [{"id": "w1", "text": "三份合同未见审议记录", "owner": desk.principal, "deadline": "2026-12-31"}, {"id": "w2", "text": "台账两项空缺"}]
    body = {"title": "检测合同专项检查", "date": "2026-11-02", "actor": desk.principal, "findings_list": found}
    return records.save(desk.session, "inspection", "insp.special", body).value.id


def test_every_value_from_a_record_keeps_its_record_sentence_by_sentence(desk: Desk) -> None:
    made = check(desk)
    body = letters.draft(desk.session, ISSUES, context=Context((made,)))
    texts = [r["text"] for r in body["body"]]
    assert "三份合同未见审议记录" in texts
    assert "台账两项空缺" in texts
    assert any("2026年12月31日" in t for t in texts)
    said = {r["text"]: r.get("record") for r in body["sources"]}
    assert said["三份合同未见审议记录"] == made
    assert all(any(sentence in t for t in [body["title"], *texts]) for sentence in said)
    assert not any("【问题摘要】" in t for t in texts), "逐条列出以后不再要概述"
    view = records.save(desk.session, letters.FORM, ISSUES, {**body, "to": ["县质监站"]}).value
    assert records.get(desk.session, view.id).body["sources"] == body["sources"]


def test_what_has_no_source_is_left_to_the_person(desk: Desk) -> None:
    body = letters.draft(desk.session, ISSUES)
    assert "sources" not in body
    assert "【清单名称】" in body["title"]


def test_an_optional_piece_is_switched_in_at_its_place_and_out_again(desk: Desk) -> None:
    kind = "letter.discipline_suggestion"
    body = letters.draft(desk.session, kind)
    before = [r["text"] for r in body["body"]]
    state = {b.id: b.on for b in letter_blocks.blocks(desk.session, kind, body)}
    assert state["objection"]
    assert not state["reform"]
    more = letter_blocks.switched(desk.session, kind, body, "reform", True)
    texts = [r["text"] for r in more["body"]]
    assert texts.index("回复要求") > next(n for n, t in enumerate(texts) if t.startswith("开展以案促改")) > texts.index("建议")
    assert [r["text"] for r in letter_blocks.switched(desk.session, kind, more, "reform", False)["body"]] == before


def test_a_sanction_without_the_right_to_appeal_is_not_sent_on_and_may_be_reworded(desk: Desk) -> None:
    def submit(text: str) -> str:
        view = desk.letter(ADMONISH, body=[{"id": "b1", "level": 0, "text": text}])
        return letters.advance(desk.session, view.id, "submit").value.state

    start = "经查，有关情况属实，经会议研究，予以诫勉，请作出书面说明。"
    for missing in (start, f"{start}对本决定不得申诉。", f"{start}不予受理申诉。"):
        with refused(ErrorCode.BAD_INPUT) as told:
            submit(missing)
        assert told.error is not None
        assert "申诉" in told.error.message
    assert submit(f"{start}您若不认可，随时能向县纪委提起申诉。") == "review"


def test_a_citation_must_hold_on_the_day_of_the_letter(desk: Desk) -> None:
    kind = "letter.monitor_suggestion"
    text = [{"id": "b1", "level": 0, "text": "根据《中华人民共和国监察法》有关规定提出建议，请于12月20日前回复。"}]
    early = desk.letter(kind, body=text, date="2024-05-01")
    with refused(ErrorCode.BAD_INPUT) as told:
        letters.advance(desk.session, early.id, "submit")
    assert told.error is not None
    assert "2025年6月1日起施行" in told.error.message
    assert letters.advance(desk.session, desk.letter(kind, body=text, date="2026-11-20").id, "submit").value.state == "review"


def test_a_local_document_is_cited_only_by_a_unit_that_goes_by_it(desk: Desk) -> None:
    cited = str(letters.draft(desk.session, "letter.supervision_suggestion").get("basis"))
    on = {p.id for p in desk.session.catalog.duties.packs}
    assert "监察法" in cited
    assert ("北京市" in cited) == ("beijing-28" in on and "第26条" in cited)


def test_what_is_open_is_told_before_anybody_tries(desk: Desk) -> None:
    body = letters.draft(desk.session, ADMONISH)
    points = letter_checks.open_points(desk.session, ADMONISH, body)
    assert points
    assert "没有填写" in points[0].say
    ready = {**body, **fitting(desk.session, ADMONISH), "to": ["李某某同志"]}
    assert letter_checks.open_points(desk.session, ADMONISH, ready) == []
    bare = {**ready, "body": [{"id": "b1", "level": 0, "text": "经查属实，经会议研究，请作出说明。"}], "cc": []}
    assert [p.where for p in letter_checks.open_points(desk.session, ADMONISH, bare)] == ["抄送", "正文"]


@pytest.mark.parametrize("kind", ["letter.admonish", "letter.issue_list", "letter.supervise_urge"])
def test_default_attachments_come_with_the_draft_and_are_drawn(desk: Desk, kind: str) -> None:
    body = letters.draft(desk.session, kind) | {"to": ["县质监站"]}
    assert body["attachments_text"]
    view = records.save(desk.session, letters.FORM, kind, body).value
    assert letters.preview_pdf(desk.session, kind, view.body).pages >= 2
