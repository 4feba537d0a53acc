"""How what was found is said: distances, blank lines, fonts and marks in a clerk's words, never as a bare figure of the reckoning.

Every rule says such values through these functions. Does not belong here: what is right and how it is measured (rules_*).
"""

from __future__ import annotations

import re

from app.documents.checking.faces import face_of, is_latin

UNSET = "未指定（西文默认字体）"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OTHER = "其他"


def figure(value: float, digits: int = 1) -> str:
    """A figure without idle noughts, and none of them below nought."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def beside(side: str, gap: float, unit: str = "字") -> str:
    """The room left at a side (左, 右), or how far something stands out of the text there."""
    said = figure(abs(gap))
    return f"超出版心{side}边 {said} {unit}" if gap < 0 and said != "0" else f"{side}空 {said} {unit}"


def blank_lines(count: float) -> str:
    """Blank lines; lines that are pressed together have none."""
    return f"空 {figure(max(count, 0.0))} 行"


def hung(cells: float) -> str:
    """How far the second line stands in behind the first."""
    said = figure(abs(cells))
    return "没有悬挂缩进" if said == "0" else f"悬挂 {said} 字" if cells > 0 else f"第二行比第一行靠左 {said} 字"


def indented(cells: float) -> str:
    """An indent of a first line."""
    said = figure(abs(cells))
    return "没有缩进" if said == "0" else f"缩进 {said} 字" if cells > 0 else f"超出版心左边 {said} 字"


def beneath(what: str, distance: float) -> str:
    """How far, in mm, something is below something else, or above it."""
    said = figure(abs(distance))
    return f"在{what}上面 {said} 毫米" if distance < 0 and said != "0" else f"在{what}下面 {said} 毫米"


def from_edge(distance: float, side: str = "") -> str:
    """How far, in mm, something is from an edge of the paper."""
    return f"伸出纸外 {figure(-distance)} 毫米" if distance < -0.05 else f"{f'距{side}页边 ' if side else ''}{figure(distance)} 毫米"


def spacing(points: float) -> str:
    """Characters pulled apart or pressed together."""
    return f"{'加宽' if points > 0 else '紧缩'} {figure(abs(points), 2)} 磅"


def font(name: str) -> str:
    """A font by its kind, and by its own name where that is not the kind; a name in a file tells a clerk nothing."""
    if not name:
        return UNSET
    if _CHINESE.search(name):
        return name
    if is_latin(name):
        return f"西文字体（{name}）"
    return f"{kind(face_of(name))}（{name}）"


def kind(face: str) -> str:
    """The kind of a font, as faces tells it."""
    return face if face and face != _OTHER else "公文不用的字体"


def figures(form: str) -> str:
    """The figures of page numbers, by the name that the file gives them."""
    known = (("roman", "罗马数字"), ("letter", "英文字母"), ("chinese", "汉字数字"), ("ideograph", "汉字数字"), ("circle", "带圈数字"), ("fullwidth", "全角数字"))
    return next((said for name, said in known if name in form.lower()), "别的数字")


def ending(text: str, marks: str) -> str:
    """The mark that a text ends in, when it is one of `marks`, or that it ends in none."""
    return f"末尾是“{text[-1]}”" if text[-1:] and text[-1] in marks else "末尾没有标点"
