"""Wrong characters, names of laws and sanctions, what a request and an answer need: each told once, and nothing where all is right."""

from __future__ import annotations

import pytest
from letterdata import PROFILE
from officemade import FANG, KAI, Piece, Settings, build, pieces
from planted import Plant, one, text
from plantedwords import body, both

from app.catalog.places import forms_dir
from app.documents.checking.finding import Deviation
from app.documents.checking.known import shipped
from app.documents.examine import examine_bytes

KNOWN = shipped(forms_dir())
END = "请于2026年12月20日前书面报告整改情况"


def told(*plants: Plant) -> list[Deviation]:
    """What is said of a 通知 with changes that come without the file's other needs (签发人 and so on)."""
    made, settings = pieces(), Settings()
    for plant in plants:
        plant(made, settings)
    return examine_bytes(build(made, settings, "direct"), "a.docx", PROFILE, known=KNOWN).deviations


def said(*plants: Plant) -> list[tuple[str, str]]:
    return [(d.rule, d.expected) for d in told(*plants)]


def about(rule: str, *plants: Plant) -> list[str]:
    return [d.expected for d in told(*plants) if d.rule == rule]


@pytest.mark.parametrize(("words", "rule", "wanted"), [
    (f"按照工作布署，{END}", "错别字", "部署"), (f"建立工作台帐，{END}", "错别字", "台账"), (f"加强党风正风建设，{END}", "错别字", "党风政风"),
    (f"按排专人负责，{END}", "错别字", "安排"), (f"大部份整改到位，{END}", "错别字", "部分"), (f"签定责任书，{END}", "错别字", "签订"), (f"资产座落于县城，{END}", "错别字", "坐落"),
    (f"参加岗位竟争，{END}", "错别字", "竞争"), (f"给予处份，{END}", "错别字", "处分"),
    (f"市纪检委指出问题，{END}", "机关简称", "纪委"),
    (f"郑某受到党内记过处分，{END}", "处分名称", "警告、严重警告、撤销党内职务、留党察看或者开除党籍"),
    (f"何某受到留用察看处分，{END}", "处分名称", "警告、记过、记大过、降级、撤职或者开除"),
    (f"冯某受到诫勉处分，{END}", "处分名称", "诫勉、批评教育等不是处分，写作“给予诫勉”"),
    (f"落实《全县国土空间规划（2021-2035年）》，{END}", "起止写法", "2021—2035年"),
    (f"{END}。23年以来工作有进展", "年份写法", "2023年"),
    (f"会议于2026年3月18日15:30分召开，{END}", "时间写法", "15时30分或者15:30"),
    ("请于2月29日前书面报告整改情况", "日期不存在", "2026年的2月只有28天"),
    (f"依据《中国共产党纪律检查机关监督执纪规则》，{END}", "引用名称", "《中国共产党纪律检查机关监督执纪工作规则》"),
    (f"依据《监督执纪工作条例》，{END}", "引用名称", "《监督执纪工作规则》"),
    (f"依据《中国共产党党内监督规定》，{END}", "引用名称", "《中国共产党党内监督条例》"),
    (f"依据《中华人民共和国防汛法》，{END}", "引用名称", "《中华人民共和国防洪法》"),
    (f"依据《中华人民共和国预算法实施细则》，{END}", "引用名称", "《中华人民共和国预算法实施条例》"),
    (f"依据《中华人民共和国公职人员处分法》，{END}", "引用名称", "《中华人民共和国公职人员政务处分法》"),
    (f"依据《中华人民共和国道路安全交通法》，{END}", "引用名称", "《中华人民共和国道路交通安全法》"),
    (f"依据《中国共产党党内监督工作条例》，{END}", "引用名称", "《中国共产党党内监督条例》"),
    (f"受到留党查看处分，{END}", "错别字", "留党察看"), (f"筑劳思想防线，{END}", "错别字", "筑牢"), (f"规矩意识谈薄，{END}", "错别字", "淡薄"), (f"由县财政局迁头负责，{END}", "错别字", "牵头"), (f"反应群众诉求，{END}", "错别字", "反映"), (f"必需严格遵守，{END}", "错别字", "必须"),
    (f"付主任到会，{END}", "错别字", "副"), (f"己经整改到位，{END}", "错别字", "已经"), (f"各乡镇等等单位参加，{END}", "错别字", "等"), (f"安排24小時值班，{END}", "错别字", "规范汉字"),
    (f"县纪监委指出问题，{END}", "机关简称", "纪委监委"), (f"郑某受到留党察看三年处分，{END}", "处分名称", "留党察看一年或者二年"),
    (f"防止类似问题不再发生，{END}", "语句", "“防止”“避免”“杜绝”后面不再用“不”"), (f"本通知自2026年12月1日施行起生效，{END}", "语句", "自……日起施行"),
    (f"整改率由30%提高到35%，提高了5%，{END}", "百分点写法", "两个百分数之差用百分点"), (f"整改率为93，{END}", "百分数写法", "93%"), (f"完成25%%，{END}", "百分数写法", "25%"),
    (f"面积42．6万亩，{END}", "小数写法", "42.6万亩"), (f"第三季度（7月至10月）开展检查，{END}", "起止月份", "第三季度是7月至9月"), (f"规划期为2030—2025年，{END}", "起止颠倒", "先写起、后写止"),
    (f"会议于下午2:30时召开，{END}", "时间写法", "2时30分或者2:30"), (f"学习贯彻党的20大精神，{END}", "数字混用", "一个数里不混用，固定词语用汉字"),
    (f"依据《中华人民共和国行政诉讼法法》，{END}", "引用名称", "《中华人民共和国行政诉讼法》"),
    (f"依据《中华人民共和国安全生产管理法》，{END}", "引用名称", "《中华人民共和国安全生产法》"),
    (f"依据《中国共产党党内监察条例》，{END}", "引用名称", "《中国共产党党内监督条例》"),
    (f"加强党的领导导，{END}", "叠字", "导"), (f"意意义重大，{END}", "叠字", "意"), (f"涉及27个个行政村，{END}", "叠字", "个"), (f"各部门部门要重视，{END}", "叠字", "部门"),
    (f"按照规定定执行，{END}", "叠字", "定"), (f"在2026年上半年年，{END}", "叠字", "年"),
    (f"因地治宜做好工作，{END}", "错别字", "因地制宜"), (f"把整改做为民生工程来抓，{END}", "错别字", "作为"), (f"协调解决的的事项，{END}", "错别字", "的"),
    (f"切实防犯风险，{END}", "错别字", "防范"),
    (f"郑某受到党内记过，{END}", "处分名称", "警告、严重警告、撤销党内职务、留党察看或者开除党籍"),
    (f"收受礼金共计三点六万元，{END}", "小数写法", "如3.6万元"),
    (f"要在拾日内更换到位，{END}", "数字写法", "用阿拉伯数字或者小写汉字数字"),
    (f"{END}。25年，我县工作有进展", "年份写法", "2025年"),
    (f"每日7:00至25:00禁止通行，{END}", "日期不存在", "一天里有的时间"),
    (f"具体要求如下：一是突出重点：抓好宣传；二是{END}", "冒号套用", "一句话里不套用冒号"),
])  # fmt: skip
def test_a_slip_is_told_once_with_what_is_right(words: str, rule: str, wanted: str) -> None:
    assert said(body(words)) == [(rule, wanted)]


