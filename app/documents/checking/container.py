"""Opens a docx safely: declared and real sizes bounded, no entities, no deep trees, nothing outside the file."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from app.domain.errors import AppError, ErrorCode

MAX_PART = 16 * 1024 * 1024
MAX_TOTAL = 150 * 1024 * 1024
MAX_READ = 32 * 1024 * 1024
MAX_PARTS = 2_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WANTED = re.compile(
    r"word/((document|styles|numbering|settings|fontTable)\d*|(header|footer)\w*)\.xml|word/theme/theme\d*\.xml"
    r"|word/_rels/(document\d*|fontTable)\.xml\.rels"
)
_STRICT = ((b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
           (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
           (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
            b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
           (b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"))  # fmt: skip


def refuse_compound(raw: bytes, name: str) -> None:
    """A file of the old binary kind: encrypted docx or .doc. Raises AppError(UNSUPPORTED) when it is one."""
    if not raw.startswith(_OLE):
        return
    if _ENCRYPTED in raw:
        raise AppError(
            ErrorCode.UNSUPPORTED, "这个文档设了打开密码，读不出内容。",
            action="请先在 Word 或 WPS 里取消密码，另存后再体检。", where=name,
        )  # fmt: skip
    raise AppError(
        ErrorCode.UNSUPPORTED, "这是旧式的 doc 文档。", action="请先在 Word 或 WPS 里另存为 docx 再体检。", where=name
    )


def open_parts(raw: bytes, name: str) -> dict[str, Any]:
    """The parts that decide the look, parsed. Raises AppError (DAMAGED, TOO_LARGE, UNSUPPORTED)."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check(archive, name)
            left = MAX_READ
            parts = {}
            for part in sorted({p for p in archive.namelist() if _WANTED.fullmatch(p)}):
                data = _read(archive, part, left, name)
                left -= len(data)
                parts[part] = _parse(data)
            return parts
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError) as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档已损坏，读不出内容。", where=name) from exc
    except (ValueError, RecursionError) as exc:
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档的内容不规范，读不出来。", where=name) from exc


def _check(archive: zipfile.ZipFile, name: str) -> None:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_TOTAL:
        raise AppError(ErrorCode.TOO_LARGE, "这个 Word 文档展开后过大，不像公文。", where=name)
    if any(info.flag_bits & 1 for info in infos):
        raise AppError(ErrorCode.UNSUPPORTED, "这个文档设了打开密码，读不出内容。", where=name)
    if "word/document.xml" not in archive.namelist():
        raise AppError(ErrorCode.UNSUPPORTED, "这不是 Word 文档。", where=name)


def _read(archive: zipfile.ZipFile, part: str, left: int, name: str) -> bytes:
    most = min(MAX_PART, left)
    with archive.open(part) as stream:
        data = stream.read(most + 1)  # what is really there, whatever the directory says
    if len(data) > most:
        raise AppError(ErrorCode.TOO_LARGE, "这个 Word 文档展开后过大，不像公文。", where=name)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def _parse(data: bytes) -> Any:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise ValueError("a document type has no place in a docx")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             remove_comments=True, remove_pis=True)  # fmt: skip
    return etree.fromstring(data, parser)
