"""Composed drafts: which reports the program writes a first draft of, from which figures, in which sentences.

One file in forms/compose is one draft. How a figure is counted stands in services.compose; here only what may be
asked for, checked against the record forms when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm, RecordForms
from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node, read_yaml

PERIODS: Mapping[str, str] = {"year": "年度", "half": "半年", "quarter": "季度"}
ABOUT: Mapping[str, str] = {"unit": "本单位", "member": "班子成员", "principal": "主要负责人"}
CONTEXT = ("unit", "period", "year", "who", "fields", "item")
PARTS = ("groups", "list", "text")
KIND = "kind"
ANNEX = 5
ITSELF = "about"
CONCERNS = ("others", "own_principal")
BUILDERS = ("rules",)
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_.]*)\}")
DUTY_STATES = ("met", "open", "due", "unset", "all")
LISTED_NEVER = ("discipline", "dossier")  # classes of which a draft only counts


@dataclass(frozen=True, slots=True)
class DutyCount:
    """Cells of the duty board. states: a word of DUTY_STATES; own: only those borne by the person it is about."""

    states: str
    own: bool = False
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowCount:
    """Rows of a table of the records instead of the records. filled: columns that hold something; where: values."""

    table: str
    filled: tuple[str, ...] = ()
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A number of a report (RP-04), counted there: the cell of a column in the sum, or in the only row, of a table."""

    no: str
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class FigureDef:
    """One figure.

    of: narrows another figure; else form and kinds (none: all of the form) say which records of the period count.
    day: the field whose day must lie in the period (the record's own day when empty). where, without: values a field
    must (not) have; filled, empty: fields that must (not) hold something; topics: any of these labels, agenda items
    included; by: roles the one who acted held that day. role: part in which the person the draft is about must stand
    (actor, subject, owner, attendance). own: done by the own unit or its people. concerns: whether it concerns the own principal. rows: counts rows. group: the field
    whose values are counted apart; spread: by the unit concerned. duties: cells of the board instead of records; report: a number
    of a report.
    """

    id: str
    label: str
    unit: str
    of: str = ""
    form: str = ""
    kinds: tuple[str, ...] = ()
    day: str = ""
    states: tuple[str, ...] = ()
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    without: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    role: str = ""
    own: bool = False
    concerns: str = ""
    rows: RowCount | None = None
    group: str = ""
    spread: bool = False
    duties: DutyCount | None = None
    report: ReportCell | None = None


@dataclass(frozen=True, slots=True)
class SentenceDef:
    """One sentence. when: figures that must be more than nothing; none: said when the first figure of the text is
    nothing (without it the sentence is left out when all are).

    compare: a figure said of the periods before; ask: what only a person can write; each: a figure of whose items each
    gives a sentence.
    """

    id: str
    text: str = ""
    none: str = ""
    when: tuple[str, ...] = ()
    compare: str = ""
    ask: str = ""
    each: str = ""

    def figures(self) -> tuple[str, ...]:
        """The figures named in the text, in order, then those it is bound to."""
        named = [p.partition(".")[0] for p in PLACEHOLDER.findall(self.text)]
        bound = [f for f in (self.each, self.compare) if f]
        return tuple(dict.fromkeys(n for n in (*named, *bound) if n not in CONTEXT))


