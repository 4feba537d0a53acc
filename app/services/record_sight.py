"""Fields of a record that an account does not read although it sees the record (VIS-10), and what remains of a body.

Which fields these are stands in the forms (`seen_by`); who reads them is asked of the store record by record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.catalog.records import RecordForm
from app.domain.errors import AppError, ErrorCode
from app.services.posts import office_of
from app.services.record_body import as_list
from app.services.session import Session
from app.store import names, sight
from app.store.database import Connection


def unread_fields(session: Session, conn: Connection, row: Any) -> frozenset[str]:
    """Ids of the fields of the record that this account does not read."""
    guarded = [f for f in session.form(row.form).fields if f.seen_by]
    return frozenset(f.id for f in guarded if not sight.holds(conn, session.scoped(f.seen_by), int(row.rid)))


def without_unread(session: Session, conn: Connection, row: Any) -> dict[str, Any]:
    """The body of a record without the fields that this account does not read."""
    hidden = unread_fields(session, conn, row)
    body: dict[str, Any] = json.loads(row.body)
    return {name: value for name, value in body.items() if name not in hidden}


def with_unread(
    session: Session, conn: Connection, row: Any, before: Mapping[str, Any], body: Mapping[str, Any]
) -> dict[str, Any]:
    """A typed body with what its writer did not see as it was before."""
    hidden = unread_fields(session, conn, row)
    typed = {name: value for name, value in body.items() if name not in hidden}
    return typed | {name: before[name] for name in sorted(hidden) if name in before}


def refuse_apart(session: Session, conn: Connection, form: RecordForm, kind: str, body: Mapping[str, Any]) -> None:
    """Refuse what a quarterly report says of the own principal: that part is reported apart (VIS-06).

    Raises AppError BAD_INPUT.
    """
    post = session.catalog.rights.classes[form.class_of(kind)].without
    if not post:
        return
    name = form.base.get("subject", "subject")
    holders = office_of(conn, names.all_names(conn)).holders(post, session.clock.today())
    if set(holders) & {str(v) for v in as_list(body.get(name))}:
        field = form.field(name)
        raise AppError(
            ErrorCode.BAD_INPUT, "这份报告不写涉及本单位主要负责人的内容。",
            action="请把这一部分剔除，由纪委书记另立“向上报告”。", where=field.label if field else "",
        )  # fmt: skip
