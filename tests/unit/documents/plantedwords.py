"""Deviations of wording to plant in a right document: marks, dates, names of organs, elements left out, what is cited."""

from __future__ import annotations

from officemade import CENTRE, FANG, HEI, XBS, Piece, Settings
from planted import Plant, Planted, drop, one, text


def last(role: str, before: str, after: str) -> Plant:
    """Change the last piece of a role."""
    return text(role, before, after, -1)


def add(after: str, *pieces: Piece) -> Plant:
    """Put pieces behind the last piece of a role."""

    def plant(rows: list[Piece], _settings: Settings) -> None:
        at = max(i for i, row in enumerate(rows) if row.role == after)
        rows[at + 1 : at + 1] = list(pieces)

    return plant


def body(words: str) -> Plant:
    """The first paragraph of the text says something else."""
    return text("body", "请于2026年12月20日前书面报告整改情况", words)


def both(*plants: Plant) -> Plant:
    """Several changes that make one deviation."""

    def plant(rows: list[Piece], settings: Settings) -> None:
        for each_plant in plants:
            each_plant(rows, settings)

    return plant


def annex(label: str, title: str) -> tuple[Piece, ...]:
    """An attachment on a page of its own."""
    start = Piece("annex", label, HEI)
    start.extra = {"page": True}
    return start, Piece("blank", ""), Piece("annextitle", title, XBS, 22, CENTRE, spacing=0), Piece("annextext", "一份清单。", FANG, first=31.5)


def right_annexes(rows: list[Piece], settings: Settings) -> None:
    """Two attachments as announced."""
    add("note", *annex("附件1", "整改任务清单"), *annex("附件2", "联系人名单"))(rows, settings)


