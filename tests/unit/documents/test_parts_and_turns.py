"""Parts of a docx under other names and pages that turn behind the last character of a paragraph are read as programs read them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from letterdata import PROFILE
from officemade import Piece, Settings, build, pieces
from wpsmade import wps_document

from app.documents.examine import examine_bytes, read_paper

_TURN = b'<w:r><w:br w:type="page"/></w:r></w:p>'


def changed(raw: bytes, change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    """A docx each of whose parts was given another name or content."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return made.getvalue()


def test_styles_and_settings_under_another_name_are_found_by_their_relationship() -> None:
    def renamed(name: str, data: bytes) -> tuple[str, bytes]:
        data = data.replace(b"styles.xml", b"styles3.xml") if name.endswith((".rels", "[Content_Types].xml")) else data
        return name.replace("word/styles.xml", "word/styles3.xml"), data

    for style in ("direct", "styles"):
        raw = build(pieces(), Settings(), style)
        other = changed(raw, renamed)
        assert other != raw
        assert [d.rule for d in examine_bytes(other, "a.docx", PROFILE).deviations] == []


def test_a_page_break_behind_the_last_character_turns_the_page_of_the_next_paragraph() -> None:
    def turned(name: str, data: bytes) -> tuple[str, bytes]:
        return name, data.replace(b"</w:t></w:r></w:p>", b"</w:t></w:r>" + _TURN, 1) if name == "word/document.xml" else data

    rows = [Piece("body", "第一段。"), Piece("body", "第二段。"), Piece("body", "第三段。")]
    before = read_paper(build(rows, Settings(), "direct"), "a.docx").flowing
    after = read_paper(changed(build(rows, Settings(), "direct"), turned), "a.docx").flowing
    assert [p.new_page for p in before] == [False, False, False]
    assert [p.new_page for p in after] == [False, True, False]


def test_a_page_break_inside_a_paragraph_turns_no_other_one() -> None:
    raw = wps_document({})
    inside = changed(raw, lambda name, data: (name, data.replace(b"</w:t></w:r></w:p>", b'</w:t><w:br w:type="page"/><w:t>x</w:t></w:r></w:p>', 1)))
    assert [p.new_page for p in read_paper(inside, "a.docx").flowing] == [p.new_page for p in read_paper(raw, "a.docx").flowing]
