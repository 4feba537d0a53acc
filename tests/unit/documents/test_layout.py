"""The PDF measured against GB/T 9704-2012, for every layout and many lengths."""

from __future__ import annotations

import re

import pytest
from letterdata import ELEVEN, PLAIN, PROFILE, body, letter
from measure import MM, Measured, measure

from app.documents.render import layout_of, render_pdf_bytes

FORMS = ("general", "letter", "minutes", "plain")
LONG_TITLE = "关于对县住房和城乡建设局党组落实全面从严治党主体责任情况开展专项监督检查发现问题整改落实工作的纪律检查建议"


def pdf(form: str, **changes: object) -> Measured:
    return measure(render_pdf_bytes(letter(form, **changes), PROFILE))


@pytest.mark.parametrize("form", FORMS)
def test_a_full_line_has_28_characters_between_the_margins(form: str) -> None:
    found = pdf(form, body=[{"text": PLAIN * 6}])
    full = [row for row in found.body(0) if row.right > 180 and row.left < 29.5]
    assert full
    assert {len(row.text) for row in full} == {28}
    assert all(abs(row.left - 28) < 1 and row.right <= 184.3 for row in full)


@pytest.mark.parametrize("form", FORMS)
def test_a_middle_page_has_22_lines_at_28_95_points(form: str) -> None:
    found = pdf(form, body=body(3))
    assert len(found.rows) >= 4
    assert abs(found.pitch() - 28.95) < 0.1
    middle = found.body(1)
    assert round((middle[-1].middle - middle[0].middle) * MM / 28.95) + 1 in (21, 22)


@pytest.mark.parametrize("form", FORMS)
def test_page_numbers_stand_outside_by_one_character(form: str) -> None:
    found = pdf(form, body=body(2))
    for page, rows in enumerate(found.rows, 1):
        marks = [row for row in rows if re.fullmatch(r"—\d+—", row.text) and row.middle > 262]
        assert len(marks) == (0 if form == "letter" and page == 1 else 1)
        for mark in marks:
            side = abs(mark.right - 179.06) if page % 2 else abs(mark.left - 32.94)
            assert side < 1
            assert 267 < mark.middle < 273


def test_the_mark_of_each_layout_stands_where_the_standard_puts_it() -> None:
    for form, top in (("general", 72), ("letter", 30), ("minutes", 72)):
        mark = next(row for row in pdf(form).rows[0] if row.red)
        assert abs(mark.middle - mark.size / MM / 2 - top) < 2


def test_a_letter_has_two_double_red_rules_of_170_mm() -> None:
    red = [rule for rule in pdf("letter").rules[0] if rule[3]]
    assert len(red) == 4
    assert all(abs(x1 - x0 - 170) < 0.5 for _, x0, x1, _ in red)
    assert abs(red[-1][0] - 277) < 1


def test_the_imprint_ends_on_the_foot_of_the_type_area_of_the_last_page() -> None:
    for times in (0, 1, 2, 3):
        found = pdf("general", body=[{"text": PLAIN}, *body(times)])
        black = [rule for rule in found.rules[-1] if not rule[3]]
        assert len(black) == 3
        assert abs(black[-1][0] - 262) < 0.5


@pytest.mark.parametrize("count", range(1, 24))
@pytest.mark.parametrize("form", ["general", "letter"])
def test_the_signature_never_stands_on_a_page_without_text(form: str, count: int) -> None:
    layout = layout_of(letter(form, body=[{"text": PLAIN[:50]}] * count), PROFILE)
    for page in layout.pages:
        styles = [placed.block.style for placed in page.lines]
        assert any(style.value == "公文正文" for style in styles)


@pytest.mark.parametrize("signed", [{"seal": True}, {"seal": False}, {"seal": False, "signature": {"post": "书记", "name": "周明远"}}])
@pytest.mark.parametrize("count", range(1, 6))
@pytest.mark.parametrize("lines", range(1, 13))
def test_the_rest_of_the_list_of_attachments_is_no_company_for_a_signature(lines: int, count: int, signed: dict[str, object]) -> None:
    text = [{"text": "请抓好落实。"}] * lines + [{"text": PLAIN}]
    names = [{"title": "全县各级党组织落实全面从严治党主体责任情况专项检查发现问题清单"}] * count
    layout = layout_of(letter("general", body=text, attachments=names, **signed), PROFILE)
    styles = [{placed.block.style.value for placed in page.lines} for page in layout.pages]
    assert "公文正文" in next(found for found in styles if "成文日期" in found)


def test_a_sealed_date_stands_four_characters_from_the_right() -> None:
    date = next(row for row in pdf("letter").rows[-1] if row.text == "2026年11月22日")
    assert abs((184 - date.right) * MM - 4 * 15.75) < 2


def test_an_unsealed_date_starts_two_characters_in_from_the_name() -> None:
    rows = pdf("letter", seal=False).rows[0]
    date = next(row for row in rows if row.text == "2026年11月22日")
    name = next(row for row in rows if row.text == "中共某县纪律检查委员会" and not row.red)
    assert abs((date.left - name.left) * MM - 2 * 15.75) < 1
    assert abs((184 - name.right) * MM - 2 * 15.75) < 1


def test_a_long_title_is_a_trapezoid_or_diamond_of_whole_words() -> None:
    rows = [row for row in pdf("letter", title=LONG_TITLE).rows[0] if abs(row.size - 22) < 0.1]
    widths = [row.right - row.left for row in rows]
    assert len(rows) == 3
    assert sorted(widths) in (widths, widths[::-1]) or widths[1] == max(widths)
    assert "".join(row.text for row in rows) == LONG_TITLE


def test_eleven_recipients_turn_at_the_margin_and_end_with_a_colon() -> None:
    found = pdf("letter", to=ELEVEN)
    text = found.text()
    assert "、".join(ELEVEN) + "：" in text


def test_recipients_that_leave_no_text_on_the_first_page_move_to_the_imprint() -> None:
    layout = layout_of(letter("general", to=[f"某县第{n}街道办事处党工委" for n in range(1, 40)]), PROFILE)
    assert any("移到版记" in warning for warning in layout.warnings)
    assert any(placed.block.style.value == "公文正文" for placed in layout.pages[0].lines)


def test_each_attachment_starts_a_page_and_the_imprint_follows_them() -> None:
    found = pdf(
        "general",
        attachments=[
            {"title": "整改台账", "body": body(1)},
            {"title": "名单", "body": body(0) or [{"text": PLAIN}]},
        ],
    )
    starts = [rows[0].text for rows in found.rows]
    assert starts.count("附件1") == 1
    assert starts.count("附件2") == 1
    assert len([rule for rule in found.rules[-1] if not rule[3]]) == 3


def test_rare_characters_are_drawn_and_can_be_copied() -> None:
    assert "𬭎䶮㛃" in pdf("letter").text()


def test_joint_issuers_with_seals_stand_in_rows_and_without_seals_below_each_other() -> None:
    names = ["中共某县纪律检查委员会", "中共某县委组织部", "某县监察委员会"]
    sealed, plain = pdf("general", issuers=names).text(), pdf("general", issuers=names, seal=False).text()
    for name in names:
        assert name in sealed
        assert name in plain


def test_every_font_is_an_embedded_subset() -> None:
    assert all("+" in font for font in pdf("general", body=body(1)).fonts)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf_bytes(letter("letter"), PROFILE) == render_pdf_bytes(letter("letter"), PROFILE)
