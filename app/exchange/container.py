"""Package files (`*.lvpkg`): write one, look at its outside, open it.

The one door of this folder for services. The byte layout is docs/package.md; each
format version has its own reader (reader_v1). Memory stays flat at any size.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard

from app.crypto import kem
from app.crypto.files import disk_error, open_regular, replacing
from app.crypto.identity import Identity, PublicCard
from app.crypto.kdf import KEY_BYTES
from app.crypto.suites import ALLOWED, STANDARD, suite_for
from app.domain.errors import AppError, ErrorCode
from app.exchange import frame
from app.exchange.manifest import Entry, EntryInfo, Manifest, ManifestDraft, complete, dump_manifest, party_of
from app.exchange.reader_v1 import MANIFEST_LENGTH, Limits, Package, Terms
from app.exchange.stream import ChunkWriter
from app.jobs.progress import JobContext

_PIECE = 64 * 1024
_LEVEL = 3


@dataclass(frozen=True, slots=True)
class PackageInfo:
    """A package just written. size: bytes; sha256: the file's digest, which receipts name."""

    path: Path
    size: int
    sha256: str
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class OuterInfo:
    """What anyone can see without a key. intact: nothing was damaged on the way (not: who sent it).

    Fields are None where the file is no package, or is too damaged or too new to tell.
    """

    intact: bool
    size: int
    sha256: str
    version: int | None = None
    suite: int | None = None
    package: str | None = None
    recipients: tuple[str, ...] = ()


def write_package(
    path: Path,
    *,
    sender: Identity,
    recipients: Sequence[PublicCard],
    manifest: ManifestDraft,
    entries: Iterable[Entry],
    context: JobContext,
    suite: int = STANDARD,
) -> PackageInfo:
    """Encrypt entries to the recipients, sign, and put the file at `path`; nothing is left on failure.

    Each entry is read twice: once for its hash, which is signed first, once to pack it.
    Raises AppError(BAD_INPUT | TOO_LARGE | STALE | DISK_FULL | FILE_ACCESS | UNSUPPORTED), Cancelled.
    """
    cards = tuple(recipients)
    if not cards or len({card.fingerprint for card in cards}) != len(cards):
        raise AppError(ErrorCode.BAD_INPUT, "数据包至少要有一个接收单位，且不能重复。")
    work = _Work(tuple(entries), context)
    try:
        infos = work.measure()
    except OSError as error:
        raise disk_error(error, path.name) from error
    whole = complete(manifest, party_of(sender.card), [party_of(card) for card in cards], infos)
    chosen = suite_for(suite)
    file_key = secrets.token_bytes(KEY_BYTES)
    start = frame.dump_start(_header(suite, manifest.package, cards, file_key))
    bound = hashlib.sha256(start).digest()
    data = dump_manifest(whole)
    if len(data) > Limits().manifest_bytes:
        raise AppError(ErrorCode.TOO_LARGE, "数据包条目过多。", action="请分成几个数据包。")
    signature = chosen.sign(sender.sign_private, frame.signed_message(bound, data))
    digest = hashlib.sha256()
    with replacing(path) as out:

        def sink(part: bytes) -> None:
            digest.update(part)
            out.write(part)

        sink(start)
        body = ChunkWriter(chosen.cipher(file_key), bound, sink)
        body.write(MANIFEST_LENGTH.pack(len(data)) + data + signature)
        work.pack(infos, body.write)
        body.finish()
        out.write(digest.digest())
        size = out.tell()
    return PackageInfo(path, size, digest.hexdigest(), whole)


def inspect_outer(path: Path, context: JobContext | None = None) -> OuterInfo:
    """Say intact or damaged, and what the outside shows, without any key.

    The digest is the last 32 bytes in every format version, so this works for later ones too.
    Raises AppError(NOT_FOUND | FILE_ACCESS) only, Cancelled.
    """
    report = _digest_report(context or JobContext())
    with open_regular(path) as stream:
        size = stream.size()
        computed, found = frame.digests(stream, size - frame.DIGEST_BYTES, lambda done: report(done, size))
        try:
            version = frame.stated_version(stream)
            header = frame.read_layout(stream).header
        except AppError as error:
            if error.code not in (ErrorCode.DAMAGED, ErrorCode.TOO_NEW):
                raise
            too_new = error.code is ErrorCode.TOO_NEW and computed == found
            return OuterInfo(too_new, size, computed, frame.stated_version(stream))
    fingerprints = tuple(recipient.fingerprint for recipient in header.recipients)
    return OuterInfo(computed == found, size, computed, version, header.suite, header.package, fingerprints)


