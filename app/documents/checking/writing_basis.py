"""Whether what a letter cites fits its date: in force then, as far as the data of the program know (catalog.known_rules), and not later."""

from __future__ import annotations

import datetime as dt
import re

from app.catalog.known_rules import KnownArticle, KnownRule, KnownRules
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.numbering import counted
from app.documents.checking.passages import Passage
from app.documents.checking.writing_dates import day_of, made
from app.documents.model import chinese_date

_CITED = re.compile(r"《([^《》]{2,60})》((?:（[^）]{1,16}）)?(?:第[〇零一二三四五六七八九十百\d]+条(?:第?[^，。；、《》]{0,12}?[款项])?[、和及]?)*)")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百\d]+)条")
_PAST = re.compile(r"原$|废止|当时|修订前|修改前|代替")
_GONE = re.compile(r".{0,6}废止|（[^（）]{0,24}(?:废止|失效)")
_RULE = "引用依据时效"
_AWAITED = "成文时尚未施行"
_PREPARES = re.compile("清理|衔接|贯彻|实施|学习|宣传|颁布|通过")  # what is done with a law as a whole before it is in force
_NUMBER = re.compile(r"〔(\d{4})〕\d{1,5}号")
_DAY = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_HAPPENED = re.compile(r"(?<![为除罢得免不])了(?![解结断])|已经?(?=[^，。]{0,6}[发印召通提作完办审批])")
_LED = re.compile(r"领导[^，。]{0,10}(?:督导|调研|视察|批示|指示|要求|强调|讲话)|作出(?:重要)?(?:批示|指示)")
_AHEAD = re.compile(r"将|拟|计划|预计|前|起|至|到期|截止|请|应|须|届时")


def judge_basis(known: KnownRules, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """Every citation of a known document; nothing when the letter has no date in figures."""
    day = day_of(found.date) or day_of(found.printer)  # 纪要 may have only the latter
    if day is None:
        return
    _later(rows, day, findings)
    named = {name: rule for rule in known.rules for name in rule.names}
    about = "".join(row.text for row in rows if row.role in {"title", "body"})
    for row in rows:
        for match in _CITED.finditer(row.text):
            before = re.split(r"[。；，]", row.text[: match.start()])[-1]
            rule = named.get(match[1]) or named.get(match[1] + match[2].partition("第")[0])
            if rule is None or _PAST.search(before) or "废止" in match[2] or _GONE.match(row.text, match.end()):
                continue
            why = _of_document(rule, day) or _beyond(rule, match[2]) or next((w for a in known.articles if (w := _of_article(a, rule, match[2], day, about))), "")
            awaited = why.endswith(_AWAITED) and not match[2] and _PREPARES.search(row.text, match.end(), match.end() + 30) is not None
            findings.judge(_RULE, "引用", awaited or not why, why, "引用成文日期当天有效的条款", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _later(rows: list[Passage], day: dt.date, findings: Findings) -> None:
    """Numbers of a later year, and what is told as done on a later day than the letter's own."""
    for row in rows:
        if row.role not in {"title", "body", "annex"}:
            continue
        for match in _NUMBER.finditer(row.text):
            ok = int(match[1]) <= day.year
            findings.judge("引用文号年份", "引用", ok, match.group(), f"不晚于成文的 {day.year} 年", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")
        for match in _DAY.finditer(row.text):
            when, rest = made(int(match[1]), int(match[2]), int(match[3] or 1)), re.split(r"[。；]", row.text[match.end() :])[0][:60]
            told = when is not None and when > day and (_HAPPENED.search(rest) or _LED.search(rest)) is not None and not _AHEAD.search(rest)
            findings.judge("引用事实日期", "引用", not told, f"{match.group()}的事在成文日期{chinese_date(day)}之后", "成文时已经发生的事", at=row.at(match.start()),
                           grade=Grade.CUSTOM, topic="writing")  # fmt: skip


def _of_document(rule: KnownRule, day: dt.date) -> str:
    if rule.last is not None and day > rule.last:
        rest = f"已被《{rule.by}》代替" if rule.by else "不再有效"
        return f"引用的《{rule.names[0]}》自{chinese_date(rule.last + dt.timedelta(days=1))}起{rest}"
    if rule.first is not None and day < rule.first:
        return f"引用的《{rule.names[0]}》自{chinese_date(rule.first)}起施行，{_AWAITED}"
    return ""


def _beyond(rule: KnownRule, cited: str) -> str:
    """An article with a number the document does not reach."""
    over = next((f"第{n}条" for n in _ARTICLE.findall(cited) if rule.articles and not 0 < (_count(n) or 0) <= rule.articles), "")
    return f"引用的《{rule.names[0]}》{over}，这份文件从第一条到第{rule.articles}条" if over else ""


def _of_article(one: KnownArticle, rule: KnownRule, cited: str, day: dt.date, about: str) -> str:
    if one.document not in rule.names or (one.about and not any(word in about for word in one.about)):
        return ""
    if re.search("[款项]$", one.article) and one.article not in cited:
        return ""
    if not {_count(n) for n in _ARTICLE.findall(one.article)} & {_count(n) for n in _ARTICLE.findall(cited)}:
        return ""
    now = f"，这一内容当时在{one.now}" if one.now else ""
    if one.last is not None and day > one.last:
        return f"引用的《{rule.names[0]}》{one.article}自{chinese_date(one.last + dt.timedelta(days=1))}起条文已改" + now.replace("当时", "现在")
    if one.first is not None and day < one.first:
        return f"引用的《{rule.names[0]}》{one.article}自{chinese_date(one.first)}起施行，成文时尚未施行" + now
    return ""


def _count(text: str) -> int | None:
    text = text.replace("零", "").replace("〇", "")
    hundreds, _, rest = text.partition("百") if "百" in text else ("", "", text)
    base = (counted(hundreds or "一") or 0) * 100 if "百" in text else 0
    return base + (counted(rest) or 0) if rest else base or None
