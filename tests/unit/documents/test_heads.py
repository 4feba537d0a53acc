"""Orders, joint documents, 签名章, preprinted paper, 版记 on even pages and separate attachments, measured on the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from letterdata import ELEVEN, PLAIN, PROFILE, body, letter
from measure import MM, Measured, Row, measure

from app.catalog.profiles import Profile
from app.documents.batch import lay_out_batch, merged_pdf, render_batch
from app.documents.model import OfficialDocument
from app.documents.render import layout_of, render, render_docx_bytes, render_pdf_bytes, render_pdf_document
from app.domain.errors import AppError

CELL = 15.75
EVEN = replace(PROFILE, imprint=replace(PROFILE.imprint, on_even_page=True))
NAMES = ["中共某县纪律检查委员会", "某县监察局", "中共某县委组织部", "某县财政局", "某县住房和城乡建设局", "某县审计局",
         "某县人民检察院", "某县公安局", "某县信访局", "中共某县委办公室"]  # fmt: skip
ORDER: dict[str, Any] = {
    "format": "order", "number": "第05号", "mark": "某县人民政府令", "title": "", "to": ["各乡镇人民政府"],
    "signature": {"post": "县长", "name": "周明远"}, "body": [{"text": PLAIN}, {"text": "本令自2026年12月1日起施行。"}],
}  # fmt: skip
CASES: dict[str, tuple[dict[str, Any], Profile]] = {
    "order": (ORDER, PROFILE),
    "joint order": (ORDER | {"issuers": NAMES[:3], "joint_mark": True, "signature": [{"post": "书记", "name": "周明远"}, {"post": "部长"}]}, PROFILE),
    "joint of two": ({"issuers": NAMES[:2], "joint_mark": True}, PROFILE),
    "joint of ten": ({"issuers": NAMES, "joint_mark": True, "signers": ["周明远", "李建国", "欧阳慧"]}, PROFILE),
    "joint of five over a divided paragraph": ({"issuers": [*NAMES[:4], "某县国有资产监督管理委员会（某县地方金融监督管理局）党委"], "joint_mark": True,
                                               "signers": ["周明远", "李建国", "欧阳慧"], "body": [{"text": "请抓好落实。"}] * 4 + [{"text": PLAIN[:50]}] * 5}, PROFILE),
    "Latin in the mark": ({"issuers": ["某县X-Ray检测12中心"]}, PROFILE),
    "red on the paper": ({"copy_no": "12", "urgency": "特急"}, replace(PROFILE, header=replace(PROFILE.header, preprinted="red"))),
    "blank page": ({"body": [{"text": PLAIN[:60]}] * 7, "cc": ELEVEN}, EVEN),
    "long printer": ({"printer": {"office": "某省自然资源厅直属机关第三纪检监察工作协作区办公室", "date": "2026-11-23"}}, PROFILE),
    "minutes": ({"format": "minutes", "attendance": {"出席": ["周明远", "李建国", "欧阳慧", "钱伟"] * 9, "请假": ["王敏"]}}, PROFILE),
    "tightened": ({"body": [{"text": PLAIN[:55] if i % 3 == 0 else PLAIN[: 40 + i % 9]} for i in range(21)], "seal": False}, PROFILE),
}  # fmt: skip


def pdf(profile: Profile = PROFILE, **changes: object) -> Measured:
    return measure(render_pdf_bytes(letter("general", **changes), profile))


def case(name: str) -> tuple[OfficialDocument, Profile]:
    changes, profile = CASES[name]
    return letter("general", **({"body": [{"text": PLAIN}]} | changes)), profile


def row(found: Measured, text: str, page: int = 0) -> Row:
    return next(one for one in found.rows[page] if one.text == text)


def top(one: Row) -> float:
    """Upper edge of the characters, mm."""
    return one.middle - one.size / MM / 2


def test_an_order_has_its_mark_20_mm_down_its_number_two_lines_under_it_and_its_text_two_lines_under_that() -> None:
    found = pdf(**ORDER)
    mark, number, text = found.rows[0][0], row(found, "第5号"), found.rows[0][2]
    assert mark.text == "某县人民政府令"
    assert abs(top(mark) - 57) < 1
    assert abs((number.middle - mark.middle) * MM - 28.95 * 3) < 14
    assert abs((text.middle - number.middle) * MM - 28.95 * 3) < 1
    assert text.text.startswith("检查组认为")
    assert not [rule for rule in found.rules[0] if rule[3]]


def test_an_order_names_its_recipients_in_the_imprint() -> None:
    assert "主送：各乡镇人民政府。" in [one.text for one in pdf(**ORDER).rows[0]]


def test_a_stamp_stands_four_characters_from_the_right_two_lines_under_the_text_with_the_post_to_its_left() -> None:
    found = pdf(**ORDER)
    signed, day, last = row(found, "县长周明远"), row(found, "2026年11月22日"), row(found, "本令自2026年12月1日起施行。")
    assert abs((signed.middle - last.middle) * MM - 3 * 28.95) < 1
    assert abs((day.middle - signed.middle) * MM - 2 * 28.95) < 1
    assert abs((184 - day.right) * MM - 4 * CELL) < 2


def test_stamps_of_a_joint_document_stand_under_each_other() -> None:
    signers = [{"post": "中共某县纪律检查委员会书记", "name": "周明远"}, {"post": "局长", "name": "李建国"}]
    found = pdf(issuers=NAMES[:2], signature=signers)
    rows = [one for page in found.rows for one in page if one.text.endswith(("周明远", "李建国"))]
    assert [one.text for one in rows] == ["中共某县纪律检查委员会书记周明远", "局长李建国"]
    assert abs(rows[0].right - rows[1].right) < 0.5


def test_a_joint_mark_spreads_every_name_to_one_width_with_the_word_beside_them_half_way_down() -> None:
    found = pdf(issuers=NAMES[:3], joint_mark=True)
    red = [one for one in found.rows[0] if one.red]
    assert [one.text for one in red] == [NAMES[0], NAMES[1] + "文件", NAMES[2]]
    assert abs(red[0].left - red[1].left) < 0.3
    assert abs(red[0].left - red[2].left) < 0.3
    assert abs(red[0].right - red[2].right) < 0.5
    assert red[1].right > red[0].right + 10
    assert abs((red[0].left + red[1].right) / 2 - 106) < 1


def test_a_joint_mark_of_ten_is_made_small_enough_for_page_one_to_have_text() -> None:
    layout = layout_of(*case("joint of ten"))
    assert any("缩小" in warning for warning in layout.warnings)
    assert any(placed.block.style.value == "公文正文" for placed in layout.pages[0].lines)


def test_a_joint_mark_that_leaves_no_text_on_page_one_gives_way_to_the_leading_bodys() -> None:
    layout = layout_of(letter("general", issuers=NAMES * 3, joint_mark=True, body=[{"text": PLAIN}]), PROFILE)
    assert any("只用主办机关" in warning for warning in layout.warnings)
    assert any(placed.block.style.value == "公文正文" for placed in layout.pages[0].lines)


@pytest.mark.parametrize("count", [2, 3, 4, 7, 10])
def test_seals_of_a_joint_document_neither_touch_nor_leave_the_type_area_and_the_last_stands_on_the_date(count: int) -> None:
    layout = layout_of(letter("general", issuers=NAMES[:count]), PROFILE)
    page = next(page for page in layout.pages if any(p.block.style.value == "成文日期" for p in page.lines))
    places: list[tuple[float, float]] = []
    for placed in page.lines:
        if placed.block.style.value == "发文机关署名":
            for piece in placed.line.pieces:
                centre = piece.x + piece.width / 2
                near = [one for one in places if abs(one[0] - centre) < 10 and placed.y - one[1] < 60]
                places = [one for one in places if one not in near] + [(centre, placed.y)]
    day = next(p.line.pieces[0] for p in page.lines if p.block.style.value == "成文日期")
    assert len(places) == count
    assert abs(places[-1][0] - (day.x + day.width / 2)) < 0.5
    assert all(60 * 0.97 < x < 156 * MM - 59 for x, _ in places)
    apart = [abs(a[0] - b[0]) > 119 or abs(a[1] - b[1]) > 119 for i, a in enumerate(places) for b in places[:i]]
    assert all(apart)


def test_eight_signers_stand_two_a_line_with_the_number_on_the_last_line_and_the_rule_under_it() -> None:
    names = ["周明远", "李建国", "孙志强", "欧阳慧", "钱伟", "王敏", "赵刚", "陈立"]
    found = pdf(signers=names)
    rows = [one for one in found.rows[0] if any(name in one.text for name in names)]
    assert [one.text for one in rows] == ["签发人：周明远李建国", "孙志强欧阳慧", "钱伟王敏", "某纪建〔2026〕1号赵刚陈立"]
    assert abs((rows[-1].left - 28) * MM - CELL) < 1
    assert 2.5 < next(rule[0] for rule in found.rules[0] if rule[3]) - rows[-1].middle - 16 / MM / 2 < 5.5


def test_signers_with_long_names_stand_one_a_line_and_nothing_overprints() -> None:
    layout = layout_of(letter("general", signers=["阿卜杜热依木·买买提明江"] * 3, number="某纪监察建议〔2026〕123号"), PROFILE)
    for placed in layout.pages[0].lines:
        pieces = placed.line.pieces
        assert all(a.x + a.width <= b.x + 0.5 for a, b in pairwise(pieces))


@pytest.mark.parametrize("form", ["general", "letter", "minutes"])
@pytest.mark.parametrize(("preprinted", "number"), [("red", True), ("head", False)])
def test_on_preprinted_paper_the_rest_stands_where_it_would(form: str, preprinted: str, number: bool) -> None:
    document = letter(form, body=body(1), copy_no="12", urgency="特急")
    whole = measure(render_pdf_bytes(document, PROFILE))
    paper = replace(PROFILE, header=replace(PROFILE.header, preprinted=preprinted))
    printed = measure(render_pdf_bytes(document, paper))
    assert not [one for rows in printed.rows for one in rows if one.red]
    assert not [rule for rules in printed.rules for rule in rules if rule[3]]
    assert ("某纪建〔2026〕1号" in printed.text()) is number
    left = [one for one in whole.rows[0] if not one.red]
    places = {one.text: (one.left, one.middle) for one in printed.rows[0]}
    shown = [one for one in left if one.text in places]
    assert len(shown) == len(printed.rows[0])
    assert all(abs(places[one.text][0] - one.left) < 0.1 and abs(places[one.text][1] - one.middle) < 0.1 for one in shown)
    assert len(whole.rows) == len(printed.rows)


def test_the_imprint_stands_on_an_even_page_and_a_blank_page_before_it_makes_both_unnumbered() -> None:
    document, profile = case("blank page")
    found = measure(render_pdf_bytes(document, profile))
    numbers = [[one.text for one in rows if re.fullmatch(r"—\d+—", one.text)] for rows in found.rows]
    assert numbers == [["—1—"], ["—2—"], [], []]
    assert not found.rows[2]
    assert abs([rule for rule in found.rules[3] if not rule[3]][-1][0] - 262) < 0.5


@pytest.mark.parametrize("count", range(1, 25))
def test_where_the_profile_says_so_the_imprint_is_on_an_even_page_for_every_length(count: int) -> None:
    layout = layout_of(letter("general", body=[{"text": PLAIN[:60]}] * count, cc=ELEVEN), EVEN)
    assert len(layout.pages) % 2 == 0


def test_a_separate_attachment_is_a_file_of_its_own_that_begins_with_the_number_of_the_document(tmp_path: Path) -> None:
    attachments = [{"title": "整改台账", "body": body(2), "separate": True}, {"title": "名单", "body": [{"text": PLAIN}]}]
    made = render(letter("general", attachments=attachments), PROFILE, tmp_path)
    assert [path.name for path in made.files] == [
        "letter.circular.docx", "letter.circular.pdf", "letter.circular-附件1.docx", "letter.circular-附件1.pdf"
    ]  # fmt: skip
    annex = measure(made.files[3].read_bytes())
    assert annex.rows[0][0].text == "某纪建〔2026〕1号附件1"
    assert annex.rows[0][-1].text == "—1—"
    main = measure(made.files[1].read_bytes()).text()
    assert "附件：1.整改台账2.名单" in main
    assert "检查发现的情况" not in main


def test_a_separate_attachment_stands_behind_the_letter_where_it_is_looked_at_and_in_a_batch(tmp_path: Path) -> None:
    attachments = [{"title": "整改台账", "body": body(2), "separate": True}, {"title": "名单"}]
    document = letter("general", body=[{"text": PLAIN}], attachments=attachments)
    made = render(document, PROFILE, tmp_path)
    drawn = render_pdf_document(document, PROFILE)
    seen = measure(drawn.pdf)
    assert seen.rows == measure(made.files[1].read_bytes()).rows + measure(made.files[3].read_bytes()).rows
    assert drawn.pages == len(seen.rows)
    (alone,) = render_batch([document], PROFILE)
    assert measure(alone.files["-附件1.pdf"]).rows == measure(made.files[3].read_bytes()).rows
    assert measure(merged_pdf(lay_out_batch([document], PROFILE), "全部")).rows == seen.rows


@pytest.mark.parametrize("form", ["general", "letter", "order", "minutes", "plain"])
def test_copy_number_secrecy_and_urgency_stand_under_each_other_at_the_left(form: str) -> None:
    found = pdf(format=form, copy_no="12", secrecy={"level": "秘密", "period": "1年"}, urgency="特急", number="某纪建〔2026〕1号")
    rows = [one for one in found.rows[0] if one.text.startswith(("000012", "秘密★1年", "特急"))]
    assert len(rows) == 3
    assert all(abs(one.left - 28) < 0.8 for one in rows)
    assert all(abs((b.middle - a.middle) * MM - 28.95) < 1 for a, b in pairwise(rows))


def test_a_long_printing_office_takes_lines_of_its_own_and_the_date_stands_on_the_last() -> None:
    document, profile = case("long printer")
    rows = measure(render_pdf_bytes(document, profile)).rows[-1]
    texts = [one.text for one in rows if abs(one.size - 14) < 0.1]
    assert texts[-3:-1] == ["某省自然资源厅直属机关第三纪检监察工作协作区办公室", "2026年11月23日印发"]


def test_an_imprint_that_no_page_holds_is_refused_with_advice() -> None:
    with pytest.raises(AppError, match="抄送机关太多"):
        layout_of(letter("general", cc=ELEVEN * 12), PROFILE)


def test_characters_are_set_closer_to_keep_the_signature_on_its_page_and_that_is_said() -> None:
    document, profile = case("tightened")
    layout = layout_of(document, profile)
    assert any("7.3.5.5" in warning and "字距" in warning for warning in layout.warnings)
    found = measure(render_pdf_bytes(document, profile))
    assert max(len(one.text) for page in range(len(found.rows)) for one in found.body(page)) == 29
    assert max(one.right for page in range(len(found.rows)) for one in found.body(page)) < 184.5


def test_twelve_long_attachments_turn_under_the_first_character_of_their_names() -> None:
    titles = [{"title": f"关于工程建设招标投标领域突出问题专项检查情况的清单（第{n}批）"} for n in range(1, 13)]
    found = pdf(attachments=titles)
    rows = [one for page in found.rows for one in page]
    for n, one in enumerate(rows):
        if re.match(r"(附件：)?\d+\.关于", one.text):
            number = re.match(r"(附件：)?(\d+\.)", one.text)
            assert number
            start = 28 + 5 * CELL / MM
            assert abs((start if number[1] is None else 28 + 2 * CELL / MM) - one.left) < 0.8
            assert rows[n + 1].left > start + 3


def test_the_names_of_a_meeting_hang_under_the_first_and_none_is_divided() -> None:
    names = ["周明远", "李建国", "欧阳慧", "钱伟"] * 9
    found = pdf(format="minutes", attendance={"出席": names, "列席": ["王敏"]})
    rows = [one for page in range(len(found.rows)) for one in found.body(page)]
    first = next(n for n, one in enumerate(rows) if one.text.startswith("出席："))
    last = next(n for n, one in enumerate(rows) if one.text.startswith("列席："))
    listed = rows[first:last]
    assert len(listed) > 3
    assert "".join(one.text for one in listed) == "出席：" + "，".join(names)
    assert all(one.text.endswith("，") for one in listed[:-1])
    assert all(abs(one.left - 28 - 5 * CELL / MM) < 0.8 for one in listed[1:])


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", sorted(CASES))
def test_libreoffice_sets_the_docx_as_the_pdf_is(name: str, tmp_path: Path) -> None:
    document, profile = case(name)
    (tmp_path / "one.docx").write_bytes(render_docx_bytes(document, profile))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "one.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    ours, theirs = measure(render_pdf_bytes(document, profile)), measure((tmp_path / "one.pdf").read_bytes())
    assert [[one.text for one in rows] for rows in ours.rows] == [[one.text for one in rows] for rows in theirs.rows]
    for mine, other in zip(ours.rows, theirs.rows, strict=True):
        assert all(abs(a.left - b.left) < 1 and abs(a.middle - b.middle) < 2 for a, b in zip(mine, other, strict=True))
