"""One person's dossier: entries by kind, what each rests on, what was cleared, which kinds have entries. Nobody is scored.

Entries are only ever added. A clarification is shown at the entry it clears, a correction at the one it corrects.
Completeness says 有 or 未见 for each kind, never a number that stands for a person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents.printout import SheetColumn, TextSheet
from app.domain.duties.results import SET_ASIDE
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services import people
from app.services.appeals import appeal_of
from app.services.dossier_proposals import PAGE, SOURCE, Proposal, proposals
from app.services.effect_periods import Counting, EffectPeriod
from app.services.list_export import export_table
from app.services.outgoing import guard
from app.services.people import PersonRow
from app.services.prints import Paper, printed
from app.services.record_body import as_list
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.sheets.writing import SheetField
from app.store import listing, queries
from app.store.database import Connection

KINDS = "dossier_entry_kind"
CHANGE_EVENT = "event.personnel_change"
MUST = ("dossier.promotion", "dossier.transfer", "dossier.econ_audit", "dossier.org_measure", "dossier.discipline")
MOST = 5000
EXPORTED = (
    ("日期", 12), ("种类", 20), ("标题", 30), ("依据文号", 18), ("摘要", 40), ("本人意见", 24), ("本人附注", 24), ("申诉及结果", 18),
    ("来源记录", 36), ("已澄清", 24), ("状态", 10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """Another record beside an entry: a source, a clarification, a correction. form: empty when it may not be seen."""

    id: str
    form: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. own_note: the person's own words; appealed: how far an appeal is, against the
    entry or what it rests on; effect: the period of a sanction as it stands today, none once it is cleared or corrected; cleared, corrected: later entries that speak of this one."""

    id: str
    kind: str
    kind_label: str
    date: str
    title: str
    basis: str
    summary: str
    own_note: str
    own_statement: str
    appeal: str
    appealed: str
    effect: EffectPeriod | None
    state_label: str
    tone: str
    filed: bool
    source: Link | None
    clears: tuple[Link, ...]
    cleared: tuple[Link, ...]
    corrects: Link | None
    corrected: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All entries of a kind, the latest first."""

    kind: str
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether a kind has entries. must: one of the five things that have to be entered when they happen;
    events: how many such happenings are registered; word: 有, 未见, or that no such thing is registered."""

    kind: str
    label: str
    count: int
    must: bool
    events: int
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person's dossier as a page or a print shows it. groups: every kind, also the empty ones."""

    person: PersonRow
    groups: tuple[Group, ...]
    seen: tuple[Seen, ...]
    waiting: tuple[Proposal, ...]

    @property
    def entries(self) -> list[Entry]:
        """All entries, the latest first."""
        return sorted((e for g in self.groups for e in g.entries), key=lambda e: (e.date, e.id), reverse=True)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a line in the register of dossiers. last: the day of the latest entry; waiting: proposals."""

    person: PersonRow
    entries: int
    last: str
    waiting: int


def may_see(session: Session) -> bool:
    """Whether the account may see dossiers."""
    return bool(_forms(session))


def _forms(session: Session, action: str = "view") -> tuple[str, ...]:
    return tuple(f.id for f in session.catalog.records.on_page(PAGE) if session.can(action, f.id))


def _require(session: Session, action: str = "view") -> tuple[str, ...]:
    forms = _forms(session, action)
    if not forms:
        session.require(action, session.catalog.records.on_page(PAGE)[0].id)
    return forms


def holders(session: Session) -> list[Holder]:
    """Everybody of the register with what their dossier holds; people in office first. Raises AppError NOT_ALLOWED."""
    forms = _require(session)
    with session.store.read() as conn:
        counted = queries.per_subject(conn, session.sight().only(forms))
    waiting: dict[str, int] = {}
    for one in proposals(session):
        waiting[one.person] = waiting.get(one.person, 0) + 1
    shown = people.people(session, include_left=True)
    if not any(session.sight().whole(f, session.form(f).kinds[0]) for f in forms):  # one's own alone
        shown = [p for p in shown if p.id in counted or p.id in session.persons]
    found = [Holder(p, *counted.get(p.id, (0, "")), waiting.get(p.id, 0)) for p in shown]
    return sorted(found, key=lambda h: (not h.person.current, not h.waiting, h.person.initials))


def dossier(session: Session, person_id: str) -> Dossier:
    """Read one dossier. Looking at it is logged. Raises AppError NOT_ALLOWED, NOT_FOUND."""
    forms = _require(session)
    person = next((p for p in people.people(session, include_left=True) if p.id == person_id), None)
    if person is None:
        raise AppError(ErrorCode.NOT_FOUND, "没有这位人员。")
    with session.store.read() as conn:
        entries = _entries(session, conn, forms, person_id)
        events = _events(session, conn, person_id)
    session.log("view", person_id)
    codes = session.catalog.vocab.get(KINDS).codes()
    others = tuple(dict.fromkeys(e.kind for e in entries if e.kind not in codes))
    groups = tuple(
        Group(code, session.catalog.vocab.short(code), tuple(e for e in entries if e.kind == code))
        for code in (*codes, *others)
    )
    waiting = tuple(proposals(session, person=person_id))
    return Dossier(person, groups, tuple(_seen(g, events.get(g.kind, 0)) for g in groups), waiting)


def _seen(group: Group, events: int) -> Seen:
    count, must = sum(e.filed for e in group.entries), group.kind in MUST
    if count:
        word, tone = "有", "good"
    elif must and not events:
        word, tone = "未登记这类事件", "muted"
    else:
        word, tone = "未见", "warn" if must else "muted"
    return Seen(group.kind, group.label, count, must, events, word, tone)


def _events(session: Session, conn: Connection, person: str) -> dict[str, int]:
    """How many registered happenings there are for each kind of entry they must lead to."""
    form = session.catalog.records.of_kind(CHANGE_EVENT)
    if form is None or not session.can("view", form.id):
        return {}
    query = listing.ListQuery(forms=(form.id,), kinds=(CHANGE_EVENT,), person=person)
    found: dict[str, int] = {}
    for row in queries.rows_by_rid(conn, listing.list_ids(conn, query, session.sight())):
        state = form.state(row.state)
        change = str(json.loads(row.body).get("change") or "")
        if change and state is not None and state.counts and row.state != SET_ASIDE:
            found[change] = found.get(change, 0) + 1
    return found


def _entries(session: Session, conn: Connection, forms: tuple[str, ...], person: str) -> list[Entry]:
    rids = listing.list_ids(conn, listing.ListQuery(forms=forms, person=person), session.sight(), MOST)
    rows = [(r, json.loads(r.body)) for r in queries.rows_by_rid(conn, rids) if r.subject == person]
    named = {str(i) for _r, body in rows for n in (SOURCE, "corrects", "clears") for i in as_list(body.get(n))}
    links = _links(session, conn, named)
    appeals = {i: appeal_of(json.loads(r.body)) for i, r in queries.rows_by_id(conn, named).items()}
    about = {str(r.id): (r, body) for r, body in rows}
    counting = Counting(session)
    return [
        _entry(session, r, body, links, about, appeal_of(body) or appeals.get(str(body.get(SOURCE)), ""), counting)
        for r, body in rows
    ]


def _links(session: Session, conn: Connection, ids: Iterable[str]) -> dict[str, Link]:
    """Records by id as links; of what the account may not see only that it is there, and not even that of closed ones."""
    rows = queries.rows_by_id(conn, ids)
    seen = {str(r.id) for r in session.sight().those(conn, rows.values())}
    found = {}
    for one, row in rows.items():
        if one in seen:
            kind = session.catalog.vocab.short(row.kind)
            found[one] = Link(one, row.form, " · ".join(t for t in (row.date or "", kind, row.title) if t))
        elif not session.secret(row):
            found[one] = Link(one, "", "来源记录不在您的查看范围内")
    return found


def _entry(
    session: Session, row: Any, body: Mapping[str, Any], links: Mapping[str, Link],
    about: Mapping[str, tuple[Any, Mapping[str, Any]]], appealed: str, counting: Counting,
) -> Entry:  # fmt: skip
    form = session.form(row.form)
    state = form.state(row.state)

    def speaking(name: str, counts: bool) -> tuple[Link, ...]:
        return tuple(
            Link(other, r.form, " · ".join(t for t in (r.date or "", str(b.get("method") or r.title)) if t))
            for other, (r, b) in about.items()
            if str(row.id) in [str(i) for i in as_list(b.get(name))] and (not counts or _counts(session, r))
        )

    def linked(name: str) -> tuple[Link, ...]:
        return tuple(links[str(i)] for i in as_list(body.get(name)) if str(i) in links)

    words = "；".join(str(body[n]) for n in ("summary", "result") if body.get(n))
    cleared, corrected = speaking("clears", True), speaking("corrects", True)
    effect = None if cleared or corrected else counting.of(row.kind, row.date or "", body, session.clock.today(), appealed)
    return Entry(
        id=row.id, kind=row.kind, kind_label=session.catalog.vocab.short(row.kind), date=row.date or "", title=row.title,
        basis=str(body.get("basis") or ""), summary=words, own_note=str(body.get("own_note") or ""),
        own_statement=str(body.get("own_statement") or ""), appeal=_appeal(body), appealed=appealed,
        effect=effect, state_label=state.label if state else row.state,
        tone=state.tone if state else "info", filed=bool(state and state.counts),
        source=next(iter(linked(SOURCE)), None), clears=linked("clears"), cleared=cleared,
        corrects=next(iter(linked("corrects")), None), corrected=corrected,
    )  # fmt: skip


def _appeal(body: Mapping[str, Any]) -> str:
    """What is written about an appeal: its day, its result, remarks."""
    day = f"{body['appealed_at']} 提出" if body.get("appealed_at") else ""
    return "；".join(str(t) for t in (day, body.get("appeal_result"), body.get("appeal")) if t)


def _counts(session: Session, row: Any) -> bool:
    state = session.form(row.form).state(row.state)
    return state is not None and state.counts


def dossier_pdf(session: Session, person_id: str, paper: Paper = Paper()) -> bytes:  # noqa: B008 - frozen
    """The dossier on paper: a catalogue of the kinds, then every entry in full. Logged.

    Raises AppError NOT_ALLOWED, NOT_FOUND.
    """
    _require(session, "print")
    found = dossier(session, person_id)
    filed = [g for g in found.groups if g.entries]
    numbers: dict[str, int] = {}
    for group in filed:
        for one in group.entries:
            numbers[one.id] = len(numbers) + 1
    catalogue = [f"{g.label}　{len(g.entries)} 条（第 {_span([numbers[e.id] for e in g.entries])} 条）" for g in filed]
    lacking = "、".join(s.label for s in found.seen if s.must and s.events and not s.count)
    paragraphs = ("目录", *(catalogue or ["还没有条目。"]), *([f"登记了事件、未见条目的：{lacking}。"] if lacking else []))
    rows = tuple((str(numbers[e.id]), e.date, f"{g.label}\n{e.basis}".strip(), words_of(e)) for g in filed for e in g.entries)
    sheet = TextSheet(
        title=f"{found.person.name} 廉政档案",
        subtitle=" · ".join(t for t in (found.person.titles, found.person.unit_label) if t),
        paragraphs=paragraphs, rows=rows, landscape=paper.wide,
        columns=(SheetColumn("序号", 0.5), SheetColumn("日期", 1), SheetColumn("种类、依据", 1.6), SheetColumn("内容", 4)),
    )  # fmt: skip
    pdf = printed(session, sheet, paper.purpose)
    session.log("print", person_id)
    return guard(session, pdf, _classes(session))


def wants_second(session: Session) -> bool:
    """Whether another person must stand by when a dossier goes out."""
    return bool(wanted(session, _classes(session)))


def _classes(session: Session) -> set[str]:
    return {c for f in session.catalog.records.on_page(PAGE) for c in f.classes}


def export(session: Session, person_id: str, path: Path, context: JobContext, second: Second | None = None) -> int:
    """Write the dossier as a table, a row an entry; how many. Logged. second: who stands by, where one is wanted.

    Raises AppError NOT_ALLOWED, NOT_FOUND; BAD_INPUT, WRONG_PASSWORD (the second person).
    """
    _require(session, "export")
    who = confirm_export(session, _classes(session), second)
    found = dossier(session, person_id)
    fields = [SheetField(label, width=wide) for label, wide in EXPORTED]
    rows = [
        (e.date, e.kind_label, e.title, e.basis, e.summary, e.own_statement, e.own_note, "；".join(t for t in (e.appealed, e.appeal) if t),
         e.source.text if e.source else "", "；".join(k.text for k in e.cleared), e.state_label)
        for e in found.entries
    ]  # fmt: skip
    return export_table(session, f"{found.person.name} 廉政档案", fields, rows, path, context, detail=f"{person_id} {who}".strip())


def _span(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}—{numbers[-1]}"


def words_of(one: Entry) -> str:
    """An entry in full, a line for each thing that is said."""
    lines = [one.title, one.summary]
    lines += [f"{label}：{text}" for label, text in (
        ("本人意见", one.own_statement), ("本人附注", one.own_note), ("申诉及结果", "；".join(t for t in (one.appealed, one.appeal) if t)),
        ("影响期", one.effect.words if one.effect else ""), ("影响期请核对", one.effect.note if one.effect else ""), ("来源", one.source.text if one.source else ""),
        ("更正的是", one.corrects.text if one.corrects else ""),
        ("澄清的是", "；".join(k.text for k in one.clears)), ("已澄清", "；".join(k.text for k in one.cleared)),
        ("已有更正", "；".join(k.text for k in one.corrected)), ("状态", "" if one.filed else one.state_label),
    ) if text]  # fmt: skip
    return "\n".join(dict.fromkeys(line for line in lines if line))
