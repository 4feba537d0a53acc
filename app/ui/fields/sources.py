"""Where the candidates of a picker come from: words, people and units, records.

Everything is searched by a part of the name, by pinyin initials and, for words, by the code.
Does not belong here: how candidates are shown (candidates) and taken (picker).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol

from app.catalog.vocab import Term
from app.services import search
from app.store.names import readings
from app.ui.desk import Desk
from app.ui.directory import Option, match

Answer = Callable[[list[Option]], object]
NEW = "+"
MOST = 200
LONGEST = 12  # characters of a word whose initials are typed
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


class Source(Protocol):
    """Where options come from."""

    hint: str
    short: str  # the hint where there is little room

    def find(self, text: str, answer: Answer) -> None:
        """Answer with options for what was typed, now or later."""

    def label(self, option_id: str) -> str:
        """The display name of an id."""

    def exact(self, text: str) -> str | None:
        """The id that a whole name means, None when there is none or more than one."""


class VocabSource:
    """Words of one vocabulary."""

    def __init__(self, desk: Desk, vocab_id: str) -> None:
        self._desk = desk
        self._vocab = desk.session.catalog.vocab
        self._vocab_id = vocab_id
        self._terms = self._vocab.get(vocab_id).terms
        self.hint, self.short = "打字筛选，↓ 看全部", "打字筛选"

    def _options(self) -> list[Option]:
        known = self._desk.recent.initials
        return [
            Option(t.code, t.short, t.label if t.label != t.short else "",
                   f"{t.code.lower()} {t.code.rpartition('.')[2].lower()} {known.get(t.short, '')}")
            for t in self._terms
        ]  # fmt: skip

    def find(self, text: str, answer: Answer) -> None:
        wanted = text.strip()
        missing = [t.short for t in self._terms if t.short not in self._desk.recent.initials]
        if not (wanted.isascii() and wanted) or not missing:
            answer(match(self._options(), wanted, MOST))
            return

        def learned(found: dict[str, str]) -> None:
            self._desk.recent.initials.update(found)
            answer(match(self._options(), wanted, MOST))

        # the pinyin dictionary is slow to load: never on the window's thread
        self._desk.runner.query(self._desk, lambda: {w: initials_of(w) for w in missing}, learned)

    def label(self, option_id: str) -> str:
        return self._vocab.short(option_id, self._vocab_id)

    def exact(self, text: str) -> str | None:
        found = [t.code for t in self._terms if text in (t.short, t.label, t.code)]
        return found[0] if len(found) == 1 else None


class OptionSource(VocabSource):
    """Words that stand in no vocabulary of their own: kinds of several lists, fields of a form."""

    def __init__(self, desk: Desk, options: Iterable[tuple[str, str]]) -> None:
        self._desk = desk
        self._labels = dict(options)
        self._terms = tuple(Term(code, label, label) for code, label in self._labels.items())
        self.hint, self.short = "打字筛选，↓ 看全部", "打字筛选"

    def label(self, option_id: str) -> str:
        words = self._desk.session.catalog.vocab
        return self._labels.get(option_id, "") or (words.short(option_id) if words.knows(option_id) else "")


def initials_of(word: str) -> str:
    """The pinyin initials of a word, with and without what stands in brackets."""
    return " ".join(dict.fromkeys(r for w in (word, BRACKETS.sub("", word)) for r in readings(w[:LONGEST])))


class PersonSource:
    """People, and units where a field takes them. adding: new ones may be registered in place."""

    def __init__(
        self, desk: Desk, *, allow_unit: bool = False, units_only: bool = False, adding: bool = False
    ) -> None:
        self._desk = desk
        self.people = not units_only
        self._units = allow_unit or units_only
        self._adding = adding
        self.short = "单位名称" if units_only else "姓名或首字母"
        self.hint = "单位名称" if units_only else "姓名或拼音首字母" + ("，也可填单位" if allow_unit else "")

    def find(self, text: str, answer: Answer) -> None:
        directory = self._desk.directory
        options = directory.person_options(self._desk.recent.ids) if self.people else []
        if self._units:
            options = options + directory.unit_options()
        wanted = text.strip()
        found = match(options, wanted)
        if wanted and self._adding and self._desk.session.can("manage_people"):
            word = "人员" if self.people else "单位"
            found.append(Option(NEW, f"新增{word}“{wanted}”…", "登记到名册", wanted))
        answer(found)

    def label(self, option_id: str) -> str:
        return self._desk.directory.told_apart(option_id)

    def note(self, option_id: str) -> None:
        """Somebody was picked: offered first next time."""
        self._desk.recent.note(option_id)

    @property
    def desk(self) -> Desk:
        """The desk whose register this is."""
        return self._desk

    def exact(self, text: str) -> str | None:
        directory = self._desk.directory
        people = [p.id for p in directory.people if p.name == text] if self.people else []
        units = [u.id for u in directory.units if u.name == text] if self._units else []
        found = people + units
        return found[0] if len(found) == 1 else None


class RecordSource:
    """Other records, found by the full-text search."""

    def __init__(self, desk: Desk, target: tuple[str, ...] = ()) -> None:
        self._desk = desk
        self._target = target
        self._known: dict[str, str] = {}
        self.hint, self.short = "输入标题、人名查找记录", "查找记录"

    def learn(self, labels: dict[str, str]) -> None:
        """Display names that came with a record."""
        self._known.update(labels)

    def find(self, text: str, answer: Answer) -> None:
        wanted = text.strip()
        if not wanted:
            answer([])
            return
        session = self._desk.session

        def done(hits: list[search.Hit]) -> None:
            chosen = [h for h in hits if h.kind == "record" and (not self._target or h.form in self._target)]
            self._known.update({h.id: h.title for h in chosen})
            answer([Option(h.id, h.title, f"{h.date} {h.group}".strip()) for h in chosen])

        self._desk.runner.query(self._desk, lambda: search.search(session, wanted, 40), done, key="pick")

    def label(self, option_id: str) -> str:
        return self._known.get(option_id, option_id)

    def exact(self, text: str) -> str | None:
        found = [i for i, title in self._known.items() if title == text]
        return found[0] if len(found) == 1 else None
