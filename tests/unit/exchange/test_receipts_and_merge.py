"""Receipts prove an answer; merge plans say what an import would change."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.errors import AppError, ErrorCode
from app.exchange.manifest import Manifest, Party
from app.exchange.merge import MergePlan, Reason, plan_report
from app.exchange.receipts import Outcome, Receipt, check_answers, parse_receipt, read_receipt, write_receipt

NOW = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
DIGEST = "ab" * 32


def receipt_at(path: Path, office, outcome: Outcome = Outcome.ACCEPTED, code: str = "") -> Receipt:
    return write_receipt(
        path, receiver=office.receiver, package="k1", sha256=DIGEST, outcome=outcome, at=NOW, code=code,
        counts={"new": 3}, heads={"business": "7:cd"},
    )  # fmt: skip


def test_a_receipt_reads_back_and_answers_its_package(office, tmp_path) -> None:
    written = receipt_at(tmp_path / "r.lvack", office)
    read = read_receipt(tmp_path / "r.lvack", trusted=[office.receiver.card])
    assert read == written
    check_answers(read, package="k1", sha256=DIGEST, recipients=[office.receiver.card.fingerprint])
    for package, digest, who in (
        ("k2", DIGEST, office.receiver),
        ("k1", "00" * 32, office.receiver),
        ("k1", DIGEST, office.stranger),
    ):
        with pytest.raises(AppError):
            check_answers(read, package=package, sha256=digest, recipients=[who.card.fingerprint])


def test_a_refusal_names_its_reason_and_an_acceptance_has_none(office, tmp_path) -> None:
    assert receipt_at(tmp_path / "r", office, Outcome.REFUSED, "damaged").code == "damaged"
    for outcome, code in ((Outcome.REFUSED, ""), (Outcome.ACCEPTED, "damaged")):
        with pytest.raises(AppError) as caught:
            receipt_at(tmp_path / "r", office, outcome, code)
        assert caught.value.code is ErrorCode.BAD_INPUT


def test_every_flipped_byte_and_every_truncation_of_a_receipt_is_refused(office, tmp_path) -> None:
    receipt_at(tmp_path / "r", office)
    data = (tmp_path / "r").read_bytes()
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 1
        for attempt in (bytes(broken), data[:position]):
            with pytest.raises(AppError) as caught:
                parse_receipt(attempt, trusted=[office.receiver.card])
            assert caught.value.code is ErrorCode.DAMAGED


def test_a_receipt_of_a_stranger_or_with_a_changed_count_is_refused(office, tmp_path) -> None:
    import hashlib

    receipt_at(tmp_path / "r", office)
    data = (tmp_path / "r").read_bytes()
    with pytest.raises(AppError) as caught:
        parse_receipt(data, trusted=[office.sender.card])
    assert caught.value.code is ErrorCode.UNKNOWN_SENDER
    line = data.split(b"\n")[0].replace(b'"new":3', b'"new":9') + b"\n"
    with pytest.raises(AppError) as caught:
        parse_receipt(
            line + hashlib.sha256(line).hexdigest().encode() + b"\n", trusted=[office.receiver.card]
        )
    assert caught.value.code is ErrorCode.BAD_SIGNATURE


SENDER = Party("u1", "某某街道", "f")
MANIFEST = Manifest("k1", "report", SENDER, (SENDER,), NOW.isoformat(), "", None, (1, 1), None, {}, {}, ())
H1, H2 = "1" * 64, "2" * 64
RECORDS = [
    {"id": "r1", "kind": "mtg.standing", "hash": H1},
    {"id": "r2", "kind": "talk.heart", "hash": H2, "title": "x"},
    {"id": "r3", "kind": "talk.heart", "hash": H1},
]


def apply(plan: MergePlan, held: dict[str, str]) -> dict[str, str]:
    return held | {r.id: r.hash for r in (*plan.new, *plan.changed)}


def test_new_changed_and_unchanged_records_are_told_apart() -> None:
    plan = plan_report(MANIFEST, RECORDS, {"r2": H1, "r3": H1})
    assert [[r.id for r in part] for part in (plan.new, plan.changed, plan.unchanged)] == [
        ["r1"],
        ["r2"],
        ["r3"],
    ]
    assert plan.counts() == {"new": 1, "changed": 1, "unchanged": 1, "rejected": 0}


def test_the_order_of_records_does_not_matter() -> None:
    records = [*RECORDS, {"id": "r1", "kind": "mtg.standing", "hash": H2}]
    plans = [plan_report(MANIFEST, order, {}) for order in itertools.permutations(records)]
    assert all(plan == plans[0] for plan in plans)


def test_importing_twice_changes_nothing_the_second_time() -> None:
    held = apply(plan_report(MANIFEST, RECORDS, {}), {})
    again = plan_report(MANIFEST, RECORDS, held)
    assert again.changes_nothing
    assert apply(again, held) == held


def test_bad_records_are_rejected_with_a_reason_and_the_rest_is_taken() -> None:
    bad = [
        {"id": "r9"},
        {"id": "../x", "kind": "k", "hash": H1},
        "text",
        {"id": "r8", "kind": "odd", "hash": H1},
    ]
    twice = [{"id": "r7", "kind": "talk.heart", "hash": h} for h in (H1, H2)]
    plan = plan_report(MANIFEST, [*RECORDS, *bad, *twice], {}, known_kind=lambda kind: kind != "odd")  # type: ignore[list-item]
    assert plan.counts() == {"new": 3, "changed": 0, "unchanged": 0, "rejected": 5}
    assert {r.reason for r in plan.rejected} == set(Reason)


def test_the_plan_reads_as_chinese_sentences_without_content() -> None:
    lines = plan_report(MANIFEST, RECORDS, {"r2": H1}).lines({"talk.heart": "谈心谈话"}.get)
    assert lines[0] == "来自某某街道：新增 2 条，更新 1 条，已有且相同 0 条，不接收 0 条。"
    assert "更新 谈心谈话 1 条" in lines
