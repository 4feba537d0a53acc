"""Saving what a record page holds: checks of the typing, the write, what a refusal means."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.catalog.body import Problem
from app.domain.errors import AppError, ErrorCode
from app.services import drafts, records
from app.services.records import RecordView
from app.services.results import OpResult

if TYPE_CHECKING:
    from app.ui.pages.record import RecordPage

UNDERNEATH = (ErrorCode.STALE, ErrorCode.NOT_FOUND, ErrorCode.FINALISED)


class RecordSaving:
    """Writes the record of a page."""

    def __init__(self, page: RecordPage) -> None:
        self._page = page

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save the typing; what cannot be read is shown beside its field first."""
        page = self._page
        if page.form is None or not page.editable or page.stack.currentWidget() is not page.form:
            return
        focus = page.focusWidget()
        if focus is not None:  # a field settles what was typed when it is left
            focus.clearFocus()
            focus.setFocus()
        if page.form.typing_problems():
            page.form.show_problems((), missing=page.tried)
            page.form.go_to_problem()
            page.desk.say("有的内容看不明白，已在字段旁注明。", "warn")
            return
        stored = page.record
        self.write(page.form.body(), stored.id if stored else None, stored.version if stored else None, then)

    def write(
        self, body: dict[str, Any], record_id: str | None, version: int | None, then: Callable[[], object] | None = None
    ) -> None:
        """Save a body; keys pressed meanwhile are kept and belong to the saved record."""
        page = self._page
        session, form_id, kind, key = page.desk.session, page.form_id, page.kind, page.drafting.key
        before = page.typings
        page.drafting.saved()

        def work(_context: object) -> OpResult[RecordView]:
            result = records.save(session, form_id, kind, body, record_id, version)
            drafts.drop_draft(session, key)
            return result

        def done(view: RecordView) -> None:
            if page.drafting.key != key:
                return  # the person went on to another record
            page.notice.quiet()
            if page.typings != before:
                page.take(view)
                page.typed()
                return
            page.show_view(view)
            if then is not None:
                then()

        page.desk.runner.operate(page, "保存", work, done, failed=self._refused)

    def _refused(self, error: AppError) -> bool:
        page = self._page
        page.tried = True
        page.drafting.typed()
        if error.code in UNDERNEATH and page.record is not None:
            page.clash.show()
            return True
        page.check()
        if page.form is not None and error.code is ErrorCode.BAD_INPUT:
            name = error.where.partition("[")[0].partition(".")[0]
            page.form.show_problems([Problem(name, name, error.message)], missing=True)
            page.form.go_to_problem()
        return False
