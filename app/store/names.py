"""Display names of people and units by id, and pinyin initials of names.

Initials keep every reading of a character; a surname table mends what the dictionary
misreads (单 曾 仇 解 查 …). pypinyin is imported on first use: it costs 0.2 s.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, product

from sqlalchemy import Connection, delete, insert, select

from app.store.tables import initials, person, unit

SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "区": "o", "翟": "z", "覃": "qt", "种": "c", "朴": "p",
    "盖": "g", "繁": "p", "任": "r", "华": "h", "折": "s", "秘": "b", "冼": "x", "乐": "yl", "燕": "y", "尉": "wy",
    "缪": "m", "佴": "n", "万": "w", "员": "y", "黑": "h", "隗": "wk", "牟": "m", "逄": "p", "召": "s", "车": "c",
}  # fmt: skip
MAX_READINGS = 16


def readings(name: str) -> list[str]:
    """Initials of a name in every likely reading, most likely first: 曾强 → zq, zj."""
    from pypinyin import Style, pinyin

    per_character: list[str] = []
    for index, character in enumerate(name):
        if index == 0 and character in SURNAMES:
            per_character.append(SURNAMES[character])
            continue
        heads = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="default")[0]
        letters = dict.fromkeys(h[0].lower() for h in heads if h and h[0].isalnum())
        if letters:
            per_character.append("".join(letters))
    combinations = islice(product(*per_character), MAX_READINGS) if per_character else iter(())
    return list(dict.fromkeys("".join(c) for c in combinations))


def put_initials(conn: Connection, entity: str, entity_id: str, name: str) -> str:
    """Store all readings of a name for prefix search; returns the most likely one."""
    drop_initials(conn, entity, entity_id)
    found = readings(name)
    if found:
        conn.execute(
            insert(initials), [{"text": t, "entity": entity, "entity_id": entity_id} for t in found]
        )
    return found[0] if found else ""


def drop_initials(conn: Connection, entity: str, entity_id: str) -> None:
    """Forget the readings of a name."""
    conn.execute(delete(initials).where((initials.c.entity == entity) & (initials.c.entity_id == entity_id)))


def by_initials(conn: Connection, entity: str, prefix: str, limit: int) -> list[str]:
    """Entity ids whose initials begin with the prefix (lower-case letters)."""
    query = (
        select(initials.c.entity_id)
        .where((initials.c.text >= prefix) & (initials.c.text < prefix + "\uffff") & (initials.c.entity == entity))
        .distinct()
        .limit(limit)
    )
    return [str(row[0]) for row in conn.execute(query)]


def names_of(conn: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Names of people and units by id; unknown ids are left out."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for table in (person, unit):
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = conn.execute(select(table.c.id, table.c.name).where(table.c.id.in_(part)))
            found.update((str(r[0]), str(r[1])) for r in rows)
    return found


def all_names(conn: Connection) -> dict[str, str]:
    """Names of every person and unit by id (a unit's store has hundreds, not millions)."""
    found: dict[str, str] = {}
    for table in (person, unit):
        found.update((str(r[0]), str(r[1])) for r in conn.execute(select(table.c.id, table.c.name)))
    return found
