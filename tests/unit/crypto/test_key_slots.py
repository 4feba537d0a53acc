"""Key slots: who opens what, and what a changed key file can do (nothing)."""

from __future__ import annotations

import json
import traceback
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.crypto.kdf import BOUNDS, KdfBounds, KdfParams
from app.crypto.keyfile import KeyFile, dump_keyfile, load_keyfile, parse_keyfile, save_keyfile
from app.crypto.recovery import new_recovery_key
from app.crypto.slots import (
    add_recovery,
    add_user,
    change_password,
    grant_key,
    new_data_key,
    remove_user,
    revoke_key,
    rotate_key,
    unlock,
    unlock_recovery,
)
from app.crypto.strictjson import canonical
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode

CLOCK = FixedClock(datetime(2026, 3, 1, 8, 0, tzinfo=UTC))
FAST = KdfParams(memory=64, iterations=1, lanes=1)
LENIENT = KdfBounds(min_memory=8, min_iterations=1)
PASSWORD = "春风化雨润物细无声"
OTHER = "correct horse battery"
KEYS = {"office": b"o" * 32, "business": b"b" * 32}


def with_user(keyfile: KeyFile, user: str, password: str, keys: dict[str, bytes]) -> KeyFile:
    return add_user(keyfile, user, password, keys, clock=CLOCK, params=FAST, bounds=LENIENT)


def two_users() -> KeyFile:
    keyfile = with_user(KeyFile("f1"), "clerk", PASSWORD, KEYS)
    return with_user(keyfile, "sysadmin", OTHER, {"office": KEYS["office"]})


def code_of(call: object, *args: object, **kwargs: object) -> ErrorCode:
    with pytest.raises(AppError) as caught:
        call(*args, **kwargs)  # type: ignore[operator]
    return caught.value.code


def test_a_password_opens_exactly_the_keys_it_was_given() -> None:
    keyfile = parse_keyfile(dump_keyfile(two_users()))
    assert unlock(keyfile, "clerk", PASSWORD, bounds=LENIENT) == KEYS
    assert unlock(keyfile, "sysadmin", OTHER, bounds=LENIENT) == {"office": KEYS["office"]}
    assert keyfile.holders("business") == ("clerk",)


def test_full_width_typing_of_the_same_password_opens_the_slot() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in OTHER)
    assert unlock(two_users(), "sysadmin", wide, bounds=LENIENT)


def test_wrong_password_and_unknown_account_look_alike() -> None:
    assert code_of(unlock, two_users(), "clerk", OTHER, bounds=LENIENT) is ErrorCode.WRONG_PASSWORD
    assert code_of(unlock, two_users(), "nobody", OTHER, bounds=LENIENT) is ErrorCode.WRONG_PASSWORD


def test_a_second_slot_for_the_same_account_is_refused() -> None:
    assert code_of(with_user, two_users(), "clerk", OTHER, KEYS) is ErrorCode.BAD_STATE


def test_changing_a_password_keeps_the_keys_and_closes_the_old_one() -> None:
    changed = change_password(two_users(), "clerk", PASSWORD, OTHER, params=FAST, bounds=LENIENT)
    assert unlock(changed, "clerk", OTHER, bounds=LENIENT) == KEYS
    assert code_of(unlock, changed, "clerk", PASSWORD, bounds=LENIENT) is ErrorCode.WRONG_PASSWORD


def test_a_removed_account_no_longer_unlocks() -> None:
    keyfile = remove_user(two_users(), "clerk")
    assert code_of(unlock, keyfile, "clerk", PASSWORD, bounds=LENIENT) is ErrorCode.WRONG_PASSWORD
    assert code_of(remove_user, keyfile, "clerk") is ErrorCode.NOT_FOUND


def test_rotation_reaches_every_holder_without_their_passwords() -> None:
    recovery, fresh = new_recovery_key(), new_data_key()
    keyfile = add_recovery(two_users(), recovery, KEYS, clock=CLOCK)
    keyfile = rotate_key(keyfile, "business", KEYS["business"], fresh)
    assert unlock(keyfile, "clerk", PASSWORD, bounds=LENIENT)["business"] == fresh
    assert unlock_recovery(keyfile, recovery)["business"] == fresh
    assert "business" not in unlock(keyfile, "sysadmin", OTHER, bounds=LENIENT)


def test_a_key_is_granted_and_revoked_without_the_account_s_password() -> None:
    vouch = ("office", KEYS["office"])
    keyfile = grant_key(two_users(), "sysadmin", "business", KEYS["business"], vouch=vouch)
    assert unlock(keyfile, "sysadmin", OTHER, bounds=LENIENT) == KEYS
    keyfile = revoke_key(keyfile, "sysadmin", "business")
    assert unlock(keyfile, "sysadmin", OTHER, bounds=LENIENT) == {"office": KEYS["office"]}


