"""A printed record says everything that was typed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pdfplumber

from app.services import people, prints, records
from tests.unit.services.desk import Desk

if TYPE_CHECKING:
    from app.services.session import Session


def test_the_agenda_and_who_attended_are_printed_in_full(office: Session) -> None:
    person = people.save_person(office, "李雷").value
    body = {
        "title": "第一次党组会议", "date": "2026-03-02", "attendance": [{"person": person, "role": "chair"}],
        "agenda": [
            {"title": "研究年度计划", "decision": "同意",
             "stances": [{"person": person, "order": 1, "stance": "stance.agree"}]},
        ],
    }  # fmt: skip
    view = records.save(office, "meeting", "mtg.standing", body).value
    with pdfplumber.open(io.BytesIO(prints.record_pdf(office, view.id))) as pdf:
        text = "".join((page.extract_text() or "") for page in pdf.pages).replace("\n", "")
    assert "李雷（主持人）" in text
    assert "研究年度计划" in text
    assert "同意" in text
    assert "操作日志" in text


def text_of(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return "".join((page.extract_text() or "") for page in opened.pages).replace("\n", "")


def test_linked_records_files_and_the_way_it_went_are_printed_in_words(office: Session) -> None:
    person = people.save_person(office, "李雷").value
    meeting = records.save(office, "meeting", "mtg.standing", {"title": "第三次党组会议", "date": "2026-03-02"}).value.id
    body = {
        "title": "督办整改", "date": "2026-03-05", "owner": person, "links": [meeting], "measures": "补齐手续",
        "attachments": [{"id": "w1", "sha256": "0" * 64, "name": "签到表.pdf", "size": 1, "media": "application/pdf"}],
    }  # fmt: skip
    view = records.save(office, "rectification", "ledger.rectification", body).value
    records.transition(office, view.id, "start", "先补手续")
    text = text_of(prints.record_pdf(office, view.id))
    for words in ("第三次党组会议", "签到表.pdf", "王敏：开始整改（先补手续）"):
        assert words in text
    assert text.count("督办整改") == 1


def test_who_reported_an_intervention_is_not_on_the_paper(desk: Desk) -> None:
    reporter = people.save_person(desk.session, "韩梅梅").value
    body = {"title": "插手干预登记", "date": "2026-03-05", "reporter": reporter, "matter": "工程分包"}
    view = records.save(desk.session, "ledger", "ledger.intervention", body).value
    text = text_of(prints.record_pdf(desk.session, view.id))
    assert "工程分包" in text
    assert "韩梅梅" not in text


def test_a_letter_names_the_duty_it_answers(office: Session) -> None:
    duty = office.catalog.duties.get("tianshui-2014/5.1/research-quarterly")
    body = {"title": "关于研究部署的提醒函", "date": "2026-03-05", "duty": duty.id, "body": [{"level": 0, "text": "请抓紧。"}]}
    view = records.save(office, "letter", "letter.reminder", body).value
    assert view.labels[duty.id] == duty.label
    text = text_of(prints.record_pdf(office, view.id))
    assert duty.label in text
    assert duty.id not in text
