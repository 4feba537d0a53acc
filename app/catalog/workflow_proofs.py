"""Reads the proofs of workflow steps (docs/forms.md, Proofs) from YAML nodes."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalog.records import FieldType
from app.catalog.workflow_ground import Scope, column_of, forms_of
from app.catalog.yamlfile import Node
from app.domain.workflow.answers import REACHED
from app.domain.workflow.model import Each, Linked, NumberIs, Proof, Rows, Share

_KEYS = (
    "states", "now", "been", "kinds", "fields", "any", "values", "number", "rows", "subject_is", "actor_is", "linked", "share",
    "param", "step", "overdue", "all_of", "any_of", "not", "day",
)  # fmt: skip
_UNSTEADY = ("not", "overdue", "share")
_BOUNDS = ("at_least", "at_most", "below", "above")
_WHERE = ("states", "now", "values", "fields")
TIES = ("link", "subject", "named", "any")


def read_proof(node: Node, scope: Scope, *, steady: bool = False) -> Proof:
    """A proof; steady: of a step being done, which must not cease to hold as days go by."""
    keys = node.keys((), _KEYS)
    if not set(keys) - {"day"}:
        node.place.fail("证明至少要有一个条件。")
    for name in _UNSTEADY:
        if steady and name in keys:
            keys[name].place.fail(f"“办完”的证明里不能用 {name}。", "请写在 when 里。")

    def inner(name: str) -> tuple[Proof, ...]:
        return tuple(read_proof(n, scope, steady=steady) for n in keys[name].list()) if name in keys else ()

    return Proof(
        states=_states(keys, "states", scope),
        now=_states(keys, "now", scope),
        been=_states(keys, "been", scope),
        kinds=scope.kinds_of(keys["kinds"]) if "kinds" in keys else (),
        fields=_fields(keys, "fields", scope),
        any=_fields(keys, "any", scope),
        values=scope.values(keys["values"]) if "values" in keys else {},
        number=_number(keys["number"], scope) if "number" in keys else None,
        rows=_rows(keys["rows"], scope) if "rows" in keys else None,
        subject_is=scope.posts(keys["subject_is"]) if "subject_is" in keys else (),
        actor_is=scope.posts(keys["actor_is"]) if "actor_is" in keys else (),
        linked=read_linked(keys["linked"], scope) if "linked" in keys else None,
        share=_share(keys["share"], scope) if "share" in keys else None,
        param=_param(keys["param"], scope) if "param" in keys else {},
        step=scope.step(keys["step"]) if "step" in keys else "",
        overdue=scope.step(keys["overdue"]) if "overdue" in keys else "",
        all_of=inner("all_of"),
        any_of=inner("any_of"),
        negated=read_proof(keys["not"], scope) if "not" in keys else None,
        day=scope.day_field(keys["day"]) if "day" in keys else "",
    )


def _states(keys: Mapping[str, Node], name: str, scope: Scope) -> tuple[str, ...]:
    return scope.states(keys[name]) if name in keys else ()


def _fields(keys: Mapping[str, Node], name: str, scope: Scope) -> tuple[str, ...]:
    if name not in keys:
        return ()
    return tuple(scope.field(keys[name], one).id for one in keys[name].texts())


def _number(node: Node, scope: Scope) -> NumberIs:
    keys = node.keys(("field",), _BOUNDS)
    found = scope.field(keys["field"])
    if found.type not in (FieldType.INTEGER, FieldType.MONEY):
        keys["field"].place.fail(f"字段“{found.id}”不是数。")
    if not set(keys) - {"field"}:
        node.place.fail("要写界限。", f"可用：{'、'.join(_BOUNDS)}。")
    return NumberIs(found.id, **{name: scope.bound(keys[name]) for name in _BOUNDS if name in keys})


def _rows(node: Node, scope: Scope) -> Rows:
    keys = node.keys(("table",), ("fields", "values", "at_least", "every", "each", "as", "day", "about"))
    table = scope.table(keys["table"])
    if table.type is not FieldType.PEOPLE:
        for name in keys["fields"].texts() if "fields" in keys else ():
            column_of(keys["fields"], table, name)
        for name in ("as", "day"):
            if name in keys:
                column_of(keys[name], table, keys[name].text())
    if "about" in keys:
        keys["about"].one_of(("lead",))
    columns = None if table.type is FieldType.PEOPLE else table
    values = scope.values(keys["values"], columns) if "values" in keys and columns else {}
    if "values" in keys and columns is None:
        values = {"role": tuple(keys["values"].keys(("role",))["role"].texts())}
    return Rows(
        table=table.id,
        fields=keys["fields"].texts() if "fields" in keys else (),
        values=values,
        at_least=keys["at_least"].integer() if "at_least" in keys else 1,
        every=keys["every"].flag() if "every" in keys else False,
        each=_each(keys["each"], scope) if "each" in keys else None,
        place=keys["as"].text() if "as" in keys else "",
        day=keys["day"].text() if "day" in keys else "",
        about_lead="about" in keys,
    )


def read_linked(node: Node, scope: Scope) -> Linked:
    """Which records tied to the lead, and what of them."""
    keys = node.keys(
        (), ("kinds", "forms", "by", "field", "from", "until", "drafts", *_WHERE, "where", "at_least", "every", "each", "as", "day")
    )
    forms, kinds = forms_of(scope.known, keys, node)
    there = scope.about(forms, kinds)
    by = keys["by"].one_of(TIES) if "by" in keys else "link"
    return Linked(
        kinds=frozenset(kinds) if "kinds" in keys else frozenset(),
        forms=frozenset(f.id for f in forms) if "forms" in keys else frozenset(),
        by=by,
        field=_link_field(keys["field"], scope, there) if "field" in keys else "",
        since=scope.day(keys["from"]) if "from" in keys else None,
        until=scope.day(keys["until"]) if "until" in keys else None,
        drafts=keys["drafts"].flag() if "drafts" in keys else False,
        where=_where(keys, there),
        at_least=keys["at_least"].integer() if "at_least" in keys else 1,
        every=keys["every"].flag() if "every" in keys else False,
        each=_each(keys["each"], scope) if "each" in keys else None,
        place=_standing(keys["as"], there) if "as" in keys else "subject",
        day=_dated(keys["day"], there) if "day" in keys else "",
    )


def _link_field(node: Node, scope: Scope, there: Scope) -> str:
    text = node.text()
    table, _dot, column = text.rpartition(".")
    for form in (*scope.forms, *there.forms):
        held = form.field(table) if table else None
        found = form.field(text) or (held.column(column) if held is not None else None)
        if found is not None and found.type is FieldType.RECORD_LINK:
            return text
    return node.place.fail(f"“{text}”不是关联记录的字段。")


def _where(keys: Mapping[str, Node], there: Scope) -> Proof | None:
    """The short forms and `where` as one proof about the linked record."""
    short = Proof(
        states=_states(keys, "states", there),
        now=_states(keys, "now", there),
        values=there.values(keys["values"]) if "values" in keys else {},
        fields=_fields(keys, "fields", there),
    )
    asked = any(name in keys for name in _WHERE)
    if "where" not in keys:
        return short if asked else None
    whole = read_proof(keys["where"], there)
    _refuse_chains(whole, keys["where"])
    return Proof(all_of=(short, whole)) if asked else whole


def _refuse_chains(proof: Proof, node: Node) -> None:
    if proof.linked or proof.share or proof.step or proof.overdue:
        node.place.fail("关联记录的条件里不能再写 linked、share、step 或 overdue。")
    for one in (*proof.all_of, *proof.any_of, *((proof.negated,) if proof.negated else ())):
        _refuse_chains(one, node)


def _standing(node: Node, there: Scope) -> str:
    return node.text() if node.text() in ("subject", "actor") else there.place(node)


def _dated(node: Node, there: Scope) -> str:
    return REACHED if node.text() == REACHED else there.day_field(node)


def _each(node: Node, scope: Scope) -> Each:
    keys = node.keys((), ("people", "list", "field", "roles", "rows", "linked"))
    if not keys or ("rows" in keys and len(keys) > 1) or ("people" in keys and "linked" in keys) or set(keys) == {"roles"}:
        node.place.fail("each 要写 people、list、field、linked 或 rows。")
    if "list" in keys and not scope.known.vocab.has("list_kind", keys["list"].text()):
        keys["list"].place.fail(f"没有名单“{keys['list'].text()}”。")
    if "roles" in keys and "field" not in keys:
        keys["roles"].place.fail("roles 只能和 field 一起写。")
    lead = scope.about(scope.lead or scope.forms, scope.kinds)
    return Each(
        people=scope.posts(keys["people"])[0] if "people" in keys else "",
        listed=keys["list"].text() if "list" in keys else "",
        field=lead.place(keys["field"]) if "field" in keys else "",
        roles=keys["roles"].texts() if "roles" in keys else (),
        rows=lead.table(keys["rows"]).id if "rows" in keys else "",
        linked=read_linked(keys["linked"], scope) if "linked" in keys else None,
    )


def _share(node: Node, scope: Scope) -> Share:
    keys = node.keys(("among", "good"), ("below", "at_least"))
    if not set(keys) & {"below", "at_least"}:
        node.place.fail("要写 below 或 at_least。")
    among = read_linked(keys["among"], scope)
    forms = [f for f in scope.known.records if f.id in among.forms or set(f.kinds) & among.kinds]
    good = read_proof(keys["good"], scope.about(forms, among.kinds or (k for f in forms for k in f.kinds)))
    _refuse_chains(good, keys["good"])
    return Share(
        among=among,
        good=good,
        below=scope.bound(keys["below"]) if "below" in keys else None,
        at_least=scope.bound(keys["at_least"]) if "at_least" in keys else None,
    )


def _param(node: Node, scope: Scope) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for name, value in node.items():
        if name not in scope.params:
            value.place.fail(f"没有参数“{name}”。", "请先写在 params 里。")
        plain = value.plain()
        found[name] = tuple(plain) if isinstance(plain, list) else (plain,)
    return found
