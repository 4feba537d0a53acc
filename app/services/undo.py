"""Undo and redo: whole operations, by name, also across pages."""

from __future__ import annotations

from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import changelog


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
    """Take back the last operation; None when there is none. AppError(STALE) when later work built on it."""
    return _revert(session, session.undo_stack, session.redo_stack, "撤销：")


def redo(session: Session) -> OpResult[str] | None:
    """Do again what undo took back last; None when there is nothing."""
    return _revert(session, session.redo_stack, session.undo_stack, "")


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
        touched.note(uow)
    source.pop()
    if uow.committed is not None:
        touched.op_id = uow.committed.id
        target.append(uow.committed.id)
    return session.result(name, touched, ("已撤销：" if prefix else "已恢复：") + name)
