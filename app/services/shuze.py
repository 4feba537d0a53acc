"""述责述廉 of a year: written reports of everybody, and the share of those who spoke on site (beijing-28/11).

The share on site is the unit's to set; while it is not set it is said to be 待配置 and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.duties.selectors import Per
from app.services.coverage import Coverage, coverage
from app.services.duty_settings import DutySettings
from app.services.session import Session
from app.store import queries

LIST = "shuze_obligated"
ON_SITE = "beijing-28/11/onsite-proportion"
NOT_SET = "现场述责述廉的比例待配置，请在“职责设置”里填写。"


@dataclass(frozen=True, slots=True)
class OnSite:
    """Who spoke on site. wanted: the share the unit has set, None while it has not."""

    found: Coverage
    wanted: Fraction | None

    @property
    def enough(self) -> bool | None:
        """Whether the share is reached; None while it is not set or nobody is obligated."""
        return None if self.wanted is None or self.found.share is None else self.found.share >= self.wanted

    def sentence(self) -> str:
        """What there is, and what the unit has set."""
        if self.wanted is None:
            return NOT_SET
        return self.found.sentence("述") + f"单位设定的现场比例是 {float(self.wanted):.0%}。"


def written(session: Session, year: int) -> Coverage:
    """Who of the obligated handed in a written report about the year: the unit's list, else the principals.

    Raises AppError NOT_ALLOWED, BAD_INPUT.
    """
    return coverage(
        session, year, form="report", kind="report.shuze", posts=(Per.SUBORDINATE_PRINCIPAL, Per.PRINCIPAL),
        list_name=LIST, who=("actor", "subject"), counts=_in_writing,
    )  # fmt: skip


def on_site(session: Session, year: int) -> OnSite:
    """Which principals of lower units spoke at a meeting of the year. Raises AppError NOT_ALLOWED, BAD_INPUT."""
    found = coverage(
        session, year, form="meeting", kind="mtg.shuze", posts=(Per.SUBORDINATE_PRINCIPAL,), list_name="", who=("presenters",)
    )
    with session.store.read() as conn:
        params = DutySettings(queries.settings(conn, ""), year).params(ON_SITE)
    share = params.get("onsite_ratio")
    return OnSite(found, None if share is None else Fraction(str(share)))


def _in_writing(body: Mapping[str, Any]) -> bool:
    return body.get("written") is not False
