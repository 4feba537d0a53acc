"""What one office has of its own, laid over the shipped definitions: a new catalog, nothing is changed in place.

Own entries of vocabularies, own packs of duties, and what shipped packs said when the office began to be judged
by them. Unchanged definitions are shared. Where all this is kept is services.own_catalog.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duties import DutyCatalog, DutyPack, Version
from app.catalog.duties_loader import parse_pack
from app.catalog.duties_writer import head_data
from app.catalog.letters import LetterForm
from app.catalog.letters_loader import parse_letter_form
from app.catalog.profiles import Profile, parse_profile
from app.catalog.records import RecordForm, RecordForms
from app.catalog.vocab import Term, Vocabularies, Vocabulary, shorten
from app.catalog.yamlfile import parse_yaml
from app.domain.duties.model import DutyDef
from app.domain.errors import AppError

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """An entry that a unit added, renamed or retired. form: where records of this kind belong; like: the letter it copies."""

    vocab: str
    code: str
    label: str
    retired: bool = False
    form: str = ""
    like: str = ""


@dataclass(frozen=True, slots=True)
class HeldDuty:
    """An own duty as it holds from a year on; data None: taken away. place: its number in the pack."""

    pack: str
    id: str
    since: int
    place: int
    data: Data | None


@dataclass(frozen=True, slots=True)
class HeldPack:
    """A shipped pack as the office is judged by it from a year on. prints: what each of its duties says, in digits."""

    id: str
    since: int
    data: Data
    prints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything of one office. packs: the heads of own packs by id; profiles: own layouts by code, as text; letters:
    own wordings of kinds of letters by code, as text."""

    terms: tuple[OwnTerm, ...] = ()
    packs: Mapping[str, Data] | None = None
    duties: tuple[HeldDuty, ...] = ()
    judged: tuple[HeldPack, ...] = ()
    profiles: Mapping[str, str] | None = None
    letters: Mapping[str, str] | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.terms or self.packs or self.judged or self.profiles or self.letters)


def overlay(base: Catalog, holdings: Holdings, year: int) -> Catalog:
    """The definitions of one office as they hold in a year. base: the shipped ones.

    Never raises for what is stored: what cannot be read is left out and named in `problems`.
    """
    if holdings.empty:
        return base
    vocab, records, letters = base.vocab, base.records, base.letters
    if holdings.terms:
        vocab = _vocabularies(base.vocab, holdings.terms)
        records = _records(base.records, holdings.terms)
        letters = _letters(base.letters, vocab, holdings.terms)
    letters, unwritten = _worded(letters, holdings.letters or {}, vocab, records, holdings.terms)
    laid = _Duties(base.duties, vocab, holdings, year)
    profiles, unread = _profiles(base.profiles, holdings.profiles or {})
    return replace(
        base, vocab=vocab, records=records, letters=letters, duties=laid.catalog, shipped=base,
        profiles=profiles, problems=(*laid.problems, *unread, *unwritten),
    )  # fmt: skip


# --- page layouts ----------------------------------------------------------
def read_profile(text: str, code: str, shipped: Mapping[str, Profile]) -> Profile:
    """An own page layout from the text that is kept of it. AppError(BAD_DATA_FILE)."""
    return parse_profile(parse_yaml(text.encode("utf-8"), "版式方案"), code, shipped)


def _profiles(shipped: Mapping[str, Profile], own: Mapping[str, str]) -> tuple[Mapping[str, Profile], list[str]]:
    found, unread = dict(shipped), []
    for code, text in sorted(own.items()):
        try:
            found[code] = read_profile(text, code, shipped)
        except AppError as error:
            unread.append(f"本单位的版式方案 {code} 读不出来，没有采用：{error.message}")
    return found, unread


# --- kinds of letters ------------------------------------------------------
def read_letter(text: str, vocab: Vocabularies, records: RecordForms) -> LetterForm:
    """An own kind of letter, or the own wording of a shipped one, from the text that is kept of it. AppError(BAD_DATA_FILE)."""
    return parse_letter_form(parse_yaml(text.encode("utf-8"), "文书种类"), vocab, records)


