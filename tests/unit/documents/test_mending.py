"""A corrected copy has none of the deviations that can be repaired, says what was changed, and leaves the original."""

from __future__ import annotations

import io
import random
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from letterdata import PROFILE, body, whole_letter
from officemade import Settings, build, pieces
from planted import PLANTS, Planted
from plantedwords import WORDS
from test_examine import NAMES, ORDER, changed
from test_planted import MANNERS, fitting

from app.documents.checking.mending import mend
from app.documents.examine import examine_bytes
from app.documents.render import render_docx_bytes
from app.domain.errors import AppError
from app.services.letter_files import check_file, mend_file

# What only a person can repair: numbers out of order, quotes that are not closed, words.
LEFT = {
    "h1 order", "h2 order", "h3 order", "attached order", "quote not closed", "note text page", "title rectangle", "number left", "mark left", "no printer",
    "no blank over issuer", "red number",
}  # fmt: skip


def made(chosen: list[Planted], manner: str, long: int = 2) -> bytes:
    rows, settings = pieces(long), Settings()
    for planted in chosen:
        planted.plant(rows, settings)
    return build(rows, settings, manner)


def words(raw: bytes) -> str:
    return "".join(p.text for p in Document(io.BytesIO(raw)).paragraphs)


@pytest.mark.parametrize("planted", [p for p in PLANTS if p.name not in LEFT], ids=lambda p: p.name)
def test_what_can_be_repaired_is_repaired_and_listed(planted: Planted) -> None:
    raw = made([planted], MANNERS[PLANTS.index(planted) % 3], long=3)
    mended = mend(raw, "a.docx", PROFILE)
    left = {deviation.rule for deviation in examine_bytes(mended.raw, "a.docx", PROFILE).deviations}
    assert left == set()
    assert mended.changes


def test_a_right_document_is_not_changed_in_a_single_byte() -> None:
    for manner in MANNERS:
        raw = made([], manner)
        mended = mend(raw, "a.docx", PROFILE)
        assert mended.changes == ()
        assert mended.raw == raw


def test_the_words_stay_as_they_are() -> None:
    chance = random.Random(3)
    for _ in range(30):
        chosen = [p for p in fitting(chance, 3) if p.plant.__name__ != "plant" or not any(r in "标点日期" for r in p.rules)]
        raw = made(chosen, chance.choice(MANNERS))
        kept = [c for c in words(raw) if "\u4e00" <= c <= "\u9fff"]
        after = [c for c in words(mend(raw, "a.docx", PROFILE).raw) if "\u4e00" <= c <= "\u9fff"]
        assert abs(len(after) - len(kept)) <= 12  # a date in Chinese figures, 第


MARKS = {
    "letter for the half comma", "comma half behind a quote", "brackets half", "number square in text", "number padded in text",
    "number 第 in text", "two commas", "three stops", "two hyphens", "quotes straight", "wide figures", "space in text", "heading stop",
    "date with dots", "date with strokes", "date with slashes", "date with a nought", "date with 号", "comma half between recipients",
}  # fmt: skip


@pytest.mark.parametrize("planted", [p for p in WORDS if p.name in MARKS], ids=lambda p: p.name)
def test_marks_and_dates_in_the_text_are_repaired_and_nothing_else(planted: Planted) -> None:
    raw = made([planted], "direct")
    mended = mend(raw, "a.docx", PROFILE)
    assert examine_bytes(mended.raw, "a.docx", PROFILE).deviations == ()
    assert mended.changes
    left, said = ("".join(c for c in words(r) if "\u4e00" <= c <= "\u9fff" and c not in "年月日号第") for r in (raw, mended.raw))
    assert sorted(left) == sorted(said)


@pytest.mark.parametrize("planted", [p for p in PLANTS if p.name not in LEFT][::4], ids=lambda p: p.name)
def test_what_a_person_switched_off_is_not_corrected(planted: Planted) -> None:
    raw = made([planted], "direct")
    off = frozenset({"format", "writing"})
    assert mend(raw, "a.docx", PROFILE, without=off).changes == ()


def test_one_rule_switched_off_is_left_and_the_others_are_corrected() -> None:
    chosen = [p for p in PLANTS if p.name in {"body 宋体", "title size", "half comma"}]
    mended = mend(made(chosen, "direct"), "a.docx", PROFILE, without=frozenset({"正文字体", "半角标点"}))
    left = {d.rule for d in examine_bytes(mended.raw, "a.docx", PROFILE).deviations}
    assert left == {"正文字体", "半角标点"}


