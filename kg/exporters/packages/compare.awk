# Compare what a store holds with what the package holds, graph by graph.
#
# usage: awk -f compare.awk counts.tsv ANSWER
# ANSWER is the store's answer to counts.rq, as CSV, TSV or columns. Exit 1 when they differ.

# Virtuoso leaves an @ as it is.
function key(name) { gsub(/@/, "%40", name); return name }

{ sub(/\r$/, "") }

FNR == NR {
  if (FNR > 1) {
    graph = key($1)
    order[++graphs] = graph
    expected[graph] = $2
    title[graph] = $3
    total += $2
  }
  next
}

{
  gsub(/\^\^<[^>]*>/, "")
  gsub(/[",;]/, " ")
  $0 = $0
  if (NF == 2 && $2 ~ /^[0-9]+$/) found[key($1)] = $2
}

END {
  for (i = 1; i <= graphs; i++) {
    graph = order[i]
    if (found[graph] + 0 == expected[graph] + 0) continue
    if (++differing <= 10)
      printf "%s: %.0f triples in the store, %.0f in the package\n", \
        title[graph], found[graph] + 0, expected[graph] + 0
  }
  if (differing > 10) printf "and %d graphs more\n", differing - 10
  if (differing) {
    printf "%d of %d graphs are not as in the package\n", differing, graphs
    exit 1
  }
  printf "%.0f triples in %d graphs arrived, as in the package\n", total, graphs
}
