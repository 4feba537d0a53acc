"""Reading packages of format version 1: every decision before anything is decompressed.

Order: suite allowed → for us → file key → manifest whole → signer known → signature →
same recipients and id as outside → not seen before → sizes. Only then entries.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from app.crypto import kem
from app.crypto.files import RegularFile, replacing
from app.crypto.identity import Identity, PublicCard
from app.crypto.strictjson import parse_strict
from app.crypto.suites import ALLOWED, Cipher, Suite, suite_for
from app.domain.errors import AppError, ErrorCode
from app.exchange.frame import Layout, damaged, key_info, signed_message
from app.exchange.manifest import EntryInfo, Manifest, damaged_manifest, parse_manifest
from app.exchange.stream import ChunkReader
from app.jobs.progress import JobContext

MANIFEST_LENGTH = struct.Struct(">I")
SIGNATURE_BYTES = 64
_WINDOW = 8 * 1024 * 1024
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a receiver accepts, in bytes and counts. ratio: unpacked per packed byte, beyond `slack`."""

    manifest_bytes: int = 8 * 1024 * 1024
    entries: int = 50_000
    total_bytes: int = 8 * 1024**3
    json_bytes: int = 64 * 1024 * 1024
    ratio: int = 200
    slack: int = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Terms:
    """On whose behalf and on what conditions a package is opened.

    identity: the receiver's keys; trusted: cards of units whose signature counts;
    seen: says whether a package id was imported before; allowed: suite numbers.
    """

    identity: Identity
    trusted: Collection[PublicCard]
    limits: Limits = Limits()
    seen: Callable[[str], bool] = lambda _package: False
    allowed: frozenset[int] = ALLOWED


class EntryStream:
    """One entry's bytes. They count as the sender's only after the loop has moved past the entry."""

    def __init__(self, source: IO[bytes], info: EntryInfo) -> None:
        self._source = source
        self._info = info
        self._left = info.size
        self._digest = hashlib.sha256()

    def read(self, size: int = _PIECE, /) -> bytes:
        """Up to `size` bytes; empty at the end of the entry. Raises AppError(DAMAGED)."""
        if self._left == 0:
            return b""
        part = _unpack(self._source, min(size, self._left))
        if not part:
            raise damaged_manifest()
        self._left -= len(part)
        self._digest.update(part)
        return part

    def finish(self) -> None:
        """Read what is left and compare with the manifest. Raises AppError(DAMAGED)."""
        while self.read():
            pass
        if self._digest.hexdigest() != self._info.sha256:
            raise damaged_manifest()


class Package:
    """An opened package: its signed manifest, and its entries as often as they are asked for.

    sha256: the file's digest (receipts name it); sender: the trusted card that signed it.
    """

    def __init__(
        self, stream: RegularFile, layout: Layout, sha256: str, terms: Terms, context: JobContext
    ) -> None:
        self.sha256 = sha256
        self._stream = stream
        self._layout = layout
        self._context = context
        self._limits = terms.limits
        suite = suite_for(layout.header.suite, terms.allowed)
        self._cipher = _cipher(suite, layout, terms.identity)
        reader = ChunkReader(stream, layout, self._cipher)
        data, signature = _signed_part(reader, terms.limits)
        self._skip = MANIFEST_LENGTH.size + len(data) + SIGNATURE_BYTES
        manifest = parse_manifest(data)
        self.sender = _signer(suite, layout, manifest, data, signature, terms.trusted)
        _check_place(layout, manifest)
        if terms.seen(manifest.package):
            raise AppError(ErrorCode.REPLAYED, "这个数据包以前已经导入过。", action="不必再次导入。")
        _check_sizes(layout, manifest, terms.limits)
        self.manifest: Manifest = manifest

    def entries(self) -> Iterator[tuple[EntryInfo, EntryStream]]:
        """Each entry in order, as a stream; unread rests are read and checked before the next.

        Do nothing that cannot be undone until the loop has ended: only then is all
        of it known to be the sender's. Raises AppError(DAMAGED | FILE_ACCESS), Cancelled.
        """
        reader = ChunkReader(self._stream, self._layout, self._cipher)
        reader.read_exactly(self._skip)
        unpacked = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(
            cast("IO[bytes]", _Reporting(reader, self._layout, self._context)),
            read_size=_PIECE,
            read_across_frames=True,
            closefd=False,
        )
        for info in self.manifest.entries:
            stream = EntryStream(cast("IO[bytes]", unpacked), info)
            yield info, stream
            stream.finish()
        if _unpack(cast("IO[bytes]", unpacked), 1) or reader.read():
            raise damaged_manifest()

    def read_bytes(self, name: str, limit: int | None = None) -> bytes:
        """One entry as bytes, after the whole package was checked.

        limit: bytes, default the JSON limit. Raises AppError(TOO_LARGE | DAMAGED | FILE_ACCESS).
        """
        if self.manifest.entry(name).size > (self._limits.json_bytes if limit is None else limit):
            raise AppError(ErrorCode.TOO_LARGE, "数据包里的这一项太大，不予读取。", where=name)
        parts: list[bytes] = []
        for info, stream in self.entries():
            if info.name == name:
                parts.extend(iter(stream.read, b""))
        return b"".join(parts)

    def read_json(self, name: str) -> Any:
        """One entry as strictly read JSON. Raises AppError(TOO_LARGE | DAMAGED | FILE_ACCESS)."""
        return parse_strict(self.read_bytes(name), what="数据包内容")

    def extract_to(self, folder: Path) -> list[Path]:
        """Write every entry into an existing private folder under its own name; all or nothing.

        Raises AppError(BAD_STATE) if the folder is not empty, and the failures of entries().
        """
        if any(folder.iterdir()):
            raise AppError(ErrorCode.BAD_STATE, "解包用的文件夹不是空的。", where=folder.name)
        written: list[Path] = []
        try:
            for info, stream in self.entries():
                target = folder / info.name
                with replacing(target) as out:
                    written.append(target)
                    for part in iter(stream.read, b""):
                        out.write(part)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        return written


