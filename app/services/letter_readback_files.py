"""Which files among those a person chose may be old letters: folders are walked with bounds, nothing is opened here.

Files that cannot be read (PDF, the old formats, links) are listed too, so that each gets its sentence; what is no document
at all is left out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.domain.errors import AppError, ErrorCode
from app.jobs.progress import JobContext

MOST = 3_000
MOST_SEEN = 100_000  # names looked at: somebody may choose a whole disk
DEEPEST = 20
ENDINGS = frozenset({".docx", ".docm", ".dotx", ".doc", ".dot", ".wps", ".wpt", ".rtf", ".odt", ".fodt", ".uot", ".pdf", ".ofd", ".ceb", ".gw", ".gd", ".sep"})
LOOKING = "正在找文件"
_PASSED = (".", "~$", "~WRL", "__MACOSX")


def files_in(places: Iterable[Path], context: JobContext | None = None) -> list[Path]:
    """The files that may be letters among files and folders, in order; locks and hidden files are left out, links to folders
    not followed.

    Raises AppError NOT_FOUND (nothing there), TOO_LARGE (more than 3,000, or a folder without end), FILE_ACCESS (a folder
    cannot be opened); Cancelled.
    """
    found: dict[Path, None] = {}
    for place in places:
        for path in _walked(place, context or JobContext()) if place.is_dir() else [place]:
            if path.suffix.lower() in ENDINGS and not path.name.startswith(_PASSED):
                found[path] = None
            if len(found) > MOST:
                raise AppError(ErrorCode.TOO_LARGE, f"一次最多读入 {MOST} 个文件。", action="请分几次导入。")
    if not found:
        raise AppError(ErrorCode.NOT_FOUND, "这里没有 Word 文件。", action="请选 docx 文件，或者放着 docx 文件的文件夹。")
    return list(found)


def _walked(place: Path, context: JobContext) -> Iterator[Path]:
    """Files below a folder, those of one folder in order of their names."""
    seen = 0
    waiting = [(place, 0)]
    while waiting:
        folder, depth = waiting.pop()
        context.report(seen, 0, LOOKING)
        files: list[Path] = []
        inside: list[Path] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MOST_SEEN:
                        raise AppError(ErrorCode.TOO_LARGE, "这个文件夹里的东西太多。", action="请选放着旧公文的那一个文件夹。", where=place.name)
                    if entry.is_dir(follow_symlinks=False):
                        inside += [Path(entry.path)] if not entry.name.startswith(_PASSED) else []
                    elif not _leads_to_folder(entry):
                        files.append(Path(entry.path))
        except OSError as exc:
            raise AppError(ErrorCode.FILE_ACCESS, "这个文件夹打不开，可能没有权限。", action="请把要读的文件复制到别的文件夹，再读。", where=folder.name) from exc
        yield from sorted(files)
        if depth < DEEPEST:
            waiting += [(one, depth + 1) for one in sorted(inside, reverse=True)]


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    """Whether a link leads to a folder; one that leads nowhere or in a circle does not."""
    try:
        return entry.is_dir()
    except OSError:
        return False
