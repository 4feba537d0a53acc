"""Rights as data: which role may do which action on which class of records.

forms/rights/*.yaml; enforced by services, never by widgets. What an account sees of the single records
(VIS-01…13) is made of the classes and scopes named here by services.sight; nothing here looks at a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.catalog.yamlfile import Node, read_yaml

_WANTS = {
    "person": ("fields",), "author": (), "charge": ("fields",), "value": ("fields", "values"),
    "published": ("fields", "values", "day"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """A role. business: holds the key of the business store. excludes: roles one person may not also have.

    post: an account of this role alone that is not linked to a person stands for the holders of that post.
    """

    code: str
    label: str
    business: bool
    excludes: frozenset[str] = frozenset()
    post: str = ""


@dataclass(frozen=True, slots=True)
class RightAction:
    """Something that can be allowed. on_records: allowed per class of records."""

    code: str
    label: str
    on_records: bool = False


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A class of records that are seen alike. source: the rule it comes from.

    secret: who may not see them must not learn that there are any. logged: each look at one is logged.
    never: scopes whose records are never allowed, to nobody (a clue to the person it is about). by_two: goes out
    of the house by two people only (VIS-12). without: its records do not speak of the own unit's holder of this post;
    that part belongs into a report of another class (VIS-06).
    """

    code: str
    label: str
    source: str = ""
    secret: bool = False
    logged: bool = False
    never: tuple[str, ...] = ()
    by_two: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records of a class a grant reaches.

    by: person (one of the fields names the account's person), author (typed by the account), charge (a field names
    what the person was in charge of on the record's day), value (the field has one of the values), published (so,
    and the day has come). unless: values of other fields with which it does not hold.
    """

    code: str
    label: str
    by: str
    fields: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    day: str = ""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Rights:
    """Who may do what. grants: (role, action, class of records or "", scope or "" for the whole class)."""

    def __init__(
        self,
        roles: Mapping[str, Role],
        actions: Mapping[str, RightAction],
        grants: Iterable[tuple[str, str, str, str]],
        classes: Mapping[str, RecordClass],
        scopes: Mapping[str, Scope],
    ) -> None:
        self.roles = dict(roles)
        self.actions = dict(actions)
        self.classes = dict(classes)
        self.scopes = dict(scopes)
        self.grants = frozenset(grants)
        self._scopes: dict[tuple[str, str, str], set[str]] = {}
        for role, action, visibility, scope in self.grants:
            self._scopes.setdefault((role, action, visibility), set()).add(scope)

    def allows(self, roles: Iterable[str], action: str, visibility: str = "") -> bool:
        """Whether any of the roles may do the action (on at least some records of the class)."""
        return bool(self.reach(roles, action, visibility if self.actions[action].on_records else ""))

    def reach(self, roles: Iterable[str], action: str, visibility: str) -> frozenset[str]:
        """The scopes of the class that the roles reach together; "" among them is all of it, none is nothing."""
        return frozenset[str]().union(*(self._scopes.get((role, action, visibility), ()) for role in roles))

    def business(self, roles: Iterable[str]) -> bool:
        """Whether any of the roles holds the business key."""
        return any(self.roles[role].business for role in roles if role in self.roles)

    def conflict(self, roles: Iterable[str]) -> tuple[str, str] | None:
        """Two of the roles that one person may not both have, if there are such."""
        held = [r for r in roles if r in self.roles]
        for role in held:
            for other in held:
                if other in self.roles[role].excludes:
                    return role, other
        return None

    def label(self, role: str) -> str:
        """The Chinese name of a role."""
        return self.roles[role].label if role in self.roles else role


def load_rights(folder: Path) -> Rights:
    """Read forms/rights/*.yaml; AppError(BAD_DATA_FILE) on a mistake."""
    roles: dict[str, Role] = {}
    actions: dict[str, RightAction] = {}
    scopes: dict[str, Scope] = {}
    classes: dict[str, RecordClass] = {}
    grants: list[tuple[str, str, str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        keys = read_yaml(path).keys((), ("roles", "actions", "classes", "scopes", "grants"))
        parts = {name: node.list() for name, node in keys.items()}
        roles |= {one.code: one for one in map(_role, parts.get("roles", []))}
        actions |= {one.code: one for one in map(_action, parts.get("actions", []))}
        scopes |= {one.code: one for one in map(_scope, parts.get("scopes", []))}
        classes |= {one.code: one for one in (_class(n, scopes) for n in parts.get("classes", []))}
        for node in parts.get("grants", []):
            grants.extend(_grants(node, roles, actions, classes, scopes))
    return Rights(roles, actions, grants, classes, scopes)


def _role(node: Node) -> Role:
    cols = node.keys(("code", "label", "business"), ("excludes", "post"))
    excludes = frozenset(cols["excludes"].texts()) if "excludes" in cols else frozenset()
    post = cols["post"].code() if "post" in cols else ""
    return Role(cols["code"].code(), cols["label"].text(), cols["business"].flag(), excludes, post)


def _action(node: Node) -> RightAction:
    cols = node.keys(("code", "label"), ("on_records",))
    on_records = cols["on_records"].flag() if "on_records" in cols else False
    return RightAction(cols["code"].code(), cols["label"].text(), on_records)


def _scope(node: Node) -> Scope:
    cols = node.keys(("code", "label", "by"), ("fields", "values", "day", "unless"))
    by = cols["by"].one_of(list(_WANTS))
    for name in _WANTS[by]:
        if name not in cols:
            node.place.fail(f"按“{by}”划的范围要写明 {name}。")
    unless = {k: tuple(n.texts()) for k, n in cols["unless"].items()} if "unless" in cols else {}
    return Scope(
        cols["code"].code(), cols["label"].text(), by,
        tuple(cols["fields"].texts()) if "fields" in cols else (),
        tuple(cols["values"].texts()) if "values" in cols else (),
        cols["day"].code() if "day" in cols else "", unless,
    )  # fmt: skip


def _class(node: Node, scopes: Mapping[str, Scope]) -> RecordClass:
    cols = node.keys(("code", "label"), ("source", "secret", "logged", "never", "by_two", "without"))
    return RecordClass(
        cols["code"].code(), cols["label"].text(),
        cols["source"].text() if "source" in cols else "",
        cols["secret"].flag() if "secret" in cols else False,
        cols["logged"].flag() if "logged" in cols else False,
        tuple(n.one_of(list(scopes)) for n in cols["never"].list()) if "never" in cols else (),
        cols["by_two"].flag() if "by_two" in cols else False,
        cols["without"].code() if "without" in cols else "",
    )  # fmt: skip


def _grants(
    node: Node,
    roles: Mapping[str, Role],
    actions: Mapping[str, RightAction],
    classes: Mapping[str, RecordClass],
    scopes: Mapping[str, Scope],
) -> list[tuple[str, str, str, str]]:
    keys = node.keys(("roles", "actions"), ("visibility", "scope"))
    held = keys["roles"].list()
    names = [n.one_of(list(roles)) for n in held]
    wide = [n.one_of(list(classes)) for n in keys["visibility"].list()] if "visibility" in keys else []
    reach = [n.one_of(list(scopes)) for n in keys["scope"].list()] if "scope" in keys else [""]
    found: list[tuple[str, str, str, str]] = []
    for item in keys["actions"].list():
        action = item.one_of(list(actions))
        if actions[action].on_records and not wide:
            item.place.fail(f"“{action}”要写明对哪一类记录。", "请补上 visibility。")
        kinds = [(v, s) for v in wide for s in reach] if actions[action].on_records else [("", "")]
        found.extend((role, action, kind, scope) for role in names for kind, scope in kinds)
    return found