class _Reporting:
    """The compressed stream as the decompressor reads it; each read reports and may be cancelled."""

    def __init__(self, reader: ChunkReader, layout: Layout, context: JobContext) -> None:
        self._reader = reader
        self._total = layout.end - layout.body
        self._context = context

    def read(self, size: int = _PIECE, /) -> bytes:
        part = self._reader.read(size)
        self._context.report(self._total - self._reader.left, self._total, "正在读取数据包")
        return part


def _unpack(source: IO[bytes], size: int) -> bytes:
    try:
        return source.read(size)
    except zstandard.ZstdError:
        raise damaged_manifest() from None


def _cipher(suite: Suite, layout: Layout, identity: Identity) -> Cipher:
    header, own = layout.header, identity.card.fingerprint
    for recipient in header.recipients:
        if recipient.fingerprint == own:
            try:
                info = key_info(header.suite, header.package, own)
                return suite.cipher(suite.open_key(identity.kem_private, recipient.sealed, info))
            except (kem.NotOpened, ValueError):
                raise damaged() from None
    raise AppError(
        ErrorCode.NOT_RECIPIENT,
        "这个数据包不是发给本单位的，无法打开。",
        action="请发出方用本单位的名片重新打包。",
    )


def _signed_part(reader: ChunkReader, limits: Limits) -> tuple[bytes, bytes]:
    length = MANIFEST_LENGTH.unpack(reader.read_exactly(MANIFEST_LENGTH.size))[0]
    if length > limits.manifest_bytes:
        raise AppError(ErrorCode.TOO_LARGE, "数据包清单过大，不予读取。", action="请发出方分成几个数据包。")
    return reader.read_exactly(length), reader.read_exactly(SIGNATURE_BYTES)


def _signer(
    suite: Suite,
    layout: Layout,
    manifest: Manifest,
    data: bytes,
    signature: bytes,
    trusted: Collection[PublicCard],
) -> PublicCard:
    claimed = manifest.sender.fingerprint
    for card in trusted:
        if card.fingerprint == claimed:
            if not suite.verify(card.sign_public, signed_message(layout.start, data), signature):
                raise AppError(
                    ErrorCode.BAD_SIGNATURE,
                    "数据包的签名不对，不能确认是谁发出的。",
                    action="请与发出方核实，不要导入。",
                )
            if card.unit != manifest.sender.unit:
                raise damaged_manifest()
            return card
    where = f"指纹 {claimed}" if len(claimed) == 39 and set(claimed) <= set("0123456789abcdef-") else ""
    raise AppError(
        ErrorCode.UNKNOWN_SENDER,
        "数据包的发出方不在本单位认可的名单里。",
        action="请先导入对方的单位名片，并通过电话核对指纹。",
        where=where,
    )


def _check_place(layout: Layout, manifest: Manifest) -> None:
    """The signed inside must name the same package and recipients as the outside."""
    inside = [party.fingerprint for party in manifest.recipients]
    outside = [recipient.fingerprint for recipient in layout.header.recipients]
    if manifest.package != layout.header.package or inside != outside:
        raise damaged_manifest()


def _check_sizes(layout: Layout, manifest: Manifest, limits: Limits) -> None:
    total = manifest.total_bytes
    swollen = total > (layout.end - layout.body) * limits.ratio + limits.slack
    if len(manifest.entries) > limits.entries or total > limits.total_bytes or swollen:
        raise AppError(
            ErrorCode.TOO_LARGE,
            "数据包展开后过大或条目过多，不予打开。",
            action="请与发出方核实，或分成几个数据包。",
        )
