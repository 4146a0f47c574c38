#!/bin/sh
# Load this package into a TDB2 database of Apache Jena by its bulk loader, and check that all of
# it arrived.
#
# usage: sh load.sh [DATABASE]     the database's folder: tdb2, where you are, unless given
#
# JENA_HOME       the folder of Jena's distribution, or
# JENA_CLASSPATH  the class path of Jena's jars; without either, Jena's commands are looked for.
# JVM_ARGS        options for java, such as -Xmx4g.
#
# The triples are added to what the database holds; no other program may have it open. fuseki.ttl
# describes the database with the union of its graphs as the default graph; in the folder that
# holds tdb2:
#     fuseki-server --config=PACKAGE/fuseki.ttl
# exit: 0 all arrived, 1 the counts differ, 2 nothing could be done
set -eu
here=$(cd "$(dirname "$0")" && pwd)
database=${1:-tdb2}
if [ -n "${JENA_HOME:-}" ]; then JENA_CLASSPATH="$JENA_HOME/lib/*"; fi

jena() {
  command=$1
  shift
  if [ -n "${JENA_CLASSPATH:-}" ]; then
    # shellcheck disable=SC2086
    java ${JVM_ARGS:-} -cp "$JENA_CLASSPATH" "$command" "$@"
  else
    "$command" "$@"
  fi
}

if [ -z "${JENA_CLASSPATH:-}" ] && ! command -v tdb2.tdbloader >/dev/null; then
  echo "no Jena here: name its folder in JENA_HOME" >&2
  exit 2
fi
# Jena 4 cannot read files whose path holds a space.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$here/data.nq" "$here/counts.rq" "$work"

jena tdb2.tdbloader --loc "$database" "$work/data.nq" || exit 2
jena tdb2.tdbquery --loc "$database" --results=TSV --query "$work/counts.rq" >"$work/answer" ||
  exit 2
awk -f "$here/compare.awk" "$here/counts.tsv" "$work/answer"
