"""The letters of the bench and what named peers make of the same text: docxtpl, typst, LibreOffice.

Each peer is used the way that was quickest for it: one template object, one compiler with its fonts loaded
and its memo warm, one LibreOffice process for all files.
"""

from __future__ import annotations

import io
import random
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir, resources_dir
from app.catalog.profiles import load_profile
from app.documents.data import parse_letter
from app.documents.model import OfficialDocument, chinese_date

PROFILE = load_profile(forms_dir() / "profiles", "gbt9704")
SENTENCES = (
    "检查组认为你单位党组对民主生活会整改工作重视不够，责任压得不实，部分整改措施流于形式，主要负责同志没有逐条审核。",
    "请你单位对照履责清单逐条核对，于2026年12月20日前将整改情况书面报告，并附“三重一大”决策事项台账。",
    "各分管负责同志要按时听取分管科室汇报，逐项核对台账；未见记录的事项，应当说明原因。",
    "对存在的问题，要举一反三、标本兼治，做到条条有整改、件件有着落，坚决防止问题反弹。",
    "经查，第三季度听取汇报3次，较上年同期减少25%，其中“一岗双责”专题汇报未见记录（见附表第7行）。",
    "党组书记要认真履行第一责任人责任，班子成员要落实“一岗双责”，推动全面从严治党向纵深发展。",
    "对本函有不同意见的，可以在收到之日起十五日内书面提出，我们将认真研究并答复。",
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"


def letters(count: int, *, alike: bool) -> list[OfficialDocument]:
    """One-page letters of some 600 characters. alike: only names, numbers and days differ, as letters of one kind
    do; else every paragraph is another."""
    form = load_letters(forms_dir() / "letters")["letter.discipline_suggestion"]
    chance = random.Random(count)
    return [parse_letter(form, _data(chance, number, alike=alike)) for number in range(1, count + 1)]


def _data(chance: random.Random, number: int, *, alike: bool) -> dict[str, Any]:
    one, two, three, four, five, six, seven = SENTENCES
    name = "".join(chance.choice(SURNAMES) for _ in range(3))
    opening = f"{name}同志：经核对，2026年第{number % 4 + 1}季度未见听取分管科室汇报的记录，应于{number % 28 + 1}日前补齐。"
    same = (opening, one + two + five, three + four + six, six + one + two, seven)
    others = tuple(f"{number}．{name}" + "".join(chance.sample(SENTENCES, 4)) for _ in range(3))
    return {
        "issuers": ["中共某县纪律检查委员会"],
        "number": f"某纪建〔2026〕{number}号",
        "to": [f"县{name}局党组"],
        "title": "关于民主生活会整改落实工作的纪律检查建议",
        "date": "2026-11-22",
        "seal": True,
        "body": [{"level": 0, "text": text} for text in (same if alike else others)],
    }


def cpu(work: Callable[[], object]) -> float:
    """Seconds of processor this process, its threads and the processes it starts took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.process_time()
    work()
    own = time.process_time() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


class Docxtpl:
    """A template made with python-docx that has the page, type and page numbers of ours, filled by docxtpl."""

    def __init__(self) -> None:
        from docxtpl import DocxTemplate

        document = Document()
        document.settings.odd_and_even_pages_header_footer = True
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.left_margin, section.right_margin, section.bottom_margin = Mm(37), Mm(28), Mm(26), Mm(35)
        _number(_line(section.footer.paragraphs[0], "— ", "宋体", 14, "RIGHT"))
        _number(_line(section.even_page_footer.paragraphs[0], "— ", "宋体", 14, "LEFT"))
        _line(document.add_paragraph(), "{{ mark }}", "方正小标宋简体", 38, "CENTER").font.color.rgb = RGBColor(0xD9, 0, 0)
        _line(document.add_paragraph(), "{{ number }}", "仿宋_GB2312", 16, "RIGHT")
        _line(document.add_paragraph(), "{{ title }}", "方正小标宋简体", 22, "CENTER")
        _line(document.add_paragraph(), "{{ to }}：", "仿宋_GB2312", 16, "LEFT")
        document.add_paragraph("{%p for text in body %}")
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _line(paragraph, "{{ text }}", "仿宋_GB2312", 16, "LEFT")
        document.add_paragraph("{%p endfor %}")
        _line(document.add_paragraph(), "{{ issuer }}", "仿宋_GB2312", 16, "RIGHT")
        _line(document.add_paragraph(), "{{ date }}", "仿宋_GB2312", 16, "RIGHT")
        buffer = io.BytesIO()
        document.save(buffer)
        self._template = DocxTemplate(buffer)

    def render(self, letter: OfficialDocument) -> bytes:
        """A letter as docx."""
        self._template.render({
            "mark": letter.mark, "number": letter.number, "title": letter.title, "to": "、".join(letter.to),
            "body": [paragraph.text for paragraph in paragraphs(letter)], "issuer": letter.issuers[0], "date": _day(letter),
        })  # fmt: skip
        buffer = io.BytesIO()
        self._template.save(buffer)
        return buffer.getvalue()


def _line(paragraph: Any, text: str, font: str, size: float, side: str) -> Any:
    form = paragraph.paragraph_format
    form.alignment = getattr(WD_ALIGN_PARAGRAPH, side)
    form.line_spacing, form.space_before, form.space_after = Pt(28.95 if size < 30 else 50), Pt(0), Pt(0)
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    return run


def _number(run: Any) -> None:
    """A page number after a run."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element: Any = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text or None
        run._element.append(element)


class Typst:
    """The same page from typst, with our fonts."""

    def __init__(self) -> None:
        import typst

        fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(resources_dir() / "fonts")])
        self._compiler = typst.Compiler(font_paths=fonts)

    def render(self, letter: OfficialDocument) -> bytes:
        """A letter as PDF."""
        made = self._compiler.compile(input=(HEAD + _page(letter)).encode())
        assert isinstance(made, bytes)
        return made

    def merged(self, batch: Sequence[OfficialDocument]) -> bytes:
        """All letters in one PDF, each counted from page 1."""
        turn = "\n#pagebreak()\n#counter(page).update(1)\n"
        made = self._compiler.compile(input=(HEAD + turn.join(map(_page, batch))).encode())
        assert isinstance(made, bytes)
        return made


