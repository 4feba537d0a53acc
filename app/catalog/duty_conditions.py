"""Which records a rule looks at, in words: kinds, conditions, elements, numbers and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.catalog.duties_writer import number
from app.catalog.duty_labels import BASE_FIELDS, OPS, PEOPLE_COLUMNS, ROLE_GROUPS, SETTINGS, WHERE
from app.catalog.records import FieldDef, FieldType, RecordForm, RecordForms
from app.catalog.vocab import Vocabularies
from app.domain.duties.dated import FLOW
from app.domain.duties.model import Amount, Need
from app.domain.duties.selectors import ANYTHING, Condition, Element, Op, Selector, Where

FAMILIES = {"dossier.*": "廉政档案条目", "mtg.*": "会议", "talk.*": "谈话", "report.*": "报告", "study.*": "学习教育"}
_PLAIN = ("lecturer", "leader", "chair", "owner")


class Words:
    """Says codes, fields and parameters of one duty in Chinese. params: names of parameters; config: their values."""

    def __init__(
        self, vocab: Vocabularies, records: RecordForms, params: Mapping[str, str], config: Mapping[str, Any]
    ) -> None:
        self._vocab = vocab
        self._records = records
        self._params = params
        self._config = config

    # --- words -------------------------------------------------------------
    def word(self, code: str) -> str:
        """A code of any vocabulary, or a role group. Inner quotes would stand inside ours."""
        return (ROLE_GROUPS.get(code) or self._vocab.short(code)).replace("“", "").replace("”", "")

    def words(self, codes: Iterable[str], between: str = "、") -> str:
        """Several codes."""
        return between.join(self.word(c) for c in codes)

    def kind(self, code: str) -> str:
        """A kind of record, a family, or the rows of a sub-table."""
        if code in FAMILIES or code.endswith(".*"):
            return FAMILIES.get(code, f"{code[:-2]} 类记录")
        if self._vocab.knows(code):
            return f"“{self.word(code)}”"
        parent, _dot, suffix = code.rpartition(".")
        form = self._records.of_kind(parent)
        emit = next((e for e in form.emits if e.rows and e.suffix == suffix), None) if form else None
        table = form.field(emit.rows) if form and emit and emit.rows else None
        return f"“{self.word(parent)}”里的{table.label if table else suffix}"

    def kinds(self, codes: Iterable[str]) -> str:
        """Several kinds, any of which will do."""
        return "或".join(self.kind(c) for c in codes)

    def param(self, name: str) -> str:
        """A parameter with what it is set to; of one of a workflow only its name, it changes from day to day."""
        if name.startswith(FLOW):
            return f"流程参数“{self._name(name.rpartition(':')[2])}”"
        value = self._config.get(name)
        return f"参数“{self._name(name)}”（{'待设定' if value is None else f'现为{self._set(value)}'}）"

    def _name(self, name: str) -> str:
        return self._params.get(name, name).partition("（")[0]

    @staticmethod
    def _set(value: Any) -> str:
        return SETTINGS.get(str(value), f" {value}")

    def amount(self, one: Amount | None, unit: str = "", *, share: bool = False) -> str:
        """A number, or the parameter that gives it."""
        if one is None or (one.value is None and not one.param):
            return ""
        value = self._config.get(one.param) if one.param else one.value
        if not isinstance(value, int | float):
            return f"若干{unit}（参数“{self._name(one.param or '')}”待设定）"
        said = f"{number(round(value * 100, 4))}%" if share else f"{number(value)} {unit}".strip()
        return f"{said}（参数“{self._name(one.param)}”）" if one.param else said

    # --- fields ------------------------------------------------------------
    def forms(self, kinds: Iterable[str]) -> list[RecordForm]:
        """The forms of some kinds, rows of sub-tables and families included."""
        found: dict[str, RecordForm] = {}
        for kind in kinds:
            for form in self._records:
                parent = kind.rpartition(".")[0]
                family = kind.endswith(".*") and any(k.startswith(kind[:-1]) for k in form.kinds)
                if family or kind in form.kinds or parent in form.kinds:
                    found[form.id] = form
        return list(found.values())

    def field(self, path: str, kinds: Iterable[str]) -> str:
        """A field or a column after `[]` as its form calls it."""
        table, column = self._split(path, kinds)
        found = self._find(table, kinds)
        name = found.label if found else BASE_FIELDS.get(table, table)
        return f"{name}的{self._inner(found, column)}" if column else name

    def column(self, path: str, kinds: Iterable[str]) -> str:
        """A column as its table calls it."""
        table, column = self._split(path, kinds)
        return self._inner(self._find(table, kinds), column)

    @staticmethod
    def _inner(table: FieldDef | None, column: str) -> str:
        found = table.column(column) if table else None
        return found.label if found else PEOPLE_COLUMNS.get(column, column)

    def _split(self, path: str, kinds: Iterable[str]) -> tuple[str, str]:
        """Table and column of `table[].column` or `table.column`; some fields have a point in their name."""
        if "[]." in path or self._find(path, kinds) is not None:
            table, _brackets, column = path.partition("[].")
            return table.rstrip("[]"), column.removeprefix("].")
        table, _dot, column = path.partition(".")
        return table, column

    def _find(self, name: str, kinds: Iterable[str]) -> FieldDef | None:
        forms = [*self.forms(kinds), *self._records]
        for form in forms:
            spelt = (f for f in form.fields if name in f.also)
            definition: FieldDef | None = form.field(name) or next(spelt, None)
            if definition is not None:
                return definition
        return None

    def _value(self, path: str, value: Any, kinds: Iterable[str]) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        table, column = self._split(path, kinds)
        found = self._find(table, kinds)
        found = found.column(column) if found and column else found
        coded = found is None or found.type is not FieldType.TEXT
        return f"“{self.word(str(value)) if coded else value}”"

    def _values(self, one: Condition, kinds: Iterable[str]) -> str:
        """What a field may hold; a code and its label are one word, other spellings of it are left out."""
        said = list(dict.fromkeys(self._value(one.field, v, kinds) for v in one.values))
        plain = [s for s in said if not s.strip("“”").replace("_", "").isascii()]
        return "或".join(plain or said)

    # --- conditions --------------------------------------------------------
    def condition(self, one: Condition, kinds: Iterable[str]) -> str:
        """One comparison."""
        name, op = self.field(one.field, kinds), OPS[one.op]
        if one.param:
            return f"{name}{op}{self.param(one.param)}"
        if one.other:
            return f"{name}{op}{self.field(one.other, kinds)}"
        if one.op in (Op.FILLED, Op.EMPTY):
            return f"{op}{name}"
        if one.op in (Op.IS, Op.NOT):
            return f"{name}{'为' if one.op is Op.IS else '不为'}{self._values(one, kinds)}"
        return f"{name}{op} {number(one.values[0])}"

    def where(self, one: Where | None, kinds: Iterable[str]) -> str:
        """All conditions, or an empty text."""
        if one is None or one == ANYTHING:
            return ""
        kinds = tuple(kinds)
        found = [f"{WHERE['topics']}有“{self.words(one.topics, '”或“')}”"] if one.topics else []
        found += [f"由{self.words(one.by, '或')}做"] if one.by else []
        found += [f"{WHERE[n]}{self.words(getattr(one, n), '或')}" for n in _PLAIN if getattr(one, n)]
        if one.recipients:
            found.append(f"{WHERE['recipients']}{self.words(one.recipients)}")
        if one.attendee_org or one.attendance_role:
            role = f"以“{self.word(one.attendance_role)}”身份" if one.attendance_role else ""
            found.append(f"{self.word(one.attendee_org) if one.attendee_org else '有人'}{role}到会")
        if one.about:
            found.append(f"{WHERE['about']}：{self.word(one.about)}")
        if one.linked:
            found.append(f"{WHERE['linked']}{self.kinds(one.linked)}")
        if one.states:
            found.append(f"{WHERE['states']}“{'”或“'.join(self.state(s, kinds) for s in one.states)}”")
        found += [self.condition(c, kinds) for c in one.conditions]
        for row in one.rows:
            inside = "、".join(self._column(row.table, c, kinds) for c in row.conditions)
            found.append(f"{self.field(row.table, kinds)}里有一行{inside}")
        if one.any_of:
            found.append("、或者".join("且".join(self.condition(c, kinds) for c in g) for g in one.any_of))
        return "，".join(found)

    def _column(self, table: str, one: Condition, kinds: Iterable[str]) -> str:
        path = one.field if "[]." in one.field else f"{table}[].{one.field}"
        whole = Condition(path, one.op, one.values, one.param, one.other)
        return self.condition(whole, kinds).replace(f"{self.field(table, kinds)}的", "")

    def state(self, code: str, kinds: Iterable[str]) -> str:
        """A state as the form of the kinds calls it."""
        states = (form.state(code) for form in (*self.forms(kinds), *self._records))
        return next((s.label for s in states if s is not None), self.word(code)).replace("“", "").replace("”", "")

    def records(self, selector: Selector) -> str:
        """Kinds with their conditions."""
        where = self.where(selector.where, selector.kinds)
        return self.kinds(selector.kinds) + (f"（{where}）" if where else "")

    def elements(self, parts: Iterable[Element]) -> str:
        """What a found record must have besides, or an empty text."""
        return "、".join(e.label for e in parts)

    def need(self, one: Need) -> str:
        """A need of follow or precede."""
        found = self.records(one.facts)
        if one.for_changes:
            found += f"（只对{self.words(one.for_changes)}）"
        return found + (f"，并有{self.elements(one.elements)}" if one.elements else "")
