"""Files that are not what was written: flipped, cut, swapped, older, newer, held by another, no room left."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.domain.errors import AppError, ErrorCode
from app.services import backup, setup
from app.services.session import DataFolder, Session
from app.store.database import Database, open_business, open_office
from tests.unit.services.desk import PASSWORD, Desk, new_office, quick_folder, record_ids, refused

PAGE = 4096
REFUSALS = {
    ErrorCode.DAMAGED, ErrorCode.ROLLED_BACK, ErrorCode.WRONG_PASSWORD, ErrorCode.TOO_NEW, ErrorCode.NOT_FOUND,
    ErrorCode.BAD_STATE,
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, catalog: Catalog) -> tuple[Session, set[str]]:
    """A closed office with some records; tests work on copies of its folder."""
    desk = Desk(new_office(tmp_path_factory.mktemp("filled"), catalog, packs=False).session)
    for day in range(1, 25):
        desk.talk(desk.principal, f"2026-10-{day:02d}", requirements="管好分管领域" * 20)
    ids = record_ids(desk.session)
    desk.session.close()
    return desk.session, ids


@pytest.fixture
def copy(filled: tuple[Session, set[str]], tmp_path: Path) -> DataFolder:
    """A copy of the filled office's folder."""
    shutil.copytree(filled[0].folder.root, tmp_path / "copy")
    return quick_folder(tmp_path / "copy")


def unlock(session: Session, folder: DataFolder) -> Session:
    return setup.unlock(folder, session.catalog, session.clock, "clerk", PASSWORD)


def refused_or_whole(session: Session, folder: DataFolder, ids: set[str], where: str) -> str:
    """Open the office: an AppError of a known kind, or everything that was ever acknowledged."""
    try:
        opened = unlock(session, folder)
    except AppError as error:
        if error.code not in REFUSALS or not error.message.endswith("。"):
            raise
        return error.code.value
    try:
        problems = backup.verify(opened)
        if problems:
            return "detected"
        assert record_ids(opened) >= ids, f"{where}: something acknowledged is lost"
        return "whole"
    finally:
        opened.close()


