#!/usr/bin/env bash
# Set up and start 履责台: the window, or without a display the whole main job on a synthetic unit.
# With arguments: the command line, e.g. `bash run.sh letter kinds`.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
. installer/setup.sh
lvze_setup run || exit 1

if [ $# -gt 0 ]; then exec .venv/bin/lvze "$@"; fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then exec .venv/bin/lvze; fi

say "No display: running the main job on a synthetic unit / 没有显示器，用合成单位演示主线 …"
.venv/bin/lvze demo --out ./demo --text || exit $?
echo "公文在 demo/documents，数据包在 demo/packages，两个单位的加密库在 demo/stores，截图在 demo/screenshots，汇总在 demo/summary.json。"
echo "Documents: demo/documents · packages: demo/packages · stores: demo/stores · screenshots: demo/screenshots · summary: demo/summary.json"
