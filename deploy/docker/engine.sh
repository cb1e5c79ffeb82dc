#!/usr/bin/env bash
# A Docker engine and compose v2 for machines that have none: Debian's packages, and a plugin built from Go modules.
# `engine.sh start` does nothing where a daemon answers; `engine.sh stop` ends only the daemon that start began, and leaves
# nothing of Docker's in the firewall: no rule, chain or bridge, and forwarding is what it was.
# Needs root on Debian for the engine and Go for the plugin; says what is missing and fails where it cannot.
set -euo pipefail

COMPOSE=v2.40.3
RUN=/run/motcua-docker
LOG=/var/log/motcua-dockerd.log

cannot() { echo "No Docker here: $*" >&2; exit 1; }
answers() { docker info >/dev/null 2>&1; }

install_engine() {
  command -v dockerd >/dev/null && command -v iptables >/dev/null && return
  [ "$(id -u)" = 0 ] || cannot "no daemon answers, and only root can install and start one."
  command -v apt-get >/dev/null || cannot "no daemon answers, and this is no Debian."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io iptables ca-certificates
}

# Whether packets were forwarded before Docker: `ACCEPT 0`. A policy that an earlier daemon left was Docker's own.
note_forwarding() {
  local policy=ACCEPT
  iptables -S DOCKER-USER >/dev/null 2>&1 || policy=$(iptables -S FORWARD | awk '$1 == "-P" {print $3}')
  [ -s "$RUN/forwarding" ] || echo "$policy $(cat /proc/sys/net/ipv4/ip_forward)" >"$RUN/forwarding"
}

# Rules that others have made stay: what is not Docker's is written back, in one piece.
clean_firewall() {
  local tool table link policy forward ours='DOCKER|\bdocker0\b|\bbr-[0-9a-f]{12}\b'
  for tool in iptables ip6tables; do
    for table in filter nat raw mangle; do
      "$tool-save" -t "$table" 2>/dev/null | grep -Eq "$ours" || continue
      "$tool-save" -t "$table" | grep -Ev "$ours" | "$tool-restore" -T "$table"
    done
  done
  for link in $(ip -o link show type bridge | awk -F': ' '{print $2}' | grep -E '^(docker0|br-[0-9a-f]{12})$'); do
    ip link delete "$link"
  done
  [ -s "$RUN/forwarding" ] || return 0
  read -r policy forward <"$RUN/forwarding"
  iptables -P FORWARD "$policy"
  echo "$forward" >/proc/sys/net/ipv4/ip_forward
  rm "$RUN/forwarding"
}

start_engine() {
  answers && return
  install_engine
  [ "$(id -u)" = 0 ] || cannot "no daemon answers, and only root can start one."
  mkdir -p "$RUN"
  note_forwarding
  setsid nohup dockerd --pidfile "$RUN/pid" --exec-root "$RUN" >"$LOG" 2>&1 </dev/null &
  for _ in $(seq 150); do
    answers && return
    kill -0 $! 2>/dev/null || { tail -n 5 "$LOG" >&2; cannot "dockerd ended at once; its log is $LOG."; }
    sleep 0.2
  done
  cannot "dockerd did not answer within 30 s; its log is $LOG."
}

start_compose() {
  docker compose version >/dev/null 2>&1 && return
  command -v go >/dev/null || cannot "compose v2 is missing, and so is Go to build it."
  local module plugins="${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins"
  module=$(mktemp -d)
  mkdir -p "$plugins"
  # `go install` refuses this module because of its exclude lines.
  (cd "$module" && go mod init throwaway && go get "github.com/docker/compose/v2/cmd@$COMPOSE" &&
    go build -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$COMPOSE" \
      -o "$plugins/docker-compose" github.com/docker/compose/v2/cmd) >"$module/log" 2>&1 ||
    { tail -n 5 "$module/log" >&2; cannot "compose v2 could not be built."; }
  rm -rf "$module"
}

case "${1:-}" in
  start) start_engine && start_compose && docker compose version ;;
  stop)
    [ -s "$RUN/pid" ] || exit 0
    pid=$(cat "$RUN/pid")
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 150); do kill -0 "$pid" 2>/dev/null || { clean_firewall; exit 0; }; sleep 0.2; done
    echo "dockerd ($pid) does not end." >&2
    exit 1 ;;
  *) echo "usage: $0 start | stop" >&2; exit 2 ;;
esac