WORDS = (
    Planted("letter for the half comma", body("请于12月20日前,书面报告情况"), ("半角标点",)),
    Planted("comma half behind a quote", text("body", "“一岗双责”落实。", "“一岗双责”,确保落实。"), ("半角标点",)),
    Planted("stop half", text("body", "落实。", "落实."), ("半角标点",)),
    Planted("brackets half", body("请于12月20日(星期日)前报告情况"), ("半角括号",)),
    Planted("number square in text", body("请按照某纪发[2026]3号要求报告情况"), ("文号括号",)),
    Planted("number padded in text", body("请按照某纪发〔2026〕003号要求报告情况"), ("文号括号",)),
    Planted("number 第 in text", body("请按照某纪发〔2026〕第3号要求报告情况"), ("文号括号",)),
    Planted("two commas", body("请按时报告，，不得拖延"), ("标点重复",)),
    Planted("three stops", body("制度、机制、措施。。。都要报告"), ("省略号",)),
    Planted("等 and dots", body("请报告措施、期限等……并说明情况"), ("省略号",)),
    Planted("two hyphens", body("请报告情况--包括措施"), ("破折号",)),
    Planted("quotes straight", body('请报告"三重一大"决策情况'), ("直引号",)),
    Planted("quotes inside", body("请落实“关于“三重一大”的要求”并报告"), ("引号嵌套",), ("括号引号配对",)),
    Planted("titles inside", body("请落实《关于印发《整改办法》的通知》要求"), ("书名号嵌套",)),
    Planted("comma of titles", body("请落实《整改办法》、《工作规则》要求"), ("并列标号间顿号",)),
    Planted("comma of quotes", body("请落实“一岗双责”、“三重一大”要求"), ("并列标号间顿号",)),
    Planted("comma before 和", body("请报告措施、期限、和责任人"), ("连词前顿号",)),
    Planted("wide figures", body("请于２０２６年年底前报告情况"), ("全角数字",)),
    Planted("space in text", body("请书面 报告整改情况"), ("多余空格",)),
    Planted("stop left out", text("body", "落实。", "落实"), ("句末标点",)),
    Planted("heading stop", text("h1", "提高认识", "提高认识。"), ("层次标题标点",)),
    Planted("day does not exist", body("请于2026年2月30日前报告情况"), ("日期不存在",)),
    Planted("month does not exist", body("请于13月20日前报告情况"), ("日期不存在",)),
    Planted("date does not exist", text("date", "11月22日", "11月31日"), ("日期不存在",)),
    Planted("day in hanzi", body("请于2026年十二月二十日前报告情况"), ("日期数字混用",)),
    Planted("day half in hanzi", body("请于12月二十日前报告情况"), ("日期数字混用",)),
    Planted("year of two figures", body("请于26年12月20日前报告情况"), ("年份写法",)),
    Planted("year in hanzi", body("请于二〇二六年十二月底前报告情况"), ("年份写法",)),
    Planted("date with dots", body("请于2026.12.20前报告情况"), ("日期写法",)),
    Planted("date with strokes", body("请于2026-12-20前报告情况"), ("日期写法",)),
    Planted("date with slashes", body("请于2026/12/20前报告情况"), ("日期写法",)),
    Planted("date with a nought", body("请于2026年12月05日前报告情况"), ("日期写法",)),
    Planted("date with 号", body("请于2026年12月20号前报告情况"), ("日期写法",)),
    Planted("range", body("请报告2024年-2026年整改情况"), ("起止写法",)),
    Planted("printed before", text("printer", "11月23日", "11月20日"), ("印发日期早于成文日期",)),
    Planted("year of the number", text("number", "2026", "2025"), ("文号年份",)),
    Planted("title left out", drop("title"), ("缺标题",), ("标题上空行", "标题下空行")),
    Planted("date left out", drop("date"), ("缺成文日期",)),
    Planted("issuer left out", drop("issuer"), ("缺署名",), ("成文日期位置",)),
    Planted("recipients left out", drop("to"), ("缺主送机关",), ("标题下空行",)),
    Planted("number left out", drop("number"), ("缺发文字号",), ("红色分隔线", "标志下空行", "标题上空行")),
    Planted("title without kind", text("title", "工作的通知", "工作"), ("标题文种",)),
    Planted("title 请示报告", text("title", "工作的通知", "工作的请示报告"), ("标题文种",), ("上行文签发人",)),
    Planted("title twice 关于", text("title", "关于", "关于关于"), ("标题用词",)),
    Planted("title semicolon", text("title", "年底前", "年底前；"), ("标题中标点",)),
    Planted("request to two", text("title", "通知", "请示"), ("请示多头主送",), ("上行文签发人",)),
    Planted("report that asks", both(text("title", "通知", "报告"), last("body", "落实。", "落实。妥否，请批示。")), ("报告夹带请示",), ("上行文签发人",)),
    Planted("level left out", text("h2", "（一）", "（1）"), ("层次序数越级", "层次序数次序"), ("层次序数次序", "四级标题字体", "正文字体", "层次序数写法")),
    Planted("one attachment too many", both(right_annexes, drop("attached", 1)), ("附件件数",), ("附件顺序号",)),
    Planted("attachment of another name", both(right_annexes, text("annextitle", "联系人名单", "工作人员名单", 1)), ("附件名称不一致",)),
    Planted("attachment of another number", both(right_annexes, text("annex", "附件2", "附件3", 1)), ("附件顺序号",)),
    Planted("attachments not announced", both(right_annexes, drop("attached"), drop("attached")), ("附件说明缺漏",)),
    Planted("signed by another", text("issuer", "某县纪律检查委员会", "某市纪律检查委员会"), ("发文机关前后一致",), ("印发机关与发文机关",)),
    Planted("signed by its office", text("issuer", "某县纪律检查委员会", "某县教育局办公室"), ("发文机关前后一致",), ("成文日期位置", "发文机关署名位置")),
    Planted("printed elsewhere", text("printer", "某县纪律", "某市纪律"), ("印发机关与发文机关",)),
    Planted("addressed and copied", text("copies", "县委办公室", "县教育局党组"), ("主送与抄送重复",)),
    Planted("addressed twice", text("to", "县教育局党组", "县住房和城乡建设局党组"), ("主送机关重复",)),
    Planted("copied twice", text("copies", "县政协办公室", "县委办公室"), ("抄送机关重复",)),
    Planted("title to another", text("title", "关于做好年底前整改落实工作的通知", "关于向县财政局提出整改建议的通知"), ("标题与主送机关",)),
    Planted("own name", body("我局将对整改情况开展检查"), ("自称与发文机关",)),
    Planted("name with a slip", body("请县住房和城乡建社局党组报告情况"), ("机关名称不一致",)),
    Planted("name short of one", body("请县住房城乡建设局党组报告情况"), ("机关名称不一致",)),
    Planted("党委 for 党组", body("请县教育局党委报告情况"), ("机关名称不一致",)),
    Planted("comma half between recipients", text("to", "，", ","), ("半角标点",)),
    Planted("comma before 等", body("请报告措施、期限、等情况"), ("等字前顿号",)),
    Planted("range of per cents", body("请报告10～20%的情况"), ("百分数范围",)),
    Planted("range with a hyphen", body("请报告10-15万元的支出"), ("数值范围写法",)),
    Planted("less by times", body("请报告减少2倍的情况"), ("倍数写法",)),
    Planted("per cent in hanzi", body("请报告百分之95的情况"), ("百分数写法",)),
    Planted("about twice", body("请约10人左右报告情况"), ("概数重复",)),
    Planted("kinds of ordinals", body("一是报告情况，第二，抓好整改"), ("序数词混用",)),
    Planted("ordinal with a comma of lists", text("body", "检查组认为", "第一、检查组认为"), ("序数词标点",)),
    Planted("two exclamation marks", body("请务必报告情况！！"), ("标点重复",)),
    Planted("law without its marks", body("请根据中华人民共和国监察法第十一条报告情况"), ("法规名称书名号",)),
    Planted("short and full name", body("某县纪委要抓落实，某县纪律检查委员会要报告"), ("机关全称简称混用",)),
    Planted("recipients without a colon", text("to", "局党组：", "局党组"), ("主送机关冒号",)),
    Planted("number with spaces", text("number", "〔2026〕12号", " 〔 2026 〕 12 号"), ("发文字号",)),
    Planted("number without 号", text("number", "12号", "12"), ("发文字号",)),
    Planted("date with spaces", text("date", "2026年11月22日", "2026 年 11 月 22 日"), ("成文日期",), ("成文日期位置", "发文机关署名位置")),
    Planted("printed without 印发", text("printer", "日印发", "日"), ("印发日期",)),
    Planted("text in red", one("body", 1, red=True), ("文字颜色",)),
    Planted("room at the right", one("body", 1, right=48.0), ("右缩进",)),
    Planted("blank line in the text", add("h3", Piece("blank", "")), ("正文空行",)),
    Planted("one attachment numbered", drop("attached", 1), ("附件顺序号",)),
    Planted("note without brackets", text("note", "（此件公开发布）", "此件公开发布"), ("附注括号",)),
    Planted("law replaced", body("请根据《中华人民共和国行政监察法》报告情况"), ("引用依据时效",)),
    Planted("rule on trial replaced", body("请根据《中国共产党党内监督条例（试行）》第三条报告情况"), ("引用依据时效",)),
    Planted("article renumbered", body("请根据《中华人民共和国监察法》第四十五条监察建议的规定报告情况"), ("引用依据时效",)),
    Planted("not yet in force", both(text("date", "2026年11月22日", "2018年11月22日"), text("printer", "2026", "2018"), text("number", "2026", "2018"),
                                    body("请根据《公职人员政务处分法》第六十一条报告情况")), ("引用依据时效",)),
)  # fmt: skip
