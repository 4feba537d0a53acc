"""Letter data is read strictly, and a mistake says where."""

from __future__ import annotations

from typing import Any

import pytest
from letterdata import FORMS, PROFILE, letter
from measure import measure

from app.documents.data import parse_letter
from app.documents.render import render, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode

GOOD: dict[str, Any] = {
    "issuers": ["甲"], "to": ["乙"], "title": "通知", "body": [{"text": "正文。"}], "date": "2026-11-22"
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": 5}, "title"),
        ({"to": "乙"}, "to"),
        ({"to": ["乙", 3]}, "to[1]"),
        ({"body": [{"text": "a", "level": 5}]}, "body[0].level"),
        ({"body": [{"text": "a", "level": True}]}, "body[0].level"),
        ({"body": [{"txt": "a"}]}, "body[0].txt"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "2026年2月3日"}, "date"),
        ({"seal": "yes"}, "seal"),
        ({"secrecy": {"level": "很密"}}, "secrecy.level"),
        ({"attendance": {"出席": "甲"}}, "attendance.出席"),
        ({"title": "字" * 201}, "title"),
        ({"title": "a\x07"}, "title"),
        ({"issuers": []}, "issuers"),
        ({"values": {"nothing": "x"}}, "values.nothing"),
    ],
)
def test_a_mistake_is_refused_and_named(change: dict[str, Any], where: str) -> None:
    with pytest.raises(AppError) as caught:
        parse_letter(FORMS["letter.discipline_suggestion"], GOOD | change)
    assert caught.value.code is ErrorCode.BAD_INPUT
    assert caught.value.where == where


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_data_that_is_no_mapping_is_refused(data: Any) -> None:
    with pytest.raises(AppError):
        parse_letter(FORMS["letter.circular"], data)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("某纪建[2026]01号", "某纪建〔2026〕1号"),
        ("某（2026）第7号", "某〔2026〕7号"),
        ("某〔2026〕1号", "某〔2026〕1号"),
    ],
)
def test_the_number_is_brought_into_the_form_of_the_standard(written: str, number: str) -> None:
    assert parse_letter(FORMS["letter.discipline_suggestion"], GOOD | {"number": written}).number == number


@pytest.mark.parametrize(("secrecy", "missing"), [({"level": "机密"}, ["份号", "保密期限"]), ({"level": "机密", "period": "5年"}, ["份号"])])
def test_a_secret_letter_without_its_number_or_limit_is_warned_of(secrecy: dict[str, str], missing: list[str]) -> None:
    warned = parse_letter(FORMS["letter.discipline_suggestion"], GOOD | {"secrecy": secrecy}).warnings
    assert [name for name in ("份号", "保密期限") if any(f"应当标注{name}" in said for said in warned)] == missing


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_kind_of_letter_renders_from_its_own_draft(code: str) -> None:
    document = parse_letter(
        FORMS[code], {"issuers": ["甲"], "to": ["乙"], "date": "2026-11-22", "number": "甲〔2026〕1号"}
    )
    assert render_pdf_bytes(document, PROFILE).startswith(b"%PDF")


@pytest.mark.parametrize("code", ["letter.admonish", "letter.written_check", "letter.deep_check"])
def test_a_letter_that_disciplines_names_the_right_to_appeal(code: str) -> None:
    assert any("申诉" in paragraph.text for paragraph in FORMS[code].body)


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(AppError) as caught:
        render_pdf_bytes(
            letter("letter", title="关于\U0003fffd的函".replace("\U0003fffd", "\U00013000")), PROFILE
        )
    assert caught.value.code is ErrorCode.MISSING_GLYPH
    assert "U+13000" in caught.value.message


def test_marks_that_never_draw_are_left_out_of_the_page() -> None:
    raw = render_pdf_bytes(letter("letter", body=[{"text": "葛\U000e0100某\u200b\u202e的\u00ad情况\ufe0f。"}]), PROFILE)
    assert "葛某的情况。" in measure(raw).text()


def test_files_are_named_after_the_kind_and_nothing_else_is_left(tmp_path: Any) -> None:
    result = render(letter("letter"), PROFILE, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "letter.discipline_suggestion.docx", "letter.discipline_suggestion.pdf"
    ]  # fmt: skip
    assert result.pages == 1
    assert result.fonts["body"]
