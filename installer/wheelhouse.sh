#!/usr/bin/env bash
# Fill a folder with the wheels that an offline computer needs: bash installer/wheelhouse.sh DIR [PLATFORM] [PYTHON]
#   PLATFORM  linux-x86_64 (default) | linux-aarch64 | windows-x64      PYTHON  3.11 (default) | 3.12 | 3.13
# Carry DIR over, then there: LVZE_WHEELHOUSE=DIR bash run.sh
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { echo "bash installer/wheelhouse.sh DIR [PLATFORM] [PYTHON]" >&2; exit 2; }
out=$1 platform=${2:-linux-x86_64} python=${3:-3.11}
lock=$(mktemp)
trap 'rm -f "$lock"' EXIT

# pip reads the lock's markers for the machine it runs on, so those of the target are chosen here.
case $platform in
  linux-aarch64) qt=6.7.3 glibc="31 28 27 26 17" ;;
  linux-x86_64) qt=6.8.3 glibc="28 27 26 17 12 5" ;;
  windows-x64) qt=6.8.3 glibc="" ;;
  *) echo "unknown platform: $platform" >&2; exit 2 ;;
esac
awk -v qt="$qt" '
  /^[a-z0-9]/ { keep = !($0 ~ /^(pyside6|shiboken6)/) || index($0, "==" qt); sub(/ ; [^\\]*/, " ") }
  keep { print }' requirements.lock >"$lock"

tags=()
if [ "$platform" = windows-x64 ]; then
  tags=(--platform win_amd64)
else
  machine=${platform#linux-}
  for minor in $glibc; do tags+=(--platform "manylinux_2_${minor}_$machine"); done
  tags+=(--platform "manylinux2014_$machine")
fi
python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
  --implementation cp --python-version "$python" "${tags[@]}" -d "$out" -r "$lock"
echo "$(find "$out" -name '*.whl' | wc -l) wheels in $out ($(du -sh "$out" | cut -f1))"
