"""How a failure is told: its sentence, what to do, and details that hold no content.

Belongs here: the one way from an error to words. Does not belong here: where the words
are shown (messages, dialogs, unlock).
"""

from __future__ import annotations

import platform
import traceback
from pathlib import Path

from PySide6.QtCore import qVersion

from app import __version__
from app.catalog.pairs import read_pairs
from app.catalog.places import resources_dir
from app.domain.errors import AppError


def advice() -> dict[str, str]:
    """What to do, by error code (resources/i18n/errors.yaml)."""
    return read_pairs(resources_dir() / "i18n" / "errors.yaml")


def sentence_of(error: AppError, known: dict[str, str]) -> str:
    """What is wrong and what to do: the failure's own advice, else the advice for its code."""
    return error.sentence() if error.action else error.sentence() + known.get(error.code.value, "")


def details_of(code: str, operation: str, at: str) -> str:
    """What a person may hand to the IT helper: no content, no names, no paths."""
    return "\n".join([
        f"代码：{code}", f"时间：{at}", f"操作：{operation or '读取'}", f"履责台：{__version__}",
        f"系统：{platform.system()} {platform.release()} {platform.machine()}",
        f"Python {platform.python_version()}，Qt {qVersion()}",
    ])  # fmt: skip


def crash_details(error: BaseException) -> str:
    """Type and places of a bug; never its text, which may hold content."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([type(error).__name__, *places])
