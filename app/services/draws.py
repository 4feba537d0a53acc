"""Draws by lot that an inspector can repeat: fix the seed, look at the list, draw, verify.

The seed is typed by witnesses or made by the program and written down before the list is shown; it cannot be taken back, so
a draw that is undone and made again gives the same result (docs/adr/0104). Sources: binhai-2021/60 and /47, beijing-28/20.
Does not belong here: what a list is made from (draws_population), the paper (draws_print).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.catalog.records import Transition
from app.domain.errors import AppError, ErrorCode
from app.domain.ids import new_id
from app.domain.sampling import LONGEST_SEED, METHOD, SHORTEST_SEED, digest, drawn, missing, needed, ordered
from app.services import record_steps, records
from app.services.draws_population import (
    CLUES,
    DRAWN_MARKS,
    FORM,
    INQUIRIES,
    INQUIRY,
    PEOPLE,
    UNITS,
    WORDS,
    Population,
    population,
)
from app.services.record_body import as_list
from app.services.record_steps import STEPS
from app.services.records import RecordView
from app.services.results import OpResult, Touched
from app.services.session import Session
from app.store import listing, queries
from app.store.record_adapter import snapshot_of
from app.store.unit_of_work import UnitOfWork

WAITING, RUNNING = "seeded", "doing"
MOST = 5000
TYPED, MADE = "见证人当场写定", "程序随机生成"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draw would come to. need: how many the share asks; number, extra: how many are drawn now.

    refusal: why nothing can be drawn (不适用, 待配置, 已抽够), empty when it can; word: that in two to four characters.
    """

    population: Population
    need: int = 0
    number: int = 0
    extra_need: int = 0
    extra: int = 0
    word: str = ""
    refusal: str = ""

    def sentence(self) -> str:
        """The calculation in words."""
        if self.refusal:
            return self.refusal
        found = self.population
        what, unit = WORDS[found.kind], UNITS[found.kind]
        text = f"{found.year} 年{what} {len(found.ids)} {unit}，按 {percent(found.share)} 向上取整应抽 {self.need} {unit}"
        if found.before:
            text += f"，本年已抽 {len(found.before)} {unit}"
        text += f"，这次抽 {self.number} {unit}。"
        if found.principals:
            text += f"其中“一把手”{len(found.principals)} 人，另外再抽 {self.extra_need} 人，这次抽 {self.extra} 人，与前面的不重复。"
        if found.all_verified:
            text += f"不如实的 {len(found.all_verified)} {unit}一律核实，不参加抽取。"
        return text


@dataclass(frozen=True, slots=True)
class Verdict:
    """What repeating a draw gave. same: 一致; differences: what is otherwise, by name; now: what changed since, no difference."""

    same: bool
    differences: tuple[tuple[str, str], ...] = ()
    now: str = ""

    @property
    def word(self) -> str:
        """一致 or 不一致."""
        return "一致" if self.same else "不一致"


def percent(share: Fraction | None) -> str:
    """A share as people write it; 待配置 without one."""
    return "待配置" if share is None else f"{float(share * 100):g}%"


def waiting(session: Session, kind: str, year: int) -> RecordView | None:
    """A draw of the year whose seed is fixed and which was not drawn yet."""
    session.require("view", FORM)
    with session.store.read() as conn:
        rids = listing.list_ids(conn, listing.ListQuery(forms=(FORM,), kinds=(kind,), states=(WAITING,)), session.sight())
        ids = [r.id for r in queries.rows_by_rid(conn, rids)]
    views = (records.get(session, i) for i in ids)
    return next((v for v in views if v.body.get("draw_year") == f"{year:04d}" and v.body.get("draw_seed")), None)


