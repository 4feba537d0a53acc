"""A finished docx package that letters are written into, one main part after another.

Belongs here: putting the fixed parts, a header and the embedded fonts together once, and a
copy of that with another word/document.xml, which is the last entry of the zip: the bytes
before it and the list of entries are copied, not written anew (docs/performance.md).
Does not belong here: the XML (docx, docxparts), the fonts (embedding).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Set
from dataclasses import dataclass

from app.catalog.profiles import Profile
from app.documents.docxparts import Package
from app.documents.embedding import COMMON, put, put_fonts, subsetters

_MAIN = "word/document.xml"
_LOCAL = struct.Struct("<III")  # checksum, packed size, size: at byte 14 of a local header
_LOCAL_AT, _CENTRAL_AT, _DIRECTORY_AT = 14, 16, 16
_LOCAL_SIZE = 30  # of a local header without its name


@dataclass(frozen=True, slots=True)
class Written:
    """One letter before it is packed. used: characters by role."""

    package: Package
    header: bytes
    document: bytes
    used: Mapping[str, frozenset[str]]


class Finished:
    """A package that lacks only its main part."""

    def __init__(
        self, package: Package, header: bytes, profile: Profile, used: Mapping[str, Set[str]], more: frozenset[str]
    ) -> None:
        """used: characters by role; more: put into each font."""
        buffer = io.BytesIO(package.base)
        with zipfile.ZipFile(buffer, "a") as target:
            if package.header:
                put(target, package.header, header)
            put_fonts(target, profile, subsetters(profile), used, COMMON | more)
            put(target, _MAIN, b"")
            entry = target.getinfo(_MAIN).header_offset
            start = target.start_dir  # where the list of entries is written on closing
        raw = buffer.getvalue()
        self._before = raw[:entry]
        self._local = raw[entry : entry + _LOCAL_SIZE + len(_MAIN)]
        self._directory = raw[start:]
        self._entry_at = self._directory.rindex(b"PK\x01\x02")
        self._end_at = self._directory.rindex(b"PK\x05\x06")

    def with_document(self, xml: bytes) -> bytes:
        """The docx with a main part."""
        packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = packer.compress(xml) + packer.flush()
        numbers = zlib.crc32(xml), len(data), len(xml)
        local, directory = bytearray(self._local), bytearray(self._directory)
        _LOCAL.pack_into(local, _LOCAL_AT, *numbers)
        _LOCAL.pack_into(directory, self._entry_at + _CENTRAL_AT, *numbers)
        start = len(self._before) + len(local) + len(data)
        struct.pack_into("<I", directory, self._end_at + _DIRECTORY_AT, start)
        return b"".join((self._before, local, data, directory))
