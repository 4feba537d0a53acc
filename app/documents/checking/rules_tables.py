"""Rules of tables in the text and the attachments of a docx: as wide as the type area at most, no line that cuts its characters.

What is in a table is the office's own; its face and size are left alone. Tables of 版头 and 版记 are judged with them.
"""

from __future__ import annotations

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import MM, Paper, Para

_OVER = 8.0  # mm: programs let a table hang out by the padding of its cells
_CUT = 0.9  # of the size of the characters: a lower line cuts them


def judge_tables(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """Each table once; nothing in a PDF."""
    if paper.kind != "docx":
        return
    tables: dict[int, list[Para]] = {}
    imprint = {id(p) for p in found.imprint}
    begin = found.first_text.index if found.first_text is not None else 0
    for para in paper.flowing:
        if para.place == "table" and para.cell is not None and para.index >= begin and id(para) not in imprint:
            tables.setdefault(para.cell.table, []).append(para)
    for rows in tables.values():
        first = rows[0]
        section = paper.sections[min(first.section, len(paper.sections) - 1)]
        if first.cell is not None and first.cell.anchor is None and section.width < section.height:
            wide = first.cell.width / MM
            findings.judge("表格宽度", "5.2", wide <= profile.page.text_width + _OVER, f"{wide:.0f} 毫米", f"不超出版心（{profile.page.text_width:g} 毫米）", at=first,
                           grade=Grade.USUAL)  # fmt: skip
        cut = next((p for p in rows if p.bare and p.pitch_rule == "exact" and p.pitch and p.size and p.pitch < _CUT * p.size), None)
        findings.judge("表格行距", "5.2", cut is None, f"固定值 {cut.pitch:g} 磅，字是 {cut.size:g} 磅" if cut else "", "行距大于字号，字不被截去", at=cut, grade=Grade.CUSTOM)
