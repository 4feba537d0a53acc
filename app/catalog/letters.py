"""Kinds of letters (文书种类): what one file of forms/letters says.

A form says which layout a letter has, what it must contain, the text a draft starts from, where each value may be
taken from, what it owes to whom it concerns. Deadlines without an authoritative source stay empty (待单位确认); they
are never shown as a rule. Reading files is letters_loader; filling the text is letter_text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.catalog.letter_effects import Effect
from app.catalog.letter_offers import Fit
from app.catalog.lettertables import SkeletonTable

FORMATS = ("general", "letter", "order", "minutes", "plain")
ELEMENTS = (
    "issuers",
    "number",
    "to",
    "title",
    "body",
    "date",
    "attendance",
    "printer",
    "signers",
    "cc",
    "note",
)
VALUE_TYPES = ("text", "long", "date", "days", "person", "unit", "record", "choice")
# What every letter knows about itself, besides its own values. basis: the articles in force on its date, may be empty.
COMMON_PLACEHOLDERS = ("issuer", "recipient", "number", "date", "basis")
OPTIONAL_PLACEHOLDERS = frozenset({"basis"})
GAP_FACTS = ("label", "fact", "cited", "rule", "ask", "owner", "who", "due")
PERSON_FACTS = ("name", "post", "unit")
REPEATING = ("rows", "sanctions", "gaps")  # origins of repeated blocks
SUBMIT, SIGN = "submit", "sign"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a letter comes from: document, article (empty: not confirmed), and what it says.

    pack: the duty pack of a local document, cited only by a unit that goes by it. valid_from, valid_to: first and last
    day in force as far as the source says.
    """

    document: str
    article: str = ""
    note: str = ""
    pack: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def words(self) -> str:
        """The citation as a letter writes it."""
        return f"《{self.document}》{self.article}"

    def lapse(self, day: date) -> str:
        """Why it does not hold on a day, in words; empty when it does or nothing is known."""
        if self.valid_from is not None and day < self.valid_from:
            return f"自{_chinese(self.valid_from)}起施行，成文日期早于施行日期"
        if self.valid_to is not None and day > self.valid_to:
            return f"{_chinese(self.valid_to)}以后不再有效，成文日期晚于失效日期"
        return ""


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class ValueField:
    """A field of its own that a letter's text may use as {name}. vocab: of a choice; sample: what a preview shows."""

    name: str
    label: str
    required: bool
    hint: str
    type: str = "text"
    vocab: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class SkeletonParagraph:
    """One paragraph of the draft text; level as in the document model. block: of which block it is a part.

    table: a table of letter data instead of text, its cells with placeholders.
    """

    level: int
    text: str
    block: str = ""
    table: SkeletonTable | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """An optional piece of the text. on: there unless switched off. repeat: once for each row of what is told.

    when: values it waits for, each filled (nothing named) or one of those named. instead: the repeated block whose
    rows stand in its place once there are any.
    """

    id: str
    label: str
    on: bool = True
    repeat: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment or receipt that a draft begins with."""

    title: str
    body: tuple[SkeletonParagraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value may be taken from. kind: gap, gaps, field, rows, sanctions, person, unit, deadline or setting.

    name: what of it. kinds: of which records, all when empty. wrap: the sentence around it, with {}. columns: of `rows`
    and `sanctions` (rows whose entries stand for periods), the value taken from each column; of `gaps`, what of each gap.
    """

    kind: str
    name: str = ""
    kinds: frozenset[str] = frozenset()
    wrap: str = "{}"
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """What must be there before a step. of: an element, value or field of the letter; words: one of them in the text
    does as well; when: body fields that must have one of these values; at: submit (送审) or sign (签发)."""

    of: str
    say: str
    words: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: str = SUBMIT


@dataclass(frozen=True, slots=True)
class Owed:
    """A sentence the letter owes to whom it concerns: one of the words must stand in it, not denied.

    people: asked only when the text names a person it is about. text: what a clerk may take over or reword.
    """

    id: str
    label: str
    words: tuple[str, ...]
    say: str
    text: str
    people: bool = False
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when an answer is asked for. days None: no confirmed limit, the unit sets it. value: the field of the text
    that it fills; source: where the number stands; note: shown while it is empty."""

    label: str
    days: int | None = None
    working: bool = False
    value: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """An article that may be cited only on the ground of a record. kinds: of which records; states, values: what such a
    record must be in, what its fields must say (empty: not asked). say: told when it is not so."""

    document: str
    article: str
    kinds: frozenset[str]
    states: frozenset[str]
    values: Mapping[str, tuple[str, ...]]
    say: str


@dataclass(frozen=True, slots=True)
class LetterForm:
    """One kind of letter. grounds: what an article needs. retired: known, but no longer offered.
    page_sign: what is signed at the foot of each page. signs_inside: its text or table has the places to sign
    and date, so that a record of it has no signature block. effects: what it brings about in other records;
    offered_for: the gaps it is offered for."""

    code: str
    label: str
    format: str
    summary: str
    basis: tuple[Basis, ...]
    title: str
    body: tuple[SkeletonParagraph, ...]
    required: tuple[str, ...]
    values: tuple[ValueField, ...]
    series: str
    sealed: bool
    upward: bool
    needs_receipt: bool
    unconfirmed: tuple[str, ...]
    grounds: tuple[Ground, ...] = ()
    needs: tuple[Need, ...] = ()
    owes: tuple[Owed, ...] = ()
    blocks: tuple[Block, ...] = ()
    prefill: Mapping[str, tuple[Origin, ...]] = field(default_factory=dict)
    deadline: Deadline | None = None
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    attachments: tuple[Annex, ...] = ()
    receipt: Annex | None = None
    retired: bool = False
    page_sign: str = ""
    signs_inside: bool = False
    effects: tuple[Effect, ...] = ()
    offered_for: tuple[Fit, ...] = ()

    def value(self, name: str) -> ValueField | None:
        """A value of its own by name."""
        return next((v for v in self.values if v.name == name), None)

    def block(self, block_id: str) -> Block | None:
        """A block by id."""
        return next((b for b in self.blocks if b.id == block_id), None)

    def cited(self, day: date, packs: frozenset[str] = frozenset()) -> tuple[Basis, ...]:
        """What a letter of the day cites by itself: confirmed articles in force; of local documents those of the packs.

        What needs a record as its ground is cited by a person.
        """
        grounded = {(g.document, g.article) for g in self.grounds}
        return tuple(
            b for b in self.basis
            if b.article and not b.lapse(day) and (not b.pack or b.pack in packs) and (b.document, b.article) not in grounded
        )  # fmt: skip


def annexes(form: LetterForm) -> tuple[Annex, ...]:
    """The attachments a draft begins with, the slip to be returned last."""
    return (*form.attachments, *((form.receipt,) if form.receipt is not None else ()))


def placeholders(text: str) -> tuple[str, ...]:
    """Names in braces, in order."""
    return tuple(_PLACEHOLDER.findall(text))
