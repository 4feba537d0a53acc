"""Choosing the password cost for this computer, once, when the store is made."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.crypto.kdf import FLOOR, MIB, SALT_BYTES, KdfParams, derive

TARGET_SECONDS = 0.5
_MEMORY_STEPS = (256 * MIB, 128 * MIB)
_MAX_ITERATIONS = 10


def seconds_for(params: KdfParams) -> float:
    """How long one derivation takes here, in seconds."""
    start = time.perf_counter()
    derive(b"calibration", bytes(SALT_BYTES), params)
    return time.perf_counter() - start


def choose_params(
    target: float = TARGET_SECONDS, *, measure: Callable[[KdfParams], float] = seconds_for
) -> KdfParams:
    """The strongest parameters that take about `target` seconds: memory first, then passes.

    Never below the floor (64 MiB, 3 passes), however slow the computer; never above
    256 MiB, since the same file must open on the smallest PC of the office.
    """
    per_unit = max(measure(FLOOR), 1e-6) / (FLOOR.memory * FLOOR.iterations)
    for memory in _MEMORY_STEPS:
        iterations = int(target / (per_unit * memory))
        if iterations >= FLOOR.iterations:
            return KdfParams(memory, min(iterations, _MAX_ITERATIONS), FLOOR.lanes)
    return FLOOR
