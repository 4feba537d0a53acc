"""Page layouts (版式方案): one YAML file each in forms/profiles.

gbt9704 is GB/T 9704-2012 as it stands; a local variation is another file, which names a `base` and says only what
differs from it. Every number of the layout is data here; how it is applied is in app.documents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from app.catalog.yamlfile import Node, read_yaml
from app.domain.errors import AppError, ErrorCode

ROLES = ("body", "kai", "hei", "title", "song")
MM = 72 / 25.4
LEAST_MARK_TOP = 5.0  # mm from the paper's edge: nearer no office printer prints
T = TypeVar("T")
NUMBER_STYLES = ("sides", "centre")
PREPRINTED = ("no", "red", "head")
_MARKUP = re.compile(r"[<>&\"'/\\\x00-\x1f]")  # a name goes into documents, a file is looked for in one folder
_SECTIONS = ("page", "grid", "sizes", "header", "imprint", "page_number", "fonts", "fallback_fonts")


@dataclass(frozen=True, slots=True)
class FontRole:
    """One role: its font name in docx (and another name of the same design), names under which this machine may have it, and the shipped substitute."""

    role: str
    docx: str
    docx_alt: str
    system_names: tuple[str, ...]
    file: str
    latin_file: str


@dataclass(frozen=True, slots=True)
class PageGeometry:
    """Paper and type area, mm (GB/T 9704-2012, 5.1–5.2)."""

    width: float
    height: float
    top: float
    left: float
    text_width: float
    text_height: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The character grid (5.2.3). cell and pitch in pt."""

    columns: int
    lines: int
    cell: float
    pitch: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """Font sizes, pt: body 3号, title 2号, small 4号, mark between two bounds, table."""

    body: float
    title: float
    small: float
    mark_max: float
    mark_min: float
    table: float


@dataclass(frozen=True, slots=True)
class Header:
    """版头: distances in mm, line thickness in mm (7.2, 10.1–10.3).

    preprinted: no; red – mark and red rules are on the paper already; head – nothing of the head is printed.
    """

    mark_top_general: float
    mark_top_letter: float
    mark_top_order: float
    mark_top_minutes: float
    rule_gap: float
    rule_thickness: float
    letter_rule_length: float
    letter_thick: float
    letter_thin: float
    letter_double_gap: float
    letter_foot: float
    preprinted: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: thickness in mm (7.4.1); whether it must stand on an even page."""

    outer_rule: float
    inner_rule: float
    on_even_page: bool


@dataclass(frozen=True, slots=True)
class PageNumber:
    """页码 (7.5): gap under the type area in mm; sides or centre."""

    gap: float
    style: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A page layout. Immutable and hashable. base: the code of the layout it differs from; note: what it is for."""

    code: str
    label: str
    page: PageGeometry
    grid: Grid
    sizes: Sizes
    header: Header
    imprint: Imprint
    page_number: PageNumber
    fonts: tuple[FontRole, ...]
    fallback_fonts: tuple[str, ...]
    base: str = ""
    note: str = ""


def load_profiles(folder: Path) -> Mapping[str, Profile]:
    """All page layouts of a folder by code, those without a base first.

    Raises AppError(BAD_DATA_FILE) naming file, line and field.
    """
    nodes = {path.stem: read_yaml(path) for path in sorted(folder.glob("*.yaml"))}
    whole = {code: parse_profile(node, code, {}) for code, node in nodes.items() if not _base(node)}
    return whole | {code: parse_profile(node, code, whole) for code, node in nodes.items() if code not in whole}


