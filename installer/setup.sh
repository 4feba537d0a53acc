# Shared by run.sh, test.sh and .ci/run: source it in the checkout, then call `lvze_setup run` or `lvze_setup dev`.
# Makes .venv with the pinned packages and the `lvze` command. Quick when nothing changed.
#   LVZE_PYTHON      the interpreter to use (else one of 3.11–3.13 is looked for)
#   LVZE_WHEELHOUSE  a folder of wheels: nothing is fetched from outside (installer/wheelhouse.sh makes one)
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

# One line a library: soname and the Debian package that has it (checked with ldd on QtWidgets, QtPdf,
# QtPrintSupport, QtSvg and the xcb, wayland and offscreen platform plugins).
LVZE_LIBRARIES="libEGL.so.1 libegl1
libGL.so.1 libgl1
libatomic.so.1 libatomic1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libX11.so.6 libx11-6
libX11-xcb.so.1 libx11-xcb1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render.so.0 libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1"

apt_install() { # packages… ; 1 when it cannot be done here
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  local log rc
  log=$(mktemp)
  say "Installing system packages / 正在安装系统软件包: $*"
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1 </dev/null || {
    apt-get update -q >"$log" 2>&1 </dev/null
    apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 </dev/null
  }
  rc=$?
  [ $rc = 0 ] || tail -n 5 "$log" >&2
  rm -f "$log"
  return $rc
}

system_libraries() {
  [ "$(uname -s)" = Linux ] || return 0
  local known missing
  known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || return 0
  missing=$(while read -r so package; do
    case "$known" in *"$so "*) ;; *) printf '%s ' "$package" ;; esac
  done <<<"$LVZE_LIBRARIES")
  [ -z "$missing" ] && return 0
  # shellcheck disable=SC2086 # a list of names
  apt_install $missing && return 0
  say "These libraries for the window are missing; please run / 窗口所需的系统库缺少，请执行:"
  say "  sudo apt-get install -y $missing"
}

suits() { "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; }

find_python() {
  local candidate
  for candidate in ${LVZE_PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if suits "$candidate"; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local python
  python=$(find_python) || {
    apt_install python3 python3-venv || true
    python=$(find_python)
  } || {
    say "Python 3.11, 3.12 or 3.13 with venv is needed; please run / 需要 Python 3.11–3.13，请执行:"
    say "  sudo apt-get install -y python3 python3-venv"
    return 1
  }
  rm -rf .venv
  "$python" -m venv .venv
}

fingerprint() { # lock files and settings that decide what is in .venv
  { pwd; .venv/bin/python -V; cat pyproject.toml "$@"; } | sha256sum | cut -c1-64
}

pip_install() {
  local source=()
  if [ -n "${LVZE_WHEELHOUSE:-}" ]; then source=(--no-index --find-links "$LVZE_WHEELHOUSE"); fi
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-input "${source[@]}" "$@" </dev/null
}

lvze_setup() { # run | dev
  local lock=requirements.lock stamp=.venv/lvze-setup want
  [ "$1" = dev ] && lock=requirements-dev.lock
  system_libraries
  if [ -x .venv/bin/lvze ] && .venv/bin/python -c '' 2>/dev/null; then
    want=$(fingerprint "$lock")
    if grep -qsx "$want" "$stamp"; then return 0; fi
  fi
  .venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv || return 1
  say "Setting up .venv (once) / 首次准备运行环境 …"
  pip_install --require-hashes -r "$lock" || {
    say "The packages could not be installed. Offline? Set LVZE_WHEELHOUSE (installer/README.md)."
    say "依赖没有装上。离线电脑请设置 LVZE_WHEELHOUSE（见 installer/README.md）。"
    return 1
  }
  pip_install --no-deps --no-build-isolation --config-settings editable_mode=compat -e . || return 1
  fingerprint "$lock" >"$stamp"
  if [ "$1" = dev ]; then fingerprint requirements.lock >>"$stamp"; fi # the dev lock holds the same pins
}
