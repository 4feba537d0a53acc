"""Recognises what stands below the text: signature, date, 附注 and the attachments.

A deviation must not hide an element: a date with a mark behind it, a signature at the left or 附注 in the wrong place are still found.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.listed import is_entry
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import DATE, level_of

MARK_END = re.compile(r"(文件|令|纪要|委员会|人民政府|办公室|办公厅|局|厅|部|党组|党委|组|院|会|中心|大学|公司|学校|医院|处|科|镇|乡|街道|站|所|总队|支队)$")
_NOTE = re.compile(r"[（(【\[].*[）)】\]]。?$|附?注[：:].{2,60}$|[（(]?(此件|联系人[：:])[^。]{2,40}$")
_SURELY_NOTE = re.compile(r"[（(【\[]?(联系人|此件|传真|电话)|附注[：:]")
_ODD_DATE = re.compile(r"((签发|成文|发文|发布)?(日期|时间)[：:])?(\d{2}|\d{4}|[〇○零O一二三四五六七八九]{4})(年|[./\-－．])[0-9一二三四五六七八九十]{1,3}(月|[./\-－．])[0-9一二三四五六七八九十]{1,3}[日号]?([（(].{1,8}[）)]|[。，；;,])?")
NAMED = re.compile(r"([\u4e00-\u9fff]{0,11}[\u4e00-\u9fff 　])?(长|主[ 　]*席|主[ 　]*任|书[ 　]*记)[ 　]+[\u4e00-\u9fff][\u4e00-\u9fff 　]{1,5}")  # office and name
_PART_OF_DATE = re.compile(r"\d{4}年(\d{1,2}月)?(\d{1,2})?|\d{1,2}月\d{1,2}日")
_ANNEX = re.compile(r"附\s*件\s*[：:]?\s*[0-9０-９一二三四五六七八九十]{0,2}[：:.．、，。]?")
_ODD_ANNEX = re.compile(r"附[表图录]?[0-9０-９一二三四五六七八九十]{0,2}[：:.．、，]?")  # only at the head of a page


def find_tail(paper: Paper, seen: list[Para], found: Elements, used: set[int]) -> None:
    """Everything below the text but 附件说明 and 版记. used: paragraphs that belong to an element."""
    _Tail(paper, seen, found, used).find()


def _is_label(para: Para) -> bool:
    """Whether a line is the label of an attachment."""
    text = para.bare.strip("（）()【】[]")
    return _ANNEX.fullmatch(text) is not None or (para.new_page and para.rect is None and _ODD_ANNEX.fullmatch(text) is not None)


def _several(para: Para) -> bool:
    """Whether names stand beside each other."""
    gap = "　+" if para.rect is not None and len(para.bare) > 10 else "　{2,}"
    return re.search(rf"\S(\t| {{3,}}|{gap})\S", para.text) is not None


class _Tail:
    def __init__(self, paper: Paper, seen: list[Para], found: Elements, used: set[int]) -> None:
        self._paper, self._seen, self._found, self._used = paper, seen, found, used

    def _take(self, para: Para) -> Para:
        self._used.add(id(para))
        return para

    def _free(self) -> list[Para]:
        return [p for p in self._seen if id(p) not in self._used]

    def find(self) -> None:
        """All of them."""
        flow = [p for p in self._free() if p.place in {"flow", "frame", "box"} or (p.place == "table" and len(p.bare) < 26)]
        annex = next((i for i, p in enumerate(flow) if i > 3 and _is_label(p)), len(flow))
        for para in flow[annex:]:
            group = self._found.annexes if _is_label(para) else self._found.annex_text
            group.append(self._take(para))
        at = self._date_in(flow[:annex])
        if at is None:
            self._undated(flow[:annex])
            return
        self._found.date = self._take(flow[at])
        unmarked = next((i for i in range(at + 1, annex) if (flow[i].size or 0) >= 18), annex)
        for para in flow[unmarked:annex]:  # an attachment whose label was left out
            self._found.annex_text.append(self._take(para))
        for para in flow[at + 1 : min(at + 3, annex)]:
            if _NOTE.match(para.bare) and not level_of(para.bare):
                self._found.note = self._take(para)
                break
        for para in reversed(flow[max(0, at - 8) : at]):
            text = para.bare
            if not self._found.issuers and DATE.fullmatch(text) and self._found.date_again is None:
                self._found.date_again = self._take(para)
                continue
            if self._found.note is None and _NOTE.match(text) and _SURELY_NOTE.match(text):
                self._found.note = self._take(para)  # over the date
                continue
            if text[-1] in "：:，。" and 4 < len(text) < 26 and MARK_END.search(text[:-1]) and (para.align == "right" or para.left > 100):
                text = text[:-1]
            several = _several(para)  # names of a joint document beside each other
            if (len(text) > 32 and not several) or text[-1] in "。；：:;，、！？" or level_of(text) or is_entry(text) or _ANNEX.match(text):
                break
            beside = para.place == "table" and para.table == self._found.date.table and self._found.date.place == "table"
            beside = beside or (para.place == "table" and para.bare in self._marked())  # a table without lines holds the names in place
            if DATE.fullmatch(text) or not (para.place == "flow" or beside) or not (several or self._is_issuer(para)):
                break
            self._found.issuers.insert(0, self._take(para))
        below = flow[at + 1] if at + 1 < annex else None
        if self._found.issuers and below is not None and id(below) not in self._used and self._is_marked(below):
            self._found.issuers.append(self._take(below))
        elif not self._found.issuers and below is not None and id(below) not in self._used and len(below.bare) < 26 and MARK_END.search(below.bare) and (
            self._is_issuer(below)):  # fmt: skip
            self._found.issuers.append(self._take(below))  # the date stands over it

    def _date_in(self, flow: list[Para]) -> int | None:
        """Where the date stands: the last one whole, else one that is written in part or with something about it."""
        late = len(flow) * 0.6
        whole = [i for i, p in enumerate(flow) if DATE.fullmatch(p.bare) and (i > late or any(q.bare[-1] in "。：！？" for q in flow[:i]))]
        if whole:
            return whole[-1]
        part = [i for i, p in enumerate(flow) if i > late and i and _PART_OF_DATE.fullmatch(p.bare) and self._is_issuer(flow[i - 1])]
        odd = [i for i, p in enumerate(flow) if i > late and p.place != "table" and _ODD_DATE.fullmatch(p.bare) and self._is_issuer(p)]
        return max(part or odd, default=None)

    def _undated(self, flow: list[Para]) -> None:
        """A signature without its date: the last line, short, without a mark at its end, away from the left edge."""
        if flow and _NOTE.match(flow[-1].bare) and _SURELY_NOTE.match(flow[-1].bare):
            self._found.note = self._take(flow[-1])
            flow = flow[:-1]
        last = flow[-1] if len(flow) > 3 else None
        if last is None or last.place != "flow" or len(last.bare) > 26 or re.search(r"[。；：，！？:;,、）)]", last.bare) or level_of(last.bare):
            return
        if flow[-2].bare[-1] in "。）)" and self._is_issuer(last) and (last.rect is not None or last.align == "right" or last.left + last.first > 100 or NAMED.fullmatch(last.text.strip())):
            self._found.issuers.append(self._take(last))

    def _is_issuer(self, para: Para) -> bool:
        if self._paper.kind == "pdf":
            below = self._found.issuers[0].rect if self._found.issuers else None
            near = below is not None and para.rect is not None and 0 < below.top - para.rect.top < 40 and len(para.bare) <= 32
            far = para.rect is not None and para.rect.left > 28 * MM + 60 and (below is None or near or para.rect.left > 28 * MM + 96)
            return (not self._turned(para) and (far or near)) or (below is None and self._stands_alone(para)) or self._is_marked(para)
        started = len(para.text) - len(para.text.lstrip(" 　\t"))
        cells = (para.left + para.first) / (para.size or 16)
        if self._found.issuers and len(para.bare) < 20 and (para.left > 4 or abs(cells - 2) > 0.3):
            return True  # a name of a joint document that takes two lines
        return para.align in {"right", "center"} or cells > 3 or started > 3 or bool(MARK_END.search(para.bare) or NAMED.fullmatch(para.text.strip()))

    def _turned(self, para: Para) -> bool:
        """Whether a line of a PDF goes on a full one above it, as the rest of the name of an attachment does."""
        at = self._seen.index(para)
        before = self._seen[at - 1] if at else None
        if before is None or before.rect is None or para.rect is None or before.page != para.page or before.bare[-1] in "。！？）" or _several(before):
            return False
        return before.rect.left < 28 * MM + 96 and before.rect.right > 184 * MM - 36 and para.rect.top - before.rect.top < 36

    def _is_marked(self, para: Para) -> bool:
        """Whether a line is one of several organs that the mark names."""
        marks = self._marked()
        return len(marks) > 1 and para.bare in marks

    def _marked(self) -> set[str]:
        """The organs that the mark names."""
        names = {re.sub("文件$", "", name) for p in self._seen[:10] if p.red and (p.size or 0) >= 20 for name in p.bare.split("\n")}
        return names - {""}

    def _stands_alone(self, para: Para) -> bool:
        """Whether a short line at the left of a PDF names an organ and lies below the end of a paragraph, apart from it."""
        at = self._seen.index(para)
        before = self._seen[at - 1] if at else None
        if before is None or before.rect is None or para.rect is None or before.bare[-1] not in "。！？）" or len(para.bare) > 26:
            return False
        apart = before.page != para.page or para.rect.top - before.rect.bottom > 24
        return apart and MARK_END.search(para.bare) is not None
