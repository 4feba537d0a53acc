"""The fonts of this machine: where they lie, what they call themselves, whether we may embed them.

Belongs here: reading font files' own tables (name, OS/2, cmap). Does not belong here: which
font draws what (faces). File names are not trusted: 仿宋_GB2312 comes under many of them.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
_SMALLEST = 400_000  # bytes; a font with the common hanzi is larger, and there are hundreds of smaller ones
_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC = 1, 4, 6, 16
_CHINESE = 0x804
_RESTRICTED, _NO_SUBSET, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200
_ITALIC, _BOLD = 0x0001, 0x0020
_MOST_FILES = 20_000


class Refusal(StrEnum):
    """Why a font that is here is not used, as a clerk reads it."""

    ABSENT = "本机没有安装"
    OUTLINES = "是 OpenType（CFF）格式，PDF 里嵌不进去"
    LICENCE = "字体自己写明不许嵌入文件"
    DAMAGED = "字体文件读不出来"


@dataclass(frozen=True, slots=True)
class MachineFont:
    """One font of a file. index: which one of a collection; names: all it calls itself, folded; label: the Chinese one;
    upright: neither bold nor slanted."""

    path: Path
    index: int
    label: str
    names: frozenset[str]
    refusal: Refusal | None
    upright: bool = True


def font_folders() -> tuple[Path, ...]:
    """Where Windows, 统信UOS, 银河麒麟 and other Linux keep the fonts of the machine and of the user."""
    home = Path.home()
    found = [Path(os.environ["WINDIR"]) / "Fonts"] if os.environ.get("WINDIR") else []
    if local := os.environ.get("LOCALAPPDATA"):
        found.append(Path(local) / "Microsoft/Windows/Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (*found, Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", home / ".fonts")


@lru_cache(maxsize=1)
def machine_fonts() -> tuple[MachineFont, ...]:
    """The fonts large enough for hanzi, read once per process: what is installed later counts after a restart."""
    return tuple(font for folder in font_folders() for path in _files(folder) for font in read_fonts(path))


def named(names: Sequence[str]) -> tuple[MachineFont | None, Refusal | None]:
    """The font of the first name that can be used; else why the first one found cannot be."""
    refusal = None
    for name in names:
        for font in sorted(machine_fonts(), key=lambda f: not f.upright):
            if name.casefold() in font.names:
                if font.refusal is None:
                    return font, None
                refusal = refusal or font.refusal
    return None, refusal or Refusal.ABSENT


def covering(char: str) -> Iterator[MachineFont]:
    """Fonts that may be embedded and draw a character, those of 宋体 design first."""
    usable = [font for font in machine_fonts() if font.refusal is None]
    for font in sorted(usable, key=lambda f: not any("宋" in n or "song" in n or "simsun" in n for n in f.names)):
        if ord(char) in _coverage(font.path, font.index):
            yield font


# --- files -----------------------------------------------------------------------
def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    waiting = [str(folder)]
    while waiting and len(found) < _MOST_FILES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif entry.name.lower().endswith(_SUFFIXES) and entry.stat().st_size >= _SMALLEST:
                        found.append(Path(entry.path))
        except OSError:
            continue  # a folder we may not read holds no font for us
    return sorted(found)


def read_fonts(path: Path) -> list[MachineFont]:
    """The fonts of a file by their own tables; none when it is not a font."""
    try:
        with path.open("rb") as stream:
            return [font for index, start in enumerate(_starts(stream)) if (font := _font(stream, path, index, start))]
    except (OSError, struct.error, ValueError):
        return []


def _starts(stream: BinaryIO) -> tuple[int, ...]:
    if stream.read(4) != b"ttcf":
        return (0,)
    count = struct.unpack(">4xI", stream.read(8))[0]
    return struct.unpack(f">{min(count, 64)}I", stream.read(4 * min(count, 64)))


def _tables(stream: BinaryIO, start: int) -> dict[bytes, tuple[int, int]]:
    stream.seek(start)
    head = stream.read(12)
    if head[:4] not in (b"\0\1\0\0", b"true", b"OTTO"):
        return {}
    count = struct.unpack_from(">H", head, 4)[0]
    rows = struct.iter_unpack(">4s4xII", stream.read(16 * count))
    return {tag: (offset, length) for tag, offset, length in rows}


def _table(stream: BinaryIO, tables: dict[bytes, tuple[int, int]], tag: bytes) -> bytes:
    offset, length = tables.get(tag, (0, 0))
    stream.seek(offset)
    return stream.read(length)


def _font(stream: BinaryIO, path: Path, index: int, start: int) -> MachineFont | None:
    tables = _tables(stream, start)
    if b"name" not in tables or b"cmap" not in tables:
        return None
    names = list(_names(_table(stream, tables, b"name")))
    if not names:
        return None
    families = [(language != _CHINESE, kind != _TYPOGRAPHIC, text) for kind, language, text in names
                if kind in (_FAMILY, _TYPOGRAPHIC)]  # fmt: skip
    label = min(families)[2] if families else names[0][2]
    os2 = _table(stream, tables, b"OS/2").ljust(64, b"\0")
    refusal = _refusal(struct.unpack_from(">H", os2, 8)[0]) if b"glyf" in tables else Refusal.OUTLINES
    upright = not struct.unpack_from(">H", os2, 62)[0] & (_ITALIC | _BOLD)
    return MachineFont(path, index, label, frozenset(text.casefold() for _k, _l, text in names), refusal, upright)


def _refusal(rights: int) -> Refusal | None:
    # Of several usage bits the least strict one holds (OpenType, OS/2 fsType); we embed subsets of outlines.
    if rights & 0x000E == _RESTRICTED or rights & (_NO_SUBSET | _BITMAP_ONLY):
        return Refusal.LICENCE
    return None


def _names(table: bytes) -> Iterator[tuple[int, int, str]]:
    if len(table) < 6:
        return
    count, pool = struct.unpack_from(">2xHH", table)
    for platform, _encoding, language, kind, length, offset in struct.iter_unpack(">6H", table[6 : 6 + 12 * count]):
        if kind in (_FAMILY, _FULL, _POSTSCRIPT, _TYPOGRAPHIC):
            raw = table[pool + offset : pool + offset + length]
            encoding = "gb18030" if platform == 1 else "utf-16-be"
            text = raw.decode(encoding, "ignore").strip("\0 ")
            if text:
                yield kind, language, text


# --- which characters -----------------------------------------------------------------
class _Ranges:
    """The characters of a font as sorted ranges."""

    def __init__(self, ranges: Sequence[tuple[int, int]]) -> None:
        self._firsts = [first for first, _last in ranges]
        self._lasts = [last for _first, last in ranges]

    def __contains__(self, code: int) -> bool:
        at = bisect_right(self._firsts, code) - 1
        return at >= 0 and code <= self._lasts[at]


@lru_cache(maxsize=256)
def _coverage(path: Path, index: int) -> _Ranges:
    try:
        with path.open("rb") as stream:
            tables = _tables(stream, _starts(stream)[index])
            return _Ranges(sorted(_ranges(_table(stream, tables, b"cmap"))))
    except (OSError, struct.error, ValueError, IndexError):
        return _Ranges(())


def _ranges(cmap: bytes) -> list[tuple[int, int]]:
    count = struct.unpack_from(">2xH", cmap)[0]
    found: dict[int, int] = {}
    for _platform, _encoding, offset in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * count]):
        found[struct.unpack_from(">H", cmap, offset)[0]] = offset
    if 12 in found:
        groups = struct.unpack_from(">I", cmap, found[12] + 12)[0]
        rows = struct.iter_unpack(">3I", cmap[found[12] + 16 : found[12] + 16 + 12 * groups])
        return [(first, last) for first, last, _glyph in rows]
    if 4 in found:
        double = struct.unpack_from(">H", cmap, found[4] + 6)[0]
        lasts = struct.unpack_from(f">{double // 2}H", cmap, found[4] + 14)
        firsts = struct.unpack_from(f">{double // 2}H", cmap, found[4] + 16 + double)
        return [(first, last) for first, last in zip(firsts, lasts, strict=True) if first < 0xFFFF]
    return []
