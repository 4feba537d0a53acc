"""Passwords, the recovery key, the choice of cost, and identities."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.crypto.calibrate import choose_params
from app.crypto.files import open_regular, read_small, replacing, write_atomic
from app.crypto.identity import new_identity, parse_card, parse_identity, renamed
from app.crypto.kdf import BOUNDS, FLOOR, KdfParams
from app.crypto.passwords import check_strength, normalise
from app.crypto.recovery import new_recovery_key, parse_recovery_key, show_recovery_key
from app.crypto.strictjson import parse_canonical, parse_strict
from app.crypto.suites import suite_for
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode

CLOCK = FixedClock(datetime(2026, 3, 1, 8, 0, tzinfo=UTC))


def code_of(call: object, *args: object, **kwargs: object) -> ErrorCode:
    with pytest.raises(AppError) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(
    "good", ["correct horse battery", "春风化雨润物细无声", "Xk7#pQ2!vB9z", "Demo-Office-2026"]
)
def test_long_passwords_and_phrases_are_accepted(good: str) -> None:
    check_strength(good, user="clerk")


@pytest.mark.parametrize(
    "bad",
    ["", "short", "12345678901234", "aaaaaaaaaaaaaa", "abcdefghijklmn", "abababababab", "my clerk name 77", "春风化雨",
     "tab\tinside the phrase", "x" * 300, "            "],
)  # fmt: skip
def test_weak_passwords_are_refused_with_a_reason(bad: str) -> None:
    assert code_of(check_strength, bad, user="clerk") is ErrorCode.WEAK_PASSWORD


def test_full_width_and_half_width_are_one_password() -> None:
    assert normalise("Ａｂｃ１２３　ｘ") == b"Abc123 x"


def test_a_printed_recovery_key_is_eight_groups_of_five_and_reads_back() -> None:
    key = new_recovery_key()
    shown = show_recovery_key(key)
    assert [len(group) for group in shown.split("-")] == [5] * 8
    assert parse_recovery_key(shown) == key


def test_case_spaces_full_width_and_lookalikes_do_not_matter() -> None:
    key = bytes(20)
    shown = show_recovery_key(key)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in shown.lower().replace("-", ""))
    assert parse_recovery_key(f"  {wide} ") == key
    assert parse_recovery_key(shown.replace("0", "o").replace("1", "l").replace("-", " ")) == key


def test_every_mistyped_character_is_noticed() -> None:
    shown = show_recovery_key(new_recovery_key())
    for position, letter in enumerate(shown):
        if letter != "-":
            wrong = "7" if letter != "7" else "8"
            typed = shown[:position] + wrong + shown[position + 1 :]
            assert code_of(parse_recovery_key, typed) is ErrorCode.BAD_INPUT


@pytest.mark.parametrize("text", ["", "U" * 40, "0" * 39, "0" * 4000, "汉" * 40])
def test_what_cannot_be_a_recovery_key_is_refused(text: str) -> None:
    assert code_of(parse_recovery_key, text) is ErrorCode.BAD_INPUT


@pytest.mark.parametrize("speed", [1e-9, 1e-6, 2e-6, 1e-5, 1.0])
def test_the_chosen_cost_is_near_the_target_and_within_bounds(speed: float) -> None:
    def cost(params: KdfParams) -> float:
        return speed * params.memory * params.iterations / 1000

    chosen = choose_params(0.5, measure=cost)
    BOUNDS.check(chosen)
    assert cost(chosen) <= 0.5 or chosen == FLOOR


def test_an_identity_and_its_card_read_back() -> None:
    identity = new_identity("u1", "某某区纪委", clock=CLOCK)
    assert parse_identity(identity.to_bytes()) == identity
    assert parse_card(b"\xef\xbb\xbf" + identity.card.to_bytes().replace(b"\n", b"\r\n")) == identity.card
    assert len(identity.card.fingerprint) == 39
    assert renamed(identity, "新名称").card.fingerprint == identity.card.fingerprint


def test_every_flipped_byte_of_a_card_is_refused() -> None:
    data = new_identity("u1", "某某区纪委", clock=CLOCK).card.to_bytes()
    for position in range(len(data) - 1):
        broken = bytearray(data)
        broken[position] ^= 1
        assert code_of(parse_card, bytes(broken)) in (
            ErrorCode.DAMAGED,
            ErrorCode.BAD_SIGNATURE,
            ErrorCode.TOO_NEW,
        )


def test_a_printed_identity_shows_no_private_key() -> None:
    identity = new_identity("u1", "甲单位", clock=CLOCK)
    assert "private" not in repr(identity)


def test_the_national_suite_is_refused_by_name() -> None:
    assert code_of(suite_for, 2) is ErrorCode.UNSUPPORTED
    assert code_of(suite_for, 99) is ErrorCode.UNSUPPORTED
    assert code_of(suite_for, 1, frozenset()) is ErrorCode.UNSUPPORTED


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b'{"a":1,"a":1}', b"NaN", b"[Infinity]", b"1e999", b'"\\ud800"', b"[" * 100_000, b"\xff", b"9" * 5000,
     b'{"a":' * 5000, b"99999999999999999999"],
)  # fmt: skip
def test_json_with_more_than_one_reading_is_refused(data: bytes) -> None:
    assert code_of(parse_strict, data, what="清单") is ErrorCode.DAMAGED


def test_json_in_another_spelling_is_not_canonical() -> None:
    assert parse_canonical(b'{"a":[1,"x"]}', what="清单") == {"a": [1, "x"]}
    for other in (b'{"a": [1,"x"]}', b'{"b":1,"a":2}', b'"\\u0061"', b"1.5"):
        assert code_of(parse_canonical, other, what="清单") is ErrorCode.DAMAGED


def test_json_with_too_many_items_is_refused_before_it_is_built() -> None:
    assert (
        code_of(parse_strict, b"[" + b"0," * 2000 + b"0]", what="清单", max_items=1000) is ErrorCode.TOO_LARGE
    )


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_atomic(path, b"old")

    def fail() -> None:
        with replacing(path) as out:
            out.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
    assert path.stat().st_mode & 0o77 == 0


def test_links_folders_and_pipes_are_not_opened(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_bytes(b"x")
    (tmp_path / "link").symlink_to(real)
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "."):
        with pytest.raises(AppError) as caught, open_regular(tmp_path / name):
            pass
        assert caught.value.code is ErrorCode.FILE_ACCESS
    assert code_of(read_small, tmp_path / "gone", 10) is ErrorCode.NOT_FOUND
    assert code_of(read_small, real, 0) is ErrorCode.TOO_LARGE


def test_writing_into_a_missing_folder_is_a_known_failure(tmp_path: Path) -> None:
    assert code_of(write_atomic, tmp_path / "no" / "x", b"") is ErrorCode.NOT_FOUND


def test_the_fingerprint_covers_unit_and_keys() -> None:
    a, b = (new_identity("u1", "甲", clock=CLOCK).card for _ in range(2))
    assert a.fingerprint != b.fingerprint
    assert hashlib.sha256(a.kem_public).digest() != hashlib.sha256(b.kem_public).digest()
