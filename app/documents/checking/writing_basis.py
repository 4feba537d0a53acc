"""Whether what a letter cites was in force on its date, as far as the data of the program know (catalog.known_rules)."""

from __future__ import annotations

import datetime as dt
import re

from app.catalog.known_rules import KnownArticle, KnownRule, KnownRules
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings, Grade
from app.documents.checking.numbering import counted
from app.documents.checking.passages import Passage
from app.documents.checking.writing_dates import day_of

_CITED = re.compile(r"《([^《》]{2,60})》((?:（[^）]{1,16}）)?(?:第[〇零一二三四五六七八九十百\d]+条(?:第?[^，。；、《》]{0,12}?[款项])?[、和及]?)*)")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百\d]+)条")
_PAST = re.compile(r"原$|废止|当时|修订前|修改前|代替")
_RULE = "引用依据时效"


def judge_basis(known: KnownRules, found: Elements, rows: list[Passage], findings: Findings) -> None:
    """Every citation of a known document; nothing when the letter has no date in figures."""
    day = day_of(found.date)
    if day is None or not known.rules:
        return
    named = {name: rule for rule in known.rules for name in rule.names}
    about = "".join(row.text for row in rows if row.role in {"title", "body"})
    for row in rows:
        for match in _CITED.finditer(row.text):
            before = re.split(r"[。；，]", row.text[: match.start()])[-1]
            rule = named.get(match[1]) or named.get(match[1] + match[2].partition("第")[0])
            if rule is None or _PAST.search(before) or "废止" in row.text[match.end() : match.end() + 8]:
                continue
            why = _of_document(rule, day) or next((w for a in known.articles if (w := _of_article(a, rule, match[2], day, about))), "")
            findings.judge(_RULE, "引用", not why, why, "引用成文日期当天有效的条款", at=row.at(match.start()), grade=Grade.CUSTOM, topic="writing")


def _of_document(rule: KnownRule, day: dt.date) -> str:
    if rule.last is not None and day > rule.last:
        rest = f"已被《{rule.by}》代替" if rule.by else "不再有效"
        return f"引用的《{rule.names[0]}》自{_words(rule.last + dt.timedelta(days=1))}起{rest}"
    if rule.first is not None and day < rule.first:
        return f"引用的《{rule.names[0]}》自{_words(rule.first)}起施行，成文时尚未施行"
    return ""


def _of_article(one: KnownArticle, rule: KnownRule, cited: str, day: dt.date, about: str) -> str:
    if one.document not in rule.names or (one.about and not any(word in about for word in one.about)):
        return ""
    if not {_count(n) for n in _ARTICLE.findall(one.article)} & {_count(n) for n in _ARTICLE.findall(cited)}:
        return ""
    now = f"，这一内容当时在{one.now}" if one.now else ""
    if one.last is not None and day > one.last:
        return f"引用的《{rule.names[0]}》{one.article}自{_words(one.last + dt.timedelta(days=1))}起条文已改" + now.replace("当时", "现在")
    if one.first is not None and day < one.first:
        return f"引用的《{rule.names[0]}》{one.article}自{_words(one.first)}起施行，成文时尚未施行" + now
    return ""


def _count(text: str) -> int | None:
    text = text.replace("零", "").replace("〇", "")
    hundreds, _, rest = text.partition("百") if "百" in text else ("", "", text)
    base = (counted(hundreds or "一") or 0) * 100 if "百" in text else 0
    return base + (counted(rest) or 0) if rest else base or None


def _words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
