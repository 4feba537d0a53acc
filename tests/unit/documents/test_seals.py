"""The seals of a PDF: what is one, and that each lies upon a signature or its date."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from letterdata import PROFILE, body, whole_letter
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.documents.checking.paper import MM, Paper, Rect
from app.documents.checking.pdf_reader import read_pdf
from app.documents.checking.roles import recognise
from app.documents.examine import judge, read_paper, recognise_format
from app.documents.render import render_pdf_bytes


def _drawn(draw: Callable[[Canvas], None]) -> Paper:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(100, 700, "1234567890")
    draw(canvas)
    canvas.save()
    return read_pdf(out.getvalue(), "一.pdf")


def _ring(red: float, radius: float) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(red, 0, 0)
        canvas.circle(300, 500, radius * MM)

    return draw


def _picture(colour: tuple[int, int, int], wide: float, x: float = 300) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        image = Image.new("RGB", (40, 40), "white")
        image.paste(colour, (0, 0, 40, 8))
        canvas.drawImage(ImageReader(image), x, 500, wide * MM, 42 * MM)

    return draw


@pytest.mark.parametrize("draw", [_ring(0.9, 21), _picture((220, 20, 20), 42)])
def test_a_round_or_square_red_thing_of_four_centimetres_is_a_seal(draw: Callable[[Canvas], None]) -> None:
    assert [page for page, _ in _drawn(draw).seals] == [1]


@pytest.mark.parametrize("draw", [
    _ring(0.0, 21), _ring(0.9, 10), _ring(0.9, 40), _picture((0, 0, 0), 42), _picture((30, 90, 30), 42), _picture((220, 20, 20), 80),
    _picture((220, 20, 20), 42, -60)],
    ids=["black", "small", "large", "code", "photograph", "wide", "over the edge"])  # fmt: skip
def test_what_is_black_or_of_another_size_or_over_the_edge_is_no_seal(draw: Callable[[Canvas], None]) -> None:
    assert not _drawn(draw).seals


_STAR = [(0, 18), (4.2, 5.8), (17.1, 5.6), (6.8, -2.2), (10.6, -14.6), (0, -7.2), (-10.6, -14.6), (-6.8, -2.2), (-17.1, 5.6), (-4.2, 5.8)]


def _stamp(colour: tuple[float, float, float], star: bool = True, around: str = "", upright: str = "") -> Callable[[Canvas], None]:
    """A seal as it is drawn: a circle, a star, characters along it."""

    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(*colour)
        canvas.setFillColorRGB(*colour)
        canvas.circle(300, 500, 20.5 * MM)
        path = canvas.beginPath()
        for index, (x, y) in enumerate(_STAR if star else []):
            (path.lineTo if index else path.moveTo)(300 + x, 500 + y)
        if star:
            path.close()
            canvas.drawPath(path, stroke=0, fill=1)
        for index, char in enumerate(around):
            canvas.saveState()
            canvas.translate(300, 500)
            canvas.rotate((len(around) // 2 - index) * 18)
            canvas.setFont("Helvetica", 10)
            canvas.drawCentredString(0, 44, char)
            canvas.restoreState()
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont("Courier", 16)
        canvas.drawCentredString(300, 492, upright)

    return draw


@pytest.mark.parametrize("colour", [(0, 0, 1), (0, 0, 0), (0, 0.5, 0)])
def test_a_ring_in_another_colour_with_a_star_or_words_along_it_is_a_seal_that_is_not_red(colour: tuple[float, float, float]) -> None:
    assert [page for page, _ in _drawn(_stamp(colour)).unred_seals] == [1]
    assert [page for page, _ in _drawn(_stamp(colour, star=False, around="ABCDE")).unred_seals] == [1]
    assert not _drawn(_stamp(colour, star=False)).unred_seals
    assert not _drawn(_stamp(colour)).seals


@pytest.mark.parametrize("colour", [(1, 0, 0), (0.6, 0.05, 0.05), (1, 0.5, 0.5), (0.9, 0.9, 0.9), (0.5, 0.5, 0.5)])
def test_a_seal_in_a_red_or_in_what_cannot_be_told_from_it_is_not_called_unred(colour: tuple[float, float, float]) -> None:
    assert not _drawn(_stamp(colour, around="ABCDE")).unred_seals


@pytest.mark.parametrize("colour", [(1, 0, 0), (0, 0, 1), (0, 0, 0)])
def test_the_character_at_the_top_of_a_seal_is_no_text(colour: tuple[float, float, float]) -> None:
    lines = [para.bare for para in _drawn(_stamp(colour, around="ABCDE", upright="SIGNED")).flowing]
    assert lines == ["1234567890", "SIGNED"]


def _told(right: float, down: float, page: int = 0, *, red: bool = True) -> dict[str, str]:
    """What is told of one of our own letters with a seal so many mm from the date."""
    paper = read_paper(render_pdf_bytes(whole_letter("general", body=body(6)), PROFILE), "a.pdf")
    found = recognise(paper)
    assert found.date is not None
    place = found.date.rect
    assert place is not None
    x, y, half = (place.left + place.right) / 2 + right * MM, place.top + down * MM, 21 * MM
    (paper.seals if red else paper.unred_seals).append((page or found.date.page, Rect(x - half, y - half, x + half, y + half)))
    return {d.rule: d.found for d in judge(paper, found, PROFILE, recognise_format(paper, found, PROFILE)).deviations}


@pytest.mark.parametrize(("right", "down"), [(0, 0), (-12, -8), (10, 6), (0, -18)])
def test_a_seal_upon_signature_and_date_is_right(right: float, down: float) -> None:
    assert "印章位置" not in _told(right, down)


@pytest.mark.parametrize(("right", "down", "where"), [(-90, 0, "偏左"), (0, 50, "偏下"), (0, -60, "偏上")])
def test_a_seal_that_touches_neither_is_told_with_how_far_it_is(right: float, down: float, where: str) -> None:
    assert where in _told(right, down)["印章位置"]


def test_a_red_thing_on_another_page_is_not_asked_for_a_signature() -> None:
    assert "印章位置" not in _told(-90, 0, page=99)


@pytest.mark.parametrize(("right", "down", "told"), [(0, 0, True), (-90, 0, False), (0, -80, False)])
def test_a_seal_that_is_not_red_is_told_where_it_lies_upon_the_signature(right: float, down: float, told: bool) -> None:
    assert ("印章颜色" in _told(right, down, red=False)) is told
    assert "印章颜色" not in _told(right, down)
