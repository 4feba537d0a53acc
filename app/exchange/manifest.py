"""The manifest of a package: what it is, from whom, for whom, and what lies inside.

It is the first thing in the encrypted body and is signed by the sender. Belongs here:
its fields, their rules and the canonical bytes. Does not belong here: encryption.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from app.crypto.identity import PublicCard
from app.crypto.strictjson import canonical, parse_canonical
from app.domain.errors import AppError, ErrorCode

FORMAT = "lvze-manifest"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to pack. size: bytes; open: a fresh stream each time it is called (it is read twice)."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    media: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """Something packed. sha256: hexadecimal, of its bytes."""

    name: str
    size: int
    sha256: str
    media: str


@dataclass(frozen=True, slots=True)
class Party:
    """A unit at one end of a package, by its card's fingerprint."""

    unit: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ManifestDraft:
    """What the maker of a package decides; keys, sizes and hashes are filled in by the writer.

    kind: report, sync, handover, task, …; period: as in duties (`2026Q3`) or empty;
    previous: id of the package before this one in the same series; schema: lowest and
    highest record schema a reader must know; vector: version vector (sync only);
    heads: audit heads at the time (store name → "number:hash"); extra: plain values of this kind.
    """

    package: str
    kind: str
    created: datetime
    period: str = ""
    previous: str | None = None
    schema: tuple[int, int] = (1, 1)
    vector: Mapping[str, int] | None = None
    heads: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A signed manifest as read. created: UTC instant, ISO 8601. Other fields as ManifestDraft."""

    package: str
    kind: str
    sender: Party
    recipients: tuple[Party, ...]
    created: str
    period: str
    previous: str | None
    schema: tuple[int, int]
    vector: Mapping[str, int] | None
    heads: Mapping[str, str]
    extra: Mapping[str, Any]
    entries: tuple[EntryInfo, ...]

    @property
    def total_bytes(self) -> int:
        """The size of all entries together."""
        return sum(entry.size for entry in self.entries)

    def entry(self, name: str) -> EntryInfo:
        """The entry of this name. Raises AppError(DAMAGED): the package lacks what its kind needs."""
        for entry in self.entries:
            if entry.name == name:
                return entry
        raise AppError(ErrorCode.DAMAGED, "数据包里缺少应有的内容。", action="请发出方重新打包。", where=name)


def is_token(text: object) -> bool:
    """Whether the text is a safe name on every system: letters, digits, `._-`, no reserved device name."""
    return (
        isinstance(text, str)
        and _TOKEN.fullmatch(text) is not None
        and not text.endswith(".")
        and _RESERVED.fullmatch(text) is None
    )


def party_of(card: PublicCard) -> Party:
    """A card as a manifest names it."""
    return Party(card.unit, card.name, card.fingerprint)


def complete(
    draft: ManifestDraft, sender: Party, recipients: Sequence[Party], entries: Sequence[EntryInfo]
) -> Manifest:
    """The manifest of a draft; read back once, so that what is written is what a reader accepts.

    Raises AppError(BAD_INPUT) when a name, id or value is not allowed.
    """
    manifest = Manifest(
        package=draft.package,
        kind=draft.kind,
        sender=sender,
        recipients=tuple(recipients),
        created=draft.created.isoformat(timespec="seconds"),
        period=draft.period,
        previous=draft.previous,
        schema=draft.schema,
        vector=draft.vector,
        heads=draft.heads,
        extra=draft.extra,
        entries=tuple(entries),
    )
    try:
        if draft.created.tzinfo is None:
            raise ValueError
        parse_manifest(dump_manifest(manifest))
    except (AppError, ValueError, TypeError):
        raise AppError(ErrorCode.BAD_INPUT, "数据包清单里有不允许的名称或取值。") from None
    return manifest


def dump_manifest(manifest: Manifest) -> bytes:
    """The canonical bytes that are signed."""
    return canonical(
        {
            "format": FORMAT,
            "package": manifest.package,
            "kind": manifest.kind,
            "sender": _party_to_json(manifest.sender),
            "recipients": [_party_to_json(party) for party in manifest.recipients],
            "created": manifest.created,
            "period": manifest.period,
            "previous": manifest.previous,
            "schema": list(manifest.schema),
            "vector": None if manifest.vector is None else dict(manifest.vector),
            "heads": dict(manifest.heads),
            "extra": dict(manifest.extra),
            "entries": [[e.name, e.size, e.sha256, e.media] for e in manifest.entries],
        }
    )


def parse_manifest(data: bytes, *, max_items: int = 500_000) -> Manifest:
    """Read a manifest strictly. Raises AppError(DAMAGED | TOO_LARGE)."""
    body = parse_canonical(data, what="数据包清单", max_items=max_items)
    try:
        manifest = _from_json(body)
    except (KeyError, TypeError, ValueError):
        raise damaged_manifest() from None
    if dump_manifest(manifest) != data:  # unknown or missing fields
        raise damaged_manifest()
    return manifest


def damaged_manifest() -> AppError:
    """The failure of a manifest that breaks the rules although its bytes are whole."""
    return AppError(ErrorCode.DAMAGED, "数据包清单不符合格式。", action="请发出方重新打包。")


def _from_json(body: dict[str, Any]) -> Manifest:
    entries = tuple(_entry(item) for item in body["entries"])
    # Twins that differ in case only would overwrite each other on Windows.
    if len({entry.name.casefold() for entry in entries}) != len(entries):
        raise ValueError
    lowest, highest = (_count(number) for number in body["schema"])
    vector = body["vector"]
    previous = body["previous"]
    recipients = tuple(_party(item) for item in body["recipients"])
    if not recipients or not isinstance(body["extra"], dict) or lowest > highest:
        raise ValueError
    return Manifest(
        package=_token(body["package"]),
        kind=_token(body["kind"]),
        sender=_party(body["sender"]),
        recipients=recipients,
        created=_instant(body["created"]),
        period=_text(body["period"]),
        previous=None if previous is None else _token(previous),
        schema=(lowest, highest),
        vector=None if vector is None else {_text(k): _count(v) for k, v in vector.items()},
        heads={_text(k): _text(v) for k, v in _mapping(body["heads"]).items()},
        extra=body["extra"],
        entries=entries,
    )


def _entry(item: list[Any]) -> EntryInfo:
    name, size, digest, media = item
    if not isinstance(digest, str) or _HASH.fullmatch(digest) is None:
        raise ValueError
    return EntryInfo(_token(name), _count(size), digest, _text(media))


def _party(item: dict[str, Any]) -> Party:
    return Party(_text(item["unit"]), _text(item["name"]), _text(item["fingerprint"]))


def _party_to_json(party: Party) -> dict[str, str]:
    return {"unit": party.unit, "name": party.name, "fingerprint": party.fingerprint}


def _mapping(value: object) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _token(value: object) -> str:
    if not is_token(value):
        raise ValueError
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT or any(ord(c) < 32 for c in value):
        raise ValueError
    return value


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise ValueError
    return value


def _instant(value: object) -> str:
    text = _text(value)
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError
    return text
