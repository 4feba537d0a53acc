"""Where signature and date stand (clause 7.3.5): with a seal, without one, of several organs, of the one who signs an order."""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.roles_tail import NAMED
from app.documents.checking.rules_seal import seals_of
from app.documents.checking.saying import beside
from app.documents.model import Format

_LONGER = 0.25  # of a character: what a date is longer than its name
_STANDS_IN = 0.4  # of a character that a date may stand in more or less than two behind its names
_ROOM = 4.5  # characters at the right of names without seals, which should be two
_JOINT = 9.0  # characters: the most that a date below several names stands from the right edge
FULL_DATE = re.compile(r"[0-9]{4}年[1-9][0-9]?月[1-9][0-9]?日")


def judge_places(paper: Paper, profile: Profile, form: Format, found: Elements, findings: Findings) -> None:
    """Of a docx as far as its indents tell, of a PDF as measured."""
    date = found.date
    assert date is not None  # noqa: S101 - asked by the caller
    below = next((p for p in found.issuers if p.index > date.index), None)
    if below is not None:
        findings.judge("发文机关署名位置", "7.3.5", False, "在成文日期之下", "署名在成文日期之上", at=below)
        return
    measure = profile.page.text_width * MM
    cell = profile.grid.cell
    when = _extent(date, measure, profile)
    if when is None or date.place == "table" or paper.sections[min(date.section, len(paper.sections) - 1)].width > 700:
        return
    right = (measure - when[1]) / cell
    if date.rect is None and date.align == "center" and not date.left and not date.right and abs(date.first) < 40:
        findings.judge("成文日期位置", "7.3.5", False, "居中", _right_place(paper, form, found), at=date)
        return
    who = _extent(found.issuers[-1], measure, profile) if len(found.issuers) == 1 else None
    if any(abs((p.size or profile.sizes.body) - profile.sizes.body) > 0.4 for p in (date, *found.issuers)) and right > 1:
        return  # in another size they cannot stand where they should; that is said by itself
    if (when[0] + when[1]) / 2 < measure / 2 - cell and date.rect is None:
        findings.judge("成文日期位置", "7.3.5", False, beside("左", when[0] / cell), _right_place(paper, form, found), at=date)
        return
    stamped = abs(right - 4) <= 0.75
    if len(found.issuers) != 1:
        ok = -0.3 <= right <= _JOINT and (when[0] + when[1]) / 2 > measure * 0.4
        findings.judge("成文日期位置", "7.3.5", ok, beside("右", right), "加盖印章的右空四字", at=date)
        _joint(found.issuers, when, measure, profile, findings)
        return
    signer = found.issuers[-1]
    if form is Format.ORDER and (is_signed(paper, signer) or (signer.rect is None and is_named(signer))):
        who = _extent(signer, measure, profile, several=False)  # office and name are one
    if who is None:  # several names on one line
        findings.judge("成文日期位置", "7.3.5", date.rect is not None or right <= _JOINT, beside("右", right), "加盖印章的右空四字", at=date)
        return
    drawn = _is_drawn_beside(paper, signer)
    if form is Format.ORDER and (date.rect is None or is_signed(paper, signer) or drawn):
        ends = [("成文日期", date, when[1]), ("发文机关署名", signer, who[1])]
        for name, para, end in ends[:1] if drawn else ends:
            room = (measure - end) / cell
            findings.judge(f"{name}位置", "7.3.5.3", abs(room - 4) <= 1.2, beside("右", room), "右空四字", at=para)
        return
    middle = abs((who[0] + who[1]) / 2 - (when[0] + when[1]) / 2) / cell
    if signer.rect is None and signer.align == "center" and not signer.left and not signer.right and abs(signer.first) < 40 and middle > 1.2:
        findings.judge("发文机关署名位置", "7.3.5", False, "居中", "以成文日期为准居中；不加盖印章的右空二字", at=signer)
        return
    behind = abs((when[0] - who[0]) / cell - 2) <= 0.9  # the form without a seal: one of the two stands two from the right
    under = abs((measure - who[1]) / cell - 2) <= 0.75
    longer = when[1] - when[0] > who[1] - who[0] and abs((measure - when[1]) / cell - 2) <= 0.5 and 0.3 <= (when[0] - who[0]) / cell <= 2.9
    if _at_edge(when, who, right, cell) and date.rect is not None and signer.rect is not None and not seals_of(paper, found):
        findings.judge("成文日期位置", "7.3.5.2", False, beside("右", right), "成文日期长于署名的右空二字；加盖印章的右空四字", at=date)
        return
    if longer or (behind and (under or 1.0 <= (measure - max(when[1], who[1])) / cell <= 4.5) and not (stamped and middle < 0.6)):
        findings.judge("成文日期位置", "7.3.5.2", True, "", "")
        return
    limited = who[1] - who[0] > measure - 2 * 4 * cell and right > 0
    room = max(4.0, (who[1] - who[0] - when[1] + when[0]) / 2 / cell + 1)  # a long name over the middle of the date needs more
    most = room + 1.2 if date.rect is not None else measure
    findings.judge("成文日期位置", "7.3.5", stamped or (limited and middle < 1.2) or (4 < right <= most and middle < 0.8), beside("右", right),
                   _right_place(paper, form, found), at=date)  # fmt: skip
    said = FULL_DATE.fullmatch(date.bare) and not re.search(r"[：:]|[）)]$", found.issuers[-1].bare)  # mended, they have another length
    if stamped and said:
        out = (when[0] + when[1] + who[1] - who[0]) / 2 > measure - cell / 2  # a long name cannot stand over the middle of the date
        findings.judge("发文机关署名位置", "7.3.5", middle <= 1.2 or out, f"比成文日期中线偏 {middle:.1f} 字", "以成文日期为准居中", at=found.issuers[-1])


