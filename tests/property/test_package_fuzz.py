"""Whatever bytes arrive, a package, card, key file or receipt is opened right or refused as AppError."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.crypto.identity import new_identity, parse_card
from app.crypto.keyfile import parse_keyfile
from app.crypto.strictjson import canonical, parse_canonical, parse_strict
from app.domain.clock import FixedClock
from app.domain.errors import AppError
from app.exchange.container import inspect_outer, open_package, write_package
from app.exchange.manifest import Entry, ManifestDraft
from app.exchange.merge import plan_report
from app.exchange.receipts import parse_receipt
from app.jobs.progress import JobContext

NOW = datetime(2026, 4, 1, tzinfo=UTC)
SENDER, RECEIVER = (new_identity(unit, unit, clock=FixedClock(NOW)) for unit in ("a", "b"))
FOLDER = Path(tempfile.mkdtemp(prefix="lvze-fuzz-"))
# Names that Windows keeps for devices are refused, as test_package shows.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\..*")
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}\.bin", fullmatch=True).filter(lambda name: not DEVICES.match(name))
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def packed(contents: dict[str, bytes]) -> Path:
    path = FOLDER / "x.lvpkg"
    entries = [Entry(n, len(d), lambda d=d: io.BytesIO(d)) for n, d in contents.items()]  # type: ignore[misc]
    draft = ManifestDraft("k1", "report", NOW)
    write_package(
        path, sender=SENDER, recipients=[RECEIVER.card], manifest=draft, entries=entries, context=JobContext()
    )
    return path


def unpacked(path: Path) -> dict[str, bytes]:
    with open_package(path, identity=RECEIVER, trusted=[SENDER.card]) as package:
        return {info.name: b"".join(iter(stream.read, b"")) for info, stream in package.entries()}


SAMPLE = {"a.bin": b"abc" * 100, "b.bin": bytes(range(256)) * 300}
GOOD = packed(SAMPLE).read_bytes()


@given(st.dictionaries(NAMES, st.binary(max_size=200_000), max_size=4))
@QUIET
def test_any_contents_survive_the_journey(contents: dict[str, bytes]) -> None:
    assert unpacked(packed(contents)) == contents


def mutated(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, cut, new in edits:
        at %= len(data) + 1
        data = data[:at] + new + data[at + cut :]
    return data


EDITS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 64), st.binary(max_size=64)), min_size=1, max_size=5
)


def check_mutation(edits: list[tuple[int, int, bytes]], right_digest: bool) -> None:
    data = mutated(GOOD, edits)
    if right_digest:
        data = data[:-32] + hashlib.sha256(data[:-32]).digest()
    if data == GOOD:
        return
    path = FOLDER / "mutant"
    path.write_bytes(data)
    inspect_outer(path)
    with pytest.raises(AppError):
        unpacked(path)


@given(EDITS, st.booleans())
@QUIET
def test_a_mutated_package_is_refused_as_a_known_failure(
    edits: list[tuple[int, int, bytes]], right_digest: bool
) -> None:
    check_mutation(edits, right_digest)


@pytest.mark.slow
@given(EDITS, st.booleans())
@settings(QUIET, max_examples=6000)
def test_six_thousand_mutations_are_refused(edits: list[tuple[int, int, bytes]], right_digest: bool) -> None:
    check_mutation(edits, right_digest)


PARSERS: list[Callable[[bytes], object]] = [
    parse_card,
    parse_keyfile,
    lambda data: parse_receipt(data, trusted=[SENDER.card]),
    lambda data: parse_strict(data, what="x"),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@pytest.mark.parametrize("parser", PARSERS, ids=["card", "keyfile", "receipt", "json"])
@given(data=st.binary(max_size=300) | JSON.map(canonical))
@QUIET
def test_any_bytes_are_read_or_refused_as_a_known_failure(
    parser: Callable[[bytes], object], data: bytes
) -> None:
    try:
        parser(data)
    except AppError as error:
        assert error.message  # noqa: PT017


SHAPES = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from(["lvze-keys", "lvze-card", "lvze-receipt"]),
        "version": JSON, "slots": JSON.filter(bool), "file_id": JSON, "suite": JSON, "unit": st.just("u"), "name": st.just("n"),
        "created": st.just("c"), "kem": JSON, "sign": JSON, "signature": JSON, "body": JSON,
    },
)  # fmt: skip


@given(SHAPES)
@QUIET
def test_documents_of_the_right_shape_and_wrong_types_are_refused(body: dict[str, object]) -> None:
    data = canonical(body | {"sha256": hashlib.sha256(canonical(body)).hexdigest()})
    line = canonical(body) + b"\n"
    receipt = line + hashlib.sha256(line).hexdigest().encode() + b"\n"
    attempts = [(parse_keyfile, data), (parse_card, canonical(body)), (PARSERS[2], receipt)]
    for parser, attempt in attempts:
        with pytest.raises(AppError):
            parser(attempt)


@given(JSON)
@QUIET
def test_canonical_json_reads_back(value: object) -> None:
    assert parse_canonical(canonical(value), what="x") == value


@given(st.lists(JSON, max_size=6))
@QUIET
def test_a_plan_is_made_of_anything(records: list[object]) -> None:
    with open_package(packed({}), identity=RECEIVER, trusted=[SENDER.card]) as package:
        plan = plan_report(package.manifest, records, {})  # type: ignore[arg-type]
    assert plan.lines()
