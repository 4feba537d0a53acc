#!/usr/bin/env bash
# Set up and run the tests. Arguments go to pytest, e.g. `bash test.sh tests/unit -k fonts`.
#   LVZE_TEST_WORKERS  processes (default: one a core; 0 = in this process)
set -uo pipefail
cd "$(dirname "$0")" || exit 1
. installer/setup.sh
lvze_setup dev || exit 1

export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
select=()
if ! command -v soffice >/dev/null && ! apt_install libreoffice-writer-nogui; then
  say "LibreOffice is not here: the tests that convert our docx with it (marked office) are left out."
  say "没有 LibreOffice：用它转换 docx 的测试（office 标记）这次不跑。安装：sudo apt-get install libreoffice-writer-nogui"
  select=(-m "not slow and not bench and not office")
fi
# pdfinfo is the outside reader of our tagged PDFs; the one test that asks it is skipped where it cannot be had.
command -v pdfinfo >/dev/null || apt_install poppler-utils
exec .venv/bin/python -m pytest --no-header -n "${LVZE_TEST_WORKERS:-auto}" --dist loadfile "${select[@]}" "$@"
