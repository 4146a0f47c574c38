#!/bin/sh
# Not tested: written from QLever's documentation.
#
# Build a QLever index of this package, start the server, and check that all of it is there.
#
# usage: sh load.sh     QLever's command qlever is needed, and curl
#
# The index is made in this folder, as the Qleverfile says. The default graph of queries is the
# union of all graphs: QLever's habit.
# exit: 0 all arrived, 1 the counts differ, 2 nothing could be done
set -eu
cd "$(dirname "$0")"
for needed in qlever curl; do
  command -v "$needed" >/dev/null || { echo "no $needed here" >&2; exit 2; }
done
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

qlever index || exit 2
qlever start || exit 2
curl --silent --show-error --fail -H 'Accept: text/csv' --data-urlencode query@counts.rq \
  "${QLEVER_URL:-http://localhost:7019}" >"$answer" || exit 2
awk -f compare.awk counts.tsv "$answer"
