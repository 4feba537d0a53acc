"""Reading back: the elements of an old letter, recognised from how and where they stand. Pure: bytes in, findings out.

Nothing is made up: what is not there stays empty, what is unsure says so. What a finding means for the
register is decided by services.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.documents.readback_body import Span, read_body
from app.documents.readback_head import Head, read_head
from app.documents.readback_lines import Pages, read_lines
from app.documents.readback_model import Found, OldLetter, OldLine
from app.documents.readback_pieces import Piece, pieces_of, whole_days
from app.documents.readback_tail import Tail, read_tail
from app.documents.readback_words import ORGAN
from app.domain.errors import AppError, ErrorCode


def read_back(raw: bytes, name: str) -> OldLetter:
    """The elements of a docx. name: of the file, for messages.

    Raises AppError UNSUPPORTED (says what to save it as), TOO_LARGE, DAMAGED, BAD_INPUT (no text in it).
    """
    pages = read_lines(raw, name)
    pieces = whole_days(pieces_of(pages))
    if not any(p.bare or p.table for p in pieces):
        raise AppError(ErrorCode.BAD_INPUT, "这个文件里没有文字，可能是扫描的图片。", action="请手工录入，把它作为附件。", where=name)
    letter = recognise(pieces)
    letter.left = _left(pages)
    return letter


def _left(pages: Pages) -> str:
    """What stays in the original only, as a sentence; empty when everything is text."""
    parts = [f"{number} {what}" for number, what in ((pages.pictures, "幅图片"), (pages.objects, "个嵌入的对象（表格、公式或图表）")) if number]
    return f"文中有 {'、'.join(parts)}，没有读入，只在所附原件里。" if parts else ""


def _page(pieces: list[Piece]) -> Iterator[OldLine]:
    for piece in pieces:
        line = piece.line
        if piece.table is not None:
            for row in piece.table.rows:
                yield OldLine("　｜　".join(c.text.replace("\n", " ") for c in row.cells), where=line.where, table=True)
        elif piece.bare:
            yield OldLine(piece.text.strip(), line.align, line.size, line.red, line.indent, line.where)


def recognise(pieces: list[Piece]) -> OldLetter:
    """The elements among the pieces of a letter."""
    head = read_head(pieces)
    tail = read_tail(pieces, head)
    letter = OldLetter(
        number=head.number, title=head.title, to=head.to or tail.to, cc=tail.cc, signers=head.signers, secrecy=head.secrecy,
        urgency=head.urgency, copy_no=head.copy_no, note=tail.note, printer=tail.printer, attendance=tail.attendance,
        date=tail.date or head.date or tail.printed_date(), mark=head.mark,
        page=list(_page(pieces)),
    )  # fmt: skip
    letter.issuers = tail.issuers or head.issuers or _from_head(head)
    if letter.title is None and head.mark.endswith(("纪要", "令")):  # their mark is all the title they have
        letter.title = Found(head.mark, 0.8, "发文机关标志", head.mark)
    letter.title = _without_issuer(letter)
    letter.body, letter.attachments = read_body(pieces, Span(head, tail))
    letter.format = _format(letter, head)
    letter.why = _why(letter, tail)
    return letter


def _from_head(head: Head) -> Found[tuple[str, ...]] | None:
    """Who issued it, when nobody signed at the end: the mark, or what the title begins with."""
    name = re.sub(r"(文件|会议纪要|专题纪要|纪要)$", "", head.mark)
    if head.office and not ORGAN.search(name):
        return Found((head.office,), 0.8, "文头", head.office)
    if name:
        return Found((name,), 0.8, "发文机关标志", head.mark)
    title = head.title.value if head.title else ""
    found = re.match(r"(.{4,30}?)关于", title)
    return Found((found[1],), 0.7, "标题", title) if found else None


def _without_issuer(letter: OldLetter) -> Found[str] | None:
    """Titles are kept without the issuer, as they are typed; the file keeps it."""
    if letter.title is None or letter.issuers is None:
        return letter.title
    found = letter.title
    heads = ["".join(letter.issuers.value), *letter.issuers.value]
    for one in heads:
        if found.value.startswith(one + "关于"):
            return Found(found.value[len(one) :], found.sure, found.where, found.text)
    return found


def _format(letter: OldLetter, head: Head) -> str:
    title = letter.title.value if letter.title else ""
    if head.mark.endswith("纪要") or title.endswith("纪要"):
        return "minutes"
    if head.mark.endswith(("令", "命令")) or (title.endswith("令") and letter.number is not None):
        return "order"
    if head.mark.endswith("文件") or letter.signers is not None:
        return "general"
    return "letter" if letter.number is not None or head.mark else "plain"


def _why(letter: OldLetter, tail: Tail) -> dict[str, str]:
    """Of each element that is missing or not sure the reason to look at it."""
    found: dict[str, str] = {}
    if letter.number is None:
        found["number"] = "没有找到发文字号。"
    if letter.date is None:
        found["date"] = "没有找到成文日期。" if not tail.open_date else f"成文日期没有写全：“{tail.open_date}”。"
    if letter.title is None:
        found["title"] = "没有认出标题。"
    if letter.to is None and letter.format != "minutes":
        found["to"] = "没有主送机关。"
    for name, label in (("number", "发文字号"), ("date", "成文日期"), ("title", "标题"), ("to", "主送"), ("issuers", "发文机关")):
        one = getattr(letter, name)
        if one is not None and one.doubtful:
            found[name] = f"{label}请核对：取自{one.where}。"
    if tail.today:
        found["date"] = "成文日期是自动更新的域，存盘时可能已经变了，请对照纸质原件核对。"
    return found
