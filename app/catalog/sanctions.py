"""Sanctions and measures with the months of their period (影响期) and the article that says so: forms/sanctions.

A number without document and article is refused: what no source says is left to the unit. Does not belong here: the
counting (domain.effect_period), entries of dossiers (services.effect_periods).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml
from app.domain.effect_period import MOST_MONTHS

VOCAB = "sanction_measure"


@dataclass(frozen=True, slots=True)
class Measure:
    """One sanction. months None: no source says how long, the unit does; none: it has no period at all."""

    code: str
    months: int | None = None
    document: str = ""
    article: str = ""
    note: str = ""
    none: bool = False

    @property
    def cited(self) -> str:
        """Document and article as a sentence cites them."""
        return f"《{self.document}》{self.article}" if self.document else ""


def load_sanctions(folder: Path, vocab: Vocabularies) -> Mapping[str, Measure]:
    """All measures by code. Raises AppError(BAD_DATA_FILE) naming file, line and field."""
    found: dict[str, Measure] = {}
    codes = {t.code for t in vocab.get(VOCAB).known()} if VOCAB in vocab else set()
    for path in sorted(folder.glob("*.yaml")):
        for node in read_yaml(path).keys(("measures",))["measures"].list():
            one = _measure(node, codes)
            if one.code in found:
                node.place.fail(f"“{one.code}”重复。", "请删去其中一个。")
            found[one.code] = one
    return found


def _measure(node: Node, codes: set[str]) -> Measure:
    keys = node.keys(("code",), ("months", "document", "article", "note", "none"))
    code = keys["code"].one_of(sorted(codes))
    months = keys["months"].integer() if "months" in keys else None
    if months is not None and not 1 <= months <= MOST_MONTHS:
        keys["months"].place.fail(f"月数应在 1 到 {MOST_MONTHS} 之间。")
    if months is not None and not {"document", "article"} <= set(keys):
        keys["months"].place.fail("写了月数要写明出处：document 和 article。", "没有出处的不写月数，由单位确认。")
    none = "none" in keys and keys["none"].flag()
    if none and months is not None:
        keys["none"].place.fail("没有影响期的不写月数。")
    document, article, note = (keys[n].text() if n in keys else "" for n in ("document", "article", "note"))
    return Measure(code, months, document, article, note, none)
