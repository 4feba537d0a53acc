"""What was recognised in an old letter: each element with how sure it is and where it stood.

Nothing here reads files or decides what an element is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.documents.model import Paragraph, Table

T = TypeVar("T")
SURE = 0.9  # at least this: shown as recognised; under it the person is asked to look


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An element. sure: 0 (a guess) to 1; where: part and paragraph of the file in Chinese; text: as it was written."""

    value: T
    sure: float
    where: str
    text: str

    @property
    def doubtful(self) -> bool:
        """Whether a person should look before it is taken."""
        return self.sure < SURE


@dataclass(frozen=True, slots=True)
class OldNumber:
    """发文字号. series and year are empty for numbers without them (第31期); shown: as it is to stand in the register."""

    series: str
    year: int
    n: int
    shown: str


@dataclass(frozen=True, slots=True)
class OldAttachment:
    """An attachment: its name and, where it stands in the same file, its text."""

    title: str
    body: tuple[Paragraph | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line of the file as it looks. size in points; where: as Found.where; table: it stands in a drawn table."""

    text: str
    align: str = "left"
    size: float = 10.5
    red: bool = False
    indent: bool = False
    where: str = ""
    table: bool = False


@dataclass(slots=True)
class OldLetter:
    """Everything that was recognised; None or empty where nothing was. page: the whole text as it looks, for reading beside.

    format: general, letter, order, minutes or plain; why: by element a sentence why a person should look at it; left: what of
    the file is no text and so stays in the original only, in words.
    """

    format: str = "plain"
    number: Found[OldNumber] | None = None
    date: Found[dt.date] | None = None
    title: Found[str] | None = None
    issuers: Found[tuple[str, ...]] | None = None
    to: Found[tuple[str, ...]] | None = None
    cc: Found[tuple[str, ...]] | None = None
    signers: Found[tuple[str, ...]] | None = None
    secrecy: Found[tuple[str, str]] | None = None
    urgency: Found[str] | None = None
    copy_no: Found[str] | None = None
    note: Found[str] | None = None
    printer: Found[tuple[str, dt.date | None]] | None = None
    attendance: dict[str, tuple[str, ...]] = field(default_factory=dict)
    body: list[Paragraph | Table] = field(default_factory=list)
    attachments: list[OldAttachment] = field(default_factory=list)
    mark: str = ""
    page: list[OldLine] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)
    left: str = ""

    @property
    def doubts(self) -> list[str]:
        """The sentences about what a person should look at."""
        return list(self.why.values())

    @property
    def lines(self) -> list[str]:
        """The text of the file without its tables, a line each."""
        return [one.text for one in self.page if not one.table]
