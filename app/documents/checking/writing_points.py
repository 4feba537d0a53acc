"""Punctuation that the characters alone show to be wrong (GB/T 15834): a table of patterns, judged by writing_marks.

Figures and units are writing_figures, dates writing_dates, pairs and ends of sentences writing_marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.documents.checking.finding import Grade
from app.documents.checking.writing_proper import (
    article,
    document_number,
    dots,
    full_brackets,
    full_width,
    half_width,
    titled,
)

HANZI = "\u4e00-\u9fff"
_WIDE = f"{HANZI}“”‘’《》〈〉（）〔〕、，。；：！？…—％℃"
_SPACE = " \t\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff"
_POINT = "。，、；：！？"
_YEAR = r"(?:\d{2}|\d{4}|[二〇○零一三四五六七八九]{4})年?"
_BRACKETS = r"[\[(（【［﹝<＜〈{「〔]", r"[\])）】］﹞>＞〉}」〕]"


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault. titles: whether it is looked for inside 《》 too, where others' words stand as they are; proper: how what
    was found is written right, where that can be told."""

    rule: str
    clause: str
    pattern: re.Pattern[str]
    wanted: str
    grade: Grade = Grade.FIXED
    titles: bool = True
    proper: Callable[[re.Match[str]], str] | None = None


