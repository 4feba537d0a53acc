"""What goes up and what comes down in answer: a request asks for one thing and is copied to nobody below, an answer says what it answers.

党政机关公文处理工作条例第十五条. How a kind opens and closes is writing_kinds, to how many a request goes writing_parts.
"""

from __future__ import annotations

import re

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.passages import Passage

_CLAUSE = "条例第十五条"
_BELOW = re.compile(r"各(?:县(?:[（(]市、区[）)])?|区(?:[（(]县[）)])?|旗|乡镇?|镇|街道|村|社区)[^，、。；]{0,8}(?:政府|党委|办事处|街道|支部|局|委)?|(?:所属|下属|直属)各?[^，、。；]{0,6}单位|各下级[^，、。；]{0,6}")
_ASKING = re.compile(r"(?<![申报提])请(?!示)[^。；]{0,16}(?:批示|批复|审批|批准|审定|核准|审示|指示|审议|审查|审核|同意|示|裁定|支持|解决)|(?:妥否|当否|可否|是否妥当)")
_ALSO = re.compile(r"(?:同时|另外?|此外|并)[，,]?(?:恳|拟|特)?请[^。；]{0,24}一并(?:批准|同意|批复|解决|安排|拨付)")
_NO_REQUEST = re.compile(r"的(?:报告|通知|意见)》(?:（[^（）]{1,20}）)?收悉")
_ANSWERED = re.compile(r"关于[^。]{4,}来[文函电]|请示|报告|申请(?!材料)|[报送呈](?:来|送|请|报)|[呈上所]报(?!的)|《|〔")


def judge_upward(title: str, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """Requests and answers to them; other kinds are left alone."""
    body = [row for row in rows if row.role == "body"]
    if not body:
        return
    if re.search(r"请示(?:[（(][^）)]{1,12}[）)])?$", title):
        _request(found, body, findings)
    if re.search(r"报告(?:[（(][^）)]{1,12}[）)])?$", title) and found.signers:
        _copied_below("报告", found, findings)
    if re.search(r"批复(?:[（(][^）)]{1,12}[）)])?$", title):
        said = next((at for at, row in enumerate(body) if "批复如下" in row.text), -1)
        ok = said < 0 or any(_ANSWERED.search(row.text) for row in body[: said + 1])
        other = next(((row, match) for row in body[:2] if (match := _NO_REQUEST.search(row.text))), None)
        findings.judge("批复引据", "条例第八条", other is None, f"“{other[1].group()}”" if other else "", "批复答复下级的请示", at=other[0].at(other[1].start()) if other else None,
                       grade=Grade.CUSTOM, topic="writing")  # fmt: skip
        findings.judge("批复引据", "条例第八条", ok, "没有写答复哪一件请示", "先引来文的标题和发文字号，再批复", at=body[0].at(0), grade=Grade.CUSTOM, topic="writing")


def _request(found: Elements, body: list[Passage], findings: Findings) -> None:
    opened = any("请示如下" in row.text for row in body)
    asked = any(_ASKING.search(row.text) or "特此" in row.text for row in body) or not opened  # how another kind closes is told by itself
    findings.judge("请示结语", "条例第八条", asked, "没有请求批示、批准的话", "妥否，请批示。", at=body[-1].last, grade=Grade.CUSTOM, topic="writing")
    more = next(((row, match) for row in body if (match := _ALSO.search(row.text))), None)
    findings.judge("请示一文一事", _CLAUSE, more is None, f"“{more[1].group()}”" if more else "", "一份请示只请示一件事", at=more[0].at(more[1].start()) if more else None,
                   grade=Grade.CUSTOM, topic="writing")  # fmt: skip
    _copied_below("请示", found, findings)


def _copied_below(kind: str, found: Elements, findings: Findings) -> None:
    """A paper to a superior is not copied to those below (条例第十五条第一项)."""
    for para in found.copies:
        below = _BELOW.search(para.bare.partition("：")[2] or para.bare)
        findings.judge("上行文抄送下级", _CLAUSE, below is None, f"抄送“{below.group()}”" if below else "", f"{kind}不抄送下级机关", at=para, grade=Grade.USUAL, topic="writing")
