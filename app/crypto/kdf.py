"""From a password to a key: Argon2id with parameters that are checked before they are used.

Parameters come from a file that an attacker may have edited: too small makes guessing
cheap, too large hangs the computer, so both ends are bounded before deriving.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.errors import AppError, ErrorCode

MIB = 1024  # Argon2 counts memory in KiB
KEY_BYTES = 32
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class KdfParams:
    """Argon2id cost. memory: KiB; iterations: passes; lanes: threads."""

    memory: int = 256 * MIB
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class KdfBounds:
    """What parameters are acceptable. Only tests make one with a lower floor."""

    min_memory: int = 64 * MIB
    max_memory: int = 1024 * MIB
    min_iterations: int = 3
    max_iterations: int = 16
    max_lanes: int = 16

    def check(self, params: KdfParams) -> None:
        """Raise AppError(DAMAGED) unless the parameters lie within the bounds."""
        enough = (
            params.memory >= max(self.min_memory, 8 * params.lanes)
            and params.iterations >= self.min_iterations
        )
        bearable = params.memory <= self.max_memory and params.iterations <= self.max_iterations
        if not (enough and bearable and 1 <= params.lanes <= self.max_lanes):
            raise AppError(
                ErrorCode.DAMAGED,
                "密钥文件里的口令参数超出允许范围，可能被改动过。",
                action="请用备份中的密钥文件恢复。",
            )


BOUNDS = KdfBounds()
FLOOR = KdfParams(memory=64 * MIB)


def derive(secret: bytes, salt: bytes, params: KdfParams, bounds: KdfBounds = BOUNDS) -> bytes:
    """A 32-byte key. Takes about 0.5 s and 256 MiB at the default.

    Raises AppError(DAMAGED) when the parameters or the salt are out of bounds, before any work.
    """
    bounds.check(params)
    if len(salt) != SALT_BYTES:
        raise AppError(ErrorCode.DAMAGED, "密钥文件已损坏。", action="请用备份中的密钥文件恢复。")
    kdf = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=params.iterations,
        lanes=params.lanes,
        memory_cost=params.memory,
    )
    return kdf.derive(secret)
