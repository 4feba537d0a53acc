"""Rights as data: which role may do which action on which class of records.

forms/rights/*.yaml; enforced by services, never by widgets. Visibility rules that look
at single records (VIS-01…13) build on the classes named here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.records_loader import VISIBILITIES
from app.catalog.yamlfile import Node, read_yaml


@dataclass(frozen=True, slots=True)
class Role:
    """A role. business: holds the key of the business store. excludes: roles one person may not also have."""

    code: str
    label: str
    business: bool
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RightAction:
    """Something that can be allowed. on_records: allowed per class of records."""

    code: str
    label: str
    on_records: bool = False


class Rights:
    """Who may do what."""

    def __init__(
        self,
        roles: Mapping[str, Role],
        actions: Mapping[str, RightAction],
        grants: Iterable[tuple[str, str, str]],
    ) -> None:
        self.roles = dict(roles)
        self.actions = dict(actions)
        self._grants = frozenset(grants)

    def allows(self, roles: Iterable[str], action: str, visibility: str = "") -> bool:
        """Whether any of the roles may do the action (on records of the visibility class)."""
        wanted = visibility if self.actions[action].on_records else ""
        return any((role, action, wanted) in self._grants for role in roles)

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
    grants: list[tuple[str, str, str]] = []
    for path in sorted(folder.glob("*.yaml")):
        keys = read_yaml(path).keys((), ("roles", "actions", "grants"))
        for node in keys["roles"].list() if "roles" in keys else []:
            role = _role(node)
            roles[role.code] = role
        for node in keys["actions"].list() if "actions" in keys else []:
            cols = node.keys(("code", "label"), ("on_records",))
            on_records = cols["on_records"].flag() if "on_records" in cols else False
            actions[cols["code"].code()] = RightAction(cols["code"].code(), cols["label"].text(), on_records)
        for node in keys["grants"].list() if "grants" in keys else []:
            grants.extend(_grants(node, roles, actions))
    return Rights(roles, actions, grants)


def _role(node: Node) -> Role:
    cols = node.keys(("code", "label", "business"), ("excludes",))
    excludes = frozenset(cols["excludes"].texts()) if "excludes" in cols else frozenset()
    return Role(cols["code"].code(), cols["label"].text(), cols["business"].flag(), excludes)


def _grants(
    node: Node, roles: Mapping[str, Role], actions: Mapping[str, RightAction]
) -> list[tuple[str, str, str]]:
    keys = node.keys(("roles", "actions"), ("visibility",))
    held = keys["roles"].list()
    names = [n.one_of(list(roles)) for n in held]
    classes = [n.one_of(VISIBILITIES) for n in keys["visibility"].list()] if "visibility" in keys else []
    found: list[tuple[str, str, str]] = []
    for item in keys["actions"].list():
        action = item.one_of(list(actions))
        if actions[action].on_records and not classes:
            item.place.fail(f"“{action}”要写明对哪一类记录。", "请补上 visibility。")
        kinds = classes if actions[action].on_records else [""]
        found.extend((role, action, kind) for role in names for kind in kinds)
    return found
