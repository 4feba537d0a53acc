"""Whether every file that lies in the store is what was put in, and every signed letter still has its kept files.

Part of the check of everything (backup.verify); reads all bytes, one piece at a time. Does not belong here: opening one
file, which is checked each time by itself (store.blobs).
"""

from __future__ import annotations

from app.jobs.progress import JobContext
from app.services.letter_versions import FIELD
from app.services.session import Session
from app.store import blobs, queries

DOING = "正在核对附件和定稿文件"
MOST_NAMED = 20
AT_A_TIME = 200


def problems(session: Session, context: JobContext | None = None) -> list[str]:
    """What is wrong with the files, in sentences; a letter is named by its number to an account that may see it."""
    report = context or JobContext()
    with session.store.read() as conn:
        known = blobs.known(conn)
        kept = queries.files_in(conn, FIELD)
    bad: set[str] = set()
    for start in range(0, len(known), AT_A_TIME):
        report.report(start, len(known), DOING)
        with session.store.read() as conn:
            bad.update(sha for sha in known[start : start + AT_A_TIME] if not blobs.is_sound(conn, sha))
    gone = set(kept) - set(known)
    return [*_letters(session, {sha: kept[sha] for sha in sorted((bad | gone) & set(kept))}), *_others(bad - set(kept))]


def _letters(session: Session, wrong: dict[str, str]) -> list[str]:
    with session.store.read() as conn:
        rows = queries.rows_by_id(conn, dict.fromkeys(wrong.values()))
        seen = {str(r.id): r for r in session.sight().those(conn, rows.values())}
    found = [f"文书《{seen[i].title}》的定稿文件缺失，或者与签发时不一致。" for i in dict.fromkeys(wrong.values()) if i in seen]
    hidden = len(set(wrong.values()) - set(seen)) + max(0, len(found) - MOST_NAMED)
    return found[:MOST_NAMED] + ([f"另有 {hidden} 件文书的定稿文件缺失，或者与签发时不一致。"] if hidden else [])


def _others(bad: set[str]) -> list[str]:
    return [f"有 {len(bad)} 个附件读不出来，或者与存入时不一致。"] if bad else []
