"""The nine rule types that count, the one that asks a person, and the definition of a duty, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.domain.duties.selectors import ANYTHING, Element, Match, Per, Selector, Where
from app.domain.periods import PeriodUnit, Span


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the rule itself, or the setting of the unit that gives it."""

    value: float | None = None
    param: str | None = None


@dataclass(frozen=True, slots=True)
class CountRule:
    """In each period, for each of `per`, at least `least` and at most `most` matching records.

    match: how a person or unit of `per` is recognised. parts: for per = recipient, kind …,
    the codes one row must have (or parts_list: the unit's own list). elements: what each
    record must have to count fully. deadline: the setting (MM-DD) after which it is overdue. last_year_until: records
    dated up to this month (a setting of the unit, 0 = by the natural year) count for the year before. told_at: a subject found there is exempt.
    warn_months: warn that long before the end of a term. list_name: subjects come from a list.
    least_of: the number of each kind by itself; every branch needs that many. items and closed: for per =
    open_rectification, the ledger rows that must be looked after while they are open. nodes: the setting with
    the unit's calendar of days; around: so many days before and after each there must be a record.
    parts_setting: a scenario may give the unit's own list under this setting too. serves: kinds that are
    records of a part by what they are (a report to the plenary went to it).
    """

    facts: Selector
    period: PeriodUnit
    least: Amount
    most: Amount = Amount()
    per: Per = Per.UNIT
    match: tuple[Match, ...] = (Match.SUBJECT,)
    parts: tuple[str, ...] = ()
    parts_list: str | None = None
    elements: tuple[Element, ...] = ()
    deadline: str | None = None
    last_year_until: Amount = Amount()
    told_at: Selector | None = None
    warn_months: int = 0
    list_name: str | None = None
    least_of: tuple[tuple[str, Amount], ...] = ()
    items: Selector | None = None
    closed: Where = ANYTHING
    nodes: str | None = None
    around: Amount = Amount()
    parts_setting: str | None = None
    serves: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A record that must follow or precede. elements as in CountRule. event_kinds: only for triggers of these changes."""

    facts: Selector
    elements: tuple[Element, ...] = ()
    for_changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowRule:
    """After each trigger the needs must be there.

    every: all needs (else any one). parts: the needs are parts of one thing, some of them stay partial
    after the due day. not_before: earlier records do not count. within: days
    (a setting) after not_before or the trigger; None = from the day after the trigger. timeless: the
    source names no time, so while the unit has set no days it is as if within were None (else 待配置).
    per: the row is about the person concerned instead of the unit. served: the needs must name
    everybody of the teams who has held one post for so many years on the day of the trigger.
    refreshed: besides, such records exist for each of these people in every period of a setting.
    day_field: a field with the day from which it is asked, when that is after the trigger's own (离任生效日).
    """

    trigger: Selector
    needs: tuple[Need, ...]
    every: bool = True
    not_before: Span | None = None
    within: Amount | None = None
    per: Per | None = None
    served: Amount | None = None
    parts: bool = False
    timeless: bool = False
    refreshed: ExistsRule | None = None
    day_field: str | None = None


@dataclass(frozen=True, slots=True)
class PrecedeRule:
    """Before (or on the day of) each trigger the needs must be there; later = violated.

    day_field: the field that gives the decisive day instead of the date. deny: when a
    record of these stands for the same person although the need is not fulfilled, violated.
    pairs: every two people of this group need a record between them; the setting `coverage`
    with the word `each` asks only one for everybody.
    """

    trigger: Selector
    needs: tuple[Need, ...]
    every: bool = True
    per: Per | None = None
    day_field: str | None = None
    deny: Selector | None = None
    pairs: Per | None = None
    coverage: str | None = None


@dataclass(frozen=True, slots=True)
class EachPart:
    """Every person concerned has a row in a table. among: attendee, member, or owner columns to fill."""

    table: str
    person: str = "person"
    among: str = "member"


@dataclass(frozen=True, slots=True)
class GradeMatrix:
    """Which forms fit which grade; a record outside it needs the fields of deviation."""

    grade: str
    form: str
    allowed: Mapping[str, tuple[str, ...]]
    deviation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A field that must be filled so many days (a setting) after the day in another field; label: for the clerk."""

    field: str
    after: str
    days: Amount
    label: str


@dataclass(frozen=True, slots=True)
class CompleteRule:
    """Every matching record has all fields filled. columns: `table[a,b]` = every row has both.

    steps: fields with a time of their own; one that is missing after it makes the row overdue.
    """

    facts: Selector
    fields: tuple[str, ...]
    each: tuple[EachPart, ...] = ()
    matrix: GradeMatrix | None = None
    steps: tuple[Step, ...] = ()


