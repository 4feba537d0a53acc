"""Letters per second beside named peers, in one run (pytest -m bench -s tests/bench/test_letters_bench.py).

One page of some 600 characters, a file of its own for each letter. Processor seconds of all threads and processes, the
peers by turns with ours, the median of three rounds; only the ratios carry over to another machine. A peer that is not
installed is skipped with its reason. What is measured against what: docs/performance.md.
"""

from __future__ import annotations

import importlib.util
import shutil
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from app.documents.batch import lay_out_batch, merged_pdf, render_batch
from app.documents.model import OfficialDocument
from app.documents.render import render
from tests.bench.letter_peers import PROFILE, Docxtpl, Typst, cpu, letters, libreoffice

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
ROUNDS, BATCH = 3, 200
ALIKE = pytest.mark.parametrize("alike", [True, False], ids=["one kind", "every paragraph another"])


def peer(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: pip install -e '.[bench]'")


def rates(**works: tuple[int, Callable[[], object]]) -> dict[str, float]:
    """Letters per second of each work (letters it makes, how), by turns; the median of the rounds."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, (count, work) in works.items():
            found[name].append(count / cpu(work))
    return {name: statistics.median(each) for name, each in found.items()}


def told(alike: bool, found: dict[str, float]) -> None:
    text = "  ".join(f"{name} {rate:,.0f}/s" for name, rate in found.items())
    print(f"\n{'one kind' if alike else 'every paragraph another'}: {text}")  # noqa: T201


def files(batch: list[OfficialDocument], form: str) -> Iterator[bytes]:
    return (letter.files[f".{form}"] for letter in render_batch(batch, PROFILE, (form,)))


def size(made: Iterable[bytes]) -> int:
    """Have them made, one after another as they are written to files."""
    return sum(map(len, made))


@ALIKE
def test_docx_against_docxtpl(alike: bool) -> None:
    peer("docxtpl")
    batch, template = letters(BATCH, alike=alike), Docxtpl()
    template.render(batch[0])
    size(files(batch[:3], "docx"))
    found = rates(
        ours=(BATCH, lambda: size(files(batch, "docx"))),
        docxtpl=(20, lambda: size(map(template.render, batch[:20]))),
    )
    told(alike, found | {"times": found["ours"] / found["docxtpl"]})
    assert found["ours"] > found["docxtpl"] * (50 if alike else 20)


@ALIKE
def test_pdf_against_typst(alike: bool) -> None:
    peer("typst")
    batch, typst = letters(BATCH, alike=alike), Typst()
    typst.render(batch[0])
    size(files(batch[:3], "pdf"))
    found = rates(
        ours=(BATCH, lambda: size(files(batch, "pdf"))),
        typst=(BATCH, lambda: size(map(typst.render, batch))),
        ours_merged=(BATCH, lambda: merged_pdf(lay_out_batch(batch, PROFILE), "一批文书")),
        typst_merged=(BATCH, lambda: typst.merged(batch)),
    )
    told(alike, found | {"times": found["ours"] / found["typst"], "merged times": found["ours_merged"] / found["typst_merged"]})
    assert found["ours"] > found["typst"]
    assert found["ours_merged"] > found["typst_merged"] * 0.6


@ALIKE
def test_pdf_against_libreoffice(alike: bool, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    batch = letters(BATCH, alike=alike)
    paths = []
    for number, data in enumerate(files(batch[:24], "docx")):
        paths.append(tmp_path / f"{number}.docx")
        paths[-1].write_bytes(data)
    libreoffice(paths[:1], tmp_path)  # the first run of a profile takes long
    theirs = len(paths) / cpu(lambda: libreoffice(paths, tmp_path))
    alone = 1 / cpu(lambda: libreoffice(paths[:1], tmp_path))
    ours = BATCH / cpu(lambda: size(files(batch, "pdf")))
    told(alike, {"ours": ours, "LibreOffice, a batch": theirs, "one at a time": alone, "times": ours / theirs})
    assert ours > 50 * alone
    assert ours > (25 if alike else 18) * theirs


@ALIKE
def test_200_letters_docx_and_pdf_from_documents_to_files(alike: bool, tmp_path: Path) -> None:
    batch = letters(BATCH, alike=alike)
    start = time.perf_counter()
    sizes: dict[str, list[int]] = {".docx": [], ".pdf": []}
    for letter in render_batch(batch, PROFILE):
        for form, data in letter.files.items():
            (tmp_path / f"{letter.index}{form}").write_bytes(data)
            sizes[form].append(len(data))
    took = time.perf_counter() - start
    largest = {form: f"{max(each) / 1024:.0f} KB" for form, each in sizes.items()}
    print(f"\n{BATCH} letters, docx and PDF: {took:.2f} s by the clock; the largest {largest}")  # noqa: T201
    assert took < 4
    assert max(sizes[".pdf"]) <= 110 * 1024


def test_a_single_letter(tmp_path: Path) -> None:
    batch = letters(30, alike=False)
    render(batch[0], PROFILE, tmp_path)
    found = rates(
        docx=(30, lambda: [render(letter, PROFILE, tmp_path, ["docx"]) for letter in batch]),
        pdf=(30, lambda: [render(letter, PROFILE, tmp_path, ["pdf"]) for letter in batch]),
    )
    sizes = {form: (tmp_path / f"{batch[0].kind}.{form}").stat().st_size // 1024 for form in found}
    print(f"\none by one: docx {found['docx']:.0f}/s, PDF {found['pdf']:.0f}/s; KB: {sizes}")  # noqa: T201
    assert found["docx"] > 60
    assert found["pdf"] > 60
