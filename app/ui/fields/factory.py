"""From a field definition to its editor: the closed set of field types, nothing else."""

from __future__ import annotations

from app.catalog.records import FieldDef, FieldType
from app.ui.desk import Desk
from app.ui.fields.attachments import AttachmentsField
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.base import FieldEditor
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PersonSource, PickEdit, RecordSource, Source, VocabSource
from app.ui.fields.scalar import DayField, FlagField, LineField, LongField, NumberField, PatternField
from app.ui.fields.table import TableField

PERIOD = r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?"
TIME = r"([01]\d|2[0-3]):[0-5]\d"


class FieldFactory:
    """Makes editors. records: the source shared by all record links of one page, so that it can learn names."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records: list[RecordSource] = []

    def make(self, definition: FieldDef, depth: int = 0) -> FieldEditor:
        """The editor of a field."""
        match definition.type:
            case FieldType.LONG_TEXT:
                lines = 1 if depth > 1 else 2
                return LongField("", definition.max_length, lines)
            case FieldType.DATE:
                return DayField(self.desk.session.clock)
            case FieldType.PERIOD:
                return PatternField("如 2026、2026Q3、2026H1", PERIOD, "应写成 2026、2026Q3、2026H1 或 2026-05")
            case FieldType.TIME:
                return PatternField("如 09:30", TIME, "应写成 09:30", fix=True)
            case FieldType.INTEGER | FieldType.MONEY:
                return NumberField(money=definition.type is FieldType.MONEY)
            case FieldType.FLAG:
                return FlagField("是")
            case FieldType.PEOPLE:
                return AttendanceField(self.desk, definition)
            case FieldType.ATTACHMENTS:
                return AttachmentsField(self.desk)
            case FieldType.TABLE | FieldType.ORDERED_TABLE:
                return TableField(self.desk, definition, self.make, depth)
            case FieldType.TEXT:
                return TextMany() if definition.many else LineField("", definition.max_length)
            case _:
                return self._picker(definition)

    def _picker(self, definition: FieldDef) -> FieldEditor:
        source = self._source(definition)
        if definition.many or definition.type is FieldType.MULTI_CHOICE:
            return PickMany(source, free=definition.open)
        return PickEdit(source, free=definition.open)

    def _source(self, definition: FieldDef) -> Source:
        if definition.type is FieldType.PERSON:
            return PersonSource(self.desk, allow_unit=definition.allow_unit)
        if definition.type is FieldType.UNIT:
            return PersonSource(self.desk, units_only=True)
        if definition.type is FieldType.RECORD_LINK:
            made = RecordSource(self.desk, definition.target)
            self.records.append(made)
            return made
        return VocabSource(self.desk.session.catalog.vocab, definition.vocab or "")
