"""Objects of a PDF are written as reportlab writes them, only faster; reportlab itself is the measure."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument
from reportlab.pdfgen.canvas import Canvas

from app.documents.pdf_objects import Document, dictionary

TITLES = ("甲（一）", "Plain (text)", "\\斜杠", "")


def drawn(document: type[PDFDocument], *, level: int = 9) -> bytes:
    """A file with upright and turned pages, bookmarks of several levels."""
    rl_config.pageCompression, rl_config.useA85 = (1 if level else 0), 0
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595.27, 841.89), invariant=True, lang="zh-CN", pdfVersion=(1, 4))
    canvas._doc.__class__ = document
    for number in range(12):
        canvas.setPageRotation(90 if number % 5 == 4 else 0)
        canvas.setFillColorRGB(0.85, 0, number / 12)
        canvas.drawString(72, 700.5, f"page {number}")
        canvas.bookmarkHorizontalAbsolute(f"b{number}", 700.125 + number)
        canvas.addOutlineEntry(TITLES[number % 4], f"b{number}", number % 3)
        canvas.bookmarkPage(f"whole{number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def told(pdf: bytes, end: bytes) -> list[bytes]:
    """The objects of a file, without where each stands. end: what its streams end with, which differs."""
    objects, table = pdf.split(b"xref\n", 1)
    places = [int(line[:10]) for line in table.split(b"\n") if re.fullmatch(rb"\d{10} \d{5} n ", line)]
    for number, place in enumerate(places, 1):
        assert pdf[place:].startswith(b"%d 0 obj\n" % number)
    assert int(table.split(b"startxref\n")[1].split(b"\n")[0]) == len(objects)
    trailer = re.sub(rb"startxref\n\d+", b"", table[table.index(b"trailer") :])
    return [*objects.replace(end, b"<end>").split(b"endobj\n"), trailer]


@pytest.mark.parametrize("level", [0, 9])
def test_a_file_says_what_reportlab_would_say(level: int) -> None:
    assert told(drawn(Document, level=level), b"\nendstream\n") == told(drawn(PDFDocument, level=level), b"endstream\n")


VALUES = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(-1e5, 1e5, allow_nan=False), st.sampled_from(["/Name", "true", "null", "plain"]),
    st.binary(max_size=5), st.booleans(), st.none(),
)  # fmt: skip
NAMES = st.text(st.characters(min_codepoint=1, max_codepoint=255), min_size=1, max_size=6)


@given(st.dictionaries(NAMES, st.one_of(VALUES, st.lists(VALUES, max_size=12).map(PDFArray), st.dictionaries(NAMES, VALUES, max_size=8).map(PDFDictionary)), max_size=14))
def test_a_dictionary_reads_like_reportlabs(entries: dict[str, object]) -> None:
    document = PDFDocument()
    assert dictionary(entries, document) == PDFDictionary(entries).format(document)
