"""The outer frame of a package file: magic, version, header, body, digest (docs/package.md).

Belongs here: where the parts lie, the header's rules, the damage check. Knows no keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.crypto.files import RegularFile, read_up_to
from app.crypto.strictjson import canonical, parse_canonical
from app.domain.errors import AppError, ErrorCode
from app.exchange.manifest import is_token

MAGIC = b"LVPKG\r\n\x1a"  # the line end and Ctrl-Z show a transfer that "converted" the file
VERSION = 1
PREFIX = struct.Struct(">8sHI")
MAX_HEADER = 64 * 1024
MAX_RECIPIENTS = 32
DIGEST_BYTES = 32
CHUNK = 64 * 1024
TAG = 16
_READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Recipient:
    """A recipient in the header: its card's fingerprint and the file key sealed to it."""

    fingerprint: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What can be read without a key."""

    suite: int
    package: str
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things lie, in bytes from the start. start: SHA-256 of everything before the body."""

    version: int
    header: Header
    body: int
    end: int
    start: bytes


def dump_start(header: Header) -> bytes:
    """Magic, version, length and header. Raises AppError(TOO_LARGE) for too many recipients."""
    body = canonical(
        {
            "suite": header.suite,
            "package": header.package,
            "recipients": [
                {"fingerprint": r.fingerprint, "sealed": base64.b64encode(r.sealed).decode("ascii")}
                for r in header.recipients
            ],
        }
    )
    if len(header.recipients) > MAX_RECIPIENTS or len(body) > MAX_HEADER:
        raise AppError(
            ErrorCode.TOO_LARGE, f"一个数据包最多发给 {MAX_RECIPIENTS} 个单位。", action="请分成几个数据包。"
        )
    return PREFIX.pack(MAGIC, VERSION, len(body)) + body


def key_info(suite: int, package: str, fingerprint: str) -> bytes:
    """What a sealed file key is bound to: this package, this suite, this recipient."""
    return b"lvze package key v1\0" + canonical(
        {"suite": suite, "package": package, "recipient": fingerprint}
    )


def signed_message(start: bytes, manifest: bytes) -> bytes:
    """What the sender signs. The start's hash ties the manifest to these recipients and sealed keys."""
    return b"lvze package manifest v1\0" + start + manifest


def stated_version(stream: RegularFile) -> int | None:
    """The format version the file states, or None if it is no package."""
    stream.seek(0)
    prefix = read_up_to(stream, PREFIX.size)
    if len(prefix) != PREFIX.size or not prefix.startswith(MAGIC):
        return None
    version: int = PREFIX.unpack(prefix)[1]
    return version


def read_layout(stream: RegularFile) -> Layout:
    """Find the parts; nothing is allocated from a length before it is checked. Raises AppError(DAMAGED | TOO_NEW)."""
    version = stated_version(stream)
    if version is None:
        raise no_package()
    if version > VERSION:
        raise AppError(
            ErrorCode.TOO_NEW,
            f"数据包格式版本为 {version}，本程序只认到版本 {VERSION}。",
            action="请升级程序。",
        )
    if version != VERSION:
        raise damaged()
    stream.seek(0)
    prefix = read_up_to(stream, PREFIX.size)
    length = PREFIX.unpack(prefix)[2]
    body, end = PREFIX.size + length, stream.size() - DIGEST_BYTES
    if length > MAX_HEADER or not _body_fits(end - body):
        raise damaged()
    stream.seek(PREFIX.size)
    header = read_up_to(stream, length)
    return Layout(version, _parse_header(header), body, end, hashlib.sha256(prefix + header).digest())


def digests(stream: RegularFile, end: int, report: Callable[[int], None]) -> tuple[str, str]:
    """SHA-256 of everything before `end`, and the one the file ends with, in hexadecimal.

    report: called with bytes done.
    """
    digest = hashlib.sha256()
    stream.seek(0)
    done = 0
    while done < end:
        part = stream.read(min(_READ, end - done))
        if not part:
            break
        digest.update(part)
        done += len(part)
        report(done)
    return digest.hexdigest(), read_up_to(stream, DIGEST_BYTES).hex()


def check_digest(stream: RegularFile, end: int, report: Callable[[int], None]) -> str:
    """The file's digest. It tells damage only: anybody can compute it. Raises AppError(DAMAGED)."""
    computed, found = digests(stream, end, report)
    if computed != found:
        raise damaged()
    return computed


def no_package() -> AppError:
    """The failure of a file that does not begin like a package."""
    return AppError(ErrorCode.DAMAGED, "这不是数据包，或文件开头已损坏。", action="请核对文件或重新拷贝。")


def damaged() -> AppError:
    """The failure of a file that is not what the sender wrote."""
    return AppError(ErrorCode.DAMAGED, "数据包已损坏或不完整。", action="请重新拷贝，或请发出方重新打包。")


def _body_fits(length: int) -> bool:
    """A body is whole chunks and a last one of at least one byte."""
    return length > TAG and length % (CHUNK + TAG) not in range(1, TAG + 1)


def _parse_header(data: bytes) -> Header:
    body = parse_canonical(data, what="数据包文件头", max_items=1000)
    try:
        recipients = tuple(_recipient(item) for item in body["recipients"])
        suite, package = body["suite"], body["package"]
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise damaged() from None
    whole = type(suite) is int and 0 <= suite < 65536 and is_token(package) and len(body) == 3
    distinct = len({r.fingerprint for r in recipients}) == len(recipients)
    if not (whole and distinct and 1 <= len(recipients) <= MAX_RECIPIENTS):
        raise damaged()
    return Header(suite, package, recipients)


def _recipient(item: dict[str, Any]) -> Recipient:
    fingerprint, sealed = item["fingerprint"], item["sealed"]
    if (
        len(item) != 2
        or not isinstance(fingerprint, str)
        or not isinstance(sealed, str)
        or len(fingerprint) > 64
    ):
        raise ValueError
    return Recipient(fingerprint, base64.b64decode(sealed, validate=True))
