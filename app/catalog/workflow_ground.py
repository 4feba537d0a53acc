"""What a workflow file may name: fields, states, kinds, steps and parameters, each refused with its place when unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.letters import LetterForm
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm, RecordForms
from app.catalog.rights import Rights
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node
from app.domain.duties.people import ROLE_GROUPS
from app.domain.duties.settings import is_month_day
from app.domain.workflow.model import Amount, Bound, Day, Param
from app.domain.workflow.people import BELOW

DATED = (FieldType.DATE, FieldType.PERIOD)
NAMING = (FieldType.PERSON, FieldType.PEOPLE, FieldType.UNIT)
ENDS = ("month", "quarter", "half", "year")
_CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)


@dataclass(frozen=True, slots=True)
class Known:
    """The definitions that a workflow refers to."""

    records: RecordForms
    vocab: Vocabularies
    letters: Mapping[str, LetterForm]
    rights: Rights


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be named at one place of a file. forms: of the record spoken of; kinds: which of their kinds."""

    known: Known
    forms: tuple[RecordForm, ...]
    kinds: frozenset[str]
    params: Mapping[str, Param] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    lead: tuple[RecordForm, ...] = ()

    def about(self, forms: Iterable[RecordForm], kinds: Iterable[str]) -> Scope:
        """The same for a record tied to the lead."""
        return replace(self, forms=tuple(forms), kinds=frozenset(kinds))

    def field(self, node: Node, name: str | None = None) -> FieldDef:
        """A field that one of the forms has."""
        wanted = node.text() if name is None else name
        for form in self.forms:
            found = form.field(wanted)
            if found is not None:
                return found
        return node.of_text(wanted).place.fail(f"{self._words()}没有字段“{wanted}”。")

    def place(self, node: Node) -> str:
        """A field or `table.column` that names people or units."""
        text = node.text()
        found = self._column(text)
        if found is None or found.type not in NAMING:
            node.place.fail(f"“{text}”不是{self._words()}里写人员或单位的字段。")
        return text

    def _column(self, text: str) -> FieldDef | None:
        table, _dot, column = text.rpartition(".")
        for form in self.forms:
            whole = form.field(text)
            held = form.field(table) if whole is None and table else None
            found = whole or (held.column(column) if held is not None else None)
            if found is not None:
                return found
        return None

    def day_field(self, node: Node) -> str:
        """A date or period field."""
        found = self.field(node)
        if found.type not in DATED:
            node.place.fail(f"字段“{found.id}”不是日期。")
        return found.id

    def table(self, node: Node) -> FieldDef:
        """A sub-table."""
        found = self.field(node)
        if found.type not in TABLES and found.type is not FieldType.PEOPLE:
            node.place.fail(f"字段“{found.id}”不是子表。")
        return found

    def states(self, node: Node) -> tuple[str, ...]:
        """States of the forms."""
        known = [s.code for form in self.forms for s in form.states]
        for one in node.texts():
            if one not in known:
                node.of_text(one).place.fail(f"{self._words()}没有状态“{one}”。", f"可用：{'、'.join(dict.fromkeys(known))}。")
        return node.texts()

    def kinds_of(self, node: Node) -> tuple[str, ...]:
        """Kinds of record of the forms."""
        for one in node.texts():
            if one not in self.kinds:
                node.of_text(one).place.fail(f"{self._words()}不含记录种类“{one}”。")
        return node.texts()

    def posts(self, node: Node) -> tuple[str, ...]:
        """Posts: codes of the vocabulary actor, or words that stand for several."""
        for one in node.texts():
            if one not in (*ROLE_GROUPS, BELOW) and not self.known.vocab.has("actor", one):
                node.of_text(one).place.fail(f"没有职务代码“{one}”。", "可用的代码在词表 actor 里。")
        return node.texts()

    def values(self, node: Node, columns: FieldDef | None = None) -> dict[str, tuple[Any, ...]]:
        """{field: [values]}; the words of a choice must be in its list."""
        found: dict[str, tuple[Any, ...]] = {}
        for name, value in node.items():
            definition = self._of(value, name, columns)
            found[name] = tuple(literal(self.known.vocab, definition, n) for n in (value.list() if value.is_list else [value]))
        return found

    def _of(self, node: Node, name: str, table: FieldDef | None) -> FieldDef:
        if table is None:
            return self.field(node, name)
        return column_of(node, table, name)

    def step(self, node: Node) -> str:
        """An earlier step."""
        if node.text() not in self.steps:
            node.place.fail(f"前面没有步骤“{node.text()}”。", "只能写排在前面的步骤的 id。")
        return node.text()

    def param(self, node: Node) -> str:
        """A declared parameter."""
        if node.text() not in self.params:
            node.place.fail(f"没有参数“{node.text()}”。", "请先写在 params 里。")
        return node.text()

    def amount(self, node: Node) -> Amount:
        """A whole number or `{param: name}`."""
        return self.param(node.keys(("param",))["param"]) if node.is_mapping else node.integer()

    def bound(self, node: Node) -> Bound:
        """A number or `{param: name}`."""
        return self.param(node.keys(("param",))["param"]) if node.is_mapping else node.number()

    def day(self, node: Node) -> Day:
        """A day counted from the lead (docs/forms.md, Days)."""
        keys = node.keys(
            (), ("start", "field", "after", "rows", "column", "empty", "months", "days", "working_days", "end_of", "by")
        )
        bases = [b for b in ("start", "field", "after", "rows") if b in keys]
        if len(bases) != 1:
            node.place.fail("日期要从一处算起。", "写 start: true、field、after 或 rows 中的一个。")
        column, empty = self._columns(keys, node) if bases[0] == "rows" else ("", "")
        by = keys.get("by")
        of_param = by is not None and by.is_mapping
        return Day(
            base=bases[0],
            name=self._base(bases[0], keys[bases[0]]),
            months=self.amount(keys["months"]) if "months" in keys else 0,
            days=self.amount(keys["days"]) if "days" in keys else 0,
            working_days=self.amount(keys["working_days"]) if "working_days" in keys else None,
            end_of=keys["end_of"].one_of(ENDS) if "end_of" in keys else "",
            by="" if by is None else str(self.amount(by)) if of_param else _month_day(by),
            by_param=of_param,
            column=column,
            empty=empty,
        )

    def _columns(self, keys: Mapping[str, Node], node: Node) -> tuple[str, str]:
        if "column" not in keys or "empty" not in keys:
            node.place.fail("从子表的行算起，要写 column 和 empty。")
        table = replace(self, forms=self.lead or self.forms).table(keys["rows"])
        return (
            column_of(keys["column"], table, keys["column"].text()).id,
            column_of(keys["empty"], table, keys["empty"].text()).id,
        )

    def _base(self, base: str, node: Node) -> str:
        if base == "after":
            return self.step(node)
        if base == "rows":
            return node.text()
        if base == "field":
            return replace(self, forms=self.lead or self.forms).day_field(node)
        if not node.flag():
            node.place.fail("从起始日算起写作 start: true。")
        return ""

    def _words(self) -> str:
        return "、".join(f"“{f.label}”" for f in self.forms) or "这里"


