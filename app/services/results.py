"""What a write returns: the value, and what pages must refresh from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.store.unit_of_work import UnitOfWork

T = TypeVar("T")
MOST_THINGS = 20


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is there after a change. form: of a record, else empty."""

    entity: str
    id: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What an operation touched. label: its Chinese name for undo and messages; things: what can be looked at now."""

    op_id: str = ""
    label: str = ""
    entities: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True)
class OpResult(Generic[T]):
    """The result of a change."""

    value: T
    changes: ChangeSet = field(default_factory=ChangeSet)
    undoable: bool = False


@dataclass(slots=True)
class Touched:
    """Collects what a unit of work touched while it runs (its own lists are taken at the end)."""

    op_id: str = ""
    entities: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    things: dict[Thing, None] = field(default_factory=dict)

    def note(self, uow: UnitOfWork, forms: Iterable[str] = ()) -> None:
        """Read the unit of work just before it commits."""
        self.entities |= uow.entities()
        self.ids |= uow.touched()
        self.forms |= uow.forms() | set(forms)
        self.things.update((Thing(*one), None) for one in uow.left(MOST_THINGS))
