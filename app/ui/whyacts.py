"""What can be done from an explanation: register a record, draft a letter, sign a judgement or take it back."""

from __future__ import annotations

from collections.abc import Callable

from app.services import judgements
from app.services.duties import Explanation
from app.services.gaps import duty_key
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.judging import JudgeDialog, WithdrawDialog
from app.ui.letteroffer import offer_letters
from app.ui.offers import about
from app.ui.pages.base import Page


class WhyActs:
    """Next steps of the explanation that is shown. again: explains the same state once more."""

    def __init__(self, desk: Desk, page: Page, again: Callable[[], object]) -> None:
        self._desk, self._page, self._again = desk, page, again
        self.explanation: Explanation | None = None

    def register(self, form: tuple[str, str, str]) -> None:
        """Start a record that would count, with what is known filled in."""
        one = self.explanation
        if one is None:
            return
        values = about(self._desk, form[0], one.cell.subject)
        self._desk.open("record", form=form[0], kind=form[1], values=values)

    def write(self) -> None:
        """Choose a letter about what is explained."""
        one = self.explanation
        if one is None:
            return
        cell = one.cell
        if cell.duty:
            key = duty_key(cell.duty, cell.period, cell.subject, cell.record)
        else:
            key = f"{'letter' if one.records and one.records[0].form == 'letter' else 'ledger'}:{cell.record}"
        offer_letters(self._desk, self._page, (key,))

    def approve(self) -> None:
        """Two people sign that a duty does not apply, or what they find about it."""
        if self.explanation is not None:
            JudgeDialog(self._desk, self.explanation, self._page, self._signed).open()

    def withdraw(self) -> None:
        """Two people take back what was signed."""
        if self.explanation is not None:
            WithdrawDialog(self._desk, self.explanation, self._page, self._signed).open()

    def add_statement(self) -> None:
        """What the person concerned says about what was signed."""
        one = self.explanation
        if one is None or one.judged is None:
            return
        asks = (Ask("text", "本人说明", one.judged.statement, kind="long", hint="照本人原话或书面材料登记"),)
        given = self._desk.dialogs.form("本人说明", "不改变签批的结论，与结论一并显示。", asks, "登记")
        if given is None:
            return
        session, cell, judged = self._desk.session, one.cell, one.judged
        self._desk.runner.operate(
            self._page, "登记本人说明",
            lambda _c: judgements.state_own_view(
                session, cell.duty, judged.period, cell.subject, given["text"], judged.record
            ),
            lambda _v: self._signed(),
        )  # fmt: skip

    def _signed(self) -> None:
        """Show what is signed now, on the page and here."""
        self._page.update_now()
        self._again()
