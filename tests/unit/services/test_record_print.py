"""A printed record says everything that was typed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pdfplumber

from app.services import people, prints, records

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
