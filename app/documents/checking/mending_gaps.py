"""Blank lines between the elements of a corrected copy: just as many as the standard has, whatever made the distance before.

Does not belong here: the distances within the head that are set anew (mending_head) and the pitch of lines (mending).
"""

from __future__ import annotations

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.mending_xml import Changes
from app.documents.checking.paper import Para

_SPACED = frozenset(("行距", "段前段后"))


def mend_gaps(found: Elements, profile: Profile, wrong: set[str], changes: Changes) -> None:
    """Blank lines where they are told, and where a distance between paragraphs, which is told, stood for them (pt)."""
    for rule, upper, lower, lines in (*_head(found), *_tail(found)):
        if upper is None or lower is None:
            continue
        apart = lines < 2 and bool(wrong & _SPACED) and max(upper.after, lower.before) >= 1.0
        if (rule in wrong or apart) and changes.may(rule):
            changes.blank_lines(rule, upper, lower, lines, profile.grid.pitch)


def _head(found: Elements) -> list[tuple[str, Para | None, Para | None, int]]:
    """Over and under the number, the title and 主送 (7.2.5, 7.3.1, 7.3.2)."""
    number = found.signers[-1] if found.signers and found.number and found.signers[-1].index > found.number.index else found.number
    titled = found.passed or found.titles
    return [
        ("标题下空行", titled[-1] if titled else None, found.to, 1),
        ("标题上空行", number, found.titles[0] if found.titles else None, 2),
        ("标志下空行", found.marks[-1] if found.marks else None, found.number, 2),
        ("主送下空行", found.to, found.body[0][1] if found.body else None, 0),
    ]


def _tail(found: Elements) -> list[tuple[str, Para | None, Para | None, int]]:
    """Over 附件说明 and 出席, between the names of annexes, and between name, date and note (7.3.4 to 7.3.6, 10.3)."""
    pairs: list[tuple[str, Para | None, Para | None, int]] = [("附件说明空行", upper, lower, 0) for upper, lower in zip(found.attached, found.attached[1:], strict=False)]
    for rule, below in (("附件说明空行", found.attached[:1]), ("出席空行", found.attendance[:1])):
        pairs += [(rule, _last_before(found, para), para, 1) for para in below]
    if len(found.issuers) == 1:
        pairs.append(("署名日期空行", found.issuers[0], found.date, 0))
    return [*pairs, ("附注空行", found.date, found.note, 0)]


def _last_before(found: Elements, para: Para) -> Para | None:
    return max((p for _, p in found.body if p.index < para.index), key=lambda p: p.index, default=None)
