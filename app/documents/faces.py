"""Font files parsed once per process, and which of them draws which character.

A role (正文仿宋, 楷体, …) is a chain of faces: the official font when this machine has
it, else the shipped substitute, then faces for single missing characters. Measuring,
the PDF writer and the docx subset all ask the same chain, so they agree. Glyph sizes
are in em unless a name says pt.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from app.catalog.places import resources_dir
from app.catalog.profiles import FontRole, Profile
from app.documents.pdf_fonts import PdfFont
from app.domain.errors import AppError, ErrorCode

# These take a whole cell in Chinese text; many Latin-minded fonts draw them narrow.
FULL_WIDTH = frozenset("“”‘’—…")
_LATIN = range(0x20, 0x7F)
# Zero-width and direction marks, soft hyphens, variation selectors (fonts draw the basic form).
_INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x180B, 0x180F), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF,
     *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]
)  # fmt: skip

SYSTEM_FOLDERS = (
    Path("C:/Windows/Fonts"),
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)

EM_BOX = (880, -120)  # thousandths of an em above and below the baseline

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Face:
    """One parsed TrueType file."""

    name: str
    font: PdfFont = field(repr=False, compare=False, hash=False)

    def has(self, code: int) -> bool:
        """Whether the file draws this code point."""
        return bool(self.font.face.charToGlyph.get(code))

    def advance(self, code: int) -> float:
        """Width of the glyph, em."""
        widths: dict[int, float] = self.font.face.charWidths
        return widths[code] / 1000


@dataclass(frozen=True, slots=True)
class Role:
    """A typographic role and the chain of faces that draws it."""

    code: str
    docx_name: str
    faces: tuple[Face, ...]
    latin: Face
    open_faces: tuple[Face, ...]
    open_latin: Face
    _picked: dict[str, Face] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def face_of(self, char: str) -> Face:
        """The face that draws a character; AppError(MISSING_GLYPH) when none does."""
        face = self._picked.get(char)
        if face is None:
            face = self._picked[char] = _pick(char, self.latin, self.faces)
        return face

    def shipped_face_of(self, char: str) -> Face:
        """The shipped open face that draws a character: the only kind we copy into a docx."""
        return _pick(char, self.open_latin, self.open_faces)

    def advance(self, char: str) -> float:
        """Width of a character, em; quotes, dashes and ellipses take a whole cell."""
        return self.face_of(char).advance(ord(char))

    def width(self, text: str) -> float:
        """Width of a text without added spacing, em."""
        return sum(map(self.advance, text))


def _pick(char: str, latin: Face, faces: Sequence[Face]) -> Face:
    code = ord(char)
    chain = (latin, *faces) if code in _LATIN else faces
    having = [face for face in chain if face.has(code)]
    if char in FULL_WIDTH:
        having = [face for face in having if face.advance(code) > 0.99] or having
    if not having:
        raise AppError(
            ErrorCode.MISSING_GLYPH,
            f"现有字体里都没有“{char}”（U+{code:04X}）这个字。",
            action="请改用通用写法，或在本机安装含有这个字的字体。",
        )
    return having[0]


class FontBook:
    """The roles of one profile, ready for measuring and drawing."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self._roles = {role.code: role for role in roles}

    def role(self, code: str) -> Role:
        """The role by its code (body, kai, hei, title, song)."""
        return self._roles[code]

    def used(self) -> dict[str, str]:
        """Name of the leading face of each role, for the person and for reports."""
        return {code: role.faces[0].name for code, role in self._roles.items()}

    def substituted(self) -> list[str]:
        """Docx font names this machine lacks (drawn with the shipped substitute instead)."""
        return [r.docx_name for r in self._roles.values() if r.faces[0] is r.open_faces[0]]


def clean_text(text: str) -> str:
    """Text without characters that never draw (zero-width joiners, variation selectors)."""
    return text if text.isascii() else text.translate(_INVISIBLE)


def open_fonts(profile: Profile, *, system: bool = True) -> FontBook:
    """Open the fonts of a profile. system: prefer official fonts installed on this machine.

    Raises AppError(NOT_FOUND) when a shipped font is missing or damaged.
    """
    return _book(profile.fonts, profile.fallback_fonts, system=system)


@lru_cache(maxsize=8)
def _book(fonts: tuple[FontRole, ...], fallback_fonts: tuple[str, ...], *, system: bool) -> FontBook:
    fallbacks = tuple(_shipped(name) for name in fallback_fonts)
    return FontBook(_role(spec, fallbacks, system=system) for spec in fonts)


def _role(spec: FontRole, fallbacks: Sequence[Face], *, system: bool) -> Role:
    own = _shipped(spec.file)
    official = _installed(spec.system_files) if system else None
    open_latin = _shipped(spec.latin_file) if spec.latin_file else own
    faces = (official, own, *fallbacks) if official else (own, *fallbacks)
    return Role(spec.role, spec.docx, faces, official or open_latin, (own, *fallbacks), open_latin)


_parsed: dict[str, Face] = {}


def _shipped(name: str) -> Face:
    with _lock:
        if name not in _parsed:
            path = resources_dir() / "fonts" / name
            try:
                _parsed[name] = _parse(path)
            except (TTFError, OSError) as exc:
                raise AppError(
                    ErrorCode.NOT_FOUND,
                    f"随程序附带的字体 {name} 缺失或已损坏。",
                    action="请重新安装本程序。",
                ) from exc
        return _parsed[name]


def _installed(names: Sequence[str]) -> Face | None:
    for name in names:
        path = _system_files().get(name.lower())
        if path is None:
            continue
        try:
            return _parse(path)
        except (TTFError, OSError, ValueError, KeyError):
            continue  # CFF outlines or damage: the substitute draws instead
    return None


@lru_cache(maxsize=1)
def _system_files() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in SYSTEM_FOLDERS:
        if folder.is_dir():
            for path in folder.rglob("*.tt[fc]"):
                found.setdefault(path.name.lower(), path)
            for path in folder.rglob("*.TT[FC]"):
                found.setdefault(path.name.lower(), path)
    return found


def _parse(path: Path) -> Face:
    font = PdfFont(path.stem, str(path))
    # One ideographic em box for all faces: a line of mixed faces is one even row to readers
    # and selection. Drawing goes by the baseline and is not touched.
    font.face.ascent, font.face.descent = EM_BOX
    pdfmetrics.registerFont(font)
    return Face(path.stem, font)
