"""One list page for every kind of record: filters as chips, a table, empty states that help."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QWidget

from app.services import list_print, lists, records
from app.services.lists import Row
from app.services.results import ChangeSet
from app.store.queries import ListQuery
from app.ui.desk import Desk
from app.ui.fields.picker import PickEdit
from app.ui.fields.sources import PersonSource
from app.ui.listmodel import RowsModel
from app.ui.listview import RowsView
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, label
from app.ui.printing import preview

PERIODS = (("", "全部时间"), ("year", "今年"), ("quarter", "本季度"), ("last_year", "去年"))
BULK_LIMIT = 500


def period_days(name: str, today: dt.date) -> tuple[str | None, str | None]:
    """First and last day of a named period as ISO days."""
    quarter = 3 * ((today.month - 1) // 3) + 1
    if name == "year":
        return f"{today.year}-01-01", f"{today.year}-12-31"
    if name == "last_year":
        return f"{today.year - 1}-01-01", f"{today.year - 1}-12-31"
    if name == "quarter":
        following = dt.date(today.year + (quarter + 3) // 13, (quarter + 2) % 12 + 1, 1)
        return dt.date(today.year, quarter, 1).isoformat(), (following - dt.timedelta(days=1)).isoformat()
    return None, None


class ListPage(Page):
    """Records of some forms. places: names of form pages; new: what the primary button offers."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk, name: str, title: str, places: tuple[str, ...], hint: str) -> None:
        super().__init__(desk)
        self.name, self._title, self._places, self._hint = name, title, places, hint
        session = desk.session
        forms = [f for p in places for f in session.catalog.records.on_page(p) if session.can("view", f.id)]
        self._forms = tuple(f.id for f in forms)
        self._query = ListQuery(forms=self._forms)
        self._period = ""
        self._kinds = [(k, session.catalog.vocab.short(k)) for f in forms for k in f.kinds]
        self._states = list(dict.fromkeys((s.code, s.label) for f in forms for s in f.states))
        self._build()
        self.set_head(Head(title, "", self._primary()))

    def _primary(self) -> tuple[str, Callable[[], object]] | None:
        able = any(self.desk.session.can("create", f) for f in self._forms)
        return ("登记", self.start_new) if able else None

    def _build(self) -> None:
        card = Card()
        card.body.setContentsMargins(14, 12, 14, 8)
        card.body.addLayout(self._filters())
        self._columns = lists.columns(self.desk.session, self._forms)
        self.model = RowsModel(self._columns, self._fetch, self)
        self.view = RowsView(self.desk.tokens)
        self.view.show_model(self.model)
        self.view.opened.connect(self._open_row)
        self.view.sorted_by.connect(self._sort)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty = QWidget()
        self._stack.addWidget(self._empty)
        card.body.addWidget(self._stack, 1)
        self.foot = label("", "sub")
        self._delete = button("删除所选", self._delete_chosen, "small")
        line = QHBoxLayout()
        line.addWidget(self.foot)
        line.addStretch(1)
        line.addWidget(self._delete)
        line.addWidget(button("打印本页列表", self.print, "small"))
        card.body.addLayout(line)
        self.box.addWidget(card, 1)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self._selected()

    def _filters(self) -> QHBoxLayout:
        box = QHBoxLayout()
        box.setSpacing(6)
        self.text = QLineEdit()
        self.text.setPlaceholderText("在本页筛选文字")
        self.text.setAccessibleName("在本页筛选文字")
        self.text.setFixedWidth(190)
        self.text.setClearButtonEnabled(True)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(self._text_changed)
        self.text.textChanged.connect(lambda _t: self._wait.start())
        self.person = PickEdit(PersonSource(self.desk), "按人筛选")
        self.person.setFixedWidth(150)
        self.person.changed.connect(lambda: self._apply(person=self.person.value() or None))
        self._kind_chip = button("种类：全部", self._pick_kind, "chip")
        self._state_chip = button("状态：全部", self._pick_state, "chip")
        self._period_chip = button("时间：全部", self._pick_period, "chip")
        self._reset = button("清除筛选", self.reset, "link")
        for part in (self.text, self.person, self._kind_chip, self._state_chip, self._period_chip, self._reset):
            box.addWidget(part)
        self._kind_chip.setVisible(len(self._kinds) > 1)
        box.addStretch(1)
        return box

    # --- filters -----------------------------------------------------------
    def _choose(self, anchor: QWidget, options: list[tuple[str, str]], apply: object) -> None:
        menu = QMenu(self)
        for code, text in (("", "全部"), *options):
            menu.addAction(text).triggered.connect(lambda _c=False, v=code: apply(v))  # type: ignore[operator]
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def _pick_kind(self) -> None:
        self._choose(self._kind_chip, self._kinds, lambda code: self._apply(kinds=(code,) if code else ()))

    def _pick_state(self) -> None:
        self._choose(self._state_chip, self._states, lambda code: self._apply(states=(code,) if code else ()))

    def _pick_period(self) -> None:
        self._choose(self._period_chip, list(PERIODS[1:]), self.set_period)

    def set_period(self, name: str) -> None:
        """Show only one period."""
        self._period = name
        first, last = period_days(name, self.desk.session.clock.today())
        self._apply(date_from=first, date_to=last)

    def _text_changed(self) -> None:
        if self.text.text().strip() != self._query.text:
            self._apply(text=self.text.text().strip())

    def reset(self) -> None:
        """Take all filters away."""
        self._period = ""
        self.text.clear()
        self.person.set_value("")
        fresh = ListQuery(forms=self._forms, sort=self._query.sort, descending=self._query.descending)
        self._query = fresh
        self.refresh()

    def _apply(self, **changes: object) -> None:
        self._query = replace(self._query, **changes)  # type: ignore[arg-type]
        self.refresh()

    def _sort(self, column: str, descending: bool) -> None:
        self._apply(sort=column, descending=descending)

    def _chips(self) -> None:
        names = dict(self._kinds) | dict(self._states) | dict(PERIODS)
        kind, state = "".join(self._query.kinds), "".join(self._query.states)
        for chip, word, value in (
            (self._kind_chip, "种类", kind), (self._state_chip, "状态", state), (self._period_chip, "时间", self._period),
        ):  # fmt: skip
            chip.setText(f"{word}：{names.get(value, value) if value else '全部'}")
            chip.setCheckable(True)
            chip.setChecked(bool(value))
        self._reset.setVisible(self.filtered)

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        q = self._query
        return bool(q.kinds or q.states or q.text or q.person or q.date_from or q.date_to)

    # --- data --------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("start"):
            QTimer.singleShot(0, self, self.start_new)
        if args.get("kind"):
            self._query = replace(self._query, kinds=(str(args["kind"]),))
            self.dirty = True

    def affected(self, changes: ChangeSet) -> bool:
        return "record" in changes.entities and (not changes.forms or bool(changes.forms & set(self._forms)))

    def refresh(self) -> None:
        self._chips()
        session, query = self.desk.session, self._query
        self.desk.runner.query(self, lambda: lists.list_ids(session, query), self._show_ids, key="ids", label="正在读取列表")

    def _show_ids(self, ids: array[int]) -> None:
        self.model.set_ids(ids)
        self.view.fit_columns()
        if not ids:
            self._show_empty()
        self._stack.setCurrentIndex(0 if ids else 1)
        self.set_head(Head(self._title, f"{len(ids)} 条{'（已筛选）' if self.filtered else ''}", self._primary()))
        self._selected()

    def _show_empty(self) -> None:
        if self.filtered:
            made = Empty("没有符合条件的记录", "放宽条件，或清除筛选后再看。", "清除筛选", self.reset)
        else:
            made = Empty(f"还没有{self._title}记录", self._hint, "登记第一条", self.start_new)
        old = self._stack.widget(1)
        self._stack.removeWidget(old)
        old.deleteLater()
        self._stack.addWidget(made)

    def _fetch(self, block: int, rids: list[int]) -> None:
        session, forms, generation = self.desk.session, self._forms, self.model.generation

        def done(rows: list[Row]) -> None:
            self.model.fill(generation, block, rows)

        self.desk.runner.query(self, lambda: lists.rows(session, forms, rids), done)

    def print(self) -> None:
        """Print the list as filtered and sorted."""
        session, query = self.desk.session, self._query
        preview(self.desk, self, self._title, lambda: list_print.print_list(session, query, self._title))

    # --- acts --------------------------------------------------------------
    def start_new(self) -> None:
        """Offer the kinds of this page; start at once when there is only one."""
        if "letters" in self._places:
            from app.ui.letterpick import pick_letter

            pick_letter(self.desk, self)
            return
        if len(self._kinds) == 1:
            self.desk.open("record", form=self._forms[0], kind=self._kinds[0][0])
            return
        choose_new(self.desk, self, self._places)

    def _open_row(self, number: int) -> None:
        row = self.model.row_at(number)
        if row is not None:
            self.desk.open("letter" if row.form == "letter" else "record", id=row.id, home=self.name)

    def _selected(self) -> None:
        count = len(self.view.chosen_rows(BULK_LIMIT + 1))
        self._delete.setVisible(count > 0 and any(self.desk.session.can("delete", f) for f in self._forms))
        many = f"{BULK_LIMIT}+" if count > BULK_LIMIT else str(count)
        self.foot.setText(f"已选 {many} 条 · Enter 打开" if count else "双击或 Enter 打开 · 点表头排序")

    def _delete_chosen(self) -> None:
        numbers = self.view.chosen_rows(BULK_LIMIT)
        chosen = [r for r in (self.model.row_at(n) for n in numbers) if r is not None]
        if not chosen:
            return
        names = "、".join(r.title or r.kind_label for r in chosen[:3])
        more = f"等 {len(chosen)} 条" if len(chosen) > 3 else ""
        text = f"将删除：{names}{more}。已定稿的不会删除；删除后可以撤销。"
        if self.desk.dialogs.confirm("删除记录", text, f"删除 {len(chosen)} 条", danger=True):
            session, ids = self.desk.session, [r.id for r in chosen]
            self.desk.runner.operate(
                self, "删除记录", lambda _c: records.delete(session, ids), lambda _n: self.refresh()
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.fit_columns()

    def first_focus(self) -> QWidget | None:
        return self.view


