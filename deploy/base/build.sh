#!/bin/sh
# Makes the image `watchpost-base` for a machine that cannot pull one: Debian from its own packages (debootstrap), Java and Maven
# among them, with the Node and npm of this machine's checkout. It serves as BUILD_IMAGE and BASE_IMAGE of every Dockerfile here.
# Needs root, debootstrap and a Docker engine; run it from the repository's root after npm ci.
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase --include=ca-certificates,maven,openjdk-17-jre-headless bookworm "$root" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
sh "$(dirname "$0")/furnish.sh" "$root"
tar -C "$root" -c . | docker import - watchpost-base:latest
