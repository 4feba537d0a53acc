"""Files that are only partly read: printed lists and records that are no official documents, and pages that are scans.

Does not belong here: which layout an official document has (examine).
"""

from __future__ import annotations

import re

from app.catalog.profiles import Profile
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.paper import Paper
from app.documents.checking.rules_page import judge_sizes
from app.documents.checking.rules_pdf import judge_fonts, judge_scans

_UNSURE = re.compile("缺|.*(必备内容|缺漏|件数|顺序号|次序|越级|配对)$|句末标点|回行顶格|首行缩进|首页正文|版记位置|附件名称不一致|署名单独成面")
_HEAD = re.compile("发文机关标志|红色分隔线|红线|标志|信函|首页|页码")
_LEAST = 0.3  # of the characters are as large as the text of an official document


def is_unlike(paper: Paper, found: Elements, profile: Profile) -> bool:
    """Whether no element tells of an official document and hardly a character has its size; a scan beside it tells nothing."""
    if any(abs((para.size or 0) - profile.sizes.title) <= 1 for para in found.titles):
        return False
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


def is_unsure(rule: str, paper: Paper) -> bool:
    """Whether a deviation may come from pages that are scans: what is missing may stand there, what begins may go on there."""
    return bool(paper.scanned) and (_UNSURE.match(rule) is not None or (1 in paper.scanned and _HEAD.match(rule) is not None))
