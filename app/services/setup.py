"""First run and unlocking: from a folder and a password to a Session."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog.catalog import Catalog
from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.crypto.calibrate import choose_params
from app.crypto.files import write_atomic
from app.crypto.identity import new_identity
from app.crypto.kdf import KdfParams
from app.crypto.passwords import check_strength
from app.crypto.recovery import new_recovery_key, parse_recovery_key, show_recovery_key
from app.documents.printout import TextSheet, sheet_pdf
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import duty_settings
from app.services.keys import Opener, resume, settle, waiting_keys
from app.services.profile import default_profile
from app.services.session import BUSINESS_KEY, OFFICE_KEY, DataFolder, Session, User
from app.store import database as databases
from app.store import office as office_rows
from app.store import secrets as secret_rows
from app.store.anchor import Anchor
from app.store.unit_of_work import BusinessStore

DEVICE = "device"
LAST_LOGIN = "last-login"
RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class LeaderPlan:
    """One leader of the unit as the wizard asks for them. fields: what they are in charge of."""

    name: str
    title: str
    roles: tuple[str, ...]
    since: dt.date
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """Everything the first-run wizard collects."""

    unit_name: str
    login: str
    user_name: str
    password: str = field(repr=False)
    roles: tuple[str, ...] = ("party_clerk",)
    applies: tuple[str, ...] = ("always",)
    packs: tuple[str, ...] = ()
    leaders: tuple[LeaderPlan, ...] = ()
    subordinates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Created:
    """A new office. recovery_key: 8 × 5 characters, shown and printed once, kept nowhere."""

    session: Session
    recovery_key: str = field(repr=False)


def create_office(
    folder: DataFolder, catalog: Catalog, clock: Clock, plan: OfficePlan, context: JobContext | None = None
) -> Created:
    """Set up a new office: both files, keys, identity, unit, leaders. Not undoable.

    Raises AppError IN_USE (an office is there), WEAK_PASSWORD, BAD_INPUT, DISK_FULL. After
    a failure nothing is left behind.
    """
    report = context or JobContext()
    if folder.exists_office():
        raise AppError(ErrorCode.IN_USE, "这个文件夹里已经有一个办公室。", action="请直接登录，或换一个文件夹。")
    _check_plan(catalog, plan)
    folder.make()
    if folder.unfinished.exists():
        _remove_files(folder)
    write_atomic(folder.unfinished, b"1")
    try:
        made = _create(folder, catalog, clock, plan, report)
    except BaseException:
        _remove_files(folder)
        raise
    folder.unfinished.unlink()
    return made


def _check_plan(catalog: Catalog, plan: OfficePlan) -> None:
    if not plan.unit_name.strip() or not plan.login.strip() or not plan.user_name.strip():
        raise AppError(ErrorCode.BAD_INPUT, "单位名称、登录名和姓名都要填写。")
    unknown = [r for r in plan.roles if r not in catalog.rights.roles]
    if unknown or not plan.roles:
        raise AppError(ErrorCode.BAD_INPUT, "账号的角色不认识。")
    if not catalog.rights.business(plan.roles):
        raise AppError(ErrorCode.BAD_INPUT, "第一个账号须是业务账号，否则没有人能打开业务数据。", where="角色")
    if any(not catalog.vocab.has("actor", r) for leader in plan.leaders for r in leader.roles):
        raise AppError(ErrorCode.BAD_INPUT, "领导的身份代码不认识。", where="身份")
    conflict = catalog.rights.conflict(plan.roles)
    if conflict:
        first, second = (catalog.rights.label(r) for r in conflict)
        raise AppError(ErrorCode.BAD_INPUT, f"同一人不能既是{first}又是{second}。")
    check_strength(plan.password, user=plan.login)


def _create(
    folder: DataFolder, catalog: Catalog, clock: Clock, plan: OfficePlan, report: JobContext
) -> Created:
    report.report(0, 4, "正在生成密钥")
    keys = {BUSINESS_KEY: slots.new_data_key(), OFFICE_KEY: slots.new_data_key()}
    database_id = new_id("s")
    user = User(new_id("a"), plan.login, plan.user_name, plan.roles)
    recovery = new_recovery_key()
    made = slots.add_user(
        keyfiles.KeyFile(database_id), plan.login, plan.password, keys,
        clock=clock, params=kdf_params(folder), bounds=folder.bounds,
    )  # fmt: skip
    made = slots.add_recovery(made, recovery, keys, clock=clock)
    report.report(1, 4, "正在建立数据库")
    with contextlib.ExitStack() as undone:
        business = databases.create_business(folder.business, keys[BUSINESS_KEY], database_id)
        undone.callback(business.abandon)
        office = databases.create_office(folder.office, keys[OFFICE_KEY], database_id)
        undone.callback(office.abandon)
        store = BusinessStore(business, catalog.records, catalog.vocab, clock, Anchor(folder.anchor, database_id))
        session = Session(folder, catalog, clock, user, office, store, new_id("d"), dict(keys))
        _first_account(session, database_id)
        report.report(2, 4, "正在登记单位和人员")
        _first_operation(session, plan)
        keyfiles.save_keyfile(made, *folder.keys)
        remember_login(folder, plan.login)
        report.report(4, 4, "完成")
        undone.pop_all()
    return Created(session, show_recovery_key(recovery))


def _first_account(session: Session, database_id: str) -> None:
    user = session.user
    with session.office.write() as conn:
        session.office.put_meta(conn, DEVICE, session.device)
        office_rows.add_account(
            conn, office_rows.AccountRow(user.id, user.login, user.name, user.roles, None, True, session.stamp())
        )
    session.office_anchor = office_rows.anchor(session.folder.office_anchor, database_id)
    session.log("office.create")


def _first_operation(session: Session, plan: OfficePlan) -> None:
    unit_id = new_id("u")
    with session.store.change(session.actor(), "office.create", "建立办公室", undoable=False) as uow:
        uow.put("unit", unit_id, _unit(plan.unit_name, None, own=True, applies=plan.applies))
        for name in plan.subordinates:
            uow.put("unit", new_id("u"), _unit(name, unit_id, own=False, applies=()))
        for leader in plan.leaders:
            person = new_id("p")
            uow.put("person", person, {"name": leader.name, "note": "", "example": False})
            uow.put(
                "post",
                new_id("t"),
                {
                    "person": person, "unit": unit_id, "title": leader.title, "roles": list(leader.roles),
                    "fields": list(leader.fields), "since": leader.since.isoformat(), "example": False,
                },
            )  # fmt: skip
        duty_settings.put_initial_packs(uow, session.catalog, plan.packs)
        identity = new_identity(unit_id, plan.unit_name, clock=session.clock)
        secret_rows.put(uow.conn, secret_rows.IDENTITY, identity.to_bytes())


def _unit(name: str, parent: str | None, *, own: bool, applies: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {"name": name.strip(), "own": own, "applies": list(applies), "example": False}
    if parent is not None:
        found["parent"] = parent
    return found


def kdf_params(folder: DataFolder) -> KdfParams:
    """The folder's derivation cost, measured on this computer when not set."""
    return folder.kdf if folder.kdf is not None else choose_params()


