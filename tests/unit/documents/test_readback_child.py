"""Old letters are read in a limited process: one for many files, a new one after a file it did not survive."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from app.documents.readback import read_back
from app.documents.readback_child import Reader
from app.documents.readback_json import packed, unpacked
from app.domain.errors import AppError, ErrorCode
from tests.unit.documents.oldletters import MANNERS

# A process that answers as ours does, but dies of a file named so, hangs at another, or says nonsense.
STRANGE = """
import json, os, sys
out, source = sys.stdout.buffer, sys.stdin.buffer
out.write(b"ready\\n"); out.flush()
while head := source.readline():
    asked = json.loads(head)
    source.read(asked["size"])
    if asked["name"] == "dies": os._exit(9)
    if asked["name"] == "hangs":
        import time; time.sleep(60)
    said = b"nonsense" if asked["name"] == "nonsense" else b'{"letter": {"format": 1}}' if asked["name"] == "wrong" else json.dumps(
        {"error": {"code": "unsupported", "message": str(os.getpid()), "action": ""}}).encode()
    out.write(said + b"\\n"); out.flush()
"""


def strange() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", STRANGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def said_of(reader: Reader, name: str, raw: bytes = b"PK") -> AppError:
    with pytest.raises(AppError) as caught:
        reader.read(raw, name)
    return caught.value


@pytest.mark.parametrize("manner", MANNERS)
def test_a_letter_comes_back_through_the_pipe_as_it_was_read(manner: str) -> None:
    letter = read_back(MANNERS[manner](random.Random(f"pipe {manner}"))[0], "old.docx")
    assert unpacked(packed(letter)) == letter


def test_files_are_read_in_one_limited_process_as_they_are_without_it() -> None:
    made = [MANNERS[m](random.Random(f"child {m}"))[0] for m in MANNERS]
    with Reader() as reader:
        assert [reader.read(raw, "old.docx") for raw in made] == [read_back(raw, "old.docx") for raw in made]


def test_a_file_that_kills_the_process_gets_a_sentence_and_the_next_is_read() -> None:
    with Reader(strange) as reader:
        before = said_of(reader, "sound").message
        assert said_of(reader, "other").message == before
        assert "中断" in said_of(reader, "dies").message
        assert said_of(reader, "sound").message not in ("", before)


@pytest.mark.parametrize("name", ["nonsense", "wrong"])
def test_an_answer_that_is_none_is_not_believed(name: str) -> None:
    with Reader(strange) as reader:
        assert said_of(reader, name).code is ErrorCode.DAMAGED
        assert said_of(reader, "sound").code is ErrorCode.UNSUPPORTED


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Reader(strange, limit=1.0) as reader:
        started = time.monotonic()
        assert said_of(reader, "hangs").code is ErrorCode.TOO_LARGE
        assert time.monotonic() - started < 5
        assert said_of(reader, "sound").code is ErrorCode.UNSUPPORTED


def test_what_is_nested_without_end_or_swells_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    w = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body></w:document>'
    hostile = (b"<w:sdt><w:sdtContent>" * 240 + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * 240, b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 400_000 + b"</w:p>")
    sound = MANNERS["direct"](random.Random("after"))[0]
    with Reader() as reader:
        for n, inside in enumerate(hostile):
            path = tmp_path / f"{n}.docx"
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("word/document.xml", w % inside)
            started = time.monotonic()
            assert said_of(reader, path.name, path.read_bytes()).code in (ErrorCode.TOO_LARGE, ErrorCode.BAD_INPUT, ErrorCode.DAMAGED)
            assert time.monotonic() - started < 5
            assert reader.read(sound, "sound.docx").number is not None


def test_more_styles_than_a_document_has_are_refused_at_once() -> None:
    w = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {w}><w:body>{'<w:p/>' * 20_000}</w:body></w:document>")
        ring = "".join(f"<w:style w:styleId='s{n}'><w:basedOn w:val='s{(n + 1) % 20_000}'/></w:style>" for n in range(20_000))
        archive.writestr("word/styles.xml", f"<w:styles {w}>{ring}</w:styles>")
    with Reader() as reader:
        assert said_of(reader, "ring", made.getvalue()).code is ErrorCode.TOO_LARGE
