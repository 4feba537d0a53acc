"""Recognises the elements of an official document in a Paper, by wording and order, not by the look that is judged.

A deviation must not hide an element: a black mark, a title in 仿宋 or a padded date are still found.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements, joined, part_of
from app.documents.checking.faces import face_of
from app.documents.checking.labels import is_copy_number, is_secrecy, is_urgency
from app.documents.checking.listed import LABEL, is_entry
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import DATE, KIND_AT_END, NUMBER, ORDER_NUMBER, ends_in_date, level_of
from app.documents.checking.roles_imprint import find_imprint
from app.documents.checking.roles_tail import MARK_END, find_tail

_SAYS = re.compile(r"^(为|根据|按照|经|现|兹)[^，]{4,}，|(如下|以下.{0,6})[：:]$")  # a sentence, no recipients
_SIGNER = re.compile(r"签\s*发\s*人\s*[：:]?|签\s*(发|批人)\s*[：:]")
_ORGANS = re.compile(r"[\u4e00-\u9fff、，（）《》“”]{2,}(局|委|办|厅|部|政府|单位|部门|党组|党委|公司|院|校|中心|街道|乡镇|处|室|会|企业)([（(][^（）()]{1,12}[）)])?[。，；,;]?")
_ODD_ORDER = re.compile(r"第?\d{1,4}号?令?|.{0,12}[〔\[(（【]\d{2,4}[〕\])）】]第?\d{1,4}号?")  # 令号 in a form it should not have
_ATTENDED = re.compile(r"(出席|列席|请假|缺席|主持|记录|参加|参会|与会|到会)(人员|人)?[：:]|(出席|列席|请假)(?=[\u4e00-\u9fff]{2,4}(、[\u4e00-\u9fff]{2,4})*$)")
_SPACED = re.compile(r"[\s　]*(出席|列席|请假)(人员)?[ 　\t]+[\u4e00-\u9fff]{2,}")  # below another: its colon was left out
_CONTACT = re.compile(r"[（(](联系人[：:]|此件)[^（()）]{2,50}[）)]")
_PASSED = re.compile(r"[（(](?:19|20)\d\d年\d{1,2}月\d{1,2}日[^（）()。]{0,80}[）)]")
_FACES = {1: "黑体", 2: "楷体"}


def recognise(paper: Paper) -> Elements:
    """Find the elements."""
    return _Finder(paper).elements()


def _like_number(para: Para) -> bool:
    """Whether a short line in the size of the text looks like 发文字号, with a year and a number in whatever form."""
    text = _SIGNER.split(para.bare)[0].rstrip("。；，、.;,")
    if len(text) >= 26 or (para.size or 16) >= 20 or ORDER_NUMBER.fullmatch(text) or KIND_AT_END.search(text):
        return False
    if re.fullmatch(r"[\u4e00-\u9fff]{2,10}第?\d{1,5}号", text):
        return True  # its year was left out
    bracketed = re.search(r"[〔\[(（【〈《{].{0,6}[〕\])）】〉》}]", text) is not None
    dated = re.search(r"(19|20|[一二][九〇○O零])[0-9〇○O零一二三四五六七八九]{2}(年|[\-—－第])", text) is not None
    return (bracketed or dated) and re.search(r"[0-9０-９一二三四五六七八九十]\s*(号|#|期)?$", text) is not None and not (dated and text.endswith("期"))


def _over_text(seen: list[Para]) -> list[Para]:
    """What stands over the end of the first sentence; a red name that signs stands below it."""
    return seen[: next((i for i, p in enumerate(seen) if p.bare.endswith("。") and (p.size or 0) < 20), len(seen))]


def _names_only(para: Para) -> bool:
    """Whether a line at the edge holds names of organs and no sentence."""
    if para.rect is not None and not (para.rect.left < 28 * MM + 8 and para.rect.right < 150 * MM):
        return False
    return abs(para.first) < 6 and abs(para.left) < 6 and len(para.bare) < 100 and _ORGANS.fullmatch(para.bare) is not None


class _Finder:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._seen = [p for p in paper.flowing if p.bare and not (p.place == "table" and p.page)]
        self._found = Elements()
        self._used: set[int] = set()

    def elements(self) -> Elements:
        """All of them."""
        find_imprint(self._paper, self._seen, self._found, self._used)
        find_tail(self._paper, self._seen, self._found, self._used)
        start = self._head()
        start = self._title(start)
        self._text(start)
        return self._found

    def _take(self, para: Para) -> Para:
        self._used.add(id(para))
        return para

    # head

    def _head(self) -> int:
        """Everything down to 发文字号; returns where the title may begin."""
        seen = self._seen[:16]
        at = next((i for i, p in enumerate(seen) if NUMBER.search(p.bare) and len(p.bare) < 45
                   and not p.bare.startswith("关于") and (_SIGNER.search(p.bare) or not (p.bare[-1] in "。；：，" or re.search("[，《]", p.bare)))), -1)  # fmt: skip
        at = at if at >= 0 else self._odd_number(seen)
        title_at = next((i for i, p in enumerate(seen) if p.bare.startswith("关于") or (
            KIND_AT_END.search(p.bare) and len(p.bare) > 6 and not p.red)), len(seen))  # fmt: skip
        if at > title_at + 3 or (at > title_at and seen[title_at].bare.startswith("关于")):
            at = -1
        if at >= 0:
            self._found.number = self._take(seen[at])
            self._beside(seen[at])
            self._hung(seen, at)
            if _SIGNER.search(seen[at].bare):
                self._found.signers.append(seen[at])
        end = at if at >= 0 else self._last_mark(seen, title_at)
        for para in seen[: max(end, 0)] if at >= 0 else seen[: end + 1]:
            self._head_part(para)
        after = end + 1
        if self._found.number is None:  # 令号, also on paper that has its mark
            issue = next((i for i in range(after, min(after + 2, len(seen))) if ORDER_NUMBER.fullmatch(seen[i].bare)), None)
            if issue is not None:
                self._found.number = self._take(seen[issue])
                after = issue + 1
        for para in seen[after : after + 3]:
            if at >= 0 and NUMBER.fullmatch(para.bare) and len(para.bare) < 26 and (para.size or 16) < 20:
                self._found.again.append(("发文字号", self._take(para)))
                after += 1
            elif _SIGNER.match(para.bare):
                self._found.signers.append(self._take(para))
                after += 1
            elif is_secrecy(para.bare) or is_urgency(para.bare) or (at >= 0 and re.fullmatch(r"\d{4,8}", para.bare)):
                self._head_part(para)
                after += 1
        return after

    @staticmethod
    def _odd_number(seen: list[Para]) -> int:
        """发文字号 in a form it should not have: the short line with a year or 号 right below a red mark."""
        mark = max((i for i, p in enumerate(_over_text(seen[:8])) if p.red and (p.size or 0) >= 20), default=-1)
        ordered = mark >= 0 and seen[mark].bare.endswith("令")

        def numbered(para: Para) -> bool:
            return _ODD_ORDER.fullmatch(para.bare) is not None if ordered else _like_number(para)

        for i in range(mark + 1, min(mark + 3, len(seen))) if mark >= 0 else ():
            if numbered(seen[i]):
                return i
        hung = mark > 0 and seen[mark].place in {"box", "frame"} and numbered(seen[mark - 1])  # a mark that hangs on the line of the number
        return mark - 1 if hung else -1

    def _beside(self, para: Para) -> None:
        """份号, 密级 or 紧急程度 at the left of the line of 发文字号, as a 信函 has it."""
        match = re.match(r"[\s　]*(\S+?)(?=\t|[ 　]{2,})", para.text)
        if match is None or para.rect is not None or _SIGNER.match(match[1]) or NUMBER.search(match[1]):
            return
        label = part_of(para, match.start(), match.end())
        if is_copy_number(match[1]) and self._found.copy_no is None:
            self._found.copy_no = label
        elif is_secrecy(match[1]):
            self._found.secrecy = label
        elif is_urgency(match[1]):
            self._found.urgency = label

    def _hung(self, seen: list[Para], at: int) -> None:
        """A mark in a text box that hangs on the line of 发文字号 comes after it in the file."""
        for para in seen[at + 1 : at + 3]:
            if para.place in {"box", "frame"} and (para.red or (para.size or 0) >= 20) and id(para) not in self._used:
                self._found.marks.append(self._take(para))

    def _last_mark(self, seen: list[Para], before: int) -> int:
        def issued(i: int, para: Para) -> bool:
            """纪要 over the number of its issue, whatever it looks like."""
            return para.bare.endswith("纪要") and i + 1 < len(seen) and ORDER_NUMBER.fullmatch(seen[i + 1].bare) is not None

        return max((i for i, p in enumerate(_over_text(seen)) if issued(i, p) or (i < max(before, 3) and ((p.size or 0) > 20 or (p.red and MARK_END.search(p.bare))) and (
            p.red or (p.size or 0) >= 30 or ((p.size or 0) > 24 and p.bare.endswith(("纪要", "文件")))))), default=-1)

    def _head_part(self, para: Para) -> None:
        found, text = self._found, para.bare
        if is_secrecy(text) and found.secrecy is None:
            found.secrecy = self._take(para)
        elif is_urgency(text) and found.urgency is None:
            found.urgency = self._take(para)
        elif is_copy_number(text) and found.copy_no is None and (not found.marks or re.fullmatch(r"\d{3,8}", text)):
            found.copy_no = self._take(para)
        elif is_secrecy(text) or is_urgency(text):
            found.again.append(("密级" if is_secrecy(text) else "紧急程度", self._take(para)))
        elif _SIGNER.match(text):
            found.signers.append(self._take(para))
        elif para.red or (para.size or 0) >= 20 or MARK_END.search(text):
            found.marks.append(self._take(para))

    # title and text

    def _title(self, start: int) -> int:
        at = start
        lines: list[Para] = []
        while at < len(self._seen) and len(lines) < 6:
            para = self._seen[at]
            text = para.bare
            if id(para) in self._used:
                at += 1
                continue
            dated = self._seen[at + 1].bare if at + 1 < len(self._seen) else ""
            if not lines and (ends_in_date(text) or (DATE.fullmatch(dated) and len(text) < 40)):  # issuer and date under the mark of 纪要
                self._take(para)
                at += 1
                continue
            if not lines and ORDER_NUMBER.fullmatch(text):  # the mark is on the preprinted paper
                self._found.number = self._found.number or self._take(para)
                at += 1
                continue
            full = para.rect is not None and para.rect.right > 168 * MM and not self._centred(para)  # a line of the text that ends so by chance
            looks = (para.size or 0) >= 18 or para.align == "center" or text.startswith("关于") or bool(
                KIND_AT_END.search(text) and len(text) < 40 and not full)  # fmt: skip
            large = (para.size or 0) >= 18 and para.align == "center" and len(text) < 50
            ended = (text[-1] in "：:；，" and not large) or (text[-1] == "。" and not ((para.size or 0) >= 18 and len(text) < 50))
            plain = ended or len(text) > 60 or _ATTENDED.match(text) or para.place == "table"
            if plain or (not looks and lines) or (level_of(para.text) and (para.size or 0) < 18):
                break
            if DATE.fullmatch(text.strip("（）()")):
                break
            if not looks and not self._centred(para):
                break
            lines.append(self._take(para))
            at += 1
            if KIND_AT_END.search(text) and not self._goes_on(at, para):
                break
        self._found.titles = lines
        return at

    def _goes_on(self, at: int, para: Para) -> bool:
        if at >= len(self._seen):
            return False
        following = self._seen[at]
        return following.size == para.size and (para.size or 0) >= 18

    def _centred(self, para: Para) -> bool:
        return para.rect is not None and abs((para.rect.left + para.rect.right) / 2 - 106 * MM) < 6 and para.rect.left > 120

    def _text(self, start: int) -> None:
        found = self._found
        rest = [p for p in self._seen[start:] if id(p) not in self._used]
        if rest and found.note is None and found.titles and _CONTACT.fullmatch(rest[0].bare):
            found.note = self._take(rest.pop(0))  # over the recipients
        passed = next((n for n in (1, 2, 3) if found.titles and _PASSED.fullmatch("".join(p.bare for p in rest[:n]))), 0)
        found.passed, rest = [self._take(para) for para in rest[:passed]], rest[passed:]
        for para in rest[:2]:
            text = para.bare
            if found.to is None and (found.titles or not para.first) and text[-1:] in {"：", ":"} and len(text) < 220 and not level_of(para.text) and (
                not _ATTENDED.match(text)) and para.place == "flow" and not _SAYS.search(text):  # fmt: skip
                found.to = self._take(para)
                break
            if para is rest[0] and found.titles and para.place == "flow" and _names_only(para):
                found.to = self._take(para)  # its colon was left out
                break
            if para is rest[0] and found.titles and self._unmarked(rest):
                found.to = self._take(para)
                break
            if self._paper.kind == "pdf" and not level_of(para.text) and found.titles and para is rest[0]:
                long = self._long_recipients(rest)
                if long:
                    found.to = joined(long, long[-1])
                    for line in long:
                        self._take(line)
                    break
        listing = False
        for para in rest:
            if id(para) in self._used:
                continue
            text = para.bare
            if para.place in {"table", "frame", "box", "footer"}:
                continue
            if _ATTENDED.match(text) or (found.attendance and _SPACED.match(para.text)):
                found.attendance.append(self._take(para))
                continue
            if found.attendance and self._more_names(found.attendance[-1], para):
                found.attendance[-1] = joined([found.attendance[-1], self._take(para)], found.attendance[-1])
                continue
            if re.match(r"附\s*件\s*[0-9]?\s*[：:]", text) or ((re.fullmatch(r"附件\d?.{2,40}", text) or LABEL.match(text)) and self._near_end(para)):
                listing = True
            elif listing and not (level_of(para.text) == 3 or self._continues(para) or self._turned(found.attached[-1], para)
                                  or (is_entry(text) and self._ends_with(para))):  # fmt: skip
                listing = False
            if listing:
                found.attached.append(self._take(para))
            else:
                found.body.append((self._level(para), para))

    def _unmarked(self, rest: list[Para]) -> bool:
        """Whether the first line below the title of a PDF is of recipients without their colon: at the edge, short, the text begins behind it."""
        first, second = rest[0], rest[1] if len(rest) > 1 else None
        if first.rect is None or second is None or second.rect is None or first.place != "flow" or level_of(first.text) or len(first.bare) > 40:
            return False
        edge = 28 * MM
        inside = abs(first.rect.left - edge) < 10 and first.rect.right < 170 * MM and 24 < second.rect.left - edge < 44
        return inside and "。" not in first.bare[:-1] and len(second.bare) > 20

    def _long_recipients(self, rest: list[Para]) -> list[Para]:
        lines: list[Para] = []
        for para in rest[:8]:
            if para.rect is None or para.rect.left > 28 * MM + 8:
                return []
            lines.append(para)
            if para.bare[-1:] in {"：", ":"}:
                return lines
            if len(lines) > 1 and self._ends_names(lines, rest[len(lines) :]):
                return lines
        return []

    @staticmethod
    def _ends_names(lines: list[Para], below: list[Para]) -> bool:
        """Whether lines at the edge are names without their colon: no stop in them, the last is short, the text begins behind it."""
        after, last = below[0].rect if below else None, lines[-1].rect
        names = not any("。" in p.bare for p in lines) and any(p.bare[:1] == "各" or "，" in p.bare for p in lines[:1])
        return names and after is not None and last is not None and last.right < 170 * MM and 24 < after.left - 28 * MM < 44

    def _more_names(self, label: Para, para: Para) -> bool:
        """Whether a line of a PDF goes on the names of those who attended."""
        between = [p for p in self._seen if label.index < p.index < para.index]
        if para.rect is None or not all(id(p) in self._used for p in between):
            return False
        last = label.lines[-1].rect if label.lines else None
        full = last is not None and last.right > 184 * MM - 36 and 0 < para.rect.top - last.top < 36 and level_of(para.text) == 0
        return full or para.rect.left > 28 * MM + 56

    def _after_end(self, para: Para) -> bool:
        """Whether the line before one of a PDF ends so early that a paragraph ends with it."""
        before = next((p for p in reversed(self._seen) if p.index < para.index), None)
        return before is not None and before.rect is not None and before.rect.right < 184 * MM - 40 and before.bare[-1] in "。：；！？" + para.bare[-1]

    def _continues(self, para: Para) -> bool:
        """A further line of a long name of an attachment."""
        if para.rect is not None:
            return 28 * MM + 70 < para.rect.left < 28 * MM + 140
        return para.left > 70 and para.align in {"left", "both"}

    @staticmethod
    def _turned(before: Para, para: Para) -> bool:
        """A line of a PDF right below a full one, wherever it begins: the rest of the name of an attachment."""
        if before.rect is None or para.rect is None or before.page != para.page or before.index + 1 != para.index or before.size != para.size:
            return False
        size = before.size or 16.0
        full = before.rect.right > 184 * MM - 2.2 * size
        return full and before.bare[-1] not in "。；" and para.bare[-1] not in "。；：" and para.rect.top - before.rect.top < 2.2 * size and para.rect.left < 28 * MM + 8 * size

    def _near_end(self, para: Para) -> bool:
        return self._found.date is not None and 0 < self._found.date.index - para.index < 30

    def _ends_with(self, para: Para) -> bool:
        """Whether no sentence of the text follows a paragraph."""
        rest = [p for p in self._seen if p.index >= para.index and id(p) not in self._used]
        return self._near_end(para) and not any(p.bare.endswith("。") and not is_entry(p.bare) for p in rest)

    def _level(self, para: Para) -> int:
        level = level_of(para.text)
        if self._paper.kind == "pdf" and (para.rect is None or para.rect.left < 28 * MM + 20) and not self._after_end(para) and not self._looks_heading(level, para):
            return 0
        return level

    def _looks_heading(self, level: int, para: Para) -> bool:
        """Whether a line of a PDF is a heading behind the end of a sentence or another heading: by its own font at the edge, or because it stands in a little."""
        at = self._seen.index(para)
        before = self._seen[at - 1] if at else None
        face = next((face_of(run.face) for run in para.runs if run.text.strip()), "")
        stands_in = para.rect is not None and para.rect.left > 28 * MM + 6
        if before is None or before.rect is None or (face != _FACES.get(level) and not stands_in):
            return False
        other = next((face_of(run.face) for run in before.runs if run.text.strip()), "")
        return before.bare[-1] in "。：；！？" or other in {"黑体", "楷体"} or before.rect.right < 184 * MM - 40
