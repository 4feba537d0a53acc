"""What numbers, dates, levels and kinds of documents look like in text; shared by those that look for them."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[^\s：:，。、]{0,14}[〔\[(（【［﹝<＜〈《{]\s*(?:\d{2}(?:\d{2})?|[二〇○零一三四五六七八九]{4})年?\s*[〕\])）】］﹞>＞〉》}]\s*第?\s*\d{1,5}\s*号|^[^\s：:，。、]{1,14}〔\d{4}〕\d{1,5}$|^[\u4e00-\u9fff]{1,10}\d{4}年?[〔\[(（【]\d{1,4}[〕\])）】]号$")
ORDER_NUMBER = re.compile(r"[（(]?(?:〔\d{4}〕)?第\s*\d{1,4}\s*[号期次][）)]?")
_FIGURE = "[0-9０-９〇○零O一二三四五六七八九十]"
DATE = re.compile(rf"{_FIGURE}{{4}}(年|[./\-－．]){_FIGURE}{{1,3}}(月|[./\-－．]){_FIGURE}{{1,3}}[日号]?")
LEVELS = (
    re.compile(r"([一二三四五六七八九十]{1,3})([、，,.．:： 。])(?=\S)"),
    re.compile(r"[（(]([一二三四五六七八九十]{1,3})[）)]([、，,.．:：]?)"),
    re.compile(r"(\d{1,2})([.．、，])(?:(?=(?:19|20)\d{2}[年—\-～至、]|\d{1,2} ?月 ?\d{1,2} ?日)|(?!\d+(?:[^年\d]|$)))"),
    re.compile(r"[（(](\d{1,2})[）)]([、，,.．:：]?)"),
)
_KINDS = r"(决议|决定|命令|令|公报|公告|通告|意见|通知|通报|报告|请示|批复|议案|函|纪要|建议|建议书|提醒函|办法|规定|方案|要点|总结|计划|书|表|记录|意见书|说明|提示|清单|台账|提纲|情况|细则|制度|回复|答复|复函|反馈|信|单|名单|审批单|证明|纲要|规则|条例|倡议)"
KIND_AT_END = re.compile(_KINDS + r"([（(].{1,12}[）)])?$")


def level_of(text: str) -> int:
    """1–4 for a paragraph that begins with a number of that level, else 0."""
    start = text.lstrip(" 　\t")
    return next((depth for depth, pattern in enumerate(LEVELS, 1) if pattern.match(start)), 0)


def ends_in_date(text: str) -> bool:
    """Whether a text ends in a date."""
    dates = list(DATE.finditer(text))
    return bool(dates) and dates[-1].end() == len(text)
