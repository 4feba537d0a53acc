#!/usr/bin/env bash
# Make requirements.lock and requirements-dev.lock anew from pyproject.toml.
# Needs uv on the PATH (a tool for the developer who renews the pins, not for anyone else).
# Without arguments existing pins are kept; "bash installer/lock.sh --upgrade" renews them.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() { # file, extras…
  local out=$1; shift
  uv pip compile -q pyproject.toml "$@" --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o "$out"
}

tidy() { # the two conditions say "CPython", which the whole program needs anyway
  { printf '# Made by installer/lock.sh from pyproject.toml; CPython 3.11–3.13, Linux and Windows.\n'
    sed -E -e "s/ and platform_python_implementation == 'CPython'//g" \
      -e "s/\(?platform_machine != 'aarch64'\)? or \(?platform_python_implementation == 'CPython' and sys_platform != 'linux'\)?/platform_machine != 'aarch64' or sys_platform != 'linux'/" \
      -e "s/ ; implementation_name == 'cpython' and \(+(.*[^)])\)+ \\\\/ ; \1 \\\\/" \
      -e "s/ ; implementation_name == 'cpython' and / ; /" \
      -e "s/ ; implementation_name == 'cpython'//" -e '/^#/d' "$1"
  } >"$1.new"
  mv "$1.new" "$1"
}

compile requirements.lock --extra build "$@"
compile requirements-dev.lock --extra build --extra dev --extra bench -c requirements.lock "$@"
tidy requirements.lock
tidy requirements-dev.lock
