"""A package arrives whole, only at its receiver, only from a known sender, or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from app.crypto.strictjson import canonical
from app.crypto.suites import StandardSuite
from app.domain.errors import AppError, ErrorCode
from app.exchange import frame
from app.exchange.container import inspect_outer, open_package, write_package
from app.exchange.manifest import Entry, EntryInfo, Manifest, ManifestDraft, dump_manifest, party_of
from app.exchange.reader_v1 import Limits
from app.exchange.stream import ChunkWriter
from app.jobs.progress import Cancelled, JobContext

NOW = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
CONTENTS = {"records.json": b'[{"id":"r1"}]', "a.bin": os.urandom(200_000), "empty": b""}


def refused(path: Path, office, **kwargs: object) -> ErrorCode:
    """Why the receiver refuses the file."""
    terms = {"identity": office.receiver, "trusted": [office.sender.card]} | kwargs
    with pytest.raises(AppError) as caught, open_package(path, **terms) as package:
        for _ in package.entries():
            pass
    return caught.value.code


def forge(
    path: Path, office, *, manifest: bytes, tail: bytes, signer=None, start: bytes | None = None
) -> Path:
    """A package with an arbitrary signed manifest and compressed part, as a hostile but known sender makes it."""
    suite, key = StandardSuite(), b"k" * 32
    fingerprint = office.receiver.card.fingerprint
    sealed = suite.seal_key(office.receiver.card.kem_public, key, frame.key_info(1, "k1", fingerprint))
    start = start or frame.dump_start(frame.Header(1, "k1", (frame.Recipient(fingerprint, sealed),)))
    bound = hashlib.sha256(start).digest()
    signature = suite.sign((signer or office.sender).sign_private, frame.signed_message(bound, manifest))
    out = io.BytesIO()
    out.write(start)
    body = ChunkWriter(suite.cipher(key), bound, out.write)
    body.write(struct.pack(">I", len(manifest)) + manifest + signature + tail)
    body.finish()
    path.write_bytes(out.getvalue() + hashlib.sha256(out.getvalue()).digest())
    return path


def manifest_of(office, entries: list[EntryInfo], **changes: object) -> bytes:
    fields = {
        "package": "k1", "kind": "report", "sender": party_of(office.sender.card),
        "recipients": (party_of(office.receiver.card),), "created": NOW.isoformat(), "period": "",
        "previous": None, "schema": (1, 1), "vector": None, "heads": {}, "extra": {}, "entries": tuple(entries),
    }  # fmt: skip
    return dump_manifest(Manifest(**(fields | changes)))  # type: ignore[arg-type]


def info_of(name: str, data: bytes) -> EntryInfo:
    return EntryInfo(name, len(data), hashlib.sha256(data).hexdigest(), "text/plain")


def resealed(data: bytes) -> bytes:
    """The bytes with a right damage digest again, as an attacker would send them."""
    return data[:-32] + hashlib.sha256(data[:-32]).digest()


def test_what_goes_in_comes_out(pack, office, tmp_path) -> None:
    written = pack(CONTENTS)
    with open_package(written.path, identity=office.receiver, trusted=[office.sender.card]) as package:
        assert package.manifest == written.manifest
        assert package.sha256 == written.sha256
        assert package.sender == office.sender.card
        assert {info.name: b"".join(iter(stream.read, b"")) for info, stream in package.entries()} == CONTENTS
        assert package.read_json("records.json") == [{"id": "r1"}]
        (tmp_path / "out").mkdir()
        assert {p.name: p.read_bytes() for p in package.extract_to(tmp_path / "out")} == CONTENTS
    assert written.path.stat().st_size == written.size


@pytest.mark.parametrize("size", [0, 1, 65_000, 65_536, 131_072, 131_073, 400_000])
def test_any_size_around_a_chunk_border_survives(pack, office, size: int) -> None:
    data = os.urandom(size)
    with open_package(
        pack({"x": data}).path, identity=office.receiver, trusted=[office.sender.card]
    ) as package:
        assert package.read_bytes("x") == data


def test_a_package_may_be_empty_and_may_have_several_recipients(office, tmp_path) -> None:
    cards = [office.receiver.card, office.stranger.card]
    path = tmp_path / "x.lvpkg"
    draft = ManifestDraft("k9", "task", NOW)
    write_package(
        path, sender=office.sender, recipients=cards, manifest=draft, entries=[], context=JobContext()
    )
    for reader in (office.receiver, office.stranger):
        with open_package(path, identity=reader, trusted=[office.sender.card]) as package:
            assert list(package.entries()) == []


def test_every_flipped_byte_is_refused_and_seen_without_a_key(pack, office, tmp_path) -> None:
    data = pack({"r.json": b"[]"}).path.read_bytes()
    path = tmp_path / "broken"
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 1 << position % 8
        path.write_bytes(broken)
        assert refused(path, office) is ErrorCode.DAMAGED
        assert not inspect_outer(path).intact


def test_every_flipped_byte_is_refused_when_the_digest_is_made_right_again(pack, office, tmp_path) -> None:
    data = pack({"r.json": b"[]"}).path.read_bytes()
    path = tmp_path / "broken"
    expected = {ErrorCode.DAMAGED, ErrorCode.TOO_NEW, ErrorCode.UNSUPPORTED, ErrorCode.NOT_RECIPIENT}
    for position in range(len(data) - 32):
        broken = bytearray(data)
        broken[position] ^= 1 << position % 8
        path.write_bytes(resealed(bytes(broken)))
        assert refused(path, office) in expected


def test_every_truncation_is_refused(pack, office, tmp_path) -> None:
    data = pack({"r.json": b"[]"}).path.read_bytes()
    path = tmp_path / "cut"
    for length in range(len(data)):
        path.write_bytes(data[:length])
        assert refused(path, office) is ErrorCode.DAMAGED
        assert not inspect_outer(path).intact
        if length == len(data) - 32:  # with a digest again, that is the package itself
            continue
        path.write_bytes(data[:length] + hashlib.sha256(data[:length]).digest())
        # Cut right after the magic, the digest's bytes stand where the version should be.
        assert refused(path, office) in (ErrorCode.DAMAGED, ErrorCode.TOO_NEW)


def test_chunks_cannot_be_swapped_dropped_or_appended(pack, office, tmp_path) -> None:
    data = pack({"x": os.urandom(300_000)}).path.read_bytes()
    header = frame.PREFIX.size + struct.unpack_from(">I", data, 10)[0]
    chunk = frame.CHUNK + frame.TAG
    first, second = data[header : header + chunk], data[header + chunk : header + 2 * chunk]
    rest = data[header + 2 * chunk : -32]
    path = tmp_path / "x"
    for body in (second + first + rest, first + rest, first + second, first + second + rest + first, rest):
        path.write_bytes(resealed(data[:header] + body + bytes(32)))
        assert refused(path, office) is ErrorCode.DAMAGED


def test_without_a_key_only_the_outside_is_seen(pack, office) -> None:
    written = pack(CONTENTS)
    outer = inspect_outer(written.path)
    assert outer.intact
    assert (outer.version, outer.suite, outer.package) == (1, 1, "k1")
    assert outer.recipients == (office.receiver.card.fingerprint,)
    assert (outer.size, outer.sha256) == (written.size, written.sha256)
    assert b"records.json" not in written.path.read_bytes()
    assert "测试单位".encode() not in written.path.read_bytes()


def test_somebody_else_cannot_open_it(pack, office) -> None:
    assert refused(pack(CONTENTS).path, office, identity=office.stranger) is ErrorCode.NOT_RECIPIENT


def test_an_unknown_or_removed_sender_is_refused(pack, office) -> None:
    assert refused(pack(CONTENTS).path, office, trusted=[office.stranger.card]) is ErrorCode.UNKNOWN_SENDER


def test_a_manifest_signed_by_somebody_else_is_refused(office, tmp_path) -> None:
    path = forge(tmp_path / "x", office, manifest=manifest_of(office, []), tail=b"", signer=office.stranger)
    trusted = [office.sender.card, office.stranger.card]
    assert refused(path, office, trusted=trusted) is ErrorCode.BAD_SIGNATURE


def test_a_manifest_signed_for_other_recipients_is_refused(office, tmp_path) -> None:
    manifest = manifest_of(office, [], recipients=(party_of(office.stranger.card),))
    assert refused(forge(tmp_path / "x", office, manifest=manifest, tail=b""), office) is ErrorCode.DAMAGED


def test_a_suite_that_is_not_allowed_is_refused(pack, office, tmp_path) -> None:
    path = pack(CONTENTS).path
    assert refused(path, office, allowed=frozenset({2})) is ErrorCode.UNSUPPORTED
    changed = tmp_path / "x"
    changed.write_bytes(resealed(path.read_bytes().replace(b'"suite":1', b'"suite":2', 1)))
    assert refused(changed, office) is ErrorCode.UNSUPPORTED
    changed.write_bytes(resealed(path.read_bytes().replace(b'"suite":1', b'"suite":0', 1)))
    assert refused(changed, office) is ErrorCode.UNSUPPORTED


def test_a_package_seen_before_is_refused(pack, office) -> None:
    path = pack(CONTENTS).path
    assert refused(path, office, seen=lambda package: package == "k1") is ErrorCode.REPLAYED


def test_a_later_version_says_so_and_its_damage_is_still_seen(pack, office, tmp_path) -> None:
    data = bytearray(pack(CONTENTS).path.read_bytes())
    data[9] = 2
    path = tmp_path / "x"
    path.write_bytes(resealed(bytes(data)))
    assert refused(path, office) is ErrorCode.TOO_NEW
    assert (inspect_outer(path).intact, inspect_outer(path).version) == (True, 2)
    data[500] ^= 1
    path.write_bytes(data)
    assert not inspect_outer(path).intact


def test_a_signed_gigabyte_of_nothing_is_refused_at_once(office, tmp_path) -> None:
    squeeze = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(1024)) + squeeze.flush()
    honest = EntryInfo("x", 1 << 30, "0" * 64, "")
    path = forge(tmp_path / "x", office, manifest=manifest_of(office, [honest]), tail=bomb)
    start = time.perf_counter()
    assert refused(path, office) is ErrorCode.TOO_LARGE
    liar = EntryInfo("x", 10, hashlib.sha256(bytes(10)).hexdigest(), "")
    forge(path, office, manifest=manifest_of(office, [liar]), tail=bomb)
    assert refused(path, office) is ErrorCode.DAMAGED
    assert time.perf_counter() - start < 1


def test_a_huge_window_is_refused(office, tmp_path) -> None:
    params = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    squeeze = zstandard.ZstdCompressor(compression_params=params).compressobj()
    tail = squeeze.compress(b"abc") + squeeze.flush()
    path = forge(tmp_path / "x", office, manifest=manifest_of(office, [info_of("x", b"abc")]), tail=tail)
    assert refused(path, office) is ErrorCode.DAMAGED


@pytest.mark.parametrize(
    "tail",
    [b"", b"junk", zstandard.compress(b"abcd"), zstandard.compress(b"ab"), zstandard.compress(b"abX"),
     zstandard.compress(b"abc") + b"more", zstandard.compress(b"abc") + zstandard.compress(b"d")],
)  # fmt: skip
def test_contents_that_differ_from_the_manifest_are_refused_and_leave_nothing(
    office, tmp_path, tail: bytes
) -> None:
    path = forge(tmp_path / "x", office, manifest=manifest_of(office, [info_of("x", b"abc")]), tail=tail)
    out = tmp_path / "out"
    out.mkdir()
    with (
        pytest.raises(AppError) as caught,
        open_package(path, identity=office.receiver, trusted=[office.sender.card]) as package,
    ):
        package.extract_to(out)
    assert caught.value.code is ErrorCode.DAMAGED
    assert list(out.iterdir()) == []


def test_a_million_entries_are_refused_quickly(office, tmp_path) -> None:
    manifest = manifest_of(office, [EntryInfo(f"e{i}", 0, "0" * 64, "") for i in range(1_000_000)])
    path = forge(tmp_path / "x", office, manifest=manifest, tail=b"")
    start = time.perf_counter()
    assert refused(path, office) is ErrorCode.TOO_LARGE
    assert time.perf_counter() - start < 2
    few = Limits(entries=2)
    path = forge(path, office, manifest=manifest_of(office, [info_of(n, b"") for n in "abc"]), tail=b"")
    assert refused(path, office, limits=few) is ErrorCode.TOO_LARGE


def test_lengths_that_lie_are_refused(pack, office, tmp_path) -> None:
    data = pack(CONTENTS).path.read_bytes()
    path = tmp_path / "x"
    for length in (0, 1, 65_537, 2**31, 2**32 - 1):
        path.write_bytes(resealed(data[:10] + struct.pack(">I", length) + data[14:]))
        assert refused(path, office) is ErrorCode.DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.replace(b'"kind":"report"', b'"kind":"report","kind":"report"'),
        lambda m: m.replace(b'"kind":"report"', b'"kind":NaN'),
        lambda m: m.replace(b'"extra":{}', b'"extra":' + b'{"a":' * 50 + b"1" + b"}" * 50),
        lambda m: m.replace(b'"extra":{}', b'"extra":{"a":1.5}'),
        lambda m: m.replace(b'"schema":[1,1]', b'"schema":[1,9223372036854775808]'),
        lambda m: m.replace(b'"schema":[1,1]', b'"schema":[true,1]'),
        lambda m: m.replace(b'"schema":[1,1]', b'"schema":[2,1]'),
        lambda m: m.replace(b'"period":', b'"perioD":'),
        lambda m: m.replace(b'"package":"k1"', b'"package":"k2"'),
        lambda m: m + b" ",
        lambda _m: b"[]",
        lambda _m: b"",
    ],
)
def test_a_signed_manifest_that_breaks_the_rules_is_refused(office, tmp_path, change) -> None:
    path = forge(tmp_path / "x", office, manifest=change(manifest_of(office, [])), tail=b"")
    assert refused(path, office) is ErrorCode.DAMAGED


@pytest.mark.parametrize(
    "name",
    ["../x", "a/b", "a\\b", "C:x", "", ".", ".hidden", "x.", "CON", "nul.txt", "x\u202ey", "名", "a" * 200],
)
def test_entry_names_are_safe_everywhere(office, pack, tmp_path, name: str) -> None:
    manifest = manifest_of(office, [EntryInfo(name, 0, hashlib.sha256().hexdigest(), "")])
    assert refused(forge(tmp_path / "x", office, manifest=manifest, tail=b""), office) is ErrorCode.DAMAGED
    with pytest.raises(AppError) as caught:
        pack({name: b""})
    assert caught.value.code is ErrorCode.BAD_INPUT


def test_names_that_differ_in_case_only_are_refused(office, pack) -> None:
    with pytest.raises(AppError):
        pack({"a": b"", "A": b""})


def test_a_duplicate_key_in_the_header_is_refused(pack, office, tmp_path) -> None:
    data = pack(CONTENTS).path.read_bytes()
    length = struct.unpack_from(">I", data, 10)[0]
    header = data[14 : 14 + length][:-1] + b',"suite":1}'
    path = tmp_path / "x"
    path.write_bytes(resealed(frame.PREFIX.pack(frame.MAGIC, 1, len(header)) + header + data[14 + length :]))
    assert refused(path, office) is ErrorCode.DAMAGED


def test_links_and_pipes_are_not_packages(pack, office, tmp_path) -> None:
    (tmp_path / "link").symlink_to(pack(CONTENTS).path)
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "."):
        assert refused(tmp_path / name, office) is ErrorCode.FILE_ACCESS
    assert refused(tmp_path / "gone", office) is ErrorCode.NOT_FOUND


def test_a_file_swapped_after_opening_changes_nothing(pack, office) -> None:
    path = pack(CONTENTS).path
    with open_package(path, identity=office.receiver, trusted=[office.sender.card]) as package:
        other = path.with_suffix(".other")
        other.write_bytes(b"something else")
        other.replace(path)
        assert package.read_bytes("records.json") == CONTENTS["records.json"]


@pytest.mark.parametrize("stop_at", [1, 3, 7])
def test_cancelling_leaves_nothing_and_keeps_the_old_file(pack, tmp_path, stop_at: int) -> None:
    old = pack({"x": b"old"}).path.read_bytes()
    asked = iter(range(10_000))
    with pytest.raises(Cancelled):
        pack({"x": os.urandom(200_000)}, context=JobContext(stopped=lambda: next(asked) >= stop_at))
    assert [p.name for p in tmp_path.iterdir()] == ["k1.lvpkg"]
    assert (tmp_path / "k1.lvpkg").read_bytes() == old


def test_reading_can_be_cancelled(pack, office) -> None:
    path = pack({"x": os.urandom(500_000)}).path
    asked = iter(range(100))  # once for the digest, then for each piece
    context = JobContext(stopped=lambda: next(asked) >= 3)
    with (
        open_package(
            path, identity=office.receiver, trusted=[office.sender.card], context=context
        ) as package,
        pytest.raises(Cancelled),
    ):
        package.read_bytes("x")


def test_progress_reaches_its_total(pack) -> None:
    seen = []
    pack({"x": os.urandom(100_000)}, context=JobContext(publish=seen.append, interval=0.0))
    assert seen[-1].done == seen[-1].total == 200_000


def test_an_entry_that_changes_while_being_packed_is_noticed(office, tmp_path) -> None:
    versions = iter([b"one", b"two"])
    entry = Entry("x", 3, lambda: io.BytesIO(next(versions)))
    with pytest.raises(AppError) as caught:
        write_package(
            tmp_path / "x", sender=office.sender, recipients=[office.receiver.card],
            manifest=ManifestDraft("k1", "report", NOW), entries=[entry], context=JobContext(),
        )  # fmt: skip
    assert caught.value.code is ErrorCode.STALE
    assert list(tmp_path.iterdir()) == []


def test_no_recipient_or_too_many_or_twice_the_same_is_refused(office, tmp_path) -> None:
    for cards in ([], [office.receiver.card] * 2):
        with pytest.raises(AppError) as caught:
            write_package(
                tmp_path / "x", sender=office.sender, recipients=cards,
                manifest=ManifestDraft("k1", "report", NOW), entries=[], context=JobContext(),
            )  # fmt: skip
        assert caught.value.code is ErrorCode.BAD_INPUT


def test_the_sealed_key_of_one_package_does_not_fit_another(pack, office, tmp_path) -> None:
    data = pack(CONTENTS).path.read_bytes()
    path = tmp_path / "x"
    path.write_bytes(resealed(data.replace(b'"package":"k1"', b'"package":"k2"', 1)))
    assert refused(path, office) is ErrorCode.DAMAGED


def test_failures_show_no_content(pack, office) -> None:
    secret = "李雷谈话记录"
    path = pack({"r.json": f'{{"title":"{secret}"'.encode()}).path
    with (
        pytest.raises(AppError) as caught,
        open_package(path, identity=office.receiver, trusted=[office.sender.card]) as package,
    ):
        package.read_json("r.json")
    assert secret not in caught.value.sentence()
    assert caught.value.__cause__ is None


def test_canonical_bytes_of_a_manifest_are_stable(office) -> None:
    data = manifest_of(office, [info_of("x", b"abc")])
    assert canonical(json.loads(data)) == data
