"""First run: a new office with its files, keys, unit and leaders. Opening it later is in unlocking."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.catalog.catalog import Catalog
from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.crypto.files import write_atomic
from app.crypto.identity import new_identity
from app.crypto.passwords import check_strength
from app.crypto.recovery import new_recovery_key, show_recovery_key
from app.documents.printout import TextSheet, sheet_pdf
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import duty_settings
from app.services.keys import kdf_params
from app.services.profiles import default_profile
from app.services.session import BUSINESS_KEY, OFFICE_KEY, DataFolder, Session, User
from app.services.unlocking import (
    DEVICE,
    failed_logins,
    last_login,
    remember_login,
    unlock,
    unlock_with_recovery,
)
from app.store import database as databases
from app.store import office as office_rows
from app.store import secrets as secret_rows
from app.store.anchor import Anchor
from app.store.unit_of_work import BusinessStore

__all__ = [
    "Created", "LeaderPlan", "OfficePlan", "create_office", "failed_logins", "last_login", "recovery_sheet_pdf",
    "unlock", "unlock_with_recovery",
]  # fmt: skip


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
    """Everything the first-run wizard collects. unit_kind: a code of forms/proposals, empty when nobody said."""

    unit_name: str
    login: str
    user_name: str
    password: str = field(repr=False)
    roles: tuple[str, ...] = ("party_clerk",)
    applies: tuple[str, ...] = ("always",)
    packs: tuple[str, ...] = ()
    unit_kind: str = ""
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
    if plan.unit_kind and plan.unit_kind not in catalog.proposals.units:
        raise AppError(ErrorCode.BAD_INPUT, "没有这类单位。", where="单位类型")
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
        _link(session, _first_operation(session, plan).get(plan.user_name.strip(), ""))
        session.define()
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


def _link(session: Session, person: str) -> None:
    """The first account is the leader's of the same name."""
    if person:
        session.user = replace(session.user, person=person)
        with session.office.write() as conn:
            office_rows.set_person(conn, session.user.id, person)


def _first_operation(session: Session, plan: OfficePlan) -> dict[str, str]:
    """Write the plan; returns the person of each leader by name, where only one has it."""
    unit_id, persons = new_id("u"), [(leader.name.strip(), new_id("p")) for leader in plan.leaders]
    with session.store.change(session.actor(), "office.create", "建立办公室", undoable=False) as uow:
        uow.put("unit", unit_id, _unit(plan.unit_name, None, own=True, applies=plan.applies))
        for name in plan.subordinates:
            uow.put("unit", new_id("u"), _unit(name, unit_id, own=False, applies=()))
        for leader, (_name, person) in zip(plan.leaders, persons, strict=True):
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
        if plan.unit_kind:
            uow.put("setting", duty_settings.UNIT_KIND, {"value": plan.unit_kind})
        identity = new_identity(unit_id, plan.unit_name, clock=session.clock)
        secret_rows.put(uow.conn, secret_rows.IDENTITY, identity.to_bytes())
    names = [name for name, _person in persons]
    return {name: person for name, person in persons if names.count(name) == 1}


def _unit(name: str, parent: str | None, *, own: bool, applies: tuple[str, ...]) -> dict[str, object]:
    found: dict[str, object] = {"name": name.strip(), "own": own, "applies": list(applies), "example": False}
    if parent is not None:
        found["parent"] = parent
    return found


def _remove_files(folder: DataFolder) -> None:
    """Take away what an unfinished set-up left; nobody ever had a key to it."""
    for path in (folder.business, folder.office, *folder.keys, folder.anchor, folder.office_anchor, folder.unfinished):
        for suffix in ("", "-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)


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
