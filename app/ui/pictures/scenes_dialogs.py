"""Dialogs, menus and the windows before the shell: unlock and first run."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.crypto.kdf import FLOOR
from app.domain.errors import AppError, ErrorCode
from app.services import duties, people, prints
from app.services.second_person import SECOND
from app.services.session import DataFolder
from app.ui.dialogs import Ask
from app.ui.directory import Option
from app.ui.exportwizard import ExportWizard
from app.ui.fields.many import PickMany
from app.ui.fields.segments import SegmentField
from app.ui.judging import EVIDENCE, REASON, STATE, JudgeDialog
from app.ui.letterpick import pick_letter
from app.ui.newmenu import choose_new
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import Scene, first_record
from app.ui.pictures.stage import Stage
from app.ui.postform import PostDialog
from app.ui.printing import preview
from app.ui.settings.accounts import AccountDialog, AccountsTab
from app.ui.settings.duties import DutiesTab
from app.ui.unlock import UnlockWindow
from app.ui.wizard import Wizard
from app.ui.wizard_state import Step


def decisions(stage: Stage, camera: Camera) -> None:
    """What the program asks people with."""
    stage.open("home")
    ask = stage.dialogs

    looks: list[tuple[str, object]] = [
        ("dialog-confirm", lambda: ask.confirm("导入数据包", "将加入 12 条记录，更新 3 条。导入前自动备份，可以撤销。", "导入")),
        ("dialog-danger", lambda: ask.confirm("删除记录", "将删除：第21次党组会议。删除后可以撤销。", "删除 1 条", danger=True)),
        ("dialog-form", lambda: ask.form("说明不适用", "写明理由，由另一人审批。", (Ask("reason", "理由", kind="long"),), "提交")),
        ("dialog-crash", lambda: ask.crash("RuntimeError\npage.py:12 refresh")),
    ]
    for name, act in looks:
        stage.modal(act, lambda window, n=name: camera.take(n, window))  # type: ignore[arg-type, misc]


def menus(stage: Stage, camera: Camera) -> None:
    """Menus and choices."""
    page = stage.open("all")
    stage.modal(lambda: choose_new(stage.desk, page), lambda w: camera.take("menu-new", w))
    stage.modal(lambda: pick_letter(stage.desk, page), lambda w: camera.take("letter-pick", w))
    stage.modal(lambda: stage.shell.actions_.run("help.keys"), lambda w: camera.take("shortcut-sheet", w))


def forms(stage: Stage, camera: Camera) -> None:
    """Dialogs with several inputs."""
    page = stage.open("people")
    who = people.people(stage.session)[0]
    stage.modal(lambda: PostDialog(stage.desk, who.id, None, page).open(), lambda w: camera.take("post", w))
    page = stage.open("settings")
    tab = page.findChild(AccountsTab)
    stage.modal(lambda: AccountDialog(stage.desk, tab, None).open(), lambda w: camera.take("account", w))
    page = stage.open("exchange")
    stage.modal(lambda: ExportWizard(stage.desk, [], page).open(), lambda w: camera.take("package", w))
    meeting = first_record(stage.session, ("meeting",))
    session = stage.session
    stage.modal(
        lambda: preview(stage.desk, page, "会议记录", lambda: prints.record_pdf(session, meeting)),
        lambda w: camera.take("print-preview", w),
    )


def duty_settings_forms(stage: Stage, camera: Camera) -> None:
    """A duty's parameters, a list of the unit, the next and a past year."""
    tab = stage.open("settings", tab="packs").findChild(DutiesTab)
    for duty, act, name in (
        ("tianshui-2014/3.3/risk-points", "edit", "parameters"), ("tianshui-2014/5.6/quarterly-urge-weak", "lists", "unit-list"),
    ):  # fmt: skip
        tab.go_to_duty(duty)
        stage.modal(getattr(tab, act).click, lambda w, n=name: camera.take(n, w))  # type: ignore[misc]
    tab.shown["待配置"].click()
    camera.take("settings-waiting", stage.shell)
    tab.go_to(stage.session.clock.today().year - 1)
    stage.settle()
    camera.take("settings-last-year", stage.shell)


