#!/bin/sh
# Not tested: written from GraphDB's and RDF4J's documentation.
#
# Load this package into a repository of a running GraphDB, and check that all of it arrived.
#
# usage: sh load.sh [REPOSITORY]     http://localhost:7200/repositories/claimgraph unless given;
#                                    curl is needed
#
# The repository claimgraph is made from repository.ttl if there is none; another one must exist,
# and should infer nothing: inferred relations would be told as if they had been stated. User and
# password are taken from your netrc file. The triples are added to what the graphs hold. The
# default graph of queries is the union of all graphs: GraphDB's habit.
#
# For hundreds of millions of triples, stop GraphDB, load with its own tool, start it, and check:
#     importrdf load -c repository.ttl data.nq
#     sh load.sh check [REPOSITORY]
# exit: 0 all arrived, 1 the counts differ, 2 nothing could be done
set -eu
cd "$(dirname "$0")"
command -v curl >/dev/null || { echo "no curl here" >&2; exit 2; }
only=
if [ "${1:-}" = check ]; then
  only=check
  shift
fi
own=http://localhost:7200/repositories/claimgraph
repository=${1:-$own}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

request() { curl --silent --show-error --fail --netrc-optional "$@"; }

if [ -z "$only" ]; then
  if [ "$repository" = "$own" ] && ! request "$own/size" >/dev/null 2>&1; then
    request -F config=@repository.ttl "${own%/repositories/*}/rest/repositories" || exit 2
  fi
  request -X POST -H 'Content-Type: application/n-quads' -T data.nq "$repository/statements" ||
    exit 2
fi
request -H 'Accept: text/csv' --data-urlencode query@counts.rq "$repository" >"$answer" || exit 2
awk -f compare.awk counts.tsv "$answer"