@pytest.mark.parametrize("words", [
    "按排名先后", "安装机组按装机容量", "全部份额已经划转", "究竟赛程如何安排", "毕竟争取到资金", "表决择优录用", "对帐篷进行检查", "促销帐篷",
    "讲座落到实处", "一座落成的桥", "抽签定岗", "过渡假期", "专题纲要已经印发", "荣膺品牌奖", "告诫免予处罚", "各处份额已经确定", "撤消防栓",
    "纪检委员到会", "由市纪检委派干部到会", "给予批评教育、诫勉或者处分", "受到留党察看处分", "受到撤销党内职务处分", "受到政务记过处分",
    "落实《规划纲要（2021—2035年）》", "成立23年以来", "会议于2026年3月18日15时30分召开", "2024年2月28日至2月29日检查了工作",
    "依据《中国共产党党内监督条例》", "依据《监督执纪工作规则》", "依据《某县监督执纪工作办法》", "依据《中华人民共和国教师法》《中华人民共和国教育法》",
    "座谈薄弱环节", "跟踪深入了解", "庆典形式从简", "安排察看现场", "调整冶金行业布局", "离开避险场所", "搬迁头两户", "标准侧重实效", "建筑劳务用工", "功劳记在心里",
    "把压力层层传到基层", "容积率为2.5，符合规划", "由50%提高到60%，增长了20%", "补充份数", "应付书记检查", "杜决定到会", "早退陪同人员名单",
    "反应迅速、处置得当", "生活必需品", "付主任医师诊费", "自己经营企业", "由本人支付主席台费用", "接受予以谅解", "充份额度",
    "执行行政处罚", "按照规定定期报告", "工作作风", "市市场监管局牵头", "对对口支援单位", "县县长到会", "有12个个体户", "新管管径为三十厘米", "依据立法法，", "决定定于明日召开", "研究研究再定",
    "一条条落实", "中国人民银行公告〔2023〕第1号", "余下的30余人左右为难", "第三季度（7月至9月）", "2025—2030年规划", "依据《中国共产党党校工作条例》", "依据《中华人民共和国土地管理法》",
    "整改率为93%，", "下午2:30召开", "由30%提高到35%，提高了5个百分点", "党的二十大", "防止类似问题再次发生",
    "预防犯罪工作", "严防犯错误", "一式贰份", "好事当做为民办实事来办", "达到目的的同时", "给予开除党籍、政务撤职", "提出三点意见", "收拾日常用品", "队伍年轻化", "收到捐款壹万伍仟元",
    "每日7:00至21:00开放", "依据《中国共产党组织工作条例》", "依据《中华人民共和国档案法实施办法》", "依据《中国共产党巡视工作规划》", "依据《党内监督办法》",
])  # fmt: skip
def test_what_is_right_is_not_told(words: str) -> None:
    found = {d.rule for d in told(body(f"{words}，{END}"))}
    assert not found & {"错别字", "机关简称", "处分名称", "起止写法", "年份写法", "时间写法", "日期不存在", "引用名称", "小数写法", "数字写法", "叠字", "语句", "百分数写法", "百分点写法", "起止月份", "起止颠倒", "文号括号", "概数重复", "数字混用"}


