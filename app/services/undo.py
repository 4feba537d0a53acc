"""Undo and redo: whole operations, by name, also across pages."""

from __future__ import annotations

from app.domain.errors import AppError, ErrorCode
from app.services import own_catalog
from app.services.records import finalised, is_locked
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import changelog, queries
from app.store.changelog import OperationRow
from app.store.database import Connection
from app.store.unit_of_work import UnitOfWork

LOOKED_AT = 200


def undo_label(session: Session) -> str:
    """The name of the operation that undo would take back, or an empty text."""
    return _label(session, session.undo_stack)


def redo_label(session: Session) -> str:
    """The name of the operation that redo would do again, or an empty text."""
    return _label(session, session.redo_stack)


def _label(session: Session, stack: list[str]) -> str:
    if not stack:
        return ""
    with session.store.read() as conn:
        operation = changelog.operation_by_id(conn, stack[-1])
    return operation.label.removeprefix("撤销：") if operation else ""


def undo(session: Session) -> OpResult[str] | None:
    """Take back the last operation; None when there is none. AppError STALE when later work built on it,
    BAD_STATE when it would take a kind away from its records."""
    return _revert(session, session.undo_stack, session.redo_stack, "撤销：")


def redo(session: Session) -> OpResult[str] | None:
    """Do again what undo took back last; None when there is nothing."""
    return _revert(session, session.redo_stack, session.undo_stack, "")


def take_back(session: Session, op_id: str) -> OpResult[str]:
    """Undo one operation of a record's history, not only the last one. Undoable again.

    Raises AppError NOT_FOUND; BAD_STATE (a step that cannot be undone, a kind of which there are records); FINALISED; STALE, naming
    the later operation that built on it; NOT_ALLOWED.
    """
    with session.store.read() as conn:
        operation = changelog.operation_by_id(conn, op_id)
        if operation is None:
            raise AppError(ErrorCode.NOT_FOUND, "没有这一步操作。")
        later = _later(conn, operation)
        _may_change(session, conn, operation)
    if not operation.undoable:
        raise AppError(ErrorCode.BAD_STATE, f"“{operation.label}”这一步不能撤销。", action="可以追加更正。")
    name = f"撤销：{operation.label.removeprefix('撤销：')}"
    touched = Touched()
    try:
        with session.store.change(session.actor(), "undo", name, undo_of=operation.id) as uow:
            uow.revert(operation)
            _keep_kinds(session, uow)
            touched.note(uow)
    except AppError as exc:
        if exc.code is not ErrorCode.STALE or later is None:
            raise
        words = f"“{operation.label}”之后又有“{later.label}”（{later.user_name}）改了同一处，不能单独撤销。"
        raise AppError(ErrorCode.STALE, words, action="请先撤销后面的改动，或直接修改。") from None
    if uow.committed is not None:
        touched.op_id = uow.committed.id
        session.remember(uow.committed.id, undoable=True)
    return session.result(name, touched, name)


def _may_change(session: Session, conn: Connection, operation: OperationRow) -> None:
    for one in changelog.changes_of(conn, operation.seq):
        row = queries.row_by_id(conn, one.entity_id) if one.entity == "record" else None
        if row is not None:
            session.require_on(conn, "edit", row)
            if is_locked(session.form(row.form), row.state):
                raise finalised()


def _keep_kinds(session: Session, uow: UnitOfWork) -> None:
    """A kind of the office's own does not go away under its records. AppError(BAD_STATE)."""
    shipped = (session.catalog.shipped or session.catalog).vocab
    for name in uow.touched():
        code = name.rpartition(":")[2] if name.startswith(own_catalog.TERM) else ""
        if code and not shipped.knows(code) and uow.get("setting", name) is None and queries.has_kind(uow.conn, code):
            raise AppError(ErrorCode.BAD_STATE, "已有这一种类的记录，不能撤销新增它。", action="不再用的可以停用。")


def _later(conn: Connection, operation: OperationRow) -> OperationRow | None:
    """The first later operation on what this one changed."""
    ids = list({c.entity_id for c in changelog.changes_of(conn, operation.seq)})[:LOOKED_AT]
    return next((op for op, _c in changelog.history_of(conn, ids) if op.seq > operation.seq), None)


def _revert(session: Session, source: list[str], target: list[str], prefix: str) -> OpResult[str] | None:
    if not source:
        return None
    with session.store.read() as conn:
        operation = changelog.operation_by_id(conn, source[-1])
    if operation is None:
        source.clear()
        return None
    name = operation.label.removeprefix("撤销：")
    touched = Touched()
    with session.store.change(
        session.actor(), "undo" if prefix else "redo", prefix + name, undo_of=operation.id
    ) as uow:
        uow.revert(operation)
        _keep_kinds(session, uow)
        touched.note(uow)
    source.pop()
    if uow.committed is not None:
        touched.op_id = uow.committed.id
        target.append(uow.committed.id)
    return session.result(name, touched, ("已撤销：" if prefix else "已恢复：") + name)
