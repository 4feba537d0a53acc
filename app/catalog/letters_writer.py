"""Writes a kind of letter back as the plain data of its file: what letters_loader reads, this gives again.

Used for the wordings an office keeps of its own, and for files handed on. Nothing here decides what is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from app.catalog.letter_effects import effect_data
from app.catalog.letter_offers import fit_data
from app.catalog.letters import (
    SUBMIT,
    Annex,
    Basis,
    Block,
    Deadline,
    Ground,
    LetterForm,
    Need,
    Origin,
    Owed,
    SkeletonParagraph,
)

Data = dict[str, Any]
_PLAIN = ("series", "sealed", "upward", "needs_receipt", "unconfirmed", "to", "cc", "page_sign", "signs_inside")


def letter_data(form: LetterForm) -> Data:
    """A kind as the data of its file."""
    found: Data = {"code": form.code, "label": form.label, "format": form.format, "summary": form.summary}
    found["basis"] = [_basis(b) for b in form.basis]
    found["title"] = form.title
    found["body"] = [_paragraph(p) for p in form.body]
    found["required"] = list(form.required)
    values = [
        _kept({"name": v.name, "label": v.label, "type": v.type if v.type != "text" else "", "vocab": v.vocab,
               "required": v.required, "hint": v.hint, "sample": v.sample})
        for v in form.values
    ]  # fmt: skip
    found |= _kept({"values": values, **{n: _plain(getattr(form, n)) for n in _PLAIN}})
    more = {
        "deadline": _deadline(form.deadline) if form.deadline else None,
        "needs": [_need(n) for n in form.needs],
        "owes": [_owed(o) for o in form.owes],
        "blocks": [_block(b) for b in form.blocks],
        "prefill": {name: [_origin(o) for o in origins] for name, origins in form.prefill.items()},
        "attachments": [_annex(a) for a in form.attachments],
        "receipt": _annex(form.receipt) if form.receipt else None,
        "grounds": [_ground(g) for g in form.grounds],
        "effects": [effect_data(e) for e in form.effects],
        "offered_for": [fit_data(f) for f in form.offered_for],
    }
    return found | _kept(more)


def letter_yaml(form: LetterForm) -> str:
    """A kind as the text of a file in the format of forms/letters."""
    head = f"# 文书种类：{form.label}。格式同程序自带的文书种类。\n"
    return head + yaml.dump(letter_data(form), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


class _Dumper(yaml.SafeDumper):
    """No aliases: files of kinds must not hold any."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _kept(data: Mapping[str, Any]) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "", False, (), [], {})}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _when(when: Mapping[str, tuple[str, ...]]) -> Data:
    return {name: list(values) for name, values in when.items()}


def _basis(one: Basis) -> Data:
    days = {"valid_from": one.valid_from, "valid_to": one.valid_to}
    said = {"document": one.document, "article": one.article, "note": one.note, "pack": one.pack}
    return _kept({**said, **{name: day.isoformat() for name, day in days.items() if day is not None}})


def _paragraph(one: SkeletonParagraph) -> Data:
    if one.table is not None:
        return _kept({"table": dict(one.table.content), "block": one.block})
    return _kept({"level": one.level or None, "text": one.text, "block": one.block})


def _annex(one: Annex) -> Data:
    return _kept({"title": one.title, "body": [_paragraph(p) for p in one.body]})


def _deadline(one: Deadline) -> Data:
    return _kept({"label": one.label, "days": one.days, "working": one.working, "value": one.value, "source": one.source, "note": one.note})


def _need(one: Need) -> Data:
    at = one.at if one.at != SUBMIT else ""
    return _kept({"of": one.of, "words": list(one.words), "when": _when(one.when), "at": at, "say": one.say})


def _owed(one: Owed) -> Data:
    found = {"id": one.id, "label": one.label, "words": list(one.words), "people": one.people, "when": _when(one.when)}
    return _kept({**found, "say": one.say, "text": one.text})


def _block(one: Block) -> Data:
    found = _kept({"id": one.id, "label": one.label, "repeat": one.repeat, "when": _when(one.when), "instead": one.instead})
    return found if one.on else {**found, "on": False}


def _origin(one: Origin) -> Data:
    wrap = one.wrap if one.wrap != "{}" else ""
    return _kept({one.kind: one.name, "kinds": sorted(one.kinds), "wrap": wrap, "columns": dict(one.columns)})


def _ground(one: Ground) -> Data:
    found = {"document": one.document, "article": one.article, "kinds": sorted(one.kinds), "states": sorted(one.states)}
    return _kept({**found, "values": _when(one.values), "say": one.say})