def test_a_sentence_that_runs_into_the_next_is_told() -> None:
    assert about("漏用标点", body(f"全县政治生态总体向好态势持续改善现将有关情况报告如下，{END}"))
    assert not about("漏用标点", body(f"中共某县住房和城乡建设局党组现将有关情况报告如下，{END}"))


def test_an_addressee_is_called_by_one_name_that_fits() -> None:
    assert about("称呼前后一致", body("请你局抓紧办理，并将贵局意见函告我委"))
    assert about("称呼前后一致", body("请你院党组抓紧整改")) == ["称呼与主送机关相符"]
    assert not about("称呼前后一致", body("请你局党组抓紧整改，“贵局”一词见来函"))


def test_an_attachment_of_another_document_is_not_looked_for_here() -> None:
    assert not about("附件引用", body("请按照《关于规范值班工作的通知》（某政办发〔2024〕3号）附件3填报"))
    assert about("附件引用", body("请按照附件3填报"))


def test_an_article_is_judged_by_its_item_only_where_the_item_is_cited() -> None:
    late = text("date", "2026年11月22日", "2025年3月21日")
    assert not about("引用依据时效", late, body("依据《中华人民共和国监察法》第十一条"))
    assert not about("引用依据时效", body("依据《中华人民共和国行政监察法》（2018年3月20日废止）作出的决定仍然有效"))
    assert about("引用依据时效", body("依据《中华人民共和国行政监察法》作出决定"))