def _joint(issuers: list[Para], when: tuple[float, float], measure: float, profile: Profile, findings: Findings) -> None:
    """Names one under the other: not in the middle of the page, and two from the right where the date stands in behind them, as without seals."""
    centred = next((p for p in issuers if p.rect is None and p.place == "flow" and p.align == "center" and not p.left and not p.right), None)
    cell = profile.grid.cell
    if centred is not None and (when[0] + when[1]) / 2 > measure / 2 + 3 * cell:
        findings.judge("发文机关署名位置", "7.3.5", False, "居中", "以成文日期为准居中；不加盖印章的右空二字", at=centred)
    ends = [_extent(p, measure, profile) for p in issuers]
    placed = [end for end in ends if end is not None]
    if not placed or len(placed) < len(ends) or max(left for left, _ in placed) - min(left for left, _ in placed) > cell / 2:
        return
    if abs((when[0] - placed[0][0]) / cell - 2) <= _STANDS_IN:
        room = (measure - max(when[1], *(end for _, end in placed))) / cell
        findings.judge("发文机关署名位置", "7.3.5.2", room <= _ROOM, beside("右", room), "不加盖印章的右空二字", at=issuers[-1])


def _at_edge(when: tuple[float, float], who: tuple[float, float], right: float, cell: float) -> bool:
    """Whether a date longer than its name ends at the edge of the text, where neither form has it: without a seal it stands two from the right."""
    longer = when[1] - when[0] - who[1] + who[0]
    return longer > _LONGER * cell and right < 1


def is_signed(paper: Paper, para: Para) -> bool:
    """Whether a line of a PDF has office and name of the one who signs; a drawn signature beside it leaves its place open."""
    return para.rect is not None and not _is_drawn_beside(paper, para) and is_named(para)


def _is_drawn_beside(paper: Paper, para: Para) -> bool:
    """Whether a picture stands beside a line of a PDF, as a drawn signature does."""
    rect = para.rect
    return rect is not None and any(page == para.page and place.top < rect.bottom and place.bottom > rect.top for page, place in paper.pictures)


def is_named(para: Para) -> bool:
    """Whether a line has an office and a name."""
    return NAMED.fullmatch(para.text.strip().replace("\t", "　")) is not None


def _right_place(paper: Paper, form: Format, found: Elements) -> str:
    """Where the date belongs, as far as the document tells whether it is sealed."""
    if form is Format.ORDER or seals_of(paper, found):
        return "右空四字" if form is Format.ORDER else "加盖印章的右空四字"
    return "加盖印章的右空四字；不加盖印章的首字比署名首字右移二字"


def _extent(para: Para, measure: float, profile: Profile, *, several: bool = True) -> tuple[float, float] | None:
    """Left and right end of a short line inside the type area; None for names beside each other if there may be several."""
    origin = profile.page.left * MM
    if several and re.search(r"\S　+\S" if para.rect is not None and len(para.bare) > 10 else r"\S[ 　]{2,}\S", para.text):
        return None  # several names beside each other
    if para.rect is not None:
        return para.rect.left - origin, para.rect.right - origin
    if "\t" in para.text or "\n" in para.text.strip():
        return None
    size = para.size or 16.0
    spacing = next((run.spacing for run in para.runs if run.text.strip()), 0.0)
    width = {True: size, False: size / 2}

    def length(text: str) -> float:
        return sum(width[ord(c) > 0x2000] + spacing for c in text)

    lead = length(para.text[: len(para.text) - len(para.text.lstrip(" 　"))])
    rear = length(para.text[len(para.text.rstrip(" 　")) :])
    long = length(para.text.strip())
    if para.align == "right":
        end = measure - para.right - rear
        return end - long, end
    if para.align == "center":
        middle = (para.left + para.first + measure - para.right) / 2 + (lead - rear) / 2
        return middle - long / 2, middle + long / 2
    start = para.left + para.first + lead
    return start, start + long
