"""Renders all scenes of one variant into a folder, or the few pictures the demo shows."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.catalog.catalog import Catalog
from app.services import demo
from app.services.session import Session
from app.ui.pictures.camera import Camera
from app.ui.pictures.scenes import EMPTY, FILLED, Scene, tour
from app.ui.pictures.scenes_after import AFTER
from app.ui.pictures.scenes_charts import CHARTS
from app.ui.pictures.scenes_check import CHECKS
from app.ui.pictures.scenes_dialogs import DIALOGS, first_windows
from app.ui.pictures.scenes_division import DIVISION
from app.ui.pictures.scenes_dossier import DOSSIER
from app.ui.pictures.scenes_drafts import DRAFTS
from app.ui.pictures.scenes_draws import DRAWS
from app.ui.pictures.scenes_duties import DUTIES
from app.ui.pictures.scenes_gaps import GAPS
from app.ui.pictures.scenes_imports import IMPORTS
from app.ui.pictures.scenes_ledgers import LEDGERS
from app.ui.pictures.scenes_letter_batch import BATCH
from app.ui.pictures.scenes_letter_editor import LETTER_EDITOR
from app.ui.pictures.scenes_lists import LISTS
from app.ui.pictures.scenes_own import OWN
from app.ui.pictures.scenes_profiles import PROFILES
from app.ui.pictures.scenes_readback import READBACK
from app.ui.pictures.scenes_reconcile import RECONCILE
from app.ui.pictures.scenes_redress import REDRESS
from app.ui.pictures.scenes_register import REGISTER
from app.ui.pictures.scenes_reports import REPORTS
from app.ui.pictures.scenes_runs import RUNS, ways
from app.ui.pictures.scenes_tasks import TASKS
from app.ui.pictures.stage import stage
from app.ui.theme import Tokens, dress, install_translation

FINDINGS = "findings.json"


@dataclass(frozen=True, slots=True)
class Variant:
    """How the window is shown. size: of the window in logical px; scale: the factor Qt is started with."""

    name: str
    theme: str
    scale: float
    size: tuple[int, int]


VARIANTS = (
    Variant("light-100", "light", 1, (1366, 768)),
    Variant("light-150", "light", 1.5, (1280, 720)),  # a screen of 1920×1080
    Variant("dark-100", "dark", 1, (1366, 768)),
    Variant("contrast-100", "contrast", 1, (1366, 768)),
)


def application(theme: str) -> Tokens:
    """The QApplication of this process in a theme."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    tokens = dress(app, theme)
    install_translation(app)
    return tokens


def render_screens(session: Session, out_dir: Path, theme: str = "light") -> list[Path]:
    """The main pages of a session at 1366×768; returns the files in order."""
    tokens = application(theme)
    out_dir.mkdir(parents=True, exist_ok=True)
    camera = Camera(out_dir, inspect=False)
    with stage(session, tokens, VARIANTS[0].size, scripted=True) as made:
        tour(made, camera)
    return camera.made


GROUPS: tuple[Mapping[str, Scene], ...] = (
    FILLED, DOSSIER, LEDGERS, CHARTS, DUTIES, LISTS, IMPORTS, READBACK, DIALOGS, OWN, RECONCILE, DRAWS, REDRESS, RUNS, DIVISION, REPORTS,
    DRAFTS, TASKS, PROFILES, LETTER_EDITOR, BATCH, AFTER, CHECKS, GAPS, REGISTER,
)  # fmt: skip


def scene_names() -> tuple[str, ...]:
    """Every name under which scenes can be drawn, in order."""
    return tuple(dict.fromkeys(name for group in (*GROUPS, EMPTY) for name in group))


def render_manual(out_dir: Path, catalog: Catalog) -> list[Path]:
    """The manual's pictures: the main pages of the example office, its workflows, the windows before it, in 256 colours."""
    tokens = application("light")
    out_dir.mkdir(parents=True, exist_ok=True)
    camera = Camera(out_dir, inspect=False, small=True)
    _play((tour, ways, first_windows), VARIANTS[0], tokens, camera, catalog, filled=True)
    return camera.made


def render_variant(variant: Variant, out_dir: Path, catalog: Catalog, only: Iterable[str] = ()) -> Camera:
    """All scenes (or those named) of one variant into `out_dir`, with findings.json beside the pictures."""
    tokens = application(variant.theme)
    out_dir.mkdir(parents=True, exist_ok=True)
    camera = Camera(out_dir)
    wanted = frozenset(only)
    for scenes, filled in ((GROUPS, True), ((EMPTY,), False)):
        named = [(name, play) for group in scenes for name, play in group.items()]  # no name hides another
        chosen = [play for name, play in named if not wanted or name in wanted]
        if chosen:
            _play(chosen, variant, tokens, camera, catalog, filled=filled)
    rows = [asdict(one) | {"picture": name} for name, wrong in camera.found.items() for one in wrong]
    (out_dir / FINDINGS).write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return camera


def _play(
    scenes: Iterable[Scene], variant: Variant, tokens: Tokens, camera: Camera, catalog: Catalog, *, filled: bool
) -> None:
    def play(session: Session, _folder: Path) -> list[Path]:
        with stage(session, tokens, variant.size) as made:
            for scene in scenes:
                scene(made, camera)
        return []

    with tempfile.TemporaryDirectory() as folder:
        if filled:
            demo.run_demo(Path(folder), screenshots=play, catalog=catalog)
        else:
            session = demo.new_office(Path(folder), catalog)
            try:
                play(session, Path(folder))
            finally:
                session.close()
