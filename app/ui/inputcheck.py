"""Whether Chinese can be typed: does the Qt that runs here find the plugin of the computer's input method? No Qt.

On Linux an input method needs a plugin built for this very Qt. The program's own Qt brings
`ibus` and `compose`; `fcitx5` comes from the system or the installer. When it is missing, fcitx
can still be reached through its IBus front end, which is why `better_module` may name ibus.
Light on imports: boot asks before the first window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = "platforminputcontexts"
PLUGINS = {
    "fcitx": ("libfcitx5platforminputcontextplugin.so", "libfcitxplatforminputcontextplugin-qt6.so"),
    "ibus": ("libibusplatforminputcontextplugin.so",),
}
MARK = b"qt-project!\x00"  # the note before a plugin's Qt version


@dataclass(frozen=True, slots=True)
class Finding:
    """The state of Chinese input. ok: it should work; method: fcitx, ibus or empty; why: a code for tests and words."""

    ok: bool
    method: str
    why: str


def wanted_method(env: Mapping[str, str]) -> str:
    """Which input method the computer is set up for: fcitx, ibus or an empty text."""
    for name in ("QT_IM_MODULE", "QT_IM_MODULES", "XMODIFIERS", "GTK_IM_MODULE"):
        value = env.get(name, "").lower()
        for method in ("fcitx", "ibus"):
            if method in value:
                return method
    return ""


def plugin_version(path: Path) -> tuple[int, int] | None:
    """The Qt a plugin was built for, from its file; None when it does not say."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    at = data.find(MARK)
    if at < 0 or at + len(MARK) + 3 > len(data):
        return None
    major, minor = data[at + len(MARK) + 1], data[at + len(MARK) + 2]
    return (major, minor) if 5 <= major <= 9 else None


def fitting(path: Path, qt: tuple[int, int]) -> bool:
    """Whether this Qt loads the plugin: the same major version and no newer minor one."""
    found = plugin_version(path)
    return found is None or (found[0] == qt[0] and found[1] <= qt[1])


def plugins(folders: Iterable[Path], method: str) -> list[Path]:
    """The plugin files of a method under some plugin folders."""
    found = [folder / FOLDER / name for folder in folders for name in PLUGINS.get(method, ())]
    return [p for p in found if p.is_file()]


def check(env: Mapping[str, str], folders: Iterable[Path], qt: tuple[int, int], *, linux: bool) -> Finding:
    """Judge the set-up. env: the environment; folders: where this Qt looks for plugins; qt: its version."""
    if not linux:
        return Finding(True, "", "system")
    method = wanted_method(env)
    if not method:
        return Finding(False, "", "none")
    module = env.get("QT_IM_MODULE", "").lower()
    if method == "fcitx" and module == "ibus":
        method = "ibus"  # fcitx through its IBus front end
    found = plugins(folders, method)
    if not found:
        return Finding(False, method, "missing")
    if not any(fitting(p, qt) for p in found):
        return Finding(False, method, "mismatch")
    if module and method not in module:
        return Finding(False, method, "module")
    return Finding(True, method, "plugin")


def better_module(env: Mapping[str, str], folders: Iterable[Path], qt: tuple[int, int], bus: Path) -> str:
    """`ibus` when fcitx is asked for, its plugin does not load here and an IBus address is there; else empty.

    Never worse: without a plugin that loads, Qt would offer no input method at all.
    """
    places = list(folders)
    if wanted_method(env) != "fcitx" or "ibus" in env.get("QT_IM_MODULE", "").lower():
        return ""
    if any(fitting(p, qt) for p in plugins(places, "fcitx")) or not plugins(places, "ibus"):
        return ""
    try:
        there = any(bus.iterdir())
    except OSError:
        return ""
    return "ibus" if there else ""


WORDS = {
    "system": "中文输入由系统提供，可以直接使用。",
    "plugin": "输入法插件与本程序匹配，可以输入中文。",
    "none": "没有找到中文输入法的设置，可能打不了中文。",
    "missing": "本程序没有找到与输入法配套的插件，可能打不了中文。",
    "mismatch": "系统的输入法插件与本程序的 Qt 版本不匹配，可能打不了中文。",
    "module": "输入法的环境变量互相不一致，可能打不了中文。",
}


def sentence(finding: Finding) -> str:
    """What the check found, for the clerk."""
    name = {"fcitx": "（fcitx）", "ibus": "（ibus）"}.get(finding.method, "")
    return WORDS[finding.why].replace("输入法", f"输入法{name}", 1)
