"""From a field definition to its editor: the closed set of field types, nothing else."""

from __future__ import annotations

from dataclasses import replace

from app.catalog.records import FieldDef, FieldType
from app.domain.dates import parse_period, parse_time
from app.ui.desk import Desk
from app.ui.fields.attachments import AttachmentsField
from app.ui.fields.attendance import AttendanceField
from app.ui.fields.base import FieldEditor
from app.ui.fields.convert import text_of, value_of
from app.ui.fields.day import DayField
from app.ui.fields.kept import KeptTable
from app.ui.fields.many import PickMany, TextMany
from app.ui.fields.picker import PickEdit
from app.ui.fields.scalar import FlagField, LineField, LongField, NumberField, ReadField
from app.ui.fields.segments import SegmentField, fits
from app.ui.fields.sources import PersonSource, RecordSource, Source, VocabSource
from app.ui.fields.table import TableField

PLAIN = frozenset((FieldType.TEXT, FieldType.LONG_TEXT, FieldType.DATE, FieldType.PERIOD, FieldType.TIME,
                   FieldType.INTEGER, FieldType.MONEY, FieldType.FLAG))  # fmt: skip


class FieldFactory:
    """Makes editors. records: the source shared by all record links of one page, so that it can learn names."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.records: list[RecordSource] = []

    def make(self, definition: FieldDef, depth: int = 0) -> FieldEditor:
        """The editor of a field."""
        if definition.many and definition.type in PLAIN:
            return self._many(definition)
        match definition.type:
            case FieldType.LONG_TEXT:
                return LongField("", definition.max_length, 1 if depth else 2)
            case FieldType.DATE:
                return DayField(self.desk.session.clock)
            case FieldType.PERIOD:
                clock = self.desk.session.clock
                accepts = "看不出是哪个时期，可写 2026、2026Q3、三季度、上半年、2026-05"
                return ReadField("如 2026、三季度、上半年", lambda text: parse_period(text, clock.today()), accepts)
            case FieldType.TIME:
                return ReadField("如 930、下午3点", parse_time, "看不出是几点，可写 09:30、930、下午3点半")
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
            case FieldType.PAPER_TABLE:
                return KeptTable()
            case FieldType.TEXT:
                return LineField("", definition.max_length)
            case _:
                return self._picker(definition, depth)

    def _many(self, definition: FieldDef) -> FieldEditor:
        """Several texts, days, numbers: one line that adds chips."""
        if definition.type in (FieldType.TEXT, FieldType.LONG_TEXT):
            return TextMany(most=definition.max_length)
        one = replace(definition, many=False)
        return TextMany(
            read=lambda text: value_of(self.desk, one, text)[0], show=lambda value: text_of(self.desk, one, value)
        )

    def _picker(self, definition: FieldDef, depth: int) -> FieldEditor:
        source = self._source(definition)
        if definition.many or definition.type is FieldType.MULTI_CHOICE:
            return PickMany(source, free=definition.open)
        if isinstance(source, VocabSource) and not depth and not definition.open:
            words = [(t.code, t.short) for t in self.desk.session.catalog.vocab.get(definition.vocab or "").terms]
            if fits(words):
                return SegmentField(source, words)
        return PickEdit(source, free=definition.open)

    def _source(self, definition: FieldDef) -> Source:
        if definition.type is FieldType.PERSON:
            return PersonSource(self.desk, allow_unit=definition.allow_unit, adding=True)
        if definition.type is FieldType.UNIT:
            return PersonSource(self.desk, units_only=True, adding=True)
        if definition.type is FieldType.RECORD_LINK:
            made = RecordSource(self.desk, definition.target)
            self.records.append(made)
            return made
        return VocabSource(self.desk, definition.vocab or "")
