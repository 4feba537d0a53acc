"""One letter: fields and text at the left, the printed page at the right, its way above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.errors import AppError, ErrorCode
from app.services import drafts, letter_prints, letters, records
from app.services.drafts import Draft
from app.services.letter_prints import Print
from app.services.letters import Step
from app.services.records import RecordView
from app.services.results import OpResult
from app.ui.desk import Desk
from app.ui.drafting import Drafting, kept_at
from app.ui.letteracts import LetterActs
from app.ui.letterform import LetterForm
from app.ui.letterpreview import LetterPreview
from app.ui.letterway import annexes_part, prints_part, views, way_part
from app.ui.notice import Notice
from app.ui.pages.base import Head
from app.ui.parts import Card, label, restyle, tag
from app.ui.recordclash import RecordClash, TypingPage
from app.ui.recorddiff import DiffView
from app.ui.recorddossier import DossierOffer
from app.ui.recordread import RecordRead
from app.ui.recordwords import Part
from app.ui.runcard import RunCard
from app.ui.taborder import read_on

PREVIEW_MS = 350
PLACE_MS = 120
MISSING: dict[str, Any] = {"to": ["【主送】"], "title": "【标题】"}
IN_PREVIEW = frozenset({"body", "values", "matters", "attachments_text"})  # in the page itself, or for the program
HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class LetterPage(TypingPage):
    """One letter, new or stored."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kind = ""
        self.record: RecordView | None = None
        self.base: dict[str, Any] = {}
        self.touched = False
        self._typings = 0
        self._loading = False
        self._steps: list[Step] = []
        self.prints: list[Print] = []
        self.clash = RecordClash(self)
        self.drafting = Drafting(desk, self._draft, self)
        box = QHBoxLayout()
        box.setSpacing(14)
        box.addWidget(self._left(), 11)
        self.paper = LetterPreview(desk, self)
        self.sheet = self.paper.sheet
        box.addWidget(self.paper, 9)
        self.paper.wanted.connect(self._go_to_paragraph)
        self.box.addLayout(box, 1)
        self.drafting.stated.connect(self._saved.setText)
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(PREVIEW_MS)
        self._preview_timer.timeout.connect(self.preview)
        self._place_timer = QTimer(self)
        self._place_timer.setSingleShot(True)
        self._place_timer.setInterval(PLACE_MS)
        self._place_timer.timeout.connect(self._follow)
        self.form.moved.connect(self._place_timer.start)
        for keys, act in (("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Ctrl+S", self.save),
                          ("Ctrl+P", self.acts.print), ("Ctrl+Shift+P", lambda: self.acts.export("pdf")),
                          ("Ctrl+Shift+W", lambda: self.acts.export("docx"))):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act, context=HERE)

    def _left(self) -> QWidget:
        self.card = Card("文书")
        self._saved = label("", "sub")
        self._state = tag("草拟", "warn")
        self.card.head.addWidget(self._saved)
        self.card.head.addWidget(self._state)
        self.steps = RunCard(self.desk)
        self.card.body.addWidget(self.steps)
        self.notice = Notice("这件文书的提示", lambda: (self.stack, self.form.facts, self.acts, self.paper))
        self.card.body.addWidget(self.notice)
        self.offer = DossierOffer(self.desk, self, self.notice)
        self.form = LetterForm(self.desk)
        self.form.changed.connect(self._typed)
        self.read = RecordRead(self.desk, paired=False)
        self.diff = DiffView(self.clash.merge, self.show_typing, self.discard)
        self.stack = QStackedWidget()
        for part in (self.form, self.read, self.diff):
            self.stack.addWidget(part)
        self.card.body.addWidget(self.stack, 1)
        self.card.body.addWidget(self.form.facts)
        self.acts = LetterActs(self)
        self.card.body.addWidget(self.acts)
        return self.card

    # --- opening -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.dirty = False
        self.touched = False
        self.record = None
        self.prints = []
        self.notice.quiet()
        self._saved.setText("")
        self.form.to_top()
        if args.get("id"):
            self._load(str(args["id"]))
            return
        self.kind = str(args["kind"])
        given = args.get("body")
        self._start(dict(given) if isinstance(given, dict) else None, str(args.get("draft") or ""))

    def _start(self, given: dict[str, Any] | None, wanted: str = "") -> None:
        """A new letter; a draft that waits is gone on with, unless the letter comes from a gap."""
        session, kind = self.desk.session, self.kind
        self.drafting.begin(drafts.new_key(letters.FORM, kind))

        def read() -> tuple[dict[str, Any], Draft | None, dict[str, str]]:
            waiting = drafts.new_drafts(session, letters.FORM, kind)
            chosen = next((d for d in waiting if d.key == wanted), None)
            if chosen is None and waiting and given is None:
                chosen = waiting[0]
            fresh = chosen.body if chosen else given if given is not None else letters.draft(session, kind)
            return fresh, chosen, letters.source_titles(session, fresh)

        def done(found: tuple[dict[str, Any], Draft | None, dict[str, str]]) -> None:
            body, chosen, titles = found
            self.base = {}
            self._fill(body, titles)
            self._show_new()
            if chosen:
                self.drafting.begin(chosen.key)
                self._restored(chosen)
            elif given is not None:
                self._typed()  # drafted from a gap: worth keeping before the first key

        self.desk.runner.query(self, read, done, label="正在起草")

    def _restored(self, draft: Draft) -> None:
        self.touched = True
        fresh = (("另写一份新的", self.begin_anew),) if self.record is None else ()
        text = f"已恢复 {kept_at(draft, self.desk.today())} 未保存的内容"
        self.notice.say(text, "info", ("放弃", self.discard), *fresh)

    def begin_anew(self) -> None:
        """Leave the draft where it is and start another letter of the kind."""
        self.drafting.keep()
        session, kind = self.desk.session, self.kind
        self.touched = False
        self.drafting.begin(drafts.new_key(letters.FORM, kind))
        self.desk.runner.query(self, lambda: letters.draft(session, kind), lambda body: self._fill(body, {}))

    def _show_new(self) -> None:
        self._steps = letters.new_steps(self.desk.session)
        self._show_way()
        self._state.setText("新起草")
        restyle(self._state, tone="warn")
        self.show_typing()

    def _load(self, record_id: str) -> None:
        session = self.desk.session
        self.drafting.begin(record_id)

        def read() -> tuple[RecordView, list[Step], list[Print], Draft | None]:
            view, printed = records.get(session, record_id), letter_prints.prints(session, record_id)
            return view, letters.steps(session, record_id), printed, drafts.load_draft(session, record_id)

        def done(found: tuple[RecordView, list[Step], list[Print], Draft | None]) -> None:
            view, steps, self.prints, draft = found
            self._show(view, steps)
            if draft and self.editable:
                self.base = draft.base if draft.base is not None else view.body
                self._fill(draft.body, view.labels)
                self._restored(draft)
                if draft.version != view.version:
                    self.clash.look()

        self.desk.runner.query(self, read, done, label="正在打开文书")

    def show_view(self, view: RecordView) -> None:
        """Show a stored letter; its steps follow."""
        session = self.desk.session
        self.desk.runner.query(self, lambda: letters.steps(session, view.id), lambda steps: self._show(view, steps))

    def _show(self, view: RecordView, steps: list[Step]) -> None:
        self.record, self.kind, self.touched, self._steps = view, view.kind, False, steps
        self.base = view.body
        self.drafting.begin(view.id)
        self._fill(view.body, view.labels)
        self._show_way()
        self._state.setText(view.state_label)
        restyle(self._state, tone="warn" if view.state == "draft" else view.state_tone)
        if self.editable:
            self.show_typing()
        else:
            self.read.show_record(view, IN_PREVIEW, self._parts())
            self.show_part(self.read)
            self.offer.look(view)

    def _parts(self) -> tuple[Part, ...]:
        annexes = annexes_part(self.record.body) if self.record is not None else None
        more = (annexes,) if annexes is not None and annexes.lines else ()
        return (*more, way_part(self._steps), *((prints_part(self.prints),) if self.prints else ()))

    def look_at_prints(self) -> None:
        """The letter may have been printed: show the record of its prints as it is now."""
        session, record = self.desk.session, self.record

        def done(found: list[Print]) -> None:
            self.prints = found
            if record is self.record and self.stack.currentWidget() is self.read and record is not None:
                self.read.show_record(record, IN_PREVIEW, self._parts())
            self.acts.show_steps(self.record, self._steps)

        if record is not None:
            self.desk.runner.query(self, lambda: letter_prints.prints(session, record.id), done)

    def _show_way(self) -> None:
        self.steps.set_way("", views(self._steps, self.acts.advance))

    def show_typing(self) -> None:
        self.show_part(self.form)

    def show_part(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self.acts.show_steps(self.record, self._steps)
        read_on(self.notice, (self.stack, self.form.facts, self.acts, self.paper))
        self.acts.setVisible(part is not self.diff)
        self.form.facts.setVisible(part is not self.diff and self.form.facts.count() > 0)
        self._head()
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        first = self.first_focus()
        if first is not None and self.isVisible():
            first.setFocus()

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
            return session.can("create", letters.FORM, self.kind)
        return not self.record.locked and "edit" in self.record.may

    def _head(self) -> None:
        title = self.desk.session.catalog.letters[self.kind].label
        self.card.title.setText(title)
        sources = len(self.form.body().get("basis_records") or [])
        under = f"由 {sources} 条记录起草 · 每一处事实可点回原记录" if sources else "边写边排版 · 草稿自动保存"
        if self.record is not None and not self.editable:
            under = " · ".join(t for t in (str(self.record.body.get("number") or ""), self.record.title) if t)
        self.set_head(Head(f"文书 · {title}", under, None, back=True))

    def refresh(self) -> None:
        if self.record is not None and not self.touched:
            self._load(self.record.id)

    # --- typing ------------------------------------------------------------
    def typing(self) -> dict[str, Any]:
        return self.form.body()

    def _typed(self) -> None:
        if self._loading:
            return
        self.touched = True
        self._typings += 1
        self._preview_timer.start()
        self.drafting.typed()

    def _draft(self) -> Draft | None:
        """The typing as it stands."""
        if not self.touched or not self.editable:
            return None
        body, stored = self.form.body(), self.record
        title = str(body.get("title") or self.desk.session.catalog.letters[self.kind].label)
        return Draft(
            self.drafting.key, letters.FORM, self.kind, title, body,
            version=stored.version if stored else None, base=self.base if stored else None,
        )  # fmt: skip

    def leave(self) -> None:
        self.drafting.keep()

    def discard(self) -> None:
        """Forget the typing."""
        self.touched = False
        self.notice.quiet()
        self.drafting.forget(self._again)

    def _again(self) -> None:
        if self.record is None:
            self.begin_anew()
        else:
            self._load(self.record.id)

    # --- preview -----------------------------------------------------------
    def preview(self) -> None:
        """Lay the letter out as it stands."""
        self._preview_timer.stop()
        self.form.show_blanks()
        session, kind, body, stored = self.desk.session, self.kind, self.form.body(), self.record
        if self.editable:
            self.form.aids.look(kind, dict(body))
        for name in MISSING.keys() & set(session.catalog.letters[kind].required):  # a page to look at before they are typed
            body.setdefault(name, MISSING[name])
        self.desk.runner.query(
            self, lambda: letters.preview_pdf(session, kind, body, stored),
            lambda made: self.paper.show_preview(made, writing=self.editable),
            failed=self.paper.refused, key="preview",
        )  # fmt: skip

    def _follow(self) -> None:
        """Mark on the page what is being written, while it is being written."""
        if self.stack.currentWidget() is self.form:
            self.paper.follow(self.form.paragraph())
            self.form.show_source()

    def _go_to_paragraph(self, number: int) -> None:
        if self.stack.currentWidget() is self.form:
            self.form.go_to_paragraph(number)

    # --- saving ------------------------------------------------------------
    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save the letter as a record; then: what follows with the stored letter."""
        if not self.editable or self.stack.currentWidget() is self.diff:
            return
        stored = self.record
        self.write(self.form.body(), stored.id if stored else None, stored.version if stored else None, then)

    def write(
        self, body: dict[str, Any], record_id: str | None, version: int | None, then: Callable[[], object] | None = None
    ) -> None:
        session, kind, key, before = self.desk.session, self.kind, self.drafting.key, self._typings
        self.drafting.saved()

        def work(_context: object) -> OpResult[RecordView]:
            result = records.save(session, letters.FORM, kind, body, record_id, version)
            drafts.drop_draft(session, key)
            return result

        def done(view: RecordView) -> None:
            if self.drafting.key != key:
                return  # the person went on to another letter
            self.notice.quiet()
            self.record, self.base = view, view.body
            self.drafting.begin(view.id)
            if self._typings != before:
                self._typed()
                return
            self.touched = False
            self._saved.setText("")
            if then is not None:
                then()
            else:
                self.show_view(view)

        self.desk.runner.operate(self, "保存文书", work, done, failed=self._refused)

    def _refused(self, error: AppError) -> bool:
        self.drafting.typed()
        if error.code in (ErrorCode.STALE, ErrorCode.NOT_FOUND, ErrorCode.FINALISED) and self.record is not None:
            self.clash.show()
            return True
        self.form.mark(error.where)
        return False

    def first_focus(self) -> QWidget | None:
        shown = self.stack.currentWidget()
        return self.diff.first() if shown is self.diff else self.form.first() if shown is self.form else self.read
