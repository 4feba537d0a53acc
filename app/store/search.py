"""Full-text search: an FTS5 bigram index made in Python, candidates rechecked by instr.

Right for two-character names and any substring, which FTS5's own tokenizers are not
(ADR 0003). SQLite-only; a PostgreSQL store would put pg_trgm here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    TextClause,
    bindparam,
    column,
    func,
    select,
    table,
    text,
)

from app.store.sight import Sight
from app.store.tables import record, record_text

_RUN = re.compile(r"[^\W_]+")


def create(conn: Connection) -> None:
    """Create the index table. The ascii tokenizer keeps every non-ASCII character, rare ones too."""
    conn.exec_driver_sql(
        "CREATE VIRTUAL TABLE record_fts USING fts5(t, content='', detail=none, "
        "contentless_delete=1, tokenize='ascii')"
    )


def normalise(value: str) -> str:
    """NFKC, lower case: what both sides of a search are compared in."""
    return unicodedata.normalize("NFKC", value).lower()


def _tokens(value: str) -> set[str]:
    found: set[str] = set()
    for run in _RUN.findall(value):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
        found.add(run[-1])
    return found


def put(conn: Connection, rid: int, content: str) -> None:
    """Index one record's text, replacing what was there."""
    put_many(conn, [(rid, content)], fresh=False)


def put_many(conn: Connection, rows: Iterable[tuple[int, str]], *, fresh: bool) -> None:
    """Index many texts. fresh: the records are new, nothing to replace."""
    prepared = [(rid, normalise(content)) for rid, content in rows]
    if not fresh:
        remove(conn, [rid for rid, _t in prepared])
    if not prepared:
        return
    conn.execute(
        text("INSERT INTO record_text(rid, text) VALUES (:rid, :text)"),
        [{"rid": rid, "text": content} for rid, content in prepared],
    )
    conn.execute(
        text("INSERT INTO record_fts(rowid, t) VALUES (:rid, :t)"),
        [{"rid": rid, "t": " ".join(sorted(_tokens(content)))} for rid, content in prepared],
    )


def remove(conn: Connection, rids: Iterable[int]) -> None:
    """Take records out of the index."""
    rows = [{"rid": rid} for rid in rids]
    if rows:
        conn.execute(text("DELETE FROM record_fts WHERE rowid = :rid"), rows)
        conn.execute(text("DELETE FROM record_text WHERE rid = :rid"), rows)


def match_expression(needle: str) -> str | None:
    """The FTS query for a normalised needle; None when it has no letter or digit at all."""
    terms: list[str] = []
    for run in _RUN.findall(needle):
        if len(run) == 1:
            terms.append(f'"{run}"*')
        else:
            terms.extend(f'"{run[i : i + 2]}"' for i in range(len(run) - 1))
    return " AND ".join(dict.fromkeys(terms)) or None


def find(conn: Connection, needle: str, sight: Sight, limit: int) -> list[int]:
    """Row ids of the records seen whose text contains the needle, newest first.

    The same hits as `LIKE '%needle%'` over the indexed text, case and width folded.
    """
    wanted = normalise(needle.strip())
    if not wanted or not sight.forms:
        return []
    expression = match_expression(wanted)
    recheck = len(wanted) > 2 or expression is None or not _RUN.fullmatch(wanted)
    words, hits = record_text.c, table("record_fts", column("rowid"))
    source: FromClause = record.join(record_text, words.rid == record.c.rid)
    where: list[ColumnElement[bool] | TextClause] = [record.c.deleted.is_(False), *sight.where()]
    if expression is not None:
        source = hits.join(record, record.c.rid == hits.c.rowid).join(record_text, words.rid == record.c.rid)
        where.insert(0, text("record_fts MATCH :q").bindparams(q=expression))
    if recheck:
        where.append(func.instr(words.text, wanted) > 0)
    order = record.c.rid if expression is None else hits.c.rowid
    statement = select(record.c.rid).select_from(source).where(*where).order_by(order.desc()).limit(limit)
    return [int(row[0]) for row in conn.execute(statement)]


def around(conn: Connection, rids: Iterable[int], needle: str, before: int, after: int) -> dict[int, str]:
    """The words around the first place of a normalised needle, by row id."""
    statement = text(
        "SELECT rid, substr(text, max(1, instr(text, :needle) - :before), :length) FROM record_text "
        "WHERE rid IN :rids AND instr(text, :needle) > 0"
    ).bindparams(bindparam("rids", expanding=True))
    params = {"needle": needle, "before": before, "length": before + len(needle) + after, "rids": list(rids)}
    return {int(row[0]): " ".join(str(row[1]).split()) for row in conn.execute(statement, params)}
