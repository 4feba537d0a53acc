"""Released packages stay readable for ever, and a package of any size fits in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.crypto.identity import parse_card, parse_identity
from app.exchange.container import inspect_outer, open_package

CORPUS = Path(__file__).parents[2] / "corpus" / "packages"


def test_every_released_package_stays_readable() -> None:
    receiver = parse_identity((CORPUS / "TEST-ONLY-receiver.identity.json").read_bytes())
    sender = parse_card((CORPUS / "TEST-ONLY-sender.lvid").read_bytes())
    expected = json.loads((CORPUS / "expected.json").read_bytes())
    for name, contents in expected.items():
        with open_package(CORPUS / name, identity=receiver, trusted=[sender]) as package:
            for entry, text in contents.items():
                assert package.read_bytes(entry) == text.encode()
        assert inspect_outer(CORPUS / name).intact


@pytest.mark.slow
def test_memory_stays_flat_at_any_size(tmp_path) -> None:
    program = Path(__file__).parent / "measure_memory.py"
    grown = [
        int(
            subprocess.run(
                [sys.executable, program, str(tmp_path / "x"), size], capture_output=True, check=True
            ).stdout
        )
        for size in ("16", "512")
    ]
    assert max(grown) < 40 * 1024, grown  # KiB over the imports
    assert grown[1] - grown[0] < 8 * 1024
