"""What 体检 looks at, grouped as a clerk looks for it: for switching topics and single rules off.

Names are those of the rules of app.documents.checking; a rule that is missing here (what each kind of letter must have)
stands under 行文 or 其他.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WRITING, OTHER = "writing", "other"


@dataclass(frozen=True, slots=True)
class Topic:
    """A group of rules. code: of the group; label, hint: what a clerk reads."""

    code: str
    label: str
    hint: str
    rules: tuple[str, ...]


TOPICS = (
    Topic("page", "页面", "纸张、页边、行距、每行字数",
          ("页脚", "页面对齐", "纸张", "天头", "订口", "版心宽", "下白边", "行距", "段前段后", "每行字数", "每面行数", "表格宽度", "表格行距", "标点避头尾", "字体嵌入", "首页正文", "扫描页", "不像公文", "分栏", "文字方向", "页面装饰", "页眉")),
    Topic("head", "版头", "发文机关标志、红线、发文字号、份号、密级",
          ("标题行间空行", "要素重复", "签发人写法", "签发人", "发文机关标志", "标志颜色", "标志字体", "标志字号", "标志居中", "标志宽度", "标志位置", "令号下空行", "标志下空行", "红色分隔线", "红线长度", "红线颜色", "红线位置", "红线样式",
           "令号", "令号字号", "令号字体", "令号位置", "发文字号", "发文字号字号", "发文字号字体", "发文字号位置", "签发人冒号", "签发人位置", "签发人字体", "份号", "份号字体", "份号字号", "份号位置",
           "密级字体", "密级字号", "密级位置", "保密期限", "密级写法", "紧急程度字体", "紧急程度字号", "紧急程度位置", "信函标志", "信函版记",
           "下双线位置", "签发人字号", "签发人标签字体", "版头要素次序", "紧急程度写法", "双线粗细", "首页页码")),
    Topic("title", "标题和主送", "标题、主送机关",
          ("标题上空行", "标题下空行", "标题字号", "标题字体", "标题加粗", "标题居中", "标题形状", "标题标点", "标题回行", "主送机关字号", "主送机关字体",
           "主送机关冒号", "主送机关顶格", "主送下空行")),
    Topic("text", "正文", "字体字号、缩进、层次标题",
          ("分散对齐", "正文字号", "正文字体", "正文对齐", "加粗", "首行缩进", "回行顶格", "一级标题字号", "一级标题字体", "二级标题字号", "二级标题字体",
           "三级标题字号", "四级标题字号", "层次序数写法", "层次序数次序", "条文次序", "引号破折号字体", "文字颜色", "文字修饰", "文字底纹", "字符缩放", "字符间距", "右缩进", "正文空行", "数字字母字体", "数字回行")),
    Topic("annex", "附件", "附件说明、附件",
          ("附件说明写法", "附件序号写法", "附件序号次序", "附件名称标点", "附件说明字号", "附件说明字体", "附件说明缩进", "附件说明空行", "附件说明位置",
           "附件正文字号", "附件正文字体", "附件另面", "附件标识写法", "附件标识字体", "附件标识字号", "附件标识位置", "附件标识缺漏",
           "附件名称书名号", "附件标题字体", "附件标题居中", "附件标题位置", "附件标题字号", "附件标题加粗", "附件说明回行")),
    Topic("tail", "署名、日期和附注", "发文机关署名、成文日期、附注",
          ("出席回行", "成文日期", "成文日期字号", "成文日期字体", "成文日期位置", "发文机关署名字号", "发文机关署名字体", "发文机关署名位置", "署名空行", "发文机关署名写法", "附注括号",
           "附注位置", "附注字号", "附注字体", "此页无正文", "署名单独成面", "署名日期空行", "附注空行", "出席字体", "出席缩进", "出席冒号", "出席字号", "出席次序", "出席空行", "出席位置", "缺出席", "联合署名", "印章位置", "印章颜色")),
    Topic("imprint", "版记", "抄送、印发机关和日期、分隔线",
          ("印发写法", "抄送标点", "版记空行", "抄送字号", "抄送字体", "抄送冒号", "抄送句号", "抄送缩进", "抄送回行", "印发字号", "印发字体", "印发缩进", "印发日期", "印发日期位置", "版记次序", "版记分隔线",
           "版记线粗细", "版记线颜色", "版记线长度", "版记线样式", "抄送用语", "主题词", "印数", "版记末线", "版记位置")),
    Topic("number", "页码", "页码的样子和位置",
          ("页码", "页码数字", "页码连续", "页码修饰", "页码域", "页码颜色", "页码字号", "页码字体", "页码位置", "页码左右", "单页页码位置", "单页页码空字", "双页页码位置", "双页页码空字")),
    Topic("elements", "要素齐全和前后一致", "缺少的要素、附件和机关名称对不对得上、引用的依据",
          ("缺标题", "缺成文日期", "缺署名", "签发人职务", "缺份号", "缺主送机关", "缺发文字号", "缺印发机关", "标题与主送机关", "请示多头主送", "向负责人行文", "上行文签发人", "报告夹带请示",
           "附件说明缺漏", "附件件数", "附件顺序号", "附件名称不一致", "发文机关前后一致", "印发机关与发文机关", "印发日期早于成文日期",
           "文号年份", "期限早于成文日期", "主送机关重复", "抄送机关重复", "主送与抄送重复", "自称与发文机关", "机关名称不一致", "机关全称简称混用", "引用依据时效",
           "附件引用", "标题中的发文机关", "抄送发文机关自己", "引用文号年份", "引用事实日期", "开头语与文种", "结语与文种", "引用名称", "印发名称", "称呼前后一致", "文种自称", "批复引据", "请示结语", "请示一文一事", "上行文抄送下级")),
    Topic(WRITING, "行文", "标点、数字、日期、文种、层次",
          ("半角标点", "半角括号", "文号括号", "标点重复", "日期写法", "年份写法", "省略号", "破折号", "直引号", "括号引号配对", "标题文种",
           "标题用词", "标题中标点", "引号嵌套", "书名号嵌套", "并列标号间顿号", "连词前顿号", "全角数字", "多余空格", "层次标题标点",
           "句末标点", "日期不存在", "日期未填", "时间写法", "漏用标点", "错别字", "叠字", "语句", "机关简称", "处分名称", "日期数字混用", "起止写法", "层次序数越级",
           "百分数写法", "百分点写法", "起止月份", "数值范围写法", "概数写法", "概数重复", "序数词混用", "序数词标点", "计量单位写法", "法规名称书名号", "等字前顿号", "年份简写", "百分数范围", "概数顿号", "千分位写法", "倍数写法", "标点位置", "引号标点",
           "引号层次", "书名号写法", "冒号套用", "发文字号引用", "数字混用", "小数写法", "序数词次序", "星期写法", "星期不符", "农历写法", "截止用词",
           "条款次序", "引用公文", "条文序号写法", "数字写法", "起止颠倒")),
)  # fmt: skip


def topics(seen: Iterable[tuple[str, str]] = ()) -> list[Topic]:
    """The topics, with rules that a report told of (name, its topic there) and that are in none."""
    known = {rule for topic in TOPICS for rule in topic.rules}
    extra = [(rule, kind) for rule, kind in dict(seen).items() if rule not in known]
    writing = tuple(rule for rule, kind in extra if kind == WRITING)
    other = tuple(rule for rule, kind in extra if kind != WRITING)
    found = [Topic(t.code, t.label, t.hint, t.rules + writing) if t.code == WRITING else t for t in TOPICS]
    return [*found, Topic(OTHER, "其他", "没有归到上面的项目", other)] if other else found


def rules_off(off: frozenset[str], seen: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """The rules that are switched off, those of whole topics by name: the examination knows other topics."""
    return off - {topic.code for topic in TOPICS} | {rule for topic in topics(seen) if topic.code in off for rule in topic.rules}


def topic_of(rule: str, kind: str) -> str:
    """The code of the topic a rule stands in. kind: its topic in a report."""
    found = next((topic.code for topic in TOPICS if rule in topic.rules), "")
    return found or (WRITING if kind == WRITING else OTHER)
