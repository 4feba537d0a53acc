"""A page layout as a clerk reads and types it: named numbers with units, what they come to, where they leave the standard.

Belongs here: the parts of the form, what one number does to another, what a layout says in words. Not here: keeping
and choosing layouts (profiles), drawing a page of it (profile_sample).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.catalog.profiles import MM, ROLES, Profile
from app.catalog.profiles_writer import profile_data
from app.domain.errors import AppError
from app.services.profiles import default_profile, of_data
from app.services.session import Session

Values = Mapping[str, Any]
LEAST = 80  # mm: a type area smaller than this is a slip of the finger
STEP = 0.05  # pt: what Word keeps of a length, so that both files agree
SIZES = (
    (36.0, "小初"), (26.0, "一号"), (24.0, "小一"), (22.0, "二号"), (18.0, "小二"), (16.0, "三号"), (15.0, "小三"),
    (14.0, "四号"), (12.0, "小四"), (10.5, "五号"),
)  # fmt: skip
FONT_ROLES = {"body": "正文（仿宋）", "kai": "楷体", "hei": "黑体", "title": "标题和标志（小标宋）", "song": "页码（宋体）"}
_PATH = re.compile(r"（([^（）]*)）$")
_SHOWN_AS = {"page.text_height": "page.bottom", "page.text_width": "page.right"}


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the form. kind: mm, pt, count, size (a 字号), choice, font. clause: where the standard says it,
    empty where it does not; slack: how far the standard lets it go. options: (value, words) of a choice."""

    path: str
    label: str
    kind: str
    clause: str = ""
    slack: float = 0.0
    help: str = ""
    options: tuple[tuple[Any, str], ...] = ()

    @property
    def unit(self) -> str:
        """The unit behind the number."""
        return {"mm": "毫米", "pt": "磅"}.get(self.kind, "")


GROUPS: tuple[tuple[str, tuple[Part, ...]], ...] = (
    ("纸边和版心", (
        Part("page.top", "天头（上边）", "mm", "5.2.1", 1),
        Part("page.bottom", "地脚（下边）", "mm", "5.2.1", 1),
        Part("page.left", "订口（左边）", "mm", "5.2.1", 1),
        Part("page.right", "切口（右边）", "mm", "5.2.1", 1),
    )),
    ("行和字", (
        Part("grid.lines", "每面行数", "count", "5.2.3", help="改了以后，行距按版心高重新折算"),
        Part("grid.columns", "每行字数", "count", "5.2.3", help="改了以后，字距按版心宽重新折算"),
        Part("grid.pitch", "行距", "pt", help="标准没有给数值；改了以后，行数跟着变"),
        Part("grid.cell", "一字占宽", "pt", help="改了以后，每行字数跟着变"),
        Part("sizes.body", "正文字号", "size", "5.2.2"),
        Part("sizes.title", "标题字号", "size", "7.3.1"),
        Part("sizes.small", "版记和页码字号", "size", "7.4、7.5"),
    )),
    ("版头", (
        Part("header.preprinted", "用的纸", "choice", options=(("no", "白纸，全部打印"), ("red", "红字红线已印好"), ("head", "整个版头已印好"))),
        Part("mark.general", "文件标志到版心上边", "mm", "7.2.4", 0.5),
        Part("mark.order", "命令标志到版心上边", "mm", "10.2", 0.5),
        Part("mark.minutes", "纪要标志到版心上边", "mm", "10.3", 0.5),
        Part("sizes.mark_max", "标志最大字号", "pt", help="名称长了自动缩小，不小于下一项"),
        Part("sizes.mark_min", "标志最小字号", "pt"),
        Part("header.rule_gap", "红线在文号下", "mm", "7.2.7", 0.1),
        Part("header.rule_thickness", "红线粗", "mm"),
    )),
    ("信函", (
        Part("header.mark_top_letter", "标志到纸上边", "mm", "10.1", 0.5),
        Part("header.letter_rule_length", "红双线长", "mm", "10.1", 0.5),
        Part("header.letter_foot", "下双线到纸下边", "mm", "10.1", 0.5),
        Part("header.letter_thick", "粗线", "mm"),
        Part("header.letter_thin", "细线", "mm"),
        Part("header.letter_double_gap", "两线相距", "mm"),
    )),
    ("版记和页码", (
        Part("imprint.on_even_page", "版记放在", "choice", options=((False, "最后一面"), (True, "偶数页")), help="放在偶数页是实务，标准未写"),
        Part("imprint.outer_rule", "版记首末线粗", "mm", "7.4.1", 0.001),
        Part("imprint.inner_rule", "版记中间线粗", "mm", "7.4.1", 0.001),
        Part("page_number.style", "页码位置", "choice", "7.5", options=(("sides", "单页居右、双页居左"), ("centre", "居中"))),
        Part("page_number.gap", "页码到版心下边", "mm", "7.5", 0.1),
    )),
    ("Word 里的字体名", tuple(Part(f"font.{role}", FONT_ROLES[role], "font") for role in ROLES)),
)  # fmt: skip
PARTS = {part.path: part for _title, parts in GROUPS for part in parts}


