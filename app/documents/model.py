"""The neutral model of an official document: what it says, nothing of how it is drawn.

No docx, no PDF, no measurements: writers for other formats (OFD) take the same model.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Format(StrEnum):
    """The layouts of GB/T 9704-2012: 文件 (clause 7), 信函 (10.1), 命令 (10.2), 纪要 (10.3), and no red head."""

    GENERAL = "general"
    LETTER = "letter"
    ORDER = "order"
    MINUTES = "minutes"
    PLAIN = "plain"

    @property
    def label(self) -> str:
        """What a clerk calls it."""
        return _LABELS[self]


_LABELS = {Format.GENERAL: "文件格式", Format.LETTER: "信函格式", Format.MINUTES: "纪要格式", Format.ORDER: "命令格式", Format.PLAIN: "没有版头"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. level 0 is text, 1–4 are 一、（一）1.（1）, numbered by the layout."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. span, rows: columns and rows it covers; head: a label (黑体); foot: stands at the
    right foot of the cell, as 签名 and 年 月 日 do. A line break in a text begins a new line."""

    text: str
    span: int = 1
    rows: int = 1
    align: str = "left"
    head: bool = False
    foot: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells that begin in a row, from left to right. height: at least so high, mm."""

    cells: tuple[Cell, ...]
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table. columns: shares of the width; head_rows: first rows, repeated on each page; landscape: on pages
    turned by a quarter (clause 6); title: stands over it, centred."""

    columns: tuple[float, ...]
    rows: tuple[TableRow, ...]
    head_rows: int = 0
    landscape: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment: only named when it has no body, else set on pages of its own.

    separate: not bound with the document, so a file of its own (7.3.8).
    title_lines: as in OfficialDocument.
    """

    title: str
    body: tuple[Paragraph | Table, ...] = ()
    separate: bool = False
    title_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printer:
    """印发机关 and 印发日期."""

    office: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Secrecy:
    """密级 and 保密期限."""

    level: str
    period: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """签名章 (7.3.5.3): the signer's post and name; without a name the place stays free for the stamp."""

    post: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """Everything an official document says; empty means the element is absent.

    title_lines: the title as the person divided it, empty when the layout may; joint_mark: the mark names every issuer;
    signatures: 签名章 instead of the issuers' names and seals; page_sign: what a person signs at the foot of each page
    (逐页签名), only without a red head.
    """

    kind: str
    format: Format
    title: str
    body: tuple[Paragraph | Table, ...]
    issuers: tuple[str, ...] = ()
    mark: str = ""
    number: str = ""
    to: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    date: date | None = None
    sealed: bool = False
    joint_mark: bool = False
    signatures: tuple[Signature, ...] = ()
    signers: tuple[str, ...] = ()
    note: str = ""
    cc: tuple[str, ...] = ()
    printer: Printer | None = None
    secrecy: Secrecy | None = None
    urgency: str = ""
    copy_no: str = ""
    attendance: tuple[tuple[str, tuple[str, ...]], ...] = ()
    title_lines: tuple[str, ...] = ()
    page_sign: str = ""
    warnings: tuple[str, ...] = ()


def chinese_date(day: date) -> str:
    """成文日期 in Arabic figures, month and day not padded (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
