// What is seen as GraphML, with the attributes that kg export gives them.

const GRAPHML = "http://graphml.graphdrawing.org/xmlns";

// rows: {actors, ties} as for csvOf. Nodes have their IRI as id, edges that of their proposition.
// A tie to a value has no second end and is left out; an end that is no actor becomes a node.
function graphmlOf(rows) {
  const ties = rows.ties.filter((tie) => tie.object);
  const actors = [...rows.actors, ...missingEnds(rows.actors, ties)];
  const actorColumns = columnsOf(actors, ACTOR_COLUMNS, ["iri"]);
  const tieColumns = columnsOf(ties, TIE_COLUMNS, TIE_ENDS);
  return xmlDocument(graphml(
    "graphml",
    {},
    ...actorColumns.map((name) => declaration("node", name, actors)),
    ...tieColumns.map((name) => declaration("edge", name, ties)),
    graphml(
      "graph",
      { edgedefault: "directed" },
      ...actors.map((actor) => graphml(
        "node", { id: actor.iri }, ...dataOf("node", actorColumns, actor),
      )),
      ...ties.map((tie) => graphml(
        "edge",
        { id: tie.proposition, source: tie.subject, target: tie.object },
        ...dataOf("edge", tieColumns, tie),
      )),
    ),
  ));
}

function graphml(tag, attributes, ...children) {
  return xmlElement(GRAPHML, tag, attributes, ...children);
}

function missingEnds(actors, ties) {
  const known = new Set(actors.map((actor) => actor.iri));
  const ends = ties.flatMap((tie) => [
    [tie.subject, tie.subject_label], [tie.object, tie.object_label],
  ]).filter(([iri]) => !known.has(iri));
  return [...new Map(ends)].map(([iri, label]) => ({ iri, label, type: "" }));
}

function declaration(scope, name, records) {
  const kinds = new Set(records.map((record) => kindOf(plainValue(record[name]))));
  return graphml("key", {
    id: `${scope}-${name}`,
    for: scope,
    "attr.name": name,
    "attr.type": kinds.size === 1 ? [...kinds][0] : "string",
  });
}

function kindOf(value) {
  if (typeof value === "number") {
    return Number.isInteger(value) ? "int" : "double";
  }
  return typeof value === "boolean" ? "boolean" : "string";
}

function dataOf(scope, columns, record) {
  return columns.map((name) => graphml(
    "data", { key: `${scope}-${name}` }, plainValue(record[name]),
  ));
}
