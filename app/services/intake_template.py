"""Templates to be filled in in Excel, empty or with the records that are there, so that they can be changed and read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.catalog.body import is_empty
from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext
from app.services.intake_columns import ID, KIND, PEOPLE, STATE, Column, Target, importable, target_of
from app.services.intake_records import states_of
from app.services.intake_values import CellWriter
from app.services.intake_words import Directory, Words
from app.services.record_sight import without_unread
from app.services.second_person import Second, confirm_export, wanted
from app.services.session import Session
from app.sheets.reading import MOST_ROWS
from app.sheets.templates import TemplateColumn, write_template
from app.store import queries

EVERY = 200
HINTS = (
    "在第一张表里从第二行起填写，一条记录一行；带 * 的列必须填。列的次序可以改，不用的列可以删，自己加的列不导入。",
    "填好保存后，在程序里点“从 Excel 导入”，先看预览，再导入；导入错了可以一步撤销。",
    "“可选的词”列出各列能写的词；“样例”是一条举例。这几张表不导入。",
)
PEOPLE_EXAMPLE = ("张明", "", "党组成员、副局长", "", "城建科、房管科", "2023-05-08", "", "")
INVENTED = ("张明", "李华", "王芳", "赵强", "刘洋", "陈静", "杨帆", "黄磊")
WIDTHS = {FieldType.LONG_TEXT: 40.0, FieldType.TABLE: 50.0, FieldType.ORDERED_TABLE: 50.0, FieldType.PEOPLE: 40.0, FieldType.DATE: 12.0}
HOW: Mapping[FieldType, str] = {
    FieldType.DATE: "日期，如 2026-03-05 或 2026年3月5日", FieldType.TIME: "时间，如 09:30",
    FieldType.PERIOD: "时期，如 2026年、2026年上半年、2026年第三季度、2026年5月", FieldType.INTEGER: "整数，只写数字",
    FieldType.MONEY: "金额（元），如 860000 或 86万元", FieldType.FLAG: "是 或 否（也可以打√、×）",
    FieldType.CHOICE: "从下拉列表里选一个", FieldType.MULTI_CHOICE: "一个或几个词，用顿号分开",
    FieldType.PERSON: "写姓名；同名的写“姓名（单位 职务）”", FieldType.UNIT: "写单位全称；本单位可写“本单位”",
    FieldType.RECORD_LINK: "写那条记录的标题；标题相同的写编号",
    FieldType.PEOPLE: "姓名后用括号写身份，如“张明（主持）、李华（出席）”；也可以写“主持：张明；出席：李华、王芳”",
}  # fmt: skip


class _Invented:
    """Names for the ids of a form's example."""

    def word(self, one: str, /) -> str:
        found = re.fullmatch(r"([a-z])(\d+)", one)
        if not found:
            return one
        number = int(found[2])
        if found[1] in "pq":
            return INVENTED[(number - 1 + 4 * (found[1] == "q")) % len(INVENTED)]
        return "本单位" if one == "u1" else "某下级单位"


def wants_second(session: Session, target_id: str, kind: str = "") -> bool:
    """Whether another person must stand by when the records there are go out with the template (VIS-12)."""
    return bool(wanted(session, _classes(target_of(session, target_id, kind))))


def _classes(target: Target) -> set[str]:
    form = target.form
    return {form.class_of(k) for k in ([target.kind] if target.kind else form.kinds)} if form is not None else set()


def save_template(
    session: Session, target_id: str, path: Path, context: JobContext, kind: str = "", *, filled: bool = False,
    second: Second | None = None,
) -> int:  # fmt: skip
    """Write the template of a form (or of people); filled: with the records there are; second: who
    stands by, where `wants_second` says so. Returns how many records.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT, TOO_LARGE, DISK_FULL, FILE_ACCESS; Cancelled.
    """
    target = target_of(session, target_id, kind)
    if target.form is None:
        columns = _people_columns(session, target)
        write_template(path, target.label, HINTS, columns)
        return 0
    who = confirm_export(session, _classes(target), second) if filled else ""
    chosen = list(_chosen(target, target.form, filled=filled))
    rows = list(_rows(session, target, target.form, chosen, context)) if filled else []
    example = _example(session, target.form, target.kind)
    columns = [_described(session, target, c, example) for c in chosen]
    write_template(path, target.label, HINTS, columns, rows)
    if filled:
        session.log("export", f"template {target.form.id} {who}".strip())
    return len(rows)


def _people_columns(session: Session, target: Target) -> list[TemplateColumn]:
    found = []
    for column, text in zip(target.columns, PEOPLE_EXAMPLE, strict=True):
        definition = column.definition
        if definition is not None:
            example = Words(session.catalog.vocab).word("actor", "member") if definition.id == "roles" else text
            found.append(_field_column(session, column, definition, example))
    return found


def _chosen(target: Target, form: RecordForm, *, filled: bool) -> Iterator[Column]:
    """The columns of the template: sub-tables in one cell each."""
    fields = {f.id for f in importable(form, target.kind)}
    wanted = [*([ID] if filled else []), *([] if target.kind else [KIND]), *(c.id for c in target.columns if c.id in fields), STATE]
    for one in wanted:
        column = target.column(one)
        secret = column is not None and column.definition is not None and column.definition.secret and filled
        if column is not None and not secret:
            yield column


