// How a thing (by its IRI) or a line (by the IRI of a proposition that it stands for) is drawn, and
// where on the screen; null for what is not drawn.
(iri) => {
  const { network, graph, model } = kgPage;
  const short = iri.startsWith(model.base) ? iri.slice(model.base.length) : `<${iri}>`;
  const frame = document.getElementById("graph").getBoundingClientRect();
  const onScreen = (point) => {
    const { x, y } = network.canvasToDOM(point);
    return { x: frame.x + x, y: frame.y + y };
  };
  const { nodes, edges } = network.body.data;
  const actor = model.actors.iri.indexOf(short);
  if (actor >= 0) {
    const node = nodes.get(`a${actor}`);
    return node && { ...node, ...onScreen(network.getPosition(node.id)) };
  }
  const proposition = model.propositions.iri.indexOf(short);
  const id = edges.getIds().find((one) => graph.lineOf(one).ties.includes(proposition));
  return id === undefined ? null
    : { ...edges.get(id), ...onScreen(network.body.edges[id].edgeType.getPoint(0.5)) };
}
