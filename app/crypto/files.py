"""Files that are either wholly there or not there at all, and files opened once.

Belongs here: atomic replacement, refusal of links and devices, words for the
operating system's failures. Does not belong here: what is in the files.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from app.domain.errors import AppError, ErrorCode

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # a FIFO would otherwise block before it can be refused
_BINARY = getattr(os, "O_BINARY", 0)


def disk_error(error: OSError, name: str) -> AppError:
    """The known failure behind an OSError: DISK_FULL, NOT_FOUND or FILE_ACCESS at file `name`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return AppError(
            ErrorCode.DISK_FULL,
            "磁盘空间不足，没有写成。",
            action="请清理空间或换一个位置后重试。",
            where=name,
        )
    if error.errno == errno.ENOENT:
        return AppError(
            ErrorCode.NOT_FOUND, "找不到这个文件或文件夹。", action="请检查位置，U 盘是否已插好。", where=name
        )
    return AppError(
        ErrorCode.FILE_ACCESS,
        "文件读写失败。",
        action="请检查权限、U 盘是否仍插着，以及是否被其他程序占用。",
        where=name,
    )


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A file to write that takes the place of `path` only when the block ends without an error.

    Temp file in the same folder, fsync, replace, fsync of the folder (0 torn of 600
    simulated power cuts, reference/security.md Durability). On any failure nothing
    is left. Raises AppError(DISK_FULL | NOT_FOUND | FILE_ACCESS) for failures of its own writes.
    """
    temp = path.parent / f".{path.name}.{secrets.token_hex(6)}.part"
    try:
        handle = os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY, mode)
    except OSError as error:
        raise disk_error(error, path.name) from error
    try:
        with open(handle, "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temp.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise disk_error(error, path.name) from error
    finally:
        with contextlib.suppress(OSError):
            temp.unlink(missing_ok=True)


def write_atomic(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put `data` at `path` so that a crash leaves the old or the new file, never a part.

    Raises AppError(DISK_FULL | NOT_FOUND | FILE_ACCESS).
    """
    with replacing(path, mode) as stream:
        stream.write(data)


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; empty at the end."""
        ...


class RegularFile:
    """An open ordinary file whose failures (a stick pulled out) are AppError(FILE_ACCESS)."""

    def __init__(self, name: str, raw: BinaryIO) -> None:
        self._name = name
        self._raw = raw

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; empty at the end."""
        try:
            return self._raw.read(size)
        except OSError as error:
            raise disk_error(error, self._name) from error

    def seek(self, offset: int) -> None:
        """Go to `offset` bytes from the start."""
        try:
            self._raw.seek(offset)
        except OSError as error:
            raise disk_error(error, self._name) from error

    def size(self) -> int:
        """The size now, in bytes."""
        try:
            return os.fstat(self._raw.fileno()).st_size
        except OSError as error:
            raise disk_error(error, self._name) from error


@contextlib.contextmanager
def open_regular(path: Path) -> Iterator[RegularFile]:
    """Open an ordinary file for reading, once: all checks and all reads use this one handle.

    Raises AppError(FILE_ACCESS) for links, folders, pipes and devices, NOT_FOUND if missing.
    """
    with _open_handle(path) as raw:
        if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
            raise _not_regular(path)
        yield RegularFile(path.name, raw)


def read_small(path: Path, limit: int) -> bytes:
    """The whole of an ordinary file of at most `limit` bytes.

    Raises AppError(TOO_LARGE | NOT_FOUND | FILE_ACCESS).
    """
    with open_regular(path) as stream:
        data = read_up_to(stream, limit + 1)
    if len(data) > limit:
        raise AppError(ErrorCode.TOO_LARGE, "文件太大，不是这一类文件。", where=path.name)
    return data


def read_up_to(stream: Readable, count: int) -> bytes:
    """`count` bytes, or fewer only at the end of the file (raw reads may be short)."""
    parts: list[bytes] = []
    while count > 0:
        part = stream.read(count)
        if not part:
            break
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _open_handle(path: Path) -> BinaryIO:
    try:
        # Windows has no O_NOFOLLOW, so the name is looked at as well.
        if not stat.S_ISREG(path.lstat().st_mode):
            raise _not_regular(path)
        handle = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT | _BINARY)
    except OSError as error:
        raise _not_regular(path) if error.errno == errno.ELOOP else disk_error(error, path.name) from error
    except ValueError as error:  # a NUL in the name
        raise _not_regular(path) from error
    return open(handle, "rb", buffering=0)  # noqa: PTH123 - a descriptor


def _not_regular(path: Path) -> AppError:
    return AppError(
        ErrorCode.FILE_ACCESS,
        "这不是普通文件（可能是链接、文件夹或设备），不予打开。",
        action="请选择文件本身。",
        where=path.name,
    )


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot fsync a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some sticks' file systems refuse it
            raise
    finally:
        os.close(handle)
