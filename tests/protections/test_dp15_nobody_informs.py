"""DP-15: nowhere is there a place for who informed: not in forms, lists of words, tables or letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.catalog.catalog import Catalog
from app.catalog.records import FieldDef
from app.store.office_tables import office
from app.store.tables import business

INFORMANT = re.compile(
    r"举报人|检举人|控告人|(?<!被)反映人|来信人|来访人|信访人|投诉人|受访者|举报者|实名|匿名人|身份证|联系电话|手机号|住址|亲属姓名|配偶姓名|子女姓名"
)
IDENTITY = re.compile(r"informant|whistle|petitioner|complainant|reported_by|id_?card|phone|mobile|address|relative_name|spouse|child")
DENIED = re.compile(r"(不写|绝不写|不存|不填|不登记|不含|无)[^，。；]*$")


def every(fields: tuple[FieldDef, ...]) -> Iterator[FieldDef]:
    for one in fields:
        yield one
        yield from every(one.columns)


def test_no_field_asks_who_informed(catalog: Catalog) -> None:
    wrong = [
        (form.id, f.id, f.label) for form in catalog.records for f in every(form.fields)
        if INFORMANT.search(f.label) or any(IDENTITY.search(n) for n in (f.id, *f.also))
    ]  # fmt: skip
    assert wrong == []


def test_help_speaks_of_informants_only_to_keep_them_out(catalog: Catalog) -> None:
    for form in catalog.records:
        for text in (form.summary, *(f.help for f in every(form.fields))):
            for found in INFORMANT.finditer(text):
                assert DENIED.search(text[: found.start()]), (form.id, text)


def test_no_list_of_words_and_no_letter_has_a_place_for_them(catalog: Catalog) -> None:
    assert [t.label for v in catalog.vocab for t in v.terms if INFORMANT.search(t.label)] == []
    assert [v.label for letter in catalog.letters.values() for v in letter.values if INFORMANT.search(v.label)] == []


def test_no_column_of_the_stores_holds_an_identity() -> None:
    columns = [(t.name, c.name) for tables in (business, office) for t in tables.sorted_tables for c in t.columns]
    assert [c for c in columns if IDENTITY.search(c[1])] == []


@pytest.mark.parametrize("kind", ["ledger.clue", "ledger.petition"])
def test_clues_and_petitions_have_no_text_of_the_case(catalog: Catalog, kind: str) -> None:
    form = catalog.records.of_kind(kind)
    assert form is not None
    labels = [f.label for f in form.fields_for(kind)]
    assert not [text for text in labels if re.search(r"案情|主要内容|举报内容|反映内容|来信内容", text)]
