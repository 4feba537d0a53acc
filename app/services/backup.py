"""Backups: a verified copy of both files and the keys in one folder; restore with a new device id."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.crypto.files import disk_error, open_regular, read_small, replacing, write_atomic
from app.crypto.keyfile import MAX_BYTES
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import stored_files
from app.services.accounts import Heads
from app.services.session import BUSINESS_KEY, OFFICE_KEY, DataFolder, Session
from app.services.unlocking import RESTORED
from app.store import changelog, office
from app.store import database as databases
from app.store.anchor import Anchor
from app.store.record_adapter import recount

MANIFEST = "backup.json"
FREE_FACTOR = 2.5
KEEP = {"daily": 7, "import": 5, "manual": 20}
NAMES = ("business.lvdb", "office.lvdb", "keys.lvkeys")


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One backup folder. reason: daily, import, manual, …"""

    path: Path
    at: str
    reason: str
    business_head: str


def before(session: Session, reason: str, context: JobContext) -> Path:
    """The automatic backup before an import or upgrade."""
    return _backup(session, session.folder.backups, reason, context)


def daily(session: Session, context: JobContext | None = None) -> Path | None:
    """The backup of the day, made once after the first login; None when it is there or not ours to make.

    Raises AppError DISK_FULL, FILE_ACCESS.
    """
    if session.business is None or not session.can("backup"):
        return None
    today = session.clock.now().date().isoformat()
    if any(b.reason == "daily" and b.at[:10] == today for b in backups(session)):
        return None
    return _backup(session, session.folder.backups, "daily", context or JobContext())


def backup(session: Session, folder: Path | None = None, context: JobContext | None = None) -> Path:
    """Make and verify a backup; returns its folder. Raises AppError NOT_ALLOWED, DISK_FULL, FILE_ACCESS, BAD_STATE."""
    session.require("backup")
    made = _backup(session, folder or session.folder.backups, "manual", context or JobContext())
    session.log("backup", made.name)
    return made


def _backup(session: Session, folder: Path, reason: str, context: JobContext) -> Path:
    _check_space(session.folder, folder)
    stamp = session.clock.now().strftime("%Y%m%d-%H%M%S")
    final = folder / f"{stamp}-{reason}-{new_id('b')[:7]}"
    work = folder / f".{final.name}.part"
    try:
        work.mkdir(parents=True, mode=0o700)
        context.report(0, 4, "正在备份业务数据库")
        _copy_business(session, work / NAMES[0])
        context.report(1, 4, "正在备份办公室数据库")
        session.office.copy_to(work / NAMES[1])
        write_atomic(work / NAMES[2], read_small(session.folder.keys[0], MAX_BYTES))
        context.report(2, 4, "正在核对备份")
        _write_manifest(session, work, reason, _verify_copies(session, work))
        for name in NAMES:
            _sync(work / name)
        work.rename(final)
        _sync(folder)
    except OSError as exc:
        raise disk_error(exc, folder.name) from exc
    finally:
        shutil.rmtree(work, ignore_errors=True)
    _prune(folder, reason)
    context.report(4, 4, "完成")
    return final


def _check_space(source: DataFolder, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        size = source.business.stat().st_size + source.office.stat().st_size
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "备份文件夹无法访问。", action="请检查磁盘。") from exc
    if free < size * FREE_FACTOR:
        raise AppError(ErrorCode.DISK_FULL, "磁盘剩余空间不够备份。", action="请腾出空间后再试。")


def _verify_copies(session: Session, folder: Path) -> Heads:
    """Open the copies with their keys, read every page and both chains; the ends of the chains.

    Without its key the business copy is only compared with the file; its end is the anchored one.
    """
    log = _sound_head(databases.open_office(folder / NAMES[1], session.keys[OFFICE_KEY]), office.head, office.verify)
    if session.business is None:
        if _digest(folder / NAMES[0]) != _digest(session.folder.business):
            raise _bad_copy()
        anchored = Anchor(session.folder.anchor, session.office.get_meta("database_id") or "").read()
        return Heads(changelog.Head(*anchored).short if anchored else "", log.short)
    copy = databases.open_business(folder / NAMES[0], session.keys[BUSINESS_KEY])
    return Heads(_sound_head(copy, changelog.head, changelog.verify).short, log.short)


def _sound_head(
    copy: databases.Database,
    head: Callable[[databases.Connection], changelog.Head],
    check: Callable[[databases.Connection], str | None],
) -> changelog.Head:
    try:
        if copy.problems():
            raise _bad_copy()
        with copy.read() as conn:
            if check(conn):
                raise _bad_copy()
            return head(conn)
    finally:
        copy.close()


