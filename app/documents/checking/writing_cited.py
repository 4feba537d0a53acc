"""Names of laws and rules that are nearly, but not quite, those of a known one: 防汛法 for 防洪法, 党内监督规定 for 党内监督条例.

Only names that begin as national ones do, or long ones, are compared: an office may have rules of its own. From when to
when a document is in force is writing_basis.
"""

from __future__ import annotations

import re

from app.catalog.known_rules import OF_THE_PARTY, OF_THE_STATE, KnownRules
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage

_TITLE = re.compile(r"《([^《》〈〉（）()]{5,40})》")
_NATIONAL = (OF_THE_STATE, OF_THE_PARTY)
_KIND = re.compile(r"(实施条例|实施细则|实施办法|法|条例|规定|规则|准则|办法|细则|章程)$")
_OWN_STEM = 6  # characters before the kind from which a name that is not national can be compared
_LONG = 14
_TURNED = 9  # characters of a name from which one that turns two words round is meant for it
_STAGE = re.compile("试行|暂行|修正|修订|草案|若干|补充|实施|解释|办法")
_LATER = re.compile(r"[省市县区州旗盟乡镇]")


def judge_cited(known: KnownRules, rows: list[Passage], findings: Findings) -> None:
    """Every title in the text that is near a known name and is none."""
    names = tuple(dict.fromkeys(name for rule in known.rules for name in rule.names))
    names = (*names, *known.laws)
    held = frozenset(names)
    for row in rows:
        if row.role not in {"body", "annex", "title"}:
            continue
        for match in _TITLE.finditer(row.text):
            cited = match[1]
            once = next((name for at in range(1, len(cited)) if cited[at] == cited[at - 1] and (name := cited[:at] + cited[at + 1 :]) in held), "")
            near = "" if cited in held else once or next((name for name in names if _slip(cited, name)), "")
            findings.judge("引用名称", "引用", not near, f"《{cited}》", f"《{near}》", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _slip(cited: str, name: str) -> bool:
    """Whether one is the other with another kind, a word left out or put in, or one other character."""
    kinds = _KIND.search(cited), _KIND.search(name)
    national = cited.startswith(_NATIONAL) and name[:4] == cited[:4]
    if kinds[0] is None or kinds[1] is None or not (national or len(name) - len(kinds[1][1]) >= _OWN_STEM) or (not national and _LATER.search(cited)):
        return False
    stem, other = cited[: kinds[0].start()], name[: kinds[1].start()]
    if stem == other:
        return kinds[0][1] != kinds[1][1]
    if kinds[0][1] != kinds[1][1]:
        return False
    if len(stem) == len(other):
        changed = sum(a != b for a, b in zip(stem, other, strict=True))
        return national and (kinds[0][1] == "法" or cited.startswith(OF_THE_PARTY)) and (changed == 1 or (len(stem) > _TURNED and sorted(stem) == sorted(other)))  # 道路安全交通法
    short, long = sorted((stem, other), key=len)
    at = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    gap = len(long) - len(short)
    if national and (long[at : at + gap] == "工作" or (kinds[0][1] == "法" and long[at : at + gap] == "管理")) and short[at:] == long[at + gap :]:
        return True  # 党内监督工作条例
    return len(long) >= _LONG and gap <= 2 and short[at:] == long[at + gap :] and not _STAGE.search(long[at : at + gap])  # 监督执纪规则
