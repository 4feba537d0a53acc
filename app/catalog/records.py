"""Record forms: fields, states, transitions, facts and columns of each kind of record.

One file in forms/records/ is one form; a form may cover several kinds (vocabulary
codes) that share the same fields: all meetings are one form. The format is described
in docs/forms.md. Loading is in records_loader; checking of record bodies in body.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.domain.periods import Span


class FieldType(StrEnum):
    """The closed set of field types."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    PERIOD = "period"
    TIME = "time"
    INTEGER = "integer"
    MONEY = "money"
    FLAG = "flag"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    PERSON = "person"
    PEOPLE = "people"
    UNIT = "unit"
    RECORD_LINK = "record_link"
    ATTACHMENTS = "attachments"
    TABLE = "table"
    ORDERED_TABLE = "ordered_table"
    PAPER_TABLE = "paper_table"


TABLES = frozenset({FieldType.TABLE, FieldType.ORDERED_TABLE})
BASE_COLUMNS = ("title", "date", "end", "due", "actor", "subject", "topics", "links", "recipients", "secrecy")


@dataclass(frozen=True, slots=True)
class FieldDef:
    """One field.

    vocab: the list of a choice, or of the roles of people. many: several values for
    person, unit and record_link. allow_unit: a person field that also takes a unit.
    open: a choice that takes other text too. kinds: the kinds of record this field is
    shown for (empty = all of the form but not_kinds). columns: the fields of a sub-table. also: other
    spellings of the id that scenario and import files may use. own_page: written on a page of its own (drafts composed
    from the records), neither typed in the form nor imported, and no fact. seen_by: scopes (forms/rights) of which
    one must hold for whoever reads the field (VIS-10); nobody finds its text by searching. words_of: the field that
    names the person whose own words this one holds (DP-12). indexed: a text by which records are found in the store.
    """

    id: str
    label: str
    type: FieldType
    required: bool = False
    help: str = ""
    vocab: str | None = None
    many: bool = False
    allow_unit: bool = False
    open: bool = False
    default: Any = None
    max_length: int = 0
    section: str = ""
    wide: bool = False
    secret: bool = False
    issued: bool = False
    kinds: frozenset[str] = frozenset()
    not_kinds: frozenset[str] = frozenset()
    target: tuple[str, ...] = ()
    columns: tuple[FieldDef, ...] = ()
    also: tuple[str, ...] = ()
    own_page: bool = False
    seen_by: tuple[str, ...] = ()
    words_of: str = ""
    indexed: bool = False

    def draft_text(self, value: Any) -> str:
        """What a field with a page of its own says to a reader: the texts of its rows; nothing of other fields."""
        return "\n".join(str(row.get("text", "")) for row in value) if self.columns and isinstance(value, list) else ""

    def column(self, column_id: str) -> FieldDef | None:
        """A column of a sub-table by id."""
        return next((c for c in self.columns if c.id == column_id), None)

    def shown_for(self, kind: str) -> bool:
        """Whether the field belongs to records of this kind."""
        return kind not in self.not_kinds and (not self.kinds or kind in self.kinds)

    def of_kind(self, kind: str) -> FieldDef:
        """The field with only those columns that records of this kind have."""
        if all(c.shown_for(kind) and not c.columns for c in self.columns):
            return self
        return replace(self, columns=tuple(c.of_kind(kind) for c in self.columns if c.shown_for(kind)))


