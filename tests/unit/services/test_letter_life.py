"""After issue: by when an answer is due, what is reminded of, and the whole life of a letter on one page."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pdfplumber
import pytest

from app.services import (
    attachments,
    letter_batch,
    letter_effects,
    letter_life,
    letter_limits,
    letter_prints,
    letter_reissue,
    letter_service,
    letter_versions,
    letters,
    outgoing,
    packs,
    partners,
    records,
    tasks,
)
from app.services.printorder import PrintOrder
from app.services.task_model import OVERDUE, SOON, WAITING
from app.services.tasks import TaskScope
from tests.unit.services.desk import Desk, new_office

KIND, SERIES = "letter.supervision_suggestion", "某纪建"


def numbered(desk: Desk, kind: str = KIND, **fields: object) -> str:
    view = desk.signed_letter(kind=kind, **({"subject": [desk.lower_unit]} | fields))
    letters.advance(desk.session, view.id, "number", series=SERIES)
    return view.id


def deliver(desk: Desk, letter: str, day: str = "2026-11-20", **values: object) -> str:
    done = letters.advance(desk.session, letter, "deliver", values={"delivered_at": day, "service": "直接送达"} | values)
    return str(done.value.body.get("reply_due") or "")


def no_due(desk: Desk, **fields: object) -> str:
    """A numbered letter that does not name the day of its answer."""
    letter = numbered(desk, **fields)
    assert "reply_due" not in records.get(desk.session, letter).body
    return letter


@pytest.mark.parametrize(("working", "due"), [(False, "2026-12-05"), (True, "2026-12-11")])
def test_the_limit_of_an_answer_counts_from_the_delivery_in_calendar_or_working_days(desk: Desk, working: bool, due: str) -> None:
    letter = no_due(desk)
    letter_limits.set_days(desk.session, KIND, 15, working=working)
    assert deliver(desk, letter) == due


def test_a_day_that_the_letter_names_is_kept_and_without_a_limit_none_is_made_up(desk: Desk) -> None:
    named, open_ended = numbered(desk, reply_due="2026-12-20"), no_due(desk)
    assert deliver(desk, open_ended) == ""
    letter_limits.set_days(desk.session, KIND, 15)
    assert deliver(desk, named) == "2026-12-20"


def test_a_person_may_say_the_day_with_the_delivery(desk: Desk) -> None:
    letter = no_due(desk)
    letter_limits.set_days(desk.session, KIND, 15)
    assert deliver(desk, letter, reply_due="2026-11-30") == "2026-11-30"


def test_a_batch_is_delivered_with_its_limit_too(desk: Desk) -> None:
    ids = [no_due(desk), no_due(desk)]
    letter_limits.set_days(desk.session, KIND, 10)
    letter_batch.advance_all(desk.session, ids, "deliver", values={"delivered_at": "2026-11-20"})
    assert {records.get(desk.session, i).body["reply_due"] for i in ids} == {"2026-11-30"}


@pytest.mark.parametrize(("day", "state", "level"), [("2026-12-01", WAITING, None), ("2026-12-15", SOON, "handler"), ("2026-12-22", OVERDUE, "handler")])
def test_an_answer_is_reminded_of_before_its_day_and_after_it(desk: Desk, day: str, state: str, level: str | None) -> None:
    letter = numbered(desk, reply_due="2026-12-20")
    tasks.set_reminders(desk.session, 1, 15)
    deliver(desk, letter)
    desk.session.clock.instant = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")  # type: ignore[attr-defined]
    (task,) = [t for t in tasks.tasks(desk.session, TaskScope()).tasks if t.record == letter]
    assert task.state == state
    assert (task.reminder.stage if task.reminder else None) == level


def test_the_page_of_a_letters_life_tells_all_of_it_in_order(desk: Desk, tmp_path: Path) -> None:
    letter = numbered(desk, reply_due="2026-12-20")
    (tmp_path / "盖章.png").write_bytes(b"png")
    letters.attach_scan(desk.session, letter, tmp_path / "盖章.png", desk.session.clock.today())
    deliver(desk, letter, receiver="李某")
    letters.advance(desk.session, letter, "receipt", values={"receipt_at": "2026-11-21"})
    letter_effects.carry_out(desk.session, letter, [p.key for p in letter_effects.pending(desk.session, letter)])
    answer = attachments.attach_bytes(desk.session, "反馈.pdf", b"pdf")
    values = {"replied_at": "2026-12-01", "reply": "已落实两条", "reply_outcome": "partly", "reply_scan": [answer]}
    letters.advance(desk.session, letter, "reply", "收讫", values)
    letters.export(desk.session, letter, tmp_path, ("pdf",))
    records.correct(desk.session, letter, "主送机关名称以更名后的为准")
    found = letter_life.life(desk.session, letter)
    assert [line.what for line in found.of("办理经过")] == [
        "草拟", "送审核", "签发", "批准签发的领导", "编号用印", "放入用印件", "送达", "收到回执", "收到反馈",
    ]  # fmt: skip
    assert [line.what for line in found.of("文号")] == ["某纪建〔2026〕1号"]
    assert [line.what for line in found.of("定稿文件")] == [
        "签发稿.docx", "签发稿.pdf", "编号稿.docx", "编号稿.pdf", "用印件扫描件：盖章.png",
    ]  # fmt: skip
    assert [(line.day, line.what, line.note) for line in found.of("送达和反馈")] == [
        ("2026-11-20", "送达", "直接送达"), ("2026-11-21", "收到送达回证", ""), ("2026-12-20", "反馈期限", "已反馈"),
        ("2026-12-01", "收到反馈", "部分整改，已落实两条"), ("2026-12-01", "反馈材料：反馈.pdf", ""),
    ]  # fmt: skip
    assert [bool(line.record) for line in found.of("后续")] == [True]
    assert [line.what for line in found.of("打印和导出")] == ["导出"]
    assert [line.note for line in found.of("更正")] == ["主送机关名称以更名后的为准"]
    assert [p.words for p in found.proposals] != []
    with pdfplumber.open(io.BytesIO(letter_life.life_pdf(desk.session, letter))) as pdf:
        text = "".join(p.extract_text() for p in pdf.pages)
    assert "文书办理全程" in text
    assert "编号稿" in text
    assert "操作日志" in text


def test_the_life_tells_prints_files_saved_by_themselves_and_packages(desk: Desk, tmp_path: Path) -> None:
    letter = numbered(desk)
    view = records.get(desk.session, letter)
    letter_prints.copies(desk.session, letter, PrintOrder(copies=2))
    kept = letter_versions.latest(view.body, "docx")[0]
    outgoing.save_file(desk.session, kept.sha256, tmp_path / kept.name)
    above = new_office(tmp_path / "above", desk.session.catalog, unit="上级纪委", packs=False).session
    partners.add_partner(desk.session, partners.export_card(above, tmp_path / "card.lvid"), "superior")
    above.close()
    packs.export(desk.session, [letter], [p.id for p in partners.partners(desk.session)], tmp_path / "p.lvpkg")
    said = [(line.what, line.note) for line in letter_life.life(desk.session, letter).of("打印和导出")]
    assert said == [("打印", "2 份"), ("随报送包报出", "报给上级纪委"), ("另存文件", "编号稿.docx")]


def test_who_looked_at_a_letter_of_a_logged_kind_is_told_and_of_others_not(desk: Desk) -> None:
    table, reminder = desk.letter("letter.clue_table").id, desk.letter().id
    records.get(desk.session, table)
    found = [line.what for line in letter_life.life(desk.session, table).of("打印和导出")]
    assert "查看" in found
    assert letter_life.life(desk.session, reminder).of("打印和导出") == ()


def test_the_life_names_the_receipt_the_urging_and_the_letter_issued_anew(desk: Desk) -> None:
    letter = numbered(desk)
    deliver(desk, letter)
    receipt = records.save(desk.session, "letter", letter_service.RECEIPT, letter_service.receipt_body(desk.session, letter)).value
    desk.letter("letter.supervise_urge", links=[letter])
    new = letter_reissue.reissue(desk.session, letter, "写错").value
    said = {line.what.partition("：")[0]: line.record for line in letter_life.life(desk.session, letter).of("后续")}
    assert set(said) == {"送达回证", "催办", "另发的文书"}
    assert (said["送达回证"], said["另发的文书"]) == (receipt.id, new.id)
    assert [line.what.partition("：")[0] for line in letter_life.life(desk.session, new.id).of("后续")] == ["代替的文书"]
