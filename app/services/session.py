"""The opened office: who is working, on which files, with which rights.

A Session is made by services.setup (create, unlock) and passed first to every service.
The data folder's layout and the single-instance lock live here too.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
from filelock import FileLock, Timeout

from app.catalog.catalog import Catalog
from app.catalog.records import RecordForm
from app.crypto.kdf import BOUNDS, KdfBounds, KdfParams
from app.domain.clock import Clock
from app.domain.duties.people import Office
from app.domain.errors import AppError, ErrorCode
from app.services import own_catalog
from app.services.posts import office_of
from app.services.results import ChangeSet, OpResult, Touched
from app.services.sight import Sights
from app.store import names, queries
from app.store import office as office_rows
from app.store.anchor import Anchor
from app.store.database import Connection, Database
from app.store.sight import Sight, Test
from app.store.unit_of_work import Actor, BusinessStore, UnitOfWork

HOME_VARIABLE = "LVZE_HOME"
BUSINESS_KEY = "business"
OFFICE_KEY = "office"
SIGHTS = "sights"
OFFICE_ENTITIES = frozenset({"person", "post", "unit"})
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where one office keeps its files.

    root: `$LVZE_HOME` or the platform's per-user folder. kdf: password derivation cost;
    None = measured once on this computer. bounds: what is accepted (tests lower it).
    """

    root: Path
    kdf: KdfParams | None = None
    bounds: KdfBounds = BOUNDS

    @property
    def business(self) -> Path:
        """The business store's file."""
        return self.root / "data" / "business.lvdb"

    @property
    def office(self) -> Path:
        """The office file."""
        return self.root / "data" / "office.lvdb"

    @property
    def keys(self) -> tuple[Path, Path]:
        """Both copies of the key file."""
        return self.root / "data" / "keys.lvkeys", self.root / "state" / "keys.lvkeys"

    def pending_keys(self, name: str) -> Path:
        """The key file of a change of one key that is not finished."""
        return self.root / "data" / f"keys.next-{name}.lvkeys"

    @property
    def anchor(self) -> Path:
        """The copy of the operation log's head."""
        return self.root / "state" / "anchor.json"

    @property
    def office_anchor(self) -> Path:
        """The copy of the security log's head."""
        return self.root / "state" / "office-anchor.json"

    @property
    def unfinished(self) -> Path:
        """There while an office is being set up: what lies beside it was never used."""
        return self.root / "state" / "setup"

    @property
    def backups(self) -> Path:
        """Where backups go unless told otherwise."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Program logs, without content."""
        return self.root / "logs"

    def exists_office(self) -> bool:
        """Whether an office has been set up here (a set-up that was cut off does not count)."""
        if self.unfinished.exists():
            return False
        return self.business.exists() or self.office.exists() or any(k.exists() for k in self.keys)

    def make(self) -> None:
        """Create the folders, readable by this user only."""
        for path in (self.business.parent, self.anchor.parent, self.backups, self.logs):
            try:
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as exc:
                raise AppError(
                    ErrorCode.FILE_ACCESS, "数据文件夹无法建立。", action="请检查磁盘空间和权限。"
                ) from exc


