"""Articles that a letter may cite only on the ground of a record: data of the letter kinds (`grounds`).

Asked when a letter is sent on or signed. Does not belong here: what else a letter may quote, the letters' own way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.catalog.letters import Ground, LetterForm
from app.catalog.needs import matches
from app.domain.errors import AppError, ErrorCode
from app.services.record_body import as_list
from app.store import queries
from app.store.database import Connection

ASKED_AT = ("submit", "sign")
NAMING = ("basis_records", "links")


def refuse_groundless(conn: Connection, letter: LetterForm | None, step: str, body: Mapping[str, Any]) -> None:
    """Refuse to send on or sign a letter that cites an article without a record that bears it. AppError BAD_INPUT."""
    if letter is None or step not in ASKED_AT or not letter.grounds:
        return
    cited = [g for g in letter.grounds if _names(body, g)]
    if not cited:
        return
    ids = [str(i) for name in NAMING for i in as_list(body.get(name))]
    rows = list(queries.rows_by_id(conn, ids).values())
    for one in cited:
        others = [g for g in cited if (g.document, g.article) == (one.document, one.article)]
        if not _borne(others, rows):
            raise AppError(ErrorCode.BAD_INPUT, one.say, where="依据")


def with_borne(letter: LetterForm, basis: str, kind: str, state: str, values: Mapping[str, Any]) -> str:
    """The basis of a draft with those articles that the record it is drafted from bears."""
    borne = [f"《{g.document}》{g.article}" for g in letter.grounds if kind in g.kinds and _fulfils(g, state, values)]
    return "；".join(dict.fromkeys(t for t in (basis, *borne) if t))


def _fulfils(one: Ground, state: str, values: Mapping[str, Any]) -> bool:
    return (not one.states or state in one.states) and matches(values, one.values)


def _names(body: Mapping[str, Any], one: Ground) -> bool:
    """Whether the basis cites the article right behind the document, as drafts write it."""
    return f"{one.document}》{one.article}" in str(body.get("basis") or "")


def _borne(grounds: Sequence[Ground], rows: Sequence[Any]) -> bool:
    """Every named record of the kinds fulfils its ground, and there is one."""
    found = [(g, r) for r in rows for g in grounds if r.kind in g.kinds]
    return bool(found) and all(_fulfils(g, r.state, json.loads(r.body)) for g, r in found)