def load_profile(folder: Path, code: str) -> Profile:
    """One page layout; AppError(NOT_FOUND) when there is none of that code."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if code not in known:
        raise AppError(
            ErrorCode.NOT_FOUND, f"没有代码为“{code}”的版式方案。", action=f"可用：{'、'.join(known)}。"
        )
    node = read_yaml(folder / f"{code}.yaml")
    base = _base(node)
    return parse_profile(node, code, {base: load_profile(folder, base)} if base in known and base != code else {})


def _base(node: Node) -> str:
    found = dict(node.items()).get("base")
    return found.code() if found else ""


def parse_profile(node: Node, code: str, bases: Mapping[str, Profile]) -> Profile:
    """A page layout out of its file. bases: the layouts that it may differ from, which name no base themselves.

    Raises AppError(BAD_DATA_FILE) naming file, line and field, also when the numbers do not fit the paper.
    """
    named = _base(node)
    base = bases.get(named)
    if named and (base is None or base.base):
        dict(node.items())["base"].place.fail("没有这个基础方案。", f"可用：{'、'.join(c for c, p in bases.items() if not p.base)}。")
    keys = node.keys(("code", "label", *(() if base else _SECTIONS)), ("base", "note", *_SECTIONS))
    if keys["code"].code() != code:
        keys["code"].place.fail(f"代码应与文件名一致（{code}）。")
    made = Profile(
        code=code,
        label=keys["label"].text(),
        page=_section(keys.get("page"), PageGeometry, base.page if base else None),
        grid=_section(keys.get("grid"), Grid, base.grid if base else None),
        sizes=_section(keys.get("sizes"), Sizes, base.sizes if base else None),
        header=_section(keys.get("header"), Header, base.header if base else None),
        imprint=_section(keys.get("imprint"), Imprint, base.imprint if base else None),
        page_number=_section(keys.get("page_number"), PageNumber, base.page_number if base else None),
        fonts=_fonts(keys.get("fonts"), base.fonts if base else ()),
        fallback_fonts=keys["fallback_fonts"].texts() if "fallback_fonts" in keys else base.fallback_fonts if base else (),
        base=named,
        note=keys["note"].text() if "note" in keys else "",
    )
    for path, problem in misfits(made):
        place = keys.get(path.split(".")[0], node)
        place = dict(place.items()).get(path.split(".")[1], place) if place is not node else node
        place.place.fail(problem)
    return made


def misfits(profile: Profile) -> list[tuple[str, str]]:
    """What of the numbers cannot be on paper: the key (`grid.pitch`) and why, in words. Empty when all fits."""
    page, grid, found = profile.page, profile.grid, []
    if page.left + page.text_width > page.width - 5:
        found.append(("page.text_width", f"订口 {page.left:g} 毫米加版心宽 {page.text_width:g} 毫米，右边留不下 5 毫米。"))
    if page.top + page.text_height > page.height - 5:
        found.append(("page.text_height", f"天头 {page.top:g} 毫米加版心高 {page.text_height:g} 毫米，下边留不下 5 毫米。"))
    foot = profile.page_number.gap + profile.sizes.small / MM
    if page.top + page.text_height + foot > page.height:
        found.append(("page_number.gap", f"版心下面只剩 {page.height - page.top - page.text_height:g} 毫米，放不下页码。"))
    if grid.columns * grid.cell > page.text_width * MM + 0.5:
        found.append(("grid.cell", f"{grid.columns} 字 × {grid.cell:g} 磅比版心宽 {page.text_width:g} 毫米还宽。"))
    if grid.lines * grid.pitch > page.text_height * MM + 0.5:
        found.append(("grid.pitch", f"{grid.lines} 行 × {grid.pitch:g} 磅比版心高 {page.text_height:g} 毫米还高。"))
    if (grid.lines + 1) * grid.pitch <= page.text_height * MM:
        found.append(("grid.lines", f"按行距 {grid.pitch:g} 磅，版心能排 {int(page.text_height * MM / grid.pitch)} 行，不是 {grid.lines} 行。"))
    for name in ("general", "letter", "order", "minutes"):
        top = getattr(profile.header, f"mark_top_{name}")
        if not LEAST_MARK_TOP <= top <= page.height / 2:
            found.append((f"header.mark_top_{name}", f"标志到纸上边应在 {LEAST_MARK_TOP:g} 毫米到半张纸之间，现在是 {top:g} 毫米。"))
    if grid.cell < profile.sizes.body * 0.94:
        found.append(("grid.cell", f"一字只占 {grid.cell:g} 磅，{profile.sizes.body:g} 磅的字会叠在一起。"))
    if grid.pitch < profile.sizes.body * 1.2:
        found.append(("grid.pitch", f"行距 {grid.pitch:g} 磅，{profile.sizes.body:g} 磅的字会被裁掉。"))
    return found


def _section(node: Node | None, kind: type[T], base: T | None) -> T:
    """A section of numbers and words; what it leaves out is the base's."""
    if node is None:
        assert base is not None  # noqa: S101 - the keys were asked for
        return base
    names = tuple(kind.__annotations__)
    keys = node.keys(names if base is None else (), names)
    said = {name: _value(keys[name], name, str(kind.__annotations__[name])) for name in names if name in keys}
    return kind(**{name: getattr(base, name) for name in names if base is not None} | said)


def _value(node: Node, name: str, kind: str) -> Any:
    match kind:
        case "bool":
            return node.flag()
        case "int":
            return _count(node)
        case "float":
            return _size(node)
        case _:
            return node.one_of(_WORDS[name])


_WORDS: Mapping[str, tuple[str, ...]] = {"style": NUMBER_STYLES, "preprinted": PREPRINTED}


def _size(node: Node) -> float:
    value = node.number()
    if not 0 < value <= 500:
        node.place.fail("这里应是大于 0、不超过 500 的数。")
    return value


def _count(node: Node) -> int:
    value = node.integer()
    if not 5 <= value <= 100:
        node.place.fail("这里应在 5 到 100 之间。")
    return value


def _fonts(node: Node | None, base: tuple[FontRole, ...]) -> tuple[FontRole, ...]:
    if node is None:
        return base
    usual = {font.role: font for font in base}
    keys = node.keys(() if base else ROLES, ROLES)
    return tuple(_font(keys[role], role, usual.get(role)) if role in keys else usual[role] for role in ROLES)


def _font(node: Node, role: str, base: FontRole | None) -> FontRole:
    needed = ("docx", "file")
    keys = node.keys(() if base else needed, (*needed, "docx_alt", "system_names", "latin_file"))
    usual = base or FontRole(role, "", "", (), "", "")
    # another font: the other names and files of the base are not its own
    renamed = "docx" in keys and keys["docx"].text() != usual.docx

    def text(name: str, kept: str) -> str:
        if name in keys and _MARKUP.search(keys[name].text()):
            keys[name].place.fail("字体名和文件名里不能有引号、斜线和尖括号。")
        return keys[name].text() if name in keys else kept

    return FontRole(
        role, text("docx", usual.docx), text("docx_alt", "" if renamed else usual.docx_alt),
        keys["system_names"].texts() if "system_names" in keys else () if renamed else usual.system_names,
        text("file", usual.file), text("latin_file", usual.latin_file),
    )  # fmt: skip