def judging(stage: Stage, camera: Camera) -> None:
    """Signing a judgement, and what keeps it from being signed."""
    cells = [c for r in duties.board(stage.session, stage.session.clock.today().year).rows for c in r.cells]
    people_known = {p.id for p in people.people(stage.session)}
    cell = next(c for c in cells if c.tone == "bad" and c.subject in people_known)
    page = stage.open("board", duty=cell.duty, period=cell.period, subject=cell.subject)

    def empty(window: QWidget) -> None:
        camera.take("judge", window)
        if not isinstance(window, JudgeDialog):
            raise TypeError
        states, evidence = window.fields[STATE], window.fields[EVIDENCE]
        if isinstance(states, SegmentField) and isinstance(evidence, PickMany):
            states.toggle("manual_met")
            evidence.source.find("", lambda found: _take(evidence, found))
            stage.settle()
        window.fields[REASON].set_value("查阅会议记录和谈话记录，班子成员均已听取汇报，材料存办公室档案柜。" * 3)
        window.fields[SECOND].set_value(stage.session.user.login)
        window.submit()
        stage.settle()
        camera.take("judge-refused", window)

    stage.modal(page.why.acts.approve, empty)


def _take(evidence: PickMany, found: list[Option]) -> None:
    for option in found[:3]:
        evidence.add(option.id)


def first_windows(stage: Stage, camera: Camera) -> None:
    """Unlock and the wizard, before any office is open."""
    unlock = UnlockWindow("wangmin")
    _show(stage, camera, "unlock", unlock)
    unlock.refused(AppError(ErrorCode.WRONG_PASSWORD, "登录名或口令不对。", action="请再试一次。"), 4)
    _show(stage, camera, "unlock-refused", unlock)
    unlock.toggle_recovery()
    _show(stage, camera, "unlock-recovery", unlock)
    _end(unlock)
    with tempfile.TemporaryDirectory() as empty:
        folder = DataFolder(Path(empty), kdf=FLOOR)
        wizard = Wizard(
            stage.runner, stage.dialogs, stage.desk.tokens, folder, stage.session.catalog, stage.session.clock
        )
        for name in ("start", "unit", "packs", "leaders", "account"):
            _show(stage, camera, f"wizard-{name}", wizard)
            _answer(wizard)
        _end(wizard)


def _answer(wizard: Wizard) -> None:
    """Type what a step asks for and go on; the account step is left as it is."""
    page: Any = wizard.pages[wizard.state.step]
    if wizard.state.step is Step.UNIT:
        page.name.setText("某县住房和城乡建设局党组")
        page.questions.kinds["party_group"].click()
    elif wizard.state.step is Step.LEADERS:
        for line, text in zip(page.rows[0], ("周明远", "党组书记", "", "2021-06-01"), strict=False):
            if text:
                line.setText(text)
    elif wizard.state.step is Step.ACCOUNT:
        return
    wizard.go_on()


def _show(stage: Stage, camera: Camera, name: str, window: QWidget) -> None:
    window.show()
    stage.settle()
    camera.take(name, window)


def _end(window: QWidget) -> None:
    window.close()
    window.deleteLater()


def files(stage: Stage, camera: Camera) -> None:
    """Qt's own file dialog, which must speak Chinese."""
    with tempfile.TemporaryDirectory() as empty:
        dialog = QFileDialog(stage.shell, "存为 PDF", empty, "PDF 文件 (*.pdf)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        stage.modal(dialog.open, lambda w: camera.take("file-dialog", w))
        dialog.deleteLater()


DIALOGS: Mapping[str, Scene] = {
    "decisions": decisions, "menus": menus, "forms": forms, "judging": judging, "dutysettings": duty_settings_forms, "files": files, "first": first_windows,
}  # fmt: skip
