"""HTML from the clipboard as paragraphs and tables. No network, no style is kept, nothing is executed.

Word and WPS write outline levels and list numbers into styles (mso-outline-level, mso-list) and
put the number itself into a span to be ignored; LibreOffice and web pages use headings and lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from app.ui.lettertext import LEVELS, split_number, typed_number
from app.ui.paragraphs import Row

BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dd", "dt", "pre", "ol", "ul",
                    "section", "article", "body", "center", "tr", "table"})  # fmt: skip
VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr", "base"})
SILENT = frozenset({"style", "script", "head", "title", "del", "xml", "template", "noscript"})
FOOTNOTE, COMMENT, PICTURE = "脚注", "批注", "图片"
_OUTLINE = re.compile(r"mso-outline-level\s*:\s*(\d)")
_LIST = re.compile(r"mso-list\s*:\s*(?!ignore|skip|none)[^;]*?level(\d)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_NOTES = re.compile(r"mso-element\s*:\s*(footnote|endnote|comment)", re.IGNORECASE)
_NOTE_MARK = re.compile(r"mso-(footnote|endnote)-id|mso-special-character\s*:\s*(footnote|endnote|comment)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"\b(?:p|li|div|h\d)\.([\w-]+)")
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BROKEN = re.compile(rf"(?<={_WIDE})[ \t]*\n\s*(?={_WIDE})")


@dataclass(slots=True)
class _Table:
    """A table being read: cells as (text, span, rows, head)."""

    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    head: int = 0
    in_head: bool = False
    cell: list[str] | None = None


def read_html(text: str) -> tuple[list[Row], Counter[str]]:
    """Paragraphs and tables of HTML, and how many notes, comments and pictures were left out."""
    reader = _Reader()
    reader.feed(_BROKEN.sub("", text.replace("\r", "")))
    reader.close()
    reader.flush()
    return reader.rows, reader.left_out


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Row] = []
        self.left_out: Counter[str] = Counter()
        self._stack: list[tuple[str, str]] = []  # tag; why its text is not taken: "", "silent", "number"
        self._styles: dict[str, int] = {}
        self._text: list[str] = []
        self._number = ""
        self._level = 0
        self._lists: list[str] = []
        self._tables: list[_Table] = []

    # --- tags ------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        style = named.get("style", "").replace("\n", " ")
        if tag in ("img", "v:imagedata") and not self._why():
            self.left_out[PICTURE] += 1
        if tag == "br" and not self._why():
            self._soft_break()
        if tag in VOID:
            return
        why = self._why() or self._reason(tag, named, style)
        self._stack.append((tag, why))
        if why:
            return
        if tag == "table":
            self._table_starts()
        elif self._tables:
            self._table_tag(tag, named, style)
        elif tag in BLOCKS:
            self._paragraph_starts(tag, named, style)

    def handle_endtag(self, tag: str) -> None:
        if not any(t == tag for t, _w in self._stack):
            return
        while self._stack:
            closed, why = self._stack.pop()
            if not why:
                self._closed(closed)
            if closed == tag:
                return

    def _closed(self, tag: str) -> None:
        if tag == "table" and self._tables:
            self._table_ends()
        elif tag in ("td", "th") and self._tables:
            self._tables[-1].cell = None
        elif tag == "thead" and self._tables:
            self._tables[-1].in_head = False
        elif tag in BLOCKS and not self._tables:
            self.flush()
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()
        elif tag in BLOCKS and self._tables:
            self._cell_line()

    def _why(self) -> str:
        return self._stack[-1][1] if self._stack else ""

    def _reason(self, tag: str, named: dict[str, str], style: str) -> str:
        """Why the text in a tag is not taken; notes are counted."""
        kind = named.get("class", "")
        if tag in SILENT or _HIDDEN.search(style):
            return "silent"
        note = _NOTE_MARK.search(style) or "FootnoteReference" in kind or "sdfootnoteanc" in kind or "sdendnoteanc" in kind
        if note or "CommentReference" in kind:
            self.left_out[COMMENT if "omment" in style + kind else FOOTNOTE] += 1
            return "silent"
        if _NOTES.search(style) or re.fullmatch(r"(sd)?(foot|end)note\d+|ftn\d+|edn\d+", named.get("id", "")):
            return "silent"
        return "number" if _IGNORED.search(style) else ""

    # --- text ------------------------------------------------------------------
    def handle_data(self, data: str) -> None:
        why = self._why()
        if why == "number":
            self._number += data
        elif self._stack and self._stack[-1][0] == "style":
            self._learn(data)
        elif not why and self._tables:
            if self._tables[-1].cell is not None:
                self._tables[-1].cell.append(data)
        elif not why:
            self._text.append(data)

    def _learn(self, sheet: str) -> None:
        """Outline levels that the style sheet of Word gives to classes."""
        for selector, rules in _RULE.findall(sheet):
            level = _OUTLINE.search(rules)
            if level:
                self._styles |= {name: int(level[1]) for name in _CLASS.findall(selector)}

    def _paragraph_starts(self, tag: str, named: dict[str, str], style: str) -> None:
        self.flush()
        if tag in ("ol", "ul"):
            self._lists.append(tag)
            return
        outline = _OUTLINE.search(style)
        centred = _CENTRED.search(style) or named.get("align", "").lower() == "center"
        kind = named.get("class", "").split()
        if centred and tag != "li":
            level = 0  # a title in the middle is no heading of the text
        elif outline:
            level = int(outline[1])
        elif re.fullmatch(r"h[1-6]", tag):
            level = int(tag[1])
        elif tag == "li" and self._lists and self._lists[-1] == "ol":
            level = min(2 + self._lists.count("ol"), LEVELS)
        else:
            level = next((self._styles[k] for k in kind if k in self._styles), 0)
        listed = _LIST.search(style)
        if listed and not level:
            level = -int(listed[1])  # counts only when its number says nothing
        if tag in ("p", "div") and self._stack[-2:-1] == [("li", "")] and not level:
            return  # a paragraph in a list item is the item
        self._level = level

    def _soft_break(self) -> None:
        if self._tables:
            self._cell_line()
        else:
            level = self._level
            self.flush()
            self._level = 0 if level > 0 else level

    def flush(self) -> None:
        """End the paragraph."""
        text = _clean("".join(self._text))
        if text:
            self.rows.append(Row(*self._levelled(text)))
        if text or self._number:
            self._level = 0
        self._text.clear()
        self._number = ""

    def _levelled(self, text: str) -> tuple[int, str]:
        """The number that was typed decides, then the automatic number, then style or list."""
        typed, rest = split_number(text)
        if typed:
            return typed, rest
        automatic = _clean(self._number)
        if automatic:
            known = typed_number(automatic + "。", 1 + len(automatic))
            bullet = not any(c.isalnum() for c in automatic)
            return (known or (0 if bullet else min(abs(self._level), LEVELS))), text
        return (self._level if 0 < self._level <= LEVELS else 0), text

    # --- tables ------------------------------------------------------------------
    def _table_starts(self) -> None:
        if not self._tables:
            self.flush()
        self._tables.append(_Table())

    def _table_tag(self, tag: str, named: dict[str, str], style: str) -> None:
        table = self._tables[-1]
        if tag == "thead":
            table.in_head = True
        elif tag == "tr":
            table.rows.append([])
        elif tag in ("td", "th") and table.rows:
            table.cell = []
            heads = tag == "th" or table.in_head
            table.rows[-1].append({
                "parts": table.cell, "span": _count(named.get("colspan")), "rows": _count(named.get("rowspan")), "head": heads,
            })  # fmt: skip
            if len(table.rows) == 1:
                table.widths += [_width(named.get("width", ""), style)] * _count(named.get("colspan"))
        elif tag in BLOCKS:
            self._cell_line()

    def _cell_line(self) -> None:
        table = self._tables[-1]
        if table.cell:
            table.cell.append("\n\n")

    def _table_ends(self) -> None:
        table = self._tables.pop()
        for row in table.rows:
            for cell in row:
                cell["text"] = "\n".join(t for part in "".join(cell.pop("parts")).split("\n\n") if (t := _clean(part)))
        if self._tables:  # a table in a cell is text of the cell
            outer = self._tables[-1].cell
            if outer is not None:
                outer += ["\n\n", "\n\n".join("  ".join(c["text"] for c in row) for row in table.rows)]
            return
        rows = [r for r in table.rows if any(c["text"] for c in r) or len(r) > 1]
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around text
            self.rows += [Row(*split_number(line)) for line in str(rows[0][0]["text"]).splitlines() if line.strip()]
        elif rows:
            self.rows.append(Row(table=_as_table(rows, table.widths)))


def _as_table(rows: list[list[dict[str, Any]]], widths: list[float]) -> dict[str, Any]:
    wide = max(sum(c["span"] for c in row) for row in rows)
    shares = widths if len(widths) == wide and all(widths) else [1.0] * wide
    columns: list[Any] = [round(one, 1) for one in shares]
    head = rows[0]
    if len(rows) > 1 and len(head) == wide and all(c["head"] and c["rows"] == 1 for c in head):
        columns = [{"label": c["text"].replace("\n", ""), "share": s} for c, s in zip(head, columns, strict=True)]
        rows = rows[1:]
    return {"columns": columns, "rows": [_as_row(row, wide) for row in rows]}


def _as_row(row: list[dict[str, Any]], wide: int) -> Any:
    if all(c["span"] == c["rows"] == 1 for c in row) and len(row) == wide:
        return [c["text"] for c in row]
    cells = []
    for c in row:
        cell: dict[str, Any] = {"text": c["text"]}
        cell |= {name: c[name] for name in ("span", "rows") if c[name] > 1}
        cells.append(cell)
    return {"cells": cells}


def _count(text: str | None) -> int:
    return min(int(text), 50) if text and text.isdigit() and int(text) else 1


def _width(attribute: str, style: str) -> float:
    found = re.search(r"(?:^|;)\s*width\s*:\s*([\d.]+)", style) or re.match(r"\s*([\d.]+)", attribute)
    return float(found[1]) if found else 0.0


def _clean(text: str) -> str:
    """One line: white space of the source and hard spaces as one blank each, none at the ends."""
    return " ".join(text.replace("\xa0", " ").split()).strip(" \u3000\ufeff\u200b")