@dataclass(frozen=True, slots=True)
class State:
    """A state. counts: records in it yield facts. locked: only corrections may be appended.

    kinds: the kinds of record that pass through it (empty = all). start: new records of those kinds begin here.
    """

    code: str
    label: str
    counts: bool = True
    locked: bool = False
    tone: str = "info"
    kinds: frozenset[str] = frozenset()
    start: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """The day in `field` may not lie before the day in `after` and the span (calendar months, the last of a month kept)."""

    field: str
    after: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What a step writes by itself: `field` takes the value of `source`; once: only while it is empty."""

    field: str
    source: str
    once: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What else must be filled before a step, when plain `needs` cannot say it.

    one: any of the fields is enough (else all are needed). rows: a sub-table that must have rows, every one with
    the fields as columns filled. covers: the rows must be there for each of these values of a column. without:
    values that no field (with rows: no column) may have, unless one of the fields is filled. later: a date field
    that may not lie before the day of another field and a span. least: a number field that may not be less than
    another one, unless one of the fields is filled. say: the sentence told instead of the field's name.
    when / unless: field values that make it apply or not. beyond: it applies when one of these fields has a value
    besides the given ones. kinds: only for these.
    """

    fields: tuple[str, ...]
    one: bool = False
    rows: str = ""
    covers: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    later: Later | None = None
    least: tuple[str, str] | None = None
    say: str = ""
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    beyond: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from states to a state. action: the right needed. needs: fields that must be filled.

    fills: fields that may be filled in with this step, besides needs, although the record is
    locked. conditions: further needs. separate: the person must not be the one who entered the
    record (VIS-12). apart: nor the one who took one of these earlier steps. sets: values taken over
    from other fields of the record with the step. kinds: the kinds of record that have this way (empty = all but not_kinds).
    opinion: what the person who takes it may say, as a question; it stands with who and when.
    """

    id: str
    label: str
    sources: tuple[str, ...]
    target: str
    action: str = "edit"
    needs: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()
    separate: bool = False
    apart: tuple[str, ...] = ()
    sets: tuple[Setting, ...] = ()
    conditions: tuple[Condition, ...] = ()
    kinds: frozenset[str] = frozenset()
    not_kinds: frozenset[str] = frozenset()
    opinion: str = ""

    @property
    def by_another(self) -> bool:
        """Whether it depends on who takes it: never one of many steps at once."""
        return self.separate or bool(self.apart)

    def open_to(self, kind: str) -> bool:
        """Whether records of this kind have the way."""
        return kind not in self.not_kinds and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class DossierRule:
    """Which records of a form belong into the dossier of a person, and as what.

    entry: the kind of the dossier entry. kinds, states, when: which records (no states = locked ones that count).
    person: the field, or `table.column`, that names whose dossier. date, basis: fields for the entry's day and
    document number. summary: fields whose words make the proposed summary. copy: field of the entry → field here.
    """

    entry: str
    person: str
    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    date: str = ""
    basis: str = ""
    summary: tuple[str, ...] = ()
    copy: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emit:
    """A fact that a record yields.

    kind: None = the record's own kind, else a code. rows: a sub-table whose every row
    yields a fact of kind `<record kind>.<suffix>`. date: the field that dates it.
    when: field values that must hold.
    """

    kind: str | None = None
    rows: str | None = None
    suffix: str = ""
    date: str = "date"
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form: what the editor shows, what is stored, what it proves.

    carry: fields that a copy of the last record takes over besides people, units and times.
    retired: kinds that the unit no longer uses; their records stay. groups: fields by which a ledger is summed up.
    one_by_one: no step is ever taken for many records at once. visibility: the class of its records (forms/rights);
    apart: kinds of another class.
    """

    id: str
    label: str
    page: str
    kinds: tuple[str, ...]
    vocab: str
    fields: tuple[FieldDef, ...]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    base: Mapping[str, str]
    emits: tuple[Emit, ...]
    columns: tuple[str, ...]
    visibility: str = "general"
    apart: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    sources: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()
    append_only: bool = False
    carry: tuple[str, ...] = ()
    retired: frozenset[str] = frozenset()
    dossier: tuple[DossierRule, ...] = ()
    groups: tuple[str, ...] = ()
    one_by_one: bool = False

    def class_of(self, kind: str) -> str:
        """The class of records (forms/rights) that decides who sees a record of this kind."""
        return self.apart.get(kind, self.visibility)

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that records of this form can have, the usual one first."""
        return tuple(dict.fromkeys((self.visibility, *self.apart.values())))

    @property
    def offered(self) -> tuple[str, ...]:
        """The kinds that a new record can have."""
        return tuple(k for k in self.kinds if k not in self.retired)

    def initial_for(self, kind: str) -> str:
        """The state of a new record of a kind."""
        return next((s.code for s in self.states if s.start and kind in s.kinds), self.states[0].code)

    def field(self, field_id: str) -> FieldDef | None:
        """A field by id."""
        return next((f for f in self.fields if f.id == field_id), None)

    def fields_for(self, kind: str) -> Iterator[FieldDef]:
        """The fields shown for a kind, in order."""
        return (f.of_kind(kind) for f in self.fields if f.shown_for(kind))

    def typed_for(self, kind: str) -> Iterator[FieldDef]:
        """The fields a person types in the form of a kind: not those with a page of their own or given by the program."""
        return (f for f in self.fields_for(kind) if not f.own_page and not f.issued)

    def state(self, code: str) -> State | None:
        """A state by code."""
        return next((s for s in self.states if s.code == code), None)

    def transitions_from(self, state: str, kind: str) -> tuple[Transition, ...]:
        """The ways out of a state for a kind of record."""
        return tuple(t for t in self.transitions if state in t.sources and t.open_to(kind))


class RecordForms:
    """All forms by id, and the form of each kind."""

    def __init__(self, forms: Mapping[str, RecordForm]) -> None:
        self._forms = dict(forms)
        self._by_kind = {kind: form for form in forms.values() for kind in form.kinds}

    def __iter__(self) -> Iterator[RecordForm]:
        return iter(self._forms.values())

    def get(self, form_id: str) -> RecordForm:
        """One form; KeyError for an unknown id."""
        return self._forms[form_id]

    def find(self, form_id: str) -> RecordForm | None:
        """One form, or None."""
        return self._forms.get(form_id)

    def of_kind(self, kind: str) -> RecordForm | None:
        """The form that covers a kind of record."""
        return self._by_kind.get(kind)

    def on_page(self, page: str) -> tuple[RecordForm, ...]:
        """The forms shown on one page of the window."""
        return tuple(f for f in self._forms.values() if f.page == page)
