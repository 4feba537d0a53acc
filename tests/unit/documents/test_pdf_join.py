"""Finished PDFs joined into one: pages as they are, what is alike once, parts on odd pages, nothing made of what is no PDF."""

from __future__ import annotations

import io

import pdfplumber
import pytest
from letterdata import PROFILE, body, letter
from pdfminer.pdftypes import resolve1

from app.documents.batch import render_batch
from app.documents.pdf_join import Part, join_pdfs
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import Cancelled, JobContext

Page = tuple[float, float, list[tuple[object, ...]]]


def files(*pages: int) -> list[bytes]:
    """Letters of about so many pages, each with its own number."""
    made = [letter("general", body=body(times), number=f"某纪建〔2026〕{n}号") for n, times in enumerate(pages, 1)]
    return [one.files[".pdf"] for one in render_batch(made, PROFILE, ("pdf",))]


def seen(pdf: bytes) -> list[Page]:
    """Paper, and every character with its place, size and font; pages that are turned count as they are shown."""
    with pdfplumber.open(io.BytesIO(pdf)) as found:
        return [
            (p.width, p.height, [(c["text"], round(c["x0"], 2), round(c["top"], 2), c["size"], c["fontname"]) for c in p.chars])
            for p in found.pages
        ]


def test_pages_stand_behind_one_another_as_they_are() -> None:
    parts = files(1, 4, 1)
    assert seen(join_pdfs([Part(p) for p in parts], "三件")) == [page for p in parts for page in seen(p)]


def test_pages_that_lie_on_their_side_stay_so() -> None:
    table = {"columns": [1, 1], "rows": [["一", "二"]], "landscape": True}
    wide = next(iter(render_batch([letter("general", body=[{"text": "见下表。"}, {"table": table}])], PROFILE, ("pdf",)))).files[".pdf"]
    assert seen(join_pdfs([Part(wide)], "一件")) == seen(wide)


def test_each_part_begins_on_an_odd_page_when_both_sides_are_printed() -> None:
    parts = files(1, 4, 1, 1)
    starts, at = [], 0
    for count in (len(seen(p)) for p in parts):
        starts.append(at)
        at += count + count % 2
    found = seen(join_pdfs([Part(p) for p in parts], "四件", odd=True))
    assert len(found) == starts[-1] + len(seen(parts[-1]))
    for part, start in zip(parts, starts, strict=True):
        assert found[start : start + len(seen(part))] == seen(part)
    empty = [n for n, page in enumerate(found) if not page[2]]
    assert empty
    assert all(n % 2 == 1 for n in empty)


def test_what_letters_have_in_common_is_written_once() -> None:
    parts = files(*[1] * 30)
    joined = join_pdfs([Part(p) for p in parts], "三十件")
    assert len(joined) < sum(map(len, parts)) / 5
    assert joined == join_pdfs([Part(p) for p in parts], "三十件")


def test_bookmarks_lead_to_the_parts_and_the_file_has_its_title() -> None:
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfparser import PDFParser

    parts = files(1, 4, 1)
    joined = join_pdfs([Part(parts[0], "第一件"), Part(parts[1], "第二件"), Part(parts[2])], "一批（三件）", odd=True)
    document = PDFDocument(PDFParser(io.BytesIO(joined)))
    assert document.info[0]["Title"].decode("utf-16") == "一批（三件）"
    with pdfplumber.open(io.BytesIO(joined)) as pdf:
        numbers = {p.page_obj.pageid: n for n, p in enumerate(pdf.pages)}
    assert [(title, numbers[dest[0].objid]) for _level, title, dest, _a, _se in document.get_outlines()] == [("第一件", 0), ("第二件", 2)]
    assert document.catalog["OutputIntents"]


@pytest.mark.parametrize("wrong", [b"", b"no pdf", b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF"])
def test_what_is_no_pdf_is_refused_naming_the_part(wrong: bytes) -> None:
    with pytest.raises(AppError) as failed:
        join_pdfs([Part(files(1)[0]), Part(wrong)], "两件")
    assert failed.value.code is ErrorCode.DAMAGED
    assert "第 2 份" in failed.value.message


def test_pages_nested_without_end_are_refused() -> None:
    loop = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n"
    with pytest.raises(AppError):
        join_pdfs([Part(loop)], "一件")


def test_joining_is_stopped_when_somebody_wants_it() -> None:
    with pytest.raises(Cancelled):
        join_pdfs([Part(p) for p in files(1, 1)], "两件", context=JobContext(stopped=lambda: True))


def with_objects(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, data in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start, count = len(made), len(objects) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    return bytes(made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start))


def pointing_to(name: bytes) -> bytes:
    """A page whose resources are the same bytes in every file, and lead to something with a name of its own."""
    return with_objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Resources 4 0 R >>",
        b"<< /Properties << /One 5 0 R >> >>", b"<< /Of 6 0 R >>", b"<< /Name (" + name + b") >>",
    )  # fmt: skip


def test_what_reads_alike_but_leads_elsewhere_stays_apart() -> None:
    joined = join_pdfs([Part(pointing_to(name)) for name in (b"first", b"second", b"first")], "三件")
    with pdfplumber.open(io.BytesIO(joined)) as found:
        ends = [resolve1(resolve1(page.page_obj.resources["Properties"]["One"])["Of"])["Name"] for page in found.pages]
    assert ends == [b"first", b"second", b"first"]
    assert joined.count(b"/Name <" + b"first".hex().encode()) == 1
