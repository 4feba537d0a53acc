"""The duty board and the answer to "why": duty, article, who and when, evidence, gap, next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.duties.model import DutyDef
from app.domain.duties.parts import BETWEEN
from app.domain.duties.results import DutyState, Result
from app.domain.errors import AppError, ErrorCode
from app.services import duty_settings
from app.services.duty_filter import EVERYTHING, DutyFilter
from app.services.duty_ground import Ground, events, ground, only_tenure, record_of
from app.services.duty_spans import Span
from app.services.duty_words import (
    GAPS,
    STATE_LABELS,
    TIERS,
    TONES,
    cell_text,
    period_label,
    short_period,
)
from app.services.evaluation import evaluation, selectors
from app.services.judgements import Judgement, judgement
from app.services.lists import Row, display_rows
from app.services.session import Session
from app.services.standing import Evaluation
from app.store import queries

YEAR_LENGTH = 4
FALLBACK_LETTERS = ("letter.reminder", "letter.supervise_urge")


@dataclass(frozen=True, slots=True)
class DutyCell:
    """One duty for one subject in one period. due: ISO day or empty.

    record: the record judged, where each record has a row of its own (次序、禁止、要素).
    """

    duty: str
    period: str
    period_label: str
    subject: str
    subject_label: str
    state: str
    state_label: str
    tone: str
    text: str
    count: int
    need: int
    due: str
    label: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A line of the board: a duty and a subject with its cells in order of time.

    spans: the days of the year each cell covers; tier: who bears it; document: the short title of its source;
    people: ids of whom it is about and who bear it; source: document and article as paper has room for.
    """

    duty: str
    label: str
    sub: str
    article: str
    cells: tuple[DutyCell, ...]
    spans: tuple[Span, ...]
    tier: str = ""
    document: str = ""
    people: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a year.

    counts: cells by state before the filter by state; packs: titles of the documents that are switched on, by id.
    """

    year: int
    rows: tuple[BoardRow, ...]
    counts: Mapping[str, int]
    packs: Mapping[str, str]

    @property
    def pack_label(self) -> str:
        """The documents in one phrase."""
        names = list(dict.fromkeys(self.packs.values()))
        return f"{names[0]} 等 {len(names)} 份文件" if len(names) > 1 else "".join(names)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a cell says what it says, and what can be done. near: (row, why it does not count).

    judged: what two people signed about it, with what was signed before. rule_text: the rule in words, as it held
    in the year of the cell.
    """

    cell: DutyCell
    title: str
    duty_text: str
    article_text: str
    subject_period: str
    records: tuple[Row, ...]
    near: tuple[tuple[Row, str], ...]
    missing: tuple[str, ...]
    next_step: str
    note: str
    letters: tuple[tuple[str, str], ...]
    record_forms: tuple[tuple[str, str, str], ...]
    can_approve: bool
    judged: Judgement | None = None
    rule_text: str = ""


def board(session: Session, year: int, chosen: DutyFilter = EVERYTHING) -> Board:
    """All judged duties of a year that the filter leaves, by duty and subject, in the order of those who bear them."""
    read = ground(session, year)
    found = read.found
    grouped: dict[tuple[str, str], list[Result]] = {}
    for result in found.results:
        if read.fits(chosen, result):
            grouped.setdefault((result.duty, result.subject), []).append(result)
    counts: dict[str, int] = {}
    rows = []
    for key, results in sorted(grouped.items(), key=lambda pair: _order(found, pair[0][0], pair[1])):
        if only_tenure(found, key[1], results):
            continue
        for one in results:
            counts[one.state.value] = counts.get(one.state.value, 0) + 1
        shown = [r for r in results if not chosen.states or r.state.value in chosen.states]
        if shown:
            rows.append(board_row(read, shown))
    packs = {d.document: d.document_short or d.document_title for d in found.duties.values()}
    return Board(year, tuple(rows), counts, packs)


def _order(found: Evaluation, duty: str, results: Sequence[Result]) -> tuple[int, int]:
    """By who bears it; within, quarterly rows first, then half-years, years, the rest; stable within."""
    tiers = [*TIERS, ""]
    tier = tiers.index(found.duties[duty].tier)
    period = results[0].period
    return tier, 0 if "Q" in period[4:6] else 1 if "H" in period[4:6] else 2 if len(period) == YEAR_LENGTH else 3


def board_row(read: Ground, results: Sequence[Result]) -> BoardRow:
    """The results of one duty and subject as a line."""
    duty = read.found.duties[results[0].duty]
    spans = tuple(read.span(r) for r in results)
    cells = tuple(cell(read.found, read.titles, r) for r in results)
    short = duty.document_short or duty.document_title
    return BoardRow(
        duty.id, duty.label, read.sub(results[0]), article(duty), cells, spans, duty.tier, short, read.people(results[0]),
        short_article(duty),
    )  # fmt: skip


def cell(found: Evaluation, titles: Mapping[str, str], result: Result) -> DutyCell:
    """A result as the window shows it."""
    record = record_of(found.duties[result.duty], result)
    return DutyCell(
        duty=result.duty,
        period=result.period,
        period_label=titles.get(record, "") or short_period(result.period, titles),
        subject=result.subject,
        subject_label=found.names.get(result.subject) or titles.get(result.subject, ""),
        state=result.state.value,
        state_label=STATE_LABELS[result.state],
        tone=TONES[result.state],
        text=cell_text(result),
        count=result.count,
        need=result.need,
        due=result.due.isoformat() if result.due else "",
        label=found.duties[result.duty].label,
        record=record,
    )


def article(duty: DutyDef) -> str:
    """Document and article as cited."""
    return f"{duty.document_title} {duty.article}"


