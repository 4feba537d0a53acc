"""Accounts, roles, passwords and the security log (三员分立)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.services.keys import change_keys, kdf_params
from app.services.session import BUSINESS_KEY, OFFICE_KEY, Session, User
from app.store import changelog, queries
from app.store import office as office_rows

ACTIONS = {
    "login": "登录", "logout": "退出", "login.recovery": "用恢复密钥登录", "office.create": "建立办公室",
    "view": "查看", "print": "打印", "export": "导出", "backup": "备份", "restore": "恢复备份",
    "account.add": "新增账号", "account.roles": "修改角色", "account.remove": "停用账号", "account.person": "修改账号对应的人员",
    "account.password": "修改口令", "package.export": "导出数据包", "package.import": "导入数据包", "sheet.import": "导入表格",
    "anchor.missing": "未见上次使用的核对记录", "key.change": "更换数据密钥", "approve": "签批", "refused": "拒绝代填本人陈述",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the security log."""

    number: int
    at: str
    who: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class Heads:
    """Ends of both chains as printed on registers: number and the first 20 hex digits."""

    business: str
    office: str


def users(session: Session) -> list[User]:
    """Accounts in use."""
    with session.office.read() as conn:
        return [User(a.id, a.login, a.name, a.roles, a.person or "") for a in office_rows.accounts(conn) if a.active]


def add_user(
    session: Session, login: str, name: str, roles: tuple[str, ...], password: str, person: str = ""
) -> User:
    """Add an account with its own key slot. person: the person of the register whose account it is.

    Raises AppError NOT_ALLOWED, BAD_INPUT (empty, taken, roles that exclude each other, no such person),
    WEAK_PASSWORD. Roles with business rights need the giver to hold the business key.
    """
    session.require_any("manage_accounts", "manage_people")
    _check_roles(session, roles)
    _check_person(session, person)
    if not login.strip() or not name.strip():
        raise AppError(ErrorCode.BAD_INPUT, "登录名和姓名都要填写。")
    known = keyfiles.load_keyfile(*session.folder.keys)
    with session.office.read() as conn:
        if office_rows.account_by_login(conn, login) is not None:
            raise AppError(ErrorCode.BAD_INPUT, "这个登录名已有人使用。", where="登录名")
    if login in known.users():  # left over from an adding that was cut off between key file and account
        known = slots.remove_user(known, login)
    made = slots.add_user(
        known, login, password, _keys_for(session, roles),
        clock=session.clock, params=kdf_params(session.folder), bounds=session.folder.bounds,
    )  # fmt: skip
    keyfiles.save_keyfile(made, *session.folder.keys)
    user = User(new_id("a"), login, name.strip(), roles, person)
    with session.office.write() as conn:
        office_rows.add_account(
            conn, office_rows.AccountRow(user.id, login, user.name, roles, person or None, True, session.stamp())
        )
    session.log("account.add", user.id)
    return user


def link_person(session: Session, user_id: str, person: str) -> None:
    """Say whose account it is; what is open to oneself alone (the own dossier and the like) follows from that.

    person: a person of the register, or an empty text. Holds from the next login on; logged.
    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (no such person), BAD_STATE (one's own, while there are others).
    """
    session.require("manage_people")
    if user_id == session.user.id and len(users(session)) > 1:
        raise AppError(ErrorCode.BAD_STATE, "不能修改自己账号对应的人员。", action="请由另一位管理账号的同志修改。")
    account = _account(session, user_id)
    _check_person(session, person)
    if (account.person or "") == person:
        return
    with session.office.write() as conn:
        office_rows.set_person(conn, user_id, person)
    session.log("account.person", " ".join(t for t in (user_id, person) if t))
    if user_id == session.user.id:
        session.user = replace(session.user, person=person)


def _check_person(session: Session, person: str) -> None:
    if not person:
        return
    with session.store.read() as conn:
        persons, _units, _records = queries.existing(conn, [person])
    if person not in persons:
        raise AppError(ErrorCode.BAD_INPUT, "人员登记里没有这个人。", action="请先在“人员”里登记。", where="对应人员")


def _check_roles(session: Session, roles: tuple[str, ...]) -> None:
    rights = session.catalog.rights
    if not roles or any(r not in rights.roles for r in roles):
        raise AppError(ErrorCode.BAD_INPUT, "请选择账号的角色。", where="角色")
    conflict = rights.conflict(roles)
    if conflict:
        first, second = (rights.label(r) for r in conflict)
        raise AppError(ErrorCode.BAD_INPUT, f"同一人不能既是{first}又是{second}。", where="角色")