def _remove_files(folder: DataFolder) -> None:
    """Take away what an unfinished set-up left; nobody ever had a key to it."""
    for path in (folder.business, folder.office, *folder.keys, folder.anchor, folder.office_anchor, folder.unfinished):
        for suffix in ("", "-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)


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
    user = User(account.id, account.login, account.name, account.roles)
    return Session(folder, catalog, clock, user, office, store, device, held, office_anchor=anchor)


QUICK_CHECK_BYTES = 48 * 1024 * 1024


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


FAILURES = "failed-logins"


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


def recovery_sheet_pdf(session: Session, recovery_key: str) -> bytes:
    """The sheet for the sealed envelope: unit, key in 8 groups, how to use it. One A4 page."""
    groups = recovery_key.split("-")
    sheet = TextSheet(
        title="恢复密钥",
        subtitle=f"{session.unit_name()}　{session.clock.today().isoformat()}",
        paragraphs=(
            "忘记口令时，凭此密钥可以重设口令。任何拿到它的人都能打开全部数据。",
            "请当场核对、签封、存入保密柜；不要拍照、不要存入电脑。使用一次即写入安全日志。",
        ),
        big_lines=("  ".join(groups[:4]), "  ".join(groups[4:])),
    )
    return sheet_pdf(sheet, default_profile(session.catalog))
