"""Page layouts (版式方案): one YAML file each in forms/profiles.

gbt9704 is GB/T 9704-2012 as it stands; a local variation is another file. Every
number of the layout is data here; how it is applied is in app.documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.yamlfile import Node, read_yaml
from app.domain.errors import AppError, ErrorCode

ROLES = ("body", "kai", "hei", "title", "song")
PREPRINTED = ("no", "red", "head")


@dataclass(frozen=True, slots=True)
class FontRole:
    """One role: its font name in docx (and another name of the same design), font files to look for, and the shipped substitute."""

    role: str
    docx: str
    docx_alt: str
    system_files: tuple[str, ...]
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
    """Font sizes, pt: body 3号, title 2号, small 4号, mark between two bounds."""

    body: float
    title: float
    small: float
    mark_max: float
    mark_min: float


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
    """A page layout. Immutable and hashable, so that parsed fonts can be kept per profile."""

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


def load_profiles(folder: Path) -> Mapping[str, Profile]:
    """All page layouts of a folder by code.

    Raises AppError(BAD_DATA_FILE) naming file, line and field.
    """
    found: dict[str, Profile] = {}
    for path in sorted(folder.glob("*.yaml")):
        profile = _profile(read_yaml(path), path.stem)
        found[profile.code] = profile
    return found


def load_profile(folder: Path, code: str) -> Profile:
    """One page layout; AppError(NOT_FOUND) when there is none of that code."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if code not in known:
        raise AppError(
            ErrorCode.NOT_FOUND, f"没有代码为“{code}”的版式方案。", action=f"可用：{'、'.join(known)}。"
        )
    return _profile(read_yaml(folder / f"{code}.yaml"), code)


def _profile(node: Node, stem: str) -> Profile:
    sections = ("page", "grid", "sizes", "header", "imprint", "page_number", "fonts", "fallback_fonts")
    keys = node.keys(("code", "label", *sections))
    if keys["code"].code() != stem:
        keys["code"].place.fail(f"代码应与文件名一致（{stem}）。")
    header = _numbers(keys["header"], Header, words={"preprinted": PREPRINTED})
    imprint = keys["imprint"].keys(("outer_rule", "inner_rule", "on_even_page"))
    number = keys["page_number"].keys(("gap", "style"))
    grid = keys["grid"].keys(("columns", "lines", "cell", "pitch"))
    return Profile(
        code=stem,
        label=keys["label"].text(),
        page=PageGeometry(**_numbers(keys["page"], PageGeometry)),
        grid=Grid(_count(grid["columns"]), _count(grid["lines"]), _size(grid["cell"]), _size(grid["pitch"])),
        sizes=Sizes(**_numbers(keys["sizes"], Sizes)),
        header=Header(**header),
        imprint=Imprint(
            _size(imprint["outer_rule"]), _size(imprint["inner_rule"]), imprint["on_even_page"].flag()
        ),
        page_number=PageNumber(_size(number["gap"]), number["style"].one_of(("sides", "centre"))),
        fonts=_fonts(keys["fonts"]),
        fallback_fonts=keys["fallback_fonts"].texts(),
    )


def _numbers(node: Node, kind: type, words: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    names = tuple(kind.__annotations__)
    keys, known = node.keys(names), words or {}
    return {name: keys[name].one_of(known[name]) if name in known else _size(keys[name]) for name in names}


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


def _fonts(node: Node) -> tuple[FontRole, ...]:
    keys = node.keys(ROLES)
    return tuple(_font(keys[role], role) for role in ROLES)


def _font(node: Node, role: str) -> FontRole:
    keys = node.keys(("docx", "file"), ("docx_alt", "system_files", "latin_file"))
    system = keys["system_files"].texts() if "system_files" in keys else ()
    latin = keys["latin_file"].text() if "latin_file" in keys else ""
    alt = keys["docx_alt"].text() if "docx_alt" in keys else ""
    return FontRole(role, keys["docx"].text(), alt, system, keys["file"].text(), latin)
