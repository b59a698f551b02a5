#!/bin/sh
# Puts Node, npm and the authorities in WATCHPOST_BASE_CERTIFICATES into the Debian below $1.
set -eu
root=$1
install -m 0755 node_modules/node/bin/node "$root/usr/local/bin/node"
cp -rL "$(npm root --global)/npm" "$root/usr/local/lib/npm"
ln -sf ../lib/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -sf ../lib/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
if [ -n "${WATCHPOST_BASE_CERTIFICATES:-}" ]; then
  cp "$WATCHPOST_BASE_CERTIFICATES"/*.crt "$root/usr/local/share/ca-certificates/"
  # Java's store is written by Java, which looks into /proc.
  mount -t proc proc "$root/proc"
  trap 'umount "$root/proc"' EXIT
  chroot "$root" update-ca-certificates
fi
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
