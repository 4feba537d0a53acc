"""版头, red lines and titles of a corrected copy stand where they should, whatever they were made of before."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from letterdata import PROFILE, body, letter
from officemade import Piece, Settings, build, pieces
from test_examine import NAMES
from wpsmade import LINE, TEXT, wps_document

from app.documents.checking.docx_reader import read_docx
from app.documents.checking.elements import Elements
from app.documents.checking.mending import Mended, mend
from app.documents.checking.paper import MM, Paper
from app.documents.checking.roles import recognise
from app.documents.examine import examine_bytes
from app.documents.model import Format
from app.documents.render import render_docx_bytes

VML = '<w:r><w:pict><v:line from="0,{0}pt" to="442.2pt,{0}pt" strokecolor="{1}" strokeweight="1pt"/></w:pict></w:r>'
NUMBER = "某纪发〔2026〕12号"


def read(raw: bytes) -> tuple[Paper, Elements]:
    paper = read_docx(raw, "a.docx")
    return paper, recognise(paper)


def said(raw: bytes) -> str:
    """All characters of the text and of the first page's header, in order of the alphabet."""
    paper, _ = read(raw)
    return "".join(sorted("".join(para.bare for para in paper.flowing)))


def changed(mended: Mended) -> set[str]:
    return {change.rule for change in mended.changes}


def top_of_mark(raw: bytes) -> float:
    """Where the characters of the mark begin, mm from the paper's top, counted as Word and LibreOffice place an exact line."""
    paper, found = read(raw)
    mark, section = found.marks[0], paper.sections[0]
    assert mark.size is not None
    assert mark.pitch is not None
    start = (section.header_distance if mark.place == "header" else section.top) or 0.0
    over = paper.flowing[: paper.flowing.index(mark)]
    assert all(para.pitch_rule == "exact" for para in over)
    return (start + sum(p.before + (p.pitch or 0) for p in over) + mark.before + 0.8 * mark.pitch - 0.88 * mark.size) / MM


def lines(raw: bytes) -> list[tuple[float, float, float]]:
    """Red lines drawn on a page: from its top, length and thickness, mm."""
    paper, _ = read(raw)
    return sorted((round((r.top or 0) / MM, 1), round(r.length / MM, 1), round(r.thickness / MM, 2)) for r in paper.rules if r.red)


def made(rows: list[Piece]) -> bytes:
    return build(rows, Settings(), "direct")


LAYER = [("u", "single"), ("i", "1"), ("strike", "1"), ("highlight", "yellow"), ("w", "80"), ("em", "dot"), ("spacing", "60")]


@pytest.mark.parametrize(("tag", "value"), LAYER)
@pytest.mark.parametrize("style", [False, True])
def test_what_is_put_on_characters_is_taken_off_whether_the_run_or_its_style_says_it(tag: str, value: str, style: bool) -> None:
    look = f'<w:{tag} w:val="{value}"/>'
    run, styled = ("", look) if style else (look, "")
    text = "压实责任，逐条销号，限期办结。"
    fresh = f'<w:style w:type="character" w:styleId="z"><w:name w:val="z"/><w:rPr>{styled}</w:rPr></w:style></w:styles>'
    marked = f'</w:p><w:p><w:pPr><w:pStyle w:val="b"/></w:pPr><w:r><w:rPr><w:rStyle w:val="z"/>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>'
    raw = wps_document({"二、有关要求</w:t></w:r></w:p>": f"二、有关要求</w:t></w:r>{marked}", "</w:styles>": fresh})
    assert examine_bytes(raw, "a.docx", PROFILE).deviations
    mended = mend(raw, "a.docx", PROFILE)
    assert examine_bytes(mended.raw, "a.docx", PROFILE).deviations == ()
    assert said(mended.raw) == said(raw)


CONNECTOR = ('<w:r><w:pict><v:shape style="position:absolute;margin-left:0;margin-top:{0}pt;width:442.2pt;height:0" strokecolor="{1}" '
             'strokeweight="1pt"/></w:pict></w:r>')  # fmt: skip


