"""Reads the steps of a workflow: who, when asked, limits, what they block, what can be done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from app.catalog.records import FieldDef, FieldType, RecordForm
from app.catalog.workflow_ground import Scope, column_of, literal
from app.catalog.workflow_proofs import read_proof
from app.catalog.yamlfile import Node
from app.domain.workflow.model import Day, FlowStep, OfferDef, Who

_STEP = (
    "who", "after", "when", "otherwise", "due", "not_before", "remind", "blocks", "holds", "optional", "offers", "help", "sources",
)  # fmt: skip
OFFERS = ("transition", "fill", "new", "letter", "rows", "propose", "open")
PROPOSALS = ("responsibility", "return_visit")  # drafts that the program works out from other records
_OFFER = (*OFFERS, "label", "when", "values", "copy", "link")
_TAKES = {
    "transition": (), "fill": (), "open": (), "propose": (), "new": ("values", "copy", "link"), "letter": ("values", "copy"),
    "rows": ("new", "values", "copy", "link"),
}  # fmt: skip
ROW = "row."
LETTER = "letter"
REMIND = 7


def read_steps(node: Node, scope: Scope) -> tuple[FlowStep, ...]:
    """The steps in order."""
    found: list[FlowStep] = []
    for item in node.list():
        found.append(_step(item, replace(scope, steps=tuple(s.id for s in found)), found[-1:]))
    if not found:
        node.place.fail("至少要有一个步骤。")
    return tuple(found)


def _step(node: Node, scope: Scope, before: list[FlowStep]) -> FlowStep:
    keys = node.keys(("id", "label", "done"), _STEP)
    step_id = keys["id"].code()
    if step_id in scope.steps:
        keys["id"].place.fail(f"步骤“{step_id}”重复。")
    optional = keys["optional"].flag() if "optional" in keys else False
    if optional and "blocks" in keys:
        keys["blocks"].place.fail("可以不办的步骤不能挡住别的步骤。")
    if "holds" in keys and "not_before" not in keys:
        keys["holds"].place.fail("holds 要和 not_before 一起写。")
    if "otherwise" in keys and "when" not in keys:
        keys["otherwise"].place.fail("没有 when 就不用写 otherwise。")
    return FlowStep(
        id=step_id,
        label=keys["label"].text(),
        done=read_proof(keys["done"], scope, steady=True),
        who=tuple(_who(n, scope) for n in keys["who"].list()) if "who" in keys else (),
        after=tuple(scope.step(n) for n in keys["after"].list()) if "after" in keys else tuple(s.id for s in before),
        when=read_proof(keys["when"], scope) if "when" in keys else None,
        otherwise=keys["otherwise"].text() if "otherwise" in keys else "",
        due=_days(keys, "due", scope),
        not_before=_days(keys, "not_before", scope),
        remind=keys["remind"].integer() if "remind" in keys else REMIND,
        blocks=tuple(_transition(n, scope) for n in keys["blocks"].list()) if "blocks" in keys else (),
        holds=tuple(_transition(n, scope) for n in keys["holds"].list()) if "holds" in keys else (),
        optional=optional,
        offers=tuple(_offer(n, scope) for n in keys["offers"].list()) if "offers" in keys else (),
        help=keys["help"].text() if "help" in keys else "",
        sources=keys["sources"].texts() if "sources" in keys else (),
    )


def _days(keys: Mapping[str, Node], name: str, scope: Scope) -> tuple[Day, ...]:
    if name not in keys:
        return ()
    return tuple(scope.day(n) for n in (keys[name].list() if keys[name].is_list else [keys[name]]))


def _who(node: Node, scope: Scope) -> Who:
    keys = node.keys((), ("field", "actor", "role", "author"))
    if len(keys) != 1:
        node.place.fail("每一行写一种人：field、actor、role 或 author。")
    name, value = next(iter(keys.items()))
    if name == "field":
        return Who(name, scope.place(value))
    if name == "actor":
        return Who(name, scope.posts(value)[0])
    if name == "role":
        return Who(name, value.one_of([r.code for r in scope.known.rights.roles.values() if r.business]))
    if not value.flag():
        value.place.fail("登记人写作 author: true。")
    return Who(name)


def _transition(node: Node, scope: Scope) -> str:
    known = [t.id for form in scope.forms for t in form.transitions]
    if node.text() not in known:
        node.place.fail(f"没有办理步骤“{node.text()}”。", f"可用：{'、'.join(dict.fromkeys(known))}。")
    return node.text()


def _offer(node: Node, scope: Scope) -> OfferDef:
    keys = node.keys((), _OFFER)
    kinds = [k for k in OFFERS if k in keys and not (k == "new" and "rows" in keys)]
    if len(kinds) != 1:
        node.place.fail("每个办法写一种：transition、fill、new、letter、rows、propose 或 open。")
    kind = kinds[0]
    for name in keys:
        if name not in (kind, "label", "when", *_TAKES[kind]):
            keys[name].place.fail(f"“{kind}”不用写 {name}。")
    made = _READERS[kind](keys, scope)
    label = keys["label"].text() if "label" in keys else ""
    return replace(made, label=label, when=read_proof(keys["when"], scope) if "when" in keys else None)


def _of_transition(keys: Mapping[str, Node], scope: Scope) -> OfferDef:
    return OfferDef("transition", _transition(keys["transition"], scope))


def _of_fill(keys: Mapping[str, Node], scope: Scope) -> OfferDef:
    fields = keys["fill"].texts()
    return OfferDef("fill", fields[0], fields=tuple(scope.field(keys["fill"], one).id for one in fields))


def _of_open(keys: Mapping[str, Node], _scope: Scope) -> OfferDef:
    return OfferDef("open", keys["open"].code())


def _of_draft(keys: Mapping[str, Node], _scope: Scope) -> OfferDef:
    return OfferDef("propose", keys["propose"].one_of(PROPOSALS))


def _of_new(keys: Mapping[str, Node], scope: Scope) -> OfferDef:
    kind, form = _target(keys["new"], scope)
    return OfferDef(
        "new", kind, values=_literals(keys, form, scope), copy=_copies(keys, form, scope, None), link=_link(keys, form)
    )


def _of_letter(keys: Mapping[str, Node], scope: Scope) -> OfferDef:
    code = keys["letter"].text()
    letter = scope.known.letters.get(code)
    form = scope.known.records.find(LETTER)
    if letter is None or form is None:
        keys["letter"].place.fail(f"没有文书“{code}”。")
    names = [v.name for v in letter.values]
    words: dict[str, str] = {}
    for name, value in keys["values"].items() if "values" in keys else ():
        if name not in names:
            value.place.fail(f"文书“{letter.label}”没有这一项。", f"可用：{'、'.join(names)}。")
        words[name] = scope.field(value).id
    return OfferDef("letter", code, words=words, copy=_copies(keys, form, scope, None))


def _of_rows(keys: Mapping[str, Node], scope: Scope) -> OfferDef:
    if "new" not in keys:
        keys["rows"].place.fail("要写明给每一行登记什么。", "请补上 new。")
    kind, form = _target(keys["new"], scope)
    table = scope.table(keys["rows"])
    copies = _copies(keys, form, scope, table)
    return OfferDef(
        "rows", kind, values=_literals(keys, form, scope), copy=copies, link=_link(keys, form), table=table.id
    )


_READERS: Mapping[str, Callable[[Mapping[str, Node], Scope], OfferDef]] = {
    "transition": _of_transition, "fill": _of_fill, "open": _of_open, "new": _of_new, "letter": _of_letter,
    "rows": _of_rows, "propose": _of_draft,
}  # fmt: skip


def _target(node: Node, scope: Scope) -> tuple[str, RecordForm]:
    form = scope.known.records.of_kind(node.text())
    if form is None:
        node.place.fail(f"没有记录种类“{node.text()}”。")
    return node.text(), form


def _literals(keys: Mapping[str, Node], form: RecordForm, scope: Scope) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in keys["values"].items() if "values" in keys else ():
        definition = _own_field(value, form, name)
        several = value.is_list
        read = [literal(scope.known.vocab, definition, n) for n in (value.list() if several else [value])]
        found[name] = read if several or definition.many or definition.type is FieldType.MULTI_CHOICE else read[0]
    return found


def _own_field(node: Node, form: RecordForm, name: str) -> FieldDef:
    found = form.field(name)
    if found is None:
        node.place.fail(f"“{form.label}”没有字段“{name}”。")
    return found


def _copies(keys: Mapping[str, Node], form: RecordForm, scope: Scope, table: FieldDef | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in keys["copy"].items() if "copy" in keys else ():
        _own_field(value, form, name)
        source = value.text()
        if table is not None and source.startswith(ROW):
            column_of(value, table, source.removeprefix(ROW))
        else:
            scope.field(value)
        found[name] = source
    return found


def _link(keys: Mapping[str, Node], form: RecordForm) -> str:
    name = keys["link"].text() if "link" in keys else "links"
    found = form.field(name)
    if found is None or found.type is not FieldType.RECORD_LINK:
        keys.get("link", keys["new"]).place.fail(f"“{form.label}”没有关联记录的字段“{name}”。", "请写明 link。")
    return name
