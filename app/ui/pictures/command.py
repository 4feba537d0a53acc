"""`lvze pictures`: every variant in a process of its own, because Qt takes its scale at start."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.catalog.catalog import Catalog, load_catalog
from app.catalog.places import forms_dir
from app.domain.errors import AppError, ErrorCode
from app.ui.manual import pictures_of, read_manual
from app.ui.pictures.render import FINDINGS, VARIANTS, render_manual, render_variant

CHILD = "LVZE_PICTURES_CHILD"


def pictures(out: Path, variants: Sequence[str], scenes: Sequence[str], forms: Path | None) -> dict[str, Any]:
    """Render the variants (all when empty) into `out/<variant>`; returns counts and findings.

    forms: a folder of record forms (or of subfolders as in forms/) shown beside the shipped ones.
    Raises AppError BAD_INPUT (unknown variant), BAD_DATA_FILE (a form with a mistake), BUG.
    """
    names = [v.name for v in VARIANTS]
    strangers = [v for v in variants if v not in names]
    if strangers:
        raise AppError(ErrorCode.BAD_INPUT, "没有这种画面。", action=f"可用：{'、'.join(names)}。", where="--variant")
    wanted = list(variants) or names
    if os.environ.get(CHILD):
        _here(out, wanted[0], scenes, forms)
    else:
        for name in wanted:
            _child(out, name, scenes, forms)
    return _summary(out, wanted)


def manual(out: Path) -> dict[str, Any]:
    """Draw the pictures that the manual's chapters show into a folder; how many and how many bytes."""
    wanted = {Path(name).name for chapter in read_manual().chapters for name in pictures_of(chapter)}
    with tempfile.TemporaryDirectory() as folder:
        made = sorted({p for p in render_manual(Path(folder), load_catalog()) if p.name in wanted})
        out.mkdir(parents=True, exist_ok=True)
        for path in made:
            shutil.copyfile(path, out / path.name)
    size = sum((out / p.name).stat().st_size for p in made)
    return {"pictures": {"manual": len(made)}, "bytes": size, "findings": []}


def _here(out: Path, name: str, scenes: Iterable[str], forms: Path | None) -> None:
    variant = next(v for v in VARIANTS if v.name == name)
    render_variant(variant, out / name, _catalog(forms), scenes)


def _child(out: Path, name: str, scenes: Sequence[str], forms: Path | None) -> None:
    variant = next(v for v in VARIANTS if v.name == name)
    shutil.rmtree(out / name, ignore_errors=True)
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "app.main"]
    command += ["pictures", "--out", str(out), "--variant", name]
    command += [part for scene in scenes for part in ("--scene", scene)]
    command += ["--forms", str(forms)] if forms else []
    environment = {**os.environ, CHILD: "1", "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(variant.scale)}
    environment.setdefault("QT_LOGGING_RULES", "default.warning=false")
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own program
    if not (out / name / FINDINGS).exists():
        raise AppError(ErrorCode.BAD_STATE, f"画面“{name}”没有画完（退出码 {done.returncode}）。", action="请看上面的说明。")


def _catalog(forms: Path | None) -> Catalog:
    """The shipped definitions, with somebody's forms laid over them."""
    if forms is None:
        return load_catalog()
    with tempfile.TemporaryDirectory() as folder:
        both = Path(folder) / "forms"
        shutil.copytree(forms_dir(), both)
        plain = any(forms.glob("*.yaml"))
        shutil.copytree(forms, both / "records" if plain else both, dirs_exist_ok=True)
        return load_catalog(both)


def _summary(out: Path, names: Iterable[str]) -> dict[str, Any]:
    rows = [
        {"variant": name, **row}
        for name in names
        for row in json.loads((out / name / FINDINGS).read_text(encoding="utf-8"))
    ]
    return {
        "pictures": {name: len(list((out / name).glob("*.png"))) for name in names},
        "counts": dict(Counter(row["kind"] for row in rows)),
        "findings": rows,
    }
