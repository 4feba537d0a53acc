"""How a wrongly written figure, range, unit or mark is written right, out of its own characters.

A clerk takes what stands under 应当 for what must be written, so a sample of another figure is given only where the
right form cannot be told. Patterns are writing_figures and writing_points; dates are proper.
"""

from __future__ import annotations

import re
import unicodedata

from app.documents.checking.numbering import chinese, counted

_UNIT = re.compile(r"[%％℃]|[万亿]?(?:平方公里|平方米|立方米|公里|公斤|公顷|个百分点)|[万亿][\u4e00-\u9fff]?|[\u4e00-\u9fff]")
_PAIR = re.compile(r"(\d+(?:\.\d+)?)\D*?(?:--?|[~–－～—至])(\d+(?:\.\d+)?)")
_CHINESE = "零一二三四五六七八九"
_PLACES = {"千": 1000, "百": 100, "十": 10}
_LATIN_UNITS = {"KW": "kW", "KM": "km", "KG": "kg", "KWH": "kW·h", "CM": "cm", "MM": "mm", "ML": "mL", "M2": "m²", "M3": "m³", "KM2": "km²", "CM2": "cm²", "CM3": "cm³", "DM3": "dm³", "MM2": "mm²", "M²": "m²", "M³": "m³"}
_RENAMED = {"公分": "厘米", "公尺": "米", "平米": "平方米", "立方": "立方米", "平方公尺": "平方米"}
_CONVERTED = (("斤", "千克"), ("里", "公里"), ("尺", "米"), ("寸", "厘米"))
_HALF_TO_FULL = str.maketrans(",;:?!.()[]﹐﹔﹕﹖﹗﹒｡､．", "，；：？！。（）（），；：？！。。、。")
_WEEK = "一二三四五六日"


def unit_after(match: re.Match[str]) -> str:
    """The unit that stands behind a figure."""
    found = _UNIT.match(match.string, match.end())
    return found.group() if found else ""


def number_range(match: re.Match[str]) -> str:
    """10万元～15万元, 10%～20%, 3～5人: 万, 亿 and % stand at both ends."""
    pair, unit = _PAIR.search(match.group()), unit_after(match) or match.group()[-1]
    if pair is None:
        return "3～5人、10万元～15万元"
    own = re.search(r"\d([^\d.]+?)(?:--?|[~–－～—至])", match.group())
    if match.string[: match.start()].endswith("第"):
        return f"第{pair[1]}{unit}至第{pair[2]}{unit}"
    both = own is not None or unit[0] in "%％万亿"
    return f"{pair[1]}{unit if both else ''}～{pair[2]}{unit}"


def together(match: re.Match[str]) -> str:
    """三四个: two neighbouring figures in characters, without a mark."""
    figures = re.sub(r"\d", lambda one: _CHINESE[int(one.group())], match.group().replace("、", ""))
    if figures.endswith("二三") and unit_after(match) not in {"十", "百"}:
        figures = figures.replace("二三", "两三")
    return f"{figures}{unit_after(match)}（相邻两数用汉字，不加顿号）"


def in_figures(match: re.Match[str]) -> str:
    """2365户 for 二千三百六十五户."""
    return f"{_value(match.group())}{unit_after(match)}"


def percentage(match: re.Match[str]) -> str:
    """95% for 百分之95 or 九十五%."""
    whole, _, part = match.group().removeprefix("百分之").rstrip("%％").partition("点")
    figure = whole if re.fullmatch(r"[\d.]+", whole) else str(_value(whole))
    return f"{figure}{'.' + part if part else ''}%"


def decimal(match: re.Match[str]) -> str:
    """0.5 for .5, 12.5 for 12。5."""
    text = re.sub("[。·．，]", ".", match.group())
    return "一个数里只有一个小数点" if text.count(".") > 1 else ("0" if text.startswith(".") else "") + text + unit_after(match)


