"""The real entry point in a process of its own: streams, locale, signals, start-up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LVZE = [sys.executable, "-m", "app.main"]


def lvze(
    *argv: str, env: dict[str, str] | None = None, cwd: Path = ROOT, **options: object
) -> subprocess.CompletedProcess[bytes]:
    clean = {
        k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*LVZE, *argv],
        capture_output=True,
        check=False,
        timeout=60,
        cwd=cwd,
        env={**clean, **(env or {})},
        **options,
    )


def test_output_is_utf8_whatever_the_locale() -> None:
    found = lvze(
        "letter", "kinds", env={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    )
    assert found.returncode == 0
    labels = {k["code"]: k["label"] for k in json.loads(found.stdout.decode("utf-8"))}
    assert labels["letter.discipline_suggestion"] == "纪律检查建议书"
    assert found.stderr == b""


def test_an_argument_that_is_not_utf8_is_no_traceback() -> None:
    found = subprocess.run(
        [*LVZE, b"\xff\xfe", b"--x\x80"], capture_output=True, check=False, cwd=ROOT, timeout=60
    )  # type: ignore[list-item]
    assert found.returncode == 2
    assert b"Traceback" not in found.stderr
    found = subprocess.run(
        [*LVZE, "check", b"/tmp/\xff"], capture_output=True, check=False, cwd=ROOT, timeout=60
    )  # type: ignore[list-item]
    assert found.returncode == 3
    assert b"Traceback" not in found.stderr


def test_a_reader_that_goes_away_is_no_failure() -> None:
    process = subprocess.Popen(
        [*LVZE, "letter", "kinds"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0
    assert error == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux only")
def test_a_full_disk_is_not_taken_for_success() -> None:
    with Path("/dev/full").open("wb") as full:
        found = subprocess.run(
            [*LVZE, "letter", "kinds"], stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT, timeout=60
        )
    assert found.returncode == 3
    assert "磁盘空间不足" in found.stderr.decode()
    assert b"Traceback" not in found.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_stops_with_a_word(tmp_path: Path) -> None:
    fifo = tmp_path / "stdin"
    os.mkfifo(fifo)
    (tmp_path / "home" / "data").mkdir(parents=True)
    (tmp_path / "home" / "data" / "office.lvdb").write_bytes(b"x")
    keeper = os.open(fifo, os.O_RDWR)  # a pipe that nobody writes to: the command waits for the password
    try:
        with fifo.open("rb") as stdin:
            process = subprocess.Popen(
                [*LVZE, "store", "stats", "--folder", str(tmp_path / "home")],
                stdin=stdin, stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
                # A shell that runs the tests in the background has its children ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )  # fmt: skip
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(6)  # long enough for a first start on a busy machine
            process.send_signal(signal.SIGINT)
            _out, error = process.communicate(timeout=30)
    finally:
        os.close(keeper)
    assert process.returncode == 130
    assert "已停止" in error.decode()
    assert b"Traceback" not in error


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen")
def test_without_a_display_the_window_says_so() -> None:
    found = lvze()
    assert found.returncode == 3
    assert "显示器" in found.stderr.decode()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
def test_the_process_leaves_no_core_dump() -> None:
    code = (
        "import resource, ctypes, app.main as m; m._harden();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, text=True)
    assert found.stdout.strip() == "(0, 0) 0"


def test_the_version_is_shown() -> None:
    import app

    assert lvze("--version").stdout.decode().strip() == f"lvze {app.__version__}"


def test_a_letter_is_rendered_where_it_is_wanted(tmp_path: Path) -> None:
    data = {
        "issuers": ["某县住房和城乡建设局机关纪委"], "number": "某住建纪函〔2026〕3号", "to": ["局质监站党支部"],
        "title": "关于按季度开展廉政谈话的提醒函", "body": [{"level": 0, "text": "经核对，未见第三季度廉政谈话记录。"}],
        "date": "2026-10-12", "seal": True,
    }  # fmt: skip
    path = tmp_path / "data.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = lvze(
        "letter",
        "render",
        "letter.integrity_reminder",
        str(path),
        "--out",
        str(tmp_path / "out"),
        "--format",
        "pdf",
    )
    assert found.returncode == 0, found.stderr.decode()
    made = json.loads(found.stdout)
    assert [Path(f).name for f in made["files"]] == ["letter.integrity_reminder.pdf"]
    assert set(made) == {"files", "pages", "format", "fonts", "warnings"}
    assert (tmp_path / "out" / "letter.integrity_reminder.pdf").read_bytes().startswith(b"%PDF-")
    checked = lvze("check", made["files"][0], "--json")
    assert checked.returncode == 0
    assert json.loads(checked.stdout)["format"] == "letter"