def _copy_business(session: Session, target: Path) -> None:
    """A compact copy; an administrator without the key copies the closed, encrypted file as it is."""
    if session.business is not None:
        session.store.database.copy_to(target)
        return
    source = session.folder.business
    log = source.with_name(source.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise AppError(
            ErrorCode.BAD_STATE, "上次程序没有正常退出，业务数据库还没有收好。", action="请先由业务账号登录一次，再做备份。"
        )
    with open_regular(source) as stream, replacing(target) as copy:
        while part := stream.read(1 << 20):
            copy.write(part)


def _sync(path: Path) -> None:
    """Make a file or a folder's list of files last through a power cut."""
    if os.name == "nt" and path.is_dir():  # Windows cannot fsync a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bad_copy() -> AppError:
    return AppError(ErrorCode.DAMAGED, "备份核对不通过。", action="请检查磁盘，并核对数据库后重做备份。")


def _write_manifest(session: Session, folder: Path, reason: str, ends: Heads) -> None:
    files = {name: _digest(folder / name) for name in NAMES}
    body = {"format": 1, "at": session.stamp(), "reason": reason, "files": files}
    body |= {"business_head": ends.business, "office_head": ends.office}
    write_atomic(folder / MANIFEST, json.dumps(body, ensure_ascii=False, indent=1).encode("utf-8"))


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _prune(folder: Path, reason: str) -> None:
    same = [b for b in backups_in(folder) if b.reason == reason]
    for old in same[KEEP.get(reason, 20) :]:
        shutil.rmtree(old.path, ignore_errors=True)


def backups(session: Session) -> list[BackupRow]:
    """Backups in the usual folder, latest first."""
    return backups_in(session.folder.backups)


def backups_in(folder: Path) -> list[BackupRow]:
    """Backups in a folder, latest first; folders that are none are passed over."""
    found: list[BackupRow] = []
    for path in sorted(folder.glob("*/" + MANIFEST), reverse=True):
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
            found.append(BackupRow(path.parent, str(body["at"]), str(body["reason"]), str(body["business_head"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return found


def verify(session: Session, context: JobContext | None = None) -> list[str]:
    """Check everything: pages, structure, both chains, counts, attachments and kept letters. Empty = sound."""
    report = context or JobContext()
    problems: list[str] = []
    report.report(0, 4, "正在检查数据库页面")
    for database in (session.store.database, session.office):
        if database.problems():
            problems.append(f"{database.what}有损坏的内容。")
    report.report(1, 4, "正在检查操作日志")
    with session.store.read() as conn:
        found = changelog.verify(conn)
        problems.extend([found] if found else [])
        report.report(2, 4, "正在核对数量")
        if recount(conn):
            problems.append("分月数量与记录不一致。")
    past_log = session.store.unlogged()
    if past_log:
        problems.append(f"有 {past_log} 处内容与操作日志不符。")
    problems += stored_files.problems(session, report)
    report.report(3, 4, "正在检查安全日志")
    with session.office.read() as conn:
        found = office.verify(conn)
        problems.extend([found] if found else [])
    report.report(4, 4, "完成")
    return problems


def restore(source: Path, target: DataFolder) -> None:
    """Put a backup into a folder that has no office yet; it gets a new device id at the next login.

    Raises AppError NOT_FOUND, DAMAGED (a file differs from the backup's list), IN_USE, DISK_FULL.
    What a failure leaves behind does not count as an office; restoring again starts over.
    """
    try:
        body = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        files = {name: str(body["files"][name]) for name in NAMES}
    except FileNotFoundError as exc:
        raise AppError(ErrorCode.NOT_FOUND, "这个文件夹里没有备份。", action="请选择备份所在的文件夹。") from exc
    except (OSError, ValueError, KeyError, TypeError) as exc:
        raise AppError(ErrorCode.DAMAGED, "备份清单已损坏。", action="请换一份备份。") from exc
    for name, digest in files.items():
        if not (source / name).is_file() or _digest(source / name) != digest:
            raise AppError(ErrorCode.DAMAGED, "备份里的文件与清单不符，可能已损坏。", action="请换一份备份。")
    if target.exists_office():
        raise AppError(ErrorCode.IN_USE, "目标文件夹里已经有一个办公室。", action="请恢复到空的文件夹。")
    target.make()
    places = {NAMES[0]: target.business, NAMES[1]: target.office, NAMES[2]: target.keys[0]}
    write_atomic(target.unfinished, b"1")
    for name, place in places.items():
        with open_regular(source / name) as stream, replacing(place) as copy:
            while part := stream.read(1 << 20):
                copy.write(part)
    write_atomic(target.root / "state" / RESTORED, b"1")
    for anchor in (target.anchor, target.office_anchor):
        anchor.unlink(missing_ok=True)
    target.unfinished.unlink()