def test_the_imprint_is_set_at_the_foot_with_its_rules_and_its_words() -> None:
    chosen = [p for p in PLANTS if p.name in {"imprint no rules", "copies edge"}]
    raw = made(chosen, "styles")
    mended = mend(raw, "a.docx", PROFILE)
    assert examine_bytes(mended.raw, "a.docx", PROFILE).deviations == ()
    frames = [p for p in Document(io.BytesIO(mended.raw)).paragraphs if "framePr" in p._p.xml]
    assert ["".join(p.text.split()) for p in frames] == ["抄送：县委办公室，县人大常委会办公室，县政府办公室，县政协办公室，县监察委员会。", "某县纪律检查委员会办公室2026年11月23日印发"]
    assert Document(io.BytesIO(mended.raw)).paragraphs[-1].text.strip() == "（此件公开发布）"
    assert "版记" in {change.rule for change in mended.changes}


def test_a_copy_gets_the_parts_that_its_program_left_out() -> None:
    raw, out = made([PLANTS[3]], "direct"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name in {"word/fontTable.xml", "word/settings.xml"}:
                continue
            if name.endswith("document.xml.rels"):
                data = re.sub(rb'<Relationship [^>]*(fontTable|settings)\.xml"[^>]*/>', b"", data)
            if name == "[Content_Types].xml":
                data = re.sub(rb'<Override PartName="/word/(fontTable|settings)\.xml"[^>]*/>', b"", data)
            target.writestr(name, data)
    mended = mend(out.getvalue(), "a.docx", PROFILE)
    with zipfile.ZipFile(io.BytesIO(mended.raw)) as archive:
        assert {"word/fontTable.xml", "word/settings.xml"} <= set(archive.namelist())
        assert b"embedTrueTypeFonts" in archive.read("word/settings.xml")
        assert len([name for name in archive.namelist() if name.endswith(".odttf")]) >= 4
        types = archive.read("[Content_Types].xml")
        assert types.count(b"fontTable.xml") == 1
    assert examine_bytes(mended.raw, "a.docx", PROFILE).deviations == ()


def test_the_original_stays_and_an_existing_file_is_not_written_over(tmp_path: Path) -> None:
    path, out = tmp_path / "来文.docx", tmp_path / "改正.docx"
    path.write_bytes(made([PLANTS[2]], "direct"))
    before = path.read_bytes()
    report = mend_file(path, out)
    assert path.read_bytes() == before
    assert "天头" in {change["rule"] for change in report["changes"]}
    assert check_file(out)["deviations"] == []
    with pytest.raises(AppError, match="已经存在"):
        mend_file(path, out)


OWN = [("general", {}), ("letter", {}), ("minutes", {}), ("plain", {}), ("general", ORDER),
       ("general", {"issuers": NAMES, "joint_mark": True}), ("general", {"signers": ["周明远", "李建国", "欧阳慧"]})]  # fmt: skip


@pytest.mark.parametrize(("form", "more"), OWN)
def test_our_own_documents_are_not_changed_and_one_moved_margin_is_all_that_is_put_back(form: str, more: dict[str, Any]) -> None:
    raw = render_docx_bytes(whole_letter(form, body=body(2), **more), PROFILE)
    assert mend(raw, "a.docx", PROFILE).changes == ()
    moved = mend(changed(raw, "word/document.xml", 'w:left="1587"', 'w:left="1800"'), "a.docx", PROFILE)
    assert {change.rule for change in moved.changes} == {"订口", "字体嵌入"}
    assert examine_bytes(moved.raw, "a.docx", PROFILE).deviations == ()


@pytest.mark.parametrize(("tag", "name", "value", "rule"), [("w:pgNumType", "w:fmt", "upperRoman", "页码数字"), ("w:cols", "w:num", "2", "分栏")])
def test_other_figures_and_columns_of_a_section_are_repaired(tag: str, name: str, value: str, rule: str) -> None:
    document = Document(io.BytesIO(made([], "direct")))
    settings = document.sections[-1]._sectPr
    element = settings.find(qn(tag))
    if element is None:
        element = OxmlElement(tag)
        settings.append(element)
    element.set(qn(name), value)
    raw = io.BytesIO()
    document.save(raw)
    assert rule in {d.rule for d in examine_bytes(raw.getvalue(), "a.docx", PROFILE).deviations}
    mended = mend(raw.getvalue(), "a.docx", PROFILE)
    assert rule not in {d.rule for d in examine_bytes(mended.raw, "a.docx", PROFILE).deviations}
    assert rule in {change.rule for change in mended.changes}
