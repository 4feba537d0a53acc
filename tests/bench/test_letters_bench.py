"""Letters per second, one page of about 600 characters each; every letter differs."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.documents.data import parse_letter
from app.documents.model import Paragraph
from app.documents.render import render_docx_bytes, render_pdf_bytes

TEXT = "检查组认为你单位党组对民主生活会整改工作重视不够，责任压得不实，部分整改措施流于形式，主要负责同志没有逐条审核。"


@pytest.mark.bench
@pytest.mark.parametrize(
    ("name", "render", "least"), [("docx", render_docx_bytes, 200), ("pdf", render_pdf_bytes, 40)]
)
def test_letters_per_second(name: str, render: object, least: int) -> None:
    form = load_letters(forms_dir() / "letters")["letter.discipline_suggestion"]
    profile = load_profile(forms_dir() / "profiles", "gbt9704")
    data = {"issuers": ["中共某县纪律检查委员会"], "number": "某纪建〔2026〕1号", "to": ["县住房和城乡建设局党组"],
            "title": "关于民主生活会整改落实工作的纪律检查建议", "date": "2026-11-22", "body": [{"text": TEXT}]}  # fmt: skip
    document = parse_letter(form, data)
    letters = [replace(document, body=(Paragraph(0, f"第{i}号。" + TEXT * 10),)) for i in range(200)]
    assert callable(render)
    render(letters[0], profile)
    start = time.perf_counter()
    sizes = [len(render(letter, profile)) for letter in letters]
    rate = len(letters) / (time.perf_counter() - start)
    print(f"\n{name}: {rate:.0f}/s, {sum(sizes) / len(sizes) / 1024:.0f} KB each")  # noqa: T201
    assert rate > least
