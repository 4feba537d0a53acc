"""What can be done from an explanation: register a record, draft a letter, have a finding approved."""

from __future__ import annotations

from app.services import duty_settings, gap_letters
from app.services.duties import Explanation
from app.ui.desk import Desk
from app.ui.dialogs import Ask
from app.ui.pages.base import Page


class WhyActs:
    """Next steps of the explanation that is shown."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self._desk, self._page = desk, page
        self.explanation: Explanation | None = None

    def register(self, form: tuple[str, str, str]) -> None:
        """Start a record that would count, with what is known filled in."""
        one = self.explanation
        if one is None:
            return
        definition = self._desk.session.form(form[0])
        subject = one.cell.subject
        values: dict[str, object] = {}
        if subject in self._desk.directory.names:
            name = "subject" if form[0] == "talk" else "actor"
            field = definition.field(name)
            if field is not None:
                values[name] = [subject] if field.many else subject
        self._desk.open("record", form=form[0], kind=form[1], values=values)

    def start_letter(self, kind: str) -> None:
        """Draft a letter prefilled from the records behind the gap."""
        one = self.explanation
        if one is None:
            return
        session, cell = self._desk.session, one.cell

        def done(body: dict[str, object]) -> None:
            self._desk.open("letter", kind=kind, body=body)

        self._desk.runner.query(
            self._page,
            lambda: gap_letters.draft_from_gap(session, kind, cell.duty, cell.period, cell.subject, cell.record),
            done,
            label="正在起草",
        )

    def approve(self) -> None:
        """Two people sign that a duty does not apply, or a manual judgement."""
        one = self.explanation
        if one is None:
            return
        cell = one.cell
        manual = cell.state.startswith("manual")
        states = duty_settings.APPROVAL_STATES if manual else {"exempt": duty_settings.APPROVAL_STATES["exempt"]}
        words = " / ".join(states.values())
        asks = (
            Ask("state", "结论", next(iter(states.values())), hint=words), Ask("reason", "理由", kind="long"),
            Ask("login", "第二人登录名"), Ask("password", "第二人口令", kind="password"),
        )  # fmt: skip
        text = f"须两人签批：您和另一位有签批权限的同志。可填：{words}。"
        given = self._desk.dialogs.form("说明不适用或人工认定", text, asks, "签批")
        if given is None:
            return
        state = next((code for code, word in states.items() if word == given["state"].strip()), "exempt")
        session = self._desk.session
        self._desk.runner.operate(
            self._page, "签批",
            lambda _c: duty_settings.approve(
                session, cell.duty, cell.period, cell.subject, state, given["login"], given["password"], given["reason"]
            ),
            lambda _v: self._page.update_now(),
        )  # fmt: skip
