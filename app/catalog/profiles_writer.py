"""A page layout as data: what differs from its base, in the format of forms/profiles.

Belongs here: the way from a Profile to a mapping and to text. Reading is profiles.parse_profile.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import yaml

from app.catalog.profiles import FontRole, Profile

_NUMBERS = ("page", "grid", "sizes", "header", "imprint", "page_number")
_FONT_KEYS = ("docx", "docx_alt", "system_names", "file", "latin_file")


def profile_data(profile: Profile, base: Profile) -> dict[str, Any]:
    """The layout as the mapping of a file that names `base`; parse_profile reads the same layout from it.

    code, label and note are the profile's; base: a layout without a base of its own.
    """
    found: dict[str, Any] = {"code": profile.code, "label": profile.label}
    if profile.note:
        found["note"] = profile.note
    found["base"] = base.code
    for name in _NUMBERS:
        changed = _differing(getattr(profile, name), getattr(base, name))
        if changed:
            found[name] = changed
    usual = {font.role: font for font in base.fonts}
    fonts = {font.role: _font(font, usual[font.role]) for font in profile.fonts if font != usual[font.role]}
    if fonts:
        found["fonts"] = fonts
    if profile.fallback_fonts != base.fallback_fonts:
        found["fallback_fonts"] = list(profile.fallback_fonts)
    return found


def profile_yaml(profile: Profile, base: Profile) -> str:
    """The layout as the text of a file."""
    head = f"# 版式方案：{profile.label}。长度单位毫米，字号、字距、行距单位磅；没有写的与“{base.label}”相同。\n"
    return head + yaml.safe_dump(profile_data(profile, base), allow_unicode=True, sort_keys=False, width=100)


def _differing(section: Any, usual: Any) -> dict[str, Any]:
    names = [f.name for f in fields(section)]
    return {name: getattr(section, name) for name in names if getattr(section, name) != getattr(usual, name)}


def _font(font: FontRole, usual: FontRole) -> dict[str, Any]:
    """Another name takes none of the base's other names and files, so those that stay are written too."""
    renamed = font.docx != usual.docx
    found: dict[str, Any] = {}
    for name in _FONT_KEYS:
        value = getattr(font, name)
        kept = "" if renamed and name == "docx_alt" else () if renamed and name == "system_names" else getattr(usual, name)
        if value != kept:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found
