#!/bin/sh
# Puts Node, npm and this machine's certificates into the Debian below $1.
set -eu
root=$1
install -m 0755 node_modules/node/bin/node "$root/usr/local/bin/node"
npm=$(npm root --global)/npm
cp -rL "$npm" "$root/usr/local/lib/npm"
ln -sf ../lib/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -sf ../lib/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
# Packages come through the same authorities as on this machine.
cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
chroot "$root" update-ca-certificates
# Node brings authorities of its own unless it is told otherwise.
mkdir -p "$root/usr/local/etc"
echo 'cafile=/etc/ssl/certs/ca-certificates.crt' > "$root/usr/local/etc/npmrc"
rm -rf "$root/var/cache/apt/archives"/*.deb
