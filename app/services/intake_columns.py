"""What can be filled from a table: the columns of a form or of the register of people.

Generic over the form's fields, so that a new kind of record is imported without code. The matching of
heads is sheets.mapping; what a unit chose is remembered here, per form and set of heads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.catalog.records import TABLES, FieldDef, FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.services.session import Session
from app.sheets.heads import key_of
from app.sheets.mapping import Known, fingerprint, guess
from app.store import queries

PEOPLE = "people"
ID, KIND, STATE, NUMBER = "#id", "#kind", "#state", "#number"
INSIDE = "/"  # agenda/title: a column of a sub-table that has its own column in the sheet
REASON = "没有导入的原因"  # the first column of the table of faulty rows
IGNORED = frozenset(key_of(n) for n in (REASON, "录入人", "录入日期"))
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "名称", "题目", "问题", "事项", "主题"), "date": ("日期", "时间"),
    "due": ("时限", "期限", "截止日期", "完成时限"), "end": ("结束日期",), "actor": ("主持／办理", "主持", "办理"),
    "subject": ("对象", "被谈话人", "姓名"), "topics": ("标签",),
}  # fmt: skip
ATTENDANCE = ("到会人员", "参会人员", "参加人员", "出席人员", "与会人员", "参加人")
UNTOLD = ("其他", "事件", "文件")  # beginnings of forms' names that say nothing in a table's title
REGISTER_WORDS = ("花名册", "人员名册", "干部名册", "任职", "人员信息")
PEOPLE_FIELDS = (
    FieldDef("name", "姓名", FieldType.TEXT, required=True, max_length=100, help="一人兼几个职务的，一个职务一行", also=("人员", "名字")),
    FieldDef("unit", "单位", FieldType.UNIT, help="空着就是本单位", also=("所在单位", "工作单位", "部门")),
    FieldDef("title", "职务", FieldType.TEXT, max_length=100, help="空着就只登记人", also=("现任职务", "岗位", "职务名称")),
    FieldDef("roles", "职务身份", FieldType.MULTI_CHOICE, vocab="actor", help="职责按身份清点，如主要负责人、班子成员", also=("身份",)),
    FieldDef("fields", "分管领域", FieldType.TEXT, many=True, help="几项之间用顿号分开", also=("分管", "分管工作")),
    FieldDef("since", "任职日期", FieldType.DATE, help="填了职务就要填", also=("任职时间", "任现职时间", "任现职日期", "开始日期")),
    FieldDef("until", "离任日期", FieldType.DATE, help="仍在任就空着", also=("免职日期", "离任时间", "结束日期")),
    FieldDef("note", "备注", FieldType.LONG_TEXT),
)


@dataclass(frozen=True, slots=True)
class Column:
    """Something a column of a sheet can be. table: the sub-table it is a column of."""

    id: str
    label: str
    definition: FieldDef | None = None
    table: FieldDef | None = None
    names: tuple[str, ...] = ()

    @property
    def known(self) -> Known:
        """For the matching of heads."""
        return Known(self.id, (self.label, *self.names), whole=self.id in (NUMBER, ID, STATE))


@dataclass(frozen=True, slots=True)
class Target:
    """What the rows are: records of a form, or people and posts (form None). kind: empty = says each row."""

    id: str
    label: str
    columns: tuple[Column, ...]
    form: RecordForm | None = None
    kind: str = ""

    def column(self, column_id: str) -> Column | None:
        """A column by id."""
        return next((c for c in self.columns if c.id == column_id), None)


def targets(session: Session) -> list[tuple[str, str]]:
    """Id and label of everything this account may import."""
    found = [(PEOPLE, "人员和任职")] if session.business is not None and session.can("manage_people") else []
    return [*found, *((f.id, f.label) for f in session.catalog.records if f.offered and _may(session, f.id))]


def _may(session: Session, form: str) -> bool:
    """Who may not read the records must not learn from the preview which of them are there; some are entered one by one."""
    return session.can("create", form) and session.can("view", form) and not session.form(form).one_by_one


def target_of(session: Session, target_id: str, kind: str = "") -> Target:
    """What can be filled. kind: all rows are of this kind.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_INPUT (a kind of another form).
    """
    if target_id == PEOPLE:
        session.require("manage_people")
        return Target(PEOPLE, "人员和任职", tuple(Column(f.id, f.label, f, names=f.also) for f in PEOPLE_FIELDS))
    form = session.form(target_id)
    session.require("create", form.id)
    session.require("view", form.id)
    if form.one_by_one:
        raise AppError(ErrorCode.BAD_INPUT, f"{form.label}要一件一件登记，不能成批导入。", action="请在台账里逐件登记。", where="种类")
    if kind and kind not in form.kinds:
        raise AppError(ErrorCode.BAD_INPUT, "这个表单不含这种记录。", where="种类")
    only = kind or (form.offered[0] if len(form.offered) == 1 else "")
    return Target(form.id, form.label, tuple(_columns(session, form, only)), form, only)


def importable(form: RecordForm, kind: str) -> Iterator[FieldDef]:
    """The fields a table can fill: not attachments, not numbers the register gives, nothing with a page of its own."""
    for one in form.fields_for(kind) if kind else form.fields:
        if one.type is not FieldType.ATTACHMENTS and not one.own_page and not one.issued:
            yield one


def _columns(session: Session, form: RecordForm, kind: str) -> Iterator[Column]:
    fields = list(importable(form, kind))
    labels = Counter(key_of(f.label) for f in fields)
    labels.update(key_of(c.label) for f in fields for c in f.columns)
    roles = {field_id: role for role, field_id in form.base.items()}
    yield Column(NUMBER, "序号", names=("编号（本表）", "行号"))
    yield Column(ID, "编号", names=("记录编号", "ID"))
    if len(form.kinds) > 1:
        yield Column(KIND, "种类", names=("类型", "类别", "记录种类", "形式"))
    yield Column(STATE, "状态", names=("办理状态", "当前状态"))
    for one in fields:
        others = OTHER_NAMES.get(roles.get(one.id, ""), ())
        vocab = (session.catalog.vocab.get(one.vocab).label,) if one.vocab and one.type is FieldType.CHOICE else ()
        present = ATTENDANCE if one.type is FieldType.PEOPLE else ()
        yield Column(one.id, one.label, one, names=(one.id, *one.also, *others, *vocab, *present))
    for one in fields:
        if one.type in TABLES:
            for inner in one.columns:
                if inner.type not in TABLES:
                    alone = (inner.label,) if labels[key_of(inner.label)] == 1 else ()
                    label = f"{one.label}·{inner.label}"
                    yield Column(f"{one.id}{INSIDE}{inner.id}", label, inner, one, (f"{one.label}{inner.label}", *alone))


def suggest(session: Session, heads: Sequence[str], among: Sequence[str] = (), told: str = "") -> str:
    """The target (one of `among`) that the heads and the table's title fit best; empty when none does."""
    best, score = "", 1.0
    for target_id in [t for t, _label in targets(session) if not among or t in among]:
        points = _fitting(session, target_of(session, target_id), heads, told)
        if points > score:
            best, score = target_id, points
    return best


