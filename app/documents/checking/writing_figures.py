"""Figures, ranges, approximate numbers and units in the text (GB/T 15835, GB 3100): a table of patterns for writing_marks."""

from __future__ import annotations

import re
from collections.abc import Callable

from app.documents.checking.finding import Grade
from app.documents.checking.writing_points import HANZI, Mark
from app.documents.checking.writing_proper import (
    decimal,
    in_figures,
    lunar,
    mixed,
    number_range,
    percentage,
    together,
    unit,
    weekday,
    without_marks,
)

_N = r"\d+(?:\.\d+)?"
_UNIT = "[万亿元人名个家天公米吨亩户次岁%％℃条章页期周级秒小平立件起篇份项千克厘毫升辆台套座间所批步度倍种类处位]"
_NEXT = "一、[二两]|三、五|[二两]、三|三、四|四、五|五、六|六、七|七、八|八、九"
_NEXT_FIGURES = "1、2|2、3|3、4|4、5|5、6|6、7|7、8|8、9"
_COUNTED = "[个名家人天次项十百千万位件份户亩岁倍成元里种]|年(?!级)"
_ABOUT = "约|大约|大概|将近|接近"
_MORE, _LESS = "超过|至少|最少|不少于|多于|高于|不低于", "最多|不超过|少于|低于|不多于|不高于"
_NOT_ABOUT = "(?!为难|逢源|开弓)"
_BY = r"(?:有|为|达|计)?"


def _figure(rule: str, pattern: str, wanted: str, clause: str = "GB/T 15835", grade: Grade = Grade.CUSTOM,
            proper: Callable[[re.Match[str]], str] | None = None) -> Mark:  # fmt: skip
    return Mark(rule, clause, re.compile(pattern), wanted, grade, titles=False, proper=proper)


