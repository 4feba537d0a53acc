"""The first-run wizard: pages over WizardState."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.catalog.catalog import Catalog
from app.domain.clock import Clock
from app.domain.errors import AppError
from app.jobs.progress import JobContext
from app.services import example, setup
from app.services.session import DataFolder
from app.services.setup import Created
from app.ui.dialogs import Dialogs
from app.ui.jobs import Runner
from app.ui.parts import button, label, row
from app.ui.theme import Tokens
from app.ui.wizard_pages import AccountPage, LeadersPage, RecoveryPage, StartPage, WizardPage
from app.ui.wizard_state import TITLES, Step, WizardState
from app.ui.wizard_unit import PacksPage, UnitPage

SHOWN = (Step.START, Step.UNIT, Step.PACKS, Step.LEADERS, Step.ACCOUNT, Step.RECOVERY)


class Wizard(QWidget):
    """Makes the office; `created` hands over its session."""

    created = Signal(object)

    def __init__(
        self, runner: Runner, dialogs: Dialogs, tokens: Tokens, folder: DataFolder, catalog: Catalog, clock: Clock
    ) -> None:
        super().__init__()
        self.runner, self.dialogs, self.tokens = runner, dialogs, tokens
        self._folder, self._catalog, self._clock = folder, catalog, clock
        self.state = WizardState(clock.today())
        self.made: Created | None = None
        self.setWindowTitle("履责台 · 初次设置")
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.resize(920, 660)
        box = QVBoxLayout(self)
        box.setContentsMargins(40, 20, 40, 18)
        box.setSpacing(8)
        self._where = label("", "sub")
        self._title = label("", "title")
        box.addWidget(self._title)
        box.addWidget(self._where)
        card = QFrame()
        card.setProperty("role", "card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(26, 16, 26, 16)
        self.stack = QStackedWidget()
        self.pages: dict[Step, WizardPage] = {
            Step.START: StartPage(self.state), Step.UNIT: UnitPage(self.state, catalog),
            Step.PACKS: PacksPage(self.state, catalog),
            Step.LEADERS: LeadersPage(self.state), Step.ACCOUNT: AccountPage(self.state, catalog),
            Step.RECOVERY: RecoveryPage(self.state, self._print),
        }  # fmt: skip
        for page in self.pages.values():
            self.stack.addWidget(page)
            page.submitted.connect(self.go_on)
        inner.addWidget(self.stack)
        box.addWidget(card, 1)
        self.problem = label("", "problem", wrap=True)
        self.problem.setMinimumHeight(20)
        box.addWidget(self.problem)
        self.back_button = button("上一步", self.go_back)
        self.next_button = button("下一步", self.go_on, "primary")
        box.addLayout(row(None, self.back_button, self.next_button))
        self._show()

    def _show(self) -> None:
        step = self.state.step
        if step is Step.DONE and self.made is not None:
            self.created.emit(self.made)
            return
        steps = [s for s in SHOWN if not (self.state.example and s is Step.LEADERS)]
        page = self.pages[step]
        page.enter()
        self.stack.setCurrentWidget(page)
        self._title.setText("欢迎使用履责台" if step is Step.START else TITLES[step])
        self._where.setText("  ›  ".join(f"●{TITLES[s]}" if s is step else TITLES[s] for s in steps))
        self.problem.setText("")
        self.back_button.setVisible(step not in (Step.START, Step.RECOVERY))
        self.next_button.setText({Step.ACCOUNT: "建立", Step.RECOVERY: "进入履责台"}.get(step, "下一步"))
        page.first().setFocus()

    def go_back(self) -> None:
        """The step before; what was typed stays."""
        self.pages[self.state.step].leave()
        self.state.back()
        self._show()

    def go_on(self) -> None:
        """The next step, or the office itself after the account."""
        page = self.pages[self.state.step]
        page.leave()
        trouble = self.state.trouble()
        if trouble is not None:
            beside = page.mark(trouble.where, trouble.text)
            self.problem.setText("" if beside else trouble.text)
            return
        page.mark("", "")
        if self.state.step is Step.ACCOUNT:
            self._make()
            return
        self.state.next()
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a choice goes on; so does Ctrl+Enter anywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.next_button.isEnabled():
            self.go_on()
            return
        super().keyPressEvent(event)

    def _make(self) -> None:
        self.next_button.setEnabled(False)
        self.back_button.setEnabled(False)
        self.problem.setText("正在建立加密的办公室，约需几秒……")
        plan, wants_example = self.state.plan(), self.state.example

        def work(context: JobContext) -> Created:
            made = setup.create_office(self._folder, self._catalog, self._clock, plan, context)
            if wants_example:
                example.add_example(made.session, context=context)
            return made

        self.runner.task(self, "建立办公室", work, self._made, failed=self._refused)

    def _made(self, made: Created) -> None:
        self.made = made
        self.state.recovery_key = made.recovery_key
        self.state.next()
        self.next_button.setEnabled(True)
        self._show()

    def _refused(self, error: AppError) -> bool:
        self.complain(error)
        return True

    def complain(self, error: AppError) -> None:
        """Show a failure under the page."""
        self.next_button.setEnabled(True)
        self.back_button.setEnabled(True)
        self.problem.setText(error.sentence())

    def _print(self) -> None:
        """The sheet for the sealed envelope: printed, or saved on a stick that is locked away."""
        made = self.made
        if made is None:
            return
        session, key = made.session, made.recovery_key

        from app.ui.printing import preview

        preview(self, self, "恢复密钥", lambda: setup.recovery_sheet_pdf(session, key))
        page = self.pages[Step.RECOVERY]
        page.inputs["group"].setFocus()  # where the cursor is after the preview
