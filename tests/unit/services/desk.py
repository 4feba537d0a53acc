"""Builders that make tests of the services read as sentences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog
from app.crypto.kdf import KdfBounds, KdfParams
from app.domain.clock import FixedClock
from app.domain.errors import AppError, ErrorCode
from app.services import accounts, letters, people, records, setup
from app.services.records import RecordView
from app.services.session import DataFolder, Session
from app.store import changelog, listing, queries

PASSWORD = "青山遮不住毕竟东流去"
OTHER_PASSWORD = "大江东去浪淘尽千古风流"
TODAY = dt.datetime(2026, 11, 20, 9, 12, tzinfo=dt.UTC)
ALL_BUSINESS = ("party_clerk", "discipline_secretary", "org_clerk")


def quick_folder(root: Path) -> DataFolder:
    """A data folder whose keys cost nothing to derive."""
    return DataFolder(root, kdf=KdfParams(64, 1, 1), bounds=KdfBounds(min_memory=8, min_iterations=1))


def new_office(
    root: Path, catalog: Catalog, *, unit: str = "某县住房和城乡建设局党组", roles: tuple[str, ...] = ALL_BUSINESS,
    packs: bool | tuple[str, ...] = True, clock: FixedClock | None = None,
) -> setup.Created:  # fmt: skip
    """A new office with one leader and one subordinate unit, unlocked by `clerk`."""
    plan = setup.OfficePlan(
        unit_name=unit, login="clerk", user_name="王敏", password=PASSWORD, roles=roles,
        applies=("always", "has_discipline_office", "has_org_dept", "has_subordinates"),
        packs=packs if isinstance(packs, tuple) else tuple(p.id for p in catalog.duties.packs) if packs else (),
        leaders=(setup.LeaderPlan("周明远", "党组书记", ("principal",), dt.date(2021, 6, 1)),),
        subordinates=("某县质监站",),
    )  # fmt: skip
    return setup.create_office(quick_folder(root), catalog, clock or FixedClock(TODAY), plan)


def fitting(session: Session, kind: str) -> dict[str, Any]:
    """A text and copies that have what a kind of letter needs and owes."""
    owed = "".join(o.text for o in session.catalog.letters[kind].owes)
    text = f"经查，有关情况已经集体研究，在本单位范围内未发现其他问题。请于12月20日前抓紧落实。{owed}"
    return {"body": [{"id": "b1", "level": 0, "text": text}], "cc": ["县委办公室"], "attachments_text": []}


@dataclass(slots=True)
class Desk:
    """A clerk at work: short ways to add what tests need. principal: the leader of the office."""

    session: Session

    @property
    def principal(self) -> str:
        return people.find_people(self.session, "周明远")[0].id

    @property
    def lower_unit(self) -> str:
        return next(u.id for u in people.units(self.session) if not u.own)

    def person(self, name: str, title: str = "党组成员", roles: tuple[str, ...] = ("member",), **post: Any) -> str:
        """A person with a post in the own unit since 2021."""
        who = people.save_person(self.session, name).value
        own, _name = self.session.own_unit()
        post = {"fields": (), "since": "2021-06-01"} | post
        people.save_post(self.session, who, own, title, roles, **post)
        return who

    def talk(self, subject: str, day: str = "2026-10-10", kind: str = "talk.heart", **fields: Any) -> RecordView:
        """A talk of the leader with somebody, not held yet."""
        body = {"date": day, "actor": self.principal, "subject": [subject], **fields}
        return records.save(self.session, "talk", kind, body).value

    def meeting(self, day: str = "2026-11-12", **fields: Any) -> RecordView:
        """A draft of a party group meeting with one 三重一大 item."""
        chair = self.principal
        body = {
            "title": "党组会议", "date": day, "chair": chair,
            "attendance": [{"id": "w1", "person": chair, "role": "chair"}],
            "agenda": [{"id": "a1", "title": "大额资金使用", "category": "category.large_fund", "decision": "同意"}],
        }  # fmt: skip
        return records.save(self.session, "meeting", "mtg.standing", {**body, **fields}).value

    def letter(self, kind: str = "letter.reminder", **fields: Any) -> RecordView:
        """A draft letter to the subordinate unit, with a text that has what its kind needs and owes."""
        body = letters.draft(self.session, kind, {"topic": "谈心谈话"})
        body |= {"to": ["某县质监站"], "basis": "", "title": "关于开展谈心谈话的提醒函"} | fitting(self.session, kind) | fields
        return records.save(self.session, "letter", kind, body).value

    def signed_letter(self, **fields: Any) -> RecordView:
        """A letter that only lacks its number."""
        view = self.letter(**fields)
        letters.advance(self.session, view.id, "submit")
        return letters.advance(self.session, view.id, "sign", values={"signed_by": self.principal}).value

    def add_account(self, login: str, *roles: str, name: str = "赵文") -> accounts.User:
        """Another account with OTHER_PASSWORD."""
        return accounts.add_user(self.session, login, name, roles, OTHER_PASSWORD)

    def kill(self) -> None:
        """The program ends here without closing anything properly."""
        self.session.closed = True
        self.session.store.database.abandon()
        self.session.office.abandon()

    def relogin(self, login: str = "clerk", password: str = PASSWORD) -> Session:
        """Close and open again."""
        self.session.close()
        return setup.unlock(self.session.folder, self.session.catalog, self.session.clock, login, password)


def snapshot(session: Session) -> dict[tuple[str, str], Any]:
    """Everything the store holds, entity by entity, read from its tables."""
    with session.store.read() as conn:
        logged = {(e, i): s for e, i, s in changelog.net_state(conn)}
    assert session.store.unlogged() == 0
    return {key: value for key, value in logged.items() if value is not None}


def record_ids(session: Session) -> set[str]:
    """Ids of all records in the store."""
    with session.store.read() as conn:
        rids = listing.list_ids(conn, listing.ListQuery(forms=tuple(f.id for f in session.catalog.records)), session.sight())
        return {r.id for r in queries.rows_by_rid(conn, rids)}


class refused:  # noqa: N801 - reads as a sentence: with refused(ErrorCode.STALE)
    """A block that must end in an AppError of one of the codes, whose text holds no secret of the test."""

    SECRETS = ("李雷", "韩梅梅", "青山遮不住", "大江东去", "渠令闻")

    def __init__(self, *codes: ErrorCode) -> None:
        self.codes = codes
        self.error: AppError | None = None

    def __enter__(self) -> refused:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> bool:
        assert isinstance(error, AppError), f"expected {self.codes}, got {error!r}"
        assert error.code in self.codes, error.sentence()
        text = f"{error} {error.sentence()} {error.__cause__!r} {error.__cause__}"
        assert not [s for s in self.SECRETS if s in text], text
        assert error.message.endswith(("。", "？", "！")), error.message
        self.error = error
        return True
