"""Reading back: old letters into the store as one operation, after a person has looked at each.

A plan reads the files and writes nothing; `edit` and `choose` change it; `apply` backs up, then writes letters, their
originals and their numbers all or none. One undo takes it back. No number is made up: what a letter does not
say stays empty, gaps and repeats are for the register to show.
"""

from __future__ import annotations

import contextlib
import hashlib
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.body import References
from app.catalog.letters import LetterForm
from app.crypto.files import read_small
from app.documents.model import Paragraph
from app.documents.readback_child import Reader
from app.documents.readback_model import OldNumber
from app.documents.readback_open import MAX_FILE
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import backup, records
from app.services.attachments import safe_name
from app.services.intake_words import Directory
from app.services.letter_readback_judge import Ground, Held, OldEntry, ReadPlan, judge
from app.services.letter_readback_kinds import SURE, KindWords, blanks_of
from app.services.letter_readback_rows import (
    FIELDS,
    RIGHTS,
    body_of,
    date_of,
    number_of,
    registered,
    texts_of,
)
from app.services.letters import FORM
from app.services.numbers import LONGEST_TEXT, USED
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.sheets.values import UnreadableError
from app.store import blobs, changelog, queries
from app.store.adapters import Snapshot
from app.store.unit_of_work import UnitOfWork

