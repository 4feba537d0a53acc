"""What stands under the text of an old letter: who signed, the day, 附注, copies, who printed it; the attendance of minutes."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from app.documents.readback_head import DATED, Head
from app.documents.readback_model import Found
from app.documents.readback_pieces import COPIES, ROLES, Piece
from app.documents.readback_words import ORGAN, apart, date_in, names, number_in, tight

_ATTEND = re.compile(r"^(出席(?:人员|领导)?|请假(?:人员)?|缺席(?:人员)?|列席(?:人员)?|参加(?:人员)?)[:：](.+)$")
_NEAR = 5  # lines, empty ones too, between the lines of one imprint
_STAND = {"缺席": "请假", "参加": "出席"}
_ANNEX = re.compile(r"^附件?\s*[\d一二三四五六七八九十]{0,3}[:：]?$")
_OPEN_DATE = re.compile(r"^(?:(?:19|20)\d\d|[×Xx_＿]*)年[\d×Xx_＿]{0,3}月[\d×Xx_＿]{0,3}日?$")
_POST = re.compile(r"^(?:.{0,12}(?:局长|主任|书记|组长|县长|市长|区长|部长|处长|院长|主席|站长))[\u4e00-\u9fff·]{2,4}$")


@dataclass(slots=True)
class Tail:
    """What was found under the text. sign: where signature and day begin; end: where annexed texts or the imprint begin;
    today: the day is a field that changes by itself."""

    date: Found[dt.date] | None = None
    issuers: Found[tuple[str, ...]] | None = None
    to: Found[tuple[str, ...]] | None = None
    cc: Found[tuple[str, ...]] | None = None
    note: Found[str] | None = None
    printer: Found[tuple[str, dt.date | None]] | None = None
    attendance: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sign: int = 0
    end: int = 0
    open_date: str = ""
    today: bool = False
    used: set[int] = field(default_factory=set)

    def printed_date(self) -> Found[dt.date] | None:
        """The day of printing, when a letter has no other: a guess."""
        if self.printer is None or self.printer.value[1] is None or self.open_date:
            return None
        return Found(self.printer.value[1], 0.6, "版记（印发日期）", self.printer.text)


def read_tail(pieces: list[Piece], head: Head) -> Tail:
    """The foot of a letter."""
    tail = Tail(sign=len(pieces), end=len(pieces))
    _imprint(pieces, head, tail)
    _attendance(pieces, head, tail)
    _dated(pieces, head, tail)
    _note(pieces, head, tail)
    return tail


# --- imprint -------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of an imprint: from where to where; word: what it begins with, empty for the line of printing; text: its list."""

    at: int
    after: int
    word: str
    text: str = ""


def _imprint(pieces: list[Piece], head: Head, tail: Tail) -> None:
    copies: list[str] = []
    places: list[str] = []
    for entry in _own_imprint(_entries(pieces, head), _annex_start(pieces, head)):
        piece = pieces[entry.at]
        tail.used.update(range(entry.at, entry.after))
        if entry.word == "主题词":
            continue
        if not entry.word:
            tail.printer = _printer(pieces, entry.at)
        elif entry.word == "主送":
            tail.to = Found(names(entry.text), 0.95, f"版记（{piece.line.where}）", entry.text)
        else:
            copies += [n for n in names(entry.text) if n not in (*copies, "无", "略", "/")]
            places.append(piece.line.where)
    if copies:
        tail.cc = Found(tuple(copies), 0.97, places[0], "，".join(copies))


def _entries(pieces: list[Piece], head: Head) -> list[_Entry]:
    """Every line that may be one of an imprint, in order."""
    entries: list[_Entry] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        found = COPIES.match(piece.bare) if at not in head.used and piece.table is None else None
        if found and (at >= head.text_start or found[1].startswith("抄")) and _is_imprint(pieces, at, found[1]):
            text, after = _list(pieces, at, apart(re.split(r"[:：]", piece.text, maxsplit=1)[-1]))
            entries.append(_Entry(at, after, found[1], text))
            at = after
            continue
        if at not in head.used and piece.bare.startswith(("主题词：", "主题词:")):  # as before 2012
            entries.append(_Entry(at, at + 1, "主题词"))
        if at not in head.used and _printed(piece):
            entries.append(_Entry(at, at + 1, ""))
        at += 1
    return entries


def _own_imprint(entries: list[_Entry], annexes: int) -> list[_Entry]:
    """Without those of annexed letters: the letter's own stands before its annexes or at the very end."""
    before = [e for e in entries if e.at < annexes]
    if any(e.word != "主题词" for e in before):
        return before
    last: list[_Entry] = []
    for entry in entries:
        last = [*last, entry] if last and entry.at - last[-1].after < _NEAR else [entry]
    return last