@contextlib.contextmanager
def open_package(
    path: Path,
    *,
    identity: Identity,
    trusted: Collection[PublicCard],
    limits: Limits | None = None,
    seen: Callable[[str], bool] = lambda _package: False,
    allowed: frozenset[int] = ALLOWED,
    context: JobContext | None = None,
) -> Iterator[Package]:
    """Open a package for its receiver; everything about it is decided before the block begins.

    The file is opened once, so it cannot be swapped between check and use.
    Raises AppError(NOT_FOUND | FILE_ACCESS | DAMAGED | TOO_NEW | UNSUPPORTED | NOT_RECIPIENT |
    UNKNOWN_SENDER | BAD_SIGNATURE | REPLAYED | TOO_LARGE), Cancelled.
    """
    job = context or JobContext()
    report = _digest_report(job)
    terms = Terms(identity, trusted, limits or Limits(), seen, allowed)
    with open_regular(path) as stream:
        end = stream.size() - frame.DIGEST_BYTES
        if frame.stated_version(stream) is None:
            raise frame.no_package()
        # Damage first: a flipped bit in the version must not look like a later program's file.
        sha256 = frame.check_digest(stream, end, lambda done: report(done, end))
        layout = frame.read_layout(stream)
        yield Package(stream, layout, sha256, terms, job)


def _digest_report(context: JobContext) -> Callable[[int, int], None]:
    return lambda done, total: context.report(done, total, "正在核对数据包是否完好")


def _header(suite: int, package: str, cards: Sequence[PublicCard], file_key: bytes) -> frame.Header:
    try:
        sealed = tuple(
            frame.Recipient(
                card.fingerprint,
                suite_for(suite).seal_key(
                    card.kem_public, file_key, frame.key_info(suite, package, card.fingerprint)
                ),
            )
            for card in cards
        )
    except kem.NotOpened:
        raise AppError(
            ErrorCode.BAD_INPUT, "接收单位的名片不能用来加密。", action="请向对方索取一份新的名片。"
        ) from None
    return frame.Header(suite, package, sealed)


class _Work:
    """The two passes over the entries, with one progress bar for both."""

    def __init__(self, entries: tuple[Entry, ...], context: JobContext) -> None:
        self._entries = entries
        self._context = context
        self._total = 2 * sum(entry.size for entry in entries)
        self._done = 0

    def measure(self) -> list[EntryInfo]:
        """Hash every entry."""
        return [
            EntryInfo(entry.name, entry.size, self._pass(entry, "正在核对内容", _nowhere), entry.media)
            for entry in self._entries
        ]

    def pack(self, infos: Sequence[EntryInfo], write: Callable[[bytes], object]) -> None:
        """Compress every entry into one stream. Raises AppError(STALE) if one changed meanwhile."""
        compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False).compressobj()

        def squeeze(part: bytes) -> None:
            write(compressor.compress(part))

        for entry, info in zip(self._entries, infos, strict=True):
            if self._pass(entry, "正在加密打包", squeeze) != info.sha256:
                raise _changed(entry)
        write(compressor.flush())

    def _pass(self, entry: Entry, text: str, use: Callable[[bytes], None]) -> str:
        digest, size = hashlib.sha256(), 0
        with entry.open() as stream:
            while part := stream.read(_PIECE):
                self._context.report(self._done, self._total, text)
                size += len(part)
                if size > entry.size:
                    raise _changed(entry)
                digest.update(part)
                use(part)
                self._done += len(part)
        self._context.report(self._done, self._total, text)
        if size != entry.size:
            raise _changed(entry)
        return digest.hexdigest()


def _nowhere(_part: bytes) -> None:
    """The first pass only hashes."""


def _changed(entry: Entry) -> AppError:
    return AppError(
        ErrorCode.STALE, "内容在打包过程中发生了变化，没有打包。", action="请重试。", where=entry.name
    )
