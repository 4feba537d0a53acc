"""Unlocking: from a folder and a password, or the printed recovery key, to a Session.

Checks that both files belong together, are sound and not older than known; finishes what
a crash or a restore left open. Setting up a new office is in setup.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from app.catalog.catalog import Catalog
from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.crypto.passwords import check_strength
from app.crypto.recovery import parse_recovery_key
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services.duty_settings import keep_wordings
from app.services.keys import Opener, kdf_params, resume, settle, waiting_keys
from app.services.session import BUSINESS_KEY, OFFICE_KEY, DataFolder, Session, User
from app.store import database as databases
from app.store import office as office_rows
from app.store.anchor import Anchor
from app.store.unit_of_work import BusinessStore

DEVICE = "device"
LAST_LOGIN = "last-login"
RESTORED = "restored"
FAILURES = "failed-logins"
QUICK_CHECK_BYTES = 48 * 1024 * 1024


def unlock(
    folder: DataFolder, catalog: Catalog, clock: Clock, login: str, password: str, context: JobContext | None = None
) -> Session:
    """Open the office with an account's password.

    Raises AppError WRONG_PASSWORD, NOT_FOUND, DAMAGED, ROLLED_BACK, TOO_NEW, LOCKED.
    """
    report = context or JobContext()
    report.report(0, 3, "正在验证口令")
    known = keyfiles.load_keyfile(*folder.keys)
    try:
        keys = slots.unlock(known, login, password, bounds=folder.bounds)
    except AppError as error:
        if error.code is ErrorCode.WRONG_PASSWORD:
            note_failure(folder, clock)
        raise
    report.report(1, 3, "正在打开数据库")
    session = _open_and_mend(
        folder, catalog, clock, login, known.file_id, keys,
        lambda waiting: slots.unlock(waiting, login, password, bounds=folder.bounds),
    )  # fmt: skip
    with _closed_on_failure(session):
        report.report(2, 3, "正在检查数据")
        session.log("login", detail=pending_failures(folder))
        remember_login(folder, login)
        keep_wordings(session)
        report.report(3, 3, "完成")
    return session


@contextlib.contextmanager
def _closed_on_failure(session: Session) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with contextlib.suppress(AppError):
            session.close()
        raise


def _open_and_mend(
    folder: DataFolder,
    catalog: Catalog,
    clock: Clock,
    login: str,
    database_id: str,
    keys: dict[str, bytes],
    opener: Opener,
) -> Session:
    """Open both files, then finish what was interrupted: a key change, a restore, a lost anchor."""
    waiting = waiting_keys(folder, keys, opener)
    session = _open_with_any(folder, catalog, clock, login, database_id, keys, waiting)
    with _closed_on_failure(session):
        resume(session, keys, waiting)
        settle(session)
        _after_restore(session)
        if not _anchored(session):
            session.log("anchor.missing")
        if session.business is not None:
            session.business.keep_anchor()
    return session


def _open_with_any(
    folder: DataFolder,
    catalog: Catalog,
    clock: Clock,
    login: str,
    database_id: str,
    keys: dict[str, bytes],
    waiting: dict[str, bytes],
) -> Session:
    """The program may have stopped after a store took its new key and before the key file did."""
    candidates = [keys, *({**keys, n: k} for n, k in waiting.items() if keys[n] != k), {**keys, **waiting}]
    failure: AppError | None = None
    for candidate in candidates:
        try:
            return open_session(folder, catalog, clock, login, database_id, candidate)
        except AppError as error:
            if error.code is not ErrorCode.DAMAGED or not waiting:
                raise
            failure = failure or error
    raise failure or keyfiles.damaged_keyfile()


def _anchored(session: Session) -> bool:
    folder = session.folder
    return folder.office_anchor.exists() and (session.business is None or folder.anchor.exists())


def _after_restore(session: Session) -> None:
    """A restored copy is another device: its operations must never share numbers with the original."""
    mark = session.folder.root / "state" / RESTORED
    if not mark.exists():
        return
    session.device = new_id("d")
    with session.office.write() as conn:
        session.office.put_meta(conn, DEVICE, session.device)
    session.log("restore")
    mark.unlink()


def unlock_with_recovery(
    folder: DataFolder, catalog: Catalog, clock: Clock, recovery_key: str, login: str, new_password: str
) -> Session:
    """Open the office with the printed recovery key and give an account a new password.

    An audit event is written. Raises AppError BAD_INPUT, WRONG_PASSWORD, WEAK_PASSWORD, NOT_FOUND.
    """
    known = keyfiles.load_keyfile(*folder.keys)
    recovery = parse_recovery_key(recovery_key)
    keys = slots.unlock_recovery(known, recovery)
    check_strength(new_password, user=login)
    session = _open_and_mend(
        folder, catalog, clock, login, known.file_id, keys,
        lambda waiting: slots.unlock_recovery(waiting, recovery),
    )  # fmt: skip
    with _closed_on_failure(session):
        known = keyfiles.load_keyfile(*folder.keys)
        rest = slots.remove_user(known, login) if login in known.users() else known
        made = slots.add_user(
            rest, login, new_password, session.keys, clock=clock, params=kdf_params(folder), bounds=folder.bounds
        )
        keyfiles.save_keyfile(made, *folder.keys)
        session.log("login.recovery", detail=pending_failures(folder))
        remember_login(folder, login)
    return session


def open_session(
    folder: DataFolder, catalog: Catalog, clock: Clock, login: str, database_id: str, keys: dict[str, bytes]
) -> Session:
    """Open both files with their keys and check that they belong together and are not older than known."""
    folder.make()
    office = databases.open_office(folder.office, keys[OFFICE_KEY])
    try:
        office.check_id(database_id)
        refuse_damage(office)
        anchor = office_rows.anchor(folder.office_anchor, database_id)
        anchor.check(office)
        with office.read() as conn:
            account = office_rows.account_by_login(conn, login)
            device = office.read_meta(conn, DEVICE)
        if account is None or not account.active or device is None:
            raise AppError(ErrorCode.NOT_FOUND, "没有这个账号，或账号已停用。", action="请联系系统管理员。")
        held = {n: k for n, k in keys.items() if n == OFFICE_KEY or catalog.rights.business(account.roles)}
        store = _open_store(folder, catalog, clock, database_id, held) if BUSINESS_KEY in held else None
    except BaseException:
        office.abandon()
        raise
    user = User(account.id, account.login, account.name, account.roles, account.person or "")
    session = Session(folder, catalog, clock, user, office, store, device, held, office_anchor=anchor)
    with _closed_on_failure(session):
        session.define()
    return session


def _open_store(
    folder: DataFolder, catalog: Catalog, clock: Clock, database_id: str, keys: dict[str, bytes]
) -> BusinessStore:
    business = databases.open_business(folder.business, keys[BUSINESS_KEY])
    try:
        business.check_id(database_id)
        anchor = Anchor(folder.anchor, database_id)
        anchor.check(business)
        if folder.business.stat().st_size <= QUICK_CHECK_BYTES:
            refuse_damage(business)
    except BaseException:
        business.abandon()
        raise
    return BusinessStore(business, catalog.records, catalog.vocab, clock, anchor)


def refuse_damage(database: databases.Database) -> None:
    """Check every page; AppError(DAMAGED) when anything is wrong. Larger files are checked in the background."""
    if database.problems():
        raise AppError(ErrorCode.DAMAGED, f"{database.what}有损坏的内容。", action="请停止使用，并从最近的备份恢复。")


def remember_login(folder: DataFolder, login: str) -> None:
    """Keep the last login name so that it need not be typed again."""
    path = folder.root / "state" / LAST_LOGIN
    path.write_text(login, encoding="utf-8")


def last_login(folder: DataFolder) -> str:
    """The last login name, or an empty text."""
    try:
        return (folder.root / "state" / LAST_LOGIN).read_text(encoding="utf-8")[:100]
    except OSError:
        return ""


def note_failure(folder: DataFolder, clock: Clock) -> None:
    """Count a wrong password outside the files (they are still locked); the next login writes it to the log."""
    path = folder.root / "state" / FAILURES
    with path.open("a", encoding="utf-8") as stream:
        stream.write(clock.now().isoformat(timespec="seconds") + "\n")


def failed_logins(folder: DataFolder) -> int:
    """How many wrong passwords since the last login: the window waits longer after each."""
    try:
        return len((folder.root / "state" / FAILURES).read_text(encoding="utf-8").splitlines())
    except OSError:
        return 0


def pending_failures(folder: DataFolder) -> str:
    """What the login event says of failures before it; clears the count."""
    count = failed_logins(folder)
    (folder.root / "state" / FAILURES).unlink(missing_ok=True)
    return f"failed={count}" if count else ""
