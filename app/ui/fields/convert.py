"""Field values as text and back: what a cell shows, what is copied out, what was pasted.

Does not belong here: how a field is typed into (the editors) or checked (catalog.body).
"""

from __future__ import annotations

from typing import Any

from app.catalog.lettertables import table_words
from app.catalog.records import TABLES, FieldDef, FieldType
from app.domain.dates import parse_day, parse_period, parse_time
from app.ui.desk import Desk
from app.ui.fields.many import parts_of
from app.ui.fields.scalar import number_of
from app.ui.fields.sources import PersonSource, VocabSource

YES = frozenset(("是", "有", "√", "✓", "y", "yes", "true", "1", "对"))
NO = frozenset(("否", "无", "×", "n", "no", "false", "0", "错"))
LINKED = (FieldType.PERSON, FieldType.UNIT)
CHOICES = (FieldType.CHOICE, FieldType.MULTI_CHOICE)


def text_of(desk: Desk, definition: FieldDef, value: Any) -> str:
    """A value as people read it, on one line or several."""
    if value in (None, "", [], ()):
        return ""
    if definition.type in TABLES:
        return f"{len(value)} 行"
    if definition.type is FieldType.PEOPLE:
        return "、".join(desk.directory.told_apart(str(r.get("person"))) for r in value)
    if definition.type is FieldType.ATTACHMENTS:
        return "、".join(str(r.get("name", "附件")) for r in value)
    if isinstance(value, list):
        return "、".join(_one(desk, definition, v) for v in value)
    return _one(desk, definition, value)


def _one(desk: Desk, definition: FieldDef, value: Any) -> str:
    if definition.type in LINKED:
        return desk.directory.told_apart(str(value)) or str(value)
    if definition.type in CHOICES:
        return desk.session.catalog.vocab.short(str(value), definition.vocab)
    if definition.type is FieldType.PAPER_TABLE:
        return table_words(value)
    if definition.type is FieldType.FLAG:
        return "是" if value else "否"
    if definition.type is FieldType.MONEY and isinstance(value, int | float):
        return f"{value:,}"
    return str(value)


def value_of(desk: Desk, definition: FieldDef, text: str) -> tuple[Any, bool]:
    """The value that a pasted text means, and whether it was understood."""
    typed = text.strip()
    if not typed:
        return None, True
    today = desk.session.clock.today()
    match definition.type:
        case FieldType.LONG_TEXT:
            return typed, _short_enough(definition, typed)
        case FieldType.TEXT:
            return (parts_of(typed), True) if definition.many else (typed, _short_enough(definition, typed))
        case FieldType.DATE:
            day = parse_day(typed.partition(" ")[0], today)
            return (day.isoformat(), True) if day else (None, False)
        case FieldType.PERIOD:
            return _known(parse_period(typed, today))
        case FieldType.TIME:
            return _known(parse_time(typed))
        case FieldType.INTEGER | FieldType.MONEY:
            return _known(number_of(typed, money=definition.type is FieldType.MONEY))
        case FieldType.FLAG:
            return typed.lower() in YES, typed.lower() in YES | NO
        case FieldType.PERSON | FieldType.UNIT | FieldType.CHOICE | FieldType.MULTI_CHOICE:
            return _picked(desk, definition, typed)
        case _:
            return None, False


def _short_enough(definition: FieldDef, text: str) -> bool:
    return not definition.max_length or len(text) <= definition.max_length


def _known(value: Any) -> tuple[Any, bool]:
    return value, value is not None


def _picked(desk: Desk, definition: FieldDef, typed: str) -> tuple[Any, bool]:
    source: PersonSource | VocabSource
    if definition.type in CHOICES:
        source = VocabSource(desk, definition.vocab or "")
    else:
        unit = definition.type is FieldType.UNIT
        source = PersonSource(desk, allow_unit=definition.allow_unit, units_only=unit)
    if definition.many or definition.type is FieldType.MULTI_CHOICE:
        found = [source.exact(part) or (part if definition.open else None) for part in parts_of(typed)]
        return [f for f in found if f], all(found)
    one = source.exact(typed) or (typed if definition.open else None)
    return one, one is not None
