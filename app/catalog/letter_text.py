"""Fills the draft text of a kind of letter: values into placeholders, optional blocks in or out, repeated ones by row.

Pure. Used for data files (documents.data) and for drafts in the office (services.letters), which differ only in what
stands where a value is missing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.catalog.letters import OPTIONAL_PLACEHOLDERS, Block, LetterForm, Owed, SkeletonParagraph

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_DENIED = re.compile(r"不得|不能|不可以|无权|不予|没有权利|不享有|禁止")
Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """Where the value of a name stands in a filled text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Filled:
    """A paragraph with its values. row: of which row of a repeated block, -1 of none."""

    level: int
    text: str
    block: str = ""
    table: Mapping[str, Any] | None = None
    parts: tuple[Part, ...] = ()
    row: int = -1


@dataclass(frozen=True, slots=True)
class Told:
    """What is known when a text is filled. rows: of repeated blocks; chosen: blocks a person switched on or off."""

    values: Values = field(default_factory=dict)
    rows: Mapping[str, Sequence[Values]] = field(default_factory=dict)
    chosen: Mapping[str, bool] = field(default_factory=dict)


def is_on(block: Block, told: Told) -> bool:
    """Whether a block is in the text: as a person switched it, else as told by its rows and the values it waits for."""
    if block.id in told.chosen:
        return told.chosen[block.id]
    if block.instead and told.rows.get(block.instead):
        return False
    if block.when:
        return all(_holds(told.values.get(name, ""), wanted) for name, wanted in block.when.items())
    return block.on or bool(told.rows.get(block.id))


def _holds(value: str, wanted: Sequence[str]) -> bool:
    return value in wanted if wanted else bool(value.strip())


def paragraphs(
    form: LetterForm, items: Sequence[SkeletonParagraph], told: Told, missing: Callable[[str], str]
) -> list[Filled]:
    """The paragraphs of a draft. missing: what stands for a value that is not known.

    A repeated block stands once for each of its rows, all its paragraphs together; without rows once.
    """
    found: list[Filled] = []
    for block_id, group in _groups(items):
        block = form.block(block_id)
        if block is not None and not is_on(block, told):
            continue
        rows = told.rows.get(block_id) or () if block is not None and block.repeat else ()
        for number, row in enumerate(rows or ({},)):
            values = {**told.values, **row}
            found += (_filled(form, one, values, missing, number if rows else -1) for one in group)
    return found


def _groups(items: Sequence[SkeletonParagraph]) -> Iterator[tuple[str, list[SkeletonParagraph]]]:
    group: list[SkeletonParagraph] = []
    for one in items:
        if group and one.block != group[0].block:
            yield group[0].block, group
            group = []
        group.append(one)
    if group:
        yield group[0].block, group


def _filled(
    form: LetterForm, one: SkeletonParagraph, values: Values, missing: Callable[[str], str], row: int
) -> Filled:
    if one.table is not None:
        table = one.table.filled(lambda text: _cell(text, values, missing, form))
        return Filled(0, "", one.block, table, (), row)
    text, parts = fill(one.text, values, missing, form)
    return Filled(one.level, text, one.block, None, parts, row)


def _cell(text: str, values: Values, missing: Callable[[str], str], form: LetterForm) -> str:
    """A cell; one that holds nothing but a value that is not known stays empty, to be written in by hand."""
    alone = _PLACEHOLDER.fullmatch(text)
    if alone and not values.get(alone[1], "").strip():
        missing(alone[1])
        return ""
    return fill(text, values, missing, form)[0]


def fill(
    template: str, values: Values, missing: Callable[[str], str], form: LetterForm | None = None
) -> tuple[str, tuple[Part, ...]]:
    """A template with its values, and where they stand. A value that ends a sentence swallows the stop behind it."""
    text, parts, at = "", [], 0
    for match in _PLACEHOLDER.finditer(template):
        text += template[at : match.start()]
        name, at = match[1], match.end()
        given = as_written(form, name, values.get(name, "").strip())
        if not given and name not in OPTIONAL_PLACEHOLDERS:
            given = missing(name)
        if given and given[-1] in "。；，" and template[at : at + 1] in ("。", "；", "，"):
            given = given[:-1]
        parts.append(Part(name, len(text), len(text) + len(given)))
        text += given
    return text + template[at:], tuple(parts)


def as_written(form: LetterForm | None, name: str, value: str) -> str:
    """A value as a letter writes it: a date in words, whatever else as it is."""
    known = form.value(name) if form is not None else None
    if known is not None and known.type == "date" and _ISO.fullmatch(value):
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.year}年{day.month}月{day.day}日"
    return value


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence of a text."""
    start = 0
    for match in re.finditer(r"[。！？；\n]+[”’）》]*", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def says(text: str, owed: Owed) -> bool:
    """Whether a text has a sentence with one of the words that does not deny it."""
    for start, end in sentences(text):
        sentence = text[start:end]
        for word in owed.words:
            at = sentence.find(word)
            if at >= 0 and not _DENIED.search(sentence[max(0, at - 8) : at]):
                return True
    return False


def fits(template: str, text: str) -> bool:
    """Whether a text is this template with any values; in one pass, whatever a file of an office makes of its templates."""
    first, *others = own_pieces(template)
    if not others:
        return text == first
    *between, last = others
    if not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in between:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


def own_pieces(template: str) -> list[str]:
    """The words of a template itself: before, between and behind its values, some of them empty."""
    return _PLACEHOLDER.split(template)[::2]
