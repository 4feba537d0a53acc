"""The kinds of part that a duty is written with, and the parts that say which records a rule looks at.

A part says what the editor shows for one value of a pack file: label, choices, inner parts. Choices depend on what is
written so far (fields on the kinds chosen), so parts are made anew after such a change. Rules: duty_rule_parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from app.catalog.catalog import Catalog
from app.catalog.duty_conditions import FAMILIES, Words
from app.catalog.duty_labels import (
    BASE_FIELDS,
    MATCHES,
    OPS,
    PERS,
    ROLE_GROUPS,
    SETTINGS,
    WHERE,
)
from app.catalog.duty_sentence import parameter_labels
from app.catalog.records import FieldDef, FieldType
from app.domain.duties.exists import REFRESH
from app.domain.duties.selectors import Op
from app.domain.duties.settings import COVERAGE, PERIODS, PLACES, ROUNDINGS

Options = tuple[tuple[str, str], ...]
_LATIN = re.compile(r"[a-z]")
SETTING_WORDS: Mapping[str, tuple[str, ...]] = {
    "refresh": tuple(w for w in REFRESH if w not in PERIODS), "coverage": COVERAGE, "place": PLACES,
    "period": PERIODS, "rounding": ROUNDINGS,
}  # fmt: skip
YES_NO: Options = (("true", "是"), ("false", "否"))
TABLES = (FieldType.TABLE, FieldType.ORDERED_TABLE, FieldType.PEOPLE)
PERSON_COLUMNS: Options = (("person", "人"), ("role", "身份"), ("unit", "单位"))


@dataclass(frozen=True, slots=True)
class Part:
    """One value. kind: text long flag number amount day choice several words values group rows map condition.

    options: codes and labels to choose from; free: other text too; keys: the parts of a group; item: the part of a row
    or of a value of a map, or what makes it from the row or from the value's key; start: what a new row begins with; reshapes: other choices follow from this value.
    """

    kind: str
    label: str
    hint: str = ""
    options: Options = ()
    free: bool = False
    keys: tuple[Key, ...] = ()
    item: Part | Callable[[Any], Part] | None = None
    start: Any = None
    reshapes: bool = False

    def of(self, data: Any) -> Part:
        """The part of one row or value."""
        if self.item is None:
            raise LookupError(self.kind)
        return self.item if isinstance(self.item, Part) else self.item(data)


@dataclass(frozen=True, slots=True)
class Key:
    """A part of a group by its key in the file. required: always shown."""

    name: str
    part: Part
    required: bool = False


def text(label: str, hint: str = "") -> Part:
    """A line of text."""
    return Part("text", label, hint)


def choice(label: str, options: Iterable[tuple[str, str]], hint: str = "", **more: Any) -> Part:
    """One of some codes."""
    return Part("choice", label, hint, tuple(options), **more)


def several(label: str, options: Iterable[tuple[str, str]], hint: str = "", **more: Any) -> Part:
    """Any of some codes."""
    return Part("several", label, hint, tuple(options), **more)


def group(label: str, *keys: Key, hint: str = "") -> Part:
    """Parts under names; those that are not required are added when wanted."""
    return Part("group", label, hint, keys=keys)


def rows(label: str, item: Part | Callable[[Any], Part], start: Any, hint: str = "") -> Part:
    """As many of one part as wanted."""
    return Part("rows", label, hint, item=item, start=start)


class Choices:
    """What there is to choose from, for one duty as it is written so far."""

    def __init__(self, catalog: Catalog, config: Mapping[str, Any]) -> None:
        self.catalog = catalog
        self.config = config
        self.names = {n: w.partition("（")[0] if _LATIN.search(w) else w for n, w in parameter_labels().items()}
        self._say = Words(catalog.vocab, catalog.records, self.names, config)
        self.kinds = self._kinds()

    def _kinds(self) -> Options:
        found = {k: self._say.kind(k).strip("“”") for form in self.catalog.records for k in form.offered}
        for form in self.catalog.records:
            for emit in form.emits:
                if emit.rows:
                    found |= {f"{k}.{emit.suffix}": self._say.kind(f"{k}.{emit.suffix}") for k in form.offered}
                elif emit.kind and self.catalog.vocab.knows(emit.kind):
                    found.setdefault(emit.kind, self._say.kind(emit.kind).strip("“”"))
        families = {f for f in FAMILIES if any(k.startswith(f[:-1]) for k in found)}
        return (*found.items(), *((f, f"{FAMILIES[f]}（全部种类）") for f in sorted(families)))

    def words(self, vocab: str) -> Options:
        """The entries of a vocabulary."""
        return tuple((t.code, t.label) for t in self.catalog.vocab.get(vocab).terms)

    def all_words(self) -> Options:
        """Every entry of every vocabulary: for values of fields that take codes of several lists."""
        return tuple({t.code: t.label for v in self.catalog.vocab for t in v.terms}.items())

    @property
    def roles(self) -> Options:
        """Roles and groups of roles."""
        return (*ROLE_GROUPS.items(), *self.words("actor"))

    def setting(self, name: str) -> Part:
        """The value of a parameter: one of its words, a number, or nothing, which means that the unit must say."""
        words = tuple((w, SETTINGS[w]) for w in SETTING_WORDS.get(name, ()))
        return Part("setting", "值", "空着表示要由本单位设定。", options=words)

    @property
    def params(self) -> Options:
        """The parameters of the duty."""
        return tuple((name, self.names.get(name, name)) for name in self.config)

    def fields(self, kinds: Iterable[str], *, columns: bool = True) -> Options:
        """Fields (and columns after `[]`) of the forms of some kinds."""
        found: dict[str, str] = {}
        for form in self._say.forms(kinds):
            for one in form.fields:
                found.setdefault(one.id, one.label)
                if columns and one.type in TABLES:
                    found |= {f"{one.id}[].{c}": f"{one.label}的{label}" for c, label in self._columns(one)}
        return (*found.items(), *((n, label) for n, label in BASE_FIELDS.items() if n not in found))

    def tables(self, kinds: Iterable[str]) -> Options:
        """Tables of the forms of some kinds."""
        found = {f.id: f.label for form in self._say.forms(kinds) for f in form.fields if f.type in TABLES}
        return tuple(found.items())

    def columns(self, kinds: Iterable[str], table: str) -> Options:
        """Columns of one table."""
        known = (f for form in self._say.forms(kinds) for f in form.fields if f.id == table)
        found = next(known, None)
        return self._columns(found) if found else ()

    @staticmethod
    def _columns(table: FieldDef) -> Options:
        if table.type is FieldType.PEOPLE:
            return PERSON_COLUMNS
        return tuple((c.id, c.label) for c in table.columns)

    def states(self, kinds: Iterable[str]) -> Options:
        """States of the forms of some kinds."""
        return tuple({s.code: s.label for form in self._say.forms(kinds) for s in form.states}.items())

    def definition(self, kinds: Iterable[str], path: str) -> FieldDef | None:
        """The field or column at a path."""
        table, _brackets, column = path.partition("[].")
        for form in self._say.forms(kinds):
            found = form.field(table)
            if found is not None:
                return found.column(column) if column else found
        return None

    # --- parts about records ------------------------------------------------
    def amount(self, label: str, hint: str = "") -> Part:
        """A number, or a parameter of the duty."""
        return Part("amount", label, hint, options=self.params)

    def kinds_part(self, label: str = "哪些记录") -> Part:
        """Kinds of record, any of which will do."""
        return several(label, self.kinds, "几种都算的，都选上。", reshapes=True)

    def selector(self, label: str, data: Any) -> Part:
        """Kinds with conditions."""
        kinds = kinds_of(data)
        return group(label, Key("kinds", self.kinds_part(), True), Key("where", self.where("条件", kinds)))

    def where(self, label: str, kinds: Iterable[str]) -> Part:
        """Conditions on a record, all of which must hold."""
        kinds = tuple(kinds)
        roles = {n: several(WHERE[n], self.roles) for n in ("by", "lecturer", "leader", "chair", "owner")}
        condition = self.condition(kinds)

        def row(data: Any) -> Part:
            inner = self.condition(kinds, str(part_of(data, "table") or ""))
            fields = rows("条件", inner, {"field": "", "filled": True})
            return group("一行", Key("table", choice("明细", self.tables(kinds), reshapes=True), True), Key("fields", fields, True))

        return group(
            label,
            Key("topics", several(WHERE["topics"], self.words("topic"))),
            *(Key(n, p) for n, p in roles.items()),
            Key("recipients", several(WHERE["recipients"], self.words("actor"))),
            Key("attendance_role", choice(WHERE["attendance_role"], self.words("attendance_role"))),
            Key("attendee_org", choice(WHERE["attendee_org"], self.roles)),
            Key("about", choice(WHERE["about"], (*self.words("about"), *self.words("actor")), free=True)),
            Key("linked", several(WHERE["linked"], self.kinds)),
            Key("states", several(WHERE["states"], self.states(kinds))),
            Key("fields", rows("字段的条件", condition, {"field": "", "filled": True}, "都要成立。")),
            Key("rows", rows(WHERE["rows"], row, {"table": "", "fields": []})),
            Key("any_of", rows(WHERE["any_of"], rows("一组", condition, {"field": "", "filled": True}), [])),
        )  # fmt: skip

    def condition(self, kinds: Iterable[str], table: str = "") -> Part:
        """One comparison; its value editor follows from the field (see value_of)."""
        kinds = tuple(kinds)
        options = self.columns(kinds, table) if table else self.fields(kinds)
        return Part("condition", "条件", options=options, item=Part("values", "值"), start=(kinds, table))

    def value_part(self, condition: Part, data: Mapping[str, Any]) -> Part | None:
        """What a comparison compares with; None for 已填写 and 没有填写."""
        kinds, table = condition.start
        path = str(data.get("field") or "")
        field = self.definition(kinds, f"{table}[].{path}" if table else path)
        op = op_of(data)
        if op in (Op.FILLED, Op.EMPTY):
            return None
        if op in (Op.AT_LEAST, Op.AT_MOST):
            return replace(self.amount("数"), keys=tuple(Key(n, text(label)) for n, label in condition.options))
        if field is not None and field.type is FieldType.FLAG:
            return Part("values", "值", options=YES_NO)
        if path in ("state", "kind"):
            return Part("values", "值", options=self.states(kinds) if path == "state" else self.kinds)
        vocab = field.vocab if field is not None else None
        return Part("values", "值", options=self.words(vocab) if vocab else (), free=True)

    def elements(self, kinds: Iterable[str]) -> Part:
        """What a found record must have besides."""
        kinds = tuple(kinds)
        one = group(
            "一项",
            Key("label", text("缺了怎么说", "例如：关联民主测评"), True),
            Key("linked", several("关联了", self.kinds)),
            Key("any_filled", several("填了其中之一", self.fields(kinds), free=True)),
            Key("states", several("或者状态是", self.states(kinds))),
            Key("named", choice("列名的地方", self.fields(kinds), free=True)),
            Key("names", choice("要列全的参数", self.params)),
            Key("together", Part("flag", "有了别的才要")),
        )
        return rows("每条记录还要有", one, {"label": ""}, "缺了算部分。")

    def need(self, data: Any) -> Part:
        """A record that must follow or precede."""
        kinds = kinds_of(data)
        return group(
            "一种记录",
            Key("kinds", self.kinds_part("要有的记录"), True),
            Key("where", self.where("条件", kinds)),
            Key("elements", self.elements(kinds)),
            Key("for_changes", several("只对这些变动", self.words("dossier_entry_kind"))),
        )


def fresh(part: Part) -> Any:
    """What a part begins with when it is added."""
    match part.kind:
        case "group":
            return {k.name: fresh(k.part) for k in part.keys if k.required}
        case "rows":
            return [deepcopy(part.start)]
        case "several" | "words":
            return []
        case "map":
            return {}
        case "amount" | "number":
            return 1
        case "flag":
            return True
        case "values":
            return True if part.options == YES_NO else []
        case _:
            return ""


PER_OPTIONS: Options = tuple((p.value, label) for p, label in PERS.items())
MATCH_OPTIONS: Options = tuple((m.value, label) for m, label in MATCHES.items())
OP_OPTIONS: Options = tuple((o.value, label) for o, label in OPS.items())


def part_of(data: Any, name: str) -> Any:
    """A value of a mapping, None of anything else."""
    return data.get(name) if isinstance(data, Mapping) else None


def kinds_of(data: Any) -> tuple[str, ...]:
    """The kinds written in a selector, a need or a rule."""
    found = part_of(data, "kinds") if isinstance(data, Mapping) else data
    if isinstance(found, str):
        return (found,)
    return tuple(str(k) for k in found) if isinstance(found, list) else ()


def op_of(data: Mapping[str, Any]) -> Op:
    """How a condition compares."""
    return next((o for o in Op if o.value in data), Op.FILLED)
