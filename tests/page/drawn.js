// How one node (by its IRI) or one edge (by its proposition's IRI) is drawn, and where on the screen.
(iri) => {
  const { network, actors, relations } = kgPage;
  const frame = document.getElementById("graph").getBoundingClientRect();
  const onScreen = (point) => {
    const { x, y } = network.canvasToDOM(point);
    return { x: frame.x + x, y: frame.y + y };
  };
  const node = Object.keys(actors).find((id) => actors[id].iri === iri);
  if (node) {
    return { ...network.body.data.nodes.get(node), ...onScreen(network.getPosition(node)) };
  }
  const id = Object.keys(relations).find((key) => relations[key].proposition === iri);
  const middle = network.body.edges[id].edgeType.getPoint(0.5);
  return { ...network.body.data.edges.get(id), ...onScreen(middle) };
}