def size_words(points: float) -> str:
    """A size as Word names it."""
    name = next((words for size, words in SIZES if size == points), "")
    return f"{name}（{points:g} 磅）" if name else f"{points:g} 磅"


def values_of(profile: Profile) -> dict[str, Any]:
    """A layout as the values of the form. Marks are measured from the type area, as the standard does."""
    page = profile.page
    found: dict[str, Any] = {
        "page.bottom": round(page.height - page.top - page.text_height, 2),
        "page.right": round(page.width - page.left - page.text_width, 2),
    }
    for path in PARTS:
        section, name = path.split(".")
        if section == "mark":
            found[path] = round(getattr(profile.header, f"mark_top_{name}") - page.top, 2)
        elif section == "font":
            found[path] = next(font.docx for font in profile.fonts if font.role == name)
        elif path not in found:
            found[path] = getattr(getattr(profile, section), name)
    return {path: found[path] for path in PARTS}


def linked(values: Values, path: str, width: float = 210, height: float = 297) -> dict[str, Any]:
    """The values after the one at `path` was typed: lines fill the type area, else as many as fit. Paper in mm."""
    found = dict(values)
    try:
        tall = (height - found["page.top"] - found["page.bottom"]) * MM
        wide = (width - found["page.left"] - found["page.right"]) * MM
        if path == "grid.pitch":
            found["grid.lines"] = int(tall / found["grid.pitch"] + 1e-6)
        elif path in ("page.top", "page.bottom", "grid.lines"):
            found["grid.pitch"] = _down(tall / found["grid.lines"])
        elif path == "grid.cell":
            found["grid.columns"] = int(wide / found["grid.cell"] + 1e-6)
        elif path in ("page.left", "page.right", "grid.columns"):
            found["grid.cell"] = _down(wide / found["grid.columns"])
    except (TypeError, ZeroDivisionError):  # a number is not typed yet
        return dict(values)
    return found


def _down(points: float) -> float:
    return round(int(points / STEP + 1e-6) * STEP, 2)


@dataclass(frozen=True, slots=True)
class Look:
    """What typed values come to. profile: None when they cannot be; path, problem: the first thing wrong and where.

    said: lines × characters and millimetres; detail: what they take of them; deviations: where the standard says otherwise, with its clause.
    """

    profile: Profile | None
    path: str = ""
    problem: str = ""
    said: str = ""
    detail: str = ""
    deviations: tuple[str, ...] = ()


def look(session: Session, values: Values, base: Profile, label: str = "", note: str = "") -> Look:
    """Read typed values as a layout that begins from `base`. Never raises for what is typed."""
    for path, part in PARTS.items():
        problem = _unread(part, values.get(path))
        if path == "page.right" and not problem:  # all four margins are numbers
            path, problem = _too_narrow(values, base)
        if problem:
            return Look(None, path, problem)
    try:
        made = of_data(session, _data(session, values, base, label or base.label, note))
    except AppError as error:
        found = _PATH.search(error.where)
        path = found[1] if found else ""
        return Look(None, _path_of(path), error.message)
    return Look(made, said=sentence(made), detail=_detail(made), deviations=deviations(made, default_profile(session.catalog)))


def _unread(part: Part, value: Any) -> str:
    match part.kind:
        case "font":
            return "" if isinstance(value, str) and value.strip() else "请填写字体名。"
        case "choice":
            return "" if any(value == code for code, _words in part.options) else "请选一项。"
        case "count":
            return "" if isinstance(value, int) and not isinstance(value, bool) else "应是一个整数。"
        case _:
            if not isinstance(value, int | float) or isinstance(value, bool):
                return "应是一个数，如 37、28.95。"
            return "" if value > 0 or (part.path.startswith("mark.") and value >= 0) else "应大于 0。"


