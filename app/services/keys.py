"""Data keys of an office: who may open what, and changing a key so that a crash loses nothing.

A key is changed in three steps: the key file with the new key is put beside the old one,
the store is rewritten, the new key file takes the old one's place. `resume` finishes what
a crash interrupted; only an account that holds the key can, and only it removes the file
that waits.
"""

from __future__ import annotations

from collections.abc import Callable

from app.crypto import keyfile as keyfiles
from app.crypto import slots
from app.crypto.calibrate import choose_params
from app.crypto.files import read_small, write_atomic
from app.crypto.kdf import KdfParams
from app.crypto.keyfile import KeyFile
from app.domain.errors import AppError
from app.services.session import BUSINESS_KEY, OFFICE_KEY, DataFolder, Session
from app.store.database import Database

OWED = "key_change_owed"
Opener = Callable[[KeyFile], dict[str, bytes]]


def kdf_params(folder: DataFolder) -> KdfParams:
    """The folder's derivation cost, measured on this computer when not set."""
    return folder.kdf if folder.kdf is not None else choose_params()


def change_keys(session: Session, names: tuple[str, ...]) -> None:
    """Give the stores new keys. A key this session does not hold is noted; its next holder changes it."""
    for name in names:
        if name in session.keys:
            _change(session, name, slots.new_data_key())
        else:
            _owe(session, name)


def settle(session: Session) -> None:
    """Change the key that an administrator without it could not change when an account was closed."""
    if BUSINESS_KEY in session.keys and session.office.get_meta(OWED):
        _change(session, BUSINESS_KEY, slots.new_data_key())
        _owe(session, "")


def _owe(session: Session, name: str) -> None:
    with session.office.write() as conn:
        session.office.put_meta(conn, OWED, name)


def _change(session: Session, name: str, new: bytes) -> None:
    """The three steps; doing them again after a crash at any point ends the same way."""
    known = keyfiles.load_keyfile(*session.folder.keys)
    rotated = slots.rotate_key(known, name, session.keys[name], new)
    waiting = session.folder.pending_keys(name)
    write_atomic(waiting, keyfiles.dump_keyfile(rotated))
    _store_of(session, name).rekey(new)
    keyfiles.save_keyfile(rotated, *session.folder.keys)
    waiting.unlink(missing_ok=True)
    session.keys[name] = new
    session.log("key.change", name)


def _store_of(session: Session, name: str) -> Database:
    return session.store.database if name == BUSINESS_KEY else session.office


def waiting_keys(folder: DataFolder, keys: dict[str, bytes], opener: Opener) -> dict[str, bytes]:
    """New keys of a key change that was interrupted, by name, as far as this account can open them."""
    found: dict[str, bytes] = {}
    for name in (OFFICE_KEY, BUSINESS_KEY):
        path = folder.pending_keys(name)
        if name in keys and path.exists():
            try:
                found[name] = opener(keyfiles.parse_keyfile(read_small(path, keyfiles.MAX_BYTES)))[name]
            except (AppError, KeyError):
                continue  # another account's to finish, or damaged: the key file itself may still open the store
    return found


def resume(session: Session, keys: dict[str, bytes], waiting: dict[str, bytes]) -> None:
    """Bring an interrupted key change to its end. keys: from the key file; session.keys: those that opened."""
    for name, new in waiting.items():
        if session.keys.get(name) == new and keys[name] != new:
            known = slots.rotate_key(keyfiles.load_keyfile(*session.folder.keys), name, keys[name], new)
            keyfiles.save_keyfile(known, *session.folder.keys)
        elif name in session.keys and session.keys[name] != new:
            _change(session, name, new)
        session.folder.pending_keys(name).unlink(missing_ok=True)
