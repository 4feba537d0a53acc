"""Examination finds what we break and nothing in our own documents."""

from __future__ import annotations

import contextlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from letterdata import PLAIN, PROFILE, body, letter, whole_letter

from app.documents.examine import examine
from app.documents.model import Format
from app.documents.render import render, render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode


@pytest.mark.parametrize("form", ["general", "letter", "minutes", "plain"])
@pytest.mark.parametrize("times", [1, 3])
def test_our_own_documents_have_no_deviation(tmp_path: Path, form: str, times: int) -> None:
    for path in render(whole_letter(form, body=body(times)), PROFILE, tmp_path).files:
        report = examine(path, PROFILE)
        assert report.format == form
        assert report.deviations == ()
        assert len(report.checked) >= 6


NAMES = ["中共某县纪律检查委员会", "某县监察局", "中共某县委组织部"]
ORDER = {"format": "order", "number": "5", "mark": "某县人民政府令", "signature": {"post": "县长", "name": "周明远"}}


@pytest.mark.parametrize(
    ("changes", "shape"),
    [
        (ORDER, Format.ORDER),
        ({"issuers": NAMES, "joint_mark": True}, Format.GENERAL),
        ({"signers": ["周明远", "李建国", "欧阳慧"]}, Format.GENERAL),
    ],
)
def test_orders_joint_documents_and_upward_ones_are_recognised_and_have_no_deviation(
    tmp_path: Path, changes: dict[str, Any], shape: Format
) -> None:
    for path in render(letter("general", body=body(2), **changes), PROFILE, tmp_path).files:
        report = examine(path, PROFILE)
        assert report.format is shape
        assert report.deviations == ()


ODD: dict[str, dict[str, Any]] = {
    "one short line under a title of two": {"title": "关于2026年11月22日第二十七次常务会议纪律检查建议落实情况的通报", "body": [{"text": "请予支持。"}]},
    "short lines": {"body": [{"text": "请抓好落实。"}] * 30},
    "copies longer than the text": {"body": [{"text": "请予支持。"}], "cc": ["某县住房和城乡建设局党组办公室"] * 30},
    "a table that goes on over the page": {"body": [{"text": "请填报。"}, {"table": {"columns": ["序号", "事项"], "rows": [["1", "请各单位抓好落实。"]] * 40}}]},
    "an attachment whose name takes three lines": {"body": [{"text": "请各单位抓好落实。"}] * 12, "attachments": [
        {"title": "全县各级党组织落实全面从严治党主体责任情况专项检查发现问题清单及整改责任分工一览表", "body": [{"text": "请各单位抓好落实。"}]}]},
    "a table on its side": {"body": [{"text": "请填报。"}, {"table": {"columns": ["序号", "事项"], "rows": [["1", "请各单位抓好落实。"]] * 40, "landscape": True}}]},
}  # fmt: skip


@pytest.mark.parametrize("form", ["general", "letter", "minutes", "plain"])
@pytest.mark.parametrize("name", sorted(ODD))
def test_short_texts_long_copies_and_tables_are_no_deviation(tmp_path: Path, form: str, name: str) -> None:
    for path in render(whole_letter(form, **ODD[name]), PROFILE, tmp_path).files:
        assert examine(path, PROFILE).deviations == ()


@pytest.mark.parametrize("name", sorted(ODD))
def test_a_text_of_another_size_is_found_beside_them(tmp_path: Path, name: str) -> None:
    small = replace(PROFILE, sizes=replace(PROFILE.sizes, body=14.0))
    path = render(letter("general", **{**ODD[name], "body": [{"text": PLAIN}, *ODD[name]["body"]]}), small, tmp_path, ("pdf",)).files[0]
    assert "正文字号" in {deviation.rule for deviation in examine(path, PROFILE).deviations}


def changed(raw: bytes, part: str, before: str, after: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            assert name != part or before.encode() in data
            target.writestr(name, data.replace(before.encode(), after.encode()) if name == part else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "before", "after", "rule"),
    [
        ("word/document.xml", 'w:left="1587"', 'w:left="1800"', "订口"),
        ("word/document.xml", 'w:top="2098"', 'w:top="1440"', "天头"),
        ("word/styles.xml", 'w:line="579"', 'w:line="500"', "行距"),
        ("word/styles.xml", '<w:sz w:val="32"/>', '<w:sz w:val="28"/>', "正文字号"),
        ("word/document.xml", "某纪建〔2026〕1号", "某纪建[2026]第01号", "发文字号"),
        ("word/document.xml", "2026年11月22日</w:t>", "2026年01月05日</w:t>", "成文日期"),
    ],
)
def test_what_is_changed_in_word_is_found(
    tmp_path: Path, part: str, before: str, after: str, rule: str
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(changed(render_docx_bytes(letter("letter", body=body(1)), PROFILE), part, before, after))
    assert rule in {deviation.rule for deviation in examine(path, PROFILE).deviations}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"hello", ErrorCode.UNSUPPORTED),
        (b"%PDF-1.7\n%%EOF", ErrorCode.DAMAGED),
        (b"PK\x03\x04" + b"x" * 100, ErrorCode.DAMAGED),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, raw: bytes, code: ErrorCode) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(raw)
    with pytest.raises(AppError) as caught:
        examine(path, PROFILE)
    assert caught.value.code in {code, ErrorCode.UNSUPPORTED}


def test_a_bomb_is_refused_by_its_declared_size(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (160 * 1024 * 1024))
    with pytest.raises(AppError) as caught:
        examine(path, PROFILE)
    assert caught.value.code is ErrorCode.TOO_LARGE


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密内容")
    xml = (
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]><w:document xmlns:w="http://schemas.openxmlformats.org/'
        'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p><w:sectPr/></w:body></w:document>'
    )
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", xml)
    try:
        report = examine(path, PROFILE)
    except AppError:
        return
    assert "秘密" not in str(report)


@pytest.mark.parametrize("cut", [100, 2000, 20000])
def test_a_damaged_pdf_or_docx_never_raises_anything_else(tmp_path: Path, cut: int) -> None:
    document = letter("letter")
    for raw in (render_pdf_bytes(document, PROFILE), render_docx_bytes(document, PROFILE)):
        for broken in (raw[:cut], raw[:cut] + b"\0" * 50 + raw[cut + 50 :]):
            path = tmp_path / "a"
            path.write_bytes(broken)
            with contextlib.suppress(AppError):
                examine(path, PROFILE)
