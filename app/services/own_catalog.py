"""Where an office keeps definitions of its own, and how they come out of its settings.

Entities of the operation log like other settings: undone, merged and seen in the history the same way. Not here:
who may write them (own_terms, own_duties, pack_upgrade) and what they mean (catalog.overlay).
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyPack
from app.catalog.duties_writer import fingerprint, pack_data
from app.catalog.overlay import HeldDuty, HeldPack, Holdings, OwnTerm, overlay

TERM, OWN_PACK, OWN_DUTY, JUDGED = "term:", "own-pack:", "own-duty:", "judged:"
OWN_PROFILE, OWN_LETTER = "own-profile:", "own-letter:"
PREFIXES = (TERM, OWN_PACK, OWN_DUTY, JUDGED, OWN_PROFILE, OWN_LETTER)
FROM_THE_START = 0


def concerned(ids: Iterable[str]) -> bool:
    """Whether one of these settings is a definition."""
    return any(i.startswith(PREFIXES) for i in ids)


def definitions(base: Catalog, stored: Mapping[str, Any], year: int) -> Catalog:
    """The shipped definitions with those of the office over them, as they hold in a year."""
    return overlay(base, holdings(stored), year)


def holdings(stored: Mapping[str, Any]) -> Holdings:
    """What the settings hold of own definitions."""
    return Holdings(
        terms=tuple(_term(n, v) for n, v in sorted(stored.items(), key=_by_place) if n.startswith(TERM)),
        packs={n.removeprefix(OWN_PACK): v for n, v in stored.items() if n.startswith(OWN_PACK)},
        duties=tuple(held_duty(n, v) for n, v in stored.items() if n.startswith(OWN_DUTY)),
        judged=tuple(_judged(n, v) for n, v in stored.items() if n.startswith(JUDGED)),
        profiles={n.removeprefix(OWN_PROFILE): str(v["text"]) for n, v in stored.items() if n.startswith(OWN_PROFILE)},
        letters={n.removeprefix(OWN_LETTER): str(v["text"]) for n, v in stored.items() if n.startswith(OWN_LETTER)},
    )


def _by_place(pair: tuple[str, Any]) -> tuple[int, str]:
    name, value = pair
    return (int(value.get("place", 0)) if name.startswith(TERM) else 0), name


def term_key(vocab: str, code: str) -> str:
    """The setting of an own entry of a vocabulary."""
    return f"{TERM}{vocab}:{code}"


def _term(name: str, value: Mapping[str, Any]) -> OwnTerm:
    vocab, _colon, code = name.removeprefix(TERM).partition(":")
    return OwnTerm(
        vocab, code, str(value["label"]), bool(value.get("retired")), str(value.get("form") or ""),
        str(value.get("like") or ""),
    )  # fmt: skip


def pack_key(pack: str) -> str:
    """The setting of an own pack's head."""
    return OWN_PACK + pack


def duty_key(duty: str, since: int) -> str:
    """The setting of an own duty as it holds from a year on."""
    return f"{OWN_DUTY}{duty}:{since}"


def duty_value(data: Mapping[str, Any] | None, place: int) -> dict[str, Any]:
    """How a duty is kept: as text, because in a setting `null` would be the same as nothing."""
    return {"text": "" if data is None else json.dumps(data, ensure_ascii=False), "place": place}


def held_duty(name: str, value: Mapping[str, Any]) -> HeldDuty:
    """An own duty out of its setting."""
    duty, _colon, since = name.removeprefix(OWN_DUTY).rpartition(":")
    data = json.loads(value["text"]) if value["text"] else None
    return HeldDuty(duty.split("/")[0], duty, int(since), int(value["place"]), data)


def judged_key(pack: str, since: int) -> str:
    """The setting that keeps what a shipped pack said from a year on."""
    return f"{JUDGED}{pack}:{since}"


def judged_value(pack: DutyPack) -> str:
    """A shipped pack as it is kept: everything but the examples, packed."""
    data = pack_data(pack)
    for one in data["duties"]:
        one.pop("examples", None)
    return base64.b64encode(zlib.compress(json.dumps(data, ensure_ascii=False).encode("utf-8"), 9)).decode(
        "ascii"
    )


def _judged(name: str, value: str) -> HeldPack:
    pack, _colon, since = name.removeprefix(JUDGED).rpartition(":")
    return HeldPack(pack, int(since), *_unpacked(value))


@lru_cache(maxsize=32)
def _unpacked(value: str) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """A kept pack and the fingerprints of its duties: the same at every write, so opened once."""
    data = json.loads(zlib.decompress(base64.b64decode(value)))
    return data, {one["id"]: fingerprint(one) for one in data["duties"]}


def kept_packs(stored: Iterable[str]) -> set[str]:
    """The shipped packs whose wording is kept, from the names of settings."""
    return {name.removeprefix(JUDGED).rpartition(":")[0] for name in stored}
