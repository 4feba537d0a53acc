"""体检: compares a docx or PDF with the standard and lists what deviates.

A finding is a deviation, not a verdict: its grade says whether the standard fixes the value or only usage does. Files
come from outside: sizes are checked before anything is unpacked, XML entities are refused, no field or macro is run;
app.documents.checking.child runs all of this in a process with limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.catalog.profiles import Profile
from app.documents.checking.annexed import annexed
from app.documents.checking.container import refuse_compound
from app.documents.checking.docx_reader import read_docx
from app.documents.checking.elements import Elements
from app.documents.checking.finding import Deviation, Findings
from app.documents.checking.head_lines import is_mark_drawn, looks_like_letter, red_lines
from app.documents.checking.known import Known
from app.documents.checking.paper import MM, Paper, Rule
from app.documents.checking.patterns import ORDER_NUMBER
from app.documents.checking.pdf_reader import read_pdf
from app.documents.checking.roles import recognise
from app.documents.checking.roles_tail import NAMED
from app.documents.checking.rules_faces import judge_faces
from app.documents.checking.rules_figures import judge_figures
from app.documents.checking.rules_gaps import judge_gaps
from app.documents.checking.rules_head import judge_head
from app.documents.checking.rules_imprint import judge_imprint
from app.documents.checking.rules_joint import judge_joint
from app.documents.checking.rules_lines import judge_lines
from app.documents.checking.rules_looks import judge_looks
from app.documents.checking.rules_minutes import judge_attendance
from app.documents.checking.rules_number import judge_numbers
from app.documents.checking.rules_page import judge_grid, judge_pages
from app.documents.checking.rules_pdf import judge_places
from app.documents.checking.rules_red import edged
from app.documents.checking.rules_seal import judge_seals
from app.documents.checking.rules_tables import judge_tables
from app.documents.checking.rules_tail import judge_tail
from app.documents.checking.rules_text import judge_text
from app.documents.checking.rules_turns import judge_title_turns
from app.documents.checking.settled import as_drawn, judge_offsets, settle
from app.documents.checking.unlike import is_unlike, is_unsure, judge_unlike
from app.documents.checking.writing import judge_writing
from app.documents.model import Format
from app.domain.errors import AppError, ErrorCode

MAX_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Report:
    """What was examined, which rules could be checked, and what deviates."""

    file: str
    format: Format
    checked: tuple[str, ...]
    deviations: tuple[Deviation, ...]


def examine(path: Path, profile: Profile, form: Format | None = None, *, without: frozenset[str] = frozenset(),
            known: Known | None = None) -> Report:  # fmt: skip
    """Examine a docx or PDF. form: its layout, recognised from the page when not given; without: rules left out;
    known: what is known of letters and rules, without it their checks are left out.

    Raises AppError (FILE_ACCESS, TOO_LARGE, DAMAGED, UNSUPPORTED).
    """
    return examine_bytes(read_bounded(path), path.name, profile, form, without=without, known=known)


def read_bounded(path: Path) -> bytes:
    """The bytes of a file that may be a document. Raises AppError (FILE_ACCESS, TOO_LARGE)."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise AppError(ErrorCode.TOO_LARGE, "文件超过 50 MB，不像公文。", where=path.name)
        return path.read_bytes()
    except OSError as exc:
        raise AppError(
            ErrorCode.FILE_ACCESS, "读不出这个文件。", action="请检查文件是否存在。", where=path.name
        ) from exc


def examine_bytes(raw: bytes, name: str, profile: Profile, form: Format | None = None, *,
                  without: frozenset[str] = frozenset(), known: Known | None = None) -> Report:  # fmt: skip
    """The same for a file already read."""
    paper = read_paper(raw, name)
    settle(paper, profile)
    elements = recognise(paper)
    shape = form or recognise_format(paper, elements, profile)
    unlike = form is None and is_unlike(paper, elements, profile)
    findings = judge_unlike(paper, profile) if unlike else judge(paper, elements, profile, shape, known)
    return Report(name, shape, findings.checked(without),
                  tuple(d for d in findings.deviations if not {d.rule, d.topic} & without and not is_unsure(d.rule, paper)))  # fmt: skip


def read_paper(raw: bytes, name: str) -> Paper:
    """Read a docx or PDF. Raises AppError (DAMAGED, TOO_LARGE, UNSUPPORTED)."""
    if b"%PDF-" in raw[:1024]:
        return read_pdf(raw, name)
    refuse_compound(raw, name)
    if raw.startswith(b"PK"):
        return read_docx(raw, name)
    raise AppError(ErrorCode.UNSUPPORTED, "只能体检 docx 和 PDF 文件。", where=name)


