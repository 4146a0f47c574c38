// Where everything stands, once the forces of vis-network have settled.

// vis-network writes a name this much lower than it measures it.
const LABEL_DROP = 8;

function arrange(model, network, container) {
  const positions = network.getPositions();
  const bodies = new Map(model.drawing.nodes.map((node) => {
    const { x, y } = positions[node.id];
    const box = network.getBoundingBox(node.id);
    return [node.id, {
      id: node.id, x, y, radius: node.size,
      left: box.left - x, right: box.right - x, bottom: box.bottom - y + LABEL_DROP,
    }];
  }));
  const nodes = [...bodies.values()];
  stretch(nodes, container.clientWidth, container.clientHeight);
  const edges = lines(model, bodies);
  makeRoom(nodes, edges);
  settle(nodes, edges);
  for (const { id, x, y } of nodes) {
    network.moveNode(id, x, y);
  }
}

function lines(model, bodies) {
  const { size, face } = model.drawing.options.edges.font;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${size}px ${face}`;
  const bundles = new Map();
  for (const edge of model.drawing.edges) {
    const pair = [edge.from, edge.to].sort().join(" ");
    bundles.set(pair, [...(bundles.get(pair) ?? []), {
      pair,
      from: bodies.get(edge.from),
      to: bodies.get(edge.to),
      curve: edge.smooth.type === "curvedCW" ? edge.smooth.roundness : -edge.smooth.roundness,
      width: pen.measureText(edge.label).width,
      height: size + 3,
      symmetric: model.relations[edge.id].symmetric,
    }]);
  }
  return [...bundles.values()].flatMap((bundle) => {
    const widest = Math.max(...bundle.map((edge) => Math.abs(edge.curve)));
    const step = (2 * widest) / Math.max(1, bundle.length - 1);
    return bundle.map((edge) => ({ ...edge, crowd: bundle.length, step }));
  });
}

// Where vis-network bends an edge; a curve is clockwise when positive.
function bend(from, to, curve) {
  const dx = to.x - from.x;
  const dy = from.y - to.y;
  const length = (Math.abs(curve) / 2 + 0.5) * Math.hypot(dx, dy);
  const angle = Math.atan2(dy, dx) + (curve / 2 + 0.5) * Math.PI;
  return { x: from.x + length * Math.sin(angle), y: from.y + length * Math.cos(angle) };
}

function pointOn(from, via, to, t) {
  const u = 1 - t;
  return {
    x: u * u * from.x + 2 * u * t * via.x + t * t * to.x,
    y: u * u * from.y + 2 * u * t * via.y + t * t * to.y,
  };
}

// Stretch positions to the shape of the canvas, so that the whole fills it.
function stretch(nodes, width, height) {
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const spanX = Math.max(...xs) - Math.min(...xs) || 1;
  const spanY = Math.max(...ys) - Math.min(...ys) || 1;
  const factor = Math.min(1.6, Math.max(0.7, Math.sqrt((width / height) * (spanY / spanX))));
  for (const node of nodes) {
    node.x *= factor;
    node.y /= factor;
  }
}