def _keys_for(session: Session, roles: tuple[str, ...]) -> dict[str, bytes]:
    keys = {OFFICE_KEY: session.keys[OFFICE_KEY]}
    if session.catalog.rights.business(roles):
        if BUSINESS_KEY not in session.keys:
            raise AppError(
                ErrorCode.NOT_ALLOWED, "您没有业务数据的密钥，不能开设业务账号。", action="请由业务账号开设。"
            )
        keys[BUSINESS_KEY] = session.keys[BUSINESS_KEY]
    return keys


def set_roles(session: Session, user_id: str, roles: tuple[str, ...]) -> None:
    """Change an account's roles; its keys follow, and a key taken away is changed.

    Raises AppError NOT_ALLOWED, BAD_INPUT, NOT_FOUND, BAD_STATE (nobody could open the business data).
    """
    session.require_any("manage_rights", "manage_people")
    if user_id == session.user.id and len(users(session)) > 1:
        raise AppError(ErrorCode.BAD_STATE, "不能修改自己的角色。", action="请由另一位管理账号的同志修改。")
    _check_roles(session, roles)
    account = _account(session, user_id)
    known = keyfiles.load_keyfile(*session.folder.keys)
    holds = account.login in known.holders(BUSINESS_KEY)
    wants = session.catalog.rights.business(roles)
    if wants and not holds:
        key = _keys_for(session, roles)[BUSINESS_KEY]
        vouch = (OFFICE_KEY, session.keys[OFFICE_KEY])
        known = slots.grant_key(known, account.login, BUSINESS_KEY, key, vouch=vouch)
    elif holds and not wants:
        _keep_a_holder(known, account.login)
        known = slots.revoke_key(known, account.login, BUSINESS_KEY)
    with session.office.write() as conn:
        office_rows.set_roles(conn, user_id, roles)
    keyfiles.save_keyfile(known, *session.folder.keys)
    session.log("account.roles", user_id)
    if holds and not wants:
        change_keys(session, (BUSINESS_KEY,))


def _keep_a_holder(known: keyfiles.KeyFile, leaving: str) -> None:
    if set(known.holders(BUSINESS_KEY)) <= {leaving}:
        raise AppError(
            ErrorCode.BAD_STATE, "这是唯一能打开业务数据的账号。", action="请先开设另一个业务账号。"
        )


def change_password(session: Session, old: str, new: str) -> None:
    """Change the own password. Raises AppError WRONG_PASSWORD, WEAK_PASSWORD."""
    known = keyfiles.load_keyfile(*session.folder.keys)
    made = slots.change_password(
        known, session.user.login, old, new, params=kdf_params(session.folder), bounds=session.folder.bounds
    )
    keyfiles.save_keyfile(made, *session.folder.keys)
    session.log("account.password", session.user.id)


def remove_user(session: Session, user_id: str) -> None:
    """Close an account and change every key it held, so that old copies of the key file do not open.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_STATE (oneself, the last that opens the business data).
    """
    session.require_any("manage_accounts", "manage_people")
    if user_id == session.user.id:
        raise AppError(ErrorCode.BAD_STATE, "不能停用自己的账号。")
    account = _account(session, user_id)
    known = keyfiles.load_keyfile(*session.folder.keys)
    held = tuple(name for name in (BUSINESS_KEY, OFFICE_KEY) if account.login in known.holders(name))
    if BUSINESS_KEY in held:
        _keep_a_holder(known, account.login)
    if account.login in known.users():
        known = slots.remove_user(known, account.login)
    with session.office.write() as conn:
        office_rows.set_active(conn, user_id, active=False)
    keyfiles.save_keyfile(known, *session.folder.keys)
    session.log("account.remove", user_id)
    change_keys(session, held)


def _account(session: Session, user_id: str) -> office_rows.AccountRow:
    with session.office.read() as conn:
        for account in office_rows.accounts(conn):
            if account.id == user_id and account.active:
                return account
    raise AppError(ErrorCode.NOT_FOUND, "没有这个账号。")


def security_log(session: Session, limit: int = 500) -> list[LogEntry]:
    """The last lines of the security log; the auditor's, or a business account that prints its head."""
    session.require("audit")
    with session.office.read() as conn:
        return [
            LogEntry(r.seq, r.at, r.user_name, ACTIONS.get(r.action, r.action), r.detail)
            for r in office_rows.log_rows(conn, limit)
        ]


def heads(session: Session) -> Heads:
    """Ends of both chains, to print on registers and carry in packages."""
    with session.store.read() as conn:
        business = changelog.head(conn).short
    with session.office.read() as conn:
        return Heads(business, office_rows.head(conn).short)