def _is_imprint(pieces: list[Piece], at: int, word: str) -> bool:
    """报：and 送：alone are only copies where an imprint stands; 主送 is one in its second half."""
    if word in ("报", "送", "发"):
        return any(_printed(p) or p.bare.startswith("抄") for p in pieces[at : at + 6]) or len(pieces) - at <= 4
    return word != "主送" or at > len(pieces) // 2


def _list(pieces: list[Piece], at: int, text: str) -> tuple[str, int]:
    """The list with the lines it goes on over, and the place after it."""
    after = at + 1
    while after < len(pieces) and not text.endswith("。"):
        bare = pieces[after].bare
        if not bare or COPIES.match(bare) or ROLES.match(bare) or _printed(pieces[after]) or date_in(bare) or _ANNEX.match(bare) or len(bare) > 90:
            break
        if text and (pieces[after].table is not None or (not re.search(r"[，、；,]$", text) and not re.search(r"[，、。]", bare))):
            break
        text += bare
        after += 1
    return text, after


def _printed(piece: Piece) -> bool:
    bare = piece.bare
    return len(bare) < 60 and (bare.endswith("印发") or re.match(r"^印发(?:机关|日期|单位)[:：]", bare) is not None)


def _printer(pieces: list[Piece], at: int) -> Found[tuple[str, dt.date | None]]:
    piece = pieces[at]
    bare = re.sub(r"印发$|^印发(?:机关|单位)[:：]", "", piece.bare)
    found = date_in(bare)
    office = re.sub(r"(印发日期[:：])$", "", found[1]) if found else bare
    return Found((office, found[0] if found else None), 0.95, piece.line.where, piece.text.strip())


def _attendance(pieces: list[Piece], head: Head, tail: Tail) -> None:
    for i in range(head.text_start, len(pieces)):
        found = _ATTEND.match(pieces[i].bare) if i not in tail.used else None
        if found:
            label = re.sub(r"人员|领导", "", found[1])
            raw, after = re.split(r"[:：]", pieces[i].text, maxsplit=1)[-1], i + 1
            while after < len(pieces) and _names_on(pieces[after].text, raw):
                raw, after = f"{raw}　{pieces[after].text}", after + 1
            tail.attendance[_STAND.get(label, label)] = tuple(n for n in re.split(r"[\s、，,；;。]+", raw) if n)
            tail.used.update(range(i, after))


def _names_on(text: str, before: str) -> bool:
    """Whether a line goes on with names: they alone stand in it, further in or after a mark."""
    alone = re.fullmatch(r"(?:[\u4e00-\u9fff·]{2,4}[\s\u3000、，。]*)+", text.strip()) is not None
    return alone and (before.rstrip().endswith(("、", "，")) or text.startswith(("\u3000\u3000\u3000", "      ", "\t\t")))


# --- signature and day ---------------------------------------------------------
def _dated(pieces: list[Piece], head: Head, tail: Tail) -> None:
    limit = _annex_start(pieces, head)
    best: tuple[float, int, dt.date, str] | None = None
    strong = False
    for i in range(head.text_start, limit):
        piece = pieces[i]
        if i in tail.used or i in head.used or not piece.bare:
            continue
        sure, found = _date_sure(pieces, i), date_in(piece.bare)
        if found is not None and DATED.match(found[1]):
            tail.used.add(i)
        if found is not None and sure and not strong and (best is None or sure >= best[0]):
            best = (sure, i, found[0], found[1])
            strong = _is_signed(pieces, i, found[1])  # what is forwarded under the letter may be signed too
        if _OPEN_DATE.match(piece.bare) and not date_in(piece.bare):
            tail.open_date = piece.bare
    tail.end = limit
    if best is None:
        tail.sign = min((i for i in tail.used if i >= head.text_start), default=limit) if not tail.attendance else limit
        return
    sure, at, day, beside = best
    sure = min(sure, 0.6) if pieces[at].line.today else sure
    tail.date = Found(day, sure, pieces[at].line.where, pieces[at].text.strip())
    tail.today = pieces[at].line.today
    tail.used.add(at)
    tail.sign = _issuers(pieces, head, tail, at, beside)


def _annex_start(pieces: list[Piece], head: Head) -> int:
    """Where the first attachment's own text begins."""
    for i in range(head.text_start + 1, len(pieces)):
        bare = pieces[i].bare
        if (_ANNEX.match(bare) and not bare.endswith(("：", ":"))) or (number_in(bare) and re.search(r"号附件\d*$", bare)):
            return i
    return len(pieces)


