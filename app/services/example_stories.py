"""Stories of the synthetic office: at least one record of every kind, linked as in a real office.

The texts stand in resources/example/*.jsonl, one record a line: `k` kind, `d` day (MM-DD) or `o` days from today,
`s` state (else the one that settles it), `w` the steps it came by, each with its days from today, `id` a name that later lines may link as `#id`; everything else is a field of
the form. `@p` and the like are parts of the cast, `{y}` and `{py}` the year and the one before, days of date fields are
written MM-DD. A kind that no line tells of takes the examples of its form, so that forms added as data are there too.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.catalog.places import resources_dir
from app.catalog.records import FieldDef, FieldType, RecordForm, RecordForms
from app.domain.ids import new_id
from app.services.example_cast import Cast, Planned

STORIES, RECENT, FLOWS = "stories", "recent", ("flows_a", "flows_b")
LETTER = "letter"
YEAR = re.compile(r"20[0-9]{2}")
SAMPLE = re.compile(r"[pquvr][0-9]{1,2}")
SAMPLE_PARTS = {
    "p1": "@p", "p2": "@m0", "p3": "@m1", "p4": "@m2", "p5": "@m3", "p6": "@d", "p7": "@h0", "p8": "@h1", "p9": "@h2",
    "q1": "@q0", "q2": "@q1", "q3": "@q2", "u1": "@u", "v1": "@l0", "v2": "@l1",
}  # fmt: skip
TEAM = "@team"


def stories(cast: Cast, forms: RecordForms, year: int, until: dt.date, usual: Iterable[Planned]) -> list[Planned]:
    """Records in a year, not after `until`, in the order in which they link each other.

    With what is planned anyway (usual) there is then one of every kind, and one in every state of a form.
    """
    told = _Teller(cast, forms, year, until)
    before = [p for p in usual if str(p.body["date"])[:4] == f"{year:04d}"]
    planned = list(told.tell(_lines(STORIES)))
    known = {p.kind for p in [*before, *planned]}
    planned += [p for form in forms if form.id != LETTER for p in told.samples(form, known)]
    have = {(p.form, p.state) for p in [*before, *planned]}
    planned += [p for form in forms if form.id != LETTER for p in told.other_states(form, have)]
    return [p for p in planned if str(p.body.get("date", "")) <= until.isoformat()]


def recent(cast: Cast, forms: RecordForms, today: dt.date) -> list[Planned]:
    """What happened in the last weeks and is planned for the next: what is not yet due, whatever day it is."""
    return list(_Teller(cast, forms, today.year, dt.date.max).tell(_lines(RECENT), today))


def flows(cast: Cast, forms: RecordForms, today: dt.date) -> list[Planned]:
    """Matters of every workflow: one that has come to its end and one on its way, whatever day it is."""
    teller = _Teller(cast, forms, today.year, dt.date.max)
    return [planned for name in FLOWS for planned in teller.tell(_lines(name), today)]


def _lines(name: str) -> list[dict[str, Any]]:
    text = (resources_dir() / "example" / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def settled_state(form: RecordForm, kind: str) -> str:
    """The state in which a record of this kind is finished: the first locked one that counts, else where it begins."""
    mine = [s for s in form.states if s.counts and (not s.kinds or kind in s.kinds)]
    start = form.initial_for(kind)
    return next((s.code for s in mine if s.locked), next((s.code for s in mine if s.code != start), start))


def _reached(form: RecordForm, walked: Sequence[tuple[str, str]]) -> str:
    """The state to which the last step led; empty without steps."""
    return next((t.target for step, _day in walked[-1:] for t in form.transitions if t.id == step), "")


class _Teller:
    def __init__(self, cast: Cast, forms: RecordForms, year: int, until: dt.date) -> None:
        self._cast, self._forms, self._year, self._until = cast, forms, year, until
        self._ids: dict[str, str] = {}

    def tell(self, lines: Iterable[Mapping[str, Any]], today: dt.date | None = None) -> Iterator[Planned]:
        """Records of the lines whose kinds there are; links to what lies ahead are left out."""
        for line in lines:
            form = self._forms.of_kind(line["k"])
            if form is None:
                continue
            day = today + dt.timedelta(days=line["o"]) if today is not None else self._day(line["d"])
            if day > self._until:
                continue
            record = new_id("r")
            body = {k: v for k, v in line.items() if k not in ("k", "d", "o", "s", "w", "id")}
            if form.field("actor") is not None:
                body.setdefault("actor", "@u")
            told = self._body(form, line["k"], {**body, "date": day.isoformat()}, day)
            if "id" in line:
                self._ids[line["id"]] = record
            walked = [(step, ((today or day) + dt.timedelta(days=off)).isoformat()) for step, off in line.get("w", ())]
            state = _reached(form, walked) or line.get("s") or settled_state(form, line["k"])
            yield Planned(form.id, line["k"], state, told, record, tuple(walked))

    def samples(self, form: RecordForm, known: set[str]) -> Iterator[Planned]:
        """Examples of a form as records of this office; every kind without one takes that of a sister kind's fields."""
        for kind in form.kinds:
            if kind not in known:
                sample = next((e for e in form.examples if e["kind"] == kind), None)
                yield self._sample(form, kind, sample or {"kind": kind, "date": f"{self._year}-06-15"})

    def other_states(self, form: RecordForm, have: set[tuple[str, str]]) -> Iterator[Planned]:
        """One record in every state of a form in which none is yet: the same kind of matter at another unit."""
        for number, state in enumerate(s for s in form.states if (form.id, s.code) not in have):
            kinds = [k for k in form.kinds if not state.kinds or k in state.kinds]
            sample = next((e for e in form.examples if e["kind"] in kinds), None)
            if sample is None:
                continue
            later = _later_fields(form, state.code, sample["kind"])
            unit = self._cast.lower[number % len(self._cast.lower)][0]
            planned = self._sample(form, sample["kind"], {k: v for k, v in sample.items() if k not in later})
            title = f"{self._cast.names[unit]}：{planned.body.get('title') or ''}".rstrip("：")
            day = dt.date(self._year, 2 + number % 10, 4 + number).isoformat()
            actor = {"actor": unit} if "actor" in planned.body and not _required(form, "actor") else {}
            body = {**planned.body, **actor, "title": title, "date": day}
            yield Planned(form.id, planned.kind, state.code, body, planned.id)

    def _sample(self, form: RecordForm, kind: str, sample: Mapping[str, Any]) -> Planned:
        shift = self._year - int(str(sample["date"])[:4])
        moved = _moved({k: v for k, v in sample.items() if k not in ("kind", "state")}, shift)
        day = dt.date.fromisoformat(moved["date"])
        body = self._body(form, kind, moved, day)
        for name in ("actor", "subject"):
            definition = form.field(name)
            if definition is not None and _required(form, name) and not body.get(name):
                body[name] = self._value(definition, "@m0" if name == "actor" else "@h0", day)
        return Planned(form.id, kind, settled_state(form, kind), body, new_id("r"))

    def _day(self, text: str) -> dt.date:
        return dt.date.fromisoformat(f"{self._year}-{text}")

    def _body(self, form: RecordForm, kind: str, body: Mapping[str, Any], day: dt.date) -> dict[str, Any]:
        found = {}
        for definition in form.fields_for(kind):
            value = self._value(definition, body.get(definition.id), day)
            if value is not None:
                found[definition.id] = value
        return found

    def _value(self, definition: FieldDef, value: Any, day: dt.date) -> Any:
        if value is None:
            return None
        if value == TEAM:
            team = self._cast.team()
            value = [{"person": p, "role": "attendee" if n else "chair"} for n, p in enumerate(team)]
        if definition.many and not isinstance(value, list):
            value = [value]
        if isinstance(value, list):
            kept = [self._value_in(definition, one, day) for one in value]
            return [one for one in kept if one is not None] or None
        return self._value_in(definition, value, day)

    def _value_in(self, definition: FieldDef, value: Any, day: dt.date) -> Any:
        if isinstance(value, Mapping):
            columns = {c.id: c for c in definition.columns}
            found = {k: self._value(columns[k], v, day) if k in columns else self._word(v) for k, v in value.items()}
            return {k: v for k, v in found.items() if v is not None}
        if definition.type is FieldType.DATE and isinstance(value, str) and len(value) == len("MM-DD"):
            return f"{self._year}-{value}"
        if definition.type is FieldType.DATE and isinstance(value, int):
            return (day + dt.timedelta(days=value)).isoformat()
        return self._word(value)

    def _word(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value.startswith("#"):
            return self._ids.get(value[1:])
        if SAMPLE.fullmatch(value):
            return self._cast.part(SAMPLE_PARTS.get(value, ""))
        return self._cast.part(value) or value.replace("{y}", str(self._year)).replace("{py}", str(self._year - 1))


def _required(form: RecordForm, name: str) -> bool:
    definition = form.field(name)
    return definition is not None and definition.required


def _moved(value: Any, years: int) -> Any:
    """A sample with every year in it moved, so that its days and document numbers agree."""
    if isinstance(value, str):
        return YEAR.sub(lambda found: str(int(found[0]) + years), value)
    if isinstance(value, Mapping):
        return {k: _moved(v, years) for k, v in value.items()}
    return [_moved(v, years) for v in value] if isinstance(value, list) else value


def _later_fields(form: RecordForm, state: str, kind: str) -> set[str]:
    """Fields that are filled in only on the way from this state on."""
    reached, found = {state}, set[str]()
    growing = True
    while growing:
        growing = False
        for code in list(reached):
            for step in form.transitions_from(code, kind):
                found.update((*step.needs, *step.fills))
                growing = growing or step.target not in reached
                reached.add(step.target)
    return {name for name in found if (definition := form.field(name)) is not None and not definition.required}
