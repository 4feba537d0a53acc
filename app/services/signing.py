"""Who signed the letter of responsibility of a year and who did not yet (tianshui-2014/5.2: every level signs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.duties.selectors import Per
from app.services.coverage import Coverage, coverage
from app.services.session import Session

LIST = "responsibility_letter_owners"


def signing(session: Session, year: int) -> Coverage:
    """Signing coverage of a year: the unit's list, else every other member of the team and every lower unit.

    A letter counts when it is signed or bears the day of signing; of a letter with several signers each counts.
    Raises AppError NOT_ALLOWED, BAD_INPUT.
    """
    return coverage(
        session, year, form="document", kind="doc.responsibility_letter", posts=(Per.MEMBER, Per.SUBORDINATE),
        list_name=LIST, who=("owner", "subject"), counts=_signed,
    )  # fmt: skip


def _signed(body: Mapping[str, Any]) -> bool:
    return bool(body.get("signed") or body.get("signed_at"))
