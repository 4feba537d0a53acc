"""The record editor, generated from a form: typing, drafts, saving, states, history."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.catalog.body import Problem
from app.domain.errors import AppError, ErrorCode
from app.services import drafts, records
from app.services.records import RecordView
from app.services.results import ChangeSet
from app.ui.desk import Desk
from app.ui.formview import FormView
from app.ui.pages.base import Head, Page
from app.ui.parts import Card, clear
from app.ui.recordside import RecordSide

DRAFT_MS = 1500
CHECK_MS = 400


class RecordPage(Page):
    """One record, new or stored."""

    entities = frozenset({"record"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.form_id = ""
        self.kind = ""
        self.record: RecordView | None = None
        self.form: FormView | None = None
        self.touched = False
        self._tried = False
        self._loading = False
        self._build()
        self._draft_timer = self._timer(DRAFT_MS, self.keep_draft)
        self._check_timer = self._timer(CHECK_MS, self.check)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self, self.save, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_last, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _timer(self, after: int, act: Any) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(after)
        made.timeout.connect(act)
        return made

    def _build(self) -> None:
        box = QHBoxLayout()
        box.setSpacing(14)
        self.card = Card()
        self.card.body.setContentsMargins(18, 10, 8, 10)
        self._place = QVBoxLayout()
        self.card.body.addLayout(self._place, 1)
        self.side = RecordSide(self.desk, self)
        box.addWidget(self.card, 1)
        box.addWidget(self.side)
        self.box.addLayout(box, 1)

    # --- opening -----------------------------------------------------------
    def go(self, args: dict[str, object]) -> None:
        self.dirty = False
        self._draft_timer.stop()
        self.touched = self._tried = False
        self.record = None
        if args.get("id"):
            self._load(str(args["id"]))
        else:
            self._start(str(args["form"]), str(args["kind"]), dict(args.get("values") or {}))  # type: ignore[call-overload]

    @property
    def draft_key(self) -> str:
        """The key of this record's draft."""
        return self.record.id if self.record else f"new:{self.form_id}:{self.kind}"

    def _start(self, form_id: str, kind: str, values: dict[str, Any]) -> None:
        session = self.desk.session
        self._show_form(form_id, kind)
        key = self.draft_key

        def read() -> tuple[dict[str, Any], dict[str, Any] | None]:
            return records.new_body(session, form_id, kind), drafts.load_draft(session, key)

        def done(found: tuple[dict[str, Any], dict[str, Any] | None]) -> None:
            fresh, draft = found
            self._fill((draft["body"] if draft else fresh) | values, {})
            if draft:
                self._restored()

        self.desk.runner.query(self, read, done)

    def _load(self, record_id: str) -> None:
        session = self.desk.session

        def read() -> tuple[RecordView, dict[str, Any] | None]:
            return records.get(session, record_id), drafts.load_draft(session, record_id)

        def done(found: tuple[RecordView, dict[str, Any] | None]) -> None:
            view, draft = found
            self.show_view(view)
            if draft and not view.locked:
                self._fill(draft["body"], view.labels)
                if draft.get("version") != view.version:
                    self.desk.say("这条记录在您上次输入之后被改过，请核对后再保存。", "warn")
                self._restored()

        self.desk.runner.query(self, read, done, label="正在打开记录")

    def _restored(self) -> None:
        self.touched = True
        self.desk.say("已恢复上次没有保存的内容。", "info", ("丢弃", self.discard))

    def show_view(self, view: RecordView) -> None:
        """Show a stored record."""
        self.record = view
        self.touched = self._tried = False
        if self.form is None or (self.form_id, self.kind) != (view.form, view.kind):
            self._show_form(view.form, view.kind)
        self._fill(view.body, view.labels)
        self._head()

    def _show_form(self, form_id: str, kind: str) -> None:
        self.form_id, self.kind = form_id, kind
        clear(self._place)
        self.form = FormView(self.desk, self.desk.session.form(form_id), kind)
        self.form.changed.connect(self._typed)
        self._place.addWidget(self.form)
        self._head()
        QTimer.singleShot(0, self, self._focus)

    def _focus(self) -> None:
        first = self.first_focus()
        if first is not None and self.isVisible():
            first.setFocus()

    def _fill(self, body: dict[str, Any], labels: dict[str, str]) -> None:
        if self.form is None:
            return
        self._loading = True
        self.form.set_body(body, labels)
        self.form.show_problems((), missing=False)
        self._loading = False
        self.form.set_readonly(not self.editable)
        self.side.show_record(self.record)

    @property
    def editable(self) -> bool:
        """Whether the person may type here."""
        session = self.desk.session
        if self.record is None:
            return session.can("create", self.form_id)
        return not self.record.locked and session.can("edit", self.form_id)

    def _head(self) -> None:
        label = self.desk.session.catalog.vocab.short(self.kind)
        title = self.record.title if self.record else f"登记 · {label}"
        under = f"{label} · {self.record.author_name} 登记" if self.record else "边写边存草稿 · Ctrl+Enter 保存 · Enter 到下一项"
        primary = ("保存", self.save) if self.editable else None
        self.set_head(Head(title or label, under, primary, back=True, home=self.desk.session.form(self.form_id).page))

    def refresh(self) -> None:
        if self.record is not None and not self.touched:
            self._load(self.record.id)

    def affected(self, changes: ChangeSet) -> bool:
        return self.record is not None and self.record.id in changes.ids

    def heard(self, changes: ChangeSet, origin: object) -> None:
        if origin is not self and self.affected(changes) and self.touched:
            self.desk.say("这条记录刚在别处改过。保存时会提醒您核对。", "warn", ("看最新内容", self.discard))
            return
        super().heard(changes, origin)

    # --- typing ------------------------------------------------------------
    def _typed(self) -> None:
        if self._loading:
            return
        self.touched = True
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        self._check_timer.start()
        self.side.set_note("正在输入…")

    def keep_draft(self) -> None:
        """Put the typing into the encrypted store."""
        self._draft_timer.stop()
        if self.form is None or not self.touched or not self.editable:
            return
        session, key, body = self.desk.session, self.draft_key, self.form.body()
        title = str(body.get("title") or self.desk.session.catalog.vocab.short(self.kind))
        payload = {"form": self.form_id, "kind": self.kind, "body": body,
                   "version": self.record.version if self.record else None}  # fmt: skip
        self.desk.runner.query(
            self, lambda: drafts.save_draft(session, key, title, payload), lambda _n: self.side.set_note("草稿已保存")
        )

    def leave(self) -> None:
        self._check_timer.stop()
        if self.touched:
            self.keep_draft()

    def discard(self) -> None:
        """Forget the typing and show what is stored."""
        session, key = self.desk.session, self.draft_key
        self._draft_timer.stop()
        self.touched = False
        self.desk.runner.query(self, lambda: drafts.drop_draft(session, key), lambda _n: self._again())

    def _again(self) -> None:
        if self.record is not None:
            self._load(self.record.id)
        else:
            self._start(self.form_id, self.kind, {})

    def copy_last(self) -> None:
        """Start from the last record of this kind."""
        if self.record is not None or not self.editable:
            return
        session, form_id, kind = self.desk.session, self.form_id, self.kind

        def done(body: dict[str, Any]) -> None:
            self._fill(body, {})
            self._typed()
            self.desk.say("已带入上一次同类记录的人员和地点。", "info")

        self.desk.runner.query(self, lambda: records.copy_last(session, form_id, kind), done)

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
            self.form.show_problems(problems, missing=self._tried)
            missing = [p.label for p in problems if p.missing]
            self.side.set_missing(missing)

    # --- saving ------------------------------------------------------------
    def save(self) -> None:
        """Save; what cannot be read is shown beside its field first."""
        if self.form is None or not self.editable:
            return
        focus = self.focusWidget()
        if focus is not None:
            focus.clearFocus()
            focus.setFocus()
        if self.form.typing_problems():
            self.form.show_problems((), missing=self._tried)
            self.form.go_to_problem()
            self.desk.say("有的内容看不明白，已在字段旁注明。", "warn")
            return
        self._draft_timer.stop()
        session, form_id, kind, body, key = self.desk.session, self.form_id, self.kind, self.form.body(), self.draft_key
        record_id, version = (self.record.id, self.record.version) if self.record else (None, None)

        def work(_context: object) -> Any:
            result = records.save(session, form_id, kind, body, record_id, version)
            drafts.drop_draft(session, key)
            return result

        self.desk.runner.operate(self, "保存", work, self.show_view, failed=self._refused)

    def _refused(self, error: AppError) -> bool:
        self._tried = True
        self.check()
        if error.code is ErrorCode.STALE:
            self.desk.say(error.sentence(), "warn", ("看最新内容", self.discard))
            return True
        if self.form is not None and error.code is ErrorCode.BAD_INPUT:
            name = error.where.partition("[")[0].partition(".")[0]
            self.form.show_problems([Problem(name, name, error.message)], missing=True)
            self.form.go_to_problem()
        return False

    def first_focus(self) -> QWidget | None:
        return self.form.first() if self.form is not None and self.editable else None