def test_an_answer_is_to_a_request() -> None:
    kind = text("title", "通知", "批复")
    assert about("批复引据", kind, body("你局《关于设立综合服务区的报告》收悉。经研究，现批复如下")) == ["批复答复下级的请示"]


def test_an_opening_that_lacks_its_mark_gets_the_right_one() -> None:
    made = text("body", "请于2026年12月20日前书面报告整改情况，并抓好“一岗双责”落实。", "经研究，现将有关事项通知如下")
    assert about("句末标点", made) == ["“如下”后面用冒号或者句号"]


def request(words: str) -> Plant:
    return both(text("title", "通知", "请示"), text("to", "县住房和城乡建设局党组，县教育局党组：", "县委："), body(words))


def test_a_request_asks_for_something() -> None:
    plain = request("我局拟申请设立综合服务区，现将有关情况请示如下")
    assert about("请示结语", plain) == ["妥否，请批示。"]
    assert not about("请示结语", request("我局拟设立综合服务区，现将有关情况请示如下。妥否，请批示"))
    assert not about("请示结语", request("现将有关情况请示如下，请县委审定"))
    assert not about("请示结语")  # a 通知 asks for nothing


def test_a_request_asks_for_one_thing() -> None:
    assert about("请示一文一事", request("请批准设立综合服务区。同时，请县委一并批准增设管理机构"))
    assert not about("请示一文一事", request("请批准设立综合服务区。同时，请县委予以支持"))


def test_a_request_is_not_copied_to_those_below() -> None:
    rows = [row.text for row in pieces() if row.role == "copies"]
    assert rows
    below = both(request("妥否，请批示"), text("copies", rows[0].partition("：")[2], "各乡镇人民政府，县委办公室。"))
    assert about("上行文抄送下级", below) == ["请示不抄送下级机关"]
    assert not about("上行文抄送下级", request("妥否，请批示"))
    assert not about("上行文抄送下级", text("copies", rows[0].partition("：")[2], "各乡镇人民政府，县委办公室。"))


def test_an_answer_says_what_it_answers() -> None:
    kind = text("title", "通知", "批复")
    assert about("批复引据", kind, body("经研究，现批复如下")) == ["先引来文的标题和发文字号，再批复"]
    assert about("批复引据", kind, body("你县上报的申请材料收悉。经研究，现批复如下"))
    assert about("批复引据", kind, body("你局来文收悉。经研究，现批复如下"))
    assert not about("批复引据", kind, body("你局关于设立综合服务区的来函收悉。经研究，现批复如下"))
    assert not about("批复引据", kind, body("你局《关于设立综合服务区的请示》收悉。经研究，现批复如下"))


@pytest.mark.parametrize(("kind", "words", "rule"), [
    ("函", "妥否，请批示", "结语与文种"), ("通报", "妥否，请批示", "结语与文种"), ("通知", "现将有关事项通报如下", "开头语与文种"),
    ("纪律检查建议书", "现函复如下", "开头语与文种"),
])  # fmt: skip
def test_words_of_another_kind_are_told(kind: str, words: str, rule: str) -> None:
    assert about(rule, text("title", "通知", kind), body(words))


@pytest.mark.parametrize(("kind", "words"), [("函", "妥否，请函复"), ("通报", "现将有关事项通报如下"), ("纪律检查建议书", "现将有关情况通报如下"), ("纪律检查建议书", "现将纪律检查建议通知如下"), ("请示", "妥否，请批示")])
def test_words_of_the_own_kind_are_not(kind: str, words: str) -> None:
    assert not {"开头语与文种", "结语与文种"} & {d.rule for d in told(text("title", "通知", kind), body(words))}


