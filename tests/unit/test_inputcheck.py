"""The self-check of Chinese input, with environments and plugin folders made up for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ui.inputcheck import MARK, WORDS, better_module, check, plugin_version, sentence, wanted_method

QT = (6, 8)


def plugin(folder: Path, name: str, minor: int = 8) -> Path:
    """A file that says for which Qt it was built, as plugins do."""
    path = folder / "platforminputcontexts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x7fELF..." + MARK + bytes([1, 6, minor, 1]) + b"rest")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The plugin folder of the program's own Qt: ibus, no fcitx."""
    plugin(tmp_path, "libibusplatforminputcontextplugin.so")
    return tmp_path


@pytest.mark.parametrize(
    ("env", "method"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx"), ({"QT_IM_MODULE": "fcitx5"}, "fcitx"), ({"XMODIFIERS": "@im=ibus"}, "ibus"),
        ({"QT_IM_MODULES": "wayland;fcitx"}, "fcitx"), ({"GTK_IM_MODULE": "ibus"}, "ibus"), ({}, ""),
    ],
)  # fmt: skip
def test_the_environment_says_which_method_is_meant(env: dict[str, str], method: str) -> None:
    assert wanted_method(env) == method


def test_windows_needs_no_plugin() -> None:
    assert check({}, [], QT, linux=False).ok


def test_no_method_at_all_is_said(folder: Path) -> None:
    assert check({}, [folder], QT, linux=True).why == "none"


def test_ibus_works_with_the_plugin_that_comes_with_the_program(folder: Path) -> None:
    found = check({"QT_IM_MODULE": "ibus"}, [folder], QT, linux=True)
    assert found.ok
    assert found.method == "ibus"


def test_fcitx_without_its_plugin_is_the_known_trouble(folder: Path) -> None:
    assert check({"QT_IM_MODULE": "fcitx"}, [folder], QT, linux=True).why == "missing"


@pytest.mark.parametrize(("minor", "why"), [(8, "plugin"), (4, "plugin"), (9, "mismatch")])
def test_a_plugin_for_a_newer_qt_does_not_load(folder: Path, minor: int, why: str) -> None:
    plugin(folder, "libfcitx5platforminputcontextplugin.so", minor)
    assert check({"QT_IM_MODULE": "fcitx"}, [folder], QT, linux=True).why == why


def test_variables_that_contradict_each_other_are_said(folder: Path) -> None:
    env = {"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=ibus"}
    assert check(env, [folder], QT, linux=True).why == "module"


def test_fcitx_is_reached_through_ibus_only_when_that_is_better(folder: Path, tmp_path: Path) -> None:
    env = {"QT_IM_MODULE": "fcitx"}
    bus = tmp_path / "bus"
    assert better_module(env, [folder], QT, bus) == ""
    bus.mkdir()
    assert better_module(env, [folder], QT, bus) == ""
    (bus / "machine-unix-0").write_text("address")
    assert better_module(env, [folder], QT, bus) == "ibus"
    assert check({"QT_IM_MODULE": "ibus", "XMODIFIERS": "@im=fcitx"}, [folder], QT, linux=True).ok
    assert better_module({"QT_IM_MODULE": "ibus"}, [folder], QT, bus) == ""
    plugin(folder, "libfcitx5platforminputcontextplugin.so")
    assert better_module(env, [folder], QT, bus) == ""


def test_the_version_is_read_from_the_file(tmp_path: Path) -> None:
    assert plugin_version(plugin(tmp_path, "a.so", 7)) == (6, 7)
    (tmp_path / "b.so").write_bytes(b"nothing")
    assert plugin_version(tmp_path / "b.so") is None
    assert plugin_version(tmp_path / "absent.so") is None


def test_every_finding_has_words() -> None:
    for method, why in (("", "none"), ("fcitx", "missing"), ("fcitx", "mismatch"), ("ibus", "module")):
        from app.ui.inputcheck import Finding

        assert sentence(Finding(False, method, why)).endswith("。")
    assert all("。" in text for text in WORDS.values())
