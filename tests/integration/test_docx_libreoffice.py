"""Our docx through LibreOffice beside our PDF: the same lines on the same pages; and after a save there still so.

The letters of one run share LibreOffice's process, and it keeps embedded fonts by their names: each docx carries
the characters of all.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import load_profile
from app.documents.data import parse_letter
from app.documents.model import OfficialDocument
from app.documents.render import render_docx_bytes, render_pdf_bytes
from app.services import demo
from tests.integration.pagelines import Pages, page_lines

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
FORMS = load_letters(forms_dir() / "letters")
PROFILE = load_profile(forms_dir() / "profiles", "gbt9704")
LEAST = 0.99  # of lines equal and at the same place
ORGANS = ["中共某县纪律检查委员会", "某县监察委员会", "某县住房和城乡建设局党组", "中共某市委全面从严治党工作领导小组办公室",
          "某省自然资源厅直属机关第三纪检监察工作协作区办公室", "某县人民政府办公室", "县委办"]  # fmt: skip
PHRASES = ["现将有关情况和建议通知如下", "2026年11月22日", "“三重一大”事项", "——特别是第二十七次党组会议——", "《中国共产党党内监督条例》第二十一条",
           "领导班子成员𬭎㛃同志", "完成率58.33%", "1,234.56万元", "依据GB/T 9704-2012", "共①②两项", "依据GB/T 9704-2012①②③", "完成率85.6%①", "Ⅱ类Ⅰ项", "（某纪建〔2026〕12号）", "等等……",
           "https://www.example.gov.cn/a/b_c?year=2026", "14:30—17:30", "2026—2030年", "请逐条明确责任人和完成时限", "买买提·艾力"]  # fmt: skip
TOPICS = ["民主生活会整改落实工作", "2026年前三季度落实全面从严治党主体责任情况", "“三重一大”事项集体决策", "领导干部任前廉政谈话", "违规吃喝问题专项整治"]
TABLE = {"columns": [1, 2, 1], "rows": [["序号", "问题", "期限"], ["一", "台账没有逐条销号，责任人没有签字", "12月31日"], ["二", "无", "长期"]]}


def sentence(chance: random.Random, parts: int) -> str:
    return "，".join(chance.choice(PHRASES) for _ in range(parts)) + "。"


def body(chance: random.Random) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"level": 0, "text": sentence(chance, 4)}]
    for _ in range(chance.choice([1, 3, 6, 12, 20])):
        level = chance.choice([0, 0, 0, 1, 2, 3, 4])
        text = sentence(chance, chance.randint(3, 12)) if level == 0 or chance.random() < 0.4 else chance.choice(TOPICS)
        rows.append({"level": level, "text": text})
    return rows


def random_letter(kind: str, chance: random.Random) -> OfficialDocument:
    data: dict[str, Any] = {
        "issuers": chance.sample(ORGANS, chance.choice([1, 1, 2, 3])),
        "number": f"某纪〔2026〕{chance.randint(1, 300)}号",
        "to": chance.sample(ORGANS, chance.choice([1, 2, 5])),
        "title": f"关于{chance.choice(TOPICS)}的{chance.choice(['通报', '函', '纪律检查建议', '情况报告'])}",
        "body": body(chance),
        "date": f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        "seal": chance.random() < 0.6,
        "note": chance.choice(["", "联系人：王敏，电话：0551-12345678"]),
        "cc": chance.sample(ORGANS, chance.randint(0, 5)),
    }
    if FORMS[kind].format == "general":
        data["printer"] = {"office": chance.choice(ORGANS), "date": data["date"]}
        data["signers"] = chance.choice([[], ["周明远"], ["周明远", "李建国", "孙志强"]])
    if chance.random() < 0.4:
        data["attachments"] = [{"title": chance.choice(TOPICS), "body": body(chance)}, {"title": "清单"}]
    if chance.random() < 0.25:
        data["body"].insert(1, {"table": TABLE | {"landscape": chance.random() < 0.3}})
    if FORMS[kind].format == "minutes":
        data["attendance"] = {"出席": ["周明远", "李建国"] * 5, "列席": ["钱伟"]}
    return parse_letter(FORMS[kind], data)


def convert(files: Iterable[Path], to: str, folder: Path, profile: Path) -> None:
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to]
    command += ["--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=280)


def texts_of(documents: Iterable[OfficialDocument]) -> str:
    return "".join(map(repr, documents))


def agreement(ours: Sequence[Pages], theirs: Sequence[Pages]) -> tuple[float, list[str]]:
    """The share of our lines that the other file has at the same place, and what differs."""
    same = total = 0
    told: list[str] = []
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        if len(mine) != len(other):
            told.append(f"letter {number}: {len(mine)} and {len(other)} pages")
        for page, lines in enumerate(mine):
            found = other[page] if page < len(other) else []
            total += len(lines)
            equal = sum(a == b for a, b in zip(lines, found, strict=False))
            same += equal
            if equal < len(lines):
                told.append(f"letter {number} page {page + 1}: {[p for p in zip(lines, found, strict=False) if p[0] != p[1]][:2]}")
    return same / total, told


def test_letters_of_all_formats_agree_line_by_line_and_page_by_page(tmp_path: Path) -> None:
    chance = random.Random(6)
    every = [random_letter(chance.choice(sorted(FORMS)), chance) for _ in range(24)]
    every += [random_letter(kind, chance) for kind in ("letter.circular", "letter.minutes", "letter.talk_record", "letter.reminder") * 3]
    shared = texts_of(every)
    paths = [tmp_path / f"{number:02d}.docx" for number in range(len(every))]
    for path, document in zip(paths, every, strict=True):
        path.write_bytes(render_docx_bytes(document, PROFILE, also_embed=[shared]))
    convert(paths, "pdf", tmp_path / "pdf", tmp_path / "profile")
    ours = [page_lines(render_pdf_bytes(document, PROFILE)) for document in every]
    theirs = [page_lines((tmp_path / "pdf" / f"{path.stem}.pdf").read_bytes()) for path in paths]
    share, told = agreement(ours, theirs)
    print(f"{share:.4f} of {sum(len(p) for one in ours for p in one)} lines in {len(every)} letters")  # noqa: T201
    assert share >= LEAST, told
    assert not [line for line in told if line.endswith("pages")]


def test_the_letters_of_the_demo_agree(tmp_path: Path) -> None:
    demo.run_demo(tmp_path / "demo", years=1, seed=5)
    written = sorted((tmp_path / "demo" / "documents").rglob("*.docx"))
    assert len(written) >= 3
    ours, theirs = [], []
    for number, path in enumerate(written):  # one process each: these carry only their own characters
        convert([path], "pdf", tmp_path / str(number), tmp_path / "profile")
        ours.append(page_lines(path.with_suffix(".pdf").read_bytes()))
        theirs.append(page_lines((tmp_path / str(number) / f"{path.stem}.pdf").read_bytes()))
    share, told = agreement(ours, theirs)
    assert share >= LEAST, told
    assert not [line for line in told if line.endswith("pages")]


def test_a_letter_saved_by_libreoffice_keeps_its_styles_lines_and_pages(tmp_path: Path) -> None:
    chance = random.Random(3)
    every = [random_letter(kind, chance) for kind in ("letter.circular", "letter.reminder", "letter.minutes", "letter.talk_record")]
    shared = texts_of(every)
    paths = [tmp_path / f"{number}.docx" for number in range(len(every))]
    for path, document in zip(paths, every, strict=True):
        path.write_bytes(render_docx_bytes(document, PROFILE, also_embed=[shared]))
    convert(paths, "docx", tmp_path / "saved", tmp_path / "profile")
    saved = [tmp_path / "saved" / path.name for path in paths]
    convert(saved, "pdf", tmp_path / "pdf", tmp_path / "profile")
    share, told = agreement(
        [page_lines(render_pdf_bytes(document, PROFILE)) for document in every],
        [page_lines((tmp_path / "pdf" / f"{path.stem}.pdf").read_bytes()) for path in paths],
    )
    assert share >= LEAST, told
    for path in saved:
        named = {paragraph.style.name for paragraph in Document(str(path)).paragraphs if paragraph.style}
        assert {"公文正文", "公文标题"} <= named


def test_the_text_follows_the_style_that_is_edited_in_the_docx(tmp_path: Path) -> None:
    document = parse_letter(
        FORMS["letter.talk_record"],
        {"title": "谈话记录", "body": [{"level": 0, "text": "甲" * 60}, {"level": 3, "text": "乙" * 60}]},
    )
    path = tmp_path / "edited.docx"
    path.write_bytes(render_docx_bytes(document, PROFILE))
    edited = Document(str(path))
    edited.styles["公文正文"].font.size = 20 * 12700
    edited.save(str(path))
    convert([path], "pdf", tmp_path, tmp_path / "profile")
    sizes = page_lines((tmp_path / "edited.pdf").read_bytes(), sizes=True)
    assert {size for page in sizes for text, size in page if re.search("[甲乙]{5}", text)} == {20}