def _worded(
    known: Mapping[str, LetterForm], own: Mapping[str, str], vocab: Vocabularies, records: RecordForms, terms: Sequence[OwnTerm]
) -> tuple[Mapping[str, LetterForm], list[str]]:
    """Own kinds and wordings over the others; what they are called and whether they are offered is said by the vocabulary."""
    gone = {t.code for t in terms if t.retired}
    found, unread = dict(known), []
    for code, text in sorted(own.items()):
        try:
            made = read_letter(text, vocab, records)
        except AppError as error:
            unread.append(f"本单位的文书种类 {code} 读不出来，没有采用：{error.message}")
            continue
        if vocab.knows(code):
            found[code] = replace(made, code=code, label=vocab.short(code), retired=code in gone)
    return found, unread


# --- vocabularies ----------------------------------------------------------
def _vocabularies(shipped: Vocabularies, terms: Sequence[OwnTerm]) -> Vocabularies:
    own: dict[str, list[OwnTerm]] = {}
    for one in terms:
        own.setdefault(one.vocab, []).append(one)
    return Vocabularies({v.id: _extended(v, own[v.id]) if v.id in own else v for v in shipped})


def _extended(shipped: Vocabulary, own: Sequence[OwnTerm]) -> Vocabulary:
    if not shipped.extendable:
        return shipped
    said = {t.code: t for t in own}
    offered: list[Term] = []
    retired: list[Term] = []
    for term in shipped.terms:
        mine = said.pop(term.code, None)
        if mine is not None and mine.label != term.label:
            term = replace(term, label=mine.label, short=shorten(mine.label))
        (retired if mine is not None and mine.retired else offered).append(term)
    for mine in said.values():
        made = Term(mine.code, mine.label, shorten(mine.label))
        (retired if mine.retired else offered).append(made)
    return replace(shipped, terms=tuple(offered), retired=tuple(retired))


def _records(shipped: RecordForms, terms: Sequence[OwnTerm]) -> RecordForms:
    return RecordForms({form.id: _form(form, shipped, terms) for form in shipped})


def _form(form: RecordForm, shipped: RecordForms, terms: Sequence[OwnTerm]) -> RecordForm:
    added = tuple(t.code for t in terms if t.form == form.id and shipped.of_kind(t.code) is None)
    kinds = (*form.kinds, *added)
    retired = frozenset(t.code for t in terms if t.retired and t.code in kinds)
    apart = {**form.apart, **{t.code: form.apart[t.like] for t in terms if t.code in added and t.like in form.apart}}
    return replace(form, kinds=kinds, retired=retired, apart=apart) if added or retired else form


def _letters(
    shipped: Mapping[str, LetterForm], vocab: Vocabularies, terms: Sequence[OwnTerm]
) -> Mapping[str, LetterForm]:
    found = dict(shipped)
    for term in terms:
        if term.like in shipped:
            words = f"本单位的文书，内容照“{shipped[term.like].label}”起草。"
            found[term.code] = replace(
                shipped[term.like], code=term.code, label=vocab.short(term.code), summary=words
            )
        if term.code in found:
            found[term.code] = replace(found[term.code], label=vocab.short(term.code), retired=term.retired)
    return found


# --- duties ----------------------------------------------------------------
def parse_entry(head: Data, data: Data, vocab: Vocabularies, forms: RecordForms | None = None) -> DutyDef:
    """One duty of a pack from its data, read and checked as a file is. AppError(BAD_DATA_FILE).

    forms: with them, kinds and fields that no form has are refused too; what is kept is read without.
    """
    text = json.dumps({**head, "duties": [data]}, ensure_ascii=False)
    return parse_pack(parse_yaml(text.encode("utf-8"), "本单位职责"), vocab, forms=forms).duties[0]


