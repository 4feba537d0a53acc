"""Builders for tests of draws: closed inquiries, closed clues, people who report their personal matters."""

from __future__ import annotations

import dataclasses
from typing import Any

from app.services import duty_settings, people, records
from app.services.session import Session, User
from tests.unit.services.desk import Desk


def inquiry(desk: Desk, number: int, *, year: int = 2026, conclusion: str = "truthful", closed: bool = True) -> str:
    """An inquiry of a person of its own, brought to its end."""
    day = f"{year}-05-{number % 27 + 1:02d}"
    who = desk.person(f"函询对象{number}")
    body = {"title": f"函询第{number}件", "date": day, "actor": desk.principal, "subject": [who]}
    made = records.save(desk.session, "talk", "talk.inquiry", body).value.id
    steps: list[tuple[str, dict[str, Any]]] = [
        ("send", {}), ("explain", {"own_statement": "已书面说明", "replied_at": day}),
        ("sign", {"signed_by": desk.principal, "sign_opinion": "请如实说明", "signed_at": day}), ("conclude", {"conclusion": conclusion}),
    ]  # fmt: skip
    reminded = {"date": day, "actor": desk.principal, "subject": [who], "links": [made]}
    records.transition(desk.session, records.save(desk.session, "talk", "talk.inquiry_sign", reminded).value.id, "hold")
    for step, values in steps:
        records.transition(desk.session, made, step, values=values)
    if closed:
        rest = {"closed_at": day} | ({"verified_at": day, "verify_result": "untruthful"} if conclusion == "untruthful" else {})
        records.transition(desk.session, made, "close", values=rest)
    return made


def inquiries(desk: Desk, count: int, start: int = 0) -> list[str]:
    """So many closed inquiries of this year."""
    return [inquiry(desk, start + n) for n in range(count)]


def clues(desk: Desk, count: int) -> list[str]:
    """So many closed clues of this year."""
    found = []
    for n in range(count):
        body = {"title": f"XS-2026-{n:03d}", "date": "2026-04-02", "conclusion": "false"}
        made = records.save(desk.session, "clue", "ledger.clue", body).value.id
        for step in ("assign", "close"):
            records.transition(desk.session, made, step)
        found.append(made)
    return found


def obliged(desk: Desk, count: int, principals: int, year: int = 2026, start: int = 0) -> tuple[list[str], list[str]]:
    """People who report, the first of them principals; both lists kept in the settings."""
    ids = [people.save_person(desk.session, f"报告人{start + n:03d}").value for n in range(count)]
    heads = ids[:principals]
    duty_settings.set_lists(desk.session, "personal_matters_obligated", {str(year): ids})
    duty_settings.set_lists(desk.session, "principals", {str(year): heads})
    return ids, heads


def as_user(session: Session, user_id: str, name: str, *roles: str) -> None:
    """Somebody else works on in the same office."""
    session.user = User(user_id, user_id, name, roles)


def same_user(session: Session, user: User) -> None:
    """Back to the one before."""
    session.user = dataclasses.replace(user)
