// The outlines of nodes, as vis-network draws them, and where a line meets them.

// Corners for a node of size 1, about its place.
const OUTLINES = {
  square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
  diamond: [[0, 1], [1, 0], [0, -1], [-1, 0]],
  hexagon: corners(6, (corner) => ({ angle: corner / 6, radius: 1 })),
  // vis-network moves a triangle and a star down a little, to where the eye has their middle.
  triangle: lowered(0.31625, corners(3, (corner) => ({ angle: corner / 3 - 0.25, radius: 1.328 }))),
  triangleDown: lowered(
    -0.31625, corners(3, (corner) => ({ angle: corner / 3 + 0.25, radius: 1.328 }))),
  star: lowered(
    0.082,
    corners(10, (corner) => ({ angle: corner / 10 - 0.25, radius: corner % 2 ? 0.41 : 1.066 })),
  ),
};

// Corners by angle, in turns, clockwise from the right.
function corners(number, at) {
  return Array.from({ length: number }, (_, corner) => {
    const { angle, radius } = at(corner);
    return [radius * Math.cos(2 * Math.PI * angle), radius * Math.sin(2 * Math.PI * angle)];
  });
}

function lowered(by, outline) {
  return outline.map(([x, y]) => [x, y + by]);
}

// The corners of a node; null for one that is round.
function outlineOf(node) {
  const outline = Object.hasOwn(OUTLINES, node.shape ?? "") ? OUTLINES[node.shape] : null;
  return outline && outline.map(([x, y]) => [node.x + node.size * x, node.y + node.size * y]);
}

function isWithin(node, point) {
  const outline = outlineOf(node);
  if (!outline) {
    return Math.hypot(point.x - node.x, point.y - node.y) < node.size;
  }
  // A point is within when a ray from it crosses the outline an odd number of times.
  let within = false;
  outline.forEach(([x, y], corner) => {
    const [beforeX, beforeY] = outline.at(corner - 1);
    if (y > point.y !== beforeY > point.y
      && point.x < x + ((beforeX - x) * (point.y - y)) / (beforeY - y)) {
      within = !within;
    }
  });
  return within;
}

// How far along a curve (0 to 1) its second half comes to a node.
function rimOn(curveAt, node) {
  let outside = 0.5;
  let inside = 1;
  for (let step = 0; step < 20; step += 1) {
    const middle = (outside + inside) / 2;
    if (isWithin(node, curveAt(middle))) {
      inside = middle;
    } else {
      outside = middle;
    }
  }
  return inside;
}
