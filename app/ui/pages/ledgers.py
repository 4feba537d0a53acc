"""Ledgers: which one, how many are open, late, due soon and closed, by whom and what for; below, the list itself."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.services import ledgers as service
from app.services import lists
from app.services.filters import Filters
from app.services.ledgers import Grouping, Summary, Sums
from app.services.views import Layout
from app.ui.charts.bars import Bar, Bars
from app.ui.desk import Desk
from app.ui.pages.lists import ListPage
from app.ui.parts import Card, Flow, button, clear, label, restyle, scroll
from app.ui.reconcile import reconcile_buttons

COLUMNS = ("date", "kind", "title", "subject", "due", "state")
SIDE = 300
CHIPS = (("", "全部", ""), ("open", "未办结", "info"), ("late", "逾期", "bad"), ("soon", "30 天内到期", "warn"), ("closed", "已办结", "good"))


class LedgerPage(ListPage):
    """The list of ledgers with sums above it and groupings beside it."""

    def __init__(self, desk: Desk, name: str, title: str, places: tuple[str, ...], hint: str) -> None:
        self.form_id = ""
        super().__init__(desk, name, title, places, hint)
        self._every = self._forms
        self._place_columns()
        self._build_side()
        for made in reconcile_buttons(desk, self, self._every):
            restyle(made, role="chip")  # the line of the bar is full at 150 %
            self._sums.addWidget(made)
            QWidget.setTabOrder(self._group, made)

    def above(self) -> tuple[QWidget, ...]:
        self._tabs, self._sums = Flow(6), Flow(6)
        self._chips: dict[str, QPushButton] = {}
        for code, text, _tone in CHIPS:
            self._chips[code] = button(text, lambda c=code: self.stand(c), "chip")  # type: ignore[misc]
            self._sums.addWidget(self._chips[code])
        self._group = button("汇总", self._turn_side, "chip", name="按责任人、来源等汇总")
        self._sums.addWidget(self._group)
        self._tab_buttons: dict[str, QPushButton] = {}
        for form in (None, *(self.desk.session.form(f) for f in self._forms)):
            code = form.id if form is not None else ""
            made = button(form.label if form is not None else "全部台账", lambda c=code: self.choose(c), "chip")  # type: ignore[misc]
            self._tab_buttons[code] = made
            self._tabs.addWidget(made)
        return (self._tabs, self._sums)

    def _build_side(self) -> None:
        self.side = Card("汇总")
        self.side.setFixedWidth(SIDE)
        self._close = button("收起", self._turn_side, "small", name="收起汇总")
        self.side.head.addWidget(self._close)
        holder = QWidget()
        self._groups = QVBoxLayout(holder)
        self._groups.setContentsMargins(0, 0, 4, 0)
        self.side.body.addWidget(scroll(holder), 1)
        self.across.addWidget(self.side)
        self.side.hide()

    # --- what is meant -----------------------------------------------------
    def choose(self, form_id: str) -> None:
        """Show one ledger, or all."""
        if form_id == self.form_id:
            return
        self.form_id = form_id
        self._forms = (form_id,) if form_id else self._every
        self.layout_ = Layout()
        self.view.sort_column, self.view.descending = "date", True
        self._place_columns()
        self.bar.set_forms(self._forms)
        self.refresh()

    def _place_columns(self) -> None:
        session = self.desk.session
        self._possible = lists.all_columns(session, self._forms)
        by_id = {c.id: c for c in self._possible}
        usual = COLUMNS if len(self._forms) > 1 else tuple(c.id for c in lists.columns(session, self._forms))
        self._usual = [by_id[n] for n in usual if n in by_id]
        self._apply_columns()

    def stand(self, code: str) -> None:
        """Show only what is open, late, due soon or closed; everything with an empty code."""
        filters = self.bar.filters
        late = code == "late"
        self.bar.set_filters(filters.having("late", late).having("standing", "" if late else code))

    def go(self, args: dict[str, object]) -> None:
        kind = str(args.get("kind") or "")
        form = self.desk.session.catalog.records.of_kind(kind) if kind else None
        if form is not None and form.id in self._every:
            self.choose(form.id)
        super().go(args)

    # --- sums --------------------------------------------------------------
    def refresh(self) -> None:
        super().refresh()
        if self._ready:
            session, query, every = self.desk.session, self.query(), self._every
            self.desk.runner.query(self, lambda: service.summary(session, query, every), self._show_sums, key="summary")
            if self.side.isVisible():
                self._read_groups()

    def _show_sums(self, found: Summary) -> None:
        filters: Filters = self.bar.filters
        chosen = "late" if filters.late else filters.standing
        numbers = found.whole
        counts = {"": numbers.total, "open": numbers.open, "late": numbers.late, "soon": numbers.soon, "closed": numbers.closed}
        for code, text, tone in CHIPS:
            chip = self._chips[code]
            chip.setText(f"{text} {counts[code]:,}")
            chip.setAccessibleName(f"{text}，{counts[code]} 条{'，正在看' if code == chosen else ''}")
            restyle(chip, tone="info" if code == chosen else tone if counts[code] and tone in ("bad", "warn") else "")
        for code, made in self._tab_buttons.items():
            sums = found.forms.get(code, Sums()) if code else None
            form = self.desk.session.form(code).label if code else "全部台账"
            made.setText(f"{form} {sums.open}" if sums is not None and sums.open else form)
            made.setAccessibleName(f"{form}，未办结 {sums.open} 条" if sums is not None else form)
            made.setVisible(not code or code == self.form_id or bool(sums and sums.total))
            restyle(made, tone="info" if code == self.form_id else "")
        self._tabs.arrange()
        self._sums.arrange()

    def _turn_side(self) -> None:
        self.side.setVisible(not self.side.isVisible())
        restyle(self._group, tone="info" if self.side.isVisible() else "")
        if self.side.isVisible():
            self._read_groups()

    def _read_groups(self) -> None:
        session, query = self.desk.session, self.query()
        self.desk.runner.query(self, lambda: service.groupings(session, query), self._show_groups, key="groups")

    def _show_groups(self, found: list[Grouping]) -> None:
        clear(self._groups)
        for one in found:
            self._groups.addWidget(label(f"按{one.label}", "row-title"))
            chart = Bars(self.desk, f"按{one.label}汇总", 92, 28)
            chart.set_bars([Bar(g.label, _parts(g.sums), f"{g.sums.closed}/{g.sums.total}", (one.field, g.key)) for g in one.lines])
            if one.person:
                chart.activated.connect(self._of_person)
            self._groups.addWidget(chart)
        words = "单位：条，每行右边是“已办结/总数”；点一个人只看与他有关的。" if found else "选一种台账，按责任人和来源汇总。"
        self._groups.addWidget(label(words, "sub", wrap=True))
        self._groups.addStretch(1)

    def _of_person(self, key: object) -> None:
        """Only what concerns the one who was chosen."""
        if isinstance(key, tuple) and key[1]:
            name = "unit" if key[1] in {u.id for u in self.desk.directory.units} else "person"
            self.bar.set_filters(self.bar.filters.having(name, key[1]))


def _parts(sums: Sums) -> tuple[tuple[int, str, str], ...]:
    """Late, otherwise open, closed."""
    return ((sums.late, "bad", "逾期"), (sums.open - sums.late, "warn", "未到期"), (sums.closed, "good", "已办结"))
