"""Old letters of given paragraphs, and what was recognised in a shape that is compared."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor

from app.documents.readback import read_back
from app.documents.readback_model import OldLetter

Row = str | tuple[str, str] | tuple[str, str, float]


def paper(*rows: Row) -> OldLetter:
    """A letter of given paragraphs: text, maybe c(entred), r(ight) or red, and a size."""
    made = docx.Document()
    for row in rows:
        text, look, size = (row, "", 16.0) if isinstance(row, str) else (*row, 22.0 if row[1] == "c" else 16.0) if len(row) == 2 else row
        paragraph = made.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(size)
        if look in ("c", "red"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if look == "r":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if look == "red":
            run.font.color.rgb = RGBColor(255, 0, 0)
    out = io.BytesIO()
    made.save(out)
    return read_back(out.getvalue(), "old.docx")


def said(letter: OldLetter) -> dict[str, Any]:
    """What was recognised, in the shape of the truth."""
    return {
        "number": letter.number.value.shown if letter.number else "", "date": letter.date.value if letter.date else None,
        "to": list(letter.to.value) if letter.to else [], "title": letter.title.value if letter.title else "",
        "issuer": letter.issuers.value[0] if letter.issuers else "", "cc": list(letter.cc.value) if letter.cc else [],
        "signers": list(letter.signers.value) if letter.signers else [], "attachments": [a.title for a in letter.attachments],
    }  # fmt: skip
