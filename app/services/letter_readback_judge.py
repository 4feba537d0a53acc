"""What becomes of each old letter of a plan: what it lacks, what the store has already, what repeats or clashes.

Nothing is read or written here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.documents.readback_model import OldLetter
from app.documents.readback_words import names
from app.domain.errors import AppError
from app.services.letter_readback_rows import FIELDS, date_of, number_of, registered
from app.services.letters import FORM
from app.services.numbers import OUTSIDE, RESERVED, VOID
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


_NAMED = re.compile(r"^(?:中国共产党|中共)|(?:机关)?(?:党组|党委|党工委|委员会|办公室|纪委|纪检监察组)+$")


@dataclass(slots=True)
class OldEntry:
    """One file. texts: the elements as they would be stored, by field; words: why it is not imported; notes: what to
    look at; match: the stored letter it is the same as or clashes with; chosen: to be imported if it can be; repeats: its
    number belongs to another letter; reason: why it may come in all the same, its number being that other letter's too;
    failed: why it could not be read; touched: fields a person has changed; seen: a person has looked at all of it; why: by field the reason to look at it."""

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
    failed: AppError | None = None
    repeats: bool = False
    reason: str = ""
    touched: set[str] = field(default_factory=set)
    seen: bool = False
    why: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> str:
        """Why it cannot be read, in words; empty when it can."""
        return self.failed.sentence() if self.failed is not None else ""

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it and has not said so yet."""
        return self.what is not What.NEW or (bool(self.notes) and not self.seen)

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


@dataclass(frozen=True, slots=True)
class Held:
    """A number of the register. record: the letter that has it, or empty; state: as in numbers; words: its holder or reason."""

    record: str
    state: str
    words: str = ""


@dataclass(slots=True)
class Ground:
    """What the store held when the plan was made. numbers: by (series, year, n); titled: letters by (day, title)."""

    numbers: dict[tuple[str, int, int], Held]
    titled: dict[tuple[str, str], str]
    named: dict[str, str] = field(default_factory=dict)  # by letter: its day and title
    files: set[str] = field(default_factory=set)


def judge(session: Session, found: ReadPlan) -> None:
    """Say of each entry what becomes of it, in the order of the files."""
    taken: dict[object, OldEntry] = {}
    own = session.unit_name()
    today = session.clock.today().isoformat()
    for entry in found.entries:
        entry.match, entry.repeats, entry.why = "", False, _why(entry, own, today)
        entry.notes = tuple(entry.why.values())
        entry.what, entry.words = _faults(session, entry) or _stored(entry, found.ground) or _repeated(entry, taken) or (What.NEW, "")
        if entry.repeats and entry.reason:
            entry.notes += (f"按重号导入：{entry.words}原因：{entry.reason}",)
            entry.what, entry.words = What.NEW, ""
        elif entry.what is What.NEW and entry.chosen:
            taken |= dict.fromkeys(_keys(entry), entry)


_LONGEST = {"title": 200, "number": 60}  # as the form of letters bounds them


def _faults(session: Session, entry: OldEntry) -> tuple[What, str] | None:
    if entry.letter is None:
        return What.FAULTY, entry.error
    long = [FIELDS[name] for name, most in _LONGEST.items() if len(entry.texts[name]) > most]
    if long:
        return What.FAULTY, f"{'、'.join(long)}太长，可能认错了，请改短。"
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
        held = ground.numbers.get((number.series, number.year, number.n))
        return _held(entry, held, number.shown, same, ground) if held is not None and held.state != OUTSIDE else None
    if same:
        entry.match = same
        return What.SAME, "库里已有日期、标题相同的一件。"
    return None


def _held(entry: OldEntry, held: Held, shown: str, same: str, ground: Ground) -> tuple[What, str]:
    """What it means that the register has the number; one given out on paper before waits for its letter."""
    entry.match = held.record
    if held.record and held.record == same:
        return What.SAME, "登记簿里已有这一件。"
    if held.state == RESERVED:
        return What.CLASH, f"登记簿里 {shown} 预留给{held.words}，请核对。"
    if held.state == VOID and not held.record:
        return What.CLASH, f"登记簿里 {shown} 已经作废（{held.words}），请核对。"
    entry.repeats = True
    return What.CLASH, f"登记簿里 {shown} 已经给了{ground.named.get(held.record, '另一件')}，请核对。"


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
    entry.repeats = first.sha256 != entry.sha256
    return What.CLASH, f"与“{first.path.name}”的字号相同，内容不同，请核对。"


def _why(entry: OldEntry, own: str, today: str) -> dict[str, str]:
    """By field the reason to look at it; what a person has changed is not doubted for how it was read."""
    if entry.letter is None:
        return {}
    found = {name: words for name, words in entry.letter.why.items() if name not in entry.touched}
    number, day = number_of(entry.texts["number"]), date_of(entry.texts["date"])
    if entry.texts["issuers"] and not any(_of_own(one, own) for one in names(entry.texts["issuers"])):
        found["issuers"] = "发文机关不是本单位。收到的文件不要导入：导入的都按本单位发文登记；收到的决策部署请登记到“指示批示和决策部署”台账。"
    if entry.texts["date"] > today:
        found["date"] = "成文日期在今天以后。"
    if number is not None and number.year and day is not None and number.year != day.year:
        found["number"] = "发文字号的年份和成文日期的年份不同。"
    if number is not None and not registered(number):
        found["number"] = "字号没有机关代字或者年份，只记在文书里，不进登记簿。"
    return found


def _of_own(issuer: str, own: str) -> bool:
    """Whether an issuer is the own unit under another of its names: 党组, 党委, 办公室, an older or shorter one."""
    a, b = (_NAMED.sub("", name) for name in (issuer, own))
    return bool(a and b) and (a in b or b in a)
