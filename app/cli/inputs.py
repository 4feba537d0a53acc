"""What the commands read: JSON files, passwords, dates, the opened office.

Passwords come from standard input or a file, never from the command line, where other
users of the computer could read them.
"""

from __future__ import annotations

import argparse
import codecs
import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from app.services.second_person import Second
    from app.services.session import DataFolder, Session

MAX_JSON = 64 * 1024 * 1024
MAX_PASSWORD_FILE = 4096


def read_json(path: Path) -> Any:
    """A JSON file, read strictly: UTF-8 (a BOM is allowed), no duplicate keys, NaN or deep nesting.

    Raises AppError NOT_FOUND, FILE_ACCESS, TOO_LARGE, BAD_INPUT, DAMAGED.
    """
    from app.crypto.files import read_small
    from app.crypto.strictjson import parse_strict

    data = read_small(path, MAX_JSON).removeprefix(codecs.BOM_UTF8)
    try:
        return parse_strict(data, what="这个 JSON 文件")
    except AppError as error:
        if error.code is not ErrorCode.DAMAGED:
            raise
        raise AppError(
            ErrorCode.BAD_INPUT,
            "不是可用的 JSON：应为 UTF-8 编码，键不能重复，不能有 NaN，嵌套不能过深。",
            action=_position(data),
            where=path.name,
        ) from None


def _position(data: bytes) -> str:
    """Where the syntax breaks, when that is what is wrong."""
    import json

    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        return f"出错位置：第 {error.lineno} 行第 {error.colno} 列。"
    except (ValueError, RecursionError):
        return ""
    return ""


def day(text: str) -> dt.date:
    """An argument that is a date."""
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError("日期应写成 2026-11-22 的样子。")


def positive(text: str) -> int:
    """An argument that is a whole number from 1 to 1,000,000."""
    if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= 1_000_000:
        return int(text)
    raise argparse.ArgumentTypeError("应是 1 到 1000000 的整数。")


def add_account(parser: argparse.ArgumentParser) -> None:
    """The options of commands that open an office."""
    add_folder(parser)
    parser.add_argument("--login", metavar="登录名", help="缺省为上次登录的账号")
    add_password(parser)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """--folder: which office."""
    parser.add_argument(
        "--folder", type=Path, metavar="目录", help="数据目录；缺省为 LVZE_HOME 或个人数据目录"
    )


def add_password(parser: argparse.ArgumentParser) -> None:
    """--password-file: where the password is."""
    parser.add_argument(
        "--password-file", type=Path, metavar="文件", help="口令所在文件；缺省从标准输入读一行"
    )


def read_password(args: argparse.Namespace) -> str:
    """The password: first line of the file or of standard input. AppError(BAD_INPUT) when there is none."""
    if args.password_file is not None:
        return password_in(args.password_file)
    if sys.stdin is None or sys.stdin.closed:
        raw = b""
    elif sys.stdin.isatty():
        import getpass

        return getpass.getpass("口令：")
    else:
        raw = sys.stdin.buffer.readline(MAX_PASSWORD_FILE)
    return _password(raw)


def add_second(parser: argparse.ArgumentParser) -> None:
    """Who stands by when guarded records go out."""
    parser.add_argument("--second", default="", metavar="登录名", help="须由两个人导出的记录：第二人的登录名")
    parser.add_argument("--second-password-file", type=Path, metavar="文件", help="第二人口令所在文件")


def second_of(args: argparse.Namespace) -> Second | None:
    """Who stands by, as given; a name without a password file is refused."""
    from app.services.second_person import Second

    if not args.second:
        return None
    if args.second_password_file is None:
        raise AppError(ErrorCode.BAD_INPUT, "没有给出第二人的口令。", action="请用 --second-password-file 指定文件。")
    return Second(args.second, password_in(args.second_password_file))


def password_in(path: Path) -> str:
    """The password in a file's first line. AppError(BAD_INPUT) when there is none."""
    from app.crypto.files import read_small

    return _password(read_small(path, MAX_PASSWORD_FILE))


def _password(raw: bytes) -> str:
    try:
        text = raw.removeprefix(codecs.BOM_UTF8).decode("utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise AppError(ErrorCode.BAD_INPUT, "口令不是 UTF-8 编码。") from None
    if not text:
        raise AppError(
            ErrorCode.BAD_INPUT, "没有读到口令。", action="请从标准输入或用 --password-file 给出。"
        )
    return text


def folder_of(args: argparse.Namespace) -> DataFolder:
    """The office's folder the options name."""
    from app.services.session import DataFolder, default_folder

    return DataFolder(args.folder) if args.folder is not None else default_folder()


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Session]:
    """The unlocked office, alone in its folder, closed at the end.

    Raises AppError NOT_FOUND, IN_USE, WRONG_PASSWORD, DAMAGED and the others of setup.unlock.
    """
    from app.catalog.catalog import load_catalog
    from app.domain.clock import SystemClock
    from app.services import setup
    from app.services.session import single_instance

    folder = folder_of(args)
    if not folder.exists_office():
        raise AppError(
            ErrorCode.NOT_FOUND,
            "这个目录里还没有建库。",
            action="请先用 lvze store create 建立，或指定 --folder。",
        )
    password = read_password(args)
    with single_instance(folder):
        login = args.login or setup.last_login(folder)
        if not login:
            raise AppError(ErrorCode.BAD_INPUT, "不知道用哪个账号登录。", action="请用 --login 指定。")
        session = setup.unlock(folder, load_catalog(), SystemClock(), login, password)
        try:
            yield session
        finally:
            session.close()
