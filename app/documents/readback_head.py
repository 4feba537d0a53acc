"""What stands above the text of an old letter: number, secrecy, urgency, signers, mark, title, recipients."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from app.documents.readback_labels import DATE, ISSUER, TEXT, labelled
from app.documents.readback_model import Found, OldNumber
from app.documents.readback_number import alone, numbers_at
from app.documents.readback_pieces import COPIES, ROLES, Piece
from app.documents.readback_words import ORGAN, apart, date_in, level_of, names, number_in, period_in

HEAD_LINES = 60
_SECRECY = re.compile(r"^(?:密级[:：])?(绝密|机密|秘密)(?:[★☆*·]?(长期|\d{1,2}(?:年|个月|天)|[一二三四五六七八九十]{1,3}(?:年|个月)))?[★☆]?$")
_URGENCY = re.compile(r"^(?:紧急程度[:：])?(特急|加急|特提|平急|急件)$")
_COPY = re.compile(r"^(?:份号[:：]?|№|No\.?)?(\d{5,7})$")
_SIGNERS = re.compile(r"签发人?[:：](.*)$")
_WORDS = re.compile(
    r"(函|通知|通知书|通报|建议|建议书|决定|报告|请示|批复|意见|回复|意见书|纪要|记录|方案|办法|规定|公告|公报|命令|令|决议|责任书|诫勉书|告知书|审批单|审批表|处置表|回证|"
    r"统计表|评议表|清单|要点|计划|总结|说明|议案|通告|公示|简报|决定书|申请书|保证书|确认书|倡议书|承诺书|介绍信|回执|复函|答复|提醒|督办单|通知单|细则|制度)(?:[（(].{1,12}[）)])?$"
)
_VERBS = re.compile(r"(如下|以下|下列|现将|根据|为了|为进|按照|经研究|要求|汇报|情况是|指出|强调|认为|议定|分别是|包括|主要有|特此|收悉|请示)")
DATED = re.compile(r"^(?:成文日期|日期|时间|签发日期|发文日期|落款日期)[:：]$")
_LABELLED = re.compile(r"^(?:标题|题目|文件标题|题名|事由)[:：](.+)$")
_TO_LABEL = re.compile(r"^(?:主送(?:机关|单位)?|致|送达(?:单位|对象)?|发往)[:：](.+)$")

_PEOPLE = re.compile(r"(员|人|职工|干部|群众|居民|村民|长|书记|主任|同志们?|朋友们?)(?:（同志）|\(同志\))?$|（同志）$")


@dataclass(slots=True)
class Head:
    """What was found above the text. office: beside a day above the title; text_start: a place among the pieces; number_at: where the number stands;
    used: pieces that are elements."""

    number: Found[OldNumber] | None = None
    title: Found[str] | None = None
    to: Found[tuple[str, ...]] | None = None
    date: Found[dt.date] | None = None
    signers: Found[tuple[str, ...]] | None = None
    secrecy: Found[tuple[str, str]] | None = None
    urgency: Found[str] | None = None
    copy_no: Found[str] | None = None
    issuers: Found[tuple[str, ...]] | None = None
    mark: str = ""
    office: str = ""
    text_start: int = 0
    number_at: int = 0
    used: set[int] = field(default_factory=set)


def read_head(pieces: list[Piece]) -> Head:
    """The head of a letter."""
    head = Head()
    _marks(pieces, head)
    _labels(pieces, head)
    _number(pieces, head)
    _mark(pieces, head)
    end = _title(pieces, head)
    _under_title(pieces, head, end)
    if head.title is not None and any(_is_text(p) for p in pieces[head.text_start : head.number_at]):
        head.number = None  # it stands in the text: another letter's
        head.used.discard(head.number_at)
    return head


def _labels(pieces: list[Piece], head: Head) -> None:
    """Issuer and day where a line of the head says that they are; the label of the text is no text."""
    for name, (at, text) in labelled(pieces).items():
        line = pieces[at].line
        day = date_in(text) if name == DATE else None
        if name == ISSUER and names(text):
            head.issuers = Found(names(text), 0.95, line.where, pieces[at].text.strip())
        elif day is not None and not day[1] and not day[2]:
            head.date = Found(day[0], 0.95, line.where, pieces[at].text.strip())
        elif name != TEXT:
            continue
        head.used.add(at)


def _marks(pieces: list[Piece], head: Head) -> None:
    """份号, 密级, 紧急程度, 签发人: alone in a line or beside each other."""
    for i, piece in enumerate(pieces[:HEAD_LINES]):
        parts = piece.parts
        taken = 0
        for part in parts:
            if head.secrecy is None and (found := _SECRECY.match(part)):
                head.secrecy = Found((found[1], found[2] or ""), 0.98, piece.line.where, part)
            elif head.urgency is None and (found := _URGENCY.match(part)):
                head.urgency = Found(found[1], 0.98, piece.line.where, part)
            elif head.copy_no is None and i < 12 and (found := _COPY.match(part)):
                head.copy_no = Found(found[1], 0.95, piece.line.where, part)
            else:
                continue
            taken += 1
        if taken and taken == len(parts):
            head.used.add(i)
        signed = _SIGNERS.search(piece.bare)
        if head.signers is None and signed and len(piece.bare) < 60:
            shown = re.split(r"签\s*发\s*人?\s*[:：]", piece.text)[-1]
            people = tuple(n for n in _people(shown))
            if people:
                head.signers = Found(people, 0.95, piece.line.where, piece.text.strip())
            head.used.add(i)
            after = pieces[i + 1] if i + 1 < len(pieces) else None
            if people and after and after.bare and not number_in(after.bare) and re.fullmatch(r"(?:[\u4e00-\u9fff]{2,4}[\s、]*){1,2}", after.text.strip()) and after.line.align != "center":
                head.signers = Found((*people, *_people(after.text)), 0.9, piece.line.where, piece.text.strip())
                head.used.add(i + 1)


def _people(text: str) -> list[str]:
    """Names of people; those of two characters may be written with a gap."""
    text = re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]{1,2}([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", text)
    return [n for n in re.split(r"[\s、，,;；]+", text.strip()) if re.fullmatch(r"[\u3400-\u9fff·\U00020000-\U0003ffff×]{2,12}", n)]


# --- number ------------------------------------------------------------------
def _number(pieces: list[Piece], head: Head) -> None:
    best: tuple[float, int, OldNumber, str] | None = None
    text_seen = 0
    for i, piece in enumerate(pieces):
        if piece.table is not None:
            continue
        for found, text in numbers_at(pieces, i):
            sure = 0.98 - (0.0 if i < HEAD_LINES else 0.3) - min(0.25, text_seen * 0.02)
            sure -= 0.1 if not found.series else 0.0
            sure -= 0.35 if re.search(r"附件", text) else 0.0
            if best is None or sure > best[0]:
                best = (sure, i, found, text)
        text_seen += len(piece.bare) > 45 and not piece.line.red
    if best is not None and best[0] > 0.35:
        sure, at, value, text = best
        head.number, head.number_at = Found(value, max(sure, 0.5), pieces[at].line.where, text), at
        if re.sub(r"[（()）\[\]〔〕【】]", "", text) == re.sub(r"[（()）\[\]〔〕【】]", "", pieces[at].bare) or number_in(pieces[at].bare):
            head.used.add(at)


# --- mark and title ------------------------------------------------------------
def _mark(pieces: list[Piece], head: Head) -> None:
    """发文机关标志: red and large, or ends in 文件."""
    found: list[str] = []
    for i, piece in enumerate(pieces[:HEAD_LINES]):
        bare = piece.bare
        if i in head.used or not bare or len(bare) > 60 or number_in(bare):
            continue
        if re.search(r"关于|[。：:]", bare) or ROLES.match(bare):
            if found:
                break
            continue
        red = piece.line.red and (piece.line.size >= 20 or piece.line.size == 10.5)
        named = bare.endswith("文件") and len(bare) > 4
        if red or named:
            found.append(bare)
            head.used.add(i)
        elif found and not piece.line.red:
            break
    head.mark = "".join(found) if len(found) < 2 or not found[-1].endswith("文件") else found[0] + "文件" * (not found[0].endswith("文件"))


def _title(pieces: list[Piece], head: Head) -> int:
    """Find the title; returns the place after it."""
    limit = next((i for i, p in enumerate(pieces[:HEAD_LINES]) if _is_text(p)), HEAD_LINES)
    scores = [(_title_score(p, i, head) + _placed(pieces, i, head), -i) for i, p in enumerate(pieces[:limit])]
    score, at = max(scores, default=(0.0, 0))
    at = -at
    if score < 4:
        return _first_text(pieces, head)
    start, end = at, at + 1
    while start > 0 and _goes_on(pieces, start - 1, at, head, upward=True):
        start -= 1
    while end < len(pieces) and _goes_on(pieces, end, at, head, upward=False):
        end += 1
    text = "".join(pieces[i].bare for i in range(start, end))
    labelled = _LABELLED.match(text)
    text = labelled[1] if labelled else text
    inside = re.search(r"[（(]?([\u4e00-\u9fffA-Za-z]{1,12}[〔\[（(【](?:19|20)\d\d[〕\]）)】]第?\d{1,5}号)[）)]?$", text)
    if inside and not text.endswith("》"):
        value = number_in(inside[1])
        if value is not None and head.number is None:
            head.number = Found(value[0], 0.85, pieces[end - 1].line.where, inside[1])
        text = text[: inside.start()]
    head.title = Found(text, 0.97 if score >= 6 else 0.85, pieces[at].line.where, text)
    head.used.update(range(start, end))
    return end


def _placed(pieces: list[Piece], at: int, head: Head) -> float:
    """More for a line that stands where a title does though nothing in its looks tells: under the number, over who it is for."""
    bare = pieces[at].bare
    if at in head.used or not 2 < len(bare) < 60 or re.search(r"[，。；：:！？]", bare) or level_of(bare)[0] or number_in(bare) or date_in(bare) or _SECRECY.match(bare) or _URGENCY.match(bare):
        return 0.0
    above = next((n for n in range(at - 1, -1, -1) if pieces[n].bare), None)
    under = next((p for p in pieces[at + 1 :] if p.bare or p.table is not None), None)
    listed = under is not None and _names_all(under) and not any(map(_names_all, pieces[:at]))
    numbered = above is not None and head.number is not None and above in head.used and number_in(pieces[above].bare) is not None
    return (2.0 if listed else 0.0) + (1.0 if numbered else 0.0) + (2.0 if listed and numbered else 0.0)


def _names_all(piece: Piece) -> bool:
    """Whether a line is who a letter is for and nothing else."""
    found = re.fullmatch(r"(.{2,400})[：:]", piece.bare)
    return found is not None and bool(_listed(found[1], inline=False, indent=piece.line.indent))


def _is_text(piece: Piece) -> bool:
    """Whether the text has begun: a whole sentence."""
    return len(piece.bare) > 14 and piece.bare.endswith("。") and piece.line.align != "center" and not ROLES.match(piece.bare)


def _title_score(piece: Piece, at: int, head: Head) -> float:
    bare, line = piece.bare, piece.line
    if at in head.used or not 2 < len(bare) < 130 or piece.table is not None:
        return 0.0
    if bare.endswith(("。", "；", "：", ":", "，")) or ROLES.match(bare) or line.part == "页脚" or (number_in(bare) and not bare.startswith("关于")):
        return 0.0
    if date_in(bare) and len(bare) < 20:
        return 0.0
    score = (3.0 if line.align == "center" else 0.0) + (2.0 if line.size >= 20 else 1.0 if line.size >= 17 else 0.0)
    score += 3.0 if re.match(r"^(.{0,30}?)关于", bare) and "。" not in bare else 0.0
    score += 2.0 if _WORDS.search(bare) else 0.0
    score += 3.0 if re.search(r"title|标题$|^标题|lvzetitle", line.style) and not line.heading else 1.0 if line.heading == 1 else 0.0
    score += 3.0 if _LABELLED.match(bare) else 0.0
    score -= 4.0 if line.red else 0.0
    score -= 3.0 if level_of(bare)[0] or (line.breaks and at > 15) else 0.0
    return score - at * 0.04 - (2.0 if re.match(r"^附件", bare) else 0.0)


def _goes_on(pieces: list[Piece], at: int, title: int, head: Head, *, upward: bool) -> bool:
    """Whether a line is another line of the title."""
    piece, of = pieces[at], pieces[title]
    bare = piece.bare
    if at in head.used or not bare or piece.table is not None or piece.line.part != of.line.part:
        return False
    if piece.line.align != of.line.align or abs(piece.line.size - of.line.size) > 0.6 or piece.line.red != of.line.red:
        return False
    if ROLES.match(bare) or number_in(bare) or period_in(bare) or (date_in(bare) and len(bare) < 22) or bare.endswith(("。", "：", ":")):
        return False
    if of.line.align != "center":
        return not upward and not _WORDS.search(of.bare) and len(bare) < 40 and _WORDS.search(bare) is not None
    if bare[0] in "（(" and bare[-1] in "）)":
        return False
    return upward or not (_WORDS.search(pieces[at - 1].bare) and not bare.endswith(("函", "通知", "通报", "的通知", "复函")) and len(bare) > 30)


def _first_text(pieces: list[Piece], head: Head) -> int:
    return next((i for i, p in enumerate(pieces) if p.bare and i not in head.used), 0)


# --- under the title -----------------------------------------------------------
def _under_title(pieces: list[Piece], head: Head, end: int) -> None:
    """题注, a number, then who it is for; the text begins after that."""
    for i, piece in enumerate(pieces[:end]):
        parts = piece.parts
        found = date_in(parts[-1]) if parts and i not in head.used and len(piece.bare) < 40 else None
        told = found is not None and DATED.match(found[1]) is not None
        if head.date is None and found and not found[2] and (told or ((len(parts) > 1 or not found[1]) and len(found[1]) < 20)):
            head.date = Found(found[0], 0.9, piece.line.where, piece.text.strip())
            head.office = "" if told else found[1] or "".join(parts[:-1])
            head.used.add(i)
    at = end
    while at < len(pieces):
        piece = pieces[at]
        bare = piece.bare
        if (not bare and piece.table is None) or at in head.used:
            at += 1
            continue
        again = alone(bare)
        if again is not None:  # once more, under the title
            head.number = head.number or Found(again, 0.9, piece.line.where, bare)
            head.used.add(at)
            at += 1
            continue
        inside = bare.strip("（()）")
        found = date_in(inside)
        if found and len(inside) < 40 and (not found[2].startswith("印发") or bare[0] in "（(") and (len(bare) < 16 or bare[0] in "（(" or not re.search(r"[，。：:]", bare)):
            exact = not found[1] and not found[2]
            head.date = Found(found[0], 0.9 if exact else 0.75, piece.line.where, piece.text.strip())
            head.used.add(at)
            at += 1
            continue
        break
    head.text_start = at
    _recipients(pieces, head, at)


def _recipients(pieces: list[Piece], head: Head, at: int) -> None:
    for i, piece in enumerate(pieces[:HEAD_LINES]):
        labelled = _TO_LABEL.match(piece.bare) if i not in head.used else None
        if labelled and (i < at + 3) and names(labelled[1]):
            head.to = Found(names(labelled[1]), 0.97, piece.line.where, piece.text.strip())
            head.used.add(i)
            head.text_start = max(at, i + 1) if i >= at - 1 else at
            return
    text, last = "", at
    for i in range(at, min(at + 5, len(pieces))):
        piece = pieces[i]
        if piece.table is not None or COPIES.match(piece.bare):
            return
        if not piece.bare:
            if text:
                return
            continue
        if piece.line.align == "center" and piece.line.size > 18:
            return
        text, last = text + apart(piece.text), i
        found = re.match(r"^(.{2,400}?)[：:](.*)$", text)
        if found is not None:
            rest = found[2]
            listed = _listed(found[1], inline=bool(rest), indent=piece.line.indent)
            if listed:
                sure = 0.97 if ORGAN.search(listed[-1]) and not rest and not piece.line.indent else 0.9 if not rest else 0.8
                head.to = Found(listed, sure, piece.line.where, found[1])
                if not rest:
                    last = _more(pieces, last, head)
                    head.used.update(range(at, last + 1))
                    head.text_start = last + 1
            return
        if re.search(r"[。！]", text) or level_of(piece.bare)[0] or ("；" in text and not all(map(_organ, names(text)))):
            return
        if i == at and _without_colon(pieces, at):
            head.to = Found(names(text), 0.8, piece.line.where, text)
            head.used.add(at)
            head.text_start = at + 1
            return


def _more(pieces: list[Piece], last: int, head: Head) -> int:
    """Take the lines under who it is for that name others, each with a colon of its own; the last of them."""
    while head.to is not None and last + 1 < len(pieces) and not pieces[last + 1].line.indent and _names_all(pieces[last + 1]):
        last += 1
        head.to = Found((*head.to.value, *names(apart(pieces[last].text))), head.to.sure, head.to.where, head.to.text)
    return last


def _organ(name: str) -> bool:
    return ORGAN.search(name) is not None or (len(name) > 2 and ("各" in name or name[0] == "本"))


def _listed(text: str, *, inline: bool, indent: bool) -> tuple[str, ...]:
    """Receivers, if that is what stands before the colon, else nothing."""
    if re.search(r"[。！？]", text) or (_VERBS.search(text) and not re.search(r"各|部|局|委", text[-4:])) or level_of(text)[0]:
        return ()
    if ROLES.match(text + "："):
        return ()
    listed = names(re.sub(r"^(?:尊敬的|致)", "", text))
    organs = [_organ(one) for one in listed]
    if inline:
        return listed if organs and all(organs) and len(text) <= 60 else ()
    if not listed or any(len(one) > 45 for one in listed):
        return ()
    people = [_PEOPLE.search(one) is not None or (not indent and 1 < len(one) < 5) for one in listed]
    known = sum(organ or person for organ, person in zip(organs, people, strict=True))
    return listed if known * 2 >= len(listed) and known else ()


def _without_colon(pieces: list[Piece], at: int) -> bool:
    """Whether a line under the title names receivers though no colon follows: the text comes next."""
    piece = pieces[at]
    after = next((p for p in pieces[at + 1 :] if p.bare or p.table is not None), None)
    if after is None or piece.line.indent or piece.line.align in ("center", "right") or re.search(r"[，：:]$", piece.bare):
        return False
    text = _is_text(after) or (after.line.indent and len(after.bare) > 14)
    return text and len(piece.bare) < 60 and bool(names(piece.bare)) and all(ORGAN.search(one) for one in names(piece.bare))
