"""The text of a document as whole paragraphs, whether they came as such or as lines of a PDF; finds the line of a character.

Checks of wording look at passages, so that a mark at the end of a line is not taken for the end of a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from app.documents.checking.elements import Elements
from app.documents.checking.paper import MM, Para
from app.documents.checking.patterns import LEVELS, level_of

_INDENTED = 20.0
_SPREAD = 1.2
_ALIKE = 4.0
_PROSE = re.compile(r"^(?=.*[\u4e00-\u9fff]{4}).*[，。；,;].{2,}$|^.{8,}[。；.;]$")
_SHORT = 170.0  # a line that ends so far from the edge is the last of its paragraph; numbers are not broken

_LABELS = {"attached": re.compile(r"(附\s*件\s*\d*\s*[：:]?)?\s*(\d{1,2}[.、．，])?"), "copies": re.compile(r"(抄送|抄报|分送|主送)[：:]"),
           "attendance": re.compile(r"[\u4e00-\u9fff]{2,5}[：:]")}


def without_titles(text: str) -> str:
    """A text whose titles in 《》 are blotted out, of the same length: they are cited as they are."""
    return re.sub(r"《[^《》]*》", lambda match: "《" + "〇" * (len(match.group()) - 2) + "》", text)


def own_words(text: str) -> str:
    """A text whose titles and quotations are blotted out, of the same length: they are others' words."""
    return re.sub(r"“[^”]*”|《[^》]*》", lambda match: "〇" * len(match.group()), text)


@dataclass(slots=True)
class Passage:
    """A paragraph of the text. role: title, to, body, attached, copies, annex, note or attendance; level: as in Elements.body; whole: not cut."""

    role: str
    level: int = 0
    text: str = ""
    whole: bool = True
    _starts: list[int] = field(default_factory=list)
    _paras: list[Para] = field(default_factory=list)

    def add(self, para: Para) -> None:
        """Go on with another paragraph or line."""
        self._starts.append(len(self.text))
        self._paras.append(para)
        said = para.typed.replace("\n", "").strip()
        spread = para.rect is not None and len(para.bare) * _SPREAD < len(said)  # a space behind every character
        self.text += para.bare if spread else said

    def at(self, offset: int) -> Para:
        """Where a character stands."""
        return self._paras[max(bisect_right(self._starts, offset) - 1, 0)]

    @property
    def head(self) -> int:
        """How long the number of a heading or the label of an element is; they have rules of their own."""
        label = _LABELS.get(self.role)
        match = LEVELS[self.level - 1].match(self.text) if self.level else label.match(self.text) if label else None
        return match.end() if match else 0

    @property
    def last(self) -> Para:
        """Where it ends."""
        return self._paras[-1]


def passages(found: Elements) -> list[Passage]:
    """Title, recipients, text, attachments and copies; of what is attached the sentences, not its tables and forms."""
    rows = [*_together("title", found.titles), *_together("note", found.passed), *_together("to", [found.to] if found.to else []), *_joined("body", found.body)]
    lines = [(level_of(para.text), para) for para in found.annex_text if para.place == "flow" and para.align != "center"]
    rows += [row for row in _joined("annex", lines) if _PROSE.search(row.text)]
    rows += _together("note", [found.note] if found.note else [])
    for role, paras in (("attached", found.attached), ("copies", found.copies), ("attendance", found.attendance)):
        for para in paras:
            rows += _together(role, [para])
    return rows


def _together(role: str, paras: list[Para]) -> list[Passage]:
    made = Passage(role)
    for para in paras:
        made.add(para)
    return [made] if paras else []


def _joined(role: str, paras: list[tuple[int, Para]]) -> list[Passage]:
    """Paragraphs, whose lines in a PDF are put together."""
    rows: list[Passage] = []
    edge = max((p.rect.right for _, p in paras if p.rect is not None), default=0.0)
    for level, para in paras:
        if rows and not level and _goes_on(rows[-1].last, para, edge):
            rows[-1].add(para)
        else:
            rows.append(Passage(role, level))
            rows[-1].add(para)
    return rows


def _goes_on(last: Para, para: Para, edge: float) -> bool:
    if para.rect is None or last.rect is None:
        return para.new_page and not para.first and not para.left and last.bare[-1:] not in "。！？："
    inward = para.rect.left - last.rect.left
    alike = abs(inward) < _ALIKE or (inward > 0 and last.rect.right > edge - _INDENTED)  # stands in as a whole, or hangs below a full line
    hangs = alike and last.bare[-1:] not in "。：；！？" and para.rect.left < 28 * MM + 2 * _INDENTED
    return (para.rect.left < 28 * MM + _INDENTED or hangs) and last.rect.right > edge - _SHORT
