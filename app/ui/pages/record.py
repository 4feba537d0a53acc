"""One record: read as a composed sheet, edited in a form, compared when changed underneath.

Acts on a stored record are in recordacts, the right side in recordside; what is typed and not
yet saved is kept by drafting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.catalog.body import Problem
from app.domain.errors import AppError, ErrorCode
from app.services import drafts, records
from app.services.drafts import Draft
from app.services.history import HistoryEntry
from app.services.records import RecordView
from app.ui import formkeys
from app.ui.desk import Desk
from app.ui.drafting import Drafting, kept_at, loose_typing, restore_typing
from app.ui.formview import FormView
from app.ui.notice import Notice
from app.ui.pages.base import Head
from app.ui.parts import Card, Empty
from app.ui.recordacts import RecordActs
from app.ui.recordclash import RecordClash, TypingPage
from app.ui.recorddiff import DiffView, OperationView
from app.ui.recorddossier import DossierOffer
from app.ui.recordread import RecordRead
from app.ui.recordsave import RecordSaving
from app.ui.recordside import RecordSide
from app.ui.recordway import RecordWay

CHECK_MS = 400
HERE = Qt.ShortcutContext.WidgetWithChildrenShortcut


class RecordPage(TypingPage):
    """One record, new or stored."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form_id = ""
        self.kind = ""
        self.record: RecordView | None = None
        self.form: FormView | None = None
        self.touched = False
        self.typings = 0
        self.tried = False
        self._loading = False
        self.base: dict[str, Any] = {}
        self.acts = RecordActs(self)
        self.clash = RecordClash(self)
        self.saving = RecordSaving(self)
        self.drafting = Drafting(desk, self._draft, self)
        self._build()
        self.drafting.stated.connect(self.side.set_note)
        self._check_timer = QTimer(self)
        self._check_timer.setSingleShot(True)
        self._check_timer.setInterval(CHECK_MS)
        self._check_timer.timeout.connect(self.check)
        self._bind()

    def _bind(self) -> None:
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+Return", self.save), ("Ctrl+Enter", self.save), ("Ctrl+S", self.save_on),
            ("Ctrl+Down", self._in_form(formkeys.section_on)), ("Ctrl+Up", self._in_form(formkeys.section_back)),
            ("Ctrl+Shift+Return", self._in_form(formkeys.add_row)), ("F8", self._in_form(formkeys.next_required)),
            ("Ctrl+D", self.acts.copy_last), ("Ctrl+E", self.edit), ("Ctrl+P", self.acts.print),
        )  # fmt: skip
        for name, act in keys:
            QShortcut(QKeySequence(name), self, act, context=HERE)
        self._plain_edit = QShortcut(QKeySequence("E"), self, self.edit, context=HERE)

    def _in_form(self, act: Callable[[FormView], None]) -> Callable[[], None]:
        """A key of the open form."""
        return lambda: act(self.form) if self.form is not None and self.stack.currentWidget() is self.form else None

    def _build(self) -> None:
        box = QHBoxLayout()
        box.setSpacing(14)
        self.card = Card()
        self.card.body.setContentsMargins(18, 10, 8, 10)
        self.notice = Notice("这条记录的提示", lambda: (self.way, self.stack, self.side))
        self.card.body.addWidget(self.notice)
        self.way = RecordWay(self)
        self.card.body.addWidget(self.way)
        self.offer = DossierOffer(self.desk, self, self.notice)
        self.stack = QStackedWidget()
        self.read = RecordRead(self.desk)
        self.diff = DiffView(self.clash.merge, self.back_to_typing, self.discard)
        self.operation = OperationView(self.back_to_typing, self.acts.take_back)
        self._gone = Empty("这条记录已不在", "它被删除了，或者登记它的那一步被撤销了。", "返回", self.desk.back)
        for part in (self.read, self.diff, self.operation, self._gone):
            self.stack.addWidget(part)
        self.card.body.addWidget(self.stack, 1)
        self.side = RecordSide(self.desk, self)
        box.addWidget(self.card, 1)
        box.addWidget(self.side)
        self.box.addLayout(box, 1)

    # --- opening -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.dirty = False
        self.touched = self.tried = False
        self.record = None
        self.notice.quiet()
        if args.get("id"):
            self._load(str(args["id"]), edit=bool(args.get("edit")), field=str(args.get("field") or ""))
            return
        values = args.get("values")
        self._start(str(args["form"]), str(args["kind"]), dict(values) if isinstance(values, dict) else {},
                    str(args.get("draft") or ""))  # fmt: skip

    def _start(self, form_id: str, kind: str, values: dict[str, Any], wanted: str = "") -> None:
        """A new record. A draft that waits is gone on with, unless the caller brought values of its own."""
        session = self.desk.session
        self._make_form(form_id, kind)
        self.fill({}, {})
        self.show_typing()
        self.drafting.begin(drafts.new_key(form_id, kind))
        before = self.typings

        def read() -> tuple[dict[str, Any], list[Draft]]:
            return records.new_body(session, form_id, kind), drafts.new_drafts(session, form_id, kind)

        def done(found: tuple[dict[str, Any], list[Draft]]) -> None:
            fresh, waiting = found
            chosen = next((d for d in waiting if d.key == wanted), None)
            if chosen is None and waiting and not values:
                chosen = waiting[0]
            self.base = {}
            if self.form is not None and self.typings != before:
                self.fill(fresh | values | self.form.body(), {})  # typed while the store was busy: that counts
            else:
                self.fill(chosen.body if chosen else fresh | values, {})
            if chosen and self.typings == before:
                self.drafting.begin(chosen.key)
                self._restored(chosen, len(waiting))
            elif waiting:
                one = waiting[0]
                self.notice.say(f"还有 {len(waiting)} 份没写完的同类登记。", "info", (
                    f"继续“{one.title[:16]}”", lambda: self._start(form_id, kind, {}, one.key)))  # fmt: skip

        self.desk.runner.query(self, read, done)

    def _load(self, record_id: str, *, edit: bool = False, field: str = "") -> None:
        session = self.desk.session
        self.drafting.begin(record_id)

        def read() -> tuple[RecordView, Draft | None]:
            return records.get(session, record_id), drafts.load_draft(session, record_id)

        def done(found: tuple[RecordView, Draft | None]) -> None:
            view, draft = found
            self.take(view)
            if draft and self.editable:
                self._resume(draft, view)
            elif edit and self.editable:
                self.edit_field(field)
            else:
                self._show_read()

        self.desk.runner.query(self, read, done, failed=self._lost, label="正在打开记录")

    def _lost(self, error: AppError) -> bool:
        """The record is gone (deleted, or its registration undone): say so in its place."""
        if error.code is not ErrorCode.NOT_FOUND:
            return False
        self.record = None
        self.touched = False
        self.stack.setCurrentWidget(self._gone)
        self.side.hide()
        self.set_head(Head("记录", "", None, back=True))
        return True

    def take(self, view: RecordView) -> None:
        """This is the stored record from now on."""
        self.record = view
        self.base = view.body
        self.touched = self.tried = False
        self.form_id, self.kind = view.form, view.kind
        self.drafting.begin(view.id)

    def _resume(self, draft: Draft, view: RecordView) -> None:
        self._make_form(view.form, view.kind)
        self.base = draft.base if draft.base is not None else view.body
        self.fill(draft.body, view.labels)
        self.show_typing()
        self._restored(draft, 1)
        if draft.version != view.version:
            self.clash.look()

    def _restored(self, draft: Draft, waiting: int) -> None:
        self.touched = True
        if self.form is not None and draft.loose:
            restore_typing(self.form, draft.loose)
        more = f"，另有 {waiting - 1} 份没写完" if waiting > 1 else ""
        fresh = (("另写一份新的", self.begin_anew),) if self.record is None else ()
        self.notice.say(
            f"已恢复 {kept_at(draft, self.desk.today())} 未保存的内容{more}", "info", ("放弃", self.discard), *fresh
        )
        self.side.set_note("还没有保存，草稿在库里。")

    def begin_anew(self) -> None:
        """Leave the draft where it is and start another record of the kind."""
        self.drafting.keep()
        session, form_id, kind = self.desk.session, self.form_id, self.kind
        self.touched = False
        self.drafting.begin(drafts.new_key(form_id, kind))
        self.desk.runner.query(self, lambda: records.new_body(session, form_id, kind), lambda b: self.fill(b, {}))

    def show_view(self, view: RecordView) -> None:
        """Show a stored record to read, its next step under the cursor's way."""
        self.take(view)
        self._show_read()

    def reload(self) -> None:
        """Read the record again and show it."""
        if self.record is not None:
            self._load(self.record.id)

    def _show_read(self) -> None:
        if self.record is not None:
            title = self.desk.session.form(self.record.form).base["title"]  # it is the page head
            self.read.show_record(self.record, (title,))
            self.show_part(self.read)
            self.offer.look(self.record)

    def edit(self) -> None:
        """Open the editor on a stored record."""
        if self.record is None or not self.editable or self.stack.currentWidget() is self.form:
            return
        self._make_form(self.record.form, self.record.kind)
        self.fill(self.record.body, self.record.labels)
        self.show_typing()

    def edit_field(self, field: str) -> None:
        """Open the editor at a field."""
        self.edit()
        QTimer.singleShot(0, self, lambda: self.form.go_to(field) if self.form is not None else None)

    def _make_form(self, form_id: str, kind: str) -> None:
        if self.form is not None and (self.form_id, self.kind) == (form_id, kind) == (self.form.form.id, self.form.kind):
            return
        self.form_id, self.kind = form_id, kind
        if self.form is not None:
            self.stack.removeWidget(self.form)
            self.form.deleteLater()
        self.form = FormView(self.desk, self.desk.session.form(form_id), kind)
        self.form.changed.connect(self.typed)
        self.stack.addWidget(self.form)

    def show_part(self, part: QWidget) -> None:
        """Bring a part to the front: the form, the sheet, a comparison."""
        self.side.show()
        self.stack.setCurrentWidget(part)
        self._plain_edit.setEnabled(part is self.read)
        self.side.show_record(self.record, editing=part is self.form)
        self.way.look(self.record)
        self._head()
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        first = self.first_focus()
        if first is not None and self.isVisible():
            first.setFocus()

    def fill(self, body: dict[str, Any], labels: dict[str, str]) -> None:
        """Put a body into the form; that is no typing."""
        if self.form is None:
            return
        self._loading = True
        self.form.set_body(body, labels)
        self.form.show_problems((), missing=False)
        self._loading = False
        self.form.set_readonly(not self.editable)

    @property
    def editable(self) -> bool:
        """Whether the person may type here."""
        session = self.desk.session
        if self.record is None:
            return session.can("create", self.form_id, self.kind)
        return not self.record.locked and "edit" in self.record.may

    def _head(self) -> None:
        label = self.desk.session.catalog.vocab.short(self.kind)
        title = self.record.title if self.record else f"登记 · {label}"
        under = f"边写边存草稿 · {formkeys.HINT}，Ctrl+Enter 保存"
        primary: tuple[str, Callable[[], object]] | None = ("保存", self.save) if self.editable else None
        if self.record is not None:
            under = " · ".join(t for t in (label, self.record.date, f"{self.record.author_name} 登记") if t)
            if self.stack.currentWidget() is self.read and primary:
                primary = ("修改", self.edit)
            elif self.stack.currentWidget() is not self.form:
                primary = None
        self.set_head(Head(title or label, under, primary, back=True, home=self.desk.session.form(self.form_id).page))

    def first_focus(self) -> QWidget | None:
        shown = self.stack.currentWidget()
        if shown is self.form and self.form is not None:
            return self.form.first()
        return self.diff.first() if shown is self.diff else self.operation.back_button if shown is self.operation else self.read

    # --- changes from elsewhere --------------------------------------------
    def refresh(self) -> None:
        if self.record is not None and not self.touched:
            self._load(self.record.id, edit=self.stack.currentWidget() is self.form)

    def typing(self) -> dict[str, Any]:
        return self.form.body() if self.form is not None else {}

    def show_typing(self) -> None:
        if self.form is not None:
            self.show_part(self.form)

    def back_to_typing(self) -> None:
        """From a comparison back to the form, or to the sheet."""
        if self.touched:
            self.show_typing()
        else:
            self._show_read()

    def show_operation(self, entry: HistoryEntry) -> None:
        """Show what one operation of the history changed."""
        self.operation.show_entry(entry)
        self.show_part(self.operation)

    # --- typing ------------------------------------------------------------
    def typed(self) -> None:
        """A field was changed by the person."""
        if self._loading:
            return
        self.touched = True
        self.typings += 1
        self.drafting.typed()
        self._check_timer.start()
        self.side.set_note("正在输入…")

    def _draft(self) -> Draft | None:
        """The typing as it stands."""
        if self.form is None or not self.touched or not self.editable:
            return None
        body = self.form.body()
        title = str(body.get("title") or self.desk.session.catalog.vocab.short(self.kind))
        stored = self.record
        return Draft(
            self.drafting.key, self.form_id, self.kind, title, body, version=stored.version if stored else None,
            base=self.base if stored else None, loose=loose_typing(self.form),
        )  # fmt: skip

    def leave(self) -> None:
        self._check_timer.stop()
        self.drafting.keep()

    def discard(self) -> None:
        """Forget the typing and show what is stored."""
        self.touched = False
        self.notice.quiet()
        self.drafting.forget(self._again)

    def _again(self) -> None:
        if self.record is None:
            self.begin_anew()
        else:
            self._load(self.record.id)

    def check(self) -> None:
        """Ask what is wrong and put it beside the fields."""
        if self.form is None or not self.editable:
            return
        session, form_id, kind, body = self.desk.session, self.form_id, self.kind, self.form.body()
        self.desk.runner.query(
            self, lambda: records.check(session, form_id, kind, body), self._show_problems, key="check"
        )

    def _show_problems(self, problems: list[Problem]) -> None:
        if self.form is not None:
            self.form.show_problems(problems, missing=self.tried)
            self.side.set_missing([p.label for p in problems if p.missing])

    # --- saving ------------------------------------------------------------
    def write(self, body: dict[str, Any], record_id: str | None, version: int | None) -> None:
        self.saving.write(body, record_id, version)

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save and show the record; then: what follows."""
        self.saving.save(then)

    def save_on(self) -> None:
        """Save and go on typing."""
        self.saving.save(self.edit)
