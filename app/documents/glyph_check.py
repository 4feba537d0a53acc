"""Which characters of a letter no font draws, and which are drawn by another font than the rest.

Belongs here: the texts of a letter with the role that sets them and the place a clerk finds
them in. Does not belong here: which font draws what (faces).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from app.documents.faces import FontBook, clean_text, missing_glyphs
from app.documents.model import Attachment, OfficialDocument, Paragraph, Table
from app.domain.errors import AppError

STAND_IN = "PDF 里"
_ROLES = {1: "hei", 2: "kai"}
_PARTS = {"body": "正文", "kai": "楷体", "hei": "黑体", "title": "标题", "song": "页码和表格"}


def missing_of(document: OfficialDocument, book: FontBook) -> AppError | None:
    """The error naming every character of a letter that no font draws, with its place; None when all are drawn."""
    found: dict[tuple[str, str], None] = {}
    for place, code, text in _texts(document):
        role = book.role(code)
        for char in clean_text(text):
            if char >= " " and not role.draws(char):
                found[char, place] = None
    return missing_glyphs(list(found)) if found else None


def font_warnings(document: OfficialDocument, book: FontBook) -> tuple[str, ...]:
    """What a person should know before saving: which fonts stand in for which, and for which rare characters."""
    return (*stand_ins(book), *_rare(document, book))


def stand_ins(book: FontBook) -> list[str]:
    """Which fonts draw PDFs on this machine instead of official ones, a sentence for each reason; each begins with STAND_IN."""
    found: dict[str, list[str]] = {}
    for role in book.substituted():
        pair = f"{_PARTS[role.code]}“{role.docx_name}”用“{role.faces[0].label}”代替"
        found.setdefault(str(role.refusal), []).append(pair)
    return [f"{STAND_IN}{'，'.join(pairs)}（{reason}）。" for reason, pairs in found.items()]


def _rare(document: OfficialDocument, book: FontBook) -> list[str]:
    by_face: dict[str, dict[str, None]] = {}
    for _place, code, text in _texts(document):
        role = book.role(code)
        for char in set(clean_text(text)):
            if _is_hanzi(char) and (face := role.face_of(char)) is not role.faces[0]:
                by_face.setdefault(face.label, {})[char] = None
    return [f"“{''.join(sorted(chars))}”不在所用字体里，由“{label}”补上，与前后字体不同。" for label, chars in sorted(by_face.items())]


def _is_hanzi(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000" or char == "〇"


def _texts(document: OfficialDocument) -> Iterator[tuple[str, str, str]]:
    """(place, role, text) of every element, in the order of the page."""
    yield "份号", "body", document.copy_no
    if document.secrecy:
        yield "密级和保密期限", "hei", document.secrecy.level + document.secrecy.period
    yield "紧急程度", "hei", document.urgency
    yield "发文机关标志", "title", document.mark
    yield "发文字号", "body", document.number
    yield "签发人", "kai", "".join(document.signers)
    yield "标题", "title", document.title
    yield "主送机关", "body", "".join(document.to)
    yield from _rows("正文", document.body)
    for number, attachment in enumerate(document.attachments, 1):
        yield from _attachment(attachment, f"附件{number}" if len(document.attachments) > 1 else "附件")
    for label, names in document.attendance:
        yield f"{label}人员", "body", "".join(names)
    yield "发文机关署名", "body", "".join(document.issuers)
    for signature in document.signatures:
        yield "签名章", "body", signature.post + signature.name
    yield "附注", "body", document.note
    yield "逐页签名", "body", document.page_sign
    yield "抄送机关", "body", "".join(document.cc)
    yield "印发机关", "body", document.printer.office if document.printer else ""


def _attachment(attachment: Attachment, place: str) -> Iterator[tuple[str, str, str]]:
    titles = ((f"{place}名称", role, attachment.title) for role in (("body", "title") if attachment.body else ("body",)))
    return chain(titles, _rows(f"{place}正文", attachment.body))


def _rows(place: str, body: Iterable[Paragraph | Table]) -> Iterator[tuple[str, str, str]]:
    for number, paragraph in enumerate(body, 1):
        if isinstance(paragraph, Table):
            yield from _cells(f"{place}第{number}段的表格", paragraph)
            continue
        yield f"{place}第{number}段", _ROLES.get(paragraph.level, "body"), paragraph.text


def _cells(place: str, table: Table) -> Iterator[tuple[str, str, str]]:
    yield place, "hei", table.title
    for number, row in enumerate(table.rows, 1):
        for cell in row.cells:
            yield f"{place}第{number}行", "hei" if cell.head else "body", cell.text + cell.foot
