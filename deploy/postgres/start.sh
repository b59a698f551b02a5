#!/bin/sh
# Makes the cluster and the database `watchpost` once and becomes the server. POSTGRES_PASSWORD is the superuser's.
set -eu
data=/var/lib/postgres/data
bin=/opt/postgres/bin
if [ ! -f "$data/PG_VERSION" ]; then
  password=$(mktemp)
  printf '%s\n' "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}" > "$password"
  rm -rf "$data.new"
  "$bin/initdb" --pgdata="$data.new" --username=postgres --auth=scram-sha-256 --pwfile="$password" --encoding=UTF8 --locale=C --data-checksums
  rm "$password"
  echo 'host all all all scram-sha-256' >> "$data.new/pg_hba.conf"
  echo 'create database watchpost' | "$bin/postgres" --single -D "$data.new" postgres
  # Under its final name it is always whole.
  mv "$data.new" "$data"
fi
exec "$bin/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories= -c max_connections=200 \
  -c shared_buffers=256MB -c max_wal_size=2GB -c wal_compression=on -c jit=off -c random_page_cost=1.1 -c timezone=UTC
