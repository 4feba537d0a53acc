"""The life of a letter in the window: what happened, its files, the scan beside, what a person enters from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton

from app.domain.errors import AppError
from app.services import letter_effects, letters, people, records
from app.ui.dialogs import Ask, FilesInput, FormDialog
from app.ui.letterbeside import BesideDialog
from app.ui.letterlife import LifeDialog
from app.ui.letterstep import asks, read
from app.ui.quickstep import QuickStep
from tests.unit.services.desk import ALL_BUSINESS
from tests.unit.services.desk import Desk as Builder

if TYPE_CHECKING:
    from app.services.session import Session
    from app.ui.shell import Shell

Idle = Callable[[], None]


def pressed(parent: Any, text: str) -> None:
    made = next(b for b in parent.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(parent))
    QTest.keyClick(made, Qt.Key.Key_Space)


def from_menu(parent: Any, text: str) -> None:
    pressed(parent, "更多办理…")
    menu = next(m for m in parent.findChildren(QMenu) if m.isVisible())
    menu.close()
    next(a for a in menu.actions() if a.text() == text).trigger()


@pytest.fixture
def letter(office: Session, shell: Shell, idle: Idle) -> str:
    """A suggestion that was served, open in the window."""
    office.user = replace(office.user, roles=ALL_BUSINESS)  # who serves suggestions keeps their ledger too
    builder = Builder(office)
    view = builder.signed_letter(kind="letter.supervision_suggestion", subject=[builder.lower_unit])
    letters.advance(office, view.id, "number", series="某纪建")
    letters.advance(office, view.id, "deliver", values={"delivered_at": "2026-11-20"})
    shell.desk.open("letter", id=view.id)
    idle()
    return view.id


def life(shell: Shell, idle: Idle) -> LifeDialog:
    pressed(shell.current, "办理全程")
    idle()
    return next(d for d in shell.findChildren(LifeDialog) if d.isVisible())


def test_what_belongs_elsewhere_is_entered_only_when_it_is_ticked(letter: str, shell: Shell, idle: Idle, office: Session) -> None:
    here = life(shell, idle)
    assert {t[2] for t in here.table.texts()} >= {"签发", "某纪建〔2026〕1号", "编号稿.pdf", "送达"}
    assert here.waiting.count() == 1
    assert letter_effects.tied(office, records.get(office, letter)) == []
    here.waiting.item(0).setCheckState(Qt.CheckState.Checked)
    pressed(here, "登记")
    idle()
    assert [r.kind for r in letter_effects.tied(office, records.get(office, letter))] == ["ledger.suggestion"]
    assert here.waiting.count() == 0
    here.reject()


def test_a_step_takes_initials_and_short_days_and_refuses_a_stranger(shell: Shell, idle: Idle, office: Session) -> None:
    who = people.save_person(office, "欧阳晓峰").value
    shell.desk.load_directory()
    idle()
    form = office.form("letter")
    today = office.clock.today()
    assert read(shell.desk, form, {"signed_by": "OYXF", "delivered_at": "今天"}).values == {"signed_by": who, "delivered_at": today.isoformat()}
    with pytest.raises(AppError, match="人员里没有“欧阳晓枫”") as refused:
        read(shell.desk, form, {"signed_by": "欧阳晓枫"})
    assert refused.value.where == form.field("signed_by").label


def test_a_scan_is_put_in_from_the_letter_and_seen_beside_what_was_kept(
    letter: str, shell: Shell, idle: Idle, office: Session, tmp_path: Path
) -> None:
    path = tmp_path / "用印件.png"
    picture = QImage(40, 60, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.save(str(path))
    shell.desk.dialogs.script.append(path)
    pressed(shell.current, "放入用印件")
    idle()
    assert [s["name"] for s in records.get(office, letter).body["scan"]] == ["用印件.png"]
    here = life(shell, idle)
    pressed(here, "和用印件并排看")
    idle()
    beside = next(d for d in shell.findChildren(BesideDialog) if d.isVisible())
    assert beside.kept.count >= 1
    assert beside.stack.currentWidget() is beside.picture
    assert beside.problem.text() == ""
    beside.accept()
    here.reject()


def test_a_letter_is_served_answered_and_judged_in_the_window_with_its_scans(
    letter: str, shell: Shell, idle: Idle, office: Session, tmp_path: Path
) -> None:
    for name in ("回证.png", "反馈.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    script = shell.desk.dialogs.script
    script.append({"receipt_at": "2026-11-21", "receiver": "李某", "receipt_scan": str(tmp_path / "回证.png")})
    pressed(shell.current, "登记回执")
    idle()
    script.append({"replied_at": "2026-12-01", "reply": "两条已办", "reply_outcome": "partly", "reply_scan": str(tmp_path / "反馈.pdf")})
    pressed(shell.current, "登记反馈")
    idle()
    body = records.get(office, letter).body
    assert (body["receiver"], body["reply_outcome"]) == ("李某", "partly")
    assert [body[n][0]["name"] for n in ("receipt_scan", "reply_scan")] == ["回证.png", "反馈.pdf"]


def test_a_step_asks_for_what_it_fills_with_the_words_of_its_lists(office: Session, shell: Shell, idle: Idle) -> None:
    office.user = replace(office.user, roles=ALL_BUSINESS)
    view = Builder(office).signed_letter()
    view = letters.advance(office, view.id, "number", series="某纪建").value
    step = next(t for t in view.transitions if t.id == "deliver")
    found = {a.name: a for a in asks(shell.desk, office.form("letter"), view, step)}
    assert ("leave", "留置送达") in found["service"].choices
    assert {"delivered_at", "delivered_by", "refusal", "receiver"} <= set(found)
    form = FormDialog("送达", "", tuple(found.values()), "确定", shell)
    combo = form.findChild(QComboBox)
    assert combo is not None
    combo.setCurrentIndex(combo.findData("leave"))
    assert form.values()["service"] == "leave"
    form.close()


def test_files_chosen_in_a_dialog_are_named_and_handed_on(shell: Shell, tmp_path: Path) -> None:
    form = FormDialog("收到反馈", "", (Ask("reply_scan", "反馈材料扫描件", kind="files"),), "确定", shell)
    chooser = form.findChild(FilesInput)
    assert chooser is not None
    assert form.values() == {"reply_scan": ""}
    chooser.take([tmp_path / "a.pdf", tmp_path / "b.pdf"])
    assert chooser.text() == "a.pdf 等 2 个文件"
    assert form.values() == {"reply_scan": f"{tmp_path / 'a.pdf'}\n{tmp_path / 'b.pdf'}"}
    form.close()


def test_one_click_opens_the_receipt_of_the_letter_and_the_next_one_the_same(letter: str, shell: Shell, idle: Idle, office: Session) -> None:
    pressed(shell.current, "送达回证")
    idle()
    page: Any = shell.current
    assert page.kind == "letter.service_receipt"
    assert "某纪建〔2026〕1号" in str(page.form.body()["body"])
    page.save()
    idle()
    made = page.record.id
    shell.desk.open("letter", id=letter)
    idle()
    pressed(shell.current, "送达回证")
    idle()
    assert shell.current.record.id == made  # type: ignore[attr-defined]


def test_a_letter_is_voided_and_begun_anew_in_one_go(letter: str, shell: Shell, idle: Idle, office: Session) -> None:
    shell.desk.dialogs.script.append({"reason": "主送机关写错"})
    from_menu(shell.current, "作废另发")
    idle()
    page: Any = shell.current
    assert records.get(office, letter).state == "voided"
    assert page.record.body["replaces"] == letter
    assert page.editable


def test_an_opinion_goes_along_with_the_step_and_is_read_in_its_life(office: Session, shell: Shell, idle: Idle) -> None:
    office.user = replace(office.user, roles=ALL_BUSINESS)
    view = Builder(office).letter()
    letters.advance(office, view.id, "submit")
    shell.desk.open("letter", id=view.id)
    idle()
    shell.desk.dialogs.script.append({"step.opinion": "依据条款再核一遍"})
    pressed(shell.current, "退回修改")
    idle()
    here = life(shell, idle)
    assert ("退回修改", "依据条款再核一遍") in {(t[2], t[4]) for t in here.table.texts()}
    here.reject()


def test_an_entry_into_a_dossier_is_ticked_beside_the_ledgers(office: Session, shell: Shell, idle: Idle) -> None:
    office.user = replace(office.user, roles=ALL_BUSINESS)
    builder = Builder(office)
    who = builder.person("李雷")
    view = builder.signed_letter(kind="letter.integrity_reminder", subject=[who])
    letters.advance(office, view.id, "number", series="某纪提")
    shell.desk.open("letter", id=view.id)
    idle()
    here = life(shell, idle)
    assert "归入李雷的廉政档案" in here.waiting.item(0).text()
    here.waiting.item(0).setCheckState(Qt.CheckState.Checked)
    pressed(here, "登记")
    idle()
    assert here.waiting.count() == 0
    assert [r.form for r in letter_effects.tied(office, records.get(office, view.id))] == ["dossier"]
    here.reject()


def test_a_life_opens_from_the_list_with_one_choice(letter: str, shell: Shell, idle: Idle) -> None:
    shell.desk.open("letters")
    idle()
    page: Any = shell.current
    row = next(r for r in map(page.model.row_at, range(page.model.rowCount())) if r is not None and r.id == letter)
    menu = page.acts.row_menu(row, lambda: None)
    next(a for a in menu.actions() if a.text() == "办理全程…").trigger()
    idle()
    here = next(d for d in shell.findChildren(LifeDialog) if d.isVisible())
    assert "某纪建〔2026〕1号" in here.head.text()
    here.reject()


def test_an_answer_registered_from_the_tasks_asks_what_the_letters_page_asks(
    letter: str, shell: Shell, idle: Idle, office: Session, tmp_path: Path
) -> None:
    (tmp_path / "反馈.pdf").write_bytes(b"answer")
    step = next(t for t in records.get(office, letter).transitions if t.id == "reply")
    done: list[int] = []
    shell.desk.dialogs.script.append(
        {"replied_at": "2026-12-01", "reply": "已落实", "reply_outcome": "done", "reply_scan": str(tmp_path / "反馈.pdf")}
    )
    QuickStep(shell.desk, shell, lambda: done.append(1)).take(letter, step)
    idle()
    view = records.get(office, letter)
    assert (done, view.state, view.body["reply_outcome"], view.body["reply_scan"][0]["name"]) == ([1], "replied", "done", "反馈.pdf")


def test_a_signed_letter_is_read_without_what_helps_writing_and_with_its_attachments_by_title(
    shell: Shell, idle: Idle, office: Session
) -> None:
    annexes = [{"id": "a1", "title": "问题清单", "body": "附件里的一节"}]
    view = Builder(office).signed_letter(attachments_text=annexes)
    shell.desk.open("letter", id=view.id)
    idle()
    page: Any = shell.current
    assert "行" not in page.paper.fit.accessibleName()
    assert "版式无问题" in page.paper.health.text()
    read_out = " ".join(one.text() for one in page.read.findChildren(QLabel))
    assert "问题清单" in read_out
    assert "附件里的一节" not in read_out
