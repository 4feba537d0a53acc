"""Printing letters: copies with their 份号, what must be numbered, and the record of what was printed.

Every copy that leaves goes through `copies`, which writes the security log before the pages are handed out: who,
when, pages, copies and numbers, no content. Does not belong here: how bytes become paper (app.ui.printing).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.documents.batch import lay_out_batch, merged_pdf
from app.domain.errors import AppError, ErrorCode
from app.services import letter_versions, letters, printorder, records
from app.services.letter_document import SECRECY, document
from app.services.outgoing import guard
from app.services.printorder import PrintOrder
from app.services.profiles import letter_profile
from app.services.records import RecordView
from app.services.session import Session
from app.store import office as office_rows

SECRET = frozenset({"秘密", "机密", "绝密"})
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person should know before printing. numbered: copies must carry 份号; number: of the first copy,
    after the last one that was printed; preprinted: no, red or head (app.catalog.profiles)."""

    numbered: bool
    number: int
    preprinted: str


@dataclass(frozen=True, slots=True)
class Print:
    """One time a letter was printed. words: pages, copies and numbers, as a clerk says it."""

    at: str
    who: str
    words: str


def advice(session: Session, record_id: str) -> Advice:
    """What to offer for a letter. Raises AppError NOT_FOUND."""
    view = _letter(session, record_id)
    last = max((int(n) for n in re.findall(r"numbers=\d{6}-(\d{6})", "\n".join(_details(session, record_id)))), default=0)
    own = str(view.body.get("copy_no") or "")
    first = last + 1 if last else int(own) if own.isdecimal() else 1
    return Advice(must_number(view), first, letter_profile(session, view.kind, view).header.preprinted)


def copies(session: Session, record_id: str, order: PrintOrder) -> list[bytes]:
    """The PDF of each copy that differs: one for copies without numbers, one for each number; logged.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (pages or numbers that cannot be; a secret document that has
    been signed and would come out without 份号), MISSING_GLYPH.
    """
    view = _letter(session, record_id)
    if not session.can_on("print", record_id):
        raise session.refused("print")
    printorder.check(order)
    one = order.copies == 1 and bool(view.body.get("copy_no"))
    if must_number(view) and not order.numbers and not one:
        raise AppError(
            ErrorCode.BAD_INPUT, "这是涉密公文，每一份都应当标注份号。", action="请选“逐份编份号”，写明从几号起。", where="份号"
        )
    made, profile = document(session, view.kind, view.body), letter_profile(session, view.kind, view)
    kept = None if order.numbers else letter_versions.whole_pdf(session, view.body)
    if kept is not None:
        session.log("print", f"{record_id} {order.words}")
        return [kept]
    documents = [replace(made, copy_no=number) for number in order.numbers] or [made]
    laid = lay_out_batch(documents, profile)
    found = [merged_pdf([one], made.title or made.mark) for one in laid]
    session.log("print", f"{record_id} {order.words}")
    return found


def look(session: Session, record_id: str, order: PrintOrder) -> bytes:
    """The pages as the first copy of an order would come out, with its 份号; not logged. Raises AppError as copies."""
    view = _letter(session, record_id)
    if not order.numbers:
        return letters.preview_pdf(session, view.kind, view.body, view).pdf
    made = replace(document(session, view.kind, view.body), copy_no=order.numbers[0])
    (laid,) = lay_out_batch([made], letter_profile(session, view.kind, view))
    return merged_pdf([laid], made.title or made.mark)


def file_copy(session: Session, record_id: str, order: PrintOrder = PrintOrder()) -> bytes:  # noqa: B008 - frozen
    """The one copy that the print preview keeps as a file (outgoing.save_pages), numbered where it must be; logged.

    Raises AppError as copies; BAD_INPUT for several numbered copies, which are several files.
    """
    if order.numbers and order.copies > 1:
        raise AppError(ErrorCode.BAD_INPUT, "每份的份号不同，存成文件一次只存一份。", action="请把份数改为 1，逐份存。", where="份数")
    view = _letter(session, record_id)
    (pdf,) = copies(session, record_id, PrintOrder(first_number=order.first_number))
    return guard(session, pdf, [session.form(letters.FORM).class_of(view.kind)])


def prints(session: Session, record_id: str) -> list[Print]:
    """When a letter was printed, latest first. Raises AppError NOT_FOUND for one the user may not see."""
    _letter(session, record_id)
    with session.office.read() as conn:
        rows = office_rows.log_of(conn, "print", record_id, MOST_SHOWN)
    return [Print(r.at, r.user_name, _words(r.detail.removeprefix(record_id).strip())) for r in rows]


def _details(session: Session, record_id: str) -> list[str]:
    with session.office.read() as conn:
        return [r.detail for r in office_rows.log_of(conn, "print", record_id, MOST_SHOWN)]


def _letter(session: Session, record_id: str) -> RecordView:
    view = records.get(session, record_id)
    if view.form != letters.FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    return view


def must_number(view: RecordView) -> bool:
    """Whether every copy must carry its number: a secret document that has been signed; drafts go round without a number."""
    return view.locked and SECRECY.get(str(view.body.get("secrecy_level") or ""), "") in SECRET


def _words(detail: str) -> str:
    """The codes of an order in words."""
    said = dict(part.split("=", 1) for part in detail.split() if "=" in part)
    if not said:
        return "1 份"
    words = [f"{said.get('copies', '1')} 份"]
    words += [f"第 {said['pages']} 页"] if said.get("pages", "all") != "all" else []
    words += [{"odd": "奇数页", "even": "偶数页"}[said["which"]]] if said.get("which") in ("odd", "even") else []
    words += ["双面"] if said.get("sides") in ("long", "short") else []
    if said.get("numbers"):
        first, _dash, last = said["numbers"].partition("-")
        words.append(f"份号 {first}" if first == last else f"份号 {first}—{last}")
    return "，".join(words)