def fix_seed(
    session: Session, kind: str, year: int, *, seed: str = "", witnesses: Sequence[str] = ()
) -> OpResult[RecordView]:
    """Write down the seed before the list is seen. seed: as the witnesses wrote it, empty: the program makes one.

    Not undoable, nor can the record be changed or deleted: one seed, one draw. Raises AppError NOT_ALLOWED; BAD_INPUT (too short, no witness of a typed seed);
    BAD_STATE (a seed is fixed already and waits).
    """
    session.require("create", FORM)
    typed = seed.strip()
    names = [n.strip() for n in witnesses if n.strip()]
    if (typed and not SHORTEST_SEED <= len(typed) <= LONGEST_SEED) or "\n" in typed:
        raise AppError(
            ErrorCode.BAD_INPUT, f"种子要写成一行，{SHORTEST_SEED} 到 {LONGEST_SEED} 个字。", action="例如当场随机说出的一串数字。",
            where="种子",
        )  # fmt: skip
    if typed and not names:
        raise AppError(ErrorCode.BAD_INPUT, "种子由见证人写定时，要写明见证人。", where="见证人")
    population(session, kind, year)  # whether the account may draw from it at all
    if waiting(session, kind, year) is not None:
        raise AppError(ErrorCode.BAD_STATE, "这一年已有一次定了种子、还没有抽取的。", action="请用那一次的种子抽取。")
    own, _name = session.own_unit()
    label = session.catalog.vocab.short(kind)
    target, touched = new_id("r"), Touched()
    body = {"title": f"{year} 年度{label}", "date": session.clock.today().isoformat(), "actor": own}
    issued = {
        "draw_year": f"{year:04d}", "draw_seed": typed or secrets.token_hex(16), "draw_seed_by": TYPED if typed else MADE,
        "draw_seed_at": session.stamp(), "draw_witnesses": "、".join(names), "draw_method": METHOD,
    }  # fmt: skip
    with session.change("draw.seed", "定下抽查的种子", touched, [FORM], undoable=False) as uow:
        records.write_body(session, uow, session.form(FORM), kind, body, target, new=True, state=WAITING, issued=issued)
    return session.result(records.get(session, target), touched, "定下抽查的种子", undoable=False)


def preview(session: Session, record_id: str) -> Preview:
    """The list and the calculation for a draw whose seed is fixed. Raises AppError NOT_FOUND, BAD_STATE."""
    view = _waiting(session, record_id)
    return _reckon(population(session, view.kind, int(view.body["draw_year"]), record_id))


def _waiting(session: Session, record_id: str) -> RecordView:
    view = records.get(session, record_id)
    if view.form != FORM or not view.body.get("draw_seed"):
        raise AppError(ErrorCode.BAD_STATE, "这条记录没有定下种子，不能抽取。", action="请先定下种子。")
    if view.state != WAITING:
        raise AppError(ErrorCode.BAD_STATE, "这一次已经抽取过了。", action="要核对抽取结果的，请用“复核”。")
    return view


def _reckon(found: Population) -> Preview:
    what, unit = WORDS[found.kind], UNITS[found.kind]
    if not found.listed:
        return Preview(found, word="待配置", refusal=f"还没有{found.year}年{what}的名单，请先在设置里填写名单。")
    if found.share is None:
        return Preview(found, word="待配置", refusal="抽查比例没有设定，现在是“待配置”。请先在“设置 · 职责文件”里填写比例。")
    if not found.ids:
        return Preview(found, word="不适用", refusal=f"{found.year} 年没有{what}，不适用，不用抽。")
    if len(found.ids) > MOST:
        return Preview(found, word="太多", refusal=f"名单有 {len(found.ids)} {unit}，超过 {MOST}，一次记不下。")
    free = set(found.ids) - found.before - found.extra_before - found.all_verified
    number = min(missing(found.share, len(found.ids), found.before), len(free))
    extra_need = needed(found.share, len(found.principals))
    extra = missing(found.share, len(found.principals), found.extra_before)
    need = needed(found.share, len(found.ids))
    if not number and not extra:
        rest = "其余的都已列入一律核实或者抽过" if len(found.before) < need else f"已抽 {len(found.before)} {unit}，抽够了"
        return Preview(found, need, word="已抽够", extra_need=extra_need, refusal=f"按 {percent(found.share)} 应抽 {need} {unit}，{rest}，不用再抽。")
    return Preview(found, need, number, extra_need, extra)


