"""Habits of offices, each in a letter written by hand: where elements stand, and what looks like one and is none."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest

from app.documents.model import Paragraph, Table
from app.documents.readback import read_back
from app.documents.readback_words import names
from tests.unit.documents.oldpaper import paper, said


def test_receivers_may_stand_before_the_text_in_the_same_line() -> None:
    letter = paper(("关于做好工作的通知", "c"), "各镇党委：现将工作通知如下。", ("某县纪委", "r"), ("2024年3月5日", "r"))
    assert said(letter)["to"] == ["各镇党委"]
    assert letter.to is not None
    assert letter.to.doubtful


def test_receivers_may_go_on_over_several_paragraphs() -> None:
    letter = paper(("关于做好工作的通知", "c"), "县住房和城乡建设局党组、县财政局党组、", "县自然资源局党组：", "　　现就有关事项通知如下：", "某县纪委", "2024年3月5日")
    assert said(letter)["to"] == ["县住房和城乡建设局党组", "县财政局党组", "县自然资源局党组"]
    assert letter.body == [Paragraph(0, "现就有关事项通知如下：")]


def test_a_text_that_begins_with_a_colon_is_not_taken_for_a_receiver() -> None:
    letter = paper(("关于三起典型问题的通报", "c"), "　　现将三起典型问题通报如下：", "　　一、2024年1月3日，某某受到处分。", ("中共某县纪委", "r"), ("2024年3月5日", "r"))
    assert letter.to is None
    assert "没有主送机关。" in letter.doubts


def test_receivers_may_stand_in_the_imprint() -> None:
    letter = paper(
        ("某县纪委文件", "red", 40), ("某纪通〔2024〕9号", "c", 16), ("关于三起典型问题的通报", "c"), "　　2024年1月3日，某某受到处分。", ("中共某县纪委", "r"),
        ("2024年3月5日", "r"), "主送：各镇党委，县直各单位党组。", "抄送：市纪委监委。", "某县纪委办公室　　2024年3月6日印发",
    )  # fmt: skip
    assert (said(letter)["to"], said(letter)["cc"], said(letter)["date"]) == (["各镇党委", "县直各单位党组"], ["市纪委监委"], dt.date(2024, 3, 5))
    assert letter.printer is not None
    assert letter.printer.value == ("某县纪委办公室", dt.date(2024, 3, 6))


def test_days_and_signers_of_annexed_texts_are_not_those_of_the_letter() -> None:
    letter = paper(
        ("关于报送材料的函", "c"), ("某建函〔2024〕7号", "c", 16), "市住房和城乡建设局：", "　　现将材料报送贵局。", "　　附件：1.工作报告", "　　　　　2.统计表",
        ("某县住建局", "r"), ("二〇二四年五月六日", "r"), "　　（联系人：张三）", "附件1", ("工作报告", "c"), "　　报告内容。", ("某县财政局", "r"), ("2023年12月31日", "r"),
        "附件2", ("统计表", "c"), "　　合计12。",
    )  # fmt: skip
    assert (said(letter)["date"], said(letter)["issuer"]) == (dt.date(2024, 5, 6), "某县住建局")
    assert [(a.title, len(a.body)) for a in letter.attachments] == [("工作报告", 3), ("统计表", 1)]
    assert letter.note is not None
    assert letter.note.value == "联系人：张三"


def test_a_day_that_is_not_written_out_is_not_made_up() -> None:
    letter = paper(("关于某事的函", "c"), "某县财政局：", "　　请于2024年5月1日前支持。", "某县住建局", "2024年  月  日")
    assert letter.date is None
    assert any("没有写全" in d for d in letter.doubts)


def test_numbers_cited_in_the_text_are_not_taken_for_the_number() -> None:
    letter = paper(("关于核实情况的复函", "c"), "县纪委监委：", "　　《关于核实有关情况的函》（某纪函〔2024〕5号）收悉。", "　　此复。", ("某县住建局", "r"), ("2024年4月5日", "r"))
    assert letter.number is None
    assert "没有找到发文字号。" in letter.doubts


def test_a_day_under_the_title_is_taken_with_doubt() -> None:
    letter = paper(("中共某县住建局党组关于加强作风建设的规定", "c"), ("（2022年6月1日局党组会议通过）", "c", 16), "　　为加强作风建设，制定本规定，自2022年7月1日起施行。")
    assert letter.date is not None
    assert (letter.date.value, letter.date.doubtful) == (dt.date(2022, 6, 1), True)
    assert (said(letter)["title"], said(letter)["issuer"]) == ("关于加强作风建设的规定", "中共某县住建局党组")


def test_joint_issuers_beside_each_other_are_told_apart() -> None:
    letter = paper(("关于联合检查的通知", "c"), "各单位：", "　　请照办。", "　　中共某县纪律检查委员会　　　　某县监察委员会", "　　　　　　　　　　2020年9月9日")
    assert letter.issuers is not None
    assert letter.issuers.value == ("中共某县纪律检查委员会", "某县监察委员会")


def test_a_form_with_labelled_rows_is_read_as_the_head_of_a_letter() -> None:
    made = docx.Document()
    rows = [("发文字号", "某纪建〔2026〕1号"), ("标题", "关于某事的函"), ("主送", "县财政局、县审计局"), ("抄送", "县委办"), ("成文日期", "2026年3月5日")]
    table = made.add_table(rows=len(rows), cols=2)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    made.add_paragraph("　　现将有关情况函告如下。")
    out = io.BytesIO()
    made.save(out)
    found = said(read_back(out.getvalue(), "old.docx"))
    assert (found["number"], found["title"], found["to"], found["cc"]) == ("某纪建〔2026〕1号", "关于某事的函", ["县财政局", "县审计局"], ["县委办"])
    assert (found["date"], found["issuer"]) == (dt.date(2026, 3, 5), "")


def test_a_number_in_a_table_of_the_text_is_not_the_letters() -> None:
    made = docx.Document()
    rows = [("送达文书", "某纪建〔2026〕1号", "1份"), ("受送达人", "张三", "本人"), ("送达日期", "2026年1月1日", "当面")]
    table = made.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    letter = read_back(out.getvalue(), "old.docx")
    assert (letter.number, letter.date) == (None, None)


def test_a_number_that_stands_again_under_the_title_is_no_receiver() -> None:
    letter = paper(("某县纪委文件", "red", 40), ("某纪发〔2026〕12号", "c", 16), ("关于某事的通知", "c"), ("（某纪发〔2026〕12号）", "c", 16), "各科室 ：  ", "　　请办理。")
    assert said(letter)["to"] == ["各科室"]


def test_signers_with_gaps_in_their_names_are_read() -> None:
    letter = paper(("关于××的请示", "c"), "某建请〔2020〕8号　　　　签发人：王 某 张三丰", "县委、县政府：", "　　妥否，请批示。", ("某县住建局", "r"), ("2020-09-09", "r"))
    assert (said(letter)["signers"], said(letter)["number"], said(letter)["to"]) == (["王某", "张三丰"], "某建请〔2020〕8号", ["县委", "县政府"])


def test_secrecy_copy_number_and_urgency_in_one_line_are_read() -> None:
    letter = paper("000123　　机密★5年　　特急", "某纪函〔2021〕33号", ("关于移交线索的函", "c"), "市纪委监委：", "　　请接收。", ("某县纪委", "r"), ("2021年7月1日", "r"))
    assert [f.value for f in (letter.copy_no, letter.secrecy, letter.urgency) if f] == ["000123", ("机密", "5年"), "特急"]


def test_levels_whose_numbers_are_out_of_order_keep_them_in_the_text() -> None:
    sound = paper(("关于某事的函", "c"), "县财政局：", "一、甲", "（一）乙", "二、丙")
    broken = paper(("关于某事的函", "c"), "县财政局：", "一、甲", "三、丙")
    assert sound.body == [Paragraph(1, "甲"), Paragraph(2, "乙"), Paragraph(1, "丙")]
    assert broken.body == [Paragraph(0, "一、甲"), Paragraph(0, "三、丙")]


def test_a_drawn_table_stays_a_table_of_the_text() -> None:
    made = docx.Document()
    for text in ("关于报送清单的函", "县财政局：", "　　清单如下："):
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=2)
    table.style = "Table Grid"
    for cell, text in zip([c for row in table.rows for c in row.cells], ("事项", "金额", "维修", "12万元"), strict=True):
        cell.text = text
    out = io.BytesIO()
    made.save(out)
    found = [b for b in read_back(out.getvalue(), "old.docx").body if isinstance(b, Table)]
    assert [[c.text for c in row.cells] for row in found[0].rows] == [["事项", "金额"], ["维修", "12万元"]]


def test_receivers_may_stand_without_a_colon_when_the_text_comes_next() -> None:
    letter = paper(("关于做好工作的通知", "c"), "县财政局、县审计局", "　　为做好有关工作，现将事项通知如下：", "　　一、抓紧。", "某县纪委", "2024年3月5日")
    assert said(letter)["to"] == ["县财政局", "县审计局"]
    assert letter.to is not None
    assert letter.to.doubtful


def test_a_heading_with_a_colon_is_no_receiver() -> None:
    assert said(paper(("近期工作要点", "c"), "近期工作安排：", "　　一、抓紧。", "某县纪委", "2024年3月5日"))["to"] == []


def test_a_letter_forwarded_under_the_letter_does_not_give_day_or_issuer() -> None:
    letter = paper(
        ("关于转发通知的通知", "c"), "某建发〔2024〕3号", "局属各单位：", "　　现将《通知》转发给你们。", ("某县住建局", "r"), ("2024年3月5日", "r"),
        ("关于加强监管的通知", "c"), "县直各单位：", "　　请加强监管。", ("某县政府办", "r"), ("2024年2月1日", "r"),
    )  # fmt: skip
    assert (said(letter)["date"], said(letter)["issuer"], said(letter)["to"]) == (dt.date(2024, 3, 5), "某县住建局", ["局属各单位"])


def test_days_of_a_schedule_in_the_text_are_not_the_letters() -> None:
    letter = paper(
        ("关于开会的通知", "c"), "各科室：", "　　一、日程安排", "　　2024年3月1日", "　　报到", "　　2024年3月2日", "　　开会", "某县住建局办公室", "2024年2月20日"
    )
    assert said(letter)["date"] == dt.date(2024, 2, 20)


def test_the_issuer_may_stand_under_the_day() -> None:
    letter = paper(("关于某事的函", "c"), "某建发〔2024〕3号", "县财政局：", "　　请支持。", ("2024年3月5日", "r"), ("某县住建局", "r"))
    assert (said(letter)["issuer"], letter.body) == ("某县住建局", [Paragraph(0, "请支持。")])


def test_a_number_may_stand_beside_the_mark() -> None:
    letter = paper("中共某县纪委办公室　　　　某纪办〔2024〕8号", ("关于报送总结的通知", "c"), "各派驻纪检监察组：", "　　请报送。", "某县纪委办公室", "2024 年 2 月 2 日")
    assert said(letter)["number"] == "某纪办〔2024〕8号"


def test_receivers_with_brackets_and_kinds_of_organs_are_told_apart() -> None:
    letter = paper(("关于报送总结的通知", "c"), "各镇（街道）党（工）委，县委各部委，县级国家机关各党组（党委），各人民团体党组：", "　　请报送。", "某县纪委", "2024年2月2日")
    assert said(letter)["to"] == ["各镇（街道）党（工）委", "县委各部委", "县级国家机关各党组（党委）", "各人民团体党组"]


def test_a_number_and_a_day_may_stand_over_two_lines() -> None:
    letter = paper(
        ("某县纪委文件", "red", 36), ("某纪建", "c", 16), ("〔2025〕3号", "c", 16), ("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县纪委", "r"), ("二〇二五年", "r"),
        ("九月二十八日", "r"),
    )  # fmt: skip
    assert (said(letter)["number"], said(letter)["date"], said(letter)["issuer"]) == ("某纪建〔2025〕3号", dt.date(2025, 9, 28), "某县纪委")


def test_copies_above_and_beside_and_the_imprint_of_the_old_standard_are_read() -> None:
    letter = paper(
        ("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县纪委", "r"), ("2025年9月28日", "r"), "主题词：纪检　通知", "抄报：市纪委监委。",
        "抄送：县委办公室，县人大常委会办公室，", "　　　县政协办公室。", "中共某县纪委办公室　　　　2025年9月28日印发",
    )  # fmt: skip
    assert said(letter)["cc"] == ["市纪委监委", "县委办公室", "县人大常委会办公室", "县政协办公室"]
    assert letter.body == [Paragraph(0, "请办。")]


def test_minutes_with_a_number_of_the_year_and_names_over_two_lines_are_read() -> None:
    letter = paper(
        ("中共某县住建局党组会议纪要", "red", 36), ("〔2025〕第8次", "c", 16), "某县住建局党组办公室　　　　2025年4月3日", "　　2025年4月1日，周明远主持召开会议。纪要如下：",
        "　　一、研究人事。", "　　出席：周明远　李建国", "　　　　　王敏", "　　列席：张三", "分送：局领导，机关各科室。", "某县住建局党组办公室　2025年4月3日印发",
    )  # fmt: skip
    assert (letter.format, said(letter)["number"], said(letter)["date"]) == ("minutes", "〔2025〕8次", dt.date(2025, 4, 3))
    assert letter.attendance == {"出席": ("周明远", "李建国", "王敏"), "列席": ("张三",)}


def test_a_brief_is_issued_by_whom_its_head_names() -> None:
    letter = paper(("廉政情况通报", "red", 36), ("第12期", "c", 16), "某县纪委办公室　　　　二〇二五年四月三日", ("关于一季度情况的通报", "c"), "县委、县政府：", "　　情况如下。")
    assert (said(letter)["issuer"], said(letter)["number"], said(letter)["to"]) == ("某县纪委办公室", "第12期", ["县委", "县政府"])


@pytest.mark.parametrize("written", ["某建｛2023｝118号", "某建「2023」118号", "某建＜2023＞118號", "某建〔２０２３〕第 １１８ 号"])
def test_numbers_in_any_brackets_that_are_found_in_files_are_read(written: str) -> None:
    assert said(paper((written, "c", 16), ("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县住建局", "r"), ("2023年3月5日", "r")))["number"] == "某建〔2023〕118号"


def test_lines_that_say_what_they_are_are_believed() -> None:
    letter = paper("标　题：关于某事的通知", "文　号：某建发〔2023〕8号", "发文机关：某县住建局", "成文日期：2023年3月5日", "主　送：各科室，局属各单位", "正　文：", "　　请于2023年4月1日前办理。")
    assert said(letter) | {"cc": [], "signers": [], "attachments": []} == {
        "number": "某建发〔2023〕8号", "date": dt.date(2023, 3, 5), "to": ["各科室", "局属各单位"], "title": "关于某事的通知", "issuer": "某县住建局",
        "cc": [], "signers": [], "attachments": [],
    }  # fmt: skip
    assert letter.body == [Paragraph(0, "请于2023年4月1日前办理。")]


def test_copies_of_a_letter_that_is_annexed_are_not_those_of_the_letter() -> None:
    letter = paper(
        ("关于转发通知的通知", "c"), "某建发〔2024〕3号", "局属各单位：", "　　现将《通知》转发给你们。", "　　附件：关于严明纪律的通知", ("某县住建局", "r"), ("2024年3月5日", "r"), "抄送：县委办。",
        "某县住建局办公室　　2024年3月5日印发", "附件", ("关于严明纪律的通知", "c"), "各单位：", "　　请遵守。", ("某县纪委", "r"), ("2024年2月1日", "r"), "抄送：市纪委。", "某县纪委办公室　2024年2月2日印发",
    )  # fmt: skip
    assert (said(letter)["cc"], letter.printer and letter.printer.value[0]) == (["县委办"], "某县住建局办公室")


@pytest.mark.parametrize("lines", [("2019年6", "月6日"), ("二〇一九年六月", "六日"), ("2019年6月6", "日")])
def test_a_day_may_be_cut_over_two_lines_anywhere(lines: tuple[str, str]) -> None:
    letter = paper(("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县住建局", "r"), *((one, "r") for one in lines), "某县住建局　2019年6月7日印发")
    assert said(letter)["date"] == dt.date(2019, 6, 6)


def test_receivers_divided_by_one_mark_only_are_each_one() -> None:
    assert names("各乡镇党委、县直各党组（党委）、各人民团体党组") == ("各乡镇党委", "县直各党组（党委）", "各人民团体党组")
    assert names("各县人民政府、市政府各部门、各直属机构") == ("各县人民政府", "市政府各部门、各直属机构")
    assert names("各乡镇党委、政府；县委各部委；县直各单位.") == ("各乡镇党委、政府", "县委各部委", "县直各单位")


def test_merged_cells_of_a_table_stay_merged() -> None:
    made = docx.Document()
    for text in ("关于报送清单的函", "县财政局：", "　　清单如下："):
        made.add_paragraph(text)
    table = made.add_table(rows=3, cols=3)
    table.style = "Table Grid"
    for n, row in enumerate(table.rows):
        for m, cell in enumerate(row.cells):
            cell.text = f"{n}{m}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横并"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "竖并"
    out = io.BytesIO()
    made.save(out)
    found, = (b for b in read_back(out.getvalue(), "old.docx").body if isinstance(b, Table))
    assert [[(c.text, c.span, c.rows) for c in row.cells] for row in found.rows] == [
        [("00", 1, 1), ("横并", 2, 1)], [("竖并", 1, 2), ("11", 1, 1), ("12", 1, 1)], [("21", 1, 1), ("22", 1, 1)],
    ]  # fmt: skip


def test_a_table_wider_than_a_letter_may_hold_stays_as_lines_of_text() -> None:
    made = docx.Document()
    for text in ("关于报送清单的函", "县财政局：", "　　清单如下："):
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=24)
    table.style = "Table Grid"
    for n, cell in enumerate(table.rows[0].cells):
        cell.text = f"第{n}列"
    out = io.BytesIO()
    made.save(out)
    body = read_back(out.getvalue(), "old.docx").body
    assert not [b for b in body if isinstance(b, Table)]
    assert "第23列" in "".join(b.text for b in body if isinstance(b, Paragraph))


POINT = (
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_pictures_are_told_as_left_in_the_original() -> None:
    made = docx.Document()
    made.add_paragraph("关于报送照片的函")
    made.add_picture(io.BytesIO(bytes.fromhex(POINT)))
    out = io.BytesIO()
    made.save(out)
    assert read_back(out.getvalue(), "old.docx").left == "文中有 1 幅图片，没有读入，只在所附原件里。"


def test_a_day_that_is_a_field_of_today_is_to_be_checked() -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = docx.Document()
    for text in ("关于某事的通知", "各科室：", "　　请办理。", "某县住建局", "2023年3月5日"):
        made.add_paragraph(text)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), ' DATE \\@ "yyyy年M月d日" ')
    run = made.paragraphs[-1].runs[0]._r
    run.addprevious(field)
    field.append(run)
    out = io.BytesIO()
    made.save(out)
    letter = read_back(out.getvalue(), "old.docx")
    assert said(letter)["date"] == dt.date(2023, 3, 5)
    assert "自动更新" in letter.why["date"]


@pytest.mark.parametrize("printed", ["2023年3月6日", "二〇二三年三月六日"])
def test_an_imprint_run_together_by_a_conversion_is_taken_apart(printed: str) -> None:
    letter = paper(("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县住建局", "r"), ("2023年3月5日", "r"), f"抄送：县委办，县政府办。某县住建局办公室{printed}印发")
    assert said(letter)["cc"] == ["县委办", "县政府办"]
    assert letter.printer is not None
    assert letter.printer.value == ("某县住建局办公室", dt.date(2023, 3, 6))


@pytest.mark.parametrize("before", ["特急　", "等级　特急　", "机密　"])
def test_urgency_and_secrecy_before_a_number_are_no_part_of_it(before: str) -> None:
    letter = paper((f"{before}某建电〔2023〕8号", "", 16), ("关于某事的通知", "c"), "各科室：", "　　请办。", ("某县住建局", "r"), ("2023年3月5日", "r"))
    assert said(letter)["number"] == "某建电〔2023〕8号"


@pytest.mark.parametrize("title", ["邀请函", "问责决定书", "2023年工作总结", "对县人大第12号建议的答复", "关于提请任免的议案", "党员活动安排"])
def test_a_title_is_told_by_where_it_stands_when_nothing_in_its_looks_tells(title: str) -> None:
    letter = paper(("某建函〔2023〕8号", "", 10.5), (title, "", 10.5), ("县财政局、县审计局：", "", 10.5), ("　　请支持。", "", 10.5), ("某县住建局", "", 10.5), ("2023年3月5日", "", 10.5))
    assert (said(letter)["title"], said(letter)["to"]) == (title, ["县财政局", "县审计局"])


@pytest.mark.parametrize(("text", "listed"), [
    ("各市、县（市、区）人民政府，各开发区管委会", ("各市、县（市、区）人民政府", "各开发区管委会")), ("全县各建设、施工、监理单位", ("全县各建设、施工、监理单位",)),
    ("各县（市、区）纪委、监委", ("各县（市、区）纪委、监委",)), ("各民主党派、工商联", ("各民主党派", "工商联")), ("各科室、各二级单位", ("各科室", "各二级单位")),
])  # fmt: skip
def test_receivers_that_share_a_word_stay_together(text: str, listed: tuple[str, ...]) -> None:
    assert names(text) == listed


def test_an_office_with_a_day_over_the_receivers_is_no_title() -> None:
    letter = paper(
        ("某县住房和城乡建设局党组会议纪要", "red", 26), ("第5号", "c", 16), "某县住房和城乡建设局党组　　　2023年5月15日", "局属各单位党组织：", "　　2023年5月12日召开会议。会议决定如下。", "抄送：县纪委监委。"
    )  # fmt: skip
    assert (said(letter)["title"], said(letter)["date"], said(letter)["to"]) == ("某县住房和城乡建设局党组会议纪要", dt.date(2023, 5, 15), ["局属各单位党组织"])
