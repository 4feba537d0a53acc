"""Bounds of the process that opens other people's files: memory, processor time, no files written, no core dump.

Linux: resource limits, set by the process itself before it reads anything. Windows: a job object, set by its parent;
written to Microsoft's description, not yet tried there. macOS: memory is not bounded.
"""

from __future__ import annotations

import sys
from typing import Any

MEMORY = 440 * 1024 * 1024
PROCESSOR_SECONDS = 90
_STARTING = 2.0
_QUOTA = 1816  # what Windows ends a process with that used up its time: ERROR_NOT_ENOUGH_QUOTA


def limit_self() -> None:
    """Bound this process for the rest of its life; what the system does not know is left out."""
    if sys.platform == "win32":
        return
    import contextlib
    import resource

    wanted = [(resource.RLIMIT_CPU, PROCESSOR_SECONDS), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)]
    if sys.platform == "linux":
        wanted.append((resource.RLIMIT_DATA, MEMORY))  # everything that is not a file mapped in
    for what, most in wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def limit_processor(seconds: float) -> None:
    """End this process when it has used so much processor time from now on; resource limits only know whole seconds."""
    if sys.platform == "win32":
        return
    import signal

    signal.setitimer(signal.ITIMER_PROF, seconds)  # nobody handles SIGPROF, so it ends the process also inside C code


def ran_out(code: int) -> bool:
    """Whether a process ended because its processor time was used up."""
    if sys.platform == "win32":
        return code == _QUOTA
    import signal

    return -code in {signal.SIGPROF, signal.SIGXCPU}


def limit_child(process: Any, seconds: float = PROCESSOR_SECONDS) -> Any:
    """On Windows, put a process that was just started into a job that bounds it; returns what must be kept alive.

    seconds: of processor time, with what starting takes on top.
    """
    if sys.platform == "win32":
        return _job(int(process._handle), seconds + _STARTING)
    return None


def _job(handle: int, seconds: float) -> Any:
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64), ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD), ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t), ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t), ("PriorityClass", wintypes.DWORD), ("SchedulingClass", wintypes.DWORD),
        ]  # fmt: skip

    class Extended(ctypes.Structure):
        _fields_ = [
            ("Basic", Basic), ("Io", ctypes.c_uint64 * 6), ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t), ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]  # fmt: skip

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
    job = kernel.CreateJobObjectW(None, None)
    limits = Extended()
    limits.Basic.LimitFlags = 0x100 | 0x8 | 0x2000 | 0x2  # memory, number of processes, end them with the job, time
    limits.Basic.PerProcessUserTimeLimit = int(seconds * 10_000_000)
    limits.Basic.ActiveProcessLimit = 1
    limits.ProcessMemoryLimit = MEMORY
    kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, handle)
    return _Job(kernel, job)


class _Job:
    """Closes the job, and so ends what is left in it, when it is let go."""

    def __init__(self, kernel: Any, handle: Any) -> None:
        self._kernel, self._handle = kernel, handle

    def __del__(self) -> None:
        self._kernel.CloseHandle(self._handle)
