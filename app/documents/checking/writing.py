"""Checks of official writing, one after another; each rule can be left out by its name, all by the topic `writing`.

Only what can be told from the characters is judged; nothing here judges what is said. The rules stand in
writing_marks (with the tables writing_points, writing_figures and writing_words), writing_doubled, writing_order, writing_dates, writing_parts,
writing_titles, writing_names, writing_upward, writing_basis and writing_cited.
"""

from __future__ import annotations

from app.documents.checking.elements import Elements
from app.documents.checking.finding import Findings
from app.documents.checking.known import Known
from app.documents.checking.paper import Paper
from app.documents.checking.passages import passages
from app.documents.checking.writing_basis import judge_basis
from app.documents.checking.writing_cited import judge_cited
from app.documents.checking.writing_dates import judge_dates
from app.documents.checking.writing_doubled import judge_doubled
from app.documents.checking.writing_marks import judge_marks
from app.documents.checking.writing_names import judge_names
from app.documents.checking.writing_order import judge_order
from app.documents.checking.writing_parts import judge_kind, judge_parts, title_of
from app.documents.checking.writing_titles import judge_titles
from app.documents.checking.writing_upward import judge_upward
from app.documents.model import Format


def judge_writing(paper: Paper, form: Format, found: Elements, findings: Findings, known: Known | None = None) -> None:
    """All checks; those that need data are left out without `known`."""
    rows = passages(found)
    judge_marks(rows, findings)
    judge_doubled(rows, findings)
    judge_order(rows, findings)
    judge_dates(rows, found, findings)
    judge_parts(paper, form, found, rows, findings)
    judge_titles(title_of(found), found, rows, findings)
    judge_upward(title_of(found), found, rows, findings)
    judge_names(found, rows, findings)
    if known is not None:
        judge_kind(known.letters.values(), known.rules.letters, found, rows, findings)
        judge_basis(known.rules, found, rows, findings)
        judge_cited(known.rules, rows, findings)
