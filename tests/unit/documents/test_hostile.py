"""Hostile, damaged and protected files get a sentence within bounded time and memory."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from letterdata import PROFILE, letter
from officemade import Settings, build, pieces

import app
from app.documents.render import render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode
from app.services.letter_files import check_file

SECONDS, MEGABYTES = 5.0, 500
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<w:document xmlns:w="{W}"><w:body>'


def zipped(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return out.getvalue()


def big_part() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(160):
            part.write(b" " * 1024 * 1024)
    return out.getvalue()


def entities() -> bytes:
    names = "abcdefghij"
    lines = ['<!ENTITY a "123456789012345678901234567890">']
    lines += [f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in pairwise(names)]
    return zipped(document=f"<!DOCTYPE x [{''.join(lines)}]>{HEAD}<w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>")


def many_pages() -> bytes:
    kids = " ".join(f"{i} 0 R" for i in range(3, 10_003))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 10000/Kids[{kids}]>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * 10_000
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for i, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{i} 0 obj{body}endobj\n".encode())
    start = out.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n".encode())
    out.write(f"startxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def stream_bomb() -> bytes:
    packer, spaces = zlib.compressobj(9), b" " * 1024 * 1024  # piece by piece: a child's memory is counted from ours on
    data = b"".join(packer.compress(spaces) for _ in range(700)) + packer.flush()
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
               b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
               b"<</Length %d/Filter/FlateDecode>>stream\n" % len(data) + data + b"\nendstream"]  # fmt: skip
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % (i, o) for i, o in enumerate(objects, 1)) + b"trailer<</Root 1 0 R>>\n%%EOF"


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 3000


def long_text() -> bytes:
    paragraph = "<w:p><w:r><w:t>" + "检查组认为整改不力。" * 40 + "</w:t></w:r></w:p>"
    return zipped(document=HEAD + paragraph * 30_000 + "</w:body></w:document>")


FILES: dict[str, tuple[Callable[[], bytes], set[ErrorCode]]] = {
    "a part that unpacks to 160 MB": (big_part, {ErrorCode.TOO_LARGE}),
    "many parts": (lambda: zipped(document="x", **{f"header{i}": "y" for i in range(2_500)}), {ErrorCode.TOO_LARGE}),
    "entities in entities": (entities, {ErrorCode.DAMAGED}),
    "deep nesting": (lambda: zipped(document=HEAD + "<w:sdt>" * 100_000), {ErrorCode.DAMAGED}),
    "nested tables": (lambda: zipped(document=HEAD + "<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80 + "</w:body></w:document>"), set()),
    "10 000 pages of text": (long_text, {ErrorCode.TOO_LARGE}),
    "10 000 pages of PDF": (many_pages, {ErrorCode.TOO_LARGE}),
    "a PDF stream that unpacks to 700 MB": (stream_bomb, {ErrorCode.TOO_LARGE, ErrorCode.DAMAGED, ErrorCode.UNSUPPORTED}),
    "cut zip": (lambda: render_docx_bytes(letter("letter"), PROFILE)[:9000], {ErrorCode.DAMAGED}),
    "cut PDF": (lambda: render_pdf_bytes(letter("letter"), PROFILE)[:9000], {ErrorCode.DAMAGED, ErrorCode.UNSUPPORTED}),
    "a document with a password": (encrypted, {ErrorCode.UNSUPPORTED}),
    "an old doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, {ErrorCode.UNSUPPORTED}),
    "styles based on each other": (lambda: zipped(document=HEAD + "<w:p><w:r><w:t>文</w:t></w:r></w:p></w:body></w:document>", styles=(
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>')), set()),
}  # fmt: skip


ASKED = """
import resource, sys
from pathlib import Path
from app.domain.errors import AppError
from app.services.letter_files import check_file
try:
    check_file(Path(sys.argv[1]))
except AppError:
    pass
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def peak_of(path: Path) -> int:
    """Megabytes that the limited process took at most, asked in a process without other children."""
    if sys.platform != "linux":
        return 0
    root = str(Path(app.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    done = subprocess.run([sys.executable, "-c", ASKED, str(path)], env=environment, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_gets_a_sentence_in_bounded_time_and_memory(tmp_path: Path, name: str) -> None:
    make, codes = FILES[name]
    path = tmp_path / "来文.docx"
    path.write_bytes(make())
    assert peak_of(path) <= MEGABYTES
    started = time.monotonic()
    if codes:
        with pytest.raises(AppError) as caught:
            check_file(path)
        assert caught.value.code in codes
        assert "来文.docx" in caught.value.sentence()
    else:
        assert check_file(path)["file"] == "来文.docx"
    assert time.monotonic() - started <= SECONDS


def test_a_document_with_a_password_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(encrypted())
    with pytest.raises(AppError, match="密码"):
        check_file(path)


def test_the_limited_process_finds_what_the_direct_examination_finds(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(build(pieces(), Settings(left=31.8, top=42), "direct"))
    found = check_file(path)
    assert {d["rule"] for d in found["deviations"]} == {"订口", "天头"}
    assert all(d["grade"] in {"规定", "一般", "推荐", "实务"} for d in found["deviations"])
    assert {d["rule"] for d in check_file(path, without=["天头"])["deviations"]} == {"订口"}
