"""What takes effect on a paragraph or run of a docx: document defaults, table style, style chain, numbering, direct.

Properties are flattened to `tag.attribute` (`spacing.line`, `rFonts.eastAsia`, `pBdr.bottom.color`), later levels over
earlier ones. Measures in pt where this module turns them into numbers.
"""

from __future__ import annotations

import re
from typing import Any

from app.documents.docxnames import W

Q = f"{{{W}}}"
N = {"w": W}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_NESTED = frozenset(("pBdr", "numPr", "tblBorders", "tcBorders", "tblCellMar"))
_DEPTH = 20  # a chain of styles may be circular in a hostile file
_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0, "pc": 12.0, "pi": 12.0}
Properties = dict[str, str]


def flat(node: Any) -> Properties:
    """The properties written in a pPr or rPr."""
    found: Properties = {}
    if node is None:
        return found
    for child in node:
        if not isinstance(child.tag, str) or not child.tag.startswith(Q):
            continue
        tag = child.tag[len(Q):]
        if tag in _NESTED:
            for inner in child:
                if isinstance(inner.tag, str):
                    _attributes(f"{tag}.{inner.tag.rpartition('}')[2]}", inner, found)
        else:
            _attributes(tag, child, found)
    return found


def _attributes(tag: str, node: Any, found: Properties) -> None:
    found[tag] = node.get(Q + "val") or "1"
    for name, value in node.attrib.items():
        found[f"{tag}.{name.rpartition('}')[2]}"] = value


_SCRIPTS = (("ascii", "asciiTheme"), ("hAnsi", "hAnsiTheme"), ("eastAsia", "eastAsiaTheme"))


def lay(under: Properties, over: Properties) -> Properties:
    """over on top of under, with the exclusions the format knows."""
    merged = dict(under)
    for plain, theme in _SCRIPTS:
        if f"rFonts.{plain}" in over and f"rFonts.{theme}" not in over:
            merged.pop(f"rFonts.{theme}", None)
    if "ind.firstLine" in over or "ind.firstLineChars" in over:
        merged.pop("ind.hanging", None)
        merged.pop("ind.hangingChars", None)
    if "ind.hanging" in over or "ind.hangingChars" in over:
        merged.pop("ind.firstLine", None)
        merged.pop("ind.firstLineChars", None)
    for plain in ("firstLine", "hanging", "left", "right", "start", "end"):
        if f"ind.{plain}" in over and f"ind.{plain}Chars" not in over:
            merged.pop(f"ind.{plain}Chars", None)
    merged.update(over)
    return merged


class Styles:
    """The styles, defaults and theme of a docx."""

    def __init__(self, styles: Any, theme: Any) -> None:
        found = styles.findall("w:style", N) if styles is not None else []
        self._by_id = {node.get(Q + "styleId"): node for node in found}
        self._default = {node.get(Q + "type"): node.get(Q + "styleId") for node in found if on(node.get(Q + "default", "0"))}
        defaults = styles.find("w:docDefaults", N) if styles is not None else None
        self.para_defaults = flat(defaults.find("w:pPrDefault/w:pPr", N)) if defaults is not None else {}
        self.run_defaults = flat(defaults.find("w:rPrDefault/w:rPr", N)) if defaults is not None else {}
        self._theme = _theme_fonts(theme)
        self._memo: dict[tuple[str, str | None, str], Properties] = {}

    def style(self, kind: str, code: str | None, part: str) -> Properties:
        """The pPr or rPr (part) of a style and all it is based on; code None: the default style of that kind."""
        key = (kind, code, part)
        if key not in self._memo:
            chain, at = [], code or self._default.get(kind)
            for _ in range(_DEPTH):
                node = self._by_id.get(at)
                if node is None:
                    break
                chain.append(flat(node.find(f"w:{part}", N)))
                base = node.find("w:basedOn", N)
                at = base.get(Q + "val") if base is not None else None
            merged: Properties = {}
            for own in reversed(chain):
                merged = lay(merged, own)
            self._memo[key] = merged
        return self._memo[key]

    def tabs(self, code: str | None) -> Any:
        """The tab stops of the nearest paragraph style of a chain that has any; an empty list without."""
        at = code or self._default.get("paragraph")
        for _ in range(_DEPTH):
            node = self._by_id.get(at)
            if node is None:
                break
            stops = node.findall("w:pPr/w:tabs/w:tab", N)
            if stops:
                return stops
            base = node.find("w:basedOn", N)
            at = base.get(Q + "val") if base is not None else None
        return []

    def font(self, properties: Properties, script: str) -> str:
        """The font that takes effect for ascii, hAnsi or eastAsia; a theme's name over a written one."""
        theme = properties.get(f"rFonts.{script}Theme")
        if theme:
            named = self._theme.get(theme, "")
            if named:
                return named
        return properties.get(f"rFonts.{script}", "")

    def default_size(self) -> float:
        """The size of the default paragraph style, on which Word's grid of characters stands."""
        merged = lay(self.run_defaults, self.style("paragraph", None, "rPr"))
        return half_points(merged.get("sz")) or 10.0


