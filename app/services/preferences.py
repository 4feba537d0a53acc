"""What one person likes: theme, idle minutes, columns of lists. Kept in the office file.

The size of everything is this computer's and needed before anybody logs in: a file beside the store.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import AppError, ErrorCode
from app.services.session import Session
from app.store import office

IDLE_MINUTES = "idle_minutes"
THEME = "theme"
TIPS = "tips"  # on or off
TIPS_SEEN = "tips_seen"  # names of pages
RECENT = "recent"  # what was opened last: "record r1 person p2 …"
BOARD_FILTER = "board_filter"  # what of the duty board was shown last (services.duty_filter)
BOARD_VIEW = "board_view"  # its columns and groups: "quarter document"
CHECK = "check"  # what 体检 looks at (services.file_check)
INPUT_CHECKED = "input_checked"  # the version whose input self-check was shown
REMIND = "remind"  # whether what is due today is said at the start and at midnight: on or off
REMINDED = "reminded"  # the day on which it was said last
DEFAULTS = {IDLE_MINUTES: "10", THEME: "light", TIPS: "on", REMIND: "on"}


def get(session: Session, key: str) -> str:
    """A preference, its default, or an empty text."""
    with session.office.read() as conn:
        found = office.get_preference(conn, session.user.id, key)
    return found if found is not None else DEFAULTS.get(key, "")


def get_many(session: Session, *keys: str) -> dict[str, str]:
    """Several preferences at once."""
    with session.office.read() as conn:
        found = {key: office.get_preference(conn, session.user.id, key) for key in keys}
    return {key: value if value is not None else DEFAULTS.get(key, "") for key, value in found.items()}


def put(session: Session, key: str, value: str) -> None:
    """Set a preference."""
    with session.office.write() as conn:
        office.put_preference(conn, session.user.id, key, value)


def text_size(root: Path) -> str:
    """How large everything is shown on this computer, in per cent; 100 unless it was set. root: the data folder."""
    try:
        return (root / "state" / "size").read_text(encoding="utf-8").strip()[:3] or "100"
    except (OSError, UnicodeDecodeError):
        return "100"


def put_text_size(root: Path, size: str) -> None:
    """Set how large everything is shown from the next start on."""
    try:
        (root / "state" / "size").write_text(size, encoding="utf-8")
    except OSError as exc:
        raise AppError(ErrorCode.FILE_ACCESS, "界面大小没有存下来。", action="请检查数据文件夹的权限。") from exc
