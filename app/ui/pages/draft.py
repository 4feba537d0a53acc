"""One composed draft: sections on the left, sentences to type in, sources of the chosen sentence on the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import AppError, ErrorCode
from app.services import drafts as typing
from app.services.compose import composing, drafts, renewing
from app.services.compose.asking import Ask, read_ask
from app.services.compose.composing import Composition
from app.services.compose.drafts import PARAGRAPHS, DraftRow, SavedDraft, plain, row_of
from app.services.compose.renewing import Renewal
from app.services.drafts import Draft
from app.services.records import RecordView
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.draftacts import DraftActs
from app.ui.drafting import Drafting, kept_at
from app.ui.draftrows import LEVELS, SentenceList, SentenceRow
from app.ui.draftsources import DraftSources
from app.ui.notice import Notice
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, RowButton, button, clear, label, row, scroll
from app.ui.taborder import read_on

LEFT = 168
MOST_COMPARED = 4000
HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut
Loaded = tuple[SavedDraft, Draft | None, Ask | None]


class DraftPage(Page):
    """A saved draft, or one that is only printed (规则适用说明书)."""

    entities = frozenset({"record", "setting", "person", "post"})
    help_topic = "drafts"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.saved: SavedDraft | None = None
        self.made: Composition | None = None
        self.touched = False
        self._loading = False
        self._typings = 0
        self.drafting = Drafting(desk, self._typing, self)
        self._build()
        for keys, act in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Ctrl+S", self.save), ("Ctrl+P", lambda: self.acts.print())):
            QShortcut(QKeySequence(keys), self, act, context=HERE)

    # --- building -------------------------------------------------------------------------
    def _build(self) -> None:
        self.notice = Notice("底稿的提示")
        self.box.addWidget(self.notice)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left())
        box.addWidget(self._middle(), 1)
        self.sources = DraftSources(self.desk, self)
        self.sources.filled.connect(self._sources_shown)
        box.addWidget(self.sources)
        self.box.addLayout(box, 1)

    def _left(self) -> QWidget:
        card = Card("章节")
        card.setFixedWidth(LEFT)
        self._chapters = card
        holder = QWidget()
        self._sections = QVBoxLayout(holder)
        self._sections.setContentsMargins(0, 0, 0, 0)
        self._sections.setSpacing(2)
        card.body.addWidget(scroll(holder), 1)
        return card

    def _middle(self) -> QWidget:
        card = Card()
        self.title = QLineEdit()
        self.title.setAccessibleName("标题")
        self.title.textEdited.connect(lambda _t: self._typed())
        card.body.addWidget(self.title)
        self._tools = QWidget()
        tools = self._tool_row()
        tools.setContentsMargins(0, 0, 0, 0)
        self._tools.setLayout(tools)
        card.body.addWidget(self._tools)
        self.rows = SentenceList()
        self.rows.typed.connect(self._typed)
        self.rows.chosen.connect(self._choose)
        card.body.addWidget(self.rows, 1)
        self._note = label("", "sub")
        self.acts = DraftActs(self)
        card.body.addWidget(self.acts)
        card.body.addWidget(self._note)
        self.drafting.stated.connect(self._note.setText)
        return card

    def _tool_row(self) -> QHBoxLayout:
        self.level = QComboBox()
        self.level.setAccessibleName("层次")
        for code, text in LEVELS:
            self.level.addItem(text, code)
        self.level.activated.connect(lambda _n: self._relevel())
        self.joined = QCheckBox("接上一句")
        self.joined.clicked.connect(lambda on: self.rows.set_joined(bool(on)))
        add = button("添加一句", lambda: self.rows.add(), "small")
        up = button("上移", lambda: self.rows.shift(-1), "small")
        down = button("下移", lambda: self.rows.shift(1), "small")
        gone = button("删去", lambda: self.rows.remove(), "small")
        up.setToolTip("Alt+↑")
        down.setToolTip("Alt+↓")
        gone.setToolTip("Ctrl+Delete")
        self._of_row = (self.level, self.joined, up, down, gone)
        return row(add, up, down, gone, None, self.level, self.joined, spacing=6)

    def _relevel(self) -> None:
        self.rows.set_level(int(self.level.currentData()))
        self._show_sections()

    # --- opening --------------------------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.dirty = False
        self.touched = False
        self.notice.quiet()
        if args.get("id"):
            self._load(str(args["id"]))
        else:
            self._compose(read_ask(str(args.get("ask") or "")))

    def _load(self, record_id: str) -> None:
        session = self.desk.session
        self.drafting.begin(record_id)

        def read() -> Loaded:
            saved = drafts.load(session, record_id)
            return saved, typing.load_draft(session, record_id), composing.closed_part(session, saved.ask)

        self.desk.runner.query(self, read, self._show, failed=self._lost, key="draft", label="正在打开底稿")

    def _lost(self, error: AppError) -> bool:
        if error.code is not ErrorCode.NOT_FOUND:
            return False
        self.saved = self.made = None
        self.rows.set_rows((), readonly=True)
        self._show_sections()
        self.acts.clear()
        self.set_head(Head("底稿", "它已不在，或者您的账号看不到", back=True, home="statistics"))
        return True

    def _show(self, found: Loaded) -> None:
        self.saved, kept, closed = found
        self.made = None
        view = self.saved.view
        restored = kept is not None and self.saved.editable
        rows = drafts.rows_of(kept.body) if restored and kept is not None else list(self.saved.rows)
        title = str(kept.body.get("title") or view.title) if restored and kept is not None else view.title
        self._fill(title, rows, readonly=not self.saved.editable)
        self.touched = restored
        if restored and kept is not None:
            self.notice.say(f"已恢复 {kept_at(kept, self.desk.today())} 未保存的内容。", "info", ("放弃", self.discard))
        elif closed is not None:
            self.notice.say(
                "涉及本单位主要负责人的数不在这份底稿里，可在独立保密的专题报告里写。", "info", ("去写专题报告", lambda: self._closed(closed))
            )
        self._head()
        self.acts.show_for(self.saved)
        self.order()
        self._look_for_changes()

    def _closed(self, ask: Ask) -> None:
        session = self.desk.session
        self.desk.runner.query(self, lambda: drafts.existing(session, ask), lambda found: self._go_closed(ask, found))

    def _go_closed(self, ask: Ask, found: str) -> None:
        if found:
            self.desk.open("draft", id=found)
        else:
            session = self.desk.session
            self.desk.runner.operate(
                self, "生成底稿", lambda _c: drafts.create(session, ask), lambda view: self.desk.open("draft", id=view.id)
            )

    def _compose(self, ask: Ask) -> None:
        session = self.desk.session
        self.drafting.begin("")
        self.desk.runner.query(self, lambda: composing.compose(session, ask), self._show_made, key="draft", label="正在生成底稿")

    def _show_made(self, made: Composition) -> None:
        self.saved, self.made = None, made
        self._fill(made.title, [row_of(p, made.seen.get(p.key, "")) for p in made.paragraphs], readonly=True)
        self._head()
        self.acts.show_for(self.saved)
        self.order()

    def _fill(self, title: str, rows: list[DraftRow], *, readonly: bool) -> None:
        self._loading = True
        self.title.setText(title)
        self.title.setReadOnly(readonly)
        self._tools.setVisible(not readonly)
        self.rows.set_rows(rows, readonly=readonly)
        self._loading = False
        self._show_sections()
        self._note.setText("")
        if self.rows.rows:
            first = next((r for r in self.rows.rows if not r.data.level), self.rows.rows[0])
            first.text.setFocus()

    def refresh(self) -> None:
        if self.saved is not None and not self.touched:
            self._load(self.saved.view.id)

    # --- what is shown ----------------------------------------------------------------------
    def _head(self) -> None:
        if self.saved is not None:
            view = self.saved.view
            blanks = len([r for r in self.rows.values() if drafts.OPEN in r.text])
            waits = f" · {blanks} 处待填写" if blanks else ""
            under = f"{view.state_label} · {view.date}{waits} · 点一句话，右边是它的依据"
            primary: tuple[str, Callable[[], object]] | None = ("保存", self.save) if self.saved.editable else None
            self.set_head(Head(view.title, under, primary, back=True, home="statistics"))
        elif self.made is not None:
            self.set_head(Head(self.made.title, "随用随出，不保存成记录", ("打印", self.acts.print), back=True, home="statistics"))

    def _show_sections(self) -> None:
        clear(self._sections)
        for one in self.rows.rows:
            if one.data.level:
                made = RowButton(one.now.text or "（没有标题）", lambda r=one: self.rows.show_row(r), "link")  # type: ignore[misc]
                self._sections.addWidget(made)
        self._sections.addStretch(1)
        self.order()

    def order(self) -> None:
        """The Tab key goes from the chapters through the sentences to the buttons and the sources."""
        rows = [r.text for r in self.rows.rows]
        read_on(self.notice, (self.notice, self._chapters, self.title, self._tools, *rows, self.acts, self.sources))

    def _sources_shown(self) -> None:
        last = self.acts.last
        if last is not None:
            read_on(last, (self.sources,))

    def _choose(self, one: SentenceRow | None) -> None:
        for part in self._of_row:
            part.setEnabled(one is not None)
        self.sources.show_row(one.now if one is not None else None)
        if one is not None:
            self.level.setCurrentIndex(max(self.level.findData(one.data.level), 0))
            self.joined.setChecked(one.data.joined)
            self.joined.setEnabled(not one.data.level)

    def _look_for_changes(self) -> None:
        """Compare with the records in the background and mark what has changed."""
        if self.saved is None or self.saved.definition is None:
            return
        if sum(len(r.sources) for r in self.saved.rows) > MOST_COMPARED:  # would keep the store busy for seconds
            self._note.setText("依据的记录很多，点“重新生成”核对数据有没有变化。")
            return
        session, record = self.desk.session, self.saved.view.id
        self.desk.runner.query(self, lambda: renewing.renewal(session, record), self._mark, key="renewal", label="正在核对数据")

    def _mark(self, found: Renewal) -> None:
        if self.saved is None or found.saved.view.id != self.saved.view.id:
            return
        self.rows.set_stale(found.stale)
        if found.changes and not self.notice.text:
            acts = (("看有什么不同", self.acts.renew),) if self.saved.editable else ()
            self.notice.say(f"数据已变化：{len(found.changes)} 处和底稿不同。", "warn", *acts)
            self.order()

    # --- typing and saving ------------------------------------------------------------------
    def _typed(self) -> None:
        if self._loading or self.saved is None:
            return
        self.touched = True
        self._typings += 1
        self.drafting.typed()
        self._note.setText("正在输入…")
        if any(r.data.level and r is self.rows.current for r in self.rows.rows):
            self._show_sections()

    def _typing(self) -> Draft | None:
        if self.saved is None or not self.touched:
            return None
        view = self.saved.view
        body = {**view.body, "title": self.title.text(), PARAGRAPHS: [plain(r) for r in self.rows.values()]}
        return Draft(view.id, view.form, view.kind, self.title.text(), body, version=view.version, base=view.body)

    def leave(self) -> None:
        self.drafting.keep()

    def discard(self) -> None:
        """Forget the typing and show what is stored."""
        if self.saved is not None:
            record = self.saved.view.id
            self.touched = False
            self.drafting.forget(lambda: self._load(record))

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save what was typed; then: what follows."""
        saved, session = self.saved, self.desk.session
        if saved is None or not saved.editable:
            return
        rows, title, before = self.rows.values(), self.title.text(), self._typings
        self.drafting.saved()

        def work(_context: object) -> OpResult[RecordView]:
            result = drafts.write(session, saved.view.id, rows, title, saved.view.version)
            typing.drop_draft(session, saved.view.id)
            return result

        def done(view: RecordView) -> None:
            if self.saved is None or self.saved.view.id != view.id:
                return
            self.touched = self._typings != before
            self.notice.quiet()
            if self.touched:
                self.drafting.typed()
            elif then is not None:
                then()
            else:
                self.desk.say("已保存")
                self._load(view.id)

        self.desk.runner.operate(self, "保存底稿", work, done, failed=self._refused)

    def _refused(self, _error: AppError) -> bool:
        self.drafting.typed()
        return False

    def reload(self, record_id: str) -> None:
        """Show what is stored; what was typed is in it."""
        self.touched = False
        self._load(record_id)

    def settled(self, then: Callable[[], object]) -> None:
        """Save first when there is something unsaved, then go on."""
        if self.touched and self.saved is not None and self.saved.editable:
            self.save(then)
        else:
            then()

    def first_focus(self) -> QWidget | None:
        first = next((r for r in self.rows.rows if not r.data.level), None)
        return first.text if first is not None else self.title
