// What one of the graphs has drawn: {places: {IRI: [x, y]}, ties: {IRI: how its line is drawn}}, IRIs
// relative to the base of the data set.
(id) => {
  const { model, graph, otherGraph } = kgPage;
  const { network, lineOf } = id === "graph" ? graph : otherGraph();
  const places = Object.entries(network.getPositions()).map(([node, { x, y }]) =>
    [model.actors.iri[Number(node.slice(1))], [Math.round(x), Math.round(y)]]);
  const ties = network.body.data.edges.get().flatMap((edge) => lineOf(edge.id).ties.map((tie) =>
    [model.propositions.iri[tie], { id: edge.id, dashes: edge.dashes, width: edge.width, colour: edge.color.color }]));
  return { places: Object.fromEntries(places), ties: Object.fromEntries(ties) };
}
