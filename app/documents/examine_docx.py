"""Reads a docx for examination: declared sizes first, no entities, nothing is run.

Word and LibreOffice decide pages, so page numbers and positions that depend on the flow
are judged on the PDF; here the settings that make them are read.
"""

from __future__ import annotations

import io
import re
import statistics
import zipfile
import zlib
from typing import Any

from lxml import etree

from app.documents.docxnames import W
from app.documents.sheet import RuleLine, Sheet, SheetPage, TextLine
from app.domain.errors import AppError, ErrorCode

MAX_PART = 40 * 1024 * 1024
MAX_TOTAL = 150 * 1024 * 1024
MAX_PARTS = 2_000
_N = {"w": W, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
      "a": "http://schemas.openxmlformats.org/drawingml/2006/main"}  # fmt: skip
_Q = f"{{{W}}}"


def read_docx(raw: bytes, name: str) -> Sheet:
    """Read a docx. Raises AppError (DAMAGED, TOO_LARGE, UNSUPPORTED)."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_sizes(archive, name)
            if "word/document.xml" not in archive.namelist():
                raise AppError(ErrorCode.UNSUPPORTED, "这不是 Word 文档。", where=name)
            parts = {part: _xml(archive, part) for part in archive.namelist() if _wanted(part)}
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        zlib.error,
        OSError,
    ) as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档已损坏，读不出内容。", where=name) from exc
    except ValueError as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档的内容不规范，读不出来。", where=name) from exc
    return _Reader(parts).sheet()


def _wanted(part: str) -> bool:
    return re.fullmatch(r"word/(document|styles|(header|footer)\d*)\.xml", part) is not None


def _check_sizes(archive: zipfile.ZipFile, name: str) -> None:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise AppError(ErrorCode.TOO_LARGE, "这个 Word 文档展开后过大，不像公文。", where=name)


def _xml(archive: zipfile.ZipFile, part: str) -> Any:
    with archive.open(part) as stream:
        data = stream.read(MAX_PART + 1)  # what is really there, whatever the directory says
    if len(data) > MAX_PART:
        raise AppError(ErrorCode.TOO_LARGE, "这个 Word 文档展开后过大，不像公文。")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


class _Reader:
    """Turns the parts into a sheet of one page."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts
        styles = parts.get("word/styles.xml")
        found = styles.findall("w:style", _N) if styles is not None else []
        self._styles = {style.get(_Q + "styleId"): style for style in found}
        self._defaults = [style.get(_Q + "styleId") for style in found if style.get(_Q + "default") == "1"
                          and style.get(_Q + "type") == "paragraph"]  # fmt: skip
        self._doc_size = (
            _number(styles.find("w:docDefaults//w:rPr/w:sz", _N), "val") if styles is not None else None
        )

    def sheet(self) -> Sheet:
        """The sheet."""
        document = self._parts["word/document.xml"]
        section = document.find(".//w:body/w:sectPr", _N)
        if section is None:
            raise AppError(ErrorCode.UNSUPPORTED, "这个 Word 文档没有页面设置。")
        size, margins = section.find("w:pgSz", _N), section.find("w:pgMar", _N)
        width, height = (_twips(size, "w") or 0.0), (_twips(size, "h") or 0.0)
        page = SheetPage(width, height)
        sheet = Sheet([page], top=_twips(margins, "top"), left=_twips(margins, "left"))
        right = _twips(margins, "right")
        if sheet.left is not None and right is not None:
            sheet.text_width = width - sheet.left - right
        for name, root in self._parts.items():
            if name == "word/document.xml" or "header" in name:
                for paragraph in root.iterfind(".//w:p", _N):
                    self._paragraph(paragraph, page, sheet)
        self._body(document, sheet)
        return sheet

    def _paragraph(self, paragraph: Any, page: SheetPage, sheet: Sheet) -> None:
        text = "".join(node.text or "" for node in paragraph.iterfind(".//w:t", _N))
        colour = self._value(paragraph, "w:rPr/w:color", "val") or ""
        if text.strip():
            page.lines.append(TextLine(text, self._size(paragraph), red=_is_red(colour)))
        border = paragraph.find("w:pPr/w:pBdr/w:bottom", _N)
        if border is not None and _is_red(border.get(_Q + "color") or ""):
            page.rules.append(RuleLine(sheet.text_width or 0.0, None, True))
        for anchor in paragraph.iterfind(".//wp:anchor", _N):
            extent, fill = anchor.find("wp:extent", _N), anchor.find(".//a:ln//a:srgbClr", _N)
            if extent is not None and fill is not None and int(extent.get("cy") or 1) == 0:
                page.rules.append(
                    RuleLine(int(extent.get("cx") or 0) / 12700, None, _is_red(fill.get("val") or ""))
                )

    def _body(self, document: Any, sheet: Sheet) -> None:
        rows = []
        for paragraph in document.iterfind(".//w:body/w:p", _N):
            text = "".join(node.text or "" for node in paragraph.iterfind(".//w:t", _N))
            centred = self._value(paragraph, "w:pPr/w:jc", "val") == "center"
            if len(text) > 20 and not centred and paragraph.find("w:pPr/w:framePr", _N) is None:
                rows += [(self._size(paragraph), self._pitch(paragraph))] * len(text)
        sizes = [size for size, _ in rows if size]
        pitches = [pitch for _, pitch in rows if pitch]
        sheet.body_size = statistics.mode(sizes) if sizes else None
        sheet.line_pitch = statistics.mode(pitches) if pitches else None

    def _size(self, paragraph: Any) -> float | None:
        value = self._value(paragraph, "w:rPr/w:sz", "val")
        half = float(value) if value and value.isdigit() else self._doc_size
        return half / 2 if half else None

    def _pitch(self, paragraph: Any) -> float | None:
        rule = self._value(paragraph, "w:pPr/w:spacing", "lineRule")
        line = self._value(paragraph, "w:pPr/w:spacing", "line")
        return int(line) / 20 if rule == "exact" and line and line.isdigit() else None

    def _value(self, paragraph: Any, path: str, attribute: str) -> str | None:
        """A property of the first run or the paragraph, else of its style and what that is based on."""
        own = paragraph.find(f"w:r/{path}" if path.startswith("w:rPr") else path, _N)
        if own is not None and own.get(_Q + attribute):
            return str(own.get(_Q + attribute))
        reference = paragraph.find("w:pPr/w:pStyle", _N)
        code = reference.get(_Q + "val") if reference is not None else next(iter(self._defaults), None)
        for _ in range(12):  # a chain of styles may be circular in a hostile file
            style = self._styles.get(code)
            if style is None:
                return None
            found = style.find(path, _N)
            if found is not None and found.get(_Q + attribute):
                return str(found.get(_Q + attribute))
            base = style.find("w:basedOn", _N)
            code = base.get(_Q + "val") if base is not None else None
        return None


def _number(node: Any, attribute: str) -> float | None:
    value = node.get(_Q + attribute) if node is not None else None
    return float(value) if value and re.fullmatch(r"\d{1,6}", value) else None


def _twips(node: Any, attribute: str) -> float | None:
    value = _number(node, attribute)
    return value / 20 if value is not None else None


def _is_red(colour: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour):
        return False
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return red > 178 and green < 90 and blue < 90
