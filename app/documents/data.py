"""Reads letter data (文书数据, JSON) into the neutral model, strictly.

Unknown keys, wrong types, missing elements and bad dates are AppError(BAD_INPUT) whose
`where` is the path in the data; sizes are bounded so that no input can exhaust memory.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.catalog.letter_text import Told, fill, paragraphs
from app.catalog.letters import LetterForm, placeholders
from app.catalog.lettertables import table_texts
from app.documents.fields import MAX_TEXT, MAX_TITLE, Field
from app.documents.model import (
    Attachment,
    Format,
    OfficialDocument,
    Paragraph,
    Printer,
    Secrecy,
    Signature,
    Table,
    chinese_date,
)
from app.documents.tabledata import read_table
from app.documents.titles import split_marks
from app.domain.errors import AppError, ErrorCode

MAX_PARAGRAPHS = 3_000
MAX_SIGN = 30  # characters of 14 pt in a line
BLANK = "＿＿＿＿"
_KEYS = (
    "issuers", "mark", "joint_mark", "number", "to", "title", "body", "attachments", "date", "seal", "signature",
    "signers", "note", "cc", "printer", "secrecy", "urgency", "copy_no", "attendance", "values", "format",
    "page_sign",
)  # fmt: skip
_LABELS = {
    "issuers": "发文机关", "number": "发文字号", "to": "主送机关", "title": "标题", "body": "正文", "date": "成文日期",
    "attendance": "出席人员", "printer": "印发机关和日期", "signers": "签发人", "cc": "抄送机关", "note": "附注",
}  # fmt: skip
_URGENCIES = ("特急", "加急")
_LEVELS = ("绝密", "机密", "秘密")
_ATTENDANCE = ("出席", "请假", "列席")


def parse_letter(form: LetterForm, data: Any) -> OfficialDocument:
    """Read letter data for a kind of letter.

    Title and body left out are filled from the form's draft text and `values`; a value
    that is missing there stays a blank line to write on and is warned about.
    Raises AppError(BAD_INPUT) naming the path.
    """
    keys = Field(data, "").mapping(_KEYS)
    warnings: list[str] = []
    issuers = keys["issuers"].names() if "issuers" in keys else ()
    shape = _shape(keys["format"]) if "format" in keys else Format(form.format)
    number = _number(keys["number"], shape, warnings) if "number" in keys else ""
    day = keys["date"].day() if "date" in keys else None
    values = _values(form, keys.get("values", Field({}, "values")))
    to = keys["to"].names() if "to" in keys else _usual_to(form, values)
    facts = {"issuer": issuers[0] if issuers else "", "recipient": "、".join(to), "number": number,
             "date": chinese_date(day) if day else ""}  # fmt: skip
    labels = {"issuer": "发文机关", "recipient": "主送机关", "number": "发文字号", "date": "成文日期"}
    facts["basis"] = "、".join(b.words for b in form.cited(day)) if day else ""
    fill = _Filler(form, {**facts, **values}, labels | {value.name: value.label for value in form.values}, warnings)
    body = _body(keys["body"]) if "body" in keys else ()
    title, title_lines = split_marks(_title(keys, form, shape, fill))
    document = OfficialDocument(
        kind=form.code,
        format=shape,
        title=title,
        title_lines=title_lines,
        body=body or fill.body(),
        issuers=issuers,
        mark=_mark(keys, issuers, shape),
        number=number,
        to=to,
        attachments=_attachments(keys["attachments"]) if "attachments" in keys else (),
        date=day,
        sealed=keys["seal"].flag() if "seal" in keys else form.sealed,
        joint_mark=keys["joint_mark"].flag() if "joint_mark" in keys else False,
        signatures=_signatures(keys["signature"]) if "signature" in keys else (),
        signers=keys["signers"].names() if "signers" in keys else (),
        note=keys["note"].text(MAX_TITLE, empty=True) if "note" in keys else "",
        cc=keys["cc"].names() if "cc" in keys else (),
        printer=_printer(keys["printer"]) if "printer" in keys else None,
        secrecy=_secrecy(keys["secrecy"]) if "secrecy" in keys else None,
        urgency=_urgency(keys["urgency"]) if "urgency" in keys else "",
        copy_no=_copy_no(keys["copy_no"]) if "copy_no" in keys else "",
        attendance=_attendance(keys["attendance"]) if "attendance" in keys else (),
        page_sign=_page_sign(keys, form, fill, shape),
    )
    _check_required(form, document)
    return _with_warnings(document, warnings)


class _Filler:
    """Puts values into draft text; notes what is missing once each."""

    def __init__(self, form: LetterForm, values: Mapping[str, str], labels: Mapping[str, str], warnings: list[str]) -> None:
        self._form, self._values, self._labels, self._warnings = form, values, labels, warnings

    def __call__(self, template: str) -> str:
        return fill(template, self._values, self._missing, self._form)[0]

    def body(self) -> tuple[Paragraph | Table, ...]:
        found: list[Paragraph | Table] = []
        for part in paragraphs(self._form, self._form.body, Told(self._values), self._missing):
            if part.table is None:
                found += _rows(part.level, part.text)
            else:
                found.append(read_table(Field(part.table, "表格")))
        return tuple(found)

    def _missing(self, name: str) -> str:
        warning = f"“{self._labels[name]}”没有填写，留空待填。"
        if warning not in self._warnings:
            self._warnings.append(warning)
        return BLANK


def _usual_to(form: LetterForm, values: Mapping[str, str]) -> tuple[str, ...]:
    """To whom the kind is sent, as far as the values say it."""
    known = (t for t in form.to if all(values.get(name) for name in placeholders(t)))
    return tuple(fill(t, values, lambda name: name, form)[0] for t in known)


def _values(form: LetterForm, field: Field) -> dict[str, str]:
    keys = field.mapping(tuple(value.name for value in form.values))
    return {name: item.text(MAX_TEXT, empty=True) for name, item in keys.items()}


def _shape(field: Field) -> Format:
    value = field.text(20)
    if value not in tuple(Format):
        field.fail("没有这种公文格式。", f"可用：{'、'.join(Format)}。")
    return Format(value)


def _title(keys: Mapping[str, Field], form: LetterForm, shape: Format, fill: _Filler) -> str:
    untitled = shape in (Format.MINUTES, Format.ORDER)
    if "title" in keys:
        written = keys["title"].text(MAX_TITLE, empty=True)
        if written or untitled:
            return written
    return "" if untitled else fill(form.title)


def _mark(keys: Mapping[str, Field], issuers: tuple[str, ...], shape: Format) -> str:
    written = keys["mark"].text(empty=True).replace("\n", "") if "mark" in keys else ""
    if written or not issuers or shape is Format.PLAIN:
        return written
    suffix = {Format.GENERAL: "文件", Format.ORDER: "令", Format.MINUTES: "会议纪要"}.get(shape, "")
    return issuers[0] + ("" if issuers[0].endswith(suffix) else suffix)


def _number(field: Field, shape: Format, warnings: list[str]) -> str:
    written = field.text(60, empty=True).replace("\n", "")
    order = re.fullmatch(r"第?\s*0*(\d+)\s*号?", written)
    if shape is Format.ORDER and order:
        return f"第{order[1]}号"  # 10.2: an order is numbered by itself
    found = re.fullmatch(r"(.*?)\s*[〔\[(（【［]\s*(\d{4})\s*[〕\])）】］]\s*第?\s*0*(\d+)\s*号", written)
    if not found:
        if written:
            warnings.append("发文字号不是“机关代字〔年份〕序号号”的写法，请核对。")
        return written
    number = f"{found[1]}〔{found[2]}〕{int(found[3])}号"
    if number != written:
        warnings.append("发文字号已按标准写成六角括号、序号不编虚位。")
    return number


def _page_sign(keys: Mapping[str, Field], form: LetterForm, fill: _Filler, shape: Format) -> str:
    if shape is not Format.PLAIN:
        if "page_sign" in keys and keys["page_sign"].raw:
            keys["page_sign"].fail("只有不带红头的材料可以逐页签名。")
        return ""
    written = keys["page_sign"].text(MAX_TITLE, empty=True) if "page_sign" in keys else fill(form.page_sign)
    if len(written) > MAX_SIGN:
        raise AppError(ErrorCode.BAD_INPUT, f"逐页签名要写在一行里，最多 {MAX_SIGN} 个字。", where="page_sign")
    return written.replace("\n", "　")


def _body(field: Field) -> tuple[Paragraph | Table, ...]:
    found: list[Paragraph | Table] = []
    size = 0
    for item in field.items(MAX_PARAGRAPHS):
        keys = item.mapping(("level", "text", "table"))
        if "table" in keys and keys["table"].raw is not None:
            found.append(read_table(keys["table"]))
            size += sum(map(len, table_texts(keys["table"].raw)))
            continue
        if "text" not in keys:
            item.fail("缺少键“text”。")
        level = keys["level"].raw if "level" in keys else 0
        if isinstance(level, bool) or level not in (0, 1, 2, 3, 4) or not isinstance(level, int):
            keys["level"].fail("层次应是 0 到 4 的整数。")
        found += _rows(level, keys["text"].text(MAX_TEXT))
        size += len(keys["text"].raw)
    if size > 15 * MAX_TEXT:
        field.fail(f"正文最多 {15 * MAX_TEXT} 个字。")
    return tuple(found)


def _rows(level: int, text: str) -> list[Paragraph]:
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    return [Paragraph(0 if i else level, row) for i, row in enumerate(rows)]


def _attachments(field: Field) -> tuple[Attachment, ...]:
    found = []
    for item in field.items(50):
        keys = item.mapping(("title", "body", "separate"))
        if "title" not in keys:
            item.fail("缺少键“title”。")
        body = _body(keys["body"]) if "body" in keys else ()
        separate = keys["separate"].flag() if "separate" in keys else False
        title, lines = split_marks(keys["title"].text(MAX_TITLE))
        found.append(Attachment(title, body, separate, lines))
    return tuple(found)


def _signatures(field: Field) -> tuple[Signature, ...]:
    """One signer, or a list of them when several bodies issue jointly."""
    found = []
    for item in field.items() if isinstance(field.raw, list) else [field]:
        keys = item.mapping(("post", "name"))
        if "post" not in keys:
            item.fail("缺少键“post”。")
        found.append(Signature(keys["post"].text(), keys["name"].text(empty=True) if "name" in keys else ""))
    return tuple(found)


def _printer(field: Field) -> Printer:
    keys = field.mapping(("office", "date"))
    if "office" not in keys:
        field.fail("缺少键“office”。")
    return Printer(keys["office"].text(), keys["date"].day() if "date" in keys else None)


def _secrecy(field: Field) -> Secrecy:
    keys = field.mapping(("level", "period"))
    if "level" not in keys:
        field.fail("缺少键“level”。")
    level = keys["level"].text()
    if level not in _LEVELS:
        keys["level"].fail("不认识的密级。", f"可用：{'、'.join(_LEVELS)}。")
    return Secrecy(level, keys["period"].text(20, empty=True) if "period" in keys else "")


def _urgency(field: Field) -> str:
    value = field.text(10, empty=True)
    if value and value not in _URGENCIES:
        field.fail("不认识的紧急程度。", f"可用：{'、'.join(_URGENCIES)}。")
    return value


def _copy_no(field: Field) -> str:
    value = field.text(6, empty=True)
    if value and not (value.isascii() and value.isdigit()):
        field.fail("份号应是不超过 6 位的数字。")
    return value.zfill(6) if value else ""


def _attendance(field: Field) -> tuple[tuple[str, tuple[str, ...]], ...]:
    keys = field.mapping(_ATTENDANCE)
    return tuple((label, keys[label].names()) for label in _ATTENDANCE if label in keys)


def _check_required(form: LetterForm, document: OfficialDocument) -> None:
    spared = ("title", "to") if document.format is Format.ORDER else ()  # 10.2: an order may have neither
    for name in form.required:
        if name not in spared and not getattr(document, name):
            raise AppError(
                ErrorCode.BAD_INPUT, f"{form.label}缺少{_LABELS[name]}。", action="请补上。", where=name
            )


def _with_warnings(document: OfficialDocument, warnings: list[str]) -> OfficialDocument:
    if document.format is not Format.PLAIN and not document.number:
        warnings.append("还没有令号。" if document.format is Format.ORDER else "还没有发文字号。")
    if document.format is Format.GENERAL and not document.printer:
        warnings.append("没有填写印发机关和印发日期，版记不完整。")
    if document.secrecy and not document.copy_no:
        warnings.append("涉密公文应当标注份号，现在没有填写。")
    if document.secrecy and not document.secrecy.period:
        warnings.append("涉密公文应当标注保密期限，现在没有填写。")
    return replace(document, warnings=tuple(warnings))
