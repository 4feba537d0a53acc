"""What a document says agrees with its kind, its issuer, its date and its attachments; what a kind shows is there."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from letterdata import PROFILE
from officemade import Piece, Settings, build, pieces
from plantedwords import annex

from app.catalog.places import forms_dir
from app.documents.checking.known import shipped
from app.documents.checking.proper import SAMPLE, proper_date, proper_secrecy
from app.documents.examine import examine_bytes
from app.documents.model import Format

KNOWN = shipped(forms_dir())


def told(title: str = "", body: str = "", *, copies: str = "", printer: str = "", number: str = "") -> dict[str, str]:
    """What is told of a right document with another title, first paragraph, copies or printer: rule → found."""
    rows = pieces(2)
    for role, words in (("title", title), ("body", body), ("copies", copies), ("printer", printer), ("number", number)):
        if words:
            next(row for row in rows if row.role == role).text = words
    return said(rows)


def said(rows: list[Piece]) -> dict[str, str]:
    report = examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE, known=KNOWN)
    return {d.rule: d.found for d in report.deviations}


def short(title: str, *body: str) -> dict[str, str]:
    """What is told of a letter with this title and this text only."""
    rows = [row for row in pieces(2) if row.role not in {"h1", "h2", "h3", "h4", "attached"}]
    first = next(row for row in rows if row.role == "body")
    at = rows.index(first)
    rows = [row for row in rows if row.role != "body"]
    rows[at:at] = [Piece("body", words, first=first.first) for words in body]
    next(row for row in rows if row.role == "title").text = title
    return said(rows)


@pytest.mark.parametrize(("title", "words", "rule"), [
    ("关于做好整改工作的请示", "我县整改工作已经完成。特此报告。", "结语与文种"),
    ("关于做好整改工作的请示", "我县整改工作已经完成。特此通知。", "结语与文种"),
    ("关于商请支持整改工作的函", "有关事项已经研究同意。特此通知。", "结语与文种"),
    ("关于商请支持整改工作的函", "有关事项已经研究同意。特此批复。", "结语与文种"),
    ("关于做好整改工作的通知", "现将有关事项请示如下。", "开头语与文种"),
    ("关于整改工作情况的报告", "现将有关情况请示如下。", "开头语与文种"),
    ("关于禁止燃放烟花爆竹的通告", "现将有关事项通知如下。", "开头语与文种"),
    ("关于同意建设项目的批复", "经研究，现报告如下。", "开头语与文种"),
    ("关于三起典型问题的通报", "现将有关问题请示如下。", "开头语与文种"),
])  # fmt: skip
def test_openings_and_closings_of_another_kind_are_told(title: str, words: str, rule: str) -> None:
    assert rule in told(title, words)


@pytest.mark.parametrize(("title", "words"), [
    ("关于做好整改工作的通知", "现将有关事项通知如下。"), ("关于做好整改工作的通知", "按照“特此报告”的写法，现将有关情况通报如下。"), ("关于商请支持整改工作的函", "现就有关事项函告如下。"),
    ("关于商请支持整改工作的函", "有关意见已经研究。特此函复。"), ("关于整改工作情况的报告", "现将有关情况报告如下。"), ("关于解决经费的请示", "现将有关情况报告如下。"),
    ("关于做好整改工作的通知", "各单位要报告如下内容：进展、问题和打算。"), ("关于同意建设项目的批复", "经研究，现批复如下。"),
])  # fmt: skip
def test_what_the_kind_may_say_is_let_alone(title: str, words: str) -> None:
    assert not {"开头语与文种", "结语与文种"} & told(title, words).keys()


@pytest.mark.parametrize(("words", "rule"), [
    ("请参照某政发〔2028〕12号文件执行。", "引用文号年份"), ("2027年3月5日，县领导在调研时作出了批示。", "引用事实日期"), ("名单见附件5。", "附件引用"), ("请填写附件3。", "附件引用"),
    ("由我厅负责解释。", "自称与发文机关"), ("依据《中国共产党纪律处分条例》第一百九十条处理。", "引用依据时效"), ("根据《中华人民共和国公职人员政务处分法》第一百二十条处理。", "引用依据时效"),
    ("依据中国共产党问责条例处理。", "法规名称书名号"), ("依据“中国共产党问责条例”处理。", "法规名称书名号"), ("依据行政许可法第十二条办理。", "法规名称书名号"),
])  # fmt: skip
def test_what_does_not_agree_with_date_attachments_or_rules_is_told(words: str, rule: str) -> None:
    assert rule in told(body=words)


@pytest.mark.parametrize("words", [
    "请参照某政发〔2026〕12号文件执行。", "2027年3月5日前完成了的，请注明。", "到2027年3月5日将全部完成。", "名单见附件2。", "请按照《整改办法》附件5填写。", "各单位不得自我局限，请我委托的机构办理。",
    "依据《中国共产党纪律处分条例》第一百五十八条处理。", "依据党章第八条，要参加组织生活。", "中华人民共和国宪法宣誓制度要落实。", "要学习行政许可法知识。",
])  # fmt: skip
def test_what_agrees_is_let_alone(words: str) -> None:
    rules = {"引用文号年份", "引用事实日期", "附件引用", "自称与发文机关", "引用依据时效", "法规名称书名号"}
    assert not rules & told(body=words).keys()


def test_an_attachment_is_pointed_at_that_nobody_announced() -> None:
    assert short("关于做好整改工作的通知", "各单位要按时报送，名单见附件。", "请认真落实。")["附件引用"] == "“见附件”，没有附件"


def test_organs_of_title_copies_and_printer_are_those_of_the_letter() -> None:
    assert "标题中的发文机关" in told("某县教育局关于做好整改落实工作的通知")
    assert "标题中的发文机关" not in told("某县纪律检查委员会关于做好整改落实工作的通知")
    assert "标题中的发文机关" not in told("某县纪委关于做好整改落实工作的通知")
    assert "抄送发文机关自己" in told(copies="抄送：县委办公室，某县纪律检查委员会。")
    assert "印发机关与发文机关" in told(printer="某县财政局办公室\t2026年11月23日印发")
    assert "印发机关与发文机关" not in told(printer="某县纪委办公室\t2026年11月23日印发")


def test_a_letter_upward_names_who_signs_it() -> None:
    assert "上行文签发人" in told("关于整改落实工作情况的报告")
    assert "上行文签发人" not in told("关于做好整改落实工作的通知")


SUGGESTION = ("根据有关规定，提出如下建议。存在的主要问题是审批不严。", "产生问题的原因是监督不到位。")


def test_a_suggestion_says_by_when_it_is_answered_and_a_limit_for_something_else_is_none() -> None:
    title = "关于加强审批监督的监察建议"
    assert "监察建议书必备内容" not in short(title, *SUGGESTION, "请在收到本建议之日起30日内书面回复。")
    assert short(title, *SUGGESTION, "请认真整改。有异议的，可以在10日内提出。")["监察建议书必备内容"] == "没有看到回复时限"


def test_a_suggestion_whose_headings_are_all_about_something_else_has_no_suggestion_in_it() -> None:
    headed = ("一、存在的问题", "审批不严，有4个项目没有集体研究。", "二、原因分析", "主要是监督不到位。")
    reply = ("请于2026年12月20日前将采纳建议和整改落实情况书面回复。",)
    title = "关于加强审批监督的监察建议书"
    assert short(title, *headed, "三、回复要求", *reply)["监察建议书必备内容"] == "没有看到建议的内容"
    assert "监察建议书必备内容" not in short(title, *headed, "三、监察建议", "完善审批制度，落实监督责任。", *reply)
    assert "监察建议书必备内容" not in short(title, *headed, "三、回复要求", "建议你局完善审批制度。", *reply)
    assert "监察建议书必备内容" not in short(title, "一、完善审批制度", "针对上述问题，主要是监督不到位。", "二、加强日常监督", *reply)


@pytest.mark.parametrize(("title", "left_out", "texts"), [
    ("关于限期完成整改的督办函", "逾期的后果", ("有5个问题没有完成整改。", "由分管负责同志负责，于2026年12月31日前完成整改。")),
    ("关于限期完成整改的督办函", "办结时限", ("有5个问题没有完成整改。", "由分管负责同志负责，抓紧完成整改。逾期的要说明原因。")),
    ("责令书面检查通知书", "提交的期限", ("你单位落实责任不力。", "责令作出书面检查，写明原因。")),
    ("函询通知书", "由所在单位主要负责人签署意见", ("近期收到反映你的问题。", "请于15个工作日内作出说明，报送县纪委。")),
    ("澄清正名通知书", "核查结论", ("收到反映某某的举报。", "决定予以澄清，在机关范围内宣布。")),
])  # fmt: skip
def test_what_a_finished_letter_of_a_kind_shows_is_missed(title: str, left_out: str, texts: tuple[str, ...]) -> None:
    found = next(words for rule, words in short(title, *texts).items() if rule.endswith("必备内容"))
    assert left_out in found


def annexed(*sentences: str, title: str = "整改任务清单", listed: str = "整改任务清单") -> dict[str, str]:
    """What is told of a letter with one attachment of these sentences."""
    rows = [row for row in pieces(2) if row.text != "2.联系人名单"]
    note = next(row for row in rows if row.role == "attached")
    note.text, note.left, note.first = f"附件：{listed}", 5 * 15.75, -3 * 15.75
    *before, text = annex("附件", title)
    at = max(i for i, row in enumerate(rows) if row.role == "note")
    rows[at + 1 : at + 1] = [*before, *(replace(text, text=words) for words in sentences)]
    return said(rows)


@pytest.mark.parametrize(("sentence", "rule"), [
    ("各单位要认真落实,按时报送情况。", "半角标点"), ("请于2026-12-20前报送情况。", "日期写法"), ("各级各部门要加强领导，。", "标点重复"), ("依据《中华人民共和国婚姻法》第五条办理。", "引用依据时效"),
])  # fmt: skip
def test_sentences_of_an_attachment_are_read_too(sentence: str, rule: str) -> None:
    assert rule in annexed(sentence)


@pytest.mark.parametrize("sentence", ["第一条　为了规范管理，制定本办法。", "姓名　　　　职务", "一、工作目标", "联系人　　　　电话"])
def test_articles_and_forms_of_an_attachment_are_let_alone(sentence: str) -> None:
    assert "多余空格" not in annexed(sentence)


@pytest.mark.parametrize(("title", "told_"), [("整改任务清单", False), ("整改任务", True), ("整改任务清单（样表）", True), ("整改任务清单（修订版）", True)])
def test_an_attachment_has_the_very_name_it_is_listed_by(title: str, told_: bool) -> None:
    assert ("附件名称不一致" in annexed("一份清单。", title=title)) is told_


@pytest.mark.parametrize(("words", "wanted"), [
    ("请于2026-12-20前报送情况。", "2026年12月20日"), ("请于2026年3月7号前报送情况。", "2026年3月7日"), ("会议于2026.9.5召开。", "2026年9月5日"),
])  # fmt: skip
def test_a_date_in_another_form_is_told_with_its_own_figures_put_right(words: str, wanted: str) -> None:
    rows = pieces(2)
    next(row for row in rows if row.role == "body").text = words
    report = examine_bytes(build(rows, Settings(), "direct"), "a.docx", PROFILE, known=KNOWN)
    assert [d.expected for d in report.deviations if d.rule == "日期写法"] == [wanted]


@pytest.mark.parametrize(("found", "wanted"), [
    ("二〇二六年十一月二十二日", "2026年11月22日"), ("2026年03月07日", "2026年3月7日"), ("26.9.5", "2026年9月5日"), ("11月22日", SAMPLE), ("2026年13月1日", SAMPLE),
])  # fmt: skip
def test_what_is_no_whole_date_is_told_with_a_sample_that_says_so(found: str, wanted: str) -> None:
    assert proper_date(found) == wanted


def with_line_on_the_mark(kind: str) -> bytes:
    """A 信函 whose upper lines are the border of its mark, as other programs make them."""
    rows = pieces(2)
    mark, number = rows[0], next(row for row in rows if row.role == "number")
    mark.text, mark.border, number.border = "某县纪律检查委员会", True, False
    raw, out = build(rows, Settings(), "direct"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            xml = source.read(name)
            if name == "word/document.xml":
                assert b'<w:bottom w:val="single"' in xml
                xml = xml.replace(b'<w:bottom w:val="single"', f'<w:bottom w:val="{kind}"'.encode(), 1)
            target.writestr(name, xml)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "told_"), [
    ("thickThinSmallGap", set()), ("thickThinMediumGap", set()), ("thinThickSmallGap", {"双线粗细"}), ("single", {"上边 1 条"}), ("none", {"上边 0 条"}),
])  # fmt: skip
def test_a_double_line_that_hangs_on_the_mark_of_a_letter_is_one(kind: str, told_: set[str]) -> None:
    found = examine_bytes(with_line_on_the_mark(kind), "a.docx", PROFILE, Format.LETTER).deviations
    assert {d.found for d in found if d.found.startswith("上边")} | {d.rule for d in found if d.rule == "双线粗细"} == told_


def test_an_organ_with_an_and_in_its_name_is_one_and_its_name_is_not_cut_short_in_the_title_or_below() -> None:
    whole, short_ = "云岭县自然资源和规划局", "云岭县自然资源局"

    def of(title: str, mark: str, issuer: str) -> dict[str, str]:
        rows = pieces(2)
        for role, words in (("title", title + "关于做好整改工作的通知"), ("mark", mark + "文件"), ("issuer", issuer), ("printer", issuer + "办公室\t2026年11月23日印发")):
            next(row for row in rows if row.role == role).text = words
        return {rule: words for rule, words in said(rows).items() if "机关" in rule and "位置" not in rule}

    assert of(whole, whole, whole) == {}
    assert set(of(short_, whole, whole)) == {"机关名称不一致"}
    assert set(of(whole, whole, short_)) == {"发文机关前后一致"}
    assert set(of("云岭县文化和旅游局", "云岭县文化广电旅游体育局", "云岭县文化广电旅游体育局")) == {"标题中的发文机关"}


@pytest.mark.parametrize(("text", "wanted"), [
    ("机密★五年", "机密★5年"), ("秘密*1年", "秘密★1年"), ("绝密★06个月", "绝密★6个月"), ("机密★3月", "机密★3个月"), ("密级：秘密", "如秘密★1年"), ("机密长期", "机密★长期"),
])  # fmt: skip
def test_a_degree_of_secrecy_is_put_right_with_its_own_limit(text: str, wanted: str) -> None:
    assert proper_secrecy(text) == wanted


def test_paragraphs_of_a_reply_that_are_only_counted_are_no_headings() -> None:
    counted = ("一、同意调整两处文物保护单位的保护范围，具体界线以附图为准。", "二、你单位要严格落实保护责任，及时设立保护标志，建立记录档案，并按规定报送有关情况。", "三、建设活动应当依法履行报批手续，不得擅自开工。")
    assert short("关于同意调整保护范围的批复", *counted) == {}
    assert set(short("关于同意调整保护范围的批复", "一、同意调整", *counted[1:])) == {"一级标题字体"}


def test_an_attachment_that_is_listed_but_does_not_follow_or_has_no_title_is_missed() -> None:
    rows = pieces(2)  # lists two
    at = next(i for i, row in enumerate(rows) if row.role == "copies")
    first, second = annex("附件1", "整改任务清单"), annex("附件2", "联系人名单")
    assert "附件件数" not in said([*rows[:at], *first, *second, *rows[at:]])
    assert said([*rows[:at], *first, *rows[at:]])["附件件数"] == "附件说明 2 件，后面只有 1 件"
    bare = [row for row in second if row.role not in {"annextitle", "annextext"}] + [Piece("annextext", "为了做好联系工作，制定这份名单，请各单位按时报送。", first=32.0)]
    assert said([*rows[:at], *first, *bare, *rows[at:]])["附件名称不一致"] == "“附件2”下面没有标题"


def test_a_note_in_half_brackets_or_another_size_is_told_of_once() -> None:
    rows = pieces(2)
    note = next(row for row in rows if row.role == "note")
    note.text = "(联系人：李明，联系电话：12345678)"
    assert set(said(rows)) == {"附注括号"}
    note.text, note.size = "（联系人：李明，联系电话：12345678）", 12
    assert set(said(rows)) == {"附注字号"}
