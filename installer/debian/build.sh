#!/usr/bin/env bash
# Pack dist/lvze (installer/bundle.sh) as dist/lvze_VERSION_ARCH.deb for Debian, 统信 UOS, 银河麒麟.
# Needs dpkg-deb. Unverified on 统信 and 麒麟.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -x dist/lvze/lvze ] || { echo "first: bash installer/bundle.sh" >&2; exit 1; }
version=$(dist/lvze/lvze --version | cut -d' ' -f2)
arch=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

install -d "$root/DEBIAN" "$root/opt/lvze" "$root/usr/bin" "$root/usr/share/applications" "$root/usr/share/doc/lvze"
cp -a dist/lvze/. "$root/opt/lvze/"
ln -s /opt/lvze/lvze "$root/usr/bin/lvze"
install -m 644 installer/debian/lvze.desktop "$root/usr/share/applications/lvze.desktop"
install -m 644 LICENSE "$root/usr/share/doc/lvze/copyright"
if [ -f resources/icons/app.svg ]; then
  install -D -m 644 resources/icons/app.svg "$root/usr/share/icons/hicolor/scalable/apps/lvze.svg"
fi
cat >"$root/DEBIAN/control" <<CONTROL
Package: lvze
Version: $version
Architecture: $arch
Maintainer: lvze developers <lvze@localhost>
Installed-Size: $(du -sk "$root/opt" | cut -f1)
Section: office
Priority: optional
Depends: libc6 (>= 2.28), libegl1, libgl1, libdbus-1-3, libfontconfig1, libfreetype6, libglib2.0-0, libgssapi-krb5-2, libx11-6, libx11-xcb1, libxkbcommon0, libxkbcommon-x11-0, libxcb-cursor0, libxcb-icccm4, libxcb-image0, libxcb-keysyms1, libxcb-randr0, libxcb-render-util0, libxcb-shape0, libxcb-xkb1
Recommends: fcitx5-frontend-qt6 | fcitx-frontend-qt6 | ibus
Description: 履责台：单位监督履责工作台（离线）
 会议、谈话、检查登记一次，按规则清点职责，缺口变成国标公文，报送用加密数据包。
CONTROL
dpkg-deb --root-owner-group --build "$root" "dist/lvze_${version}_$arch.deb"
