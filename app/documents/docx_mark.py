"""The mark of a joint document in a docx: names and “文件” side by side in a table without rules. Twips."""

from __future__ import annotations

from collections.abc import Sequence

from app.documents.blocks import Block
from app.documents.docxnames import twips


def joint_mark(names: Sequence[str], word: str, columns: tuple[float, float], block: Block) -> str:
    """names: a paragraph each; word: the paragraph beside them, half way down; columns: widths in pt.

    A table has no space above it, so an empty paragraph of that height stands before it.
    """
    height = f'<w:trHeight w:val="{twips(block.pitch * len(names))}" w:hRule="exact"/>'
    left, right = (f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>' for width in columns)
    # One row: after a table of several LibreOffice turns the page before a paragraph that this layout divides.
    row = (
        f"<w:tr><w:trPr>{height}</w:trPr><w:tc><w:tcPr>{left}</w:tcPr>{''.join(names)}</w:tc>"
        f'<w:tc><w:tcPr>{right}<w:vAlign w:val="center"/></w:tcPr>{word}</w:tc></w:tr>'
    )
    above = f'<w:p><w:pPr><w:spacing w:line="{twips(block.before)}" w:lineRule="exact"/></w:pPr></w:p>' if block.before else ""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in columns)
    properties = (
        f'<w:tblPr><w:tblW w:w="{twips(sum(columns))}" w:type="dxa"/><w:tblInd w:w="{twips(block.left)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr>"
    )
    return f"{above}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{row}</w:tbl>"
