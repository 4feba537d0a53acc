"""The two kinds of failure.

`AppError` is a failure of the world that a person can act on: it has a code, a
Chinese sentence, what to do, and where. Anything else that is raised is a bug of
ours. Neither carries record content, names of people, keys or passwords.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Codes shown beside every message and used by tests and the command line."""

    USAGE = "usage"
    BAD_INPUT = "bad_input"
    BAD_DATA_FILE = "bad_data_file"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code, not a password
    WEAK_PASSWORD = "weak_password"  # noqa: S105 - a code, not a password
    LOCKED = "locked"
    IN_USE = "in_use"
    DAMAGED = "damaged"
    ROLLED_BACK = "rolled_back"
    TOO_NEW = "too_new"
    TOO_LARGE = "too_large"
    DISK_FULL = "disk_full"
    FILE_ACCESS = "file_access"
    NOT_RECIPIENT = "not_recipient"
    UNKNOWN_SENDER = "unknown_sender"
    BAD_SIGNATURE = "bad_signature"
    REPLAYED = "replayed"
    STALE = "stale"
    FINALISED = "finalised"
    BAD_STATE = "bad_state"
    MISSING_GLYPH = "missing_glyph"
    UNSUPPORTED = "unsupported"


class AppError(Exception):
    """A known failure.

    code: which failure. message: one Chinese sentence, what is wrong. action: what
    the person can do. where: file, line, field or position, without content.
    operation: the name of the work that failed, filled in by whoever ran it.
    """

    def __init__(self, code: ErrorCode, message: str, *, action: str = "", where: str = "") -> None:
        super().__init__(f"[{code.value}] {message}")
        self.code = code
        self.message = message
        self.action = action
        self.where = where
        self.operation = ""

    def sentence(self) -> str:
        """The whole text for a person: where, what, what to do."""
        head = f"{self.where}：{self.message}" if self.where else self.message
        return f"{head}{self.action}" if self.action else head
