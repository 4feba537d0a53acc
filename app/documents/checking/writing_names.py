"""Names of organs: the same through a document, recipients as the title says, nobody both addressed and copied.

An organ may be named in full or by a short name that takes characters of the full one in order (规范化简称); other
names in the place of the same organ are told. Grades are 实务: how an organ is called is its own affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage, own_words
from app.documents.checking.writing_parts import title_of

_END = r"(?:委员会|人民政府|办公室|办公厅|人民法院|人民检察院|党委|党组|党支部|党总支|纪委监委|纪委|监委|组织部|宣传部|统战部|政法委|编办|工作组|领导小组|总队|支队|大队|管委会|街道|分局|总局|局|厅|中心|公司|集团|大学|学院|学校|医院|银行|联合会|总工会|协会)"
ORGAN_NAME = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?(?:{_END}|[馆所站处社院台])$")
_EACH = re.compile(rf"[\u4e00-\u9fff]{{2,24}}?{_END}(?=[　 、和]|$)")
_OFFICE = re.compile(r"(办公室|办公厅|综合[处科股室]|秘书[处科])$")
_KINDS = ("领导小组办公室", "委员会办公室", "办公室", "办公厅", "领导小组", "党组", "党委", "党支部", "党总支")
_SELF = re.compile(r"(?<![自你大小忘本敌])我(局(?![限部面])|委(?![托派员任])|厅|办(?![理公案事好成完学])|院(?![子落士])|部(?![分署门队])|校(?![正对验])|中心|公司)(?![\u4e00-\u9fff]{0,2}们)")
_TO_WHOM = re.compile(r"(?:关于)?(?:致|向|答复|函复|提请|商请)([\u4e00-\u9fff]{2,24}?" + _END + r")(?:的(?:函|复函|回复|答复|建议|通知)|提出|发出|发送|下达|移送|移交|反馈|通报|征求)")
_NEAR = 8
_YOU = re.compile(r"(贵|你)(单位|局|委|厅|院|校|公司|市|县|区|镇|乡|办)")
_PLAIN_WORDS = frozenset("市县区局厅院校镇乡")
_PUT_IN = ("综合", "工作", "事业")  # words that get into names of offices
_BETWEEN = re.compile(r"[，、；：。,;](?![^（）()]*[）)])")  # 各县（市、区） is one
_LEVELS = "省市县区州盟旗乡镇"

_PASSED_ON = re.compile("(?:批|印)?转发|批转|印发")  # what follows is the title of another organ


def judge_names(found: Elements, rows: list[Passage], findings: Findings) -> None:
    """Everything about names of organs."""
    own = _own(found)
    _head_and_foot(found, findings)
    _titled(found, own, findings)
    _printer(found, own, findings)
    _recipients(found, own, findings)
    if own:
        _self(rows, found, own, findings)
    _variants(found, rows, own, findings)
    _addressed(found, rows, findings)
    _short_and_full(rows, own, findings)


def _short_and_full(rows: list[Passage], own: list[str], findings: Findings) -> None:
    """One organ in full and by a short name, or by two short names, though the text nowhere says 以下简称."""
    text = "".join(row.text for row in rows if row.role == "body")
    places = {m.group() for name in own if (m := re.match(rf"[\u4e00-\u9fff]{{1,5}}?[{_LEVELS}]", plain(name)))}
    places |= set(re.findall(r"[\u4e00-\u9fff]{2}[市县区省]", text))
    if "简称" in text:
        return
    found: dict[str, str] = {}
    for place in places:
        for match in re.finditer(rf"{re.escape(place)}(?:[\u4e00-\u9fff]{{1,4}}?委(?![员托派])|[\u4e00-\u9fff]{{2,10}}?(?:委员会|局))", text):
            found.setdefault(match.group(), place)
    for short in sorted(found):
        start = len(found[short])
        full = next((name for name in sorted(found) if len(name) - len(short) >= 2 and name[: start + 1] == short[: start + 1]
                     and short[-1] in {"委", "局"} and name.endswith("委员会" if short[-1] == "委" else "局") and _within(short, name)), "")
        row = next((row for row in rows if row.role == "body" and short in row.text), None)
        if row is not None:
            findings.judge("机关全称简称混用", "7.2.4", not full, f"“{short}”和“{full}”", "用一种名称，或者第一次出现时注明简称", at=row.at(row.text.find(short)),
                           grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def plain(name: str) -> str:
    """A name without what may be left out of it."""
    text = re.sub(r"[（(][^）)]*[）)]|文件$|（函）$", "", "".join(name.split()))
    return text.replace("中国共产党", "").removeprefix("中共")


def related(one: str, other: str) -> bool:
    """Whether two names can be of one organ: the same, or one a short name of the other, of the same kind of organ."""
    a, b = plain(one), plain(other)
    return a == b or (_kind(a) == _kind(b) and (_within(a, b) or _within(b, a)))


def _kind(name: str) -> str:
    return next((kind for kind in _KINDS if name.endswith(kind)), "")


def _within(short: str, long: str) -> bool:
    left = iter(long)
    return len(short) >= 2 and all(c in left for c in short)


def _own(found: Elements) -> list[str]:
    """The issuers as signed, else as in the mark."""
    signed = [name for para in found.issuers for name in re.split(r"[　\t、]+| {2,}", para.text.strip()) if ORGAN_NAME.search(plain(name))]
    marks = [plain(p.bare) for p in found.marks if ORGAN_NAME.search(plain(p.bare))]
    return signed or marks


def _head_and_foot(found: Elements, findings: Findings) -> None:
    marks = [p for p in found.marks if ORGAN_NAME.search(plain(p.bare)) and not p.bare.endswith(("纪要", "令"))]
    if len(marks) != 1 or len(found.issuers) != 1 or len(found.marks) != 1:
        return
    mark, issuer = plain(marks[0].bare), found.issuers[0].bare
    if not ORGAN_NAME.search(plain(issuer)) or re.search(r"[　\t]| {2,}", found.issuers[0].text.strip()):
        return
    findings.judge("发文机关前后一致", "7.3.5", related(mark, issuer) and not _cut(plain(issuer), mark), f"标志“{mark}”，署名“{issuer}”", "标志与署名是同一机关", at=found.issuers[0],
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _titled(found: Elements, own: list[str], findings: Findings) -> None:
    """The organ a title begins with is one of those that issue it."""
    match = re.match(rf"((?:[\u4e00-\u9fff]{{2,24}}?{_END}[　 、和]*)+)关于", title_of(found))
    issuing = own + [plain(p.bare) for p in found.marks if ORGAN_NAME.search(plain(p.bare))]
    if match is None or not issuing:
        return
    named = _EACH.findall(_PASSED_ON.split(match[1])[0])  # 文化和旅游局 is one name
    if not named:
        return
    ok = any(related(named[0], name) or plain(name).startswith(plain(named[0])) for name in issuing) or _within(plain(named[0]), "".join(map(plain, issuing)))
    findings.judge("标题中的发文机关", "7.3.1", ok, f"标题写“{named[0]}”，发文机关是“{issuing[0]}”", "标题中的机关就是发文机关", at=found.titles[0],
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _printer(found: Elements, own: list[str], findings: Findings) -> None:
    if found.printer is None or not own:
        return
    office = found.office.bare if found.office is not None else re.split(r"\d{4}年", found.printer.bare)[0].removesuffix("印发")
    base = plain(_OFFICE.sub("", office))
    if not _OFFICE.search(office) or len(base) < 2:
        return
    whole = "".join(map(plain, [*own, *(p.bare for p in found.marks)]))
    foreign = ORGAN_NAME.search(base) is not None and len(base) > 4 and not any(_within(plain(name), base) for name in own)
    ok = _within(base, whole) or not (foreign or any(_elsewhere(base, plain(name)) for name in own))
    findings.judge("印发机关与发文机关", "7.4.3", ok, f"印发“{office}”，发文“{own[0]}”", "发文机关的公文主管部门", at=found.printer, grade=Grade.CUSTOM,
                   topic="writing")  # fmt: skip


def _elsewhere(one: str, other: str) -> bool:
    """Whether two names are those of the same organ in different places."""
    places = [re.match(rf"[\u4e00-\u9fff]{{1,6}}?[{_LEVELS}]", name) for name in (one, other)]
    if not (places[0] and places[1]) or places[0].group() == places[1].group():
        return False
    rest = one[places[0].end() :], other[places[1].end() :]
    return len(rest[0]) > 1 and (_within(*rest) or _within(rest[1], rest[0]))


def _recipients(found: Elements, own: list[str], findings: Findings) -> None:
    for para in found.copies:
        mine = next((name for name in _names(para.bare.partition("：")[2]) if any(plain(name) == plain(one) for one in own)), "")
        findings.judge("抄送发文机关自己", "7.4.2", not mine, mine, "抄送的是发文机关以外的机关", at=para, grade=Grade.CUSTOM, topic="writing")
    for para in found.copies:
        copied = _names(para.bare.partition("：")[2] or para.bare.partition(":")[2])
        twice = sorted({name for name in copied if copied.count(name) > 1 and len(name) > 2 and len(set(copied)) > 1})
        findings.judge("抄送机关重复", "7.4.2", not twice, "、".join(twice), "每个机关写一次", at=para, grade=Grade.CUSTOM, topic="writing")
    if found.to is None:
        return
    to = _names(found.to.bare.rstrip("：:"))
    again = sorted({name for name in to if to.count(name) > 1 and len(name) > 2})
    findings.judge("主送机关重复", "7.3.2", not again, "、".join(again), "每个机关写一次", at=found.to, topic="writing")
    for para in found.copies:
        copied = _names(para.bare.partition("：")[2] or para.bare.partition(":")[2])
        both = sorted({name for name in copied if any(plain(name) == plain(other) and len(name) > 2 for other in to)})
        findings.judge("主送与抄送重复", "7.4.2", not both, "、".join(both), "主送机关不再列入抄送", at=para, grade=Grade.CUSTOM, topic="writing")
    asked = _TO_WHOM.search(title_of(found))
    if asked:
        ok = any(related(asked[1], name) or asked[1] in name or name in asked[1] for name in to)
        findings.judge("标题与主送机关", "7.3.2", ok, f"标题写“{asked[1]}”，主送“{to[0]}”", "标题里的对象就是主送机关", at=found.to, grade=Grade.CUSTOM,
                       topic="writing")  # fmt: skip


def _names(text: str) -> list[str]:
    return [name for name in _BETWEEN.split(text) if name]


def _self(rows: list[Passage], found: Elements, own: list[str], findings: Findings) -> None:
    whole = "".join([*own, *(para.bare for para in found.marks)])  # when they differ, 发文机关前后一致 tells it
    for row in rows:
        if row.role != "body":
            continue
        text = own_words(row.text)
        for match in _SELF.finditer(text):
            ok = match[1] in whole or (match[1] == "委" and "党组" in whole) or (match[1] == "校" and re.search("学院|大学|[中小]学|附中", whole) is not None)
            findings.judge("自称与发文机关", "7.3.5", ok, f"自称“{match.group()}”，发文机关是“{own[0]}”", "自称与发文机关相符", at=row.at(match.start()),
                           grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _addressed(found: Elements, rows: list[Passage], findings: Findings) -> None:
    """One addressee is 贵局 or 你局, not both, and is called by what it is."""
    said = {(match[1], match[2]): (row, match) for row in rows if row.role == "body" for match in _YOU.finditer(own_words(row.text))}
    both = next((said["贵", name] for mark, name in said if mark == "你" and ("贵", name) in said), None)
    findings.judge("称呼前后一致", "用语", both is None, f"“贵{both[1][2]}”和“你{both[1][2]}”" if both else "", "一份公文里用一种称呼", at=both[0].at(both[1].start()) if both else None,
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    to = found.to.bare if found.to is not None else ""
    other = next((said["你", name] for mark, name in said if mark == "你" and name in _PLAIN_WORDS and name not in to and not (name == "校" and re.search("学|院", to))), None) if re.search("[省市县区局厅院校镇乡]", to) else None
    findings.judge("称呼前后一致", "用语", other is None, f"“你{other[1][2]}”，主送“{to.rstrip('：:')}”" if other else "", "称呼与主送机关相符", at=other[0].at(other[1].start()) if other else None,
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _variants(found: Elements, rows: list[Passage], own: list[str], findings: Findings) -> None:
    """A name in the text that is nearly, but not quite, that of an addressee, a copied organ or the issuer."""
    listed = [*own, *(list(_names(found.to.bare)) if found.to is not None else []),
              *(n for p in found.copies for n in _names(p.bare.partition("：")[2]))]  # fmt: skip
    known = {plain(name) for name in listed if len(plain(name)) >= 4}
    shortened = any("简称" in row.text for row in rows)
    for row in rows:
        if row.role not in {"body", "title"}:
            continue
        for name, offset in _said(row.text, known):
            near = next((other for other in sorted(known) if _slip(name, other) or (not shortened and _cut(name, other))), "")
            findings.judge("机关名称不一致", "7.2.4", not near, f"“{name}”，别处写“{near}”", "同一机关名称前后一致", at=row.at(offset), grade=Grade.CUSTOM,
                           topic="writing")  # fmt: skip


def _said(text: str, known: set[str]) -> Iterator[tuple[str, int]]:
    """Names in a text that begin as a known one does and are none of them."""
    for start in sorted({name[:2] for name in known}):
        for match in re.finditer(re.escape(start), text):
            piece = text[match.start() : match.start() + 24]
            if any(piece.startswith(name) for name in known):
                continue
            ends = [m.end() for m in re.finditer(_END, piece)]
            yield from ((piece[:end], match.start()) for end in ends[:2])


def _cut(said: str, known: str) -> bool:
    """Whether a name of an office is known with characters left out in the middle (交通局 for 交通运输局)."""
    place = re.match(rf"[\u4e00-\u9fff]{{1,5}}?[{_LEVELS}]", known)
    if place is not None and len(place.group()) > 2 and said == place.group()[:-1] + known[place.end() :]:
        return True  # 西陵公安局 for 西陵市公安局
    return (place is not None and said.startswith(place.group()) and 2 <= len(known) - len(said) <= 4 and len(said) - place.end() >= 3
            and said[-1] == known[-1] and said[-1] in "局厅" and said[place.end()] == known[place.end()] and _within(said, known))  # fmt: skip


_BOTH_WAYS = re.compile("(人力资源)和(社会保障)")  # the standard short form of the name leaves the 和 out


def _slip(said: str, known: str) -> bool:
    """Whether a name is known with one slip: 党组 for 党委, a character left out, put in or another one in a long name."""
    if said == known or min(len(said), len(known)) < 5 or said.endswith(known) or known.endswith(said):
        return False
    if _BOTH_WAYS.sub(r"\1\2", said) == _BOTH_WAYS.sub(r"\1\2", known):
        return False
    stems = [re.sub(r"(党组|党委|党支部|党总支)$", "", name) for name in (said, known)]
    if stems[0] == stems[1]:
        return said != stems[0] and known != stems[1]
    if said.replace("与", "和") == known.replace("与", "和"):
        return True
    if min(len(said), len(known)) < _NEAR or _kind(said) != _kind(known):
        return False
    if len(said) == len(known):
        wrong = [(a, b) for a, b in zip(said, known, strict=True) if a != b]
        return len(wrong) == 1 and len(said) >= _NEAR + 1 and not set("".join(wrong[0])) & set("省市县区一二三四五六七八九十")
    short, long = sorted((said, known), key=len)
    if long == said and any(long.replace(word, "", 1) == short for word in _PUT_IN):
        return True  # 城市综合管理局 for 城市管理局
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))

