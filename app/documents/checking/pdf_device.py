"""pdfminer's device with what the examination asks more: line widths as drawn, how characters are painted, which fonts draw.

Belongs here: what hangs on pdfminer's drawing commands. Does not belong here: lines and paragraphs (pdf_reader).
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import resolve1

_UNSAID = -1.0
_STROKED, _UNSEEN = frozenset((2, 6)), frozenset((3, 7))
_ITALIC = 64  # the flag of a font descriptor
_FORCED_BOLD = 1 << 18
_BOLD_BY_NAME = re.compile(r",\s*bold|-bold(mt|italic(mt)?)?$|[_-](demi|semi)bold$", re.I)
_BOLD_BY_DESIGN = re.compile(r"noto|source ?han|小标宋|xiaobiaosong|xbs|黑|hei|heiti|sans", re.I)  # faces that are bold or have weights
_SLANTED = re.compile(r"italic|oblique", re.I)
_UNCODED = re.compile(r"\(cid:\d+\)")  # so pdfminer writes a glyph that has no character
NO_CODE = "\ufffd"  # what stands for one in texts
# Chrome and some readers name characters by the signs of radicals that look the same.
_RADICALS = str.maketrans("⺁⺇⺌⺎⺟⺠⺼⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳", "厂几小兀母民肉虎西见角贝车长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟")

# Forms that fonts for the mainland draw alike; a PDF may name either.
_FORMS = str.maketrans("戶戸吿尙靑淸敎卽旣兪別內黃吳呂奐彥晩歩眞", "户户告尚青清教即既俞别内黄吴吕奂彦晚步真")


class Interpreter(PDFPageInterpreter):
    """Tells a line width that is not said, which is 1, from one that is 0; pdfminer scales what is said.

    Draws each page in pt, also one whose own unit is another.
    """

    def process_page(self, page: Any) -> None:
        """Called for each page, with the part of it that is shown as its mediabox."""
        x0, y0, x1, y1 = page.mediabox
        turned = {90: (0, -1, 1, 0, -y0, x1), 180: (-1, 0, 0, -1, x1, y1), 270: (0, 1, -1, 0, y1, -x0)}
        unit = _unit(page)
        ctm: Any = tuple(value * unit for value in turned.get(page.rotate, (1, 0, 0, 1, -x0, -y0)))
        self.device.begin_page(page, ctm)
        self.render_contents(page.resources, page.contents, ctm=ctm)
        self.device.end_page(page)

    def init_state(self, ctm: Any) -> None:
        """Called by pdfminer for each page and form."""
        super().init_state(ctm)
        self.graphicstate.linewidth = _UNSAID


def _unit(page: Any) -> float:
    """How many pt a unit of a page is; large drawings say it."""
    unit = resolve1(page.attrs.get("UserUnit"))
    return float(unit) if isinstance(unit, int | float) and 0.01 <= unit <= 100 else 1.0


class Device(PDFLayoutAnalyzer):
    """Keeps each page's layout, with line widths as they are on the page, and the fonts that draw something.

    Characters carry their font, their way of painting (`mode`) and how wide they are drawn (`scaling`).
    """

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, laparams=None)
        self.drawn: dict[int, Any] = {}
        self._mode = 0

    def render_string(self, textstate: Any, *args: Any, **named: Any) -> None:
        """Called by pdfminer for a string."""
        self._mode = int(textstate.render or 0)
        super().render_string(textstate, *args, **named)

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, *args: Any, **named: Any) -> float:
        """Called by pdfminer for a character."""
        self.drawn[id(font)] = font
        advance = float(super().render_char(matrix, font, fontsize, scaling, *args, **named))
        item: Any = self.cur_item._objs[-1]
        item.font, item.mode, item.scaling = font, self._mode, scaling
        return advance

    def paint_path(self, *args: Any, **named: Any) -> None:
        """Called by pdfminer for a path, with the graphics state first."""
        state = args[0].copy()
        if state.linewidth == _UNSAID:
            state.linewidth = (self.ctm[0] ** 2 + self.ctm[1] ** 2) ** 0.5
        super().paint_path(state, *args[1:], **named)

    def receive_layout(self, ltpage: Any) -> None:
        """Called by pdfminer for a finished page."""
        self.page = ltpage


def face_name(name: Any) -> str:
    """The name of a font without the tag of its subset; names in the Chinese code of old programs are decoded."""
    said = str(name or "").strip("/'")
    if re.match(r"b['\"]", str(name)):
        raw = ast.literal_eval(str(name))
        said = raw.decode("gb18030", "replace") if isinstance(raw, bytes) else said
    return re.sub(r"^[A-Z]{6}\+", "", said)


def loose_fonts(drawn: Iterable[Any]) -> tuple[str, ...]:
    """The names of fonts that draw and are not in the file."""
    fonts: dict[str, bool] = {}
    for font in drawn:
        descriptor = getattr(font, "descriptor", None) or {}
        inside = any(key in descriptor for key in ("FontFile", "FontFile2", "FontFile3")) or type(font).__name__ == "PDFType3Font"
        name = face_name(getattr(font, "basefont", "") or getattr(font, "fontname", ""))
        fonts[name] = fonts.get(name, True) and inside
    return tuple(sorted(name for name, inside in fonts.items() if not inside))


def text_of(char: LTChar) -> str:
    """The character, by its ordinary code."""
    text = char.get_text()
    if _UNCODED.fullmatch(text):
        return NO_CODE
    if not "\u2e80" <= text[:1] <= "\u2fdf" and not "\uf900" <= text[:1] <= "\ufaff":
        return text.translate(_FORMS)
    return unicodedata.normalize("NFKC", text.translate(_RADICALS)).translate(_FORMS)


def upright(char: LTChar) -> bool:
    """Whether a character stands as text does; those of a watermark lean."""
    a, b, _c, d, _e, _f = char.matrix
    return a > 0 and d > 0 and abs(b) < 0.02 * a


def unseen(char: LTChar) -> bool:
    """Whether a character is not painted, as those that were read from a scan."""
    return getattr(char, "mode", 0) in _UNSEEN


def is_bold(char: LTChar) -> bool:
    """Whether a character is drawn bolder than its face: stroked, or from a font that says so in its name or flags."""
    if getattr(char, "mode", 0) in _STROKED:
        return True
    name = face_name(char.fontname)
    if re.search(r",\s*bold", name, re.I):
        return True
    font = getattr(char, "font", None)
    flagged = bool(getattr(font, "flags", 0) & _FORCED_BOLD)
    return (flagged or _BOLD_BY_NAME.search(name) is not None) and _BOLD_BY_DESIGN.search(name) is None


def is_slanted(char: LTChar) -> bool:
    """Whether a character leans."""
    _a, _b, c, d, _e, _f = char.matrix
    if abs(c) > 0.1 * abs(d):
        return True
    font = getattr(char, "font", None)
    angled = abs(float(getattr(font, "italic_angle", 0) or 0)) >= 5 and bool(getattr(font, "flags", 0) & _ITALIC)
    return angled or _SLANTED.search(face_name(char.fontname)) is not None


def ends(char: LTChar) -> tuple[float, float]:
    """Where a character begins and ends on its baseline; the box of a leaning one is wider."""
    a, _b, c, d, e, _f = char.matrix
    return (e, e + char.adv * a) if abs(c) > 0.1 * abs(d) else (char.x0, char.x1)


def stretch(char: LTChar) -> float:
    """How wide a character is drawn for its height, 1 when as designed."""
    a, _b, _c, d, _e, _f = char.matrix
    return float(abs(a / d) * getattr(char, "scaling", 1.0)) if d else 1.0
