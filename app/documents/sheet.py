"""What examination sees of a file, whatever its format. Lengths in pt from the paper's top left."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line (PDF) or paragraph (docx). top and size are None when unknown."""

    text: str
    size: float | None = None
    top: float | None = None
    left: float | None = None
    right: float | None = None
    red: bool = False


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A horizontal rule."""

    width: float
    top: float | None = None
    red: bool = False


@dataclass(slots=True)
class SheetPage:
    """One page; footer is None when the format does not tell pages apart, or the page lies on its side.
    text: those of its lines that stand on the grid of the text, where the format tells them."""

    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    rules: list[RuleLine] = field(default_factory=list)
    text: list[TextLine] = field(default_factory=list)
    footer: TextLine | None = None


@dataclass(slots=True)
class Sheet:
    """A document. top, left, text_width of the type area; top_slack in mm (PDF measures
    the first characters, which stand a little under the edge)."""

    pages: list[SheetPage]
    top: float | None = None
    left: float | None = None
    text_width: float | None = None
    top_slack: float = 1.2
    body_size: float | None = None
    line_pitch: float | None = None
    columns: int | None = None
