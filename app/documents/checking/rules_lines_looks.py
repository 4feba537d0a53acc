"""Rules of the looks inside the elements of a PDF: words in another face or size, figures and quotes from a Latin font.

What an element looks like as a whole is judged with the element; the paragraphs of the text are rules_lines_text.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.faces import NAMES_LATIN
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper, Para
from app.documents.checking.rules_lines_text import HANZI, stretches
from app.documents.checking.rules_tail import ORGAN, is_stamped
from app.documents.checking.saying import font, kind

_FEW = 3  # characters that a font may lack
_WIDE = "“”‘’—…"
_NARROW = 0.7  # of the size


def judge_inside(paper: Paper, profile: Profile, found: Elements, findings: Findings) -> None:
    """Every element but the paragraphs of the text."""
    for name, clause, wanted, size, para in _elements(profile, found):
        parts = list(stretches(para.runs))
        own = "楷体" if name == "发文机关署名" and not ORGAN.search(para.bare) else ""  # the name of a person
        odd = next((face for text, face in parts if face not in {wanted, own, ""} and len(text) > _FEW), "")
        if wanted in {face for _, face in parts}:  # that it is another as a whole, says the element's own rule
            findings.judge(f"{name}字体", clause, not odd or findings.told(f"{name}字体", para), f"其中有{kind(odd)}", wanted, at=para, grade=Grade.USUAL)
        other = next((run for run in para.runs if run.size and size and abs(run.size - size) > 0.4 and len(HANZI.findall(run.text)) > 1), None)
        if para.size and abs(para.size - size) <= 0.4:
            findings.judge(f"{name}字号", clause, other is None, f"其中有 {other.size:g} 磅" if other else "", f"{size:g} 磅", at=para)
    _quotes(paper, findings)


def _elements(profile: Profile, found: Elements) -> Iterator[tuple[str, str, str, float, Para]]:
    """(rule, clause, face, size, paragraph); a size of 0 is not asked."""
    body, small = profile.sizes.body, profile.sizes.small
    rows: list[tuple[str, str, str, float, list[Para | None]]] = [
        ("标志", "7.2.4", "小标宋", 0.0, [*found.marks]), ("标题", "7.3.1", "小标宋", profile.sizes.title, [*found.titles]),
        ("主送机关", "7.3.2", "仿宋", body, [found.to]), ("附件说明", "7.3.4", "仿宋", body, [*found.attached]),
        ("发文机关署名", "7.3.5", "仿宋", body, [p for p in found.issuers if not is_stamped(p)]), ("附注", "7.3.6", "仿宋", body, [found.note]),
        ("抄送", "7.4.2", "仿宋", small, [*found.copies]), ("印发", "7.4.3", "仿宋", small, [found.office, found.printer]),
    ]  # fmt: skip
    for name, clause, face, size, paras in rows:
        for para in paras:
            if para is not None:
                yield name, clause, face, size, para


def _quotes(paper: Paper, findings: Findings) -> None:
    """Quotes and dashes that are half as wide as a Chinese character come from a Latin font; a few are pressed together by programs."""
    for para in paper.flowing:
        marks = [run for run in para.runs if run.text in _WIDE and run.span is not None and run.size]
        if para.place != "flow" or not marks or not HANZI.search(para.text):
            continue
        narrow = [run for run in marks if run.span is not None and run.size and run.span[1] - run.span[0] < run.size * _NARROW]
        alone = len(narrow) > 1 and NAMES_LATIN.search(narrow[0].face) is not None
        findings.judge("引号破折号字体", "GB/T 15834 5", not alone, f"“{narrow[0].text}”用{font(narrow[0].face)}" if narrow else "", "与正文相同的中文字体",
                       at=para, grade=Grade.CUSTOM)  # fmt: skip