POINTS = (  # what takes more characters stands before what takes fewer of the same
    Mark("文号括号", "7.2.5", re.compile(
        rf"(?<=[{HANZI}])(?<!公告)(?!〔\d{{4}}〕[1-9]\d{{0,4}}(?:号|[、，和及至—～\-]\d)){_BRACKETS[0]}{_YEAR}{_BRACKETS[1]}\s*第?\s*\d{{1,5}}\s*号"
        rf"|(?<=[{HANZI}])[〔\[【［﹝]{_YEAR}[〕\]】］﹞]\s*\d{{1,5}}(?![\d号、，和及至—～\-])"
        rf"|\d{{4}}年?〔\d{{1,4}}〕号|〔\d{{4}}〕(?:No\.?|字第?)\d{{1,4}}号|第〔\d{{4}}〕\d{{1,4}}号|(?<=[{HANZI}])〔\d{{4}}〕第?[一二三四五六七八九十]{{1,4}}号|(?<=[{HANZI}][发函字呈规])\d{{4}}年?[（(]?第?\d{{1,4}}[）)]?号"), "六角括号〔2026〕1号", proper=document_number),
    Mark("标点重复", "GB/T 15834", re.compile(
        rf"(?!(?:！？|？！)(?![{_POINT}]))(?!。{{3}})(?<![。…])[{_POINT}]{{2,}}|（（|））|《《|》》|““|””|(?<=[{HANZI}])(?:[,;:]{{2,}}|\.\.(?!\.))"), "一个标点"),
    Mark("标点位置", "GB/T 15834", re.compile(r"《》|“”|（）|〈〉|^[，。、；：？！）》〉〕”’]|[（《〈〔][，。、；：]|[，、；：][）》〉〕]"), "不放在一段的开头，也不紧贴在括号、书名号里面"),
    Mark("引号标点", "GB/T 15834", re.compile(r"。[”）][。，；、]"), "引号、括号里外只用一个点号", Grade.CUSTOM),
    Mark("省略号", "GB/T 15834", re.compile(
        r"。{3,}|\.{3,}(?![./\\])|[·・．]{3,}|⋯+|(?<!…)…(?!…)|(?<!…)…{3}(?!…)|…{5,}|等(?:等)?……|……等"), "……，不与“等”同用", proper=dots),
    Mark("破折号", "GB/T 15834", re.compile(
        rf"(?<=[{HANZI}”》）])(?<!\d[年月日时])(?:--+|－－+|[―─]+|—{{3,}}|— +—)(?=[{HANZI}“《（\d])|(?<=[{HANZI}])一一(?=即|包括|也就是|特别是|尤其)"
        rf"|(?<=[{HANZI}])(?:(?<!—)—(?!—)|-)(?=即|包括|也就是|特别是|尤其|主要是)|(?<=[{HANZI}]{{5}})(?:(?<!—)—(?!—)|-)(?=[{HANZI}“])(?![^，。；]*(?:—|-|一线|铁路|公路|高速|航线|段|两地|沿线))"),
        "破折号“——”"),
    Mark("半角标点", "GB/T 15834", re.compile(
        rf"(?<=[{_WIDE}%])[{_SPACE}]*[,;:?!]|[,;:?!][{_SPACE}]*(?=[{_WIDE}])"
        rf"|(?<=[{_WIDE}%])\.(?![A-Za-z.]|\d{{1,2}}[%％万亿元个倍平公亩吨米天小户])|(?<=[0-9A-Za-z])[.,;]$|(?<=[{HANZI}”》）])．(?!\d|．)|[﹐-﹗｡､]"), "全角标点", proper=full_width),
    Mark("半角括号", "GB/T 15834", re.compile(
        rf"\([^()（）]*[{HANZI}][^()（）]*\)|\[[^\[\]]*[{HANZI}][^\[\]]*\]|（[^()（）]*\)|\([^()（）]*）|(?<=[{HANZI}》”])\([^()（）]*\)|\([^()（）]*\)(?=[{HANZI}])"), "全角括号（）", proper=full_brackets),
    Mark("直引号", "GB/T 15834", re.compile(
        rf"\"[^\"]{{1,60}}\"|(?<![A-Za-z])'[^']*[{HANZI}][^']*'|\"[^\"”]{{1,60}}”|“[^\"”]{{1,60}}\"|[「『＂][^」』＂]{{1,60}}[」』＂]|``[^`']{{1,60}}''"), "双引号“ ”"),
    Mark("引号嵌套", "GB/T 15834 4.8", re.compile(r"“[^”]*“(?=[^”]*”[^“”]*”)"), "引号里面的引号用‘ ’"),
    Mark("书名号嵌套", "GB/T 15834 4.15", re.compile(r"《[^》]*《"), "书名号里面的书名号用〈 〉"),
    Mark("书名号写法", "GB/T 15834 4.15", re.compile(
        rf"(?:<<?|＜|≪|«)[^<>＜＞≪≫«»]*[{HANZI}][^<>＜＞≪≫«»]*(?:>>?|＞|≫|»)|〈[^〈〉]*〉"), "《》", titles=False, proper=titled),
    Mark("并列标号间顿号", "GB/T 15834 4.5.3.5", re.compile(r"》、(?=《)|”、(?=“)"), "并列的书名号、引号之间通常不用顿号", Grade.USUAL),
    Mark("连词前顿号", "GB/T 15834 4.5", re.compile(
        r"、(?:以及|及其|和(?![谐平睦解气美合善顺缓好约])|与(?![会此时其])|及(?![时早格第])|或(?!有|许|然)|并(?![购联案轨网处发存重行列轨]))"), "“和”“以及”前不用顿号",
        Grade.CUSTOM),
    Mark("等字前顿号", "GB/T 15834 4.5", re.compile(r"、等(?![级次待候于同效额价闲量距离温外身位到着高比差压边号保])"), "“等”前不用顿号", Grade.CUSTOM),
    Mark("冒号套用", "GB/T 15834 4.7", re.compile(
        r"(?:如下|以下[^，。：]{0,6}|要求|强调|指出|认为|包括)：[^。！？“”：]*(?:如下|以下[^，。：]{0,6}|要求|强调|指出|认为|包括)：(?=[^。])"
        r"|(?:决定|议定|明确|提出|如下|要求|强调|指出|认为|包括)：(?:[^。！？；“”：]*[^。！？；“”：]：(?=一是|首先|第一，)|一是[^。！？；“”：，]{1,12}：(?=[^。“”]))"), "一句话里不套用冒号", Grade.CUSTOM),
    Mark("法规名称书名号", "GB/T 15834 4.15", re.compile(
        rf"“(?:中华人民共和国|中国共产党)[{HANZI}]{{2,24}}(?:法|条例|准则|规定|规则|办法)”|(?<=依据|根据|按照|依照|违反|适用)(?!本|该|上述|前述|以上|中华|中国)[{HANZI}]{{2,12}}(?:法|条例|准则)(?=第[一二三四五六七八九十百\d]+条)|(?<![《〈“])(?:中华人民共和国|中国共产党)[{HANZI}]{{2,20}}?(?:(?<![依方无合立执司守违非用遵普办])法|条例|准则)(?=第[一二三四五六七八九十百\d]+条|[的和与、，。；等]|有关|规定|要求|处理|办理|执行|追究|给予)"),
        "《中华人民共和国…法》", Grade.CUSTOM, titles=False, proper=titled),
    Mark("条款次序", "引用", re.compile(r"第[一二三四五六七八九十\d]+[款项]第[一二三四五六七八九十百\d]+条|第[（(]?[一二三四五六七八九十\d]+[）)]?项第[一二三四五六七八九十\d]+款"), "按条、款、项的次序引用", Grade.CUSTOM),
    Mark("条文序号写法", "引用", re.compile(r"(?<=[法例则定]》)第[1-9]\d?条"), "照原文用汉字", Grade.CUSTOM, proper=article),
    Mark("发文字号引用", "引用", re.compile(rf"》[{HANZI}]{{1,8}}〔\d{{4}}〕\d{{1,5}}号|〔\d{{4}}〕\d{{1,5}}号《"), "先引标题，后用圆括号引发文字号", Grade.CUSTOM),
    Mark("全角数字", "GB/T 15835", re.compile(r"[０-９Ａ-Ｚａ-ｚ]+"), "半角数字和字母", Grade.CUSTOM, proper=half_width),
)
_ROOM = re.compile(rf"(?<=[{_WIDE}])[{_SPACE}]+(?=[{_WIDE}0-9])|(?<=[0-9%])[{_SPACE}]+(?=[{_WIDE}%])|(?<=\d)(?! \d{{3}}(?:\D|$))[{_SPACE}]+(?=[\d.,]+[万亿元%％个名人件户亩吨米年月日公平])")
_LABEL = re.compile(rf"[{HANZI}（）]{{1,8}}[：:]")
_NAME_BEFORE, _NAME_AFTER = re.compile(rf"(?:^|[、，：；{_SPACE}])[{HANZI}]$"), re.compile(rf"[{HANZI}]{{1,2}}(?:[：、，。；{_SPACE}]|$)")
SPACES = Mark("多余空格", "GB/T 15834", _ROOM, "汉字、数字和标点之间不空格", Grade.CUSTOM)


def is_idle_space(text: str, match: re.Match[str]) -> bool:
    """Whether a space in a sentence has no work to do: it parts no labels (联系人：张三　电话：…) and no name of two characters."""
    before, after = text[: match.start()], text[match.end() :]
    if before[-1:].isdigit() and after[:1] == "℃":
        return False  # a unit's symbol may stand a little off its number, as in 70 ℃ and 125 g (GB 3101)
    if len(match.group()) > 1 and (before[-1:] in "：:" or after[:1] in {"年", "月", "日", "时", "分"}):
        return False  # room to write in: 日期：　　年　　月　　日
    if before[-1:] in {"年", "月"} and after[:1] in {"月", "日"}:
        return False  # a day left open, which 日期未填 tells
    if re.search(r"^第[一二三四五六七八九十百零\d]+[条章节]$", before.strip()):
        return False  # 第一条　为了…
    if "\u3000" in match.group() and re.search(r"第[一二三四五六七八九十百零\d]+条$", before):
        return False  # also when what stands over it in a PDF was read as one with it
    if "\u3000" in match.group() or len(match.group()) > 1:
        return not (_LABEL.match(after) or (_NAME_BEFORE.search(before) and _NAME_AFTER.match(after)))
    return True
