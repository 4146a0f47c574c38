// How a thing (by its IRI) or a line (by the IRI of a proposition that it stands for) is drawn, and
// where on the screen; null for what is not drawn.
(iri) => {
  const { network, model } = kgPage;
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
  // A line of its own, or that which the ties of one direction and polarity share.
  const { subject, object } = model.propositions;
  const alike = (other) => subject[other] === subject[proposition]
    && object[other] === object[proposition]
    && model.polarity[other] === model.polarity[proposition];
  const id = edges.get(`t${proposition}`)?.id
    ?? edges.getIds().find((one) => one.startsWith("l") && alike(one.slice(1)));
  return id === undefined ? null
    : { ...edges.get(id), ...onScreen(network.body.edges[id].edgeType.getPoint(0.5)) };
}