class Population(StrEnum):
    """What the denominator of a ratio consists of."""

    RECORDS = "records"
    PEOPLE = "people"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Denominator:
    """The things that should be done.

    facts: the records themselves (by_due: from their deadline on; of_subordinates: those of
    lower units). people: everyone in these `per` groups. list_name: a list of the unit;
    without the list, people serve. list_setting: a scenario may give the list under this setting too.
    """

    population: Population
    facts: Selector | None = None
    people: tuple[Per, ...] = ()
    list_name: str | None = None
    by_due: bool = False
    of_subordinates: bool = False
    within_list: str | None = None
    list_setting: str | None = None


class Doneness(StrEnum):
    """How a thing of the denominator is found to be done."""

    ITSELF = "itself"
    LINKED = "linked"
    SUBJECT = "subject"
    NAMED = "named"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Numerator:
    """The things that were done.

    itself: the record fulfils where. linked: a record of facts is linked with it, or has
    the same subject and no link elsewhere. subject: a record of facts concerns the person
    (match). named: the person stands in `field` of a record (not in `apart`), or the record counts `field`_count people.
    number: simply as many as there are records (linked things counted each).
    """

    how: Doneness
    facts: Selector | None = None
    where: Where = ANYTHING
    match: tuple[Match, ...] = (Match.SUBJECT,)
    field: str | None = None
    apart: str | None = None
    days_before: int = 0


@dataclass(frozen=True, slots=True)
class RatioRule:
    """numerator / denominator >= share in each period; period None = by the year of the deadline or event."""

    denominator: Denominator
    numerator: Numerator
    share: Amount
    period: PeriodUnit | None = PeriodUnit.YEAR
    round_up: bool = True


@dataclass(frozen=True, slots=True)
class OrderRule:
    """In each record, the principal comes first or last in the rows.

    items: the table whose rows are examined one by one (None = the record itself), only
    those with item_field filled. rows: the table with person and order. gives: another table and
    its column in which the principal must stand too. switch: the setting that with the word `any`
    asks only that the principal spoke, not in which place.
    """

    facts: Selector
    rows: str
    items: str | None = None
    item_field: str | None = None
    last: bool = True
    gives: tuple[str, str] | None = None
    switch: str | None = None


@dataclass(frozen=True, slots=True)
class ExistsRule:
    """A valid record exists (in each period, or at all), for each of per or each tag.

    per = department: one row; parts_list: the unit's own list of departments instead of those
    that members are in charge of. refresh: the setting with the period in which it must be made anew.
    """

    facts: Selector
    valid_in: PeriodUnit | None = None
    per: Per = Per.UNIT
    match: tuple[Match, ...] = (Match.OWNER, Match.ACTOR, Match.SUBJECT)
    tags: tuple[str, ...] = ()
    deadline: str | None = None
    parts_list: str | None = None
    refresh: str | None = None


@dataclass(frozen=True, slots=True)
class ChargesTest:
    """Forbidden: a person of these roles is in charge of one of (or of anything outside) the matters.

    setting: the unit's own matters, codes or words, in place of those of the rule.
    """

    roles: tuple[str, ...]
    matters: tuple[str, ...]
    words: tuple[str, ...]
    outside: bool = False
    setting: str | None = None


@dataclass(frozen=True, slots=True)
class DissentTest:
    """Forbidden: someone who clearly objected at the meeting stands in one of these lists."""

    lists: tuple[str, ...]
    meeting: str
    item: str


@dataclass(frozen=True, slots=True)
class ForbidRule:
    """No record of facts may fulfil the test: a Where, charges, or dissent."""

    facts: Selector
    when: Where | None = None
    charges: ChargesTest | None = None
    dissent: DissentTest | None = None


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """Share of facts that are done; below the value, a draft is proposed and a person decides."""

    facts: Selector
    done: Where
    below: Amount
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ManualRule:
    """Nothing that can be counted: two people judge, with the records they rest on.

    period: how often they are asked; None = once, and a judgement signed in an earlier year holds.
    evidence: records worth looking at. They are shown and never decide.
    """

    evidence: Selector
    period: PeriodUnit | None = PeriodUnit.YEAR


Rule = (
    CountRule | FollowRule | PrecedeRule | CompleteRule | RatioRule | OrderRule | ExistsRule | ForbidRule
    | ThresholdRule | ManualRule
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutyDef:
    """One duty: where it stands, whom it binds, how it is judged.

    config: the settings the rule asks for, with the default (None = the unit must say). grade: "" for what people judge.
    requires: settings without which nothing can be said. default_on: False = evaluated only when named. scope `reference` is likewise only listed.
    """

    id: str
    document: str
    document_title: str
    article: str
    article_no: str
    label: str
    summary: str
    rule: Rule
    document_short: str = ""
    grade: str = "A"
    actors: tuple[str, ...] = ()
    tier: str = ""
    frequency: str = ""
    applies_when: tuple[str, ...] = ("always",)
    scope: str = "core"
    strength: str = "directive"
    bearing: str = "own"
    family: str | None = None
    letters: tuple[str, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    default_on: bool = True
    requires: tuple[str, ...] = ()
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def type_name(self) -> str:
        """count, follow, precede, complete, ratio, order, exists, forbid, threshold or manual."""
        return type(self.rule).__name__.removesuffix("Rule").lower()