def draw(session: Session, record_id: str) -> OpResult[RecordView]:
    """Draw with the fixed seed: list, digest and result go into the record, drawn inquiries are marked. One undo.

    Raises AppError NOT_ALLOWED, NOT_FOUND, BAD_STATE (already drawn, or nothing to draw: 不适用, 待配置, 已抽够).
    """
    view = _waiting(session, record_id)
    session.require("edit", FORM)
    found = preview(session, record_id)
    if found.refusal:
        raise AppError(ErrorCode.BAD_STATE, found.refusal)
    if view.kind == INQUIRIES:
        session.require("edit", "talk")
    list_ = found.population
    before = dict.fromkeys(list_.all_verified, "all") | dict.fromkeys(list_.before | list_.extra_before, "before")
    marks = _lots(str(view.body["draw_seed"]), list_.ids, before, list_.principals, (found.number, found.extra))
    touched, label = Touched(), f"抽取{session.catalog.vocab.short(view.kind)}"
    forms = [FORM, "talk"] if view.kind == INQUIRIES else [FORM]
    with session.change("draw.take", label, touched, forms) as uow:
        _write(session, uow, view, found, marks)
        for one in marks:
            if marks[one] in DRAWN_MARKS and view.kind == INQUIRIES:
                _mark_sampled(uow, one)
    return session.result(records.get(session, record_id), touched, label)


def _lots(
    seed: str, ids: Sequence[str], out: Mapping[str, str], heads: Sequence[str], numbers: tuple[int, int]
) -> dict[str, str]:
    """What becomes of every id on the list. out: those that do not take part; numbers: how many are drawn, how many of
    the principals besides, who come from those that were not drawn."""
    marks = dict.fromkeys(ids, "rest") | dict(out)
    marks |= dict.fromkeys(drawn(seed, [i for i in ids if marks[i] == "rest"], numbers[0]), "drawn")
    return marks | dict.fromkeys(drawn(seed, [i for i in heads if marks[i] == "rest"], numbers[1]), "extra")


def _write(session: Session, uow: UnitOfWork, view: RecordView, found: Preview, marks: Mapping[str, str]) -> None:
    column = "person" if view.kind == PEOPLE else "record"
    heads = frozenset(found.population.principals)
    taken = [i for i, mark in marks.items() if mark == "drawn"]
    extra = [i for i, mark in marks.items() if mark == "extra"]
    issued = {
        "draw_rate": percent(found.population.share), "draw_at": session.stamp(), "draw_population": len(marks),
        "draw_digest": digest(marks), "draw_number": len(taken) + len(extra),
        "draw_list": [{column: i, "principal": i in heads, "mark": marks[i]} for i in ordered(marks)],
        STEPS: record_steps.written(view.body, _begin(session, view), session.user, session.stamp(), "")[STEPS],
    }  # fmt: skip
    body = {**view.body, "date": session.clock.today().isoformat(), "sample_seed": f"{METHOD}：{view.body['draw_seed']}"}
    if view.kind == PEOPLE:
        body |= {"persons": taken, "principals_extra": extra}
    else:
        body["links"] = [*dict.fromkeys([*body.get("links", []), *taken])]
    if view.kind == INQUIRIES:
        body["persons"] = _about(uow, taken)  # whom clues are about stays with the clues
    records.write_body(
        session, uow, session.form(FORM), view.kind, body, view.id, new=False, state=RUNNING, issued=issued,
    )  # fmt: skip


def _begin(session: Session, view: RecordView) -> Transition:
    """The step that the draw is."""
    return next(t for t in session.form(FORM).transitions_from(WAITING, view.kind) if t.target == RUNNING)


def _about(uow: UnitOfWork, taken: Sequence[str]) -> list[str]:
    """The people whom the drawn records are about."""
    rows = queries.rows_by_id(uow.conn, taken).values()
    about = [str(s) for row in rows for s in as_list(snapshot_of(row)["body"].get("subject"))]
    people = queries.existing(uow.conn, about)[0]
    return [*dict.fromkeys(s for s in about if s in people)]


def _mark_sampled(uow: UnitOfWork, record_id: str) -> None:
    """An inquiry that was drawn says so, also when it is locked: the mark is the program's, not a change of what was typed."""
    row = queries.row_by_id(uow.conn, record_id)
    if row is not None and row.kind == INQUIRY:
        before = snapshot_of(row)
        uow.put("record", record_id, {**before, "body": {**before["body"], "sampled": True}})