def flips(size: int, step: int) -> list[int]:
    """Offsets that touch every page at several places, page ends and starts included."""
    found = {o for page in range(0, size, PAGE) for o in (page, page + PAGE - 1, page + PAGE // 2)}
    found |= set(range(0, size, step)) | set(range(min(size, 120)))
    return sorted(o for o in found if o < size)


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        byte = stream.read(1)
        stream.seek(offset)
        stream.write(bytes([byte[0] ^ 0x01]))


def test_every_page_of_the_business_store_is_sealed(filled: tuple[Session, set[str]], copy: DataFolder) -> None:
    """The store alone, page by page: a flipped bit is refused at opening or found by the check of all pages."""
    session, _ids = filled
    good = copy.business.read_bytes()
    keys = keys_of(session)
    offsets = flips(len(good), 1499)
    assert len(offsets) > len(good) // PAGE * 3
    for name, path, opened in (("business", copy.business, open_business), ("office", copy.office, open_office)):
        data = path.read_bytes()
        for offset in flips(len(data), 1499):
            flip(path, offset)
            assert sealed(opened, path, keys[name]), f"{name} {offset}"
            path.write_bytes(data)
            for extra in ("-wal", "-shm"):
                Path(f"{path}{extra}").unlink(missing_ok=True)


def sealed(opened: Callable[[Path, bytes], Database], path: Path, key: bytes) -> bool:
    """Whether the damage shows: the file does not open, or the check of all pages finds it."""
    try:
        database = opened(path, key)
    except AppError as error:
        return error.code in REFUSALS
    found = bool(database.problems())
    database.abandon()
    return found


def keys_of(session: Session) -> dict[str, bytes]:
    from app.crypto import keyfile, slots

    known = keyfile.load_keyfile(*session.folder.keys)
    return slots.unlock(known, "clerk", PASSWORD, bounds=session.folder.bounds)


@pytest.mark.parametrize("name", ["business", "office"])
def test_a_flipped_byte_is_refused_at_the_next_login(
    filled: tuple[Session, set[str]], copy: DataFolder, name: str
) -> None:
    session, ids = filled
    path = getattr(copy, name)
    good = path.read_bytes()
    root_copy = {p: p.read_bytes() for p in copy.root.rglob("*") if p.is_file()}
    for offset in flips(len(good), 40_000)[:: max(1, len(good) // 60_000)]:
        flip(path, offset)
        assert refused_or_whole(session, copy, ids, f"{name} {offset}") != "whole"
        restore(copy, root_copy)


def restore(folder: DataFolder, files: dict[Path, bytes]) -> None:
    for path in folder.root.rglob("*"):
        if path.is_file() and path not in files:
            path.unlink()
    for path, data in files.items():
        path.write_bytes(data)


def test_a_flipped_byte_in_a_key_file_is_mended_or_refused(filled: tuple[Session, set[str]], copy: DataFolder) -> None:
    session, ids = filled
    good = copy.keys[0].read_bytes()
    outcomes = set()
    for offset in range(0, len(good), 37):
        for path in copy.keys:
            flip(path, offset)
        outcomes.add(refused_or_whole(session, copy, ids, f"both key files {offset}"))
        for path in copy.keys:
            path.write_bytes(good)
    assert "whole" not in outcomes
    for path in copy.keys:
        flip(path, len(good) // 2)
        assert refused_or_whole(session, copy, ids, "one key file") == "whole"
        assert copy.keys[0].read_bytes() == copy.keys[1].read_bytes() == good


@pytest.fixture
def killed(tmp_path: Path, catalog: Catalog) -> Iterator[tuple[Session, DataFolder, set[str]]]:
    """The folder of an office as `kill -9` left it: the last records are only in the write-ahead log."""
    desk = Desk(new_office(tmp_path / "first", catalog, packs=False).session)
    desk.session = desk.relogin()
    for day in range(1, 6):
        desk.talk(desk.principal, f"2026-10-{day:02d}")
    ids = record_ids(desk.session)
    shutil.copytree(desk.session.folder.root, tmp_path / "killed")
    folder = quick_folder(tmp_path / "killed")
    assert Path(f"{folder.business}-wal").stat().st_size > PAGE
    yield desk.session, folder, ids
    desk.session.close()


def test_after_a_kill_everything_acknowledged_is_there(killed: tuple[Session, DataFolder, set[str]]) -> None:
    session, folder, ids = killed
    assert refused_or_whole(session, folder, ids, "untouched") == "whole"


@pytest.mark.parametrize("which", ["business", "office"])
def test_a_flipped_byte_in_the_log_of_a_killed_program_loses_nothing_silently(
    killed: tuple[Session, DataFolder, set[str]], which: str
) -> None:
    session, folder, ids = killed
    wal = Path(f"{getattr(folder, which)}-wal")
    files = {p: p.read_bytes() for p in folder.root.rglob("*") if p.is_file()}
    size = wal.stat().st_size
    outcomes = []
    for offset in sorted({*range(0, 80, 7), *range(0, size, max(PAGE // 2 + 13, size // 60)), size - 1}):
        flip(wal, offset)
        outcomes.append(refused_or_whole(session, folder, ids, f"wal {offset}"))
        restore(folder, files)
    assert "rolled_back" in outcomes


@pytest.mark.parametrize("which", ["business", "office"])
def test_a_cut_or_deleted_log_of_a_killed_program_is_noticed(
    killed: tuple[Session, DataFolder, set[str]], which: str
) -> None:
    session, folder, ids = killed
    wal = Path(f"{getattr(folder, which)}-wal")
    files = {p: p.read_bytes() for p in folder.root.rglob("*") if p.is_file()}
    for keep in (0, 32, len(files[wal]) // 2, len(files[wal]) - 1):
        wal.write_bytes(files[wal][:keep])
        assert refused_or_whole(session, folder, ids, f"wal cut to {keep}") != "whole"
        restore(folder, files)
    wal.unlink()
    assert refused_or_whole(session, folder, ids, "wal gone") != "whole"


@pytest.mark.parametrize("which", ["business", "office"])
@pytest.mark.parametrize("size", [0, 1, 100, PAGE - 1, PAGE, PAGE * 3, -PAGE, -1])
def test_a_cut_or_emptied_store_is_refused(
    filled: tuple[Session, set[str]], copy: DataFolder, which: str, size: int
) -> None:
    session, ids = filled
    path = getattr(copy, which)
    path.write_bytes(path.read_bytes()[:size])
    assert refused_or_whole(session, copy, ids, f"{which} {size}") in ("damaged", "rolled_back")


def test_a_missing_store_or_both_missing_key_files_are_named(
    filled: tuple[Session, set[str]], copy: DataFolder
) -> None:
    session, _ids = filled
    for paths in ((copy.business,), (copy.office,), copy.keys):
        kept = {p: p.read_bytes() for p in paths}
        for path in paths:
            path.unlink()
        with refused(ErrorCode.NOT_FOUND):
            unlock(session, copy)
        assert not any(p.exists() for p in paths), "nothing may be made in its place"
        for path, data in kept.items():
            path.write_bytes(data)


def test_stores_swapped_or_of_another_unit_are_refused(
    filled: tuple[Session, set[str]], copy: DataFolder, tmp_path: Path, catalog: Catalog
) -> None:
    session, _ids = filled
    business, office = copy.business.read_bytes(), copy.office.read_bytes()
    copy.business.write_bytes(office)
    copy.office.write_bytes(business)
    with refused(ErrorCode.DAMAGED):
        unlock(session, copy)
    stranger = new_office(tmp_path / "stranger", catalog).session
    stranger.close()
    copy.office.write_bytes(office)
    copy.business.write_bytes(stranger.folder.business.read_bytes())
    with refused(ErrorCode.DAMAGED):
        unlock(session, copy)


@pytest.mark.parametrize("which", ["business", "office"])
def test_a_store_of_a_newer_program_is_refused_unchanged(
    filled: tuple[Session, set[str]], copy: DataFolder, which: str
) -> None:
    session, ids = filled
    opened = unlock(session, copy)
    database = opened.store.database if which == "business" else opened.office
    with database.write() as conn:
        conn.exec_driver_sql("PRAGMA user_version = 2000")
    opened.close()
    before = getattr(copy, which).read_bytes()
    with refused(ErrorCode.TOO_NEW) as found:
        unlock(session, copy)
    assert found.error is not None
    assert "2" in found.error.message
    assert getattr(copy, which).read_bytes() == before
    assert ids


def test_another_program_that_writes_is_waited_for_and_then_named(
    filled: tuple[Session, set[str]], copy: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.engine.BUSY_SECONDS", 0.2)
    session, _ids = filled
    opened = unlock(session, copy)
    code = textwrap.dedent(
        """
        import sys, sqlcipher3.dbapi2 as s
        c = s.connect(sys.argv[1], isolation_level=None)
        c.set_key(b"x'" + sys.argv[2].encode() + b"'")
        c.execute("BEGIN IMMEDIATE")
        print("held", flush=True)
        sys.stdin.read()
        """
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(copy.business), keys_of(session)["business"].hex()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    desk = Desk(opened)
    with refused(ErrorCode.LOCKED):
        desk.talk(desk.principal)
    other.communicate("")
    assert desk.talk(desk.principal).id
    opened.close()


def test_a_full_disk_rolls_back_and_the_next_save_works(filled: tuple[Session, set[str]], copy: DataFolder) -> None:
    session, _ids = filled
    opened = unlock(session, copy)
    desk = Desk(opened)
    before = record_ids(opened)
    wal = Path(f"{copy.business}-wal")
    room = (wal.stat().st_size if wal.exists() else 0) + PAGE * 2
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        with refused(ErrorCode.DISK_FULL, ErrorCode.FILE_ACCESS):
            desk.talk(desk.principal, requirements="字" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    assert record_ids(opened) == before
    view = desk.talk(desk.principal, requirements="字" * 100_000)
    assert record_ids(opened) == before | {view.id}
    assert backup.verify(opened) == []
    opened.close()