def test_a_request_within_a_report_is_told_and_what_was_approved_is_not() -> None:
    kind = text("title", "通知", "报告")
    assert about("报告夹带请示", kind, body("同时，恳请市政府批准增加编制10名"))
    assert about("报告夹带请示", kind, body("因工作需要，请市政府拨付经费200万元"))
    for done in ("经报请市政府批准，增加编制10名", "已请示县委批准，增加编制10名", "经商请县财政局追加经费"):
        assert not about("报告夹带请示", kind, body(done))


def test_signature_and_date_on_one_line_are_told_as_such() -> None:
    made, settings = pieces(), Settings()
    signed = next(row for row in made if row.role == "issuer")
    date = next(row for row in made if row.role == "date")
    signed.text = f"{signed.text}　{date.text}"
    made.remove(date)
    found = [d.expected for d in examine_bytes(build(made, settings, "direct"), "a.docx", PROFILE).deviations if d.rule == "缺成文日期"]
    assert found == ["署名和成文日期各占一行"]


def test_a_level_with_a_character_too_many_is_a_secrecy_written_wrong() -> None:
    made = pieces()
    made[0].before = 93 - 2 * 28.95
    made[:0] = [Piece("copyno", "000012", FANG), Piece("secrecy", "秘密级★5年", KAI)]
    found = examine_bytes(build(made, Settings(), "direct"), "a.docx", PROFILE).deviations
    assert [d.expected for d in found if d.rule == "保密期限"] == ["秘密★5年"]


def test_copies_that_begin_with_a_typed_space_hang_from_their_first_character() -> None:
    row = next(row for row in pieces() if row.role == "copies")
    long = f"抄送：{'县委办公室，县政府办公室，县人大常委会办公室，县政协办公室，县人民法院'}。"
    right = one("copies", text=f"　{long}", first=-4 * 14, left=4 * 14)
    wrong = one("copies", text=f"　{long}", first=-3 * 14, left=3 * 14)
    assert row.text
    assert not about("抄送回行", right)
    assert about("抄送回行", wrong)


def test_a_number_whose_organ_stands_behind_the_year_is_shown_in_order() -> None:
    number = next(row.text for row in pieces() if row.role == "number")
    assert about("发文字号", text("number", number, "〔2026〕某财44号")) == ["某财〔2026〕44号"]
    assert about("发文字号", text("number", number, "某财〔2026〕第44号")) == ["某财〔2026〕44号"]


def test_a_number_with_its_brackets_round_the_wrong_figure_is_still_the_number() -> None:
    number = next(row.text for row in pieces() if row.role == "number")
    assert said(text("number", number, "某财2026〔44〕号")) == [("发文字号", "某财〔2026〕44号")]


def test_an_office_with_a_word_too_many_in_its_name_is_told() -> None:
    rows = [row.text for row in pieces() if row.role == "copies"]
    listed = text("copies", rows[0].partition("：")[2], "东屿市城市管理局，某县发展和改革委员会。")
    assert about("机关名称不一致", listed, body("由东屿市城市综合管理局牵头"))
    assert about("机关名称不一致", listed, body("由某县发展与改革委员会牵头"))
    assert not about("机关名称不一致", listed, body("由东屿市城市管理局牵头"))


@pytest.mark.parametrize(("text", "wanted"), [("机密", ["如机密★1年"]), ("秘密", ["如秘密★1年"]), ("机密★5年", []), ("秘密★长期", []), ("内部", [])])
def test_a_secrecy_says_how_long(text: str, wanted: list[str]) -> None:
    made = pieces()
    made[0].before = 93 - 2 * 28.95
    made[:0] = [Piece("copyno", "000012", FANG), Piece("secrecy", text, KAI)]
    found = examine_bytes(build(made, Settings(), "direct"), "a.docx", PROFILE).deviations
    assert [d.expected for d in found if d.rule == "保密期限"] == wanted
