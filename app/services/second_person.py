"""The second of two people (VIS-12): another account gives its password at the same desk.

Used by judgements and by what leaves the house. Steps of records that another account must take are not this:
there the other one logs in (`separate` and `apart` of transitions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.catalog.rights import Rights
from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.domain.errors import AppError, ErrorCode
from app.services.session import Session
from app.store import office
from app.store.office import AccountRow

SECOND = "第二人"
PASSWORD = "第二人口令"  # noqa: S105 - the name of a field


@dataclass(frozen=True, slots=True)
class Second:
    """Who stands by: login name and password as typed."""

    login: str
    password: str


def verified(session: Session, second: Second, able: Callable[[AccountRow], bool], what: str) -> AccountRow:
    """The account of the second person. able: whether an account may be it; what: 签批, 导出.

    Raises AppError BAD_INPUT (nobody, oneself), WRONG_PASSWORD, NOT_FOUND, NOT_ALLOWED.
    """
    login = second.login.strip()
    if not login:
        raise AppError(ErrorCode.BAD_INPUT, "请填写第二人的登录名。", where=SECOND)
    if login == session.user.login:
        raise AppError(ErrorCode.BAD_INPUT, f"{what}须由两个人完成，第二人不能是本人。", where=SECOND)
    known = keyfiles.load_keyfile(*session.folder.keys)
    try:
        slots.unlock(known, login, second.password, bounds=session.folder.bounds)
    except AppError as error:
        error.where = error.where or PASSWORD
        raise
    with session.office.read() as conn:
        account = office.account_by_login(conn, login)
    if account is None or not account.active:
        raise AppError(ErrorCode.NOT_FOUND, "没有这个账号，或账号已停用。", where=SECOND)
    if not able(account):
        raise AppError(ErrorCode.NOT_ALLOWED, f"第二人的账号没有{what}的权限。", where=SECOND)
    return account


def may_export(rights: Rights, classes: Iterable[str]) -> Callable[[AccountRow], bool]:
    """Whether an account may export records of all these classes."""
    asked = tuple(classes)
    return lambda account: all(rights.allows(account.roles, "export", c) for c in asked)


def wanted(session: Session, classes: Iterable[str]) -> tuple[str, ...]:
    """The classes among these that go out by two people only, while another account may be the second."""
    rights = session.catalog.rights
    guarded = tuple(dict.fromkeys(c for c in classes if rights.classes[c].by_two))
    if not guarded:
        return ()
    able = may_export(rights, guarded)
    with session.office.read() as conn:
        others = [a for a in office.accounts(conn) if a.active and a.id != session.user.id]
    return guarded if any(map(able, others)) else ()


def confirm_export(session: Session, classes: Iterable[str], second: Second | None) -> str:
    """Ask for the second person where one is wanted; returns who it was for the log, "alone" where nobody could be it.

    Raises AppError as `verified`; BAD_INPUT when nobody was named.
    """
    asked = tuple(classes)
    guarded = wanted(session, asked)
    if not guarded:
        return "alone" if any(session.catalog.rights.classes[c].by_two for c in asked) else ""
    if second is None:
        names = "、".join(session.catalog.rights.classes[c].label for c in guarded)
        words = f"{names}须由两个人导出。"
        raise AppError(ErrorCode.BAD_INPUT, words, action="请另一位有权限的同志输入登录名和口令。", where=SECOND)
    return verified(session, second, may_export(session.catalog.rights, guarded), "导出").id