@dataclass(frozen=True, slots=True)
class SectionDef:
    """A heading with its sentences. level: 1 or 2 (一、（一）), or ANNEX: an annex with the heading as its title.

    field: a field of the record that holds the text of the section too (统计数, 日常监督来源), for those who look there.
    """

    heading: str
    level: int
    sentences: tuple[SentenceDef, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class ComposeDef:
    """A draft. no: RP-08, empty when the requirements do not number it; form, kind: the record it becomes.

    needs: forms the account must be able to read for it to be offered; evaluate: it rests on judged duties; to:
    recipients (codes of actor); actor: who reports (codes of actor, the first post that is held; `about`: the person
    it is about; none: the unit); builder: composed by code instead of sections; fields: a field of the form whose codes
    are chosen first (重点领域).
    """

    id: str
    no: str
    label: str
    summary: str
    sources: tuple[str, ...]
    form: str
    kind: str
    periods: tuple[str, ...]
    about: str
    needs: tuple[str, ...]
    evaluate: bool
    title: str
    to: tuple[str, ...]
    actor: tuple[str, ...]
    fields: str
    figures: Mapping[str, FigureDef]
    sections: tuple[SectionDef, ...]
    builder: str = ""


def load_composed(folder: Path, records: RecordForms, vocab: Vocabularies, reports: Container[str]) -> Mapping[str, ComposeDef]:
    """Read forms/compose; AppError(BAD_DATA_FILE) for an unknown key, form, field, code, report or figure."""
    found: dict[str, ComposeDef] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = read_yaml(path)
        made = _draft(root, records, vocab, reports)
        if made.id != path.stem:
            root.place.fail(f"编号应与文件名一致（{path.stem}）。")
        found[made.id] = made
    return found


def _draft(root: Node, records: RecordForms, vocab: Vocabularies, reports: Container[str]) -> ComposeDef:
    keys = root.keys(
        ("id", "label", "summary", "sources", "periods", "title"),
        ("no", "form", "kind", "about", "needs", "evaluate", "to", "actor", "fields", "figures", "sections", "builder"),
    )
    form = _form(keys["form"], records) if "form" in keys else None
    kind = keys["kind"].one_of(form.kinds) if form is not None and "kind" in keys else ""
    if form is not None and form.field("paragraphs") is None:
        keys["form"].place.fail("这个表单没有底稿正文。", "可用：report、report_up。")
    if (form is None) == ("builder" not in keys) or (form is not None and not kind):
        root.place.fail("要写明保存成哪种记录，或者由哪个程序写成。", "请补上 form 和 kind，或 builder。")
    figures: dict[str, FigureDef] = {}
    for node in keys["figures"].list() if "figures" in keys else ():
        one = _Figure(node, records, vocab, figures, reports).made
        if one.id in figures or one.id in CONTEXT:
            node.place.fail(f"“{one.id}”重复。")
        figures[one.id] = one
    sections = tuple(_section(n, figures, records, form) for n in keys["sections"].list()) if "sections" in keys else ()
    ids = [s.id for section in sections for s in section.sentences]
    for one_id in ids:
        if ids.count(one_id) > 1:
            keys["sections"].place.fail(f"句子编号“{one_id}”重复。")
    return ComposeDef(
        id=keys["id"].code(), no=keys["no"].code() if "no" in keys else "", label=keys["label"].text(),
        summary=keys["summary"].text(), sources=keys["sources"].texts(), form=form.id if form else "", kind=kind,
        periods=tuple(n.one_of(list(PERIODS)) for n in keys["periods"].list()),
        about=keys["about"].one_of(list(ABOUT)) if "about" in keys else "unit",
        needs=tuple(_form(n, records).id for n in keys["needs"].list()) if "needs" in keys else (),
        evaluate=keys["evaluate"].flag() if "evaluate" in keys else any(f.duties for f in figures.values()),
        title=_template(keys["title"], {}), to=_codes(keys.get("to"), vocab, "actor"),
        actor=(ITSELF,) if "actor" in keys and keys["actor"].is_text and keys["actor"].text() == ITSELF
        else _codes(keys.get("actor"), vocab, "actor"),
        fields=_field(keys["fields"], form).id if form is not None and "fields" in keys else "",
        figures=figures, sections=sections, builder=keys["builder"].one_of(BUILDERS) if "builder" in keys else "",
    )  # fmt: skip


def _form(node: Node, records: RecordForms) -> RecordForm:
    return records.find(node.text()) or node.place.fail("没有这个表单。")


def _field(node: Node, form: RecordForm, name: str = "") -> FieldDef:
    wanted = name or node.text()
    return form.field(wanted) or node.place.fail(f"表单“{form.id}”没有字段“{wanted}”。")


def _codes(node: Node | None, vocab: Vocabularies, list_id: str) -> tuple[str, ...]:
    if node is None:
        return ()
    return tuple(n.one_of(list(vocab.get(list_id).codes())) for n in (node.list() if node.is_list else [node]))


class _Figure:
    """Reads one figure against the form it counts."""

    KEYS = (
        "unit", "of", "form", "kinds", "day", "states", "where", "without", "filled", "empty", "topics", "by", "role",
        "own", "concerns", "rows", "group", "spread", "duties", "report",
    )  # fmt: skip

    def __init__(
        self, node: Node, records: RecordForms, vocab: Vocabularies, known: Mapping[str, FigureDef], reports: Container[str]
    ) -> None:
        self._keys = node.keys(("id", "label"), self.KEYS)
        self._vocab, self._reports = vocab, reports
        keys = self._keys
        base = self._base(node, records, known)
        form = records.find(base)
        self._form = form
        duties = self._duties() if "duties" in keys else None
        if form is None and duties is None and "report" not in keys:
            node.place.fail("没有写明数哪种记录。", "请补上 form、of、duties 或 report。")
        self.made = FigureDef(
            id=keys["id"].code(), label=keys["label"].text(), unit=keys["unit"].text() if "unit" in keys else "件",
            of=keys["of"].text() if "of" in keys else "", form=base,
            kinds=tuple(n.one_of(form.kinds) for n in keys["kinds"].list()) if form and "kinds" in keys else (),
            day=self._named("day"),
            states=tuple(n.one_of([s.code for s in form.states]) for n in keys["states"].list())
            if form and "states" in keys else (),
            where=self._values("where"), without=self._values("without"), filled=self._names("filled"),
            empty=self._names("empty"), topics=_codes(keys.get("topics"), vocab, "topic"),
            by=_codes(keys.get("by"), vocab, "actor"),
            role=keys["role"].one_of(("actor", "subject", "owner", "attendance")) if "role" in keys else "",
            own=keys["own"].flag() if "own" in keys else False,
            concerns=keys["concerns"].one_of(CONCERNS) if "concerns" in keys else "",
            rows=self._rows(keys["rows"]) if "rows" in keys else None, group=self._group(),
            spread=keys["spread"].flag() if "spread" in keys else False, duties=duties,
            report=self._report(keys["report"]) if "report" in keys else None,
        )  # fmt: skip

    def _base(self, node: Node, records: RecordForms, known: Mapping[str, FigureDef]) -> str:
        keys = self._keys
        if "of" in keys:
            return known[keys["of"].one_of(list(known))].form
        return _form(keys["form"], records).id if "form" in keys else ""

    def _duties(self) -> DutyCount:
        cols = self._keys["duties"].keys(("states",), ("own", "tiers"))
        return DutyCount(
            cols["states"].one_of(DUTY_STATES), cols["own"].flag() if "own" in cols else False,
            cols["tiers"].texts() if "tiers" in cols else (),
        )  # fmt: skip

    def _names(self, key: str) -> tuple[str, ...]:
        if key not in self._keys or self._form is None:
            return ()
        node = self._keys[key]
        return tuple(_field(node, self._form, name).id for name in node.texts())

    def _report(self, node: Node) -> ReportCell:
        cols = node.keys(("no", "table", "column"))
        number = cols["no"].text()
        if number not in self._reports:
            cols["no"].place.fail(f"没有报表“{number}”。")
        return ReportCell(number, cols["table"].code(), cols["column"].text())

    def _group(self) -> str:
        if "group" in self._keys and self._keys["group"].text() == KIND:
            return KIND
        return self._named("group")

    def _named(self, key: str) -> str:
        return next(iter(self._names(key)), "")

    def _values(self, key: str) -> Mapping[str, tuple[Any, ...]]:
        if key not in self._keys or self._form is None:
            return {}
        found = {}
        for name, node in self._keys[key].items():
            definition = _field(node, self._form, name)
            values = tuple(n.plain() for n in (node.list() if node.is_list else [node]))
            self._check(definition, values, node)
            found[name] = values
        return found

    def _check(self, definition: FieldDef, values: Iterable[Any], node: Node) -> None:
        if definition.type not in (FieldType.CHOICE, FieldType.MULTI_CHOICE) or definition.vocab is None:
            return
        for value in values:
            if not self._vocab.has(definition.vocab, str(value)):
                node.place.fail(f"词表里没有“{value}”。")

    def _rows(self, node: Node) -> RowCount:
        cols = node.keys(("table",), ("filled", "where"))
        table = _field(cols["table"], self._form) if self._form is not None else None
        if table is None or table.type not in (*TABLES, FieldType.PEOPLE):
            node.place.fail("这里要写一个子表。")
        known = [c.id for c in table.columns] or ["person", "role", "unit", "note"]
        filled = tuple(n.one_of(known) for n in cols["filled"].list()) if "filled" in cols else ()
        where = {}
        for name, value in cols["where"].items() if "where" in cols else ():
            if name not in known:
                value.place.fail(f"子表里没有“{name}”一列。")
            where[name] = tuple(n.plain() for n in (value.list() if value.is_list else [value]))
        return RowCount(table.id, filled, where)


def _section(node: Node, figures: Mapping[str, FigureDef], records: RecordForms, form: RecordForm | None) -> SectionDef:
    keys = node.keys(("heading", "sentences"), ("level", "field"))
    level = keys["level"].integer() if "level" in keys else 1
    if level not in (1, 2, ANNEX):
        keys["level"].place.fail("层次应是 1、2，或者 5（附件）。")
    field = _field(keys["field"], form).id if form is not None and "field" in keys else ""
    return SectionDef(
        keys["heading"].text(), level, tuple(_sentence(n, figures, records) for n in keys["sentences"].list()), field
    )


def _sentence(node: Node, figures: Mapping[str, FigureDef], records: RecordForms) -> SentenceDef:
    keys = node.keys(("id",), ("text", "none", "when", "compare", "ask", "each"))
    if sum(k in keys for k in ("text", "compare", "ask")) != 1:
        node.place.fail("一句话要写 text、compare 或 ask 中的一个。")
    known = list(figures)
    made = SentenceDef(
        id=keys["id"].code(),
        text=_template(keys["text"], figures, records) if "text" in keys else "",
        none=_template(keys["none"], {}) if "none" in keys else "",
        when=tuple(n.one_of(known) for n in keys["when"].list()) if "when" in keys else (),
        compare=keys["compare"].one_of(known) if "compare" in keys else "",
        ask=keys["ask"].text() if "ask" in keys else "",
        each=keys["each"].one_of(known) if "each" in keys else "",
    )
    if made.none and not made.figures():
        keys["none"].place.fail("没有数字的句子不能写 none。")
    return made


def _template(node: Node, figures: Mapping[str, FigureDef], records: RecordForms | None = None) -> str:
    text = node.text()
    for name in PLACEHOLDER.findall(text):
        base, _, part = name.partition(".")
        if base in CONTEXT and not part:
            continue
        if base not in figures or (part and part not in PARTS):
            node.place.fail(f"占位“{{{name}}}”没有对应的数字。")
        figure = figures[base]
        form = records.find(figure.form) if records is not None else None
        if part == "list" and form is not None and (form.visibility in LISTED_NEVER):
            node.place.fail(f"“{form.label}”只能写数量，不能列出标题。")
        if part == "groups" and not (figure.group or figure.spread):
            node.place.fail(f"“{base}”没有写按什么分开数。", "请补上 group 或 spread。")
    return text
