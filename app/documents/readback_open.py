"""Opens an old letter's file: what it is, how large it would become, its parts as XML. Nothing is run or fetched.

Sizes are looked at before anything is unpacked, and again while it is; entities and document types are refused.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from lxml import etree

from app.documents.docxnames import W
from app.domain.errors import AppError, ErrorCode

MAX_FILE = 60 * 1024 * 1024  # scans pasted into a letter are large; its text is not
MAX_PART = 12 * 1024 * 1024
MAX_TOTAL = 30 * 1024 * 1024
MAX_PARTS = 2_000
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS = re.compile(r"word/(document|styles|numbering|header|footer)\d*\.xml|word/_rels/document\d*\.xml\.rels")
_ONCE = re.compile(r"(document|styles|numbering)\d+(?=\.xml)")  # some programs number what there is only once
_SAVE = "请用 Word 或 WPS 打开，另存为 docx，再导入。"


def parts_of(raw: bytes, name: str) -> dict[str, Any]:
    """The XML parts of a docx that hold text and its looks, by their names in the package.

    Raises AppError UNSUPPORTED (no docx; says what to save it as), TOO_LARGE, DAMAGED.
    """
    _refuse_others(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = {_ONCE.sub(r"\1", part): part for part in archive.namelist()}
            if len(archive.namelist()) > MAX_PARTS:
                raise _too_large(name)
            if "word/document.xml" not in names:
                raise AppError(ErrorCode.UNSUPPORTED, "这不是 Word 文档。", action=_SAVE, where=name)
            wanted = {known: part for known, part in names.items() if _PARTS.fullmatch(part)}
            if sum(archive.getinfo(part).file_size for part in wanted.values()) > MAX_TOTAL:
                raise _too_large(name)
            return {known: _xml(archive, part, name) for known, part in wanted.items()}
    except (
        zipfile.BadZipFile, zipfile.LargeZipFile, etree.XMLSyntaxError, NotImplementedError, EOFError, zlib.error,
        OSError, ValueError, KeyError,
    ) as exc:  # fmt: skip
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档已损坏，读不出内容。", action="请找原来的文件，或者手工录入。", where=name) from exc
    except RuntimeError as exc:  # zipfile says so of parts with a password
        raise _locked(name) from exc


def _refuse_others(raw: bytes, name: str) -> None:
    if len(raw) > MAX_FILE:
        raise _too_large(name)
    if raw.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise _locked(name)
        raise AppError(ErrorCode.UNSUPPORTED, "这是旧版的 Word 或 WPS 文件（.doc、.wps），不能直接读。", action=_SAVE, where=name)
    if raw.startswith(b"%PDF"):
        raise AppError(ErrorCode.UNSUPPORTED, "这是 PDF，不能读出各项要素。", action="请找它的 Word 原稿，或者手工录入、附上 PDF。", where=name)
    if name.lower().endswith(".ofd") and raw.startswith(b"PK"):
        raise AppError(ErrorCode.UNSUPPORTED, "这是 OFD 版式文件，不能读出各项要素。", action="请找它的 Word 原稿，或者手工录入、附上 OFD。", where=name)
    if not raw.startswith(b"PK"):
        raise AppError(ErrorCode.UNSUPPORTED, "这不是 Word 文档（docx）。", action=_SAVE, where=name)


def _locked(name: str) -> AppError:
    return AppError(ErrorCode.UNSUPPORTED, "这个 Word 文档有打开密码。", action="请先在 Word 或 WPS 里去掉密码，再导入。", where=name)


def _too_large(name: str) -> AppError:
    return AppError(ErrorCode.TOO_LARGE, "这个 Word 文档展开后过大，不像公文。", action="请核对是不是选错了文件。", where=name)


def _xml(archive: zipfile.ZipFile, part: str, name: str) -> Any:
    if archive.getinfo(part).file_size > MAX_PART:
        raise _too_large(name)
    with archive.open(part) as stream:
        data = stream.read(MAX_PART + 1)  # what is really there, whatever the directory says
    if len(data) > MAX_PART:
        raise _too_large(name)
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise AppError(ErrorCode.DAMAGED, "这个 Word 文档里有不该有的内容，没有读。", action="请核对它的来源。", where=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data.replace(_STRICT, W.encode()), parser)
