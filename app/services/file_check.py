"""体检 in the window: files from anywhere and letters of our own, what is looked at, what deviates and where.

Everybody who can open the office may examine a file: nothing of it is kept in the store. A letter of our own wants the
right to see it. Files are opened only in the limited process (letter_files). Does not belong here: the list on paper
(check_paper), the rules (app.documents.checking).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.profiles import Profile
from app.documents.checking.finding import Grade
from app.documents.model import Format
from app.documents.render import render_docx_bytes, render_pdf_bytes
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import letter_versions, letters, preferences, profiles, records
from app.services.check_topics import rules_off, topic_of
from app.services.letter_document import document
from app.services.letter_files import Examiner, read_file, write_copy
from app.services.session import Session

GRADES = tuple(grade.value for grade in Grade)
SHAPES = (("", "自动识别"), *((form.value, form.label) for form in Format if form is not Format.PLAIN))
SHAPE_LABELS = {form.value: form.label for form in Format}
MOST_FILES = 50
_GIVEN_LATER = ("缺发文字号",)  # a letter of our own gets its number after it is signed off
ENDINGS = (".docx", ".docm", ".pdf")


@dataclass(frozen=True, slots=True)
class Choice:
    """What one person has the examination look at. off: rules and topics switched off; profile: code of a layout;
    shape: format, empty when it is recognised."""

    off: frozenset[str] = frozenset()
    profile: str = profiles.DEFAULT
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What is examined: a file, or a letter of our own as docx or PDF (form)."""

    name: str
    path: Path | None = None
    letter: str = ""
    form: str = ""


@dataclass(slots=True)
class Checked:
    """One examined file. error: why it could not be; report: as `lvze check --json`; pdf: pages to look at, of a docx
    drawn; places: number of a paragraph → page and mm; note: what is to be said of the pages; layout: judged by."""

    source: Source
    raw: bytes = b""
    error: AppError | None = None
    report: Mapping[str, Any] = field(default_factory=dict)
    pdf: bytes = b""
    places: Mapping[int, Sequence[tuple[int, Sequence[float]]]] = field(default_factory=dict)
    note: str = ""
    layout: str = ""

    @property
    def is_docx(self) -> bool:
        """Whether it is a Word document, which can be corrected."""
        return self.raw.startswith(b"PK")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deviation is. page: of the pages shown, from 1; rect: mm from its top left, empty for the whole page."""

    page: int
    rect: tuple[float, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One deviation as the list shows it. number: in the list and at its marks; topic: code of its group."""

    number: int
    rule: str
    clause: str
    grade: str
    topic: str
    found: str
    expected: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected copy that is not yet written. changes: what was changed; left: what deviates still."""

    copy: bytes
    changes: tuple[Mapping[str, Any], ...]
    left: tuple[Mapping[str, Any], ...]


# --- choices ---------------------------------------------------------------------------------
def read_choice(session: Session) -> Choice:
    """What this person chose last; the standard and everything when nothing is kept."""
    try:
        kept = json.loads(preferences.get(session, preferences.CHECK) or "{}")
        off, profile, shape = kept.get("off", []), str(kept.get("profile", "")), str(kept.get("shape", ""))
        return Choice(frozenset(map(str, off)), profile or profiles.DEFAULT, shape if shape in dict(SHAPES) else "")
    except (ValueError, AttributeError, TypeError):
        return Choice()


def keep_choice(session: Session, choice: Choice) -> None:
    """Remember it for this person."""
    text = json.dumps({"off": sorted(choice.off), "profile": choice.profile, "shape": choice.shape}, ensure_ascii=False)
    preferences.put(session, preferences.CHECK, text)


def layouts(session: Session) -> list[tuple[str, str]]:
    """Codes and names of the layouts a file can be judged by: the standard, the shipped ones, the unit's own."""
    if session.business is None:
        return [(p.code, p.label) for p in (session.catalog.shipped or session.catalog).profiles.values()]
    return [(r.code, r.profile.label) for r in profiles.profiles(session)]


def _layout(session: Session, code: str) -> Profile:
    try:
        return profiles.find_profile(session.catalog, code)
    except AppError:  # an own layout that was removed since
        return profiles.default_profile(session.catalog)


# --- examining -------------------------------------------------------------------------------
def sources(paths: Iterable[Path]) -> list[Source]:
    """Files to examine, each once. Raises AppError BAD_INPUT (none), TOO_LARGE (too many)."""
    found = list(dict.fromkeys(path for path in paths if not path.is_dir()))
    if not found:
        raise AppError(ErrorCode.BAD_INPUT, "没有可以体检的文件。", action="请选 docx 或 PDF 文件，不是文件夹。")
    if len(found) > MOST_FILES:
        raise AppError(ErrorCode.TOO_LARGE, f"一次最多体检 {MOST_FILES} 个文件。", action="请分几次。")
    return [Source(path.name, path) for path in found]


def check(session: Session, source: Source, choice: Choice, context: JobContext) -> Checked:
    """Examine one file or letter. A file that cannot be examined comes back with its error; nothing is kept. Raises Cancelled."""
    made = Checked(source)
    try:
        layout = _letter_into(session, made) if source.letter else _layout(session, choice.profile)
        if source.path is not None:
            made.raw = read_file(source.path)
        made.layout = layout.label
        examiner = Examiner(layout, choice.shape or None, context.stopped)
        unnumbered = bool(source.letter) and not records.get(session, source.letter).body.get("number")
        made.report = examiner.check(made.raw, source.name, _GIVEN_LATER if unnumbered else ())
    except AppError as error:
        made.error = error
        made.raw = b""
        return made
    if made.is_docx:
        _draw(examiner, made)
    else:
        made.pdf = made.raw
    return made