class _Duties:
    """The duties of an office: own packs, and shipped ones as they are judged."""

    def __init__(self, shipped: DutyCatalog, vocab: Vocabularies, holdings: Holdings, year: int) -> None:
        self._shipped = shipped
        self._vocab = vocab
        self._year = year
        self._packs = {p.id: p for p in shipped.packs}
        self._versions: dict[str, tuple[Version, ...]] = {}
        self.problems: list[str] = []
        for pack_id in dict.fromkeys(h.id for h in holdings.judged):
            self._judged(
                pack_id, sorted((h for h in holdings.judged if h.id == pack_id), key=lambda h: h.since)
            )
        own = dict(holdings.packs or {})
        for pack_id, head in own.items():
            self._own(pack_id, head, [d for d in holdings.duties if d.pack == pack_id])
        self.catalog = DutyCatalog(self._packs, self._versions, frozenset(own))

    def _own(self, pack_id: str, head: Data, duties: Iterable[HeldDuty]) -> None:
        if self._shipped.pack(pack_id) is not None:
            self.problems.append(
                f"本单位职责文件“{head.get('title', pack_id)}”的编号与程序自带的相同，没有采用。"
            )
            return
        by_id: dict[str, list[HeldDuty]] = {}
        for one in sorted(duties, key=lambda d: (d.place, d.id, d.since)):
            by_id.setdefault(one.id, []).append(one)
        now: list[DutyDef] = []
        for duty_id, held in by_id.items():
            versions = tuple(Version(h.since, self._read(head, h.data)) for h in held)
            self._versions[duty_id] = versions
            present = [v.duty for v in versions if v.since <= self._year][-1:]
            now += [d for d in present if d is not None]
        self._packs[pack_id] = _pack(pack_id, head, now)

    def _read(self, head: Data, data: Data | None) -> DutyDef | None:
        if data is None:
            return None
        try:
            return parse_entry(head, data, self._vocab)
        except AppError as error:
            self.problems.append(
                f"“{data.get('label', data.get('id', ''))}”读不出来，没有采用：{error.message}"
            )
            return None

    def _judged(self, pack_id: str, held: Sequence[HeldPack]) -> None:
        """The earliest version holds for the years before it too: whether the pack was on is said elsewhere."""
        shipped = self._shipped.pack(pack_id)
        head = head_data(shipped) if shipped else {k: v for k, v in held[-1].data.items() if k != "duties"}
        read = [(h.since if n else 0, self._duties_of(head, h)) for n, h in enumerate(held)]
        for duty_id in dict.fromkeys(i for _since, duties in read for i in duties):
            versions = [Version(since, duties.get(duty_id)) for since, duties in read]
            if any(v.duty is not versions[0].duty for v in versions):
                self._versions[duty_id] = tuple(versions)
        _since, duties = [r for r in read if r[0] <= self._year][-1]
        if shipped is None or {d.id: d for d in shipped.duties} != duties:
            self._packs[pack_id] = _pack(pack_id, head, duties.values())

    def _duties_of(self, head: Data, held: HeldPack) -> dict[str, DutyDef]:
        found: dict[str, DutyDef] = {}
        for one in held.data["duties"]:
            shipped = self._shipped.find(one["id"])
            same = shipped is not None and self._shipped.prints[one["id"]] == held.prints[one["id"]]
            duty = shipped if same else self._read(head, one)
            if duty is not None:
                found[duty.id] = duty
        return found


def _pack(pack_id: str, head: Data, duties: Iterable[DutyDef]) -> DutyPack:
    title = str(head.get("title") or pack_id)
    return DutyPack(
        id=pack_id, title=title, short=str(head.get("short") or title), title_origin=str(head.get("title_origin") or ""),
        issuer=str(head.get("issuer") or ""), adopted=str(head.get("adopted") or ""),
        normative=bool(head.get("normative", True)), duties=tuple(duties),
    )  # fmt: skip
