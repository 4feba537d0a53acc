"""The repository keeps its own rules: sizes, docstrings, names of places, README, licences, versions."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import app

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))
MOST_LINES = 400


def tracked() -> list[Path]:
    if not shutil.which("git") or not (ROOT / ".git").exists():  # an unpacked archive, a bare machine
        made = {".git", ".venv", "demo", "build", "dist", "wheelhouse", "__pycache__"}
        return [
            p
            for p in ROOT.rglob("*")
            if p.is_file()
            and not made & set(p.relative_to(ROOT).parts)
            and "_cache" not in str(p)
            and ".hypothesis" not in str(p)
        ]
    found = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in found.stdout.decode().split("\0") if name]


def texts() -> list[tuple[Path, str]]:
    result = []
    for path in tracked():
        if path.is_file() and path.suffix not in {
            ".ttf",
            ".png",
            ".pdf",
            ".docx",
            ".lvpkg",
            ".lvack",
            ".ico",
        }:
            try:
                result.append((path, path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return result


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_belongs_in_it_and_stays_readable(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "no module docstring"
    assert source.count("\n") <= MOST_LINES


def test_test_files_in_folders_without_packages_have_names_of_their_own() -> None:
    loose = [p for p in (ROOT / "tests").rglob("test_*.py") if not (p.parent / "__init__.py").exists()]
    names = Counter(p.name for p in loose)
    assert [name for name, count in names.items() if count > 1] == [], "pytest would collect only the first of them"


def test_no_file_is_left_half_merged() -> None:
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    assert [str(path.relative_to(ROOT)) for path, text in texts() if any(line.startswith(marks) for line in text.splitlines())] == []


def test_no_address_of_a_package_index_is_tracked() -> None:
    hosts = (
        "pypi" + ".org",
        "python" + "hosted",
        "npm" + "js",
        "deb." + "debian",
        "--index-" + "url",
        "--extra-index-" + "url",
    )
    bad = [
        (str(path.relative_to(ROOT)), host)
        for path, text in texts()
        for host in hosts
        if host in text and path.parent.name != "texts"
    ]
    assert not bad


def test_no_path_of_a_developers_machine_is_tracked() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
    bad = [str(p.relative_to(ROOT)) for p, text in texts() if pattern.search(text)]
    assert not bad


def test_readme_opens_with_the_two_commands() -> None:
    for name in ("README.md", "README.zh.md"):
        blocks = re.findall(r"^```[a-z]*\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), re.M | re.S)
        assert [b.splitlines()[0] for b in blocks[:2]] == ["bash run.sh", "bash test.sh"]


def test_scripts_are_executable_and_parse() -> None:
    for name in (
        "run.sh",
        "test.sh",
        ".ci/run",
        "installer/setup.sh",
        "installer/wheelhouse.sh",
        "installer/lock.sh",
    ):
        assert subprocess.run(["bash", "-n", ROOT / name], check=False).returncode == 0
    for name in ("run.sh", "test.sh", ".ci/run"):
        assert (ROOT / name).stat().st_mode & 0o100


def test_version_is_the_same_everywhere_and_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == app.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{app.__version__}]" in changelog


def locked(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        match = re.match(r"([a-z0-9.-]+)==(\S+)", line)
        if match:
            found.setdefault(match[1], []).append(match[2])
    return found


def test_lock_files_have_hashes_and_agree() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {k: dev.get(k) for k in runtime} == runtime
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.findall(r"^[a-z0-9.-]+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.M)
        assert len(entries) == sum(map(len, locked(name).values()))


def test_lock_files_cover_every_dependency_named_in_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    for wanted, lock in ((project["dependencies"], runtime), (extras["dev"] + extras["bench"], dev)):
        names = {
            re.split(r"[^A-Za-z0-9._-]", w)[0].lower().replace("_", "-").replace(".", "-") for w in wanted
        }
        assert names <= set(lock), "run installer/lock.sh"


def test_every_shipped_component_is_licensed_with_its_text() -> None:
    from app.services.licences import licences

    components = {c["name"].lower(): c for c in licences()["components"]}
    build_only = {"setuptools"}
    for name, versions in locked("requirements.lock").items():
        if name not in build_only:
            assert components[name]["version"] in (*versions, " / ".join(reversed(versions)))
    for component in components.values():
        assert (ROOT / "resources" / "licences" / component["text"]).is_file(), component["name"]


def test_the_pinned_qt_keeps_its_references() -> None:
    """PySide6 6.12 loses one reference per emit and per void call and dies (docs/adr/0006); ours must not."""
    code = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
class Source(QObject):
    fired = Signal(int)
seen = 0
def note(n):
    global seen
    seen += 1
source, label = Source(), QLabel()
source.fired.connect(note)
true, none = sys.getrefcount(True), sys.getrefcount(None)
for n in range(200_000):
    source.fired.emit(n)
for n in range(20_000):
    label.setText("甲")
assert seen == 200_000
if sys.version_info < (3, 12):  # later Pythons never count these two
    assert sys.getrefcount(True) > true - 1000
    assert sys.getrefcount(None) > none - 1000
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=120, text=True
    )
    assert found.returncode == 0, found.stderr


def test_links_between_documents_lead_somewhere() -> None:
    bad = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "installer").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                bad.append(f"{path.relative_to(ROOT)}: {target}")
    assert not bad


def test_the_index_of_decisions_is_complete() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in sorted(folder.glob("0*.md")) if f"({p.name})" not in index] == [], (
        "add it to docs/adr/README.md"
    )
