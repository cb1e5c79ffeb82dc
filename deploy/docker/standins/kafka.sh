#!/bin/bash
# As the official image: settings from KAFKA_*, the log formatted with CLUSTER_ID at the first start, then the broker.
set -euo pipefail
file=/opt/kafka/config/server.properties
for name in $(compgen -e KAFKA_); do
  case $name in KAFKA_HEAP_OPTS | KAFKA_OPTS) continue ;; esac
  key=${name#KAFKA_} key=${key,,} key=${key//___/-} key=${key//__/+} key=${key//_/.}
  printf '%s=%s\n' "${key//+/_}" "${!name}"
done >"$file"
java=(/opt/java/bin/java ${KAFKA_HEAP_OPTS:-} ${KAFKA_OPTS:-} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData
  -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp '/opt/kafka/libs/*')
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted -t "$CLUSTER_ID" -c "$file"
exec "${java[@]}" kafka.Kafka "$file"
