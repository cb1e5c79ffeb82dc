#!/bin/sh
# As docker-entrypoint.sh of the official image: makes the cluster once, then becomes the server.
# Honours POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS, PGDATA and the server's arguments; no initdb.d.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD_FILE:?must be set}"
  umask 077
  rm -rf "$PGDATA.half"
  # Made under a name that does not count, so that a start cut short leaves nothing that looks whole.
  initdb -D "$PGDATA.half" -U postgres --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 ${POSTGRES_INITDB_ARGS:-}
  { echo "listen_addresses = '*'"; echo "unix_socket_directories = '/tmp'"; } >>"$PGDATA.half/postgresql.conf"
  echo "host all all all scram-sha-256" >>"$PGDATA.half/pg_hba.conf"
  rm -rf "$PGDATA"
  mv "$PGDATA.half" "$PGDATA"
fi
exec "$@"