def short_article(duty: DutyDef) -> str:
    """Document and article as lists show them."""
    return f"{duty.document_short or duty.document_title} {duty.article}"


def event_titles(session: Session, found: Evaluation) -> dict[str, str]:
    """Titles of the records that stand as periods of rows, or as what a row is about, by id."""
    return {i: one.title for i, one in events(session, found).items()}


def person_cells(session: Session, person: str) -> list[DutyCell]:
    """What is judged of one person this year."""
    read = ground(session, session.clock.today().year)
    chosen = DutyFilter(person=person)
    return [cell(read.found, read.titles, r) for r in read.found.results if read.fits(chosen, r)]


def cells_of_record(session: Session, record_id: str) -> list[DutyCell]:
    """The rows a record counts in, or that judge it."""
    found = evaluation(session)
    results = [r for r in found.results if record_id in r.records]
    if not results:
        return []
    titles = event_titles(session, found)
    return [cell(found, titles, r) for r in results]


def explain(session: Session, duty: str, period: str, subject: str, record: str = "") -> Explanation:
    """Everything behind one cell; without `record`, the row that most needs a look.

    Raises AppError NOT_FOUND, NOT_ALLOWED.
    """
    found = evaluation(session, _first_year(session, period))
    result = found.find(duty, period, subject, record)
    if result is None:
        raise AppError(ErrorCode.NOT_FOUND, "这一格现在没有结果。", action="请刷新履责清单。")
    year = int(period[:4]) if period[:4].isdigit() else found.as_of.year
    definition = session.catalog.duties.in_year(year).get(duty) or found.duties[duty]
    titles = event_titles(session, found)
    shown = cell(found, titles, result)
    rows = _rows(session, [*result.records, *(n.record for n in result.near)])
    judged = judgement(session, definition, period, subject, record_of(definition, result))
    signed = judged is not None and judged.now is not None
    who = shown.subject_label
    gap = result.state in GAPS
    return Explanation(
        cell=shown,
        title=f"为什么是“{shown.state_label}”",
        duty_text=definition.summary or definition.label,
        article_text=article(definition),
        rule_text=duty_settings.rule_words(session, definition, year),
        subject_period=" · ".join(t for t in (who, period_label(period, titles)) if t),
        records=tuple(rows[i] for i in result.records if i in rows),
        near=tuple((rows[n.record], n.reason) for n in result.near if n.record in rows),
        missing=tuple(name_of(session, found, code) for code in result.missing),
        next_step=next_step(result),
        note=result.note,
        letters=letter_kinds(session, definition) if gap or result.state is DutyState.UNDETERMINED else (),
        record_forms=record_forms(session, definition),
        can_approve=(signed or result.state not in (DutyState.MET, DutyState.EXEMPT)) and session.can("approve"),
        judged=judged,
    )


def _first_year(session: Session, period: str) -> int | None:
    """The year an evaluation must begin with to show a period: its own, or that of the event it stands for."""
    if period[:4].isdigit():
        return int(period[:4])
    with session.store.read() as conn:
        event = queries.named(conn, [period]).get(period)
    return int(event.date[:4]) if event is not None and event.date[:4].isdigit() else None


def _rows(session: Session, ids: Iterable[str]) -> dict[str, Row]:
    with session.store.read() as conn:
        found = queries.rows_by_id(conn, ids).values()
        return {r.id: r for r in display_rows(conn, session.catalog, found, session.sight())}


def name_of(session: Session, found: Evaluation, code: str) -> str:
    """A missing code in words: a person, a vocabulary label, a field's label."""
    if code in found.names:
        return found.names[code]
    if BETWEEN in code:
        return BETWEEN.join(name_of(session, found, part) for part in code.split(BETWEEN))
    if session.catalog.vocab.knows(code):
        return session.catalog.vocab.short(code)
    for form in session.catalog.records:
        definition = form.field(code)
        if definition is not None:
            return definition.label
    return code


def next_step(result: Result) -> str:
    """What a clerk does next, in one sentence."""
    due = f"（{result.due.isoformat()} 前）" if result.due else ""
    match result.state:
        case DutyState.MET | DutyState.MANUAL_MET | DutyState.EXEMPT:
            return "不需要再办。"
        case DutyState.DUE:
            return f"到期前登记相应的记录{due}。"
        case DutyState.PARTIAL | DutyState.OVERDUE:
            return "补登已发生的记录，或起草文书提醒；确不适用的，说明理由并由两人签批。"
        case DutyState.VIOLATED:
            return "核对记录是否准确；有误的更正，无误的起草文书，由领导批准后发出。"
        case DutyState.UNCONFIGURED:
            return "来源没有给出数值，请在“设置·职责”里填写本单位的参数。"
        case DutyState.UNDETERMINED:
            return "记录里缺少判定所需的内容，请补全。"
        case _:
            return "请由两人作出认定并附依据。"


def letter_kinds(session: Session, duty: DutyDef) -> tuple[tuple[str, str], ...]:
    """Letters that fit a gap: those the article names, else the general ones."""
    known = session.catalog.letters
    codes = [c for c in (duty.letters or FALLBACK_LETTERS) if c in known and not known[c].retired]
    return tuple((c, session.catalog.letters[c].label) for c in codes)


def record_forms(session: Session, duty: DutyDef) -> tuple[tuple[str, str, str], ...]:
    """What can be registered to fill the gap: (form, kind, label)."""
    found: list[tuple[str, str, str]] = []
    for selector in selectors(duty.rule):
        for kind in selector.kinds:
            form = session.catalog.records.of_kind(kind)
            item = (form.id, kind, session.catalog.vocab.short(kind)) if form is not None else None
            if item is not None and item not in found and session.can("create", item[0], item[1]):
                found.append(item)
    return tuple(found[:6])
