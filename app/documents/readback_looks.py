"""How text of a docx looks by effect: run, character style, paragraph style, what it is based on, the defaults.

Only what tells elements of a letter apart: size, red, bold, alignment, indent, and automatic numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.documents.docxnames import W

Q = f"{{{W}}}"
N = {"w": W}
_DIGITS = "〇一二三四五六七八九"


class Looks:
    """Effective properties of paragraphs and runs."""

    def __init__(self, styles: Any) -> None:
        found = styles.findall("w:style", N) if styles is not None else []
        self._styles = {style.get(Q + "styleId"): style for style in found}
        self._default = next((s.get(Q + "styleId") for s in found if s.get(Q + "type") == "paragraph" and _on(s.get(Q + "default"))), None)
        size = styles.find("w:docDefaults//w:rPr/w:sz", N) if styles is not None else None
        self._size = _number(size.get(Q + "val")) if size is not None else None
        self._kept: dict[tuple[str, str, str], str | None] = {}

    def style_name(self, paragraph: Any) -> str:
        """The name of the paragraph's style, in lower case."""
        style = self._styles.get(self._style(paragraph))
        name = style.find("w:name", N) if style is not None else None
        return str(name.get(Q + "val") or "").lower() if name is not None else ""

    def size(self, paragraph: Any, run: Any) -> float:
        """Size of a run in points; 0 when nothing says it."""
        value = _number(self._of(paragraph, run, "w:sz"))
        half = value if value is not None else self._size
        return half / 2 if half else 10.5

    def red(self, paragraph: Any, run: Any) -> bool:
        """Whether a run is red."""
        colour = self._of(paragraph, run, "w:color") or ""
        if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
            return False
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
        return red > 150 and green < 90 and blue < 90

    def align(self, paragraph: Any) -> str:
        """left, center, right or both."""
        return (self.paragraph(paragraph, "w:jc", "val") or "left").replace("start", "left").replace("end", "right")

    def paragraph(self, paragraph: Any, tag: str, attribute: str) -> str | None:
        """A property of the paragraph or its styles."""
        own = paragraph.find(f"w:pPr/{tag}", N)
        if own is not None and own.get(Q + attribute) is not None:
            return str(own.get(Q + attribute))
        return self._chain(self._style(paragraph), f"w:pPr/{tag}", attribute)

    def _style(self, paragraph: Any) -> str:
        reference = paragraph.find("w:pPr/w:pStyle", N)
        return str((reference.get(Q + "val") if reference is not None else self._default) or "")

    def _of(self, paragraph: Any, run: Any, tag: str) -> str | None:
        own = run.find(f"w:rPr/{tag}", N)
        if own is not None and own.get(Q + "val"):
            return str(own.get(Q + "val"))
        character = run.find("w:rPr/w:rStyle", N)
        if character is not None:
            found = self._chain(str(character.get(Q + "val")), f"w:rPr/{tag}", "val")
            if found is not None:
                return found
        return self._chain(self._style(paragraph), f"w:rPr/{tag}", "val")

    def _chain(self, code: str | None, path: str, attribute: str) -> str | None:
        """A property of a style or of what it is based on; each style is asked once, a circle of styles ends."""
        passed: dict[tuple[str, str, str], None] = {}
        value: str | None = None
        while (style := self._styles.get(code)) is not None and (key := (str(code), path, attribute)) not in passed:
            if key in self._kept:
                value = self._kept[key]
                break
            passed[key] = None
            found = style.find(path, N)
            if found is not None and found.get(Q + attribute) is not None:
                value = str(found.get(Q + attribute))
                break
            base = style.find("w:basedOn", N)
            code = base.get(Q + "val") if base is not None else None
        self._kept |= dict.fromkeys(passed, value)
        return value


@dataclass(slots=True)
class _Level:
    text: str
    form: str
    start: int


@dataclass(slots=True)
class Numbers:
    """Automatic numbers of paragraphs, counted in the order they are asked for."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: Any) -> Numbers:
        """The lists a numbering part defines."""
        made = cls()
        if numbering is None:
            return made
        abstract = {a.get(Q + "abstractNumId"): dict(_levels(a)) for a in numbering.findall("w:abstractNum", N)}
        for num in numbering.findall("w:num", N):
            reference = num.find("w:abstractNumId", N)
            if reference is not None:
                made.levels[str(num.get(Q + "numId"))] = abstract.get(reference.get(Q + "val"), {})
        return made

    def next(self, num: str, at: int) -> str:
        """The number the next paragraph of a list has, as Word would print it; empty for bullets."""
        levels = self.levels.get(num, {})
        if at not in levels:
            return ""
        counts = self._counts.setdefault(num, {})
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [i for i in counts if i > at]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            one = int(match[1]) - 1
            level = levels.get(one)
            return _figure(counts.get(one, level.start), level.form) if level is not None else ""

        return "" if levels[at].form == "bullet" else re.sub(r"%([1-9])", shown, levels[at].text)


def _levels(abstract: Any) -> Iterator[tuple[int, _Level]]:
    for level in abstract.findall("w:lvl", N):
        values = {tag: level.find(f"w:{tag}", N) for tag in ("lvlText", "numFmt", "start")}
        text, form, start = (str(v.get(Q + "val") or "") if v is not None else "" for v in values.values())
        at = str(level.get(Q + "ilvl") or "")
        if at.isdigit():
            yield int(at), _Level(text, form, int(start) if start.isdigit() else 1)


def _figure(number: int, form: str) -> str:
    if form.startswith(("chinese", "japanese", "ideograph", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return str(number)


def _number(value: str | None) -> float | None:
    return float(value) if value and re.fullmatch(r"\d{1,6}(\.\d+)?", value) else None


def _on(value: str | None) -> bool:
    return value in ("1", "true", "on")
