"""A synthetic office: invented people and two or more years of plausible records from a seed.

Used by `lvze demo`, by the wizard's example office (removed with one click) and by
benches. Everything goes through the same checks and the same unit of work as typing.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from app.domain.ids import new_id
from app.jobs.progress import JobContext
from app.services import example_letters, example_plan, example_settings, example_stories, record_steps
from app.services.example_cast import Cast, Planned
from app.services.records import write_body
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import queries
from app.store.unit_of_work import UnitOfWork

BATCH = 100
LOWER = ("质量监督站", "园林管理所", "燃气管理办公室", "房屋征收服务中心", "城建档案馆")
SURNAMES = "周李孙赵钱吴郑冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("明远", "建国", "志强", "丽华", "伟", "斌", "洁", "涛", "海", "敏", "晓峰", "国梁", "秀英", "文博", "雨桐",
         "振华", "淑珍", "子涵", "家豪", "静", "立新", "春梅", "立军", "玉兰", "鹏", "雪")  # fmt: skip


def add_example(
    session: Session, *, years: int = 2, seed: int = 1, context: JobContext | None = None, mark: bool = True
) -> OpResult[int]:
    """Add invented people and records of the last `years` years. Returns how many records.

    mark: mark everything as example, so that remove_example takes it away. Not undoable
    step by step. Raises AppError NOT_ALLOWED; Cancelled.
    """
    session.require("manage_people")
    report = context or JobContext()
    rng = random.Random(seed)  # noqa: S311 - invented data, not a secret
    touched = Touched()
    with session.change("example.people", "建立示例人员", touched, undoable=False) as uow:
        cast = _people(session, uow, rng, years, mark=mark)
    today = session.clock.today()
    since = dt.date(today.year - years + 1, 1, 1)
    planned = _records(session, cast, rng, since)
    for start in range(0, len(planned), BATCH):
        report.report(start, len(planned), "正在生成示例记录")
        with session.change("example.records", "建立示例记录", touched, undoable=False) as uow:
            for one in planned[start : start + BATCH]:
                write_body(
                    session, uow, session.form(one.form), one.kind, one.body, one.id or new_id("r"), new=True,
                    state=one.state, entered=min(one.body["date"], today.isoformat()), example=mark,
                    issued={record_steps.STEPS: record_steps.invented(one.walked, session.user)} if one.walked else None,
                )  # fmt: skip
    letters = example_letters.write_letters(session, cast, touched, mark=mark)
    example_settings.settle(session, cast, since, touched)
    report.report(len(planned), len(planned), "完成")
    return session.result(len(planned) + letters, touched, "建立示例", undoable=False)


def has_example(session: Session) -> bool:
    """Whether example people or records are there."""
    with session.store.read() as conn:
        return queries.has_example(conn)


def remove_example(session: Session) -> OpResult[int]:
    """Take away everything marked as example; what a person typed stays, and so do the names it mentions.

    Undoable as a whole. Raises AppError NOT_ALLOWED.
    """
    session.require("manage_people")
    touched = Touched()
    count = 0
    with session.change("example.remove", "清除示例", touched) as uow:
        marked = queries.example_ids(uow.conn)
        for number in queries.numbers_among(uow.conn, marked["record"]):
            uow.put("number", number, None)
        for entity, ids in marked.items():
            mentioned = queries.mentioned_among(uow.conn, ids) if entity in ("person", "unit") else set()
            for one in ids:
                if one in mentioned:
                    _keep(uow, entity, one)
                else:
                    uow.put(entity, one, None)
                count += entity == "record"
        example_settings.put_back(uow)
    return session.result(count, touched, "清除示例")


def _keep(uow: UnitOfWork, entity: str, entity_id: str) -> None:
    """What a kept record mentions is no example any more."""
    snapshot = uow.get(entity, entity_id)
    if snapshot is not None:
        uow.put(entity, entity_id, {**snapshot, "example": False})


def _people(session: Session, uow: UnitOfWork, rng: random.Random, years: int, *, mark: bool) -> Cast:
    unit, _name = session.own_unit()
    since = f"{session.clock.today().year - years - 2}-06-01"
    names = _names(rng, 24)
    cast = Cast(unit, "", [], "", [], [])

    def person(title: str, roles: tuple[str, ...], fields: tuple[str, ...] = (), where: str = unit) -> str:
        who = new_id("p")
        cast.names[who] = next(names)
        uow.put("person", who, {"name": cast.names[who], "note": "", "example": mark})
        post = {"person": who, "unit": where, "title": title, "roles": list(roles), "fields": list(fields)}
        uow.put("post", new_id("t"), {**post, "since": since, "example": mark})
        return who

    cast.principal = person("党组书记、局长", ("principal",))
    departments = [("办公室", "财务科"), ("城建科", "房管科"), ("质监科",), ("法规科", "信访科")]
    titles = ("党组副书记、副局长", "党组成员、副局长", "党组成员、总工程师", "党组成员、副局长")
    for title, fields in zip(titles, departments, strict=True):
        cast.members.append((person(title, ("member",), fields), fields))
    cast.discipline = person("党组成员、纪检组长", ("member", "discipline_secretary", "discipline_head"), ("纪检监察",))
    for fields in departments:
        cast.heads.extend((person(f"{name}负责人", ("dept_head",), (name,)), name) for name in fields)
    for name in LOWER:
        lower = new_id("u")
        cast.names[lower] = name
        uow.put("unit", lower, {"name": name, "own": False, "applies": [], "parent": unit, "example": mark})
        head = person(f"{name}主任", ("principal",), where=lower)
        inspector = person(f"{name}纪检委员", ("discipline_secretary",), where=lower)
        cast.lower.append((lower, head, inspector))
    return cast


def _names(rng: random.Random, count: int) -> Iterator[str]:
    surnames = rng.sample(SURNAMES, count)
    given = rng.sample(GIVEN, count)
    return iter([s + g for s, g in zip(surnames, given, strict=True)])


def _records(session: Session, cast: Cast, rng: random.Random, since: dt.date) -> list[Planned]:
    """Everything to write: the years as they go, stories of every kind, what is under way just now."""
    today, forms = session.clock.today(), session.catalog.records
    usual = [one for year in range(since.year, today.year + 1) for one in example_plan.year_of(cast, rng, year, today.year)]
    told = example_stories.stories(cast, forms, max(since.year, today.year - 1), today, usual)
    planned = [one for one in [*usual, *told] if one.body["date"] <= today.isoformat()]
    planned += example_stories.recent(cast, forms, today)
    planned += example_stories.flows(cast, forms, today)
    return [one for one in planned if _may_hold(session, one)]


def _may_hold(session: Session, one: Planned) -> bool:
    """Upward reports about the principal only where the account may see them."""
    form = session.form(one.form)
    return not session.catalog.rights.classes[form.class_of(one.kind)].secret or session.can("view", form.id, one.kind)
