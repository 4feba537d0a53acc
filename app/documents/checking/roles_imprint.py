"""Recognises 版记: copies, printing organ and day, wherever the file puts them."""

from __future__ import annotations

import re
from dataclasses import replace

from app.documents.checking.elements import Elements, joined
from app.documents.checking.paper import MM, Paper, Para
from app.documents.checking.patterns import DATE, ends_in_date

_COPIES = re.compile(r"(抄送|抄报|抄发|发送|分送|主送)(单位|机关|部门)?[：:]|(抄送|抄报|抄发)(?=[\u4e00-\u9fff]{2,}[，。、])")
_ODD_COPIES = re.compile(r"(报送|呈送|呈报|抄知|抄告|抄呈|主报|分发|印送|送达|下发|发|送|报|C\.?C\.?|cc)(单位|机关|部门)?[：:]", re.IGNORECASE)  # only in 版记
_PRINTED = re.compile(r"(印发|日发)([（(].{0,16}[）)])?[。]?$|\d{2,4}年\d{1,2}月\d{1,2}日(印|印制|印刷|制发|编印|印送)$")

_DAY_FIRST = re.compile(rf"{DATE.pattern}印发[\u4e00-\u9fff]{{4,30}}")
_PRINTER = re.compile(r"[\u4e00-\u9fff]{3,28}(室|局|厅|部|组|委员会|委|政府|中心|院|处|科|公司|学校)(印发)?")


def find_imprint(paper: Paper, seen: list[Para], found: Elements, used: set[int]) -> None:
    """版记: from the end of the file, or in frames and tables anywhere. used: paragraphs that belong to an element."""
    _Imprint(paper, seen, found, used).find()


class _Imprint:
    def __init__(self, paper: Paper, seen: list[Para], found: Elements, used: set[int]) -> None:
        self._paper, self._seen, self._found, self._used = paper, seen, found, used

    def _take(self, para: Para) -> Para:
        self._used.add(id(para))
        return para

    def find(self) -> None:
        """版记: from the end of the file, or in frames and tables anywhere."""
        late = len(self._seen) * 0.4 if len(self._seen) > 12 else 3
        for i, para in enumerate(self._seen):
            text = para.bare
            if i < late and para.place not in {"frame", "table"} and (para.size or 16) > 15:
                continue
            small = (para.size or 16) < 15 or para.place == "frame"
            if _COPIES.match(text) or (small and _ODD_COPIES.match(text) and (self._over_printer(i) or i == len(self._seen) - 1)):
                beside = self._beside(para) if text[-1] in "：:" else []
                self._found.copies.append(self._with_label(self._take(para), beside) if beside else self._take(para))
            elif _PRINTED.search(text) and len(text) < 60 and (DATE.search(text) or para.place in {"frame", "table"} or re.search(r"\d{1,2}月\d{1,2}日印发$", text)):
                self._found.printer = self._take(para)
            elif self._found.copies and self._found.printer is None and ends_in_date(text) and len(text) < 45 and (
                para.place in {"frame", "table"} or (para.size or 16) < 15 or not DATE.fullmatch(text)) and text[-1] == "日":  # fmt: skip
                self._found.printer = self._take(para)  # 印发 was left out
            elif self._found.printer is None and (self._last_line(i) or self._odd_printer(i)):
                self._found.printer = self._take(para)
        if self._paper.kind == "pdf" and (self._found.copies or self._found.printer):
            self._copied_lines()
        if self._found.printer and self._found.printer.place == "table":
            cells = [p for p in self._seen if p.place == "table" and p.table == self._found.printer.table]
            for cell in cells:
                self._take(cell)
            self._found.office = self._office(cells, self._found.printer)

    def _over_printer(self, at: int) -> bool:
        """Whether the next line but one at the latest is that of the printing organ and day."""
        return any(_PRINTED.search(p.bare) and len(p.bare) < 60 for p in self._seen[at + 1 : at + 4])

    def _last_line(self, at: int) -> bool:
        """Whether a line of organ and day ends the document in the size of 版记; 印发 was left out."""
        para = self._seen[at]
        dated = DATE.search(para.bare)
        small = (para.size or 16) < 15 and para.place in {"table", "frame", "flow"} and (para.rect is None or _PRINTER.match(para.bare) is not None)
        return small and at == len(self._seen) - 1 and dated is not None and 3 < dated.start() < 30 and dated.end() == len(para.bare)

    def _odd_printer(self, at: int) -> bool:
        """Whether a line of a docx below 抄送 is that of the printing organ without its day, or with the day before it."""
        para = self._seen[at]
        small = para.rect is None and (para.size or 16) < 15 and len(para.bare) < 60
        if small and _DAY_FIRST.fullmatch(para.bare):
            return True
        copied = bool(self._found.copies) and self._found.copies[-1].bare.endswith("。") and at == len(self._seen) - 1
        return small and copied and _PRINTER.fullmatch(para.bare) is not None

    def _beside(self, para: Para) -> list[Para]:
        """The names of 抄送 in the next cell of its row."""
        cell = para.cell
        return [] if cell is None else [p for p in self._seen if p.cell is not None and p.table == para.table
                                        and p.cell.row == cell.row and p.cell.column == cell.column + 1]  # fmt: skip

    def _with_label(self, label: Para, names: list[Para]) -> Para:
        """抄送 and its names as one paragraph: it begins where the label does, and the names hang where their cell begins."""
        whole, size = joined([label, *(self._take(p) for p in names)], label), label.size or 14.0
        return replace(whole, left=label.left + label.first + 3 * size, first=-3 * size, right=names[-1].right)

    @staticmethod
    def _office(cells: list[Para], printer: Para) -> Para | None:
        """印发机关 in a cell of its own, beside that of the day."""
        beside = [p for p in cells if p is not printer and p.cell is not None and printer.cell is not None and p.cell.row == printer.cell.row]
        return next((p for p in beside if not DATE.match(p.bare)), None)

    def _copied_lines(self) -> None:
        """Further lines of 版记: below its first rule, or of the same size as 抄送 above them."""
        first = self._found.copies[0] if self._found.copies else self._found.printer
        if first is None or first.rect is None:
            return
        dated = max((p.rect.top for p in self._seen if p.page == first.page and p.rect is not None and p.rect.top < first.rect.top
                     and (p.size or 16) > 15 and DATE.fullmatch(p.bare)), default=0.0)  # rules over it are those of a table
        top = min((r.top for r in self._paper.rules if r.page == first.page and not r.red and r.top is not None
                   and max(first.rect.top - 260, dated) < r.top < first.rect.top and r.length > 140 * MM), default=first.rect.top - 2)  # fmt: skip
        for para in self._seen:
            if para.page == first.page and para.rect is not None and para.rect.top > top and id(para) not in self._used:
                self._take(para)
                above = [p for p in self._found.imprint if p.page == para.page and p.index < para.index]
                last = max(above, key=lambda p: p.index, default=None)
                if last is not None and self._found.printer is None and self._parted(last, para):
                    self._found.printer = para  # its date was left out
                elif last is not None and last is not self._found.printer:
                    at = self._found.copies.index(last)
                    self._found.copies[at] = joined([last, para], last)

    def _parted(self, copies: Para, para: Para) -> bool:
        """Whether a line stands between 抄送 and another line of a PDF."""
        over = max((line.rect.bottom for line in copies.lines), default=0.0)
        rules = [r.top for r in self._paper.rules if r.page == para.page and not r.red and r.top is not None and r.length > 100 * MM]
        return para.rect is not None and any(over - 3 < top < para.rect.top + 3 for top in rules)
