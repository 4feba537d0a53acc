"""Reads the selectors of duty rules (which facts, under which conditions) from YAML nodes."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalog.vocab import Vocabularies
from app.catalog.yamlfile import Node
from app.domain.duties.dated import FLOW
from app.domain.duties.model import Amount, Need
from app.domain.duties.people import ROLE_GROUPS
from app.domain.duties.selectors import ANYTHING, Condition, Element, Op, RowCondition, Selector, Where

_WHERE = (
    "topics", "by", "lecturer", "leader", "chair", "owner", "recipients", "attendance_role", "attendee_org", "about",
    "linked", "states", "fields", "rows", "any_of",
)  # fmt: skip
_ROLE_WORDS = (*ROLE_GROUPS, "responsible_member")


class Reader:
    """Reads nodes with the vocabularies and the parameters of one duty at hand."""

    def __init__(self, vocab: Vocabularies, params: frozenset[str]) -> None:
        self.vocab = vocab
        self.params = params

    def selector(self, node: Node) -> Selector:
        """`{kinds, where}`."""
        keys = node.keys(("kinds",), ("where",))
        return Selector(self.kinds(keys["kinds"]), self.where(keys.get("where")))

    def kinds(self, node: Node) -> tuple[str, ...]:
        """Kinds of record, sub-records `mtg.dem_life.statement`, families `dossier.*`."""
        found = node.texts()
        for kind in found:
            family = kind.endswith(".*") and kind.count(".") == 1
            if not family and not self.vocab.knows(kind) and not self.vocab.knows(kind.rsplit(".", 1)[0]):
                node.of_text(kind).place.fail(f"没有记录种类“{kind}”。", self._meant(kind))
        return found

    def _meant(self, word: str) -> str:
        """What to write in place of a label."""
        code = next((t.code for v in self.vocab for t in v.terms if word in (t.label, t.short)), "")
        return f"请写代码 {code}。" if code else "请写种类的代码；自己的种类写在表单的 kinds 里。"

    def where(self, node: Node | None) -> Where:
        """The conditions on a fact."""
        if node is None:
            return ANYTHING
        keys = node.keys((), _WHERE)
        return Where(
            topics=self.words(keys, "topics", "topic"),
            by=self._roles(keys, "by"),
            lecturer=self._roles(keys, "lecturer"),
            leader=self._roles(keys, "leader"),
            chair=self._roles(keys, "chair"),
            owner=self._roles(keys, "owner"),
            recipients=self.words(keys, "recipients", "actor"),
            attendance_role=next(iter(self.words(keys, "attendance_role", "attendance_role")), None),
            attendee_org=next(iter(self._roles(keys, "attendee_org")), None),
            about=keys["about"].text() if "about" in keys else None,
            linked=self.kinds(keys["linked"]) if "linked" in keys else (),
            states=keys["states"].texts() if "states" in keys else (),
            conditions=self._conditions(keys.get("fields")),
            rows=tuple(self._row(n) for n in keys["rows"].list()) if "rows" in keys else (),
            any_of=tuple(self._conditions(n) for n in keys["any_of"].list()) if "any_of" in keys else (),
        )

    def words(self, keys: Mapping[str, Node], name: str, vocab_id: str) -> tuple[str, ...]:
        """Words of a vocabulary under a key, or none."""
        if name not in keys:
            return ()
        found = keys[name].texts()
        for word in found:
            if not self.vocab.has(vocab_id, word):
                keys[name].place.fail(f"词表“{vocab_id}”里没有“{word}”。")
        return found

    def _roles(self, keys: Mapping[str, Node], name: str) -> tuple[str, ...]:
        if name not in keys:
            return ()
        found = keys[name].texts()
        for word in found:
            if word not in _ROLE_WORDS and not self.vocab.has("actor", word):
                keys[name].place.fail(f"没有身份“{word}”。")
        return found

    def _row(self, node: Node) -> RowCondition:
        keys = node.keys(("table", "fields"))
        return RowCondition(keys["table"].text(), self._conditions(keys["fields"]))

    def _conditions(self, node: Node | None) -> tuple[Condition, ...]:
        return tuple(self._condition(n) for n in node.list()) if node else ()

    def _condition(self, node: Node) -> Condition:
        keys = node.keys(("field",), tuple(op.value for op in Op))
        field = keys["field"].text()
        ops = [op for op in Op if op.value in keys]
        if len(ops) != 1:
            node.place.fail("每个条件要写且只写一种比较。", f"可用：{'、'.join(op.value for op in Op)}。")
        value = keys[ops[0].value]
        if ops[0] in (Op.FILLED, Op.EMPTY):
            value.flag()
            return Condition(field, ops[0])
        if ops[0] in (Op.IS, Op.NOT):
            values = [n.plain() for n in value.list()] if value.is_list else [value.plain()]
            return Condition(field, ops[0], tuple(values))
        if value.is_mapping:
            other = value.keys((), ("param", "field", "flow"))
            if "field" in other:
                return Condition(field, ops[0], other=other["field"].text())
            if "flow" in other and "param" in other:
                return Condition(field, ops[0], param=f"{FLOW}{other['flow'].code()}:{other['param'].code()}")
            return Condition(field, ops[0], param=self.param(value.keys(("param",))["param"]))
        return Condition(field, ops[0], (value.number(),))

    def param(self, node: Node) -> str:
        """The name of a parameter that the duty's config declares."""
        name = node.text()
        if name not in self.params:
            node.place.fail(f"config 里没有参数“{name}”。", "请在 config 里写明它和缺省值。")
        return name

    def amount(self, node: Node | None, default: float | None = None) -> Amount:
        """A number, or `{param: name}`."""
        if node is None:
            return Amount(default)
        if node.is_mapping:
            return Amount(param=self.param(node.keys(("param",))["param"]))
        return Amount(node.number())

    def elements(self, node: Node | None) -> tuple[Element, ...]:
        """What a record must have besides existing."""
        return tuple(self._element(n) for n in node.list()) if node else ()

    def _element(self, node: Node) -> Element:
        keys = node.keys(("label",), ("linked", "any_filled", "states", "named", "names", "together"))
        return Element(
            label=keys["label"].text(),
            linked=self.kinds(keys["linked"]) if "linked" in keys else (),
            any_filled=keys["any_filled"].texts() if "any_filled" in keys else (),
            states=keys["states"].texts() if "states" in keys else (),
            named=keys["named"].text() if "named" in keys else None,
            names=self.param(keys["names"]) if "names" in keys else None,
            together=keys["together"].flag() if "together" in keys else False,
        )

    def need(self, node: Node) -> Need:
        """A need of follow or precede; a text alone is its kind."""
        if not node.is_mapping:
            return Need(Selector(self.kinds(node)))
        keys = node.keys(("kinds",), ("where", "elements", "for_changes"))
        return Need(
            Selector(self.kinds(keys["kinds"]), self.where(keys.get("where"))),
            self.elements(keys.get("elements")),
            self.words(keys, "for_changes", "dossier_entry_kind"),
        )