HEAD = """#set page(width: 210mm, height: 297mm, margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm), numbering: "— 1 —")
#set text(font: ("Zhuque Fangsong (technical preview)", "Noto Serif SC"), size: 16pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 12.95pt, spacing: 12.95pt, first-line-indent: (amount: 2em, all: true))
#show heading: it => align(center, text(font: "Noto Serif SC", weight: "bold", size: 22pt, it.body))
"""


def _page(letter: OfficialDocument) -> str:
    body = "\n\n".join(_escaped(paragraph.text) for paragraph in paragraphs(letter))
    mark = f'#align(center, text(font: "Noto Serif SC", weight: "bold", size: 38pt, fill: rgb("d90000"))[{letter.mark}])'
    return f"""{mark}
#line(length: 100%, stroke: 0.9pt + rgb("d90000"))
#align(right)[{_escaped(letter.number)}]
= {_escaped(letter.title)}
#par(first-line-indent: 0em)[{_escaped("、".join(letter.to))}：]

{body}

#align(right)[{letter.issuers[0]}\\
{_day(letter)}]
"""


def _escaped(text: str) -> str:
    return "".join("\\" + char if char in "\\#$*_`<>@[]=-+/~" else char for char in text)


def _day(letter: OfficialDocument) -> str:
    return chinese_date(letter.date) if letter.date else ""


def paragraphs(letter: OfficialDocument) -> list[Any]:
    """The paragraphs of the body."""
    return list(letter.body)


def libreoffice(files: Sequence[Path], folder: Path) -> None:
    """All docx files to PDF in one process."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