def _letter_into(session: Session, made: Checked) -> Profile:
    """The bytes of a letter as they would be saved or were kept, and the layout it is set by."""
    source = made.source
    view = records.get(session, source.letter)
    if view.form != letters.FORM:
        raise AppError(ErrorCode.NOT_FOUND, "这条记录不是文书。")
    layout = profiles.letter_profile(session, view.kind, view)
    kept = letter_versions.latest(view.body, source.form)
    if kept:
        made.raw = letter_versions.read(session, view.body, kept[0])
    else:
        write = render_docx_bytes if source.form == "docx" else render_pdf_bytes
        made.raw = write(document(session, view.kind, view.body), layout)
    return layout


def _draw(examiner: Examiner, made: Checked) -> None:
    try:
        made.pdf, told = examiner.draw(made.raw, made.source.name)
    except AppError:
        made.note = "这个文件的版面绘不出来，不符之处见右边的清单。"
        return
    made.places = {int(number): places for number, places in told["places"].items()}
    made.note = "按文件里写的格式绘出，分页以 Word/WPS 打开为准" + (f"；只绘出前 {told['pages']} 页" if told["cut"] else "")


# --- findings --------------------------------------------------------------------------------
def findings(checked: Checked, off: frozenset[str] = frozenset()) -> list[Finding]:
    """What deviates, but for what is switched off: by grade, within a grade by place."""
    rows = []
    for told in checked.report.get("deviations", ()):
        topic = topic_of(told["rule"], told["topic"])
        if not off & {told["rule"], topic}:
            rows.append((told, topic, _places(checked, told)))
    rows.sort(key=lambda row: (GRADES.index(row[0]["grade"]), *_first(row[2])))
    return [
        Finding(number, d["rule"], d["clause"], d["grade"], topic, d["found"], d["expected"], places)
        for number, (d, topic, places) in enumerate(rows, 1)
    ]


def _first(places: Sequence[Place]) -> tuple[int, float]:
    first = places[0]
    return first.page, first.rect[1] if first.rect else 0.0


def _places(checked: Checked, told: Mapping[str, Any]) -> tuple[Place, ...]:
    found: list[Place] = []
    for spot in told["spots"]:
        words = _words(spot)
        if spot["rect"]:
            found.append(Place(spot["page"], tuple(spot["rect"]), words))
            continue
        by_page: dict[int, list[Sequence[float]]] = {}
        for page, rect in checked.places.get(spot["paragraph"], ()):
            by_page.setdefault(page, []).append(rect)
        found += [Place(page, _around(rects), words) for page, rects in by_page.items()]
        if not by_page:
            found.append(Place(max(spot["page"], 1), (), words))
    return tuple(found) or (Place(1, (), "全文"),)


def _around(rects: Sequence[Sequence[float]]) -> tuple[float, ...]:
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _words(spot: Mapping[str, Any]) -> str:
    """Where it is, in words: a docx does not tell its pages."""
    where = f"第 {spot['page']} 页" if spot["page"] else f"第 {spot['paragraph']} 段" if spot["paragraph"] else "全文"
    return where + (f"“{spot['start']}”" if spot["start"] else "")


def counts(rows: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each grade, every grade named."""
    found = Counter(row.grade for row in rows)
    return {grade: found[grade] for grade in GRADES}


def summary(checked: Checked, off: frozenset[str] = frozenset()) -> str:
    """One line for a list of files."""
    if checked.error is not None:
        return "没有体检"
    count = len(findings(checked, off))
    return f"{count} 处不符" if count else "未见不符"


# --- correcting ------------------------------------------------------------------------------
def correct(session: Session, checked: Checked, choice: Choice, context: JobContext) -> Corrected:
    """A corrected copy of a docx, not yet written; the original stays as it is, and so does in it what is switched off.

    Raises AppError UNSUPPORTED (a PDF, a letter of our own), TOO_LARGE, DAMAGED; Cancelled.
    """
    refused = why_not(checked)
    if refused:
        raise AppError(ErrorCode.UNSUPPORTED, refused)
    examiner = Examiner(_layout(session, choice.profile), choice.shape or None, context.stopped)
    seen = [(d["rule"], d["topic"]) for d in checked.report["deviations"]]
    copy, report = examiner.mend(checked.raw, checked.source.name, sorted(rules_off(choice.off, seen)))
    return Corrected(copy, tuple(report["changes"]), tuple(report["remaining"]))


def why_not(checked: Checked) -> str:
    """Why there can be no corrected copy; empty when there can."""
    if checked.source.letter:
        return "这是本单位的文书，请回到文书里修改，程序按版式方案重新排版。"
    if not checked.is_docx:
        return "PDF 里只有印好的版面，改不了格式。请在制作它的程序里改，或者用它的 Word 文件另存改正件。"
    return ""


def write_corrected(corrected: Corrected, out: Path) -> Path:
    """Write the copy; never over a file. Raises AppError BAD_INPUT, FILE_ACCESS."""
    path = out if out.suffix.lower() == ".docx" else out.with_name(f"{out.name}.docx")
    write_copy(corrected.copy, path)
    return path
