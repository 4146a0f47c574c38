#!/bin/sh
# Load this package into OpenLink Virtuoso 7 by its bulk loader, and check that all of it arrived.
#
# usage: sh load.sh [HOST:PORT [USER]]     localhost:1111 and dba unless given
#
# VIRTUOSO_PASSWORD  the user's password. Without it isql asks; with it isql is given it as an
#                    argument, which others on this machine can see while it runs.
# FOLDER             this folder as the server sees it, where that is another path (a container).
#                    It must lie in one that DirsAllowed of the server's virtuoso.ini names.
# ISQL               Virtuoso's isql, where it is not isql-vt or isql.
#
# The triples are added to what the graphs hold. The default graph of queries is the union of all
# graphs: Virtuoso's habit. Over HTTP an answer is cut without a sign after ResultSetMaxRows of
# virtuoso.ini, 10,000 unless set.
# exit: 0 all arrived, 1 the counts differ, 2 nothing could be done
set -eu
here=$(cd "$(dirname "$0")" && pwd)
isql=${ISQL:-$(command -v isql-vt || command -v isql || true)}
if [ -z "$isql" ]; then
  echo "no isql here: name Virtuoso's own in ISQL" >&2
  exit 2
fi
folder=$(printf %s "${FOLDER:-$here}" | base64 | tr -d '\n')
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

cd "$here"
# In base64 no character of a path means anything to isql or SQL.
if ! "$isql" "${1:-localhost:1111}" "${2:-dba}" ${VIRTUOSO_PASSWORD+"$VIRTUOSO_PASSWORD"} \
  BANNER=OFF VERBOSE=OFF PROMPT=OFF ERRORS=STDOUT "EXEC=LOAD load.sql;" -u "folder=$folder" \
  >"$answer"; then
  cat "$answer" >&2
  exit 2
fi

# The loader reports no error for what it did not load: only the counts tell.
if awk -f compare.awk counts.tsv "$answer"; then exit 0; fi
echo "What the server said (ll_state 2 and no ll_error is a file that was read):" >&2
grep -v '%3A' "$answer" >&2 || true
exit 1
