"""Write and read a package of argv[2] MiB at argv[1]; print the growth of peak memory in KiB."""

import io
import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from app.crypto.identity import new_identity
from app.domain.clock import FixedClock
from app.exchange.container import open_package, write_package
from app.exchange.manifest import Entry, ManifestDraft
from app.exchange.reader_v1 import Limits
from app.jobs.progress import JobContext

NOW = datetime(2026, 4, 1, tzinfo=UTC)
BLOCK = os.urandom(1 << 16)


class Endless(io.RawIOBase):
    """The same random block again and again, up to a size."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        part = BLOCK[: min(size, self.left)]
        self.left -= len(part)
        return part


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


a, b = (new_identity(unit, unit, clock=FixedClock(NOW)) for unit in ("a", "b"))
size = int(sys.argv[2]) << 20
before = peak()
entry = Entry("x", size, lambda: Endless(size))
draft = ManifestDraft("k1", "report", NOW)
path = Path(sys.argv[1])
write_package(path, sender=a, recipients=[b.card], manifest=draft, entries=[entry], context=JobContext())
with open_package(path, identity=b, trusted=[a.card], limits=Limits(ratio=10**6)) as package:
    for _info, stream in package.entries():
        while stream.read():
            pass
sys.stdout.write(str(peak() - before))