def _theme_fonts(theme: Any) -> dict[str, str]:
    names: dict[str, str] = {}
    if theme is None:
        return names
    for group, label in (("majorFont", "major"), ("minorFont", "minor")):
        node = theme.find(f".//{_A}{group}")
        if node is None:
            continue
        latin, east = node.find(f"{_A}latin"), node.find(f"{_A}ea")
        hans = next((f.get("typeface") for f in node.findall(f"{_A}font") if f.get("script") == "Hans"), "")
        latin_name = latin.get("typeface", "") if latin is not None else ""
        names |= {f"{label}Ascii": latin_name, f"{label}HAnsi": latin_name}
        names[f"{label}EastAsia"] = (east.get("typeface", "") if east is not None else "") or hans or ""
    return names


def on(value: str | None) -> bool:
    """Whether a switch is on; an absent one is not."""
    return value is not None and value.lower() not in {"0", "false", "off", "none"}


def number(value: str | None) -> float | None:
    """A whole or decimal number, None when it is none."""
    return float(value) if value and re.fullmatch(r"[+-]?\d{1,9}(\.\d{1,6})?", value) else None


def points(value: str | None, unit: float = 1 / 20) -> float | None:
    """A measure in pt: twips, or with a unit of its own."""
    plain = number(value)
    if plain is not None:
        return plain * unit
    found = re.fullmatch(r"([+-]?\d{1,6}(?:\.\d{1,6})?)(pt|mm|cm|in|pc|pi)", value or "")
    return float(found[1]) * _UNITS[found[2]] if found else None


def half_points(value: str | None) -> float | None:
    """A font size in pt."""
    size = points(value, 0.5)
    return size if size and 0 < size < 2000 else None


def is_coloured(colour: str) -> bool:
    """Whether a six-figure colour is neither black nor nearly so; `auto` and none are black."""
    return re.fullmatch(r"[0-9A-Fa-f]{6}", colour) is not None and max(int(colour[i : i + 2], 16) for i in (0, 2, 4)) > 0x26


def is_red(colour: str) -> bool:
    """Whether a six-figure colour is a red of official papers."""
    colour = {"red": "FF0000"}.get(colour, colour.lstrip("#"))
    short = re.fullmatch(r"([0-9A-Fa-f])([0-9A-Fa-f])([0-9A-Fa-f])", colour)
    colour = "".join(figure * 2 for figure in short.groups()) if short else colour
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return red > 178 and green < 90 and blue < 90


_SWITCHES = {"i": "倾斜", "strike": "删除线", "dstrike": "双删除线", "outline": "空心", "shadow": "阴影", "emboss": "阳文", "imprint": "阴文"}
_KINDS = {"u": "下划线", "em": "着重号", "bdr": "字符边框", "effect": "动态效果"}


def adornment(look: Properties) -> str:
    """What is put on characters, in words; '' when they are plain. A link is underlined by itself."""
    if look.get("rStyle") == "Hyperlink":
        return ""
    for tag, name in _KINDS.items():
        if look.get(tag, "none") not in {"none", "nil", "0"}:
            return name
    if look.get("vertAlign", "baseline") != "baseline":
        return "上标" if look["vertAlign"] == "superscript" else "下标"
    if abs(points(look.get("position"), 0.5) or 0.0) >= 2:
        return "提升或降低"
    return next((name for tag, name in _SWITCHES.items() if on(look.get(tag))), "")


def is_filled(look: Properties) -> bool:
    """Whether a shading shows on white paper."""
    if look.get("shd.val", "nil") not in {"nil", "clear"}:
        return True  # a pattern
    fill = look.get("shd.fill", "auto").lower()
    return fill not in {"auto", "ffffff", "none", ""} and "shd.fill" in look