def _too_narrow(values: Values, base: Profile) -> tuple[str, str]:
    """Margins that leave no room worth the name."""
    tall = base.page.height - values["page.top"] - values["page.bottom"]
    wide = base.page.width - values["page.left"] - values["page.right"]
    if tall < LEAST:
        return "page.bottom", f"天头和地脚之间只剩 {tall:g} 毫米，至少要有 {LEAST} 毫米。"
    return "page.right", f"订口和切口之间只剩 {wide:g} 毫米，至少要有 {LEAST} 毫米。" if wide < LEAST else ""


def _path_of(path: str) -> str:
    section, _dot, name = path.partition(".")
    if section == "header" and name.startswith("mark_top_") and name != "mark_top_letter":
        return f"mark.{name.removeprefix('mark_top_')}"
    if section == "fonts":
        return f"font.{name.split('.')[0]}"
    return _SHOWN_AS.get(path, path if path in PARTS else "")


def _data(session: Session, values: Values, base: Profile, label: str, note: str) -> dict[str, Any]:
    """The values as a file that differs from the standard; what the form does not show stays the base's."""
    standard = default_profile(session.catalog)
    data = profile_data(base, standard)
    data |= {"code": base.code or "own", "label": label, "base": standard.code}
    data.pop("note", None)
    if note.strip():
        data["note"] = note.strip()
    sections: dict[str, dict[str, Any]] = {}
    for path in PARTS:
        section, name = path.split(".")
        if section == "mark":
            sections.setdefault("header", {})[f"mark_top_{name}"] = round(values["page.top"] + values[path], 2)
        elif section == "font":
            usual = next(font.docx for font in base.fonts if font.role == name)
            if values[path].strip() != usual:
                data.setdefault("fonts", {})[name] = {"docx": values[path].strip()}
        elif path not in _SHOWN_AS.values():
            sections.setdefault(section, {})[name] = values[path]
    page = sections["page"]
    page["text_height"] = round(base.page.height - values["page.top"] - values["page.bottom"], 2)
    page["text_width"] = round(base.page.width - values["page.left"] - values["page.right"], 2)
    return data | {section: data.get(section, {}) | said for section, said in sections.items()}


def sentence(profile: Profile) -> str:
    """22 行 × 28 字 = 156×225 毫米."""
    grid, page = profile.grid, profile.page
    return f"{grid.lines} 行 × {grid.columns} 字 = {page.text_width:g}×{page.text_height:g} 毫米"


def _detail(profile: Profile) -> str:
    """What the lines really take of the type area."""
    grid = profile.grid
    wide, tall = grid.columns * grid.cell / MM, grid.lines * grid.pitch / MM
    return f"行距 {grid.pitch:g} 磅、一字 {grid.cell:g} 磅，实排 {wide:.1f}×{tall:.1f} 毫米。"


def deviations(profile: Profile, standard: Profile) -> tuple[str, ...]:
    """Where the standard says otherwise, one sentence each with its clause; what it leaves open is none."""
    mine, usual = values_of(profile), values_of(standard)
    found = []
    for path, part in PARTS.items():
        if not part.clause or mine[path] == usual[path]:
            continue
        if isinstance(mine[path], float) and isinstance(usual[path], float) and abs(mine[path] - usual[path]) <= part.slack + 1e-9:
            continue
        found.append(f"{part.label} {_words(part, mine[path])}，标准是 {_words(part, usual[path])}（{part.clause}）。")
    return tuple(found)


def differences(before: Profile, after: Profile) -> tuple[str, ...]:
    """What of the form differs between two layouts, one part each: 天头（上边） 37 毫米 → 34.58 毫米."""
    old, new = values_of(before), values_of(after)
    return tuple(
        f"{part.label} {_words(part, old[path])} → {_words(part, new[path])}" for path, part in PARTS.items() if old[path] != new[path]
    )


def _words(part: Part, value: Any) -> str:
    match part.kind:
        case "choice":
            return next((words for code, words in part.options if code == value), str(value))
        case "size":
            return size_words(value)
        case "count":
            return str(value)
        case _:
            return f"{value:g} {part.unit}" if part.unit else str(value)
