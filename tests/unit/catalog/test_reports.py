"""Report definitions: complete, cited, and refused with file, line and field when wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.reports import load_reports
from app.domain.errors import AppError, ErrorCode

GOOD = """no: RP-06
label: 整改台账
purpose: 看整改
sources: [beijing-28/25]
periods: [year, day]
scopes: [unit, source]
forms: [rectification]
chart: bars
notes:
  - 口径一句
"""


def load(tmp_path: Path, catalog: Catalog, *texts: str) -> object:
    for number, text in enumerate(texts):
        (tmp_path / f"r{number}.yaml").write_text(text, encoding="utf-8")
    return load_reports(tmp_path, catalog.records, catalog.duties)


def test_a_definition_is_read_with_its_article_in_words(tmp_path: Path, catalog: Catalog) -> None:
    made = load(tmp_path, catalog, GOOD)["RP-06"]  # type: ignore[index]
    assert made.periods == ("year", "day")
    assert made.citations == ("北京市监督措施28条 （二十五）加强对问题整改情况的监督检查",)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("beijing-28/25", "beijing-28/99", "sources"), ("beijing-28/25", "nowhere/1", "sources"), ("[year, day]", "[year, week]", "periods"),
        ("[year, day]", "[year, year]", "periods"), ("[unit, source]", "[planet]", "scopes"), ("[rectification]", "[nothing]", "forms"),
        ("chart: bars", "chart: pie", "chart"), ("no: RP-06", "no: R6", "no"), ("label:", "lable:", "lable"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_field(tmp_path: Path, catalog: Catalog, old: str, new: str, where: str) -> None:
    with pytest.raises(AppError) as caught:
        load(tmp_path, catalog, GOOD.replace(old, new))
    assert caught.value.code is ErrorCode.BAD_DATA_FILE
    assert "r0.yaml" in str(caught.value.where)
    assert where in str(caught.value.where)


def test_a_number_may_stand_only_once(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(AppError, match="重复"):
        load(tmp_path, catalog, GOOD, GOOD)


def test_a_report_must_rest_on_something(tmp_path: Path, catalog: Catalog) -> None:
    with pytest.raises(AppError, match="kinds"):
        load(tmp_path, catalog, GOOD.replace("forms: [rectification]\n", ""))