def verify(session: Session, record_id: str) -> Verdict:
    """Repeat a draw from what the record says, and compare. Raises AppError NOT_FOUND, BAD_STATE (nothing was drawn)."""
    view = records.get(session, record_id)
    body = view.body
    if not body.get("draw_list"):
        raise AppError(ErrorCode.BAD_STATE, "这条记录不是由程序抽取的，没有可以复核的名单。")
    column = "person" if view.kind == PEOPLE else "record"
    said = {str(r[column]): str(r.get("mark")) for r in body["draw_list"] if r.get(column)}
    heads = [str(r[column]) for r in body["draw_list"] if r.get("principal")]
    wrong: list[tuple[str, str]] = []
    if body.get("draw_method") != METHOD:
        wrong.append(("抽取方法", f"记录的是“{body.get('draw_method')}”，程序用的是 {METHOD}。"))
    if len(said) != body.get("draw_population") or digest(said) != body.get("draw_digest"):
        wrong.append(("名单", f"名单有 {len(said)} 项，与抽取时记下的数或摘要不符。"))
    wrong += _other_lots(session, view, said, heads) + _unmarked(session, view, said) + _left_out(view, said)
    now = population(session, view.kind, int(body["draw_year"]), record_id)
    new = sorted(set(now.ids) - set(said))
    words = f"抽取以后名单又增加 {len(new)} {UNITS[view.kind]}，可以补抽。" if new else ""
    return Verdict(not wrong, tuple(wrong), words)


def _other_lots(
    session: Session, view: RecordView, said: Mapping[str, str], heads: Sequence[str]
) -> list[tuple[str, str]]:
    """Where seed, share and list give another result than the record says."""
    out = {i: mark for i, mark in said.items() if mark in ("before", "all")}
    share = Fraction(str(view.body["draw_rate"]).rstrip("%")) / 100
    done = [i for i, mark in said.items() if mark == "before"]
    number = min(missing(share, len(said), done), len(said) - len(out))
    extra = sum(mark == "extra" for mark in said.values())
    again = _lots(str(view.body["draw_seed"]), ordered(said), out, heads, (number, extra))
    words = session.catalog.vocab
    return [
        (_label(view, i), f"按种子应为“{words.short(again[i], 'draw_mark')}”，记录的是“{words.short(said[i], 'draw_mark')}”。")
        for i in ordered(said) if again[i] != said[i]
    ]  # fmt: skip


def _unmarked(session: Session, view: RecordView, said: Mapping[str, str]) -> list[tuple[str, str]]:
    if view.kind != INQUIRIES:
        return []
    taken = [i for i in said if said[i] == "drawn"]
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, taken)
    gone = [(_label(view, i), "抽中的这一件已不在。") for i in taken if i not in rows]
    talks = (r for r in rows.values() if r.kind == INQUIRY)
    return gone + [(r.title, "抽中了，但没有“抽中核实”的标记。") for r in talks if not snapshot_of(r)["body"].get("sampled")]


def _left_out(view: RecordView, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Drawn ones that the record's own fields no longer name."""
    names = {"drawn": "persons", "extra": "principals_extra"} if view.kind == PEOPLE else {"drawn": "links"}
    return [
        (_label(view, i), "抽中了，但不在记录的名单（关联记录）里。")
        for i, mark in said.items() if mark in names and i not in view.body.get(names[mark], [])
    ]  # fmt: skip


def _label(view: RecordView, one: str) -> str:
    return view.labels.get(one, "看不到的一项")


@dataclass(frozen=True, slots=True)
class Stand:
    """How far the draws of a year are. waiting: with its seed fixed, and preview: what it would come to; made: those drawn."""

    waiting: RecordView | None
    preview: Preview | None
    made: tuple[RecordView, ...]


def stand(session: Session, kind: str, year: int) -> Stand:
    """How far the draws of a year are; the list is shown only once a seed is fixed. Raises AppError NOT_ALLOWED."""
    found = waiting(session, kind, year)
    with session.store.read() as conn:
        rids = listing.list_ids(conn, listing.ListQuery(forms=(FORM,), kinds=(kind,)), session.sight())
        ids = [r.id for r in queries.rows_by_rid(conn, rids) if snapshot_of(r)["body"].get("draw_year") == f"{year:04d}"]
    views = [records.get(session, i) for i in ids]
    return Stand(found, preview(session, found.id) if found else None, tuple(v for v in views if v.body.get("draw_list")))


def may_draw(session: Session, kind: str) -> bool:
    """Whether the account may draw: make samples, and see what they are drawn from."""
    source = {INQUIRIES: "talk", CLUES: "clue"}.get(kind, FORM)
    return session.can("create", FORM, kind) and session.can("edit", FORM, kind) and session.can("view", source)
