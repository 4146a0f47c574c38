// The middle of the line that has the most room beside it, on the screen, one pixel to that side, what
// it states, and the scale.
() => {
  const { network, model } = kgPage;
  const frame = document.getElementById("graph").getBoundingClientRect();
  const scale = network.getScale();
  const steps = [...Array(41).keys()].map((step) => step / 40);
  const edges = Object.values(network.body.edges);
  const at = (edge, t) => network.canvasToDOM(edge.edgeType.getPoint(t));
  const points = edges.flatMap((edge) => steps.map((t) => ({ id: edge.id, ...at(edge, t) })));
  const sides = edges.filter(({ id }) => id.startsWith("t")).flatMap((edge) => {
    const [before, { x, y }, after] = [0.49, 0.5, 0.51].map((t) => at(edge, t));
    const length = Math.hypot(after.x - before.x, after.y - before.y);
    const others = points.filter(({ id }) => id !== edge.id);
    return [1, -1].map((sign) => {
      const across = (sign * (before.y - after.y)) / length;
      const down = (sign * (after.x - before.x)) / length;
      const room = Math.min(...[0, 17, 45].flatMap((distance) => others.map((other) =>
        Math.hypot(other.x - x - distance * scale * across, other.y - y - distance * scale * down))));
      const statement = model.propositions.statement[Number(edge.id.slice(1))];
      return { x: frame.x + x, y: frame.y + y, across, down, room, scale, statement };
    });
  });
  return sides.sort((a, b) => b.room - a.room)[0];
}
