"""Whether a file is no official document at all, such as a printed list or record: then only what holds for any paper is judged.

Does not belong here: which layout an official document has (examine).
"""

from __future__ import annotations

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper
from app.documents.checking.rules_page import judge_sizes
from app.documents.checking.rules_pdf import judge_fonts, judge_scans

_LEAST = 0.3  # of the characters are as large as the text of an official document


def is_unlike(paper: Paper, found: Elements, profile: Profile) -> bool:
    """Whether no element tells of an official document and hardly a character has its size; a scan beside it tells nothing."""
    if found.marks or found.number or found.to or found.date or found.copies or found.printer or any(rule.red for rule in paper.rules):
        return False
    whole = sum(len(para.bare) for para in paper.flowing)
    sized = sum(len(run.text.strip()) for para in paper.flowing for run in para.runs if run.size and abs(run.size - profile.sizes.body) <= 0.5)
    return whole > 0 and sized < whole * _LEAST


def judge_unlike(paper: Paper, profile: Profile) -> Findings:
    """Say so, and judge the paper and the fonts."""
    findings = Findings()
    findings.judge("不像公文", "体检范围", False, "没有公文的要素，正文也不是 3 号字", "公文；这里只看了纸张和字体", grade=Grade.CUSTOM)
    judge_sizes(paper, profile, findings)
    if paper.kind == "pdf":
        judge_fonts(paper, findings)
        judge_scans(paper, findings)
    return findings
