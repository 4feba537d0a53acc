"""Rules of a signature of several organs (clause 7.3.5): all of them, in the order of the mark, one under the other in line.

Does not belong here: a signature of one organ (rules_tail), names that stand beside each other, whose places the seals decide.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Para, Rect
from app.documents.checking.rules_number_signer import signers_in
from app.documents.checking.sheet import Sheet
from app.documents.checking.writing_names import ORGAN_NAME, plain

_LINE = 1.0  # of a character: names that stand in line
_NEAR = 3.0  # of a character: a name that belongs to the date below it
_ONE_ROW = 6.0  # pt between names that stand on one line
_BESIDE_OFF = 0.65  # of the distance of two names
_BESIDE = re.compile(r"[\u3000\t]+| {2,}|、|\n")


def judge_joint(found: Elements, findings: Findings) -> None:
    """Which organs sign, and in which order."""
    marked = [plain(name) for p in found.marks for name in p.text.split("\n")]
    marked = ["".join(name.split()) for name in marked if ORGAN_NAME.search(name)]
    if found.signers and len(marked) > 1:
        lines = [*found.signers, *([found.number] if found.number is not None and found.number not in found.signers else [])]
        count = sum(len(signers_in(row)) for p in lines for row in p.text.split("\n"))
        findings.judge("签发人", "7.2.6", count >= len(marked), f"{len(marked)} 个机关联合行文，{count} 个签发人", "各机关的签发人都标注", at=found.signers[0], grade=Grade.CUSTOM)
    signed = [plain(name) for p in found.issuers for name in _BESIDE.split(p.text.strip()) if name]
    if len(marked) < 2 or not signed or len(set(marked)) < len(marked) or any(name not in marked for name in signed):
        return
    absent = [name for name in marked if name not in signed]
    findings.judge("联合署名", "7.3.5", not absent, f"没有{'、'.join(absent)}", "联合行文的各机关都署名", at=found.issuers[-1])
    order = [marked.index(name) for name in signed]
    findings.judge("联合署名", "7.3.5", order == sorted(order), "、".join(signed), f"按发文机关标志的次序：{'、'.join(n for n in marked if n in signed)}", at=found.issuers[0],
                   grade=Grade.USUAL)  # fmt: skip


def judge_joint_places(sheet: Sheet, found: Elements, findings: Findings) -> None:
    """Where the names of a PDF stand that are set one under the other."""
    _word_beside(found, findings)
    date, names = found.date, found.issuers
    if date is None or date.rect is None or len(names) < 2 or any(p.rect is None or p.place != "flow" or not _one(p) for p in names):
        return
    if any(p.page != date.page for p in names) or names[-1].index > date.index:
        return
    places = [p.rect for p in names if p.rect is not None]
    spread = min(max(edge) - min(edge) for edge in ([r.left for r in places], [r.right for r in places], [r.left + r.right for r in places])) / sheet.cell
    findings.judge("联合署名", "7.3.5", spread <= _LINE, "各机关署名没有对齐", "署名上下排列整齐", at=names[0])
    ok = spread > _LINE or _over(places[-1], date.rect, sheet.cell)
    findings.judge("发文机关署名位置", "7.3.5", ok, "署名不在成文日期的上方", "最后一个署名与成文日期上下对应", at=names[-1])


def _word_beside(found: Elements, findings: Findings) -> None:
    """文件 at the right of several names stands at half their height (7.2.4)."""
    words = [p for p in found.marks if p.bare.endswith("文件") and p.rect is not None]
    names = [p for p in found.marks if ORGAN_NAME.search(plain(p.bare.removesuffix("文件"))) and p.rect is not None]
    if len(words) != 1 or len(names) < 2 or any(p.page != words[0].page for p in names):
        return
    middles = [(p.rect.top + p.rect.bottom) / 2 for p in names if p.rect is not None]
    pitch = (max(middles) - min(middles)) / (len(middles) - 1)
    if pitch < _ONE_ROW:
        return  # names beside each other
    own = words[0].rect
    off = (own.top + own.bottom) / 2 - (max(middles) + min(middles)) / 2 if own is not None else 0.0
    findings.judge("标志位置", "7.2.4", abs(off) <= _BESIDE_OFF * pitch, f"“文件”偏{'下' if off > 0 else '上'} {abs(off) / MM:.0f} 毫米", "“文件”对着各机关名称上下居中", at=words[0])


def _one(para: Para) -> bool:
    """Whether a line is one whole name of an organ."""
    return ORGAN_NAME.search(plain(para.bare)) is not None and len(_BESIDE.split(para.text.strip())) == 1


def _over(name: Rect, date: Rect, cell: float) -> bool:
    """Whether a name belongs to the date below it: in its middle, or one of their edges near the other's."""
    inside = name.left <= date.left and date.right <= name.right
    middle = abs(name.left + name.right - date.left - date.right) / 2
    return inside or min(middle, abs(name.left - date.left), abs(name.right - date.right)) <= _NEAR * cell