def _date_sure(pieces: list[Piece], at: int) -> float:
    """How sure it is that a line is the day of the letter; 0 when it is none."""
    piece = pieces[at]
    found = date_in(piece.bare)
    if found is None or piece.table is not None:
        return 0.0
    _day, before, after = found[0], _unsealed(found[1]), found[2]
    label = DATED.match(before)
    if after.strip("。（）()") and not re.fullmatch(r"[（(].{1,12}[）)]", after):
        return 0.0
    if label:
        return 0.85
    if not before:
        above = next((p for p in reversed(pieces[max(0, at - 4) : at]) if p.bare), None)
        signed = above is not None and _may_sign(above.bare)
        return 0.98 if signed or piece.line.align == "right" else 0.95
    return 0.95 if _may_sign(re.sub(r"[（(](?:印章|盖章|公章|章)[）)]", "", before)) and not re.search(r"[，。：:；]", before) and len(before) < 50 else 0.0


def _is_signed(pieces: list[Piece], at: int, beside: str) -> bool:
    """Whether a day stands right, or who signed stands beside or above it."""
    piece = pieces[at]
    above = next((p for p in reversed(pieces[max(0, at - 3) : at]) if p.bare), None)
    name = _unsealed(beside) or (above.bare if above is not None else "")
    return piece.line.align == "right" or (ORGAN.search(_unsealed(name)) is not None and _signs(_unsealed(name)))


def _may_sign(text: str) -> bool:
    bare = _unsealed(text)
    return 2 < len(bare) < 60 and not re.search(r"[，。；：:？！]", bare)


def _unsealed(text: str) -> str:
    return re.sub(r"[（(](?:印章|盖章|公章|章|印|加盖印章|盖印)[）)]", "", tight(text))


def _issuers(pieces: list[Piece], head: Head, tail: Tail, at: int, beside: str) -> int:
    """Who signed: beside the day and in the lines above it, several of a joint letter. Returns where the signature begins."""
    beside = "" if DATED.match(beside) else _unsealed(beside)
    found: list[str] = [beside] if beside else []
    start, gap, i = at, 0, at - 1
    while i >= head.text_start and gap < 6 and not (found and beside):
        piece = pieces[i]
        if (not piece.bare and piece.table is None) or i in tail.used:  # an imprint set in frames may stand between
            gap, i = gap + (not piece.bare), i - 1
            continue
        texts = [t for t in map(_unsealed, piece.parts) if t]
        if not _free(piece, i, head) or not all(_signs(t) for t in texts) or (found and not all(ORGAN.search(t) for t in texts)):
            break
        if not all(_POST.match(t) for t in texts):
            found = (_spread(piece) or texts) + found
        start, gap, i = i, 0, i - 1
    under = next((k for k in range(at + 1, min(at + 3, len(pieces))) if pieces[k].bare), None)
    if not found and under is not None and _free(pieces[under], under, head) and pieces[under].line.align == pieces[at].line.align:
        name = _unsealed(pieces[under].bare)
        if ORGAN.search(name) and _signs(name):
            found, start = [name], min(start, at)
            tail.used.add(under)
    if found:
        tail.issuers = Found(tuple(found), 0.95, pieces[start].line.where, "、".join(found))
    tail.used.update(range(start, at))
    return start


def _free(piece: Piece, at: int, head: Head) -> bool:
    return at not in head.used and piece.table is None and not ROLES.match(piece.bare)


def _signs(text: str) -> bool:
    return _may_sign(text) and not re.match(r"^(附件|\d+[.．、]|[一二三四五六七八九十]+、|特此|此复|此函|以上|专此|妥否|当否|请)", text) and len(text) <= 40


def _spread(piece: Piece) -> list[str]:
    """One name written with gaps between its characters."""
    single = re.split(r"[\s\u3000]+", piece.text.strip())
    return ["".join(single)] if len(single) > 2 and all(len(t) == 1 for t in single) else []


# --- 附注 -----------------------------------------------------------------------
def _note(pieces: list[Piece], head: Head, tail: Tail) -> None:
    """A line in brackets under the day; without a day only one that names whom to ask or who may read it."""
    first = tail.sign if tail.date is not None else head.text_start
    for i in range(first, min(len(pieces), tail.end, tail.sign + 14)):
        bare = pieces[i].bare
        if i in tail.used or not 4 < len(bare) < 120 or bare[0] not in "（(" or bare[-1] not in "）)" or not _unsealed(bare):
            continue
        if tail.date is not None or re.match(r"^[（(](联系人|此件)", bare):
            tail.note = Found(bare[1:-1], 0.9, pieces[i].line.where, bare)
            tail.used.add(i)
            return
