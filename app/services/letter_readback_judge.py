"""What becomes of each old letter of a plan: what it lacks, what the store has already, what repeats or clashes.

Nothing is read or written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.documents.readback_model import OldLetter
from app.services.letter_readback_rows import FIELDS, date_of, number_of, registered
from app.services.letters import FORM
from app.services.session import Session


class What(StrEnum):
    """What becomes of a file."""

    NEW = "new"
    SAME = "same"
    TWICE = "twice"
    CLASH = "clash"
    FAULTY = "faulty"


LABELS: Mapping[What, str] = {
    What.NEW: "可以导入", What.SAME: "库里已有", What.TWICE: "选的文件里重复", What.CLASH: "字号冲突", What.FAULTY: "要补正",
}  # fmt: skip


@dataclass(slots=True)
class OldEntry:
    """One file. texts: the elements as they would be stored, by field; words: why it is not imported; notes: what to
    look at; match: the stored letter it is the same as or clashes with; chosen: to be imported if it can be."""

    path: Path
    sha256: str = ""
    size: int = 0
    letter: OldLetter | None = field(default=None, repr=False)
    kind: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    what: What = What.FAULTY
    words: str = ""
    notes: tuple[str, ...] = ()
    match: str = ""
    chosen: bool = True
    error: str = ""

    @property
    def taken(self) -> bool:
        """Whether apply would write it."""
        return self.chosen and self.what is What.NEW


@dataclass(slots=True)
class ReadPlan:
    """A whole import, not written yet. head: the end of the operation log it was made on."""

    entries: list[OldEntry]
    ground: Ground
    head: object

    def counts(self) -> dict[What, int]:
        """How many files become what."""
        found = Counter(e.what for e in self.entries)
        return {what: found.get(what, 0) for what in What}


@dataclass(slots=True)
class Ground:
    """What the store held when the plan was made. numbers: letter by (series, year, n); titled: letters by (day, title)."""

    numbers: dict[tuple[str, int, int], str]
    titled: dict[tuple[str, str], str]
    files: set[str] = field(default_factory=set)


def judge(session: Session, found: ReadPlan) -> None:
    """Say of each entry what becomes of it, in the order of the files."""
    taken: dict[object, OldEntry] = {}
    own = session.unit_name()
    today = session.clock.today().isoformat()
    for entry in found.entries:
        entry.match, entry.notes = "", _notes(entry, own, today)
        entry.what, entry.words = _faults(session, entry) or _stored(entry, found.ground) or _repeated(entry, taken) or (What.NEW, "")
        if entry.what is What.NEW and entry.chosen:
            taken |= dict.fromkeys(_keys(entry), entry)


def _faults(session: Session, entry: OldEntry) -> tuple[What, str] | None:
    if entry.letter is None:
        return What.FAULTY, entry.error
    lacks = [FIELDS[name] for name in ("title", "date", "issuers") if not entry.texts[name]]
    if lacks:
        return What.FAULTY, f"没有认出{'、'.join(lacks)}，请补上。"
    if date_of(entry.texts["date"]) is None:
        return What.FAULTY, "成文日期写得不对，请写成 2026-03-05。"
    if entry.texts["number"] and number_of(entry.texts["number"]) is None:
        return What.FAULTY, "发文字号写得不对，请写成“某纪建〔2026〕1号”，没有就空着。"
    form = session.catalog.letters.get(entry.kind)
    if form is None:
        return What.FAULTY, "看不出是哪一种文书，请选定。"
    return None if session.can("create", FORM, entry.kind) else (What.FAULTY, "您的账号不能添加这种文书。")


def _stored(entry: OldEntry, ground: Ground) -> tuple[What, str] | None:
    if entry.sha256 in ground.files:
        return What.SAME, "这份文件已经在库里。"
    number, same = number_of(entry.texts["number"]), ground.titled.get((entry.texts["date"], entry.texts["title"]), "")
    if number is not None and registered(number):
        entry.match = ground.numbers.get((number.series, number.year, number.n), "")
        if entry.match:
            alike = entry.match == same
            return (What.SAME, "登记簿里已有这一件。") if alike else (What.CLASH, f"登记簿里 {number.shown} 已经给了另一件，请核对。")
        return None
    if same:
        entry.match = same
        return What.SAME, "库里已有日期、标题相同的一件。"
    return None


def _keys(entry: OldEntry) -> list[object]:
    number = number_of(entry.texts["number"])
    keys: list[object] = [entry.sha256]
    if number is not None and registered(number):
        return [*keys, (number.series, number.year, number.n)]
    return [*keys, (entry.texts["date"], entry.texts["title"], entry.texts["to"], entry.texts["number"])]


def _repeated(entry: OldEntry, taken: Mapping[object, OldEntry]) -> tuple[What, str] | None:
    first = next((taken[key] for key in _keys(entry) if key in taken), None)
    if first is None:
        return None
    alike = all(first.texts[name] == entry.texts[name] for name in ("title", "date"))
    if alike:
        return What.TWICE, f"与“{first.path.name}”是同一件。"
    return What.CLASH, f"与“{first.path.name}”的字号相同，内容不同，请核对。"


def _notes(entry: OldEntry, own: str, today: str) -> tuple[str, ...]:
    if entry.letter is None:
        return ()
    found = list(entry.letter.doubts)
    if entry.texts["issuers"] and own not in entry.texts["issuers"]:
        found.append("发文机关不是本单位的名称，请核对是不是收到的文件。")
    if entry.texts["date"] > today:
        found.append("成文日期在今天以后。")
    if entry.texts["number"] and (number := number_of(entry.texts["number"])) is not None and not registered(number):
        found.append("字号没有机关代字或者年份，只记在文书里，不进登记簿。")
    return tuple(found)
