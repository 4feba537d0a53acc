"""Key slots: who opens which data key with which password (docs/adr/0022).

A password opens the slot's own private key; each named data key ("office",
"business", …) is sealed to the slot's public key. So a key can be granted, taken
back and rotated without anybody else's password. Every function returns a new
KeyFile; saving it is the caller's step (keyfile.save_keyfile).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.crypto import kem
from app.crypto.kdf import BOUNDS, KEY_BYTES, SALT_BYTES, KdfBounds, KdfParams, derive
from app.crypto.keyfile import VERSION, Grant, KeyFile, Slot, SlotKind, damaged_keyfile, params_to_json
from app.crypto.passwords import check_strength, normalise
from app.crypto.strictjson import canonical
from app.domain.clock import Clock
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id

_NONCE_BYTES = 12
_DEFAULT = KdfParams()


def new_data_key() -> bytes:
    """32 random bytes: the raw key of an encrypted store."""
    return secrets.token_bytes(KEY_BYTES)


def add_user(
    keyfile: KeyFile,
    user: str,
    password: str,
    keys: Mapping[str, bytes],
    *,
    clock: Clock,
    params: KdfParams = _DEFAULT,
    bounds: KdfBounds = BOUNDS,
) -> KeyFile:
    """Give an account a password that opens exactly `keys` (name → key).

    Raises AppError(BAD_STATE) if the account has a slot already, AppError(WEAK_PASSWORD).
    """
    if user in keyfile.users():
        raise AppError(
            ErrorCode.BAD_STATE, "这个账号已经有口令了。", action="请改用修改口令，或先注销再重建。"
        )
    check_strength(password, user=user)
    bounds.check(params)
    slot, private = _blank_slot(SlotKind.PASSWORD, user, params, clock)
    slot = _wrap(keyfile, slot, private, _stretch(slot, normalise(password), bounds))
    return _with_slot(keyfile, _grant_all(keyfile, slot, keys))


def add_recovery(keyfile: KeyFile, recovery: bytes, keys: Mapping[str, bytes], *, clock: Clock) -> KeyFile:
    """Let a recovery key (recovery.new_recovery_key) open `keys`; an earlier recovery slot is dropped."""
    slot, private = _blank_slot(SlotKind.RECOVERY, "", None, clock)
    slot = _wrap(keyfile, slot, private, _stretch(slot, recovery, BOUNDS))
    kept = tuple(s for s in keyfile.slots if s.kind is not SlotKind.RECOVERY)
    return _with_slot(replace(keyfile, slots=kept), _grant_all(keyfile, slot, keys))


def unlock(keyfile: KeyFile, user: str, password: str, *, bounds: KdfBounds = BOUNDS) -> dict[str, bytes]:
    """The named data keys this account holds. Takes about 0.5 s at the default parameters.

    Raises AppError(WRONG_PASSWORD), also for an unknown account, and AppError(DAMAGED).
    """
    slot = _password_slot(keyfile, user)
    return _open_grants(keyfile, slot, _unwrap(keyfile, slot, _stretch(slot, normalise(password), bounds)))


def unlock_recovery(keyfile: KeyFile, recovery: bytes) -> dict[str, bytes]:
    """The named data keys under the recovery key; the caller writes the audit event.

    Raises AppError(NOT_FOUND) without a recovery slot, AppError(WRONG_PASSWORD | DAMAGED).
    """
    for slot in keyfile.slots:
        if slot.kind is SlotKind.RECOVERY:
            return _open_grants(keyfile, slot, _unwrap(keyfile, slot, _stretch(slot, recovery, BOUNDS)))
    raise AppError(ErrorCode.NOT_FOUND, "没有设置恢复密钥。")


def change_password(
    keyfile: KeyFile,
    user: str,
    old: str,
    new: str,
    *,
    params: KdfParams = _DEFAULT,
    bounds: KdfBounds = BOUNDS,
) -> KeyFile:
    """Replace an account's password; what it opens stays the same.

    Raises AppError(WRONG_PASSWORD | WEAK_PASSWORD | DAMAGED).
    """
    slot = _password_slot(keyfile, user)
    private = _unwrap(keyfile, slot, _stretch(slot, normalise(old), bounds))
    check_strength(new, user=user)
    bounds.check(params)
    fresh = replace(slot, params=params, salt=secrets.token_bytes(SALT_BYTES))
    fresh = _wrap(keyfile, fresh, private, _stretch(fresh, normalise(new), bounds))
    return _swap(keyfile, slot, fresh)


def remove_user(keyfile: KeyFile, user: str) -> KeyFile:
    """Drop an account's slot. Old copies of the file still open: rotate the keys it held afterwards.

    Raises AppError(NOT_FOUND).
    """
    if user not in keyfile.users():
        raise AppError(ErrorCode.NOT_FOUND, "没有这个账号的口令。")
    return replace(
        keyfile, slots=tuple(s for s in keyfile.slots if s.kind is not SlotKind.PASSWORD or s.user != user)
    )


def grant_key(keyfile: KeyFile, user: str, name: str, key: bytes, *, vouch: tuple[str, bytes]) -> KeyFile:
    """Let an account open one more key, without its password.

    vouch: name and value of a key both sides hold already (usually "office"); it proves
    that the slot is the account's and was not swapped on disk. Raises AppError(NOT_FOUND | DAMAGED).
    """
    slot = _password_slot(keyfile, user, ErrorCode.NOT_FOUND)
    _check_grant(keyfile, slot, *vouch)
    kept = tuple(g for g in slot.grants if g.name != name)
    return _swap(keyfile, slot, replace(slot, grants=(*kept, _seal_grant(keyfile, slot, name, key))))


def revoke_key(keyfile: KeyFile, user: str, name: str) -> KeyFile:
    """Take a key from an account; rotate it afterwards. Raises AppError(NOT_FOUND)."""
    slot = _password_slot(keyfile, user, ErrorCode.NOT_FOUND)
    return _swap(keyfile, slot, replace(slot, grants=tuple(g for g in slot.grants if g.name != name)))


def rotate_key(keyfile: KeyFile, name: str, old: bytes, new: bytes) -> KeyFile:
    """Give every present holder of a key (recovery included) its successor.

    Each slot is checked with the old key first, so nobody on disk can slip in a slot.
    Raises AppError(DAMAGED).
    """
    slots = []
    for slot in keyfile.slots:
        if slot.holds(name):
            _check_grant(keyfile, slot, name, old)
            kept = tuple(g for g in slot.grants if g.name != name)
            slot = replace(slot, grants=(*kept, _seal_grant(keyfile, slot, name, new)))
        slots.append(slot)
    return replace(keyfile, slots=tuple(slots))


def _blank_slot(kind: SlotKind, user: str, params: KdfParams | None, clock: Clock) -> tuple[Slot, bytes]:
    private = kem.new_private()
    created = clock.now().isoformat(timespec="seconds")
    salt = secrets.token_bytes(SALT_BYTES)
    return Slot(new_id("s"), kind, user, params, salt, kem.public_of(private), b"", b"", created), private


def _slot_fields(keyfile: KeyFile, slot: Slot) -> bytes:
    """Everything about a slot that must not be changed by hand: authenticated with its private key."""
    return canonical(
        {
            "version": VERSION,
            "file_id": keyfile.file_id,
            "id": slot.id,
            "kind": slot.kind.value,
            "user": slot.user,
            "kdf": params_to_json(slot.params),
            "salt": slot.salt.hex(),
            "public": slot.public.hex(),
            "created": slot.created,
        }
    )


def _stretch(slot: Slot, secret: bytes, bounds: KdfBounds) -> bytes:
    if slot.params is not None:
        return derive(secret, slot.salt, slot.params, bounds)
    return HKDF(SHA256(), KEY_BYTES, slot.salt, b"lvze recovery slot v1").derive(secret)


def _wrap(keyfile: KeyFile, slot: Slot, private: bytes, key: bytes) -> Slot:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return replace(
        slot, nonce=nonce, wrapped=AESGCM(key).encrypt(nonce, private, _slot_fields(keyfile, slot))
    )


def _unwrap(keyfile: KeyFile, slot: Slot, key: bytes) -> bytes:
    if len(slot.nonce) != _NONCE_BYTES:
        raise damaged_keyfile()
    try:
        return AESGCM(key).decrypt(slot.nonce, slot.wrapped, _slot_fields(keyfile, slot))
    except InvalidTag:
        raise _wrong_password() from None


def _open_grants(keyfile: KeyFile, slot: Slot, private: bytes) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for grant in slot.grants:
        try:
            keys[grant.name] = kem.open_sealed(private, grant.sealed, _grant_info(keyfile, slot, grant.name))
        except kem.NotOpened:
            raise damaged_keyfile() from None
        _check_grant(keyfile, slot, grant.name, keys[grant.name])
    return keys


def _grant_all(keyfile: KeyFile, slot: Slot, keys: Mapping[str, bytes]) -> Slot:
    return replace(slot, grants=tuple(_seal_grant(keyfile, slot, name, keys[name]) for name in sorted(keys)))


def _seal_grant(keyfile: KeyFile, slot: Slot, name: str, key: bytes) -> Grant:
    try:
        sealed = kem.seal(slot.public, key, _grant_info(keyfile, slot, name))
    except kem.NotOpened:
        raise damaged_keyfile() from None
    return Grant(name, sealed, _grant_mac(keyfile, slot, name, sealed, key))


def _check_grant(keyfile: KeyFile, slot: Slot, name: str, key: bytes) -> None:
    for grant in slot.grants:
        if grant.name == name and hmac.compare_digest(
            grant.mac, _grant_mac(keyfile, slot, name, grant.sealed, key)
        ):
            return
    raise damaged_keyfile()


def _grant_mac(keyfile: KeyFile, slot: Slot, name: str, sealed: bytes, key: bytes) -> bytes:
    mac_key = HKDF(SHA256(), KEY_BYTES, None, b"lvze grant mac v1").derive(key)
    place = (
        _grant_info(keyfile, slot, name)
        + hashlib.sha256(slot.public).digest()
        + hashlib.sha256(sealed).digest()
    )
    return hmac.digest(mac_key, place, "sha256")


def _grant_info(keyfile: KeyFile, slot: Slot, name: str) -> bytes:
    place = {
        "file_id": keyfile.file_id,
        "slot": slot.id,
        "kind": slot.kind.value,
        "user": slot.user,
        "name": name,
    }
    return b"lvze grant v1\0" + canonical(place)


def _password_slot(keyfile: KeyFile, user: str, missing: ErrorCode = ErrorCode.WRONG_PASSWORD) -> Slot:
    for slot in keyfile.slots:
        if slot.kind is SlotKind.PASSWORD and slot.user == user:
            return slot
    # To someone who is only trying names, an unknown account and a wrong password look alike.
    if missing is ErrorCode.WRONG_PASSWORD:
        raise _wrong_password()
    raise AppError(missing, "没有这个账号的口令。")


def _wrong_password() -> AppError:
    return AppError(ErrorCode.WRONG_PASSWORD, "账号或口令不正确。", action="请检查大小写和输入法后重试。")


def _with_slot(keyfile: KeyFile, slot: Slot) -> KeyFile:
    return replace(keyfile, slots=(*keyfile.slots, slot))


def _swap(keyfile: KeyFile, old: Slot, new: Slot) -> KeyFile:
    return replace(keyfile, slots=tuple(new if slot is old else slot for slot in keyfile.slots))
