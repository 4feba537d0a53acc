"""Everything the program knows from data files, loaded once and immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.catalog.composed import ComposeDef, load_composed
from app.catalog.duties import DutyCatalog
from app.catalog.duties_loader import load_duties
from app.catalog.letters import LetterForm
from app.catalog.letters_loader import load_letters
from app.catalog.places import forms_dir
from app.catalog.profiles import Profile, load_profiles
from app.catalog.proposals import Proposals, load_proposals
from app.catalog.records import RecordForms
from app.catalog.records_loader import load_forms_and_words
from app.catalog.reminders import Stage, load_reminders
from app.catalog.reports import ReportDef, load_reports
from app.catalog.rights import Rights, load_rights
from app.catalog.sanctions import Measure, load_sanctions
from app.catalog.vocab import Vocabularies, load_vocabularies
from app.catalog.workdays import load_holidays
from app.catalog.workflows import Known, Workflows, load_workflows
from app.domain.workdays import Holiday


@dataclass(frozen=True, slots=True)
class Catalog:
    """All definitions: vocabularies, record forms, duties, letters, layout profiles, rights, workflows, proposals,
    days off by year, reports, sanctions, stages of reminders.

    shipped: the definitions of the program below those of one office (overlay), None for the program's own.
    problems: what the office has of its own and cannot be read, in words.
    """

    vocab: Vocabularies
    records: RecordForms
    duties: DutyCatalog
    letters: Mapping[str, LetterForm]
    profiles: Mapping[str, Profile]
    rights: Rights
    workflows: Workflows
    proposals: Proposals
    holidays: Mapping[int, tuple[Holiday, ...]]
    reports: Mapping[str, ReportDef]
    composed: Mapping[str, ComposeDef]
    sanctions: Mapping[str, Measure]
    reminders: tuple[Stage, ...]
    shipped: Catalog | None = None
    problems: tuple[str, ...] = ()


def load_catalog(folder: Path | None = None) -> Catalog:
    """Read forms/ (the shipped one unless told otherwise); AppError(BAD_DATA_FILE) on any mistake."""
    root = folder or forms_dir()
    rights = load_rights(root / "rights")
    records, vocab = load_forms_and_words(root / "records", load_vocabularies(root / "vocab"), rights)
    duties = load_duties(root / "duties", vocab, records)
    letters = load_letters(root / "letters", vocab, records)
    reports = load_reports(root / "reports", records, duties)
    return Catalog(
        vocab=vocab,
        records=records,
        duties=duties,
        letters=letters,
        profiles=load_profiles(root / "profiles"),
        rights=rights,
        workflows=load_workflows(root / "workflows", Known(records, vocab, letters, rights)),
        proposals=load_proposals(root / "proposals", vocab, [p.id for p in duties.packs]),
        holidays=load_holidays(),
        reports=reports,
        composed=load_composed(root / "compose", records, vocab, reports),
        sanctions=load_sanctions(root / "sanctions", vocab),
        reminders=load_reminders(root / "reminders"),
    )
