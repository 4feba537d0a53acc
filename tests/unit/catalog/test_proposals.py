"""Which documents are proposed to which kind of unit: few, with reasons, never an article as a rule for everybody."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.proposals import Proposals, load_proposals
from app.domain.errors import AppError, ErrorCode
from app.services import proposals
from app.services.duty_settings import DutySettings

UNIT = "units:\n  - {code: bureau, label: 局, applies: [always]}\n"
PACK = "packs:\n  - {pack: own-1, place: 某县, level: 县, proposals: [{units: [bureau], reason: 本县发布}]}\n"


def read(tmp_path: Path, catalog: Catalog, *texts: str) -> Proposals:
    folder = tmp_path / "proposals"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.yaml").write_text(text, encoding="utf-8")
    return load_proposals(folder, catalog.vocab, ["own-1"])


def test_every_kind_of_unit_gets_some_documents_but_never_all_whatever_holds_for_it(catalog: Catalog) -> None:
    conditions = [t.code for t in catalog.vocab.get("applies_when").terms]
    every = chain.from_iterable(combinations(conditions, n) for n in range(len(conditions) + 1))
    sets = list(every)
    for kind in catalog.proposals.units.values():
        usual = [c for c in proposals.proposed(catalog, kind.code, kind.applies) if c.proposed]
        assert 1 <= len(usual) <= 2, kind.label
        for held in sets:
            found = proposals.proposed(catalog, kind.code, held)
            assert sum(c.proposed for c in found) <= 2
            assert all(c.reason.startswith("建议：") == c.proposed for c in found)


def test_every_shipped_document_says_where_it_comes_from_and_whether_it_is_a_rule(catalog: Catalog) -> None:
    assert set(catalog.proposals.packs) == {p.id for p in catalog.duties.packs}
    article = next(c for c in proposals.proposed(catalog, "party_group", ()) if c.id == "tianjin-xunshi")
    assert proposals.NO_RULE in article.origin
    assert article.reason == proposals.PRACTICE


def test_nothing_is_proposed_before_the_kind_is_known(catalog: Catalog) -> None:
    assert not [c for c in proposals.proposed(catalog, "", ("always",)) if c.proposed]


def test_the_outlook_counts_what_is_judged_and_what_waits_for_parameters(catalog: Catalog) -> None:
    packs = ("beijing-28", "tianshui-2014")
    found = proposals.outlook(catalog, packs, ("always", "has_subordinates"))
    assert 0 < found.numbered < found.counted
    assert 0 < found.waiting < found.numbered + found.counted
    assert f"其中 {found.waiting} 项要先设参数" in found.sentence()
    more = proposals.outlook(catalog, packs, ("always", "has_subordinates", "has_org_dept"))
    assert more.numbered + more.counted > found.numbered + found.counted
    few = proposals.outlook(catalog, packs, ("always",), DutySettings({"grades:all:0": False}, 2026))
    assert f"只核对写明次数的 {few.numbered} 项" in few.sentence()
    assert proposals.outlook(catalog, (), ()).sentence() == "还没有勾选适用本单位的职责。"


def test_own_files_may_add_to_the_proposals(tmp_path: Path, catalog: Catalog) -> None:
    found = read(tmp_path, catalog, UNIT, PACK)
    assert found.packs["own-1"].reason("bureau", frozenset({"always"})) == "本县发布"


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        ((UNIT, UNIT), "重复"),
        ((UNIT, PACK, PACK), "重复"),
        ((PACK,), "没有单位类型"),
        ((UNIT, PACK.replace("own-1", "nowhere")), "own-1"),
        ((UNIT.replace("always", "sometimes"),), "sometimes"),
        ((UNIT + "more: 1\n",), "more"),
    ],
)
def test_a_mistake_is_refused_with_its_place(
    tmp_path: Path, catalog: Catalog, texts: tuple[str, ...], word: str
) -> None:
    with pytest.raises(AppError) as failure:
        read(tmp_path, catalog, *texts)
    assert failure.value.code is ErrorCode.BAD_DATA_FILE
    assert word in failure.value.sentence()
    assert ".yaml" in failure.value.where