STATE = "archived"
READING, WRITING = "正在读取", "正在写入"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What an import did. numbered: with a line in the register; left: files that were not imported."""

    letters: int
    numbered: int
    left: int

    def sentence(self) -> str:
        """For the message bar."""
        parts = [f"读入旧件 {self.letters} 件", f"登记发文字号 {self.numbered} 个"] + ([f"{self.left} 件没有导入"] if self.left else [])
        return "，".join(parts) + "。"


def plan(session: Session, paths: Sequence[Path], context: JobContext, kind: str = "") -> ReadPlan:
    """Read the files and say what would become of each. kind: of letters whose title does not tell it.

    Raises AppError NOT_ALLOWED; Cancelled.
    """
    _require(session)
    words = KindWords(session.catalog.letters.values())
    entries = []
    with Reader() as reader:
        for done, path in enumerate(paths):
            context.report(done, len(paths), READING)
            entries.append(_read(reader, path, words, kind))
    with session.store.read() as conn:
        made = ReadPlan(entries, _ground(session, conn, entries), changelog.head(conn))
    context.report(len(paths), len(paths), READING)
    judge(session, made)
    return made


def looked_at(paths: Sequence[Path], forms: Iterable[LetterForm]) -> Iterator[OldEntry]:
    """The files as they are read, without a store: nothing is compared, nothing kept."""
    words = KindWords(forms)
    with Reader() as reader:
        for path in paths:
            yield _read(reader, path, words, "")


def _require(session: Session) -> None:
    for right in RIGHTS:
        session.require(right, FORM)


def _read(reader: Reader, path: Path, words: KindWords, kind: str) -> OldEntry:
    """A file that cannot be read is an entry too, with the sentence that says why."""
    try:
        raw = _bytes(path)
        letter = reader.read(raw, path.name)
    except AppError as error:
        return OldEntry(path, texts=dict.fromkeys(FIELDS, ""), words=error.sentence(), failed=error)
    texts = texts_of(letter)
    told, sure = words.kind_of(texts["title"], letter.format, "\n".join(p.text for p in letter.body if isinstance(p, Paragraph)))
    return OldEntry(path, hashlib.sha256(raw).hexdigest(), len(raw), letter, told if told and (sure >= SURE or not kind) else kind, texts)


def _bytes(path: Path) -> bytes:
    """The file. Raises AppError TOO_LARGE before a larger one is read, FILE_ACCESS for what is no ordinary file, NOT_FOUND."""
    with contextlib.suppress(OSError, ValueError):
        if path.lstat().st_size > MAX_FILE:
            raise AppError(ErrorCode.TOO_LARGE, "这个文件太大，不像公文。", action="请核对是不是选错了文件。", where=path.name)
    return read_small(path, MAX_FILE)


def _ground(session: Session, conn: Any, entries: Sequence[OldEntry]) -> Ground:
    years = {number.year for e in entries if (number := number_of(e.texts["number"])) is not None}
    years |= {day.year for e in entries if (day := date_of(e.texts["date"])) is not None}
    numbers = dict(_held(n) for year in years for n in queries.numbers(conn, year))
    rows = queries.record_keys(conn, session.sight().only((FORM,)))
    files = {e.sha256 for e in entries if e.sha256 and queries.holding_file(conn, e.sha256, session.sight())}
    named = {str(r.id): f"{r.date}的“{r.title}”" for r in rows}
    return Ground(numbers, {(str(r.date), str(r.title)): str(r.id) for r in rows}, named, files)


def _held(n: Any) -> tuple[tuple[str, int, int], Held]:
    return (n.series, int(n.year), int(n.n)), Held(str(n.record or ""), str(n.state), str(n.holder or n.reason or ""))


def edit(session: Session, found: ReadPlan, at: int, texts: Mapping[str, str], kind: str | None = None) -> None:
    """Take what a person says instead of what was recognised, and judge all entries anew.

    texts: by field of FIELDS. Raises AppError BAD_INPUT (no such field), NOT_FOUND (no such kind).
    """
    entry = found.entries[at]
    unknown = [name for name in texts if name not in FIELDS]
    if unknown:
        raise AppError(ErrorCode.BAD_INPUT, "没有这一项。", where=unknown[0][:40])
    if kind is not None and kind and kind not in session.catalog.letters:
        raise AppError(ErrorCode.NOT_FOUND, "没有这种文书。", where="种类")
    entry.texts |= {name: text.strip() for name, text in texts.items()}
    entry.touched |= set(texts)
    entry.kind = entry.kind if kind is None else kind
    number = number_of(entry.texts["number"])
    if number is not None:
        entry.texts["number"] = number.shown
        with session.store.read() as conn:
            found.ground.numbers |= dict(_held(n) for n in queries.numbers(conn, number.year, number.series))
    judge(session, found)


def choose(session: Session, found: ReadPlan, chosen: Mapping[int, bool]) -> None:
    """Take files or leave them out, by their place; judges all entries anew."""
    for at, taken in chosen.items():
        found.entries[at].chosen = taken
    judge(session, found)


def confirm(found: ReadPlan, at: int, seen: bool = True) -> None:
    """Remember that a person has looked at all of a letter: it is not shown as doubtful any more."""
    found.entries[at].seen = seen


def repeat(session: Session, found: ReadPlan, at: int, reason: str) -> None:
    """Let a letter in whose number another letter has: its text keeps the number, the register's line stays the other's and
    says so with the reason. An empty reason takes that back. Judges all entries anew.

    Raises AppError BAD_INPUT (the reason is too long), BAD_STATE (its number is no other letter's).
    """
    words = " ".join(reason.split())
    if len(words) > LONGEST_TEXT:
        raise AppError(ErrorCode.BAD_INPUT, f"重号的原因不超过 {LONGEST_TEXT} 字。", where="原因")
    if words and not found.entries[at].repeats:
        raise AppError(ErrorCode.BAD_STATE, "这一件的字号没有和别的文书重复。", where=found.entries[at].path.name)
    found.entries[at].reason = words
    judge(session, found)


def refusal(found: ReadPlan) -> AppError | None:
    """Why nothing can be imported as it is, or None."""
    return None if any(e.taken for e in found.entries) else AppError(ErrorCode.BAD_INPUT, "没有可以导入的文件。", action="请看每一件后面的原因。")


def apply(session: Session, found: ReadPlan, context: JobContext) -> OpResult[ReadReport]:
    """Write the chosen letters as one operation that one undo takes back. Cancelling leaves nothing.

    Raises AppError BAD_INPUT, NOT_ALLOWED, STALE (store or a file changed since), DISK_FULL, FILE_ACCESS; Cancelled.
    """
    refused = refusal(found)
    if refused is not None:
        raise refused
    _require(session)
    entries = [e for e in found.entries if e.taken]
    backup.before(session, "import", context)
    directory = Directory(session)
    touched, label = Touched(), f"读入旧件 {len(entries)} 件"
    with session.change("letter.readback", label, touched, [FORM]) as uow:
        if changelog.head(uow.conn) != found.head:
            raise AppError(ErrorCode.STALE, "预览之后库里又有改动。", action="请重新读取，再导入。")
        numbered = _write(session, uow, entries, directory, context)
    session.log("letter.readback", str(len(entries)), uow.committed.id if uow.committed else None)
    return session.result(ReadReport(len(entries), numbered, len(found.entries) - len(entries)), touched, label)


def _write(session: Session, uow: UnitOfWork, entries: Sequence[OldEntry], directory: Directory, context: JobContext) -> int:
    rows: list[tuple[str, Snapshot]] = []
    numbers: list[tuple[OldNumber, str]] = []
    repeated: list[tuple[OldNumber, OldEntry]] = []
    for done, entry in enumerate(entries):
        context.report(done, len(entries), WRITING)
        record_id = new_id("r")
        rows.append((record_id, _snapshot(session, uow, entry, directory)))
        number = number_of(entry.texts["number"])
        if number is not None and registered(number):
            if entry.repeats:
                repeated.append((number, entry))
            else:
                numbers.append((number, record_id))
    uow.add("record", rows)
    for number, record_id in numbers:
        uow.put("number", _line(number), {
            "series": number.series, "year": number.year, "n": number.n, "record": record_id, "state": USED,
            "at": session.stamp(), "reason": "",
        })  # fmt: skip
    for number, entry in repeated:
        line = uow.get("number", _line(number))
        if line is not None:
            words = f"重号：{entry.texts['date']}“{entry.texts['title']}”也用这个号（{entry.reason}）"
            uow.put("number", _line(number), {**line, "reason": "；".join(filter(None, (str(line["reason"]), words)))})
    context.report(len(entries), len(entries), WRITING)
    return len(numbers)


def _line(number: OldNumber) -> str:
    return f"{number.series}:{number.year}:{number.n}"


def _snapshot(session: Session, uow: UnitOfWork, entry: OldEntry, directory: Directory) -> Snapshot:
    raw = _bytes(entry.path)
    if hashlib.sha256(raw).hexdigest() != entry.sha256 or entry.letter is None:
        raise AppError(ErrorCode.STALE, "文件在读取之后改过。", action="请重新读取，再导入。", where=entry.path.name)
    media = mimetypes.guess_type(entry.path.name)[0] or "application/octet-stream"
    file = {"sha256": blobs.put(uow.conn, raw, media), "name": safe_name(entry.path.name), "size": len(raw), "media": media}
    body = body_of(entry.letter, entry.texts, file, _known(directory, entry.texts["issuers"], units=True), _known(directory, entry.texts["to"]))
    body |= _blanks(session, entry)
    if entry.repeats:
        body["remark"] += f"字号与另一件重复：{entry.reason}"
    number = body.pop("number", "")
    try:
        return records.checked(
            session, session.form(FORM), entry.kind, body, None,
            lambda _body: References(directory.has_person, directory.has_unit, lambda _id: False), directory.named,
            state=STATE, issued={"number": number} if number else None,
        )  # fmt: skip
    except AppError as error:  # of which of the many files it is
        raise AppError(error.code, error.message, action=error.action, where=f"{entry.path.name} {error.where}".strip()) from error


def _blanks(session: Session, entry: OldEntry) -> dict[str, Any]:
    """事由 and 文种 of a kind that has them as values of its own."""
    found = blanks_of(session.catalog.letters[entry.kind], entry.texts["title"])
    return {"values": [{"id": new_id("w"), "key": name, "value": text} for name, text in found.items()]} if found else {}


def _known(directory: Directory, text: str, *, units: bool = False) -> str:
    """The unit that issued, or the person it is to, when the directory knows exactly one; else nothing is guessed."""
    try:
        if units:
            return directory.unit(text.split("、")[0]) if text else ""
        name = text.removesuffix("同志")
        return directory.person(name) if name and name != text and directory.knows(name, units=False) else ""
    except UnreadableError:
        return ""
