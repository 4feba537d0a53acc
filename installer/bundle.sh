#!/usr/bin/env bash
# Build dist/lvze/: the program in a folder that needs no Python. Build on the oldest system it must run on (glibc).
set -euo pipefail
cd "$(dirname "$0")/.."
. installer/setup.sh
lvze_setup run
if ! .venv/bin/python -c 'import PyInstaller' 2>/dev/null; then
  pip_install 'pyinstaller>=6.11,<7' # a tool of the build, in no lock: nothing of it but its boot loader is shipped
fi
export SBK_EMBED=0 # shiboken then finds its helper code compiled (performance.md, Start-up)
.venv/bin/python -m PyInstaller --noconfirm --log-level ERROR --distpath dist --workpath build installer/lvze.spec
# Debug symbols of Python's own parts (70 MB); Qt's and the wheels' patched libraries must not be touched.
find dist/lvze/_internal -type f -name '*.so*' -not -path '*/PySide6/*' -not -path '*.libs/*' -not -name 'libQt6*' \
  -exec strip --strip-unneeded {} + 2>/dev/null || true
dist/lvze/lvze --version
du -sh dist/lvze