@pytest.mark.parametrize("line", [VML, CONNECTOR])
def test_an_imprint_with_lines_of_vml_is_set_with_rules_at_the_foot_of_the_page(line: str) -> None:
    rows = pieces(3)
    rows[-1] = replace(rows[-1], extra={})
    rows[-2] = replace(rows[-2], extra={})
    raw = with_part(made(rows), "word/document.xml", "某县纪律检查委员会办公室", "</w:t></w:r>" + line.format(0, "black")
                    + "<w:r><w:t>某县纪律检查委员会办公室")
    mended = mend(raw, "a.docx", PROFILE)
    paper, found = read(mended.raw)
    black = sorted((round(r.top or 0), round(r.thickness / MM, 2)) for r in paper.rules if not r.red)
    assert [thick for _, thick in black] == [0.35, 0.25, 0.35]
    assert black[-1][0] == pytest.approx(262 * MM, abs=1)
    assert [p.place for p in found.imprint] == ["frame", "frame"]
    assert said(mended.raw) == said(raw)


def with_part(raw: bytes, name: str, before: str, after: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            data = source.read(part)
            assert part != name or before in data.decode()
            target.writestr(part, data.replace(before.encode(), after.encode()) if part == name else data)
    return out.getvalue()


def test_a_head_that_every_program_shows_alike_is_not_touched() -> None:
    rows = pieces(3)
    rows[3] = replace(rows[3], text=NUMBER.replace("〔", "[").replace("〕", "]"))
    mended = mend(made(rows), "a.docx", PROFILE)
    assert "版头" not in changed(mended)
    _, found = read(mended.raw)
    assert found.number is not None
    assert found.number.text == NUMBER


@pytest.mark.parametrize("before", [0.0, 20.0, 160.0])
def test_a_mark_that_is_too_high_or_too_low_is_set_35_mm_under_the_type_area(before: float) -> None:
    rows = pieces(3)
    rows[0] = replace(rows[0], before=before)
    mended = mend(made(rows), "a.docx", PROFILE)
    assert top_of_mark(mended.raw) == pytest.approx(72, abs=1)
    assert said(mended.raw) == said(made(rows))


@pytest.mark.parametrize("line", [LINE.replace("430000", "900000"), VML.format(60, "red"), VML.format(34, "black"), ""])
def test_a_drawn_line_becomes_the_border_of_the_number_4_mm_under_it(line: str) -> None:
    raw = wps_document({LINE: line, TEXT: TEXT.replace("，", ",")})
    mended = mend(raw, "a.docx", PROFILE)
    _, found = read(mended.raw)
    assert found.number is not None
    assert found.number.under is not None
    assert found.number.under.red
    assert 0.2 * 28.95 - 0.12 * 16 + found.number.under.space == pytest.approx(4 * MM, abs=1.6)
    assert lines(mended.raw) == []
    assert said(mended.raw).replace("，", "") == said(raw).replace("，", "").replace(",", "")


def test_signers_stand_two_a_line_and_the_number_on_the_last_one() -> None:
    rows = pieces(3)
    names = "签发人：周明远　李建国　欧阳慧"
    rows[3] = replace(rows[3], text=f"{NUMBER}\t{names}", border=False)
    rows[6] = replace(rows[6], text="关于追加整改经费的请示")
    mended = mend(made(rows), "a.docx", PROFILE)
    paper, found = read(mended.raw)
    texts = [p.text for p in paper.flowing if "签发人" in p.text or "欧阳慧" in p.text]
    assert texts == ["\t签发人：周明远\t李建国", f"{NUMBER}\t欧阳慧"]
    assert found.number is not None
    assert found.number.under is not None
    assert {run.face for run in found.number.runs if "欧阳" in run.text} == {"楷体_GB2312"}


def test_a_head_with_other_words_in_it_stays_as_it_is() -> None:
    rows = pieces(3)
    rows[0] = replace(rows[0], before=20)
    rows[1] = replace(rows[1], role="other", text="内部资料，注意保存。")
    mended = mend(made(rows), "a.docx", PROFILE)
    assert "版头" not in changed(mended)
    assert said(mended.raw) == said(made(rows))


def test_a_title_without_shape_is_divided_by_sense_and_keeps_its_characters() -> None:
    rows = pieces(3)
    rows[6] = replace(rows[6], text="某县纪律检查委员会关\n于做好年底前民主生活\n会整改落实工作的通知")
    mended = mend(made(rows), "a.docx", PROFILE)
    _, found = read(mended.raw)
    parts = found.titles[0].text.split("\n")
    assert len(found.titles) == 1
    assert len(parts[0]) < len(parts[1]) > len(parts[2])
    assert said(mended.raw) == said(made(rows))
    assert "标题形状" in changed(mended)


def own_letter() -> bytes:
    return render_docx_bytes(letter("letter", body=body(2)), PROFILE)


def test_double_lines_of_a_letter_that_stand_right_are_kept() -> None:
    raw = with_part(own_letter(), "word/document.xml", 'w:left="1587"', 'w:left="1800"')
    mended = mend(raw, "a.docx", PROFILE)
    assert "信函版头和红色双线" not in changed(mended)
    assert lines(mended.raw) == lines(raw)


@pytest.mark.parametrize("fault", ["swapped", "short", "high", "black", "none"])
def test_double_lines_of_a_letter_are_drawn_anew_thick_outside_at_their_places(fault: str) -> None:
    raw, part = own_letter(), "word/header1.xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = next(name for name in archive.namelist() if "header" in name)
        xml = archive.read(part).decode()
    thick = xml.split('<a:ln w="')[1].partition('"')[0]
    thin = xml.split('<a:ln w="')[2].partition('"')[0]
    low = xml.split('relativeFrom="page"><wp:posOffset>')[-1].partition("<")[0]
    broken = {
        "swapped": xml.replace(f'<a:ln w="{thick}"', '<a:ln w="0"').replace(f'<a:ln w="{thin}"', f'<a:ln w="{thick}"').replace('<a:ln w="0"', f'<a:ln w="{thin}"'),
        "short": xml.replace('cx="6120000"', 'cx="5400000"'), "high": xml.replace(f">{low}<", ">9300000<"),
        "black": xml.replace('srgbClr val="D90000"', 'srgbClr val="000000"'), "none": xml.replace('prst="line"', 'prst="sun"'),
    }[fault]  # fmt: skip
    assert broken != xml
    mended = mend(with_part(raw, part, xml, broken), "a.docx", PROFILE, form=Format.LETTER)
    found = lines(mended.raw)
    assert [(length, thickness) for _, length, thickness in found] == [(170.0, 0.9), (170.0, 0.35), (170.0, 0.35), (170.0, 0.9)]
    assert found[3][0] == pytest.approx(277, abs=0.2)
    assert found[0][0] == pytest.approx(found[1][0] - 1, abs=0.2)
    assert top_of_mark(mended.raw) == pytest.approx(30, abs=1)
    assert said(mended.raw) == said(raw)



def test_text_signature_and_date_stay_on_one_page_when_lines_turn_elsewhere() -> None:
    rows = [replace(row, pitch=24.0) if row.role == "body" else row for row in pieces(3)]
    mended = mend(made(rows), "a.docx", PROFILE)
    paper, found = read(mended.raw)
    last = max(found.body[-1][1].index, *(p.index for p in found.attached))
    assert found.date is not None
    kept = [p for p in paper.flowing if p.place == "flow" and last <= p.index < found.date.index]
    assert kept
    assert all(p.node.find(".//{*}keepNext") is not None for p in kept)
    assert "署名和正文同面" in changed(mended)


def test_a_first_page_without_a_number_gets_one_unless_it_is_a_letter() -> None:
    raw = with_part(wps_document(), "word/document.xml", "<w:docGrid", "<w:titlePg/><w:docGrid")
    mended = mend(raw, "a.docx", PROFILE)
    paper, _ = read(mended.raw)
    assert not any(section.title_page for section in paper.sections)
    assert "页码" in changed(mended)


def test_a_joint_mark_off_the_middle_is_set_with_its_word_half_way_down() -> None:
    own = render_docx_bytes(letter("general", body=body(2), issuers=NAMES, joint_mark=True), PROFILE)
    with zipfile.ZipFile(io.BytesIO(own)) as archive:
        xml = archive.read("word/document.xml").decode()
    indent = xml.split("<w:tblInd ")[1].partition("/>")[0]
    raw = with_part(own, "word/document.xml", indent, 'w:w="0" w:type="dxa"')
    raw = with_part(raw, "word/document.xml", 'w:left="1587"', 'w:left="1800"')
    mended = mend(raw, "a.docx", PROFILE)
    with zipfile.ZipFile(io.BytesIO(mended.raw)) as archive:
        after = archive.read("word/document.xml").decode()
    assert abs(int(after.split("<w:tblInd ")[1].split('w:w="')[1].partition('"')[0]) - int(indent.split('w:w="')[1].partition('"')[0])) < 200
    assert said(mended.raw) == said(raw)
    assert "版头" in changed(mended)


def test_pages_of_a_later_section_are_counted_on() -> None:
    end = '<w:p><w:pPr><w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="1417" w:gutter="0"/></w:sectPr></w:pPr></w:p>'
    raw = wps_document({"二、有关要求</w:t></w:r></w:p>": f"二、有关要求</w:t></w:r></w:p>{end}"})
    raw = with_part(raw, "word/document.xml", "<w:docGrid", '<w:pgNumType w:start="1"/><w:docGrid')
    mended = mend(raw, "a.docx", PROFILE)
    with zipfile.ZipFile(io.BytesIO(mended.raw)) as archive:
        assert b"w:start=" not in archive.read("word/document.xml")
    assert "页码连续" in changed(mended)


@pytest.mark.parametrize("align", ["right", "center"])
def test_a_short_line_that_stands_for_itself_keeps_its_place(align: str) -> None:
    row = f'</w:p><w:p><w:pPr><w:pStyle w:val="a"/><w:jc w:val="{align}"/></w:pPr><w:r><w:t>表一　整改情况</w:t></w:r></w:p>'
    raw = wps_document({"二、有关要求</w:t></w:r></w:p>": f"二、有关要求</w:t></w:r>{row}", TEXT: TEXT.replace("，", ",")})
    paper, _ = read(mend(raw, "a.docx", PROFILE).raw)
    assert [p.align for p in paper.flowing if p.bare.startswith("表一")] == [align]


def test_paragraphs_in_content_controls_keep_their_words_without_the_control() -> None:
    raw = wps_document({TEXT: TEXT.replace("，", ",")})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        xml = archive.read("word/document.xml").decode()
    start = xml.index("<w:p>", xml.rindex("</w:p>", 0, xml.index("关于做好年底前")))
    end = xml.index("</w:p>", start) + len("</w:p>")
    held = with_part(raw, "word/document.xml", xml[start:end], f"<w:sdt><w:sdtContent>{xml[start:end]}</w:sdtContent></w:sdt>")
    mended = mend(held, "a.docx", PROFILE)
    with zipfile.ZipFile(io.BytesIO(mended.raw)) as archive:
        assert b"w:sdt" not in archive.read("word/document.xml")
    assert said(mended.raw) == said(mend(raw, "a.docx", PROFILE).raw)
    assert "内容控件" in changed(mended)


def test_blank_lines_that_are_space_before_stay_where_nothing_is_wrong_with_them() -> None:
    rows = pieces(3)
    blank = next(i for i, row in enumerate(rows) if row.role == "to") - 1
    rows[blank + 1] = replace(rows[blank + 1], before=28.95)
    del rows[blank]
    rows[blank + 1] = replace(rows[blank + 1], text=rows[blank + 1].text.replace("，", ",", 1))
    mended = mend(made(rows), "a.docx", PROFILE)
    assert examine_bytes(mended.raw, "a.docx", PROFILE).deviations == ()
    _, found = read(mended.raw)
    assert found.to is not None
    assert found.to.before == pytest.approx(28.95, abs=0.1)