FIGURES = (
    _figure("年份简写", r"[’'‘]\d{2}年", "2026年", grade=Grade.FIXED, proper=lambda match: f"20{match.group()[1:]}"),
    _figure("百分数范围", r"(?<![\d.])\d+(?:\.\d+)?[～~—\-–至]\d+(?:\.\d+)?[%％]", "10%～20%", proper=number_range),
    _figure("数值范围写法", rf"(?<![\d.\-A-Za-z/]){_N}{_UNIT}{{0,2}}(?:--?|~|–|－){_N}(?={_UNIT})|(?<![\d.年]){_N}[～—]{_N}(?=[万亿])", "3～5人、10万元～15万元", "GB/T 15835 5.1.4", proper=number_range),
    _figure("概数顿号", rf"(?<![第十百一二三四五六七八九、])(?:{_NEXT})(?={_COUNTED})|(?<!第)十(?:{_NEXT})(?={_COUNTED})", "三四个（相邻两数不加顿号）", proper=together),
    _figure("概数写法", rf"(?<![\d第、.件表图项])(?:{_NEXT_FIGURES})(?=[个名家人天次位份户项件万亿元成]|年(?!级))", "三四个（相邻两数用汉字，不加顿号）", proper=together),
    _figure("概数重复", rf"(?:{_ABOUT})[^，。；、]{{1,8}}(?:左右{_NOT_ABOUT}|上下)|近\d[^，。；、]{{0,6}}(?:左右{_NOT_ABOUT}|上下)"
            rf"|(?:{_ABOUT}|{_MORE}|{_LESS}){_BY}\d[\d.,万亿]*[多余几]|近\d[\d.,万亿]*[多余](?!年|天|日|个月|周|期)"
            rf"|(?:{_MORE}){_BY}\d[^，。；、]{{0,6}}以上|(?:{_LESS}){_BY}\d[^，。；、]{{0,6}}(?:以下|以内)|\d[多余][^，。；、\d]{{0,4}}(?:左右{_NOT_ABOUT}|上下|以上)|[近约][百千万][余多]|约近\d|近约\d|大约近\d",
            "“约”“近”“余”“左右”“以上”只用一个"),
    _figure("数字混用", r"[零一二三四五六七八九十]点\d+(?=个?百分点|[%％]|倍|[万亿公平吨])", "0.5", "GB/T 15835 5.1.3", Grade.FIXED, proper=mixed),
    _figure("数字混用", r"\d[十百千](?!公顷|[分瓦米克伏赫帕焦卡兆比牛安])|(?<!第)[一二两三四五六七八九][十百千万]\d+(?=[\u4e00-\u9fff])|[一二两三四五六七八九][百千]零\d|[一二两三四五六七八九十]分之\d|\d分之[\d一二两三四五六七八九十]|\d几(?=[个人名家元天年次项])|(?<!\d)1[1-9]五(?=规划|时期|期间|”|开局|以来|建设)",
            "一个数里不混用阿拉伯数字和汉字（万、亿除外）", "GB/T 15835 5.1.3", Grade.FIXED),
    _figure("数字写法", r"(?<![第百千一二三四五六七八九十])(?:[一二三四五六七八九]千)?[一二三四五六七八九]百(?:[一二三四五六七八九]十[一二三四五六七八九]?|零[一二三四五六七八九])(?=[个人名元件家次项天户万亿亩吨米份册篇处辆台套间所页幅张座起宗例])", "计数用阿拉伯数字：2365户", proper=in_figures),
    _figure("小数写法", r"(?<![一二三四五六七八九十百千万两])[零一二三四五六七八九十]{1,3}点[零一二三四五六七八九]{1,2}(?=[万亿]?(?:元|平方|公里|公顷|吨|亩|倍|人|户|个百分点)|[万亿])", "如3.6万元", "GB/T 15835 5.1.5"),
    _figure("百分数写法", rf"百分之\d+(?:\.\d+)?|百分之[{HANZI}]{{1,4}}点\d|[一二三四五六七八九十]+[%％]", "如95%", proper=percentage),
    _figure("小数写法", r"(?<![\d.A-Za-z])\.\d+(?=[%％万亿元个倍平公亩吨米天小户])|\d+[。·．]\d+(?=[%％万亿元个倍])|\d+\.\d+\.\d+(?=[%％万亿元个倍])|\d{2,}，\d(?!\d)(?=[万亿])", "0.5", "GB/T 15835 5.1.5", proper=decimal),
    _figure("千分位写法", r"(?<!\d)\d{1,3}(?:，\d{3})+(?=[万亿元个人名户吨平亩公])|(?<![\d,])\d{1,3}(?:,\d{3})*,(?:\d{4,}|\d{1,2}(?!\d))(?:,\d{3})*(?=[万亿元个人名户吨平亩])", "12345万元", proper=without_marks),
    _figure("百分数写法", r"(?<![\d.])\d{1,3}(?:\.\d+)?[%％]{2,}", "一个百分号", proper=lambda match: match.group().rstrip("%％") + "%"),
    _figure("百分数写法", r"(?<=整改率|完成率|办结率|覆盖率|合格率|满意率|达标率|到会率|参与率|知晓率|普及率|出勤率|参训率|回复率|落实率)(?:为|达到?)\d{1,3}(?:\.\d+)?(?=[，。；])", "如93%", proper=lambda match: match.group().lstrip("为达到") + "%"),
    _figure("数字混用", r"(?<![第\d])[一二三四五六七八九十][0-9]年(?!级)|[一二三四五六七八九]0年代|党的(?:1[5-9]|2\d)(?:大|届)|中央8项规定|届[1-9]中全会", "一个数里不混用，固定词语用汉字", "GB/T 15835 5.1.3"),
    _figure("概数重复", r"近\d[\d.]*[万亿]?[个名人户家件次]{1,2}以上|\d[%％个名人]?以[上下]左右(?!为难|逢源)|\d[^，。；、\d]{0,4}左右约|\d余[万亿]多|\d多[名个户]余", "“约”“近”“余”“左右”“以上”只用一个"),
    _figure("小数写法", r"\d．\d(?=[万亿元个倍%％]|平方|公里|公顷|吨|亩)", "如42.6", "GB/T 15835 5.1.5", proper=lambda match: match.group().replace("．", ".")),
    _figure("倍数写法", r"(?:下降|减少|降低|缩小|缩短|压缩|削减|(?<![至最不多])[少低])了?(?:近|约)?(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]+)倍", "减少不用倍数"),
    _figure("序数词标点", r"(?:^|(?<=[。；：]))(?:第[一二三四五六七八九十]|首先|其次|再次|最后)[、：](?!第?[一二三四五六七八九十])", "“第一”“首先”后用逗号", "GB/T 15834"),
    _figure("序数词标点", r"(?:(?<=[：；])|^)[1-9]、(?=[\u4e00-\u9fff])", "“1.”", "7.3.3"),
    _figure("计量单位写法", r"\d\s?(?:KW|Kw|kw|KM|Km|KG|Kg|KWH|Kwh|CM|MM|ML|M2|M3|M²|M³)(?![A-Za-z])|\d\s?[kcdm]?m[23](?![0-9A-Za-z])|\d(?:(?:平方|立方)?(?:市尺|公尺|英里|英尺|英寸)|平方尺|市斤|公分|华里|平米|立方(?![米厘分千毫体数])|斤|尺|里路)", "kW、km、kg、平方米",
            "GB 3100", proper=unit),
    _figure("星期写法", r"(?:星期|礼拜)[1-7七八九十]|(?<!\d)周[1-7](?=[上下前后、，。）晚]|$)", "星期五", proper=weekday),
    _figure("农历写法", r"农历[^，。；、\d每至到]{0,4}\d{1,2}[月日]|(?:正月|腊月|冬月)初?\d{1,2}(?![\d时点:：])|农历[^，。；、\d]{0,4}初\d", "农历八月十五", proper=lunar),
    _figure("截止用词", r"截止(?=\d|目前|今年|去年|上月|现在|本月|当前|年底|发稿)", "截至", "用语"),
)
