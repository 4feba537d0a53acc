"""Reports (RP-01…): what each is called, which periods and scopes it knows, what it rests on and who may read it.

One file in forms/reports is one report. How its numbers are counted stands in services.reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.duties import DutyCatalog
from app.catalog.records import RecordForms
from app.catalog.yamlfile import Node, read_yaml

PERIODS: Mapping[str, str] = {"year": "年", "half": "半年", "quarter": "季度", "month": "月", "day": "截至某日"}
SCOPES: Mapping[str, str] = {
    "unit": "本单位", "department": "部门", "person": "人员", "subordinate": "下级单位", "source": "问题来源",
}  # fmt: skip
CHARTS: Mapping[str, str] = {"bars": "横条图", "none": "没有图"}
NUMBER = re.compile(r"RP-\d{2}")
OF_PRODUCT = "product"


@dataclass(frozen=True, slots=True)
class ReportDef:
    """A report. no: RP-06; sources: document/article; periods, scopes: what can be chosen, the usual one first.

    forms, kinds: an account must be able to read every record of them; evaluate: it rests on judged duties; wide: its
    paper lies across; notes: how it counts, printed below the tables; citations: the sources in words.
    """

    no: str
    label: str
    purpose: str
    sources: tuple[str, ...]
    citations: tuple[str, ...]
    periods: tuple[str, ...]
    scopes: tuple[str, ...]
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    evaluate: bool
    chart: str
    wide: bool
    notes: tuple[str, ...]


def load_reports(folder: Path, records: RecordForms, duties: DutyCatalog) -> Mapping[str, ReportDef]:
    """Read forms/reports in order of their numbers.

    Raises AppError(BAD_DATA_FILE) for an unknown key, period, scope, form or article, or a number given twice.
    """
    found: dict[str, ReportDef] = {}
    for path in sorted(folder.glob("*.yaml")):
        node = read_yaml(path)
        made = _report(node, records, duties)
        if made.no in found:
            node.place.fail(f"报表“{made.no}”重复。", "请删去其中一个。")
        found[made.no] = made
    return dict(sorted(found.items()))


def _report(node: Node, records: RecordForms, duties: DutyCatalog) -> ReportDef:
    keys = node.keys(
        ("no", "label", "purpose", "sources", "periods"), ("scopes", "forms", "kinds", "evaluate", "chart", "wide", "notes")
    )
    number = keys["no"].text()
    if not NUMBER.fullmatch(number):
        keys["no"].place.fail("报表编号应写成 RP-06 的样子。")
    forms = keys["forms"].texts() if "forms" in keys else ()
    for form in forms:
        if records.find(form) is None:
            keys["forms"].place.fail(f"没有记录“{form}”。")
    kinds = keys["kinds"].texts() if "kinds" in keys else ()
    for kind in kinds:
        if records.of_kind(kind) is None:
            keys["kinds"].place.fail(f"没有记录种类“{kind}”。")
    evaluate = keys["evaluate"].flag() if "evaluate" in keys else False
    if not forms and not kinds and not evaluate:
        node.place.fail("没有写 forms、kinds 或 evaluate。", "请写明报表依据哪些记录。")
    sources = keys["sources"].texts()
    return ReportDef(
        no=number,
        label=keys["label"].text(),
        purpose=keys["purpose"].text(),
        sources=sources,
        citations=tuple(_cited(keys["sources"], one, duties) for one in sources),
        periods=_words(keys["periods"], PERIODS),
        scopes=_words(keys["scopes"], SCOPES) if "scopes" in keys else ("unit",),
        forms=forms,
        kinds=kinds,
        evaluate=evaluate,
        chart=keys["chart"].one_of(tuple(CHARTS)) if "chart" in keys else "none",
        wide=keys["wide"].flag() if "wide" in keys else False,
        notes=keys["notes"].texts() if "notes" in keys else (),
    )


def _words(node: Node, known: Iterable[str]) -> tuple[str, ...]:
    words, allowed = node.texts(), tuple(known)
    for word in words:
        if word not in allowed:
            node.place.fail(f"“{word}”不在可用的值里。", f"可用：{'、'.join(allowed)}。")
    if len(set(words)) != len(words):
        node.place.fail("同一个值写了两次。")
    return words


def _cited(node: Node, source: str, duties: DutyCatalog) -> str:
    """A source in words: short title of the document and its article."""
    document, _, article = source.partition("/")
    if document == OF_PRODUCT:
        return "本程序的报表"
    pack = duties.pack(document)
    if pack is None:
        return node.place.fail(f"没有文件“{document}”。")
    of_article = [d for d in duties if d.document == document and _covers(article, d.id)]
    if not of_article:
        return node.place.fail(f"文件“{document}”里没有条款“{article}”。")
    exact = next((d for d in of_article if d.id.split("/")[1] == article), of_article[0])
    return f"{pack.short or pack.title} {exact.article}"


def _covers(article: str, duty_id: str) -> bool:
    """Whether a duty stands in an article or a part of it: 5.8 covers 5.8 and 5.8.1."""
    held = duty_id.split("/")[1]
    return held == article or held.startswith(f"{article}.")
