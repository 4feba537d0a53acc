"""A stored record reads like a composed document: sentences, numbered items, links, no empty fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.services import letters, records
from app.ui.recordwords import Reading

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def meeting(office: Session, person: Callable[[str], str]) -> records.RecordView:
    boss, other, third = person("周明"), person("李建国"), person("赵丽华")
    body = {
        "title": "第十次党组会议", "date": "2026-11-01", "chair": boss,
        "attendance": [
            {"id": "w1", "person": boss, "role": "chair"}, {"id": "w2", "person": other, "role": "attendee"},
            {"id": "w3", "person": third, "role": "attendee"},
        ],
        "agenda": [{
            "id": "a1", "title": "大额资金安排", "category": "category.large_fund", "amount": 860000, "decision": "同意",
            "stances": [{"id": "s2", "person": boss, "order": 2, "stance": "stance.agree"},
                        {"id": "s1", "person": other, "order": 1, "stance": "stance.agree", "opinion": "支持"}],
        }],
    }  # fmt: skip
    return records.save(office, "meeting", "mtg.standing", body).value


def words(page: Any) -> list[str]:
    return [w.text() for w in page.read.findChildren(QLabel) if w.isVisible()]


def test_a_meeting_in_sentences(office: Session, person: Callable[[str], str]) -> None:
    view = meeting(office, person)
    boss = str(view.body["chair"])
    reading = Reading(office.catalog.vocab, view.labels, lambda _day: {boss})
    parts = reading.parts(office.form("meeting"), view)
    lines = {line.label: line for part in parts for line in part.lines}
    assert lines["到会人员"].text == "主持人：周明\n出席 2 人：李建国、赵丽华"
    item = lines["议题"].items[0]
    assert item.title == "大额资金安排"
    assert dict(item.lines)["金额（元）"] == "860,000 元"
    assert item.speakers == ("李建国（同意，支持）", "周明（同意）")
    assert item.mark == ("good", "末位表态：主要负责人最后发言")
    assert "地点" not in lines, "what is empty is left out"


def test_the_page_shows_no_editors_and_leads_on(
    office: Session, shell: Shell, idle: Idle, person: Callable[[str], str]
) -> None:
    first = meeting(office, person)
    second = records.save(office, "talk", "talk.heart", {
        "date": "2026-11-02", "actor": first.body["chair"], "subject": [first.body["attendance"][1]["person"]],
        "links": [first.id]}).value  # fmt: skip
    letter = letters.draft(office, "letter.reminder", {"topic": "谈话"}) | {"to": ["某县质监站"], "basis_records": [first.id]}
    records.save(office, "letter", "letter.reminder", letter)
    shell.desk.open("record", id=first.id)
    idle()
    page: Any = shell.current
    assert not [w for w in page.read.findChildren(QLineEdit) if w.isVisible()]
    assert any("发言次序：1 李建国" in text for text in words(page))
    links = [b.text() for b in page.side.findChildren(QPushButton) if b.isVisible()]
    assert any(second.title in text for text in links), "a record that names this one"
    assert any("提醒函" in text for text in links), "a letter that rests on it"
    shell.desk.open("record", id=second.id)
    idle()
    found = next(b for b in page.read.findChildren(QPushButton) if first.title in b.text())
    found.click()
    idle()
    assert page.record.id == first.id


def test_a_step_that_must_wait_says_why(office: Session, shell: Shell, idle: Idle) -> None:
    view = records.save(office, "meeting", "mtg.standing", {"date": "2026-11-01", "title": "一"}).value
    shell.desk.open("record", id=view.id)
    idle()
    page: Any = shell.current
    step = next(b for b in page.side.findChildren(QPushButton) if b.text() == "定稿")
    assert not step.isEnabled()
    assert "先填写：到会人员" in step.accessibleDescription()


def test_a_signed_letter_is_read_not_greyed(office: Session, shell: Shell, idle: Idle) -> None:
    from tests.unit.services.desk import Desk

    view = Desk(office).signed_letter()
    shell.desk.open("letter", id=view.id)
    idle()
    page: Any = shell.current
    assert page.stack.currentWidget() is page.read
    assert any("办理经过" in text for text in words(page))
    assert page.sheet.count == 1


def test_the_facts_of_a_new_letter_lead_to_their_records(
    office: Session, shell: Shell, idle: Idle, person: Callable[[str], str]
) -> None:
    first = meeting(office, person)
    body = letters.draft(office, "letter.reminder", {"topic": "谈话"}) | {"basis_records": [first.id]}
    shell.desk.open("letter", kind="letter.reminder", body=body)
    idle()
    page: Any = shell.current
    chip = next(b for b in page.form.facts.findChildren(QPushButton) if "事实 1 处" in b.text())
    chip.click()
    menu: Any = QApplication.activePopupWidget()
    assert [a.text() for a in menu.actions()] == [f"2026-11-01 {first.title}"]
    menu.actions()[0].trigger()
    menu.close()
    idle()
    assert page.drafting.key
    assert shell.current.record.id == first.id  # type: ignore[union-attr]
