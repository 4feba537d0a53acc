"""The key file: a small document of key slots, kept in two copies beside the stores.

Belongs here: its fields, its one byte form, reading it strictly, the two copies. Does
not belong here: what the slots mean (slots.py). The digest tells damage only; whoever
may write the file can make a new digest, so each slot and grant is authenticated too.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.crypto.files import read_small, write_atomic
from app.crypto.kdf import KdfParams
from app.crypto.strictjson import canonical, parse_canonical
from app.domain.errors import AppError, ErrorCode

FORMAT = "lvze-keys"
VERSION = 1
MAX_BYTES = 8 * 1024 * 1024


class SlotKind(StrEnum):
    """How a slot is opened."""

    PASSWORD = "password"  # noqa: S105 - a kind, not a password
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Grant:
    """One named key sealed to a slot. mac: made with that key, so only its holders can grant it."""

    name: str
    sealed: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in. wrapped: the slot's private key under the password; params: None for recovery."""

    id: str
    kind: SlotKind
    user: str
    params: KdfParams | None
    salt: bytes
    public: bytes
    nonce: bytes
    wrapped: bytes
    created: str
    grants: tuple[Grant, ...] = ()

    def holds(self, name: str) -> bool:
        """Whether the slot opens the key of this name."""
        return any(grant.name == name for grant in self.grants)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """All slots of one pair of stores. file_id: the id both stores carry."""

    file_id: str
    slots: tuple[Slot, ...] = ()

    def users(self) -> tuple[str, ...]:
        """The accounts that have a password slot, in the order they were added."""
        return tuple(slot.user for slot in self.slots if slot.kind is SlotKind.PASSWORD)

    def holders(self, name: str) -> tuple[str, ...]:
        """The accounts whose password opens the key of this name."""
        return tuple(s.user for s in self.slots if s.kind is SlotKind.PASSWORD and s.holds(name))


def dump_keyfile(keyfile: KeyFile) -> bytes:
    """The one byte form of a key file."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "file_id": keyfile.file_id,
        "slots": [_slot_to_json(slot) for slot in keyfile.slots],
    }
    return canonical(body | {"sha256": hashlib.sha256(canonical(body)).hexdigest()})


def parse_keyfile(data: bytes) -> KeyFile:
    """Read a key file. Raises AppError(DAMAGED) or, for a later program's file, AppError(TOO_NEW)."""
    body = parse_canonical(data, what="密钥文件", max_items=200_000)
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise damaged_keyfile()
    digest = body.pop("sha256", None)
    if digest != hashlib.sha256(canonical(body)).hexdigest():
        raise damaged_keyfile()
    version = body.get("version")
    if isinstance(version, int) and version > VERSION:
        raise AppError(
            ErrorCode.TOO_NEW,
            f"密钥文件是较新版本（{version}）的程序写的，本程序只认到版本 {VERSION}。",
            action="请升级程序。",
        )
    if version != VERSION or len(body) != 4:
        raise damaged_keyfile()
    try:
        keyfile = KeyFile(_text(body["file_id"]), tuple(_slot_from_json(slot) for slot in body["slots"]))
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise damaged_keyfile() from None
    if dump_keyfile(keyfile) != data:  # unknown fields or another type that looks alike
        raise damaged_keyfile()
    return keyfile


def save_keyfile(keyfile: KeyFile, path_a: Path, path_b: Path) -> None:
    """Write both copies, one after the other, each atomically: one good copy exists at every moment.

    Raises AppError(DISK_FULL | NOT_FOUND | FILE_ACCESS).
    """
    data = dump_keyfile(keyfile)
    write_atomic(path_a, data)
    write_atomic(path_b, data)


def load_keyfile(path_a: Path, path_b: Path) -> KeyFile:
    """Read the first good copy and repair the other (after a crash between the two writes, too).

    A repair that fails (read-only medium) is not an error: the keys are readable.
    Raises AppError(NOT_FOUND | DAMAGED | TOO_NEW | FILE_ACCESS) of the first copy if neither is good.
    """
    first = _read_copy(path_a)
    second = _read_copy(path_b)
    if isinstance(first, KeyFile):
        if second != first:
            _repair(first, path_b, second)
        return first
    if isinstance(second, KeyFile):
        _repair(second, path_a, first)
        return second
    raise first


def damaged_keyfile() -> AppError:
    """The failure of a key file that is not what was written."""
    return AppError(ErrorCode.DAMAGED, "密钥文件已损坏或被改动过。", action="请用备份中的密钥文件恢复。")


def _read_copy(path: Path) -> KeyFile | AppError:
    try:
        return parse_keyfile(read_small(path, MAX_BYTES))
    except AppError as error:
        return error


def _repair(good: KeyFile, path: Path, found: KeyFile | AppError) -> None:
    # A copy of a later program is not damage: leave it for that program.
    if isinstance(found, AppError) and found.code is ErrorCode.TOO_NEW:
        return
    with contextlib.suppress(AppError):
        write_atomic(path, dump_keyfile(good))


def params_to_json(params: KdfParams | None) -> dict[str, Any]:
    """How a slot names its derivation; recovery keys are random and need no slow one."""
    if params is None:
        return {"name": "hkdf-sha256"}
    return {
        "name": "argon2id",
        "memory": params.memory,
        "iterations": params.iterations,
        "lanes": params.lanes,
    }


def _slot_to_json(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "kind": slot.kind.value,
        "user": slot.user,
        "kdf": params_to_json(slot.params),
        "salt": _b64(slot.salt),
        "public": _b64(slot.public),
        "nonce": _b64(slot.nonce),
        "wrapped": _b64(slot.wrapped),
        "created": slot.created,
        "grants": [{"name": g.name, "sealed": _b64(g.sealed), "mac": _b64(g.mac)} for g in slot.grants],
    }


def _slot_from_json(body: dict[str, Any]) -> Slot:
    slot = Slot(
        id=_text(body["id"]),
        kind=SlotKind(body["kind"]),
        user=_text(body["user"]),
        params=_params_from_json(body["kdf"]),
        salt=_unb64(body["salt"]),
        public=_unb64(body["public"]),
        nonce=_unb64(body["nonce"]),
        wrapped=_unb64(body["wrapped"]),
        created=_text(body["created"]),
        grants=tuple(Grant(_text(g["name"]), _unb64(g["sealed"]), _unb64(g["mac"])) for g in body["grants"]),
    )
    if _slot_to_json(slot) != body or (slot.params is None) != (slot.kind is SlotKind.RECOVERY):
        raise ValueError
    return slot


def _params_from_json(body: dict[str, Any]) -> KdfParams | None:
    if body == params_to_json(None):
        return None
    numbers = (body["memory"], body["iterations"], body["lanes"])
    if not all(type(number) is int for number in numbers):
        raise TypeError
    return KdfParams(*numbers)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unb64(text: object) -> bytes:
    return base64.b64decode(_text(text), validate=True)