def judge(paper: Paper, elements: Elements, profile: Profile, shape: Format, known: Known | None = None) -> Findings:
    """Run every rule that the file gives something to judge for."""
    findings = Findings()
    judge_pages(paper, profile, shape, elements, findings)
    judge_offsets(paper, profile, findings)
    meant, profile = profile, as_drawn(paper, profile, elements, findings)
    judge_head(paper, profile, shape, elements, findings)
    judge_text(paper, profile, elements, findings)
    judge_title_turns(elements, findings)
    judge_looks(paper, elements, findings)
    judge_figures(paper, elements, findings)
    judge_tables(paper, profile, elements, findings)
    judge_tail(paper, profile, shape, elements, findings)
    judge_joint(elements, findings)
    if shape is Format.MINUTES:
        judge_attendance(paper, profile, elements, findings)
    judge_imprint(paper, profile, shape, elements, findings)
    if paper.kind == "docx":
        text = [para for _, para in [*elements.body, *annexed(elements, profile.sizes.body)] if para.place == "flow"]
        judge_grid(paper, profile, text, elements.to, findings)
        judge_faces(profile, elements, findings)
        judge_gaps(paper, profile, elements, findings)
        judge_numbers(paper, profile, shape, elements, findings)
    else:
        judge_places(paper, meant, profile, shape, elements, findings)
        judge_lines(paper, profile, shape, elements, findings)
        judge_seals(paper, elements, findings)
    judge_writing(paper, shape, elements, findings, known)
    return findings


def recognise_format(paper: Paper, elements: Elements, profile: Profile) -> Format:
    """Which layout a document has, from its mark and red lines."""
    red = red_lines(paper, elements)
    text = "".join(para.bare for para in elements.marks)
    if is_mark_drawn(paper, elements):
        return _under_drawn_mark(paper, elements)
    if not elements.marks and elements.number is not None and profile.header.preprinted == "no" and (red or any(
        border is not None and border.red for p in paper.flowing[:16] for border in (p.above, p.under))):  # fmt: skip
        return Format.GENERAL  # its mark was left out
    if not elements.marks:
        return Format.PLAIN  # also on preprinted paper, where nothing tells which it is
    wide = any(abs(rule.length / MM - profile.header.letter_rule_length) < 2 for rule in red)
    if wide and len(red) == 1 and _one_line_head(elements, red[0]):
        return Format.MINUTES if "纪要" in text else Format.GENERAL  # one red line, too long
    if not wide and ("纪要" in text or _minutes_by_text(elements, text)):
        return Format.MINUTES
    number = elements.number
    right = number is not None and (number.align == "right" or "\t" in number.text) and number.place == "flow" and not elements.signers
    if paper.kind == "docx" and right and not red and not text.endswith(("文件", "令")):
        return Format.LETTER  # its red lines were left out
    hung = elements.marks[-1].under
    if paper.kind == "docx" and len(edged(paper)) + (hung is not None and hung.red) > 1:
        return Format.LETTER
    if not text.endswith(("文件", "令")) and looks_like_letter(paper, elements):
        return Format.LETTER  # its lines are there, but not red
    if wide or (len(red) >= 2 and not text.endswith("文件") and not _one_place(red)):
        return Format.LETTER
    return Format.ORDER if not red and (text.endswith("令") or _signed_order(elements)) else Format.GENERAL


def _under_drawn_mark(paper: Paper, elements: Elements) -> Format:
    """The layout of a document whose mark is a picture, from what stands below it."""
    if looks_like_letter(paper, elements):
        return Format.LETTER
    if _minutes_by_text(elements, ""):
        return Format.MINUTES
    number = elements.number
    ordered = number is not None and ORDER_NUMBER.fullmatch(number.bare) is not None and not elements.titles and not red_lines(paper, elements)
    return Format.ORDER if ordered else Format.GENERAL


def _minutes_by_text(found: Elements, mark: str) -> bool:
    """Whether title and 出席 are those of 纪要 whose mark lacks the word."""
    return bool(found.attendance and found.titles) and found.titles[-1].bare.endswith("纪要") and not mark.endswith("文件")


def _signed_order(found: Elements) -> bool:
    """Whether 令号 and the signature of one with his office stand there without a title: a 令 whose mark lacks the word."""
    number = found.number is not None and ORDER_NUMBER.fullmatch(found.number.bare) is not None
    return number and not found.titles and any(NAMED.fullmatch(" ".join(p.text.split())) for p in found.issuers)


def _one_line_head(elements: Elements, rule: Rule) -> bool:
    """Whether more tells of a 文件 than its one long red line tells of a 信函: the words of the mark, signers, 发文字号 over the line, 印发."""
    number = elements.number
    above = number is not None and number.rect is not None and rule.top is not None and number.rect.bottom <= rule.top + 3
    signs = (any(p.bare.endswith(("文件", "纪要")) for p in elements.marks), bool(elements.signers), above, elements.printer is not None)
    return sum(signs) >= 2


def _one_place(rules: list[Rule]) -> bool:
    """Whether red lines make one line together: some programs draw a border in pieces or twice."""
    tops = [rule.top for rule in rules if rule.top is not None]
    return len(tops) == len(rules) and max(tops) - min(tops) < 12
