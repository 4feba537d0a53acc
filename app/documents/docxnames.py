"""Small pieces of XML and names that every part of a docx is made with."""

from __future__ import annotations

from app.documents.blocks import Style

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
# Character styles of the text that stands in another font than its paragraph (a run-in heading, a name in 楷体).
ROLE_NAMES = {"body": "仿宋字", "kai": "楷体字", "hei": "黑体字", "title": "小标宋字", "song": "宋体字"}
RUN_STYLE_ID = {role: f"LvZe{role.title()}Run" for role in ROLE_NAMES}
STYLE_ID = {style: f"LvZe{style.name.title().replace('_', '')}" for style in Style}


def twips(points: float) -> int:
    """pt to twips."""
    return round(points * 20)


def rfonts(name: str) -> str:
    """One font for every script, so that quotes never fall to a Latin face; no theme fonts."""
    return (
        f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}" w:hint="eastAsia"/>'
    )
