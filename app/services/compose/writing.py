"""Puts figures into sentences: every paragraph names the records and duty cells it rests on.

Words say what is recorded and what is not; nothing is judged, nobody is ranked. Does not belong here: how a figure is
counted (figures), what becomes of an edited text (drafts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.catalog.composed import CONTEXT, PLACEHOLDER, ComposeDef, SectionDef, SentenceDef
from app.domain.periods import Period
from app.services.compose.figure import Figure
from app.services.compose.figures import Figures
from app.services.compose.periods import earlier, label

MOST_LISTED = 12
NONE = "未见记录"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading (level 1, 2), the title of an annex (5) or a sentence (0). joined: goes on in the line of the one before.

    key: the sentence of the definition; records, cells: exactly what its figures count; basis: the figures in words.
    """

    key: str
    level: int
    text: str
    joined: bool = False
    records: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What templates may name besides figures."""

    unit: str
    period: Period
    who: str = ""
    fields: str = ""

    def value(self, name: str) -> str:
        """A word of the context."""
        words = {
            "unit": self.unit, "period": label(self.period), "year": self.period.name[:4], "who": self.who, "fields": self.fields,
        }  # fmt: skip
        return words.get(name, "")

    def fill(self, template: str) -> str:
        """A template that names no figure."""
        for name in CONTEXT:
            template = template.replace("{" + name + "}", self.value(name))
        return template


class Writer:
    """Writes the sections of a draft for a period."""

    def __init__(self, draft: ComposeDef, figures: Figures, context: Context) -> None:
        self._draft, self._figures, self._context = draft, figures, context
        self.unread: set[str] = set()

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Every section in order; a heading without a sentence is left out."""
        found: list[Paragraph] = []
        for number, section in enumerate(self._draft.sections, 1):
            before = len(self.unread)
            sentences = list(self._section(section))
            if not sentences and len(self.unread) > before:
                self.unread.add(f"h.{number}")
            if sentences:
                heading = Paragraph(f"h.{number}", section.level, self._context.fill(section.heading))
                found += [heading, *sentences]
        return tuple(found)

    def _section(self, section: SectionDef) -> Iterator[Paragraph]:
        first = True
        for sentence in section.sentences:
            for made in self._sentence(sentence, first=first):
                yield made
                first = bool(sentence.each or sentence.ask)

    def _sentence(self, sentence: SentenceDef, *, first: bool) -> Iterator[Paragraph]:
        if sentence.ask:
            yield Paragraph(sentence.id, 0, f"【{sentence.ask}】")
            return
        named = sentence.figures()
        if not all(self._figures.visible(n) for n in (*named, *sentence.when)):
            self.unread.add(sentence.id)
            return
        if any(not self._now(n).number for n in sentence.when):
            return
        if sentence.each:
            yield from self._each(sentence)
        elif sentence.compare:
            yield self._compared(sentence, first=first)
        else:
            yield from self._plain(sentence, named, first=first)

    def _now(self, name: str) -> Figure:
        return self._figures.figure(name, self._context.period)

    def _plain(self, sentence: SentenceDef, named: tuple[str, ...], *, first: bool) -> Iterator[Paragraph]:
        if named and sentence.none and not self._now(named[0]).number:
            text = self._context.fill(sentence.none)
            yield Paragraph(sentence.id, 0, text, not first, basis=self._basis(named[:1], self._context.period))
            return
        if named and not any(self._now(n).number for n in named):
            return
        yield Paragraph(
            sentence.id, 0, self._fill(sentence.text), not first, *_sources(self._now(n) for n in named),
            basis=self._basis(named, self._context.period),
        )  # fmt: skip

    def _each(self, sentence: SentenceDef) -> Iterator[Paragraph]:
        figure = self._now(sentence.each)
        if not figure.number and sentence.none:
            yield Paragraph(sentence.id, 0, self._context.fill(sentence.none), basis=self._basis((sentence.each,), self._context.period))
        for entry in figure.entries:
            text = self._fill(sentence.text.replace("{item}", entry.text))
            yield Paragraph(f"{sentence.id}:{entry.key}", 0, text, records=entry.records, cells=entry.cells, basis=self._draft.figures[sentence.each].label)

    def _compared(self, sentence: SentenceDef, *, first: bool) -> Paragraph:
        """The same figure of the periods before, as plain facts."""
        definition = self._draft.figures[sentence.compare]
        words, found, basis = [], [], []
        for word, period in earlier(self._context.period):
            figure = self._figures.figure(sentence.compare, period)
            words.append((word, f"{figure.number}{definition.unit}" if figure.number else NONE))
            found.append(figure)
            basis.append(self._basis((sentence.compare,), period))
        if len(words) > 1 and all(said == NONE for _word, said in words):
            words = [("、".join(word for word, _said in words) + "均", NONE)]
        text = "，".join(f"{word}{said}" for word, said in words)
        return Paragraph(
            sentence.id, 0, f"{definition.label}{text}。", not first, *_sources(found), basis="；".join(basis)
        )

    def _basis(self, named: Iterable[str], period: Period) -> str:
        parts = []
        for name in named:
            definition, number = self._draft.figures[name], self._figures.figure(name, period).number
            parts.append(f"{definition.label}（{label(period)}）：{number}{definition.unit}")
        return "；".join(parts)

    # --- words ----------------------------------------------------------------------------
    def _fill(self, template: str) -> str:
        for name in dict.fromkeys(PLACEHOLDER.findall(template)):
            base, _, part = name.partition(".")
            if base in CONTEXT:
                continue
            figure = self._now(base)
            template = template.replace("{" + name + "}", self._figure_words(base, figure, part))
        return self._context.fill(template)

    def _figure_words(self, name: str, figure: Figure, part: str) -> str:
        if part == "text":
            return figure.text
        unit = self._draft.figures[name].unit
        if part == "groups":
            return "、".join(f"{word}{number}{unit}" for word, number in figure.groups)
        if part == "list":
            shown = "、".join(e.text for e in figure.entries[:MOST_LISTED])
            return shown + (f"等{len(figure.entries)}{unit}" if len(figure.entries) > MOST_LISTED else "")
        return str(figure.number)


def _sources(figures: Iterable[Figure]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    read = list(figures)
    records = dict.fromkeys(i for f in read for i in f.records)
    return tuple(records), tuple(dict.fromkeys(c for f in read for c in f.cells))
