"""One list page for every kind of record: filters as chips, saved views, columns, a table, acts on many."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.errors import AppError
from app.services import filters as filtering
from app.services import lists
from app.services.filters import Filters
from app.services.lists import Column, ListQuery, Row
from app.services.results import ChangeSet
from app.services.shown import Shown
from app.services.views import Layout
from app.ui.desk import Desk
from app.ui.drawdialog import draw_buttons
from app.ui.icons import set_icon
from app.ui.importsheet import import_buttons
from app.ui.letterbatch import batch_buttons
from app.ui.listacts import ListActs
from app.ui.listcolumns import ColumnsDialog, columns_menu
from app.ui.listfilters import FilterBar
from app.ui.listmodel import RowsModel
from app.ui.listselection import Memory, rids_in
from app.ui.listview import RowsView
from app.ui.newmenu import choose_new
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, Empty, button, label, row
from app.ui.savedviews import ViewButton

MANY = 50_000  # above this the first rows are shown before all are known
FIRST = 600
HINT = "双击或 Enter 打开 · 打字跳到 · Ctrl+A 全选 · 点表头排序"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reading of the list gives. whole: whether ids holds all of them."""

    count: int
    ids: array[int]
    whole: bool


class ListPage(Page):
    """Records of some forms. places: names of form pages; new: what the primary button offers."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk, name: str, title: str, places: tuple[str, ...], hint: str) -> None:
        super().__init__(desk)
        self.name, self._title, self._places, self._hint = name, title, places, hint
        session = desk.session
        forms = [f for p in places for f in session.catalog.records.on_page(p) if session.can("view", f.id)]
        self._forms = tuple(f.id for f in forms)
        self.layout_ = Layout()
        self.count = 0
        self._keep = Memory()
        self._ready = False
        self._wanted: Filters | None = None
        self._usual = lists.columns(session, self._forms)
        self._possible = lists.all_columns(session, self._forms)
        self.acts = ListActs(self, self)
        self._build()
        self.set_head(Head(title, "", self._primary()))

    def _primary(self) -> tuple[str, Callable[[], object]] | None:
        return ("登记", self.start_new) if any(self.desk.session.can("create", f) for f in self._forms) else None

    # --- building ----------------------------------------------------------
    def _build(self) -> None:
        card = Card()
        card.body.setContentsMargins(14, 12, 14, 8)
        self.bar = FilterBar(self.desk, self._forms)
        self.bar.changed.connect(lambda _f: self._narrowed())
        self.views = ViewButton(self.desk, self.name, lambda: (self.bar.filters, self.layout_))
        self.views.picked.connect(self._show_view)
        cover = [(button("谈话覆盖", lambda: self.desk.open("talkmatrix")), "talk")] if self.name == "talks" else []
        cover += [(m, icon) for icon, made in (("draw", draw_buttons), ("letter", batch_buttons)) for m in made(self.desk, self, self.name)]
        for made, icon in (
            *cover, (self.views, "eye"), (button("列", self.choose_columns, name="显示哪些列"), "columns"),
            (button("导出", self.acts.export), "export"), (button("打印", self.print), "print"),
            *((made, "import") for made in import_buttons(self.desk, self, self._forms)),
        ):  # fmt: skip
            set_icon(made, icon, self.desk.tokens, "sub", 16)
            self.bar.line.addWidget(made)
            QWidget.setTabOrder(self.bar.before_chips, made)
            self.bar.before_chips = made
        for part in (*self.above(), self.bar):
            card.body.addWidget(part)
        self.model = RowsModel(self._usual, self._fetch, self)
        self.view = RowsView(self.desk.tokens)
        self.view.today = self.desk.today()
        self.view.show_model(self.model)
        self._connect_view()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(QWidget())
        card.body.addWidget(self._stack, 1)
        card.body.addLayout(self._foot())
        self.across = row(card, spacing=14)
        self.across.setStretch(0, 1)
        self.box.addLayout(self.across, 1)
        self._selected()

    def above(self) -> tuple[QWidget, ...]:
        """What stands above the filters; nothing for a plain list."""
        return ()

    def _connect_view(self) -> None:
        view = self.view
        view.opened.connect(self._open_row)
        view.sorted_by.connect(self._sort)
        view.arranged.connect(self._set_columns)
        view.widened.connect(lambda name, wide: self._arrange(widths={**self.layout_.widths, name: wide}))
        view.sought.connect(self._seek)
        view.menu_wanted.connect(self._row_menu)
        view.head_menu_wanted.connect(self._head_menu)
        view.selectionModel().selectionChanged.connect(self._selected)

    def _foot(self) -> QHBoxLayout:
        self.foot, self.total = label("", "sub"), label("", "sub")
        able = any(self.desk.session.can("delete", f) for f in self._forms)
        self._delete = button("删除所选…", self.acts.delete, "small")
        self._steps = button("批量办理…", self._ask_steps, "small")
        self._out = [button("导出所选", lambda: self.acts.export(chosen=True), "small"),
                     button("打印所选", lambda: self.acts.print(chosen=True), "small")]  # fmt: skip
        self._many = [*self._out, self._steps, *([self._delete] if able else [])]
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.foot)
        line.addStretch(1)
        line.addWidget(self.total)
        for made in self._many:
            line.addWidget(made)
        return line

    # --- what is shown -----------------------------------------------------
    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.bar.filters.active())

    def query(self) -> ListQuery:
        """The list as a query of today."""
        session, layout = self.desk.session, self.layout_
        return filtering.query_of(session, self._forms, self.bar.filters, layout.sort, descending=layout.descending)

    def columns(self) -> list[Column]:
        """The columns of the present layout in their order; unknown ones are left out."""
        by_id = {c.id: c for c in self._possible}
        return [by_id[n] for n in self.layout_.columns if n in by_id] or self._usual

    def shown(self, *, chosen: bool) -> Shown:
        """The list as it is seen: all rows, or those selected."""
        rids = rids_in(self.model.ids, self.view.chosen()) if chosen else array("q", self.model.ids)
        by_id = {c.id: c for c in self.model.columns}
        sort = next((c.label for c in self._possible if c.id == self.layout_.sort), "")
        texts = filtering.words(self.desk.session, self._forms, self.bar.filters, self.desk.directory.names)
        order = f"按{sort}{'从后到前' if self.layout_.descending else '从前到后'}" if sort else ""
        columns = tuple(by_id[n] for n in self.view.shown_columns())
        words = "；".join([*(["所选"] if chosen else []), *texts.values(), order])
        return Shown(self._title, self._forms, columns, rids, words)

    def _narrowed(self) -> None:
        """Other rows are meant: a selection of the old ones is let go."""
        self.view.clearSelection()
        if self._ready:
            self.refresh()

    def _show_view(self, filters: Filters, layout: Layout) -> None:
        known = {c.id for c in self._possible}
        self.layout_ = layout if layout.sort in known else replace(layout, sort="date", descending=True)
        self.view.sort_column, self.view.descending = self.layout_.sort, self.layout_.descending
        self._apply_columns()
        changed = filters != self.bar.filters
        self.bar.set_filters(filters)
        if self._ready and not changed:
            self.refresh()

    def _arrange(self, **changes: object) -> None:
        """Another order, columns or widths; kept for the next time."""
        self.layout_ = replace(self.layout_, **changes)  # type: ignore[arg-type]
        self.views.leave(self.layout_)

    def _sort(self, column: str, descending: bool) -> None:
        self._arrange(sort=column, descending=descending)
        self.refresh()

    # --- columns -----------------------------------------------------------
    def choose_columns(self) -> None:
        """Ask which columns, in which order."""
        dialog = ColumnsDialog(self._possible, [c.id for c in self.model.columns], self.window())
        dialog.chosen.connect(self._set_columns)
        dialog.open()

    def _set_columns(self, names: list[str]) -> None:
        usual = not names or names == [c.id for c in self._usual]
        widths = self.layout_.widths if names else {}
        self._arrange(columns=() if usual else tuple(names), widths=widths)
        self._apply_columns()
        self._read_sums()

    def _apply_columns(self) -> None:
        self._keep = self.view.memory()
        self.view.widths, self.view.usual = self.layout_.widths, self.columns() == self._usual
        if self.columns() != self.model.columns:
            self.model.set_columns(self.columns())
        self.view.put_back()
        self.view.recall(self._keep)

    def _head_menu(self, at: QPoint) -> None:
        shown = [c.id for c in self.model.columns]
        columns_menu(self, self._possible, shown, self._set_columns, self.choose_columns).popup(at)

    # --- data --------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        if args.get("start"):
            QTimer.singleShot(0, self, self.start_new)
        if args.get("kind") or args.get("text"):
            kinds = (str(args["kind"]),) if args.get("kind") else ()
            self._wanted = Filters(kinds=kinds, text=str(args.get("text") or ""))
            if self._ready:
                self.bar.set_filters(self._wanted)

    def leave(self) -> None:
        self.views.flush()

    def affected(self, changes: ChangeSet) -> bool:
        return "record" in changes.entities and (not changes.forms or bool(changes.forms & set(self._forms)))

    def refresh(self) -> None:
        if not self._ready:
            self.views.load(self._begin)
            return
        session, query = self.desk.session, self.query()

        def read() -> Answer:
            count = lists.count(session, query)
            if count > MANY and query.sort == "date":
                return Answer(count, lists.list_ids(session, query, FIRST), False)
            return Answer(count, lists.list_ids(session, query), True)

        self.desk.runner.query(
            self, read, lambda found: self._show(found, query), key="ids", label="正在读取列表", failed=self._failed
        )

    def _begin(self) -> None:
        """The views are read; a route that names what to show comes before the start view."""
        self._ready = True
        if self._wanted is not None:
            self.bar.set_filters(self._wanted)
        self.refresh()

    def _show(self, found: Answer, query: ListQuery) -> None:
        """Rows in their order; the selection, the current row and the place stay where they can."""
        self._keep = self.view.memory()
        current = self.view.currentIndex().row()
        rid = self.model.ids[current] if 0 <= current < len(self.model.ids) else None
        place = self.view.verticalScrollBar().value()
        self.model.set_ids(found.ids)
        self.view.recall(self._keep)
        self.view.stand_on(found.ids.index(rid) if rid is not None and rid in found.ids else 0)
        self.view.verticalScrollBar().setValue(place)
        self.view.fit_columns()
        self.count = found.count
        if not found.ids:
            self._show_instead(self._nothing())
        self._stack.setCurrentIndex(0 if found.ids else 1)
        self.set_head(Head(self._title, f"{found.count:,} 条{'（已筛选）' if self.filtered else ''}", self._primary()))
        self._selected()
        if not found.whole:
            self._read_all(query)
            return
        self._read_sums()

    def _read_all(self, query: ListQuery) -> None:
        session = self.desk.session

        def done(ids: array[int]) -> None:
            self._show(Answer(len(ids), ids, True), query)

        self.desk.runner.query(
            self, lambda: lists.list_ids(session, query), done, key="ids", label="正在读取列表", failed=self._failed
        )

    def _read_sums(self) -> None:
        numbers = [c for c in self.model.columns if c.numeric]
        self.total.setVisible(bool(numbers))
        if not numbers:
            return
        session, query = self.desk.session, self.query()

        def done(found: dict[str, str]) -> None:
            self.total.setText("合计　" + "　".join(f"{c.label} {found[c.id]}" for c in numbers))

        self.total.setText("正在合计……")
        self.desk.runner.query(self, lambda: lists.sums(session, query, numbers), done, key="sums")

    def _failed(self, error: AppError) -> bool:
        self._show_instead(Empty("这个列表没有读出来", error.sentence(), "重试", self.refresh))
        self._stack.setCurrentIndex(1)
        return True

    def _nothing(self) -> Empty:
        if self.filtered:
            return Empty("没有符合条件的记录", "放宽条件，或清除筛选后再看。", "清除筛选", self.bar.clear)
        able = self._primary() is not None
        return Empty(f"还没有{self._title}记录", self._hint, "登记第一条" if able else "", self.start_new)

    def _show_instead(self, made: QWidget) -> None:
        old = self._stack.widget(1)
        self._stack.removeWidget(old)
        old.deleteLater()
        self._stack.addWidget(made)

    def _fetch(self, block: int, rids: list[int]) -> None:
        session, forms, generation = self.desk.session, self._forms, self.model.generation
        wanted = [c.id for c in self.model.columns]

        def done(rows: list[Row]) -> None:
            self.model.fill(generation, block, rows)
            if generation == self.model.generation:
                self.view.learn_widths(rows)

        self.desk.runner.query(self, lambda: lists.rows(session, forms, rids, wanted), done, failed=self._failed)

    def _seek(self, typed: str) -> None:
        session, query, ids = self.desk.session, self.query(), self.model.ids

        def find() -> int:
            rid = lists.seek(session, query, typed)
            return ids.index(rid) if rid is not None and rid in ids else -1

        def done(number: int) -> None:
            if 0 <= number < len(self.model.ids):
                self.view.jump(number)
            self.foot.setText(f"跳到“{typed}”" if number >= 0 else f"没有以“{typed}”开头的")

        self.desk.runner.query(self, find, done, key="seek")

    # --- acts --------------------------------------------------------------
    def print(self) -> None:
        """Print the list as seen."""
        self.acts.print()

    def start_new(self) -> None:
        """Offer the kinds of this page; start at once when there is only one."""
        if "letters" in self._places:
            from app.ui.letterpick import pick_letter

            pick_letter(self.desk, self)
            return
        if len(self.bar.kinds) == 1:
            self.desk.open("record", form=self._forms[0], kind=self.bar.kinds[0][0])
            return
        choose_new(self.desk, self, self._places)

    def _open_row(self, number: int) -> None:
        row = self.model.row_at(number)
        if row is not None:
            self.desk.open("letter" if row.form == "letter" else "record", id=row.id, home=self.name)

    def anchor(self) -> QPoint:
        """Where a menu about the current row opens."""
        return self.view.anchor()

    def _row_menu(self, at: QPoint) -> None:
        number = self.view.currentIndex().row()
        row = self.model.row_at(number)
        if not self.view.chosen():
            self.view.selectRow(number)
        if row is not None:
            self.acts.row_menu(row, lambda: self._open_row(number)).popup(at)

    def _selected(self) -> None:
        count = self.view.chosen_count()
        for made in self._many:
            made.setVisible(count > 0)
        everything = count > 1 and count == len(self.model.ids)
        hint = HINT if self.model.ids else ""
        self.foot.setText(f"已选{'全部 ' if everything else ' '}{count:,} 条" if count else hint)

    def _ask_steps(self) -> None:
        self.acts.steps(self._steps.mapToGlobal(self._steps.rect().topLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.view.hasFocus() and self._delete.isVisible():
            self.acts.delete()
            return
        super().keyPressEvent(event)

    def first_focus(self) -> QWidget | None:
        return self.view
