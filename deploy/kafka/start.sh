#!/bin/sh
# Formats the data directory once and becomes the broker, so that SIGTERM reaches it. KAFKA_ADVERTISED is what clients are told.
set -eu
settings=/tmp/server.properties
sed "s|@ADVERTISED@|${KAFKA_ADVERTISED:-kafka:9092}|" /opt/kafka/server.properties > "$settings"
if [ ! -f /var/lib/kafka/data/meta.properties ]; then
  # Sixteen bytes as Kafka writes them; never a dash first, which its tools take for an option.
  id=w$(head -c 32 /dev/urandom | base64 | tr -d '+/=\n' | cut -c 1-20)A
  java -cp '/opt/kafka/lib/*' kafka.tools.StorageTool format --cluster-id "$id" --config "$settings" --ignore-formatted
fi
exec java ${KAFKA_JAVA_OPTIONS:--Xms256m -Xmx1g} -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:+ExitOnOutOfMemoryError \
  -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp '/opt/kafka/lib/*' kafka.Kafka "$settings"