def default_folder() -> DataFolder:
    """`$LVZE_HOME`, else the platform's per-user data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    root = Path(chosen) if chosen else platformdirs.user_data_path("lvze", appauthor=False)
    return DataFolder(root)


@contextmanager
def single_instance(folder: DataFolder) -> Iterator[None]:
    """Hold the folder's lock; AppError(IN_USE) when another program has it."""
    folder.make()
    lock = FileLock(str(folder.root / "state" / "lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as exc:
        raise AppError(
            ErrorCode.IN_USE, "履责台已经打开。", action="请切换到已打开的窗口；如刚关闭，请稍候再试。"
        ) from exc
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True)
class User:
    """Who is working. person: the person of the register that the account belongs to, if it is linked."""

    id: str
    login: str
    name: str
    roles: tuple[str, ...]
    person: str = ""


@dataclass(slots=True)
class Session:
    """One unlocked office. business is None for accounts that hold no key to business data (三员)."""

    folder: DataFolder
    catalog: Catalog
    clock: Clock
    user: User
    office: Database
    business: BusinessStore | None
    device: str
    keys: dict[str, bytes] = field(repr=False, default_factory=dict)
    undo_stack: list[str] = field(default_factory=list)
    redo_stack: list[str] = field(default_factory=list)
    cache: dict[str, object] = field(default_factory=dict, repr=False)
    office_anchor: Anchor | None = None
    closed: bool = False

    def define(self) -> None:
        """Go by the definitions that the office has of its own besides the shipped ones, now and after every write."""
        if self.business is None:
            return
        self.business.listen(self._heard)
        self._redefine(reword=False)
        self.sight()

    def _heard(self, entities: set[str], ids: set[str]) -> None:
        if own_catalog.concerned(ids):
            self._redefine()
        if entities & OFFICE_ENTITIES:  # who is in charge of what may have changed
            self.cache.pop(SIGHTS, None)
            self.sight()  # read here, on the thread that writes, and not when a page asks

    def _redefine(self, *, reword: bool = True) -> None:
        before, store = self.catalog, self.store
        with store.read() as conn:
            stored = {k: v for prefix in own_catalog.PREFIXES for k, v in queries.settings(conn, prefix).items()}
        self.catalog = own_catalog.definitions(before.shipped or before, stored, self.clock.today().year)
        words = {t.code: t.short for v in self.catalog.vocab for t in v.known()} if reword else {}
        store.redefine(
            self.catalog.records, self.catalog.vocab, [c for c, w in words.items() if before.vocab.short(c) != w]
        )

    @property
    def store(self) -> BusinessStore:
        """The business store; AppError(NOT_ALLOWED) for an account without its key."""
        if self.business is None:
            raise AppError(ErrorCode.NOT_ALLOWED, "本账号不接触业务数据。", action="请用业务账号登录。")
        return self.business

    @property
    def person(self) -> str:
        """The person of the register that the account belongs to, or an empty text."""
        return self.user.person

    def sight(self, action: str = "view") -> Sight:
        """On which records the user may do the action; what is not in it is absent for this account."""
        found: dict[object, Sight] = self._kept().setdefault("sights", {})
        if action not in found:
            found[action] = self._kept()["maker"].sight(action)
        return found[action]

    def scoped(self, scopes: Iterable[str]) -> tuple[Test, ...]:
        """Scopes (forms/rights) as tests for this account."""
        tests: tuple[Test, ...] = self._kept()["maker"].tests(scopes)
        return tests

    def _kept(self) -> dict[str, Any]:
        """What sights are made of, kept until people or posts change, for the day, the definitions and the account."""
        today, held = self.clock.today(), self.cache.get(SIGHTS)
        if not (isinstance(held, dict) and held["key"] == (self.user, today) and held["forms"] is self.catalog.records):
            maker = Sights(self.catalog, self.user, today, self._office)
            held = self.cache[SIGHTS] = {"key": (self.user, today), "forms": self.catalog.records, "maker": maker}
        return held

    def _office(self) -> Office:
        with self.store.read() as conn:
            return office_of(conn, names.all_names(conn))

    def can(self, action: str, form_id: str | None = None, kind: str = "") -> bool:
        """Whether the user may do the action (on at least some records of the form, or of one kind of it)."""
        if form_id is None or not self.catalog.rights.actions[action].on_records:
            return self.catalog.rights.allows(self.user.roles, action)
        sight = self.sight(action)
        return sight.some(form_id, kind) if kind else form_id in sight.forms

    def require(self, action: str, form_id: str | None = None, kind: str = "") -> None:
        """Raise AppError(NOT_ALLOWED) unless the user may."""
        if not self.can(action, form_id, kind):
            raise self.refused(action)

    def refused(self, action: str) -> AppError:
        """The failure of doing what the user may not."""
        label = self.catalog.rights.actions[action].label
        return AppError(ErrorCode.NOT_ALLOWED, f"您的账号没有“{label}”的权限。", action="需要时请联系安全保密管理员。")

    def allows(self, conn: Connection, action: str, row: Any) -> bool:
        """Whether the user may do the action on the record of a row."""
        if not self.catalog.rights.actions[action].on_records:
            return self.can(action)
        return self.sight(action).sees(conn, row)

    def require_on(self, conn: Connection, action: str, row: Any | None) -> Any:
        """The row; AppError NOT_FOUND for a record the user may not see (or None), NOT_ALLOWED for one not to act on."""
        if row is None or not self.allows(conn, "view", row):
            raise AppError(ErrorCode.NOT_FOUND, "这条记录不存在或已删除。")
        if not self.allows(conn, action, row):
            raise self.refused(action)
        return row

    def can_on(self, action: str, record_id: str) -> bool:
        """Whether the user may do the action on a record that is there."""
        with self.store.read() as conn:
            row = queries.row_by_id(conn, record_id)
            return row is not None and self.allows(conn, action, row)

    def secret(self, row: Any) -> bool:
        """Whether a record is of a class of which others must not learn that there are any."""
        form = self.catalog.records.find(row.form)
        return form is None or self.catalog.rights.classes[form.class_of(row.kind)].secret

    @property
    def persons(self) -> tuple[str, ...]:
        """The account's person; of one that is not linked, the holders of the post that its role stands for."""
        found: tuple[str, ...] = self._kept()["maker"].people
        return found

    def require_any(self, *actions: str) -> None:
        """Raise AppError(NOT_ALLOWED) unless the user may do one of the actions."""
        if not any(self.can(a) for a in actions):
            self.require(actions[0])

    def require_somewhere(self, action: str) -> None:
        """Raise AppError(NOT_ALLOWED) unless the user may do it on some kind of record; officers keep no records."""
        if self.business is not None and not self.visible_forms(action):
            raise self.refused(action)

    def visible_forms(self, action: str = "view") -> tuple[str, ...]:
        """The forms on some records of which the user may do the action: for menus. What is read takes the sight."""
        return self.sight(action).forms

    def form(self, form_id: str) -> RecordForm:
        """A form by id; AppError(NOT_FOUND) for an unknown one."""
        found = self.catalog.records.find(form_id)
        if found is None:
            raise AppError(ErrorCode.NOT_FOUND, "没有这种记录。")
        return found

    def actor(self) -> Actor:
        """The user as the operation log names them."""
        return Actor(self.user.id, self.user.name, self.device)

    def unit_name(self) -> str:
        """The own unit's name."""
        return self.own_unit()[1]

    def own_unit(self) -> tuple[str, str]:
        """Id and name of the own unit."""
        with self.store.read() as conn:
            for row in queries.units(conn):
                if row.own:
                    return str(row.id), str(row.name)
        raise AppError(ErrorCode.NOT_FOUND, "还没有设置本单位。", action="请先完成初次设置。")

    @contextmanager
    def change(
        self, action: str, label: str, touched: Touched, forms: Iterable[str] = (), *, undoable: bool = True
    ) -> Iterator[UnitOfWork]:
        """One operation of this user; `touched` is filled for the result's ChangeSet."""
        with self.store.change(self.actor(), action, label, undoable=undoable) as uow:
            yield uow
            touched.note(uow, forms)
        if uow.committed is not None:
            touched.op_id = uow.committed.id
            self.remember(uow.committed.id, undoable=undoable)

    def remember(self, op_id: str, *, undoable: bool) -> None:
        """Put an operation on the undo stack; what cannot be undone empties it."""
        self.redo_stack.clear()
        if undoable:
            self.undo_stack.append(op_id)
        else:
            self.undo_stack.clear()

    def result(self, value: T, touched: Touched, label: str, *, undoable: bool = True) -> OpResult[T]:
        """An OpResult for the operation just committed."""
        changes = ChangeSet(
            touched.op_id, label, frozenset(touched.entities), frozenset(touched.ids), frozenset(touched.forms),
            tuple(touched.things),
        )  # fmt: skip
        return OpResult(value, changes, undoable and bool(touched.op_id))

    def log(self, action: str, detail: str = "", operation: str | None = None) -> None:
        """Append a line to the security log. detail: codes and ids only."""
        self.log_all(action, (detail,), operation)

    def log_all(self, action: str, details: Iterable[str], operation: str | None = None) -> None:
        """Append a line for each detail to the security log, all or none."""
        with self.office.write() as conn:
            end = office_rows.log(
                conn, at=self.stamp(), user=self.user.id, user_name=self.user.name, action=action,
                details=details, operation=operation,
            )  # fmt: skip
        if self.office_anchor is not None and end is not None:
            self.office_anchor.keep(end.seq, end.hash)

    def stamp(self) -> str:
        """The current instant, UTC, ISO 8601 to the second."""
        return self.clock.now().astimezone(dt.UTC).isoformat(timespec="seconds")

    def close(self) -> None:
        """Log out and close both files, also when the log cannot be written. Closing again does nothing."""
        if self.closed:
            return
        self.closed = True
        try:
            self.log("logout")
        finally:
            self.keys.clear()
            try:
                if self.business is not None:
                    self.business.close()
            finally:
                self.office.close()
