"""Parts that a corrected copy needs and some programs leave out: settings, font table, relationships. And its zip."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from lxml import etree

from app.documents.docxnames import NAMESPACES, W

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "word/_rels/document.xml.rels"
_NEEDED = (("settings", "settings", "settings"), ("fontTable", "fonts", "fontTable"))  # file, root, relationship and type
_FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"


def complete(parts: dict[str, Any]) -> None:
    """Add the parts that are missing, empty."""
    relations = parts.get(_RELATIONS)
    if relations is None:
        relations = parts[_RELATIONS] = etree.fromstring(f'<Relationships xmlns="{_PACKAGE}"/>'.encode())
    for file, root, kind in _NEEDED:
        if f"word/{file}.xml" in parts:
            continue
        parts[f"word/{file}.xml"] = etree.fromstring(f"<w:{root} {NAMESPACES}/>".encode())
        for old in [r for r in relations if isinstance(r.tag, str) and r.get("Type") == f"{_OFFICE}/{kind}"]:
            relations.remove(old)
        made = {"Id": f"rIdLvze{kind}", "Type": f"{_OFFICE}/{kind}", "Target": f"{file}.xml"}
        relations.append(relations.makeelement(f"{{{_PACKAGE}}}Relationship", made))


def unwrapped(body: Any) -> bool:
    """Take content controls around paragraphs off, the paragraphs stay; whether there were any. LibreOffice shows those without their look."""
    controls = [c for c in body.iter(f"{{{W}}}sdt") if c.getparent().tag in {f"{{{W}}}body", f"{{{W}}}tc", f"{{{W}}}sdtContent"}]
    for control in controls:
        for content in control.findall(f"{{{W}}}sdtContent"):
            for child in list(content):
                control.addprevious(child)
        control.getparent().remove(control)
    return bool(controls)


def packed(raw: bytes, parts: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """The docx with changed parts and new files; everything else byte for byte."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = set(source.namelist())
        new = {name: _written(root) for name, root in parts.items() if name not in names} | files
        for info in source.infolist():
            if info.filename in new:
                continue
            if info.filename == "[Content_Types].xml":
                target.writestr(info.filename, _typed(source.read(info), new))
            elif info.filename in parts:
                target.writestr(info.filename, _written(parts[info.filename]))
            else:
                target.writestr(info, source.read(info))
        for name, data in new.items():
            target.writestr(name, data)
    return out.getvalue()


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _typed(data: bytes, new: dict[str, bytes]) -> bytes:
    """The list of part types with the new parts in it."""
    types = etree.fromstring(data)
    space = types.tag.rpartition("}")[0] + "}"
    known = {child.get("PartName") for child in types}
    for name in new:
        kind = "footer" if "footer" in name else "header" if "header" in name else next((file for file, _, _ in _NEEDED if name == f"word/{file}.xml"), "")
        if kind and f"/{name}" not in known:
            types.append(types.makeelement(f"{space}Override", {"PartName": f"/{name}", "ContentType": f"{_TYPE}.{kind}+xml"}))
    endings = {child.get("Extension") for child in types}
    for ending, said in (("odttf", _FONT), ("rels", "application/vnd.openxmlformats-package.relationships+xml")):
        if ending not in endings and any(name.endswith(f".{ending}") for name in new):
            types.insert(0, types.makeelement(f"{space}Default", {"Extension": ending, "ContentType": said}))
    return _written(types)
