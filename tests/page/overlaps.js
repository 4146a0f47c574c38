// What stands in each other's way in the drawn graph, as pairs of names.
() => {
  const { network, model } = kgPage;
  const nameOf = (id) => (id.startsWith("a")
    ? model.actors.label[id.slice(1)] : model.propositions.statement[id.slice(1)]);

  const box = (left, top, right, bottom, angle = 0) => {
    const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
    return [[left, top], [right, top], [right, bottom], [left, bottom]].map(([x, y]) => [
      cx + (x - cx) * Math.cos(angle) - (y - cy) * Math.sin(angle),
      cy + (x - cx) * Math.sin(angle) + (y - cy) * Math.cos(angle),
    ]);
  };

  // How deep one box is in another: the least overlap over all directions that could separate them.
  const depth = (one, other) => Math.min(...[one, other].flatMap((corners) =>
    corners.map(([ax, ay], index) => {
      const [bx, by] = corners[(index + 1) % 4];
      const length = Math.hypot(bx - ax, by - ay) || 1;
      const along = (points) => points.map(([x, y]) => (x * (by - ay) - y * (bx - ax)) / length);
      const [p, q] = [along(one), along(other)];
      return Math.min(Math.max(...p), Math.max(...q)) - Math.max(Math.min(...p), Math.min(...q));
    })));

  const nodes = network.body.data.nodes.getIds().flatMap((id) => {
    const { x, y } = network.getPosition(id);
    const { size } = network.body.nodes[id].options;
    const whole = network.getBoundingBox(id);
    return [
      { id, box: box(x - size, y - size, x + size, y + size) },
      // vis-network writes a name 8 lower than it measures it.
      { id, box: box(whole.left, y + size + 8, whole.right, whole.bottom + 8) },
    ];
  });
  const labels = Object.values(network.body.edges).map((edge) => {
    const { x, y } = edge.edgeType.getPoint(0.5);
    const { width, height } = edge.labelModule.size;
    const angle = edge._getRotation().angle;
    return { id: edge.id, box: box(x - width / 2, y - height / 2, x + width / 2, y + height / 2, angle) };
  });

  const pairs = (ones, others, least) => ones.flatMap((one, index) =>
    others.slice(ones === others ? index + 1 : 0)
      .filter((other) => one.id !== other.id && depth(one.box, other.box) > least)
      .map((other) => [nameOf(one.id), nameOf(other.id)]));

  return {
    nodes: pairs(nodes, nodes, 0),
    labels: pairs(labels, labels, 3),
    labelsOnNodes: pairs(labels, nodes, 3),
  };
}