def mixed(match: re.Match[str]) -> str:
    """0.5个百分点 for 零点5个百分点."""
    whole, _, part = match.group().partition("点")
    return f"{counted(whole.replace('零', '〇')) or 0}.{part}{unit_after(match)}"


def without_marks(match: re.Match[str]) -> str:
    """12345万元 for 12，345万元."""
    return re.sub("[,，]", "", match.group()) + unit_after(match)


def unit(match: re.Match[str]) -> str:
    """kW for KW, 平方米 for 平米; of a measure of former times the one to reckon it in."""
    said = match.group()[1:].strip()
    if said.upper() in _LATIN_UNITS:
        return f"“{_LATIN_UNITS[said.upper()]}”"
    if said in _RENAMED:
        return f"“{_RENAMED[said]}”"
    size = next((size for size in ("平方", "立方") if said.startswith(size)), "")
    return f"换算成“{size}{next((new for old, new in _CONVERTED if old in said), '米')}”"


def weekday(match: re.Match[str]) -> str:
    """星期五 for 星期5."""
    figure = re.sub(r"\D", "", match.group())
    return f"{match.group()[:-1]}{_WEEK[int(figure) - 1]}" if figure else "星期日" if match.group().endswith("七") else "星期一至星期日"


def lunar(match: re.Match[str]) -> str:
    """农历八月十五 for 农历8月15日."""
    text = re.sub(r"(?<=初)(\d)", lambda one: chinese(int(one[1])), match.group())
    text = re.sub(r"\d{1,2}(?=月)", lambda one: chinese(int(one.group())), text)
    return re.sub(r"(\d{1,2})日?", lambda one: ("初" if int(one[1]) <= 10 else "") + chinese(int(one[1])), text)


def full_width(match: re.Match[str]) -> str:
    """The full-width mark for a half-width one."""
    marks = "".join(re.findall(r"[^\w\s]", match.group())).translate(_HALF_TO_FULL)
    return f"全角标点“{marks}”"


def full_brackets(match: re.Match[str]) -> str:
    """（…） for (…)."""
    return f"全角括号（{match.group()[1:-1]}）" if len(match.group()) < 24 else "全角括号（）"


def half_width(match: re.Match[str]) -> str:
    """A figure or letter as it is."""
    return f"半角的“{unicodedata.normalize('NFKC', match.group())}”"


def titled(match: re.Match[str]) -> str:
    """《…》 about a name."""
    return f"《{re.sub('[“”<>＜＞≪≫«»〈〉]', '', match.group())}》"


def document_number(match: re.Match[str]) -> str:
    """〔2026〕1号 for [2026]01号."""
    year, _, number = (match.group() + "号").partition("号")[0].translate(str.maketrans("〇○零", "000")).rpartition(re.findall(r"\D", match.group()[:-1])[-1])
    figures = re.findall(r"\d{4}|\d{2}", year.translate(str.maketrans("一二三四五六七八九", "123456789")))
    count = counted(re.sub(r"^0+|\D", "", number) or number)
    plain = re.findall(r"\d+", match.group())
    if (not figures or not count) and len(plain) == 2 and len(plain[0]) == 4:
        return f"〔{plain[0]}〕{int(plain[1])}号"  # 2026〔8〕号
    if not figures or not count:
        return "六角括号〔2026〕1号"
    return f"〔{figures[0] if len(figures[0]) == 4 else '20' + figures[0]}〕{count}号"


def article(match: re.Match[str]) -> str:
    """第十二条 for 第12条, as rules number their articles themselves."""
    return f"第{chinese(int(match.group()[1:-1]))}条"


def dots(match: re.Match[str]) -> str:
    """What is wrong with an ellipsis."""
    return "“等”和“……”只用一个" if "等" in match.group() else "“……”（六个点）"


def _value(text: str) -> int:
    total, figure = 0, 0
    for char in text:
        if char in _PLACES:
            total, figure = total + (figure or 1) * _PLACES[char], 0
        elif char in _CHINESE:
            figure = _CHINESE.index(char)
    return total + figure
