"""The docx by the schema: openxml-audit (the rules of Microsoft's Open XML SDK) finds nothing; styles carry the format."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from letterdata import ELEVEN, FORMS, KINDS, PROFILE, body, letter
from openxml_audit import FileFormat, OpenXmlValidator

from app.documents.data import parse_letter
from app.documents.model import OfficialDocument
from app.documents.render import render_docx_bytes
from app.documents.statement import statement_docx
from app.documents.statement_model import Statement, StatementColumn, StatementTable

VALIDATOR = OpenXmlValidator(file_format=FileFormat.OFFICE_2019)
HEAD = {"secrecy": {"level": "秘密", "period": "1年"}, "urgency": "特急", "copy_no": "12", "note": "此件公开发布"}
ANNEXES = [{"title": "整改台账", "body": body(2)}, {"title": "名单"}]
TABLE = {"columns": [1, 2, {"share": 1, "label": "备注", "align": "right"}], "title": "整改台账",
         "rows": [["一", "建立台账", "已办"], {"cells": [{"text": "二", "rows": 2}, {"text": "逐条销号", "span": 2}], "height": 20},
                  ["定期调度", "未办"]]}  # fmt: skip
RICH: dict[str, dict[str, Any]] = {
    "all of the head": HEAD,
    "upward": {"signers": ["周明远", "李建国", "孙志强"], "date": "2026-11-22"},
    "attachments": {"attachments": ANNEXES, "cc": ELEVEN, "body": body(3)},
    "joint": {"issuers": ["中共某县纪律检查委员会", "某县监察委员会", "中共某县委组织部"], "joint_mark": True},
    "joint without seal": {"issuers": ["中共某县纪律检查委员会", "某县监察委员会"], "seal": False},
    "signed": {"signature": {"post": "书记", "name": "周明远"}},
    "recipients in the imprint": {"to": [f"县第{n}街道办事处党工委" for n in range(1, 40)]},
    "an order": {"format": "order", "signature": {"post": "县长", "name": "李建国"}},
    "a table": {"body": [{"text": "列表如下。"}, {"table": TABLE}, {"text": "请照办。"}]},
    "a table lying on its side": {"body": [{"text": "列表如下。"}, {"table": TABLE | {"landscape": True}}, {"text": "请照办。"}]},
    "hard text": {"body": [{"text": "引“文”——（𬭎䶮㛃）……<a> & 5 > 3，https://example.gov.cn/a?b=1&c=2　末。"}] * 3},
}


def findings(raw: bytes, folder: Path) -> list[str]:
    path = folder / "letter.docx"
    path.write_bytes(raw)
    return [f"{e.part_uri}: {e.description}" for e in VALIDATOR.validate(path).errors]


def document_xml(document: OfficialDocument) -> str:
    with zipfile.ZipFile(io.BytesIO(render_docx_bytes(document, PROFILE))) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("code", sorted(FORMS))
def test_every_kind_of_letter_is_valid(code: str, tmp_path: Path) -> None:
    data = {"issuers": ["中共某县纪律检查委员会"], "to": ["某局党组"], "date": "2026-11-22", "number": "某纪〔2026〕1号", "cc": ["县委办公室"]}
    assert findings(render_docx_bytes(parse_letter(FORMS[code], data), PROFILE), tmp_path) == []


@pytest.mark.parametrize("name", sorted(RICH))
@pytest.mark.parametrize("form", sorted(KINDS))
def test_letters_with_everything_are_valid(form: str, name: str, tmp_path: Path) -> None:
    assert findings(render_docx_bytes(letter(form, **RICH[name]), PROFILE), tmp_path) == []


def test_a_record_signed_on_each_page_is_valid(tmp_path: Path) -> None:
    data = {"title": "谈话记录", "body": body(2), "page_sign": "被谈话人签名："}
    assert findings(render_docx_bytes(parse_letter(FORMS["letter.talk_record"], data), PROFILE), tmp_path) == []


def test_a_report_is_valid(tmp_path: Path) -> None:
    table = StatementTable("一、完成情况", (StatementColumn("单位"), StatementColumn("数", side="right")), (("县住建局", "3"),), "没有。")
    for landscape in (False, True):
        report = Statement("履责情况统计表", "某县纪委", "2026年", "", (table,), notes=("按记录统计。",), landscape=landscape)
        assert findings(statement_docx(report, PROFILE), tmp_path) == []


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    raw = render_docx_bytes(letter("general", body=body(1)), PROFILE)
    for right, wrong in (
        (b"<w:pPr><w:pStyle", b'<w:pPr><w:jc w:val="left"/><w:pStyle'),
        (b"<w:keepNext/>", b"<w:keepNever/>"),
        (b'<w:pStyle w:val="LvZeBody"/>', b'<w:pStyle w:val="LvZeNothing"/>'),
    ):
        changed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(changed, "w") as target:
            for name in source.namelist():
                data = source.read(name)
                assert name != "word/document.xml" or right in data
                target.writestr(name, data.replace(right, wrong, 1) if name == "word/document.xml" else data)
        assert findings(changed.getvalue(), tmp_path)


def test_styles_stand_on_the_text_and_the_text_on_normal() -> None:
    raw = render_docx_bytes(letter("general"), PROFILE)
    styles = zipfile.ZipFile(io.BytesIO(raw)).read("word/styles.xml").decode()
    based = dict(re.findall(r'<w:name w:val="([^"]+)"/>(?:<w:aliases[^>]*/>)?<w:basedOn w:val="([^"]+)"/>', styles))
    assert {based[name] for name in ("一级标题", "二级标题", "三级标题", "四级标题")} == {"LvZeBody"}
    assert {based[name] for name in ("公文标题", "公文正文", "主送机关", "成文日期", "版记")} == {"Normal"}
    levels = re.findall(r'<w:outlineLvl w:val="(\d)"/>', styles)
    assert levels == ["0", "1", "2", "3"]


@pytest.mark.parametrize("form", sorted(KINDS))
def test_runs_carry_no_format_of_their_own_but_the_space_of_a_filled_line(form: str) -> None:
    xml = document_xml(letter(form, body=body(4), attachments=ANNEXES))
    kinds: dict[str, int] = {}
    for properties in re.findall(r"<w:rPr>(.*?)</w:rPr>", xml):
        for tag in re.findall(r"<w:(\w+)", properties):
            kinds[tag] = kinds.get(tag, 0) + 1
    assert set(kinds) <= {"rStyle", "spacing", "sz", "szCs"}
    assert kinds.get("sz", 0) <= 2  # the mark, which is as large as its name allows
    assert kinds["spacing"] <= xml.count("<w:r>") / 2


def test_paragraphs_of_text_carry_no_format_of_their_own() -> None:
    xml = document_xml(letter("general", body=body(4)))
    for style in ("LvZeBody", "LvZeLevel1", "LvZeLevel2", "LvZeLevel3", "LvZeLevel4"):
        own = re.findall(rf'<w:pPr><w:pStyle w:val="{style}"/>(.*?)</w:pPr>', xml)
        assert own
        plain = [o for o in own if not re.sub(r"<w:(?:keepNext|pageBreakBefore)/>", "", o)]
        assert len(plain) >= len(own) - 4  # a paragraph that goes on over a page has no first indent
