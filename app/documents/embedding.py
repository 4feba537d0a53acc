"""Subsets of the open fonts inside a docx, so that it looks right on a machine without the official fonts.

Belongs here: the font table of a docx. Does not belong here: how a subset is made (subset).
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Set
from functools import lru_cache

from app.catalog.profiles import ROLES, Profile
from app.documents.docxnames import NAMESPACES
from app.documents.faces import FontBook, open_fonts
from app.documents.subset import Subsetter, obfuscate

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
EPOCH = (1980, 1, 1, 0, 0, 0)
# Characters a person is likely to type when correcting a paper on a machine without the fonts.
COMMON = frozenset("0123456789 ，。、；：？！“”（）《》〔〕年月日号—…")


def subsetters(profile: Profile) -> Mapping[str, Subsetter]:
    """One for each role of a profile; profiles of the same fonts share the glyphs that were read."""
    return _subsetters(open_fonts(profile))


@lru_cache(maxsize=8)
def _subsetters(book: FontBook) -> Mapping[str, Subsetter]:
    return {role: Subsetter(book.role(role)) for role in ROLES}


def put(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    """A part with a fixed date: the same paper gives the same bytes."""
    target.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED, 1)


def put_fonts(
    target: zipfile.ZipFile, profile: Profile, found: Mapping[str, Subsetter], used: Mapping[str, Set[str]], more: frozenset[str]
) -> None:
    """Write the font table with subsets of the roles used. used: characters by role; more: put into each of them."""
    entries, relations = "", ""
    for index, font in enumerate(profile.fonts, 1):
        alt = f'<w:altName w:val="{font.docx_alt}"/>' if font.docx_alt else ""
        embedded = ""
        if font.role in used:
            key, data = obfuscate(found[font.role].build(used[font.role] | more, font.docx))
            put(target, f"word/fonts/font{index}.odttf", data)
            embedded = f'<w:embedRegular r:id="rId{index}" w:fontKey="{key}" w:subsetted="true"/>'
            relations += (
                f'<Relationship Id="rId{index}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                f'relationships/font" Target="fonts/font{index}.odttf"/>'
            )
        entries += (
            f'<w:font w:name="{font.docx}">{alt}<w:charset w:val="86"/><w:family w:val="auto"/>'
            f'<w:pitch w:val="variable"/>{embedded}</w:font>'
        )
    put(target, "word/fontTable.xml", f"{HEAD}<w:fonts {NAMESPACES}>{entries}</w:fonts>".encode())
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    xml = f'{HEAD}<Relationships xmlns="{package}">{relations}</Relationships>'
    put(target, "word/_rels/fontTable.xml.rels", xml.encode())
