"""Open fonts embedded into a corrected copy under the names it uses, so that it looks right where those are not installed.

A machine that has the named fonts takes its own. Subsets of the shipped open fonts only (SIL OFL allows it).
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from app.catalog.profiles import Profile
from app.documents.checking.effect import N, Q
from app.documents.checking.faces import face_of
from app.documents.checking.mending_xml import Changes
from app.documents.checking.paper import Paper
from app.documents.docxnames import W
from app.documents.embedding import COMMON, subsetters
from app.documents.subset import obfuscate

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROLE = {"仿宋": "body", "楷体": "kai", "黑体": "hei", "小标宋": "title", "宋体": "song"}
_MOST_FONTS = 12
_BEFORE = ("writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime", "doNotDisplayPageBoundaries",
           "displayBackgroundShape", "printPostScriptOverText", "printFractionalCharacterWidth", "printFormsData")  # fmt: skip


def embed(parts: dict[str, Any], paper: Paper, profile: Profile, changes: Changes) -> dict[str, bytes]:
    """Embed the fonts of a corrected copy; returns the files that are new."""
    used = _used(paper)
    table, relations = parts["word/fontTable.xml"], parts.get("word/_rels/fontTable.xml.rels")
    files: dict[str, bytes] = {}
    if not used:
        return files
    if relations is None:
        relations = etree.fromstring(f'<Relationships xmlns="{_PACKAGE}"/>'.encode())
    found = subsetters(profile)
    for index, (name, chars) in enumerate(sorted(used.items())[:_MOST_FONTS], 1):
        key, data = obfuscate(found[_ROLE[face_of(name)]].build(chars | COMMON, name))
        code, file = f"rIdLvzeFont{index}", f"fonts/lvze{index}.odttf"
        for old in [r for r in relations if isinstance(r.tag, str) and r.get("Id") == code]:
            relations.remove(old)
        relations.append(relations.makeelement(f"{{{_PACKAGE}}}Relationship", {"Id": code, "Type": f"{_R}/font", "Target": file}))
        files[f"word/{file}"] = data
        _entry(table, name).append(table.makeelement(Q + "embedRegular", {f"{{{_R}}}id": code, Q + "fontKey": key, Q + "subsetted": "1"}))
    files["word/_rels/fontTable.xml.rels"] = etree.tostring(relations, xml_declaration=True, encoding="UTF-8", standalone=True)
    _switch_on(parts["word/settings.xml"])
    changes.note("字体嵌入", "没有嵌入字体", "嵌入开源字体，没装公文字体的电脑也能照样显示")
    return files


def _used(paper: Paper) -> dict[str, frozenset[str]]:
    """Characters by font name, of the names whose face is known."""
    found: dict[str, set[str]] = {}
    paras = [*paper.flowing, *(p for s in paper.sections for group in (*s.footers.values(), *s.headers.values()) for p in group)]
    for para in paras:
        for run in para.runs:
            for name in {run.face, run.latin}:
                if face_of(name) in _ROLE:
                    found.setdefault(name, set()).update(run.text)
    found.setdefault("宋体", set()).update("0123456789 —")
    return {name: frozenset(c for c in chars if c >= " ") for name, chars in found.items()}


def _entry(table: Any, name: str) -> Any:
    entry = next((font for font in table.findall("w:font", N) if font.get(Q + "name") == name), None)
    if entry is None:
        entry = etree.SubElement(table, Q + "font", {Q + "name": name})
        for tag, value in (("charset", "86"), ("family", "auto"), ("pitch", "variable")):
            etree.SubElement(entry, Q + tag, {f"{{{W}}}val": value})
    for old in entry.findall("w:embedRegular", N):
        entry.remove(old)
    return entry


def _switch_on(settings: Any) -> None:
    for tag in ("embedTrueTypeFonts", "saveSubsetFonts"):
        if settings.find(f"w:{tag}", N) is None:
            earlier = {Q + name for name in (*_BEFORE, "embedTrueTypeFonts", "embedSystemFonts")}
            at = max((i + 1 for i, child in enumerate(settings) if child.tag in earlier), default=0)
            settings.insert(at, settings.makeelement(Q + tag, {}))
