"""The letter editor: fields and text at the left, the printed page at the right, its way above."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import AppError
from app.services import drafts, letters, records
from app.services.letters import Preview, Step
from app.services.records import RecordView
from app.services.results import ChangeSet
from app.ui.desk import Desk
from app.ui.letteracts import LetterActs
from app.ui.letterform import LetterForm
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, button, label, restyle, row, tag
from app.ui.pdfview import SheetView
from app.ui.steps import StepsBar

PREVIEW_MS = 350
MISSING: dict[str, Any] = {"to": ["【主送】"], "title": "【标题】"}
FONT_NOTE = "本机没有安装"
DRAFT_MS = 1500
LINES = {"general": "22 行 × 28 字", "letter": "信函格式", "minutes": "纪要格式", "plain": "普通格式"}


class LetterPage(Page):
    """One letter, new or stored."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kind = ""
        self.record: RecordView | None = None
        self.touched = False
        self._loading = False
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 11)
        box.addWidget(self._right(), 9)
        self.box.addLayout(box, 1)
        self._preview_timer = self._timer(PREVIEW_MS, self.preview)
        self._draft_timer = self._timer(DRAFT_MS, self.keep_draft)
        for keys in ("Ctrl+Return", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Ctrl+P"), self, self.acts.print, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _timer(self, after: int, act: Any) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(after)
        made.timeout.connect(act)
        return made

    def _left(self) -> QWidget:
        self.card = Card("文书")
        self._state = tag("草拟", "warn")
        self.card.head.addWidget(self._state)
        self.steps = StepsBar(self.desk.tokens)
        self.card.body.addWidget(self.steps)
        self.form = LetterForm(self.desk)
        self.form.changed.connect(self._typed)
        self.card.body.addWidget(self.form, 1)
        self.acts = LetterActs(self)
        self.card.body.addWidget(self.acts)
        return self.card

    def _right(self) -> QWidget:
        card = Card("版面预览")
        self._where = card.title
        self._health = tag("", "muted")
        card.head.addWidget(self._health)
        self.sheet = SheetView(self.desk.tokens)
        card.body.addWidget(self.sheet, 1)
        self._warning = label("", "problem", wrap=True)
        self._warning.hide()
        card.body.addWidget(self._warning)
        self._pager = QWidget()
        pager = QVBoxLayout(self._pager)
        pager.setContentsMargins(0, 0, 0, 0)
        pager.addLayout(
            row(None, button("上一页", lambda: self._turn(-1), "small"), button("下一页", lambda: self._turn(1), "small"), None)
        )
        card.body.addWidget(self._pager)
        self._pager.hide()
        return card

    # --- opening -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.dirty = False
        self.touched = False
        self.record = None
        if args.get("id"):
            self._load(str(args["id"]))
            return
        self.kind = str(args["kind"])
        given = args.get("body")
        session, kind, key = self.desk.session, self.kind, self.draft_key

        def read() -> tuple[dict[str, Any], dict[str, Any] | None]:
            fresh = dict(given) if isinstance(given, dict) else letters.draft(session, kind)
            return fresh, None if given else drafts.load_draft(session, key)

        def done(found: tuple[dict[str, Any], dict[str, Any] | None]) -> None:
            fresh, draft = found
            self._fill(draft["body"] if draft else fresh, {})
            self._show_new()
            self.touched = bool(given)
            if draft:
                self.touched = True
                self.desk.say("已恢复上次没有保存的草稿。", "info", ("丢弃", self.discard))

        self.desk.runner.query(self, read, done, label="正在起草")

    def _show_new(self) -> None:
        way = self.desk.session.catalog.workflows["letter"].steps
        self.steps.set_steps([Step(s.state, s.label, False, "", "", "", False) for s in way])
        self._state.setText("新起草")
        restyle(self._state, tone="warn")
        self.acts.show_steps(None, [])
        self._head()

    @property
    def draft_key(self) -> str:
        """The key of this letter's draft."""
        return self.record.id if self.record else f"new:letter:{self.kind}"

    def _load(self, record_id: str) -> None:
        session = self.desk.session

        def read() -> tuple[RecordView, list[Step], dict[str, Any] | None]:
            view = records.get(session, record_id)
            return view, letters.steps(session, record_id), drafts.load_draft(session, record_id)

        def done(found: tuple[RecordView, list[Step], dict[str, Any] | None]) -> None:
            view, steps, draft = found
            self._show(view, steps)
            if draft and not view.locked:
                self._fill(draft["body"], view.labels)
                self.touched = True
                self.desk.say("已恢复上次没有保存的草稿。", "info", ("丢弃", self.discard))

        self.desk.runner.query(self, read, done, label="正在打开文书")

    def show_view(self, view: RecordView) -> None:
        """Show a stored letter; its steps follow."""
        session = self.desk.session
        self.desk.runner.query(self, lambda: letters.steps(session, view.id), lambda steps: self._show(view, steps))

    def _show(self, view: RecordView, steps: list[Step]) -> None:
        self.record, self.kind, self.touched = view, view.kind, False
        self._fill(view.body, view.labels)
        self.steps.set_steps(steps)
        self._state.setText(view.state_label)
        restyle(self._state, tone="warn" if view.state == "draft" else view.state_tone)
        self.acts.show_steps(view, steps)
        self._head()

    def _fill(self, body: dict[str, Any], labels: dict[str, str]) -> None:
        self._loading = True
        self.form.set_body(self.kind, body, labels)
        self.form.set_readonly(not self.editable)
        self._loading = False
        self.preview()

    @property
    def editable(self) -> bool:
        """Whether the letter may still be changed."""
        session = self.desk.session
        if self.record is None:
            return session.can("create", "letter")
        return not self.record.locked and session.can("edit", "letter")

    def _head(self) -> None:
        title = self.desk.session.catalog.letters[self.kind].label
        self.card.title.setText(title)
        sources = len(self.form.body().get("basis_records") or [])
        under = f"由 {sources} 条记录起草 · 每一处事实可点回原记录" if sources else "边写边排版 · Ctrl+Enter 保存"
        self.set_head(Head(f"文书 · {title}", under, ("保存", self.save) if self.editable else None, back=True))

    def refresh(self) -> None:
        if self.record is not None and not self.touched:
            self._load(self.record.id)

    def affected(self, changes: ChangeSet) -> bool:
        return self.record is not None and self.record.id in changes.ids

    # --- typing ------------------------------------------------------------
    def _typed(self) -> None:
        if self._loading:
            return
        self.touched = True
        self._preview_timer.start()
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    def keep_draft(self) -> None:
        """Put the typing into the encrypted store."""
        self._draft_timer.stop()
        if not self.touched or not self.editable:
            return
        session, key, body = self.desk.session, self.draft_key, self.form.body()
        payload = {"form": "letter", "kind": self.kind, "body": body}
        title = str(body.get("title") or "文书")
        self.desk.runner.query(self, lambda: drafts.save_draft(session, key, title, payload), lambda _n: None)

    def leave(self) -> None:
        if self.touched:
            self.keep_draft()

    def discard(self) -> None:
        """Forget the typing."""
        session, key, record = self.desk.session, self.draft_key, self.record
        again = {"id": record.id} if record else {"kind": self.kind}
        self.touched = False
        self.desk.runner.query(self, lambda: drafts.drop_draft(session, key), lambda _n: self.go(dict(again)))

    # --- preview -----------------------------------------------------------
    def preview(self) -> None:
        """Lay the letter out as it stands."""
        self._preview_timer.stop()
        session, kind, body = self.desk.session, self.kind, self.form.body()
        for name, mark in MISSING.items():  # a page to look at while the first fields are still empty
            body.setdefault(name, mark)
        self.desk.runner.query(
            self, lambda: letters.preview_pdf(session, kind, body), self._show_preview, failed=self._no_preview,
            key="preview",
        )  # fmt: skip

    def _show_preview(self, made: Preview) -> None:
        self.sheet.show_pdf(made.pdf)
        self._turn(0)
        fonts = [w for w in made.warnings if w.startswith(FONT_NOTE)]
        others = list(dict.fromkeys(w for w in made.warnings if w not in fonts))
        good = not others
        self._health.setText(f"{LINES.get(made.format, made.format)} · {'版式无问题' if good else f'{len(others)} 处提示'}")
        self._health.setToolTip("\n".join(fonts))
        restyle(self._health, tone="good" if good else "warn")
        self._warning.setText("\n".join(others[:3]))
        self._warning.setVisible(not good)

    def _no_preview(self, error: AppError) -> bool:
        self._health.setText("还不能排版")
        restyle(self._health, tone="warn")
        self._warning.setText(error.message + error.action)
        self._warning.show()
        return True

    def _turn(self, step: int) -> None:
        self.sheet.turn(self.sheet.page + step)
        self._where.setText(f"版面预览  第 {self.sheet.page + 1} 页，共 {self.sheet.count} 页")
        self._pager.setVisible(self.sheet.count > 1)

    # --- saving ------------------------------------------------------------
    def save(self, then: Any = None) -> None:
        """Save the letter as a record; then: what follows with the stored letter."""
        if not self.editable:
            return
        self._draft_timer.stop()
        session, kind, body, key = self.desk.session, self.kind, self.form.body(), self.draft_key
        record_id, version = (self.record.id, self.record.version) if self.record else (None, None)

        def work(_context: object) -> Any:
            result = records.save(session, letters.FORM, kind, body, record_id, version)
            drafts.drop_draft(session, key)
            return result

        def done(view: RecordView) -> None:
            self.record, self.touched = view, False
            if callable(then):
                then()
            else:
                self.show_view(view)

        self.desk.runner.operate(self, "保存文书", work, done, failed=self._refused)

    def _refused(self, error: AppError) -> bool:
        self.form.mark(error.where)
        return False

    def first_focus(self) -> QWidget | None:
        return self.form.first() if self.editable else None