def test_a_slot_swapped_on_disk_gets_no_key() -> None:
    keyfile = two_users()
    stranger = with_user(KeyFile("f1"), "sysadmin", OTHER, {"office": b"x" * 32}).slots[0]
    swapped = replace(keyfile, slots=(keyfile.slots[0], stranger))
    vouch = ("office", KEYS["office"])
    assert code_of(grant_key, swapped, "sysadmin", "business", b"k" * 32, vouch=vouch) is ErrorCode.DAMAGED
    assert code_of(rotate_key, swapped, "office", KEYS["office"], b"n" * 32) is ErrorCode.DAMAGED


def test_a_slot_moved_to_another_file_does_not_open() -> None:
    moved = replace(two_users(), file_id="f2")
    assert code_of(unlock, moved, "clerk", PASSWORD, bounds=LENIENT) is ErrorCode.WRONG_PASSWORD


def test_the_recovery_key_opens_and_a_wrong_one_does_not() -> None:
    recovery = new_recovery_key()
    keyfile = add_recovery(two_users(), recovery, KEYS, clock=CLOCK)
    assert unlock_recovery(parse_keyfile(dump_keyfile(keyfile)), recovery) == KEYS
    assert code_of(unlock_recovery, keyfile, new_recovery_key()) is ErrorCode.WRONG_PASSWORD
    assert code_of(unlock_recovery, two_users(), recovery) is ErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    "params",
    [
        KdfParams(memory=64 * 1024 - 1),
        KdfParams(iterations=2),
        KdfParams(memory=2**31),
        KdfParams(iterations=2**31),
        KdfParams(lanes=0),
        KdfParams(lanes=10**6),
    ],
)
def test_parameters_out_of_bounds_are_refused_before_any_work(params: KdfParams) -> None:
    assert code_of(BOUNDS.check, params) is ErrorCode.DAMAGED
    keyfile = two_users()
    edited = replace(keyfile, slots=(replace(keyfile.slots[0], params=params),))
    assert code_of(unlock, edited, "clerk", PASSWORD) is ErrorCode.DAMAGED


def test_every_flipped_byte_of_the_key_file_is_refused() -> None:
    data = dump_keyfile(with_user(KeyFile("f1"), "clerk", PASSWORD, {"office": b"o" * 32}))
    for position in range(len(data)):
        broken = bytearray(data)
        broken[position] ^= 1
        assert code_of(parse_keyfile, bytes(broken)) in (ErrorCode.DAMAGED, ErrorCode.TOO_NEW)


def test_a_key_file_of_a_later_program_is_too_new() -> None:
    import hashlib

    body = json.loads(dump_keyfile(two_users()))
    del body["sha256"]
    body["version"] = 2
    data = canonical(body | {"sha256": hashlib.sha256(canonical(body)).hexdigest()})
    assert code_of(parse_keyfile, data) is ErrorCode.TOO_NEW


@pytest.mark.parametrize("broken", ["a", "b"])
@pytest.mark.parametrize("damage", [b"", b"{}", None])
def test_one_bad_copy_is_read_around_and_repaired(tmp_path, broken: str, damage: bytes | None) -> None:
    paths = {"a": tmp_path / "keys.json", "b": tmp_path / "keys.copy.json"}
    keyfile = two_users()
    save_keyfile(keyfile, paths["a"], paths["b"])
    if damage is None:
        paths[broken].unlink()
    else:
        paths[broken].write_bytes(damage)
    assert load_keyfile(paths["a"], paths["b"]) == keyfile
    assert paths["a"].read_bytes() == paths["b"].read_bytes() == dump_keyfile(keyfile)


def test_two_bad_copies_are_refused_and_left_as_they_are(tmp_path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_bytes(b"junk")
    b.write_bytes(b"junk")
    assert code_of(load_keyfile, a, b) is ErrorCode.DAMAGED
    assert a.read_bytes() == b.read_bytes() == b"junk"


def test_after_a_crash_between_the_two_writes_the_newer_copy_wins(tmp_path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    save_keyfile(two_users(), a, b)
    newer = remove_user(two_users(), "clerk")
    a.write_bytes(dump_keyfile(newer))
    assert load_keyfile(a, b) == newer
    assert parse_keyfile(b.read_bytes()) == newer


def test_no_failure_mentions_a_password_or_a_key() -> None:
    canary = "canary-secret-word-9"
    keyfile = two_users()
    calls = [
        lambda: unlock(keyfile, "clerk", canary, bounds=LENIENT),
        lambda: change_password(keyfile, "clerk", canary, canary, params=FAST, bounds=LENIENT),
        lambda: with_user(keyfile, "clerk", canary, KEYS),
        lambda: with_user(keyfile, canary[:6], canary, KEYS),
        lambda: unlock(keyfile, "clerk", canary + "\ud800", bounds=LENIENT),
        lambda: parse_keyfile(canonical({"format": canary})),
        lambda: parse_keyfile(b'{"' + canary.encode()),
    ]
    for call in calls:
        with pytest.raises(AppError) as caught:
            call()
        text = "".join(traceback.format_exception(caught.value, limit=0))
        assert "canary" not in text
        assert caught.value.__cause__ is None


def test_the_key_file_holds_neither_password_nor_key() -> None:
    data = dump_keyfile(two_users())
    assert PASSWORD.encode() not in data
    assert b"o" * 32 not in data
