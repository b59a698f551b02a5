#!/bin/sh
# Makes the image `watchpost-base` for a machine that cannot pull one: Debian from its own packages (debootstrap), Java and Maven
# among them, with the Node and npm of this machine's checkout. It serves as BUILD_IMAGE and BASE_IMAGE of every Dockerfile here.
# Needs root, debootstrap and a Docker engine; run it from the repository's root after npm ci.
#   DEBIAN_MIRROR                where Debian's packages come from; debootstrap's own choice unless said
#   WATCHPOST_BASE_CERTIFICATES  a directory of *.crt: authorities of the registries that packages come from, beyond Debian's
set -eu
root=$(mktemp -d)
trap 'rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase --include=ca-certificates,maven,openjdk-17-jre-headless bookworm "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
sh "$(dirname "$0")/furnish.sh" "$root"
# Node knows only the authorities that it brings, unless it is told where the system's are.
tar -C "$root" --exclude=./proc/* --exclude=./sys/* -c . |
  docker import --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - watchpost-base:latest
