"""Letters that an office rarely writes but does: Latin and figures in a mark, names longer than a line, imprints of half a page."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from letterdata import ELEVEN, PLAIN, PROFILE, letter
from measure import MM, Measured, measure

from app.documents.blocks import Style
from app.documents.column import Unit
from app.documents.render import layout_of, render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError

LONG = "某县国有资产监督管理委员会（某县地方金融监督管理局）党委"
TABLE = {"table": {"columns": ["序号", "事项"], "rows": [["1", "甲"], ["2", "乙"]]}}


def pdf(form: str = "general", **changes: Any) -> Measured:
    return measure(render_pdf_bytes(letter(form, **changes), PROFILE))


@pytest.mark.parametrize("name", ["某县X-Ray检测中心", "某县12345政务服务便民热线受理中心", "某县8890中心"])
@pytest.mark.parametrize("form", ["general", "letter", "minutes"])
def test_a_mark_with_figures_or_latin_letters_stands_in_the_middle(form: str, name: str) -> None:
    red = [row for row in pdf(form, issuers=[name]).rows[0] if row.red]
    assert red
    assert all(abs((row.left + row.right) / 2 - 106) < 0.5 for row in red)


def test_in_a_joint_mark_names_with_figures_end_where_the_others_do() -> None:
    names = ["某县12345政务服务便民热线受理中心", "某县第1人民医院", "某县财政局"]
    red = [row for row in pdf(issuers=names, joint_mark=True).rows[0] if row.red]
    ends = [row.right for row in red if not row.text.endswith("文件")]
    assert max(ends) - min(ends) < 0.5
    assert max(row.right for row in red) < 184


def test_an_issuer_of_minutes_longer_than_a_line_is_divided() -> None:
    rows = [row for row in pdf("minutes", issuers=[LONG]).rows[0] if not row.red]
    assert all(row.right < 184 for row in rows)
    assert LONG in "".join(row.text for row in rows)


def test_text_under_the_red_rule_stands_as_far_down_as_the_docx_sets_it() -> None:
    blocks = [unit.block for unit in layout_of(letter("general"), PROFILE).units if isinstance(unit, Unit)]
    number = next(block for block in blocks if block.style is Style.NUMBER)
    free = number.rule_gap - PROFILE.header.rule_thickness * MM  # a border stands off by whole points
    assert free == pytest.approx(round(free))


@pytest.mark.parametrize("annex", [[TABLE], [{"text": "请逐条整改。"}], [{"text": PLAIN}]])
@pytest.mark.parametrize("copies", [0, 40, 52, 58, 60])
def test_a_long_imprint_overprints_nothing_and_leaves_no_attachment_title_alone(annex: list[Any], copies: int) -> None:
    layout = layout_of(letter("general", attachments=[{"title": "清单", "body": annex}], cc=(ELEVEN * 8)[:copies] or ["县委办"]), PROFILE)
    for page in layout.pages:
        titled = any(placed.block.style is Style.ANNEX_TITLE for placed in page.lines)
        assert not titled or page.tables or any(placed.block.style is Style.BODY for placed in page.lines)
    last = layout.pages[-1]
    end = max([*(p.y + p.block.pitch for p in last.lines), *(t.y + t.part.height for t in last.tables)], default=0.0)
    assert end <= layout.foot - layout.imprint.height + 0.1


def test_a_joint_mark_is_one_row_in_a_docx_so_that_libreoffice_turns_pages_within_paragraphs_after_it() -> None:
    raw = render_docx_bytes(letter("general", issuers=["某县财政局", "某县审计局", LONG], joint_mark=True), PROFILE)
    document = zipfile.ZipFile(io.BytesIO(raw)).read("word/document.xml").decode()
    assert document.count("<w:tr>") == 1


def test_what_is_signed_on_each_page_must_fit_on_its_line() -> None:
    row = next(r for r in pdf("plain", page_sign="谈" * 30).rows[0] if "谈" in r.text)
    assert row.left > 28
    with pytest.raises(AppError, match="最多 30 个字"):
        letter("plain", page_sign="谈" * 31)


def test_a_short_last_paragraph_goes_with_the_list_of_attachments_rather_than_the_list_being_divided() -> None:
    annexes = [{"title": "问题清单"}, {"title": "关于落实全面从严治党主体责任整改情况的台账和责任分工一览表（2026年第3季度）"}]
    heads = {"copy_no": "3", "secrecy": {"level": "机密", "period": "5年"}, "urgency": "特急", "seal": False, "note": "联系人：王敏"}
    text = [{"text": PLAIN[:30]}, {"text": "请于2026年12月31日前书面反馈整改情况。"}]
    pages = [[row.text for row in rows] for rows in pdf("letter", body=text, attachments=annexes, **heads).rows]
    assert len(pages) == 2
    assert pages[1][0].startswith("请于")
    assert any(row.startswith("附件：1.") for row in pages[1])
