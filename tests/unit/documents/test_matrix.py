"""Every look that an element may not have is found on every element, whatever program made the file and however it is written."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from letterdata import PROFILE, body, whole_letter
from matrix import LOOKS, MEANS, OPEN, elements, planted, rules
from officemade import CELL, HEI, Piece, Settings, build, pieces
from test_examine import ORDER
from wpsmade import wps_document

from app.documents.checking.container import open_parts
from app.documents.render import render_docx_bytes

BASES = ("direct", "styles", "inherited", "wps", "letter", "minutes", "upward", "order", "attended")
ELEMENTS = ("copy number", "secrecy", "urgency", "mark", "number", "signer", "title", "recipients", "date", "copies", "printer", "attendance", "page number")


def attended() -> list[Piece]:
    """纪要 with those who came, which ours has as a field."""
    rows = [row for row in pieces(3) if row.role not in {"to", "attached", "issuer", "date", "note"}]
    rows[0].text = "某县纪委常委会会议纪要"
    next(row for row in rows if row.role == "title").text = "某县纪委常委会第3次会议纪要"
    end = next(i for i, row in enumerate(rows) if row.role == "copies")
    while rows[end - 1].role == "blank":
        del rows[end - 1]
        end -= 1
    names = [Piece("attend", f"{label}：", HEI, left=5 * CELL, first=-3 * CELL, tail="周明远、李建国、欧阳慧") for label in ("出席", "列席")]
    return [*rows[:end], Piece("blank", ""), *names, *rows[end:]]


@cache
def base(name: str) -> bytes:
    """A right document."""
    if name in {"direct", "styles", "inherited"}:
        rows = pieces(3)
        rows[:0] = [Piece("copyno", "000012"), Piece("secrecy", "秘密★1年", "黑体"), Piece("urgency", "加急", "黑体")]
        rows[3].before -= 3 * 28.95
        return build(rows, Settings(), name)
    if name == "attended":
        return build(attended(), Settings(), "direct")
    if name == "wps":
        return wps_document()
    own: dict[str, Any] = {"upward": {"signers": ["周明远", "李建国", "欧阳慧"]}, "order": ORDER}.get(name, {})
    return render_docx_bytes(whole_letter(name if name in {"letter", "minutes"} else "general", body=body(2), **own), PROFILE)


CASES = [(element, look, means) for element in ELEMENTS for look in LOOKS for means in MEANS if (element, look) not in OPEN]


def judged(element: str, look: str, means: str, name: str) -> None:
    new = planted(base(name), element, look, means)
    if new is not None:
        assert new, f"{element} {look} {means} in {name}"


def holding(element: str) -> list[str]:
    return [name for name in BASES if element in elements(open_parts(base(name), "a.docx"))]


@pytest.mark.parametrize("name", BASES)
def test_a_right_document_has_no_deviation(name: str) -> None:
    assert rules(open_parts(base(name), "a.docx")) == set()


@pytest.mark.parametrize("element", ELEMENTS)
def test_each_element_stands_in_a_document(element: str) -> None:
    assert holding(element)


@pytest.mark.parametrize(("element", "look", "means"), CASES[::5], ids=lambda value: str(value))
def test_a_look_on_an_element_is_found_in_one_document(element: str, look: str, means: str) -> None:
    own = holding(element)
    judged(element, look, means, own[len(look) % len(own)])


@pytest.mark.slow
@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize(("element", "look", "means"), CASES, ids=lambda value: str(value))
def test_a_look_on_an_element_is_found_in_every_document(element: str, look: str, means: str, name: str) -> None:
    judged(element, look, means, name)