def _fitting(session: Session, target: Target, heads: Sequence[str], told: str) -> float:
    mapping = guess(heads, [c.known for c in target.columns], IGNORED)
    taken = {one for one in mapping.values() if not one.startswith("#")}
    if not taken or (target.form is None and "name" not in taken):
        return 0.0
    labels = {key_of(c.label) for c in target.columns if not c.id.startswith("#")}
    points = len(taken) + 1.0 * sum(key_of(h) in labels for h in heads if h)
    if target.form is None:
        return points + 3.0 * any(w in told for w in REGISTER_WORDS)
    stem = target.form.label[:2]
    if stem not in UNTOLD:
        points += 3.0 * (stem in told) + 0.5 * sum(stem in h for h in heads)
    kinds = (session.catalog.vocab.short(k) for k in target.form.offered)
    return points + 3.0 * any(len(k) > 2 and k in told for k in kinds)


def mapping_of(session: Session, target: Target, heads: Sequence[str]) -> tuple[dict[int, str], bool]:
    """Which column of the sheet is which: as chosen before for such heads, else guessed. Second: whether remembered."""
    with session.store.read() as conn:
        kept = queries.settings(conn, _key(target, heads)).get(_key(target, heads))
    known = {c.id for c in target.columns}
    if isinstance(kept, dict):
        by_head = {key_of(h): at for at, h in reversed(list(enumerate(heads))) if h}
        found = {by_head[h]: one for h, one in kept.items() if h in by_head and one in known}
        return dict(sorted(found.items())), True
    labels = {key_of(c.label) for c in target.columns}
    return guess(heads, [c.known for c in target.columns], IGNORED - labels), False


def remember(session: Session, target: Target, heads: Sequence[str], mapping: Mapping[int, str]) -> None:
    """Keep a mapping that differs from the guess. Not a step of undo: taking back an import leaves it."""
    if mapping_of(session, target, heads)[0] == dict(mapping):
        return
    chosen = {key_of(heads[at]): one for at, one in mapping.items()}
    with session.store.change(session.actor(), "sheet.columns", "记住 Excel 列名", undoable=False) as uow:
        uow.put("setting", _key(target, heads), {"value": chosen})


def _key(target: Target, heads: Sequence[str]) -> str:
    return f"sheet:{target.id}:{fingerprint(heads)}"


def known_names(target: Target) -> set[str]:
    """The keys of all names of columns: what a head line is recognised by."""
    return {key_of(n) for c in target.columns for n in (c.label, *c.names)} | IGNORED
