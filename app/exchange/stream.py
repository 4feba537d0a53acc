"""The body of a package: authenticated chunks of 64 KiB (the STREAM construction).

Nonce = 7 zero bytes ‖ 32-bit counter ‖ last flag, under a key that is never used
twice; so chunks can be neither cut off, swapped, repeated nor appended.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from cryptography.exceptions import InvalidTag

from app.crypto.files import RegularFile, read_up_to
from app.crypto.suites import Cipher
from app.exchange.frame import CHUNK, TAG, Layout, damaged

_NONCE = struct.Struct(">7xIB")


class ChunkWriter:
    """Encrypts what is written to it and passes whole chunks to `sink`; call finish() at the end."""

    def __init__(self, cipher: Cipher, associated: bytes, sink: Callable[[bytes], object]) -> None:
        self._cipher = cipher
        self._associated = associated
        self._sink = sink
        self._waiting = bytearray()
        self._counter = 0

    def write(self, data: bytes) -> None:
        """Add bytes. One byte at least is kept back, since the last chunk is marked and never empty."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            with memoryview(self._waiting) as whole, whole[:CHUNK] as chunk:  # no copy before encrypting
                self._emit(chunk, last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk."""
        self._emit(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _emit(self, plain: bytes | memoryview, *, last: bool) -> None:
        nonce = _NONCE.pack(self._counter, last)
        self._counter += 1
        self._sink(self._cipher.encrypt(nonce, plain, self._associated))


class ChunkReader:
    """Reads the body from its beginning; every byte it returns is authenticated.

    Raises AppError(DAMAGED). Holds one chunk in memory.
    """

    def __init__(self, stream: RegularFile, layout: Layout, cipher: Cipher) -> None:
        stream.seek(layout.body)
        self._stream = stream
        self._cipher = cipher
        self._associated = layout.start
        self._left = layout.end - layout.body
        self._counter = 0
        self._ready = b""
        self._at = 0

    def read(self, size: int = CHUNK) -> bytes:
        """Up to `size` bytes; empty at the end of the body."""
        if self._at == len(self._ready):
            if self._left == 0:
                return b""
            self._ready, self._at = self._next(), 0
        part = self._ready[self._at : self._at + size]
        self._at += len(part)
        return part

    def read_exactly(self, size: int) -> bytes:
        """Exactly `size` bytes or AppError(DAMAGED)."""
        parts: list[bytes] = []
        while size > 0:
            part = self.read(size)
            if not part:
                raise damaged()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    @property
    def left(self) -> int:
        """Encrypted bytes not yet read from the file, for progress."""
        return self._left

    def _next(self) -> bytes:
        sealed = read_up_to(self._stream, min(CHUNK + TAG, self._left))
        self._left -= len(sealed)
        nonce = _NONCE.pack(self._counter, self._left == 0)
        self._counter += 1
        try:
            return self._cipher.decrypt(nonce, sealed, self._associated)
        except InvalidTag:
            raise damaged() from None
