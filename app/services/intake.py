"""Tables in: read, match the columns, show what would happen, write it all as one operation.

Nothing is written before `apply`; that backs up first, like every import, and one undo takes all of it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import backup
from app.services.intake_columns import (
    ID,
    KIND,
    PEOPLE,
    REASON,
    Target,
    known_names,
    mapping_of,
    remember,
    suggest,
    target_of,
    targets,
)
from app.services.intake_people import PeoplePlanner
from app.services.intake_plan import DUPLICATES, Entry, Plan, What
from app.services.intake_records import RecordPlanner
from app.services.intake_words import Directory
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.sheets.heads import Table, find_head, table_of
from app.sheets.reading import Book, Grid, open_book
from app.sheets.values import text_of
from app.sheets.writing import SheetField, TableFile, write_xlsx
from app.store import changelog, queries
from app.store.unit_of_work import UnitOfWork

CHUNK = 500
WRITING = "正在写入"
NO_DATE = "请选定是表里的哪一列；表里没有日期的，请填“没写日期的行用”哪一天。"
OWN_SHEETS = ("填写说明", "样例", "可选的词")  # of our templates: nothing to import


class OnFault(StrEnum):
    """What rows with mistakes do: keep everything from being imported, or stay out."""

    STOP = "stop"
    SKIP = "skip"


class OnDuplicate(StrEnum):
    """What rows do that are there already or stand twice in the table."""

    STOP = "stop"
    SKIP = "skip"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as it would be read. remembered: the columns are as they were chosen for such a sheet before."""

    target: Target
    table: Table
    mapping: Mapping[int, str]
    remembered: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did. left: rows that were not imported; people: newly registered people and units."""

    new: int
    changed: int
    left: int
    people: int

    def sentence(self) -> str:
        """For the message bar."""
        parts = [f"新增 {self.new} 条"] + ([f"更新 {self.changed} 条"] if self.changed else [])
        parts += [f"登记人员和单位 {self.people} 个"] if self.people else []
        parts += [f"{self.left} 条没有导入"] if self.left else []
        return "，".join(parts) + "。"


def read_book(path: Path) -> Book:
    """The file, read once. Raises what sheets.reading.open_book raises."""
    return open_book(path)


def sheets_of(book: Book) -> list[str]:
    """The sheets that may hold rows; the explanations of our templates come last."""
    return sorted(book.sheets, key=lambda name: name in OWN_SHEETS)


def reading(
    session: Session, book: Book, sheet: str, target_id: str = "", kind: str = "", head_row: int | None = None,
    among: Sequence[str] = (),
) -> Reading:
    """How a sheet would be read. target_id: empty = the one that fits best (of `among`); head_row: as the sheet numbers it.

    Raises AppError NOT_ALLOWED, NOT_FOUND (no such sheet or row), BAD_INPUT (nothing under the head).
    """
    grid = book.grids.get(sheet)
    if grid is None:
        raise AppError(ErrorCode.NOT_FOUND, "文件里没有这张工作表。", action=f"可选：{'、'.join(book.sheets)}。")
    possible = [target_of(session, target_id, kind)] if target_id else _targets(session, among)
    names = {name for one in possible for name in known_names(one)}
    head = find_head(grid, names) if head_row is None else head_row - grid.first
    if not 0 <= head < len(grid.rows):
        raise AppError(ErrorCode.NOT_FOUND, "没有这一行。", action="请写表头所在的行号。", where="表头")
    table = table_of(grid, head)
    if not target_id:
        target_id = suggest(session, table.heads, among, _told(book, sheet, grid, head))
        if not target_id:
            raise AppError(ErrorCode.BAD_INPUT, "看不出这张表是什么记录。", action="请选定是哪一种。", where="是什么")
    target = target_of(session, target_id, kind)
    if not table.lines:
        raise AppError(ErrorCode.BAD_INPUT, "表头下面没有内容。", action="请核对工作表和表头所在的行。", where="表头")
    mapping, remembered = mapping_of(session, target, table.heads)
    return Reading(target, table, mapping, remembered)


def _told(book: Book, sheet: str, grid: Grid, head: int) -> str:
    """What stands above the table and what file and sheet are called."""
    above = [text_of(c) for line in grid.rows[:head] for c in line]
    return " ".join([book.path.stem, sheet, *above])


def _targets(session: Session, among: Sequence[str]) -> list[Target]:
    return [target_of(session, one) for one, _label in targets(session) if not among or one in among]


def plan(
    session: Session,
    found: Reading,
    mapping: Mapping[int, str],
    context: JobContext,
    *,
    state: str = "",
    day: str = "",
    create: bool = False,
) -> Plan:
    """What an import would do. state and day: of rows that say none (ISO day, empty = such rows are faulty);
    create: people not in the register are registered.

    Raises AppError NOT_ALLOWED, BAD_INPUT (columns that are needed are missing), BAD_STATE; Cancelled.
    """
    chosen = {at: one for at, one in mapping.items() if one and at < len(found.table.heads)}
    _check_mapping(found.target, chosen, dated=bool(day))
    if create:
        session.require("manage_people")
    with session.store.read() as conn:
        head = changelog.head(conn)
    directory = Directory(session, create=create)
    planner = (
        PeoplePlanner(session, found.target, directory)
        if found.target.id == PEOPLE
        else RecordPlanner(session, found.target, directory, state, day)
    )
    entries = planner.plan(found.table, chosen, context)
    return Plan(found.target, found.table, chosen, entries, directory.fresh, directory.fresh_units, head)


def _check_mapping(target: Target, mapping: Mapping[int, str], *, dated: bool) -> None:
    taken = list(mapping.values())
    twice = next((one for one in taken if taken.count(one) > 1), "")
    if twice:
        column = target.column(twice)
        raise AppError(
            ErrorCode.BAD_INPUT, "表里有两列对到了同一项。", action="请把其中一列改为“不导入”。", where=column.label if column else ""
        )
    unknown = [one for one in taken if target.column(one) is None]
    if unknown or not any(not one.startswith("#") for one in taken):
        raise AppError(ErrorCode.BAD_INPUT, "没有一列对上。", action="请至少对上一列，或先下载模板照着填。", where="对列")
    if target.form is not None and not target.kind and KIND not in taken and ID not in taken:
        raise AppError(
            ErrorCode.BAD_INPUT, "看不出各行是哪一种记录。", action="请选定整张表是哪一种，或把一列对到“种类”。", where="种类"
        )
    needed = "name" if target.form is None else target.form.base["date"]
    if needed not in taken and ID not in taken and not (dated and target.form is not None):
        column = target.column(needed)
        label = column.label if column else needed
        raise AppError(ErrorCode.BAD_INPUT, f"还没有一列对到“{label}”。", action=NO_DATE if target.form else "请选定是表里的哪一列。", where=label)


def chosen_entries(found: Plan, duplicates: OnDuplicate) -> list[Entry]:
    """The entries that would be written; rows with mistakes never are."""
    update = duplicates is OnDuplicate.UPDATE
    return [e for e in found.entries if e.what is What.NEW or (update and e.what is What.CHANGED)]


def refusal(found: Plan, faults: OnFault, duplicates: OnDuplicate) -> AppError | None:
    """Why the choices do not let anything be imported, or None."""
    counts = found.counts()
    if faults is OnFault.STOP and counts[What.FAULTY]:
        return AppError(
            ErrorCode.BAD_INPUT, f"有 {counts[What.FAULTY]} 行有错误，不能导入。", action="请改好再导入，或者选跳过有错误的行。"
        )
    doubled = sum(counts[w] for w in DUPLICATES)
    if duplicates is OnDuplicate.STOP and doubled:
        return AppError(
            ErrorCode.BAD_INPUT, f"有 {doubled} 行重复，不能导入。", action="请核对，或者选跳过、更新重复的行。"
        )
    if not chosen_entries(found, duplicates):
        return AppError(ErrorCode.BAD_INPUT, "没有可以导入的行。", action="请看每一行后面的原因。")
    return None


def apply(
    session: Session, found: Plan, faults: OnFault, duplicates: OnDuplicate, context: JobContext
) -> OpResult[Report]:
    """Write a plan as one operation that one undo takes back. Cancelling leaves nothing.

    Raises AppError BAD_INPUT (what `refusal` says), NOT_ALLOWED, STALE (the store changed since the plan
    was made), DISK_FULL, FILE_ACCESS; Cancelled.
    """
    refused = refusal(found, faults, duplicates)
    if refused is not None:
        raise refused
    entries = chosen_entries(found, duplicates)
    _require(session, found, entries)
    backup.before(session, "import", context)
    touched, label = Touched(), f"从 Excel 导入 {len(entries)} 条{found.target.label}"
    forms = [found.target.form.id] if found.target.form else []
    with session.change("sheet.import", label, touched, forms) as uow:
        if changelog.head(uow.conn) != found.head:
            raise AppError(ErrorCode.STALE, "预览之后库里又有改动。", action="请重新预览，再导入。")
        people = _register(uow, found, entries)
        _write(uow, entries, context)
    session.log("sheet.import", found.target.id, uow.committed.id if uow.committed else None)
    remember(session, found.target, found.table.heads, found.mapping)
    new = sum(e.what is What.NEW for e in entries)
    report = Report(new, len(entries) - new, len(found.entries) - len(entries), people)
    return session.result(report, touched, label)


def _require(session: Session, found: Plan, entries: Sequence[Entry]) -> None:
    if found.target.form is None:
        session.require("manage_people")
        return
    if any(e.what is What.NEW for e in entries):
        session.require("create", found.target.form.id)
    if any(e.what is What.CHANGED for e in entries):
        session.require("edit", found.target.form.id)
    if any(e.mentions for e in entries):
        session.require("manage_people")


def _register(uow: UnitOfWork, found: Plan, entries: Sequence[Entry]) -> int:
    """People and units that the entries mention and the register does not have."""
    wanted = {i for e in entries for i in e.mentions}
    own = next((str(u.id) for u in queries.units(uow.conn) if u.own), None)
    for name, unit in found.fresh_units.items():
        if unit in wanted:
            uow.put("unit", unit, {"name": name, "own": False, "applies": [], "example": False, **({"parent": own} if own else {})})
    for name, person in found.fresh.items():
        if person in wanted:
            uow.put("person", person, {"name": name, "note": "", "example": False})
    return len(wanted)


def _write(uow: UnitOfWork, entries: Sequence[Entry], context: JobContext) -> None:
    writes = [(e.what, w) for e in entries for w in e.writes]
    done = 0
    for what, write in ((What.NEW, partial(uow.add, "record")), (What.CHANGED, uow.change_records)):
        rows = [(w.id, w.snapshot) for one, w in writes if one is what and w.entity == "record"]
        for start in range(0, len(rows), CHUNK):
            context.report(done, len(writes), WRITING)
            write(rows[start : start + CHUNK])
            done += len(rows[start : start + CHUNK])
    for _what, one in writes:
        if one.entity != "record":
            context.report(done, len(writes), WRITING)
            uow.put(one.entity, one.id, one.snapshot)
            done += 1
    context.report(len(writes), len(writes), WRITING)


def write_faulty(session: Session, found: Plan, path: Path, context: JobContext) -> int:
    """The rows that were not sound, as they stood, with what is wrong in front. Returns how many lines.

    Mended there, the file is imported again. Raises AppError DISK_FULL, FILE_ACCESS, NOT_FOUND.
    """
    reasons = {n: e.words for e in found.entries if e.what in (What.FAULTY, What.TWICE, What.LOCKED) for n in e.numbers}
    lines = [line for line in found.table.lines if line.number in reasons]
    fields = [SheetField(REASON, width=48.0), *(SheetField(h, _kind(found, at)) for at, h in enumerate(found.table.heads))]
    rows = [(reasons[line.number], *_padded([text_of(c) for c in line.cells], len(found.table.heads))) for line in lines]
    write_xlsx(path, TableFile("没有导入的行", (), fields), rows, lambda done: context.report(done, len(rows)))
    session.log("export", "sheet.import")
    return len(rows)


def _kind(found: Plan, at: int) -> str:
    column = found.target.column(found.mapping.get(at, ""))
    return "date" if column and column.definition and column.definition.type.value == "date" else "text"


def _padded(texts: list[str], width: int) -> list[str]:
    return [*texts[:width], *[""] * (width - len(texts))]