def _described(session: Session, target: Target, column: Column, example: Mapping[str, str]) -> TemplateColumn:
    text = example.get(column.id, "")
    if column.definition is not None:
        made = _field_column(session, column, column.definition, text)
        base = target.form.base["date"] if target.form else ""
        return made if column.id != base or made.required else TemplateColumn(
            made.label, True, made.kind, made.width, made.words, made.strict, made.how, made.example
        )  # fmt: skip
    form = target.form
    if form is None or column.id == ID:
        return TemplateColumn(column.label, width=22.0, how="程序给的编号，不要改；新加的行空着")
    if column.id == KIND:
        words = Words(session.catalog.vocab)
        names = tuple(words.word(form.vocab, k) for k in form.offered)
        return TemplateColumn(column.label, True, width=24.0, words=names, how="从下拉列表里选一个", example=text)
    states = tuple(s.label for s in states_of(session, form, target.kind))
    return TemplateColumn(column.label, words=states, how=f"空着就是“{states[0]}”；已有的记录不改状态", example=text)


def _field_column(session: Session, column: Column, definition: FieldDef, example: str) -> TemplateColumn:
    kind = definition.type
    words: tuple[str, ...] = ("是", "否") if kind is FieldType.FLAG else ()
    if kind in (FieldType.CHOICE, FieldType.MULTI_CHOICE, FieldType.PEOPLE) and definition.vocab:
        known = Words(session.catalog.vocab)
        words = tuple(known.word(definition.vocab, t.code) for t in session.catalog.vocab.get(definition.vocab).terms)
    several = definition.many or kind in (FieldType.MULTI_CHOICE, FieldType.PEOPLE)
    shape = "date" if kind is FieldType.DATE and not several else "number" if kind in (FieldType.INTEGER, FieldType.MONEY) and not several else "text"
    return TemplateColumn(
        column.label, definition.required, shape, WIDTHS.get(kind, 16.0), words,
        strict=not definition.open and not several, how=_how(definition), example=example,
    )  # fmt: skip


def _how(definition: FieldDef) -> str:
    parts = [HOW.get(definition.type, "")]
    if definition.type in TABLES:
        names = "；".join(f"{c.label}：…" for c in definition.columns)
        parts = [f"一格里一行一条（Alt+回车换行），每行写：{names}。没有的可以不写；只写一段话就是“{definition.columns[0].label}”"]
        parts += [f"“{c.label}”写成【…】【…】，里面同样写“列名：内容”" for c in definition.columns if c.columns]
    if definition.allow_unit:
        parts.append("也可以写单位")
    if definition.many:
        parts.append("几个之间用顿号或分号分开")
    if definition.open:
        parts.append("列表里没有的也可以写")
    if definition.max_length:
        parts.append(f"不超过 {definition.max_length} 字")
    return "。".join(p.rstrip("。") for p in (*parts, definition.help) if p)


def _example(session: Session, form: RecordForm, kind: str) -> dict[str, str]:
    """The cells of the form's own example, ids replaced by invented names."""
    given = next((e for e in form.examples if e.get("kind") == kind), form.examples[0] if form.examples else {})
    words = Words(session.catalog.vocab)
    writer = CellWriter(words, _Invented())
    found = {}
    for definition in importable(form, kind):
        value = given.get(definition.id)
        if definition.type is not FieldType.RECORD_LINK and not is_empty(value):
            found[definition.id] = writer.text(definition, [value] if definition.many and not isinstance(value, list) else value)
    if given:
        found[KIND] = words.word(form.vocab, str(given.get("kind", form.kinds[0])))
    return found


def _rows(
    session: Session, target: Target, form: RecordForm, columns: Sequence[Column], context: JobContext
) -> Iterator[list[str]]:
    session.require("export", form.id)
    words = Words(session.catalog.vocab)
    writer = CellWriter(words, Directory(session))
    with session.store.read() as conn:
        ids = [str(r.id) for r in queries.record_keys(conn, session.sight("export").only((form.id,))) if not target.kind or r.kind == target.kind]
        if len(ids) > MOST_ROWS:
            raise AppError(ErrorCode.TOO_LARGE, f"一张表最多 {MOST_ROWS} 条，库里有 {len(ids)} 条。", action="请选定一个种类。")
        for start in range(0, len(ids), EVERY):
            context.report(start, len(ids), "正在写表")
            for row in queries.rows_by_id(conn, ids[start : start + EVERY]).values():
                yield _row(form, columns, row, without_unread(session, conn, row), words, writer)


def _row(
    form: RecordForm, columns: Sequence[Column], row: Any, body: Mapping[str, Any], words: Words, writer: CellWriter
) -> list[str]:
    state = form.state(row.state)
    own = {ID: row.id, KIND: words.word(form.vocab, row.kind), STATE: state.label if state else row.state}
    return [own[c.id] if c.definition is None else writer.text(c.definition, body.get(c.id)) for c in columns]


def template_name(session: Session, target_id: str, kind: str = "") -> str:
    """What the file is called."""
    target = target_of(session, target_id, kind)
    label = session.catalog.vocab.short(kind) if kind else target.label
    return f"{label}导入模板.xlsx" if target_id != PEOPLE else "人员和任职导入模板.xlsx"