def column_of(node: Node, table: FieldDef, name: str) -> FieldDef:
    """A column of a sub-table."""
    found = table.column(name)
    if found is None:
        node.of_text(name).place.fail(f"子表“{table.label}”没有列“{name}”。")
    return found


def literal(vocab: Vocabularies, definition: FieldDef, node: Node) -> Any:
    """A value as a field takes it."""
    if definition.type is FieldType.FLAG:
        return node.flag()
    if definition.type in (FieldType.INTEGER, FieldType.MONEY):
        return node.integer()
    text = node.text()
    if definition.type in _CHOICES and not definition.open and not vocab.has(definition.vocab or "", text):
        node.place.fail(f"词表“{definition.vocab}”里没有“{text}”。")
    return text


def _month_day(node: Node) -> str:
    text = node.text()
    if not is_month_day(text):
        node.place.fail("每年的某一天写作月-日。", "例如 03-31。")
    return text


def forms_of(known: Known, keys: Mapping[str, Node], node: Node) -> tuple[tuple[RecordForm, ...], tuple[str, ...]]:
    """The forms and kinds that `kinds` or `forms` name."""
    if ("kinds" in keys) == ("forms" in keys):
        node.place.fail("要写 kinds 或 forms 中的一个。")
    if "forms" in keys:
        forms = [_form(known, keys["forms"].of_text(name), name) for name in keys["forms"].texts()]
        return tuple(forms), tuple(k for f in forms for k in f.kinds)
    kinds = keys["kinds"].texts()
    found: dict[str, RecordForm] = {}
    for kind in kinds:
        form = known.records.of_kind(kind)
        if form is None:
            keys["kinds"].of_text(kind).place.fail(f"没有记录种类“{kind}”。")
        found[form.id] = form
    return tuple(found.values()), kinds


def _form(known: Known, node: Node, name: str) -> RecordForm:
    found = known.records.find(name)
    if found is None:
        node.place.fail(f"没有表单“{name}”。")
    return found


def unique(ids: Sequence[str], node: Node) -> None:
    """Refuse an id that stands twice."""
    for one in ids:
        if ids.count(one) > 1:
            node.of_text(one).place.fail(f"“{one}”重复。")
