"""Tables in letters as records: kept, printed, taken back, sent to another office."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import ErrorCode
from app.services import incoming, letters, packs, partners, quoting, records, undo
from app.services.packs import PackSelection
from app.services.records import RecordView
from app.store import queries
from tests.unit.services.desk import Desk, new_office, refused

TABLE: dict[str, Any] = {
    "columns": [{"label": "序号", "share": 1}, {"label": "存在的问题", "share": 5}],
    "rows": [["1", "谈心谈话没有记录"], {"cells": [{"text": "合计一项", "span": 2, "align": "centre"}], "height": 12}],
    "title": "问题清单",
}


def with_tables(desk: Desk) -> RecordView:
    """A letter with a table in its text and another, on its side, in its attachment."""
    return desk.letter(
        body=[{"id": "b1", "level": 0, "text": "现将问题移交你单位。"}, {"id": "b2", "level": 0, "text": "", "table": TABLE}],
        attachments_text=[{"title": "整改明细表", "text": [{"level": 0, "text": "", "table": TABLE | {"landscape": True}}]}],
    )


def printed(desk: Desk, view: RecordView) -> list[str]:
    with pdfplumber.open(io.BytesIO(letters.preview_pdf(desk.session, view.kind, view.body).pdf)) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_a_table_is_kept_in_the_record_and_printed_in_text_and_attachment(desk: Desk) -> None:
    view = records.get(desk.session, with_tables(desk).id)
    assert view.body["body"][1]["table"] == TABLE
    assert view.body["attachments_text"][0]["text"][0]["table"]["landscape"] is True
    pages = [page for page in printed(desk, view) if "合计一项" in page]
    assert len(pages) == 2
    assert all("谈心谈话没有记录" in page for page in pages)


@pytest.mark.parametrize(
    "table",
    [
        {"columns": [], "rows": [["甲"]]},
        {"columns": [1] * 21, "rows": [["甲"]]},
        {"columns": [None], "rows": [["甲"]]},
        {"columns": [1], "rows": [5]},
        {"columns": [1], "rows": [{"cells": None}]},
        {"columns": [1], "rows": [{"height": "高", "cells": ["甲"]}]},
        {"columns": [1], "rows": [[["甲"]]]},
        {"columns": [1], "rows": [[{"text": {"a": 1}}]]},
        {"columns": [1], "rows": [[{"text": "甲", "span": 10**9}]]},
        {"columns": [1], "rows": [[{"text": "甲", "colour": "red"}]]},
    ],
    ids=lambda table: json.dumps(table, ensure_ascii=False)[:60],
)
def test_a_table_that_nobody_could_read_is_not_kept(desk: Desk, table: dict[str, Any]) -> None:
    with refused(ErrorCode.BAD_INPUT):
        desk.letter(body=[{"id": "b1", "level": 0, "text": "", "table": table}])


def test_a_changed_table_can_be_taken_back(desk: Desk) -> None:
    view = with_tables(desk)
    body = dict(view.body)
    body["body"] = [body["body"][0], {**body["body"][1], "table": TABLE | {"rows": [["1", "已整改"]]}}]
    records.save(desk.session, "letter", view.kind, body, view.id, view.version)
    assert "已整改" in printed(desk, records.get(desk.session, view.id))[0]
    undo.undo(desk.session)
    assert records.get(desk.session, view.id).body["body"][1]["table"] == TABLE


def test_what_stands_in_a_table_counts_as_text_of_the_letter(desk: Desk) -> None:
    assert "谈心谈话没有记录" in quoting.letter_text(with_tables(desk).body)


def test_a_letter_with_tables_is_written_as_word_and_pdf(desk: Desk, tmp_path: Path) -> None:
    files = letters.export(desk.session, with_tables(desk).id, tmp_path)
    assert {file.suffix for file in files} == {".docx", ".pdf"}


@pytest.mark.parametrize("wrong", ["文字", {"columns": ["甲"]}, {"columns": ["甲"], "rows": [], "other": 1}, {"columns": {}, "rows": []}])
def test_what_is_no_table_is_refused(desk: Desk, wrong: object) -> None:
    with refused(ErrorCode.BAD_INPUT):
        desk.letter(body=[{"id": "b1", "level": 0, "text": "", "table": wrong}])


def test_a_table_reaches_another_office_in_a_package(tmp_path: Path, catalog: Catalog) -> None:
    below = Desk(new_office(tmp_path / "below", catalog).session)
    above = Desk(new_office(tmp_path / "above", catalog, unit="中共某县纪律检查委员会").session)
    low = partners.export_card(below.session, tmp_path / "low.lvid")
    high = partners.export_card(above.session, tmp_path / "high.lvid")
    to = partners.add_partner(below.session, high, "superior").value.id
    partners.add_partner(above.session, low, "subordinate")
    view = with_tables(below)
    letters.advance(below.session, view.id, "submit")
    letters.advance(below.session, view.id, "sign", values={"signed_by": below.principal})
    path = tmp_path / "report.lvpkg"
    items = packs.preview(below.session, PackSelection("2026-01-01", "2026-12-31", ("letter",)))
    packs.export(below.session, [i.record_id for i in items if i.included], [to], path, period="2026")
    found = incoming.apply_incoming(above.session, incoming.open_incoming(above.session, path)).value
    with above.session.store.read() as conn:
        row = queries.package_row(conn, "in", found.package_id)
        assert row is not None
        (kept,) = queries.received_of(conn, row.partner, found.package_id)
    assert json.loads(kept.body)["body"]["body"][1]["table"] == TABLE
    below.session.close()
    above.session.close()


@pytest.mark.parametrize("kind", ["service_receipt", "clue_table", "file_access_approval", "shuze_evaluation", "statistics"])
def test_a_form_that_is_signed_in_its_own_places_is_one_page_without_a_signature_block(desk: Desk, kind: str) -> None:
    code = f"letter.{kind}"
    body = letters.draft(desk.session, code)
    made = letters.preview_pdf(desk.session, code, body)
    assert made.pages == 1
    with pdfplumber.open(io.BytesIO(made.pdf)) as pdf:
        assert not any(f"{int(body['date'][:4])}年" in (page.extract_text() or "").replace(" ", "") for page in pdf.pages)
