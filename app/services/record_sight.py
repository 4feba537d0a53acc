"""What an account does not read of a record that it sees: guarded fields (VIS-10), links to records that it does not see.

Which fields are guarded stands in the forms (`seen_by`); who reads them is asked of the store record by record. What was
not read stays as it was when the rest is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.catalog.records import FieldDef, FieldType, RecordForm
from app.domain.errors import AppError, ErrorCode
from app.services.posts import office_of
from app.services.record_body import as_list
from app.services.session import Session
from app.store import names, queries, sight
from app.store.database import Connection


def unread_fields(session: Session, conn: Connection, row: Any) -> frozenset[str]:
    """Ids of the fields of the record that this account does not read."""
    guarded = [f for f in session.form(row.form).fields if f.seen_by]
    return frozenset(f.id for f in guarded if not sight.holds(conn, session.scoped(f.seen_by), int(row.rid)))


def without_unread(session: Session, conn: Connection, row: Any) -> dict[str, Any]:
    """The body of a record without the fields and links that this account does not read."""
    hidden = unread_fields(session, conn, row)
    whole: dict[str, Any] = json.loads(row.body)
    body = {name: value for name, value in whole.items() if name not in hidden}
    fields = session.form(row.form).fields
    unseen = unseen_links(session, conn, fields, body)
    return _without(fields, body, unseen) if unseen else body


def with_unread(
    session: Session, conn: Connection, row: Any, before: Mapping[str, Any], body: Mapping[str, Any]
) -> dict[str, Any]:
    """A typed body with what its writer did not see as it was before."""
    hidden = unread_fields(session, conn, row)
    typed = {name: value for name, value in body.items() if name not in hidden}
    kept = with_links(session, conn, session.form(row.form).fields, before, typed)
    return kept | {name: before[name] for name in sorted(hidden) if name in before}


def with_links(
    session: Session, conn: Connection, fields: Iterable[FieldDef], before: Mapping[str, Any], typed: Mapping[str, Any]
) -> dict[str, Any]:
    """What was typed into these fields, with the links that the writer did not see."""
    asked = tuple(fields)
    unseen = unseen_links(session, conn, asked, before)
    return _with(asked, typed, before, unseen) if unseen else dict(typed)


def unseen_links(session: Session, conn: Connection, fields: Iterable[FieldDef], body: Mapping[str, Any]) -> frozenset[str]:
    """Ids among the links of a body that are of records this account does not see."""
    return unseen_among(session, conn, _linked(fields, body))


def unseen_among(session: Session, conn: Connection, ids: Iterable[str]) -> frozenset[str]:
    """Those of the ids that are of records which this account does not see."""
    wanted = set(ids)
    if not wanted:
        return frozenset()
    rows = queries.rows_by_id(conn, wanted)
    return frozenset(rows) - {str(r.id) for r in session.sight().those(conn, rows.values())}


def _linked(fields: Iterable[FieldDef], body: Mapping[str, Any]) -> Iterator[str]:
    for one in fields:
        if one.type is FieldType.RECORD_LINK:
            yield from (str(v) for v in as_list(body.get(one.id)) if v)
        elif one.columns:
            for row in as_list(body.get(one.id)):
                yield from _linked(one.columns, row)


def _without(fields: Iterable[FieldDef], body: Mapping[str, Any], unseen: frozenset[str]) -> dict[str, Any]:
    left = dict(body)
    for one in fields:
        value = body.get(one.id)
        if one.type is FieldType.RECORD_LINK and not unseen.isdisjoint(as_list(value)):
            seen = [v for v in as_list(value) if v not in unseen]
            if seen:
                left[one.id] = seen
            else:
                del left[one.id]
        elif one.columns and value:
            left[one.id] = [_without(one.columns, row, unseen) for row in value]
    return left


def _with(
    fields: Iterable[FieldDef], typed: Mapping[str, Any], before: Mapping[str, Any], unseen: frozenset[str]
) -> dict[str, Any]:
    found = dict(typed)
    for one in fields:
        was, now = as_list(before.get(one.id)), as_list(typed.get(one.id))
        if one.type is FieldType.RECORD_LINK:
            kept = [v for v in was if v in unseen]
            if kept and now == [v for v in was if v not in unseen]:
                found[one.id] = before[one.id]
            elif kept and one.many:
                found[one.id] = [*now, *kept]
        elif one.columns:
            rows = {row.get("id"): row for row in was}
            if now:
                found[one.id] = [_with(one.columns, row, rows.get(row.get("id"), {}), unseen) for row in now]
    return found


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
