// Room for every label, and no line through a stranger's node.
//
// Everything that needs room is a chain of discs. A disc belongs to one node, or to the two ends of
// an edge. First, discs that overlap push their owners apart, a little at a time; then each node in
// turn tries the places around it and takes the one with the least in each other's way.

const ROUNDS = 150;
// Counted in discs, not in time, so that the same graph always comes out the same.
const MOST_PUSHES = 200_000;
const MOST_TRIALS = 150_000;
const PACE = 0.3;
const LONGEST_STEP = 14;
const SWEEPS = 6;
const REACHES = [8, 20, 40, 75, 130, 220, 340];
const DIRECTIONS = 12;
const CELL = 60;
const GAP = 10;
const WIDE_GAP = 16;
const ARROW = 12;
const EASY_LENGTH = 150;
// Lines are felt at points so far apart.
const LINE_STEP = 22;

// nodes: {x, y, radius, left, right, bottom, fixed}: left, right, bottom are the reach of the label
// from the centre, what is fixed stays;
// edges: {from, to (nodes), curve, width, height (of the label), crowd (edges between its two ends)}.
// Moves the nodes.
function makeRoom(nodes, edges) {
  let pushes = 0;
  for (let round = 0; round < ROUNDS && pushes < MOST_PUSHES; round += 1) {
    for (const node of nodes) {
      node.pushX = 0;
      node.pushY = 0;
    }
    edges.forEach(keepLength);
    const discs = discsOf(nodes, edges);
    pushes += discs.length;
    separate(discs);
    if (!yieldToPush(nodes, PACE * (1 - (0.5 * round) / ROUNDS))) {
      return;
    }
  }
}

// Move each node a little the way it is pushed. Returns whether any moved to speak of.
function yieldToPush(nodes, pace) {
  let moved = false;
  for (const node of nodes.filter(({ fixed }) => !fixed)) {
    const length = Math.hypot(node.pushX, node.pushY) * pace;
    const scale = length > LONGEST_STEP ? (pace * LONGEST_STEP) / length : pace;
    node.x += node.pushX * scale;
    node.y += node.pushY * scale;
    moved = moved || length > 0.05;
  }
  return moved;
}

// An edge is long enough for its label, and for the fan of edges that it is part of.
function keepLength(edge) {
  const { from, to } = edge;
  if (from === to) {
    return;
  }
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const lack = shortfall(edge, dx, dy, length);
  if (lack > 0) {
    const share = lack / (2 * length);
    push(from, -dx * share, -dy * share);
    push(to, dx * share, dy * share);
  }
}

// How much longer an edge ought to be. Its label stands in its middle, clear of both ends, and the
// name below a node takes of the edge that leaves downwards.
function shortfall(edge, dx, dy, length) {
  const { from, to } = edge;
  const steep = Math.abs(dy) > Math.abs(dx);
  const upper = dy > 0 ? from : to;
  const reach = Math.max(from.radius + ARROW, to.radius + ARROW, steep ? upper.bottom : 0);
  const forFan = edge.crowd > 1 ? (edge.height + 3) / (0.39 * edge.step) : 0;
  return Math.max(2 * reach + edge.width + GAP, forFan) - length;
}

function discsOf(nodes, edges) {
  return [...nodes.flatMap(discsOfNode), ...edges.flatMap(discsOfEdge)];
}

function discsOfNode(node) {
  const discs = [{ x: node.x, y: node.y, r: node.radius, node, kind: "node" }];
  const height = node.bottom - node.radius;
  if (height > 0) {
    chain(discs, node.x + (node.left + node.right) / 2, node.y + node.radius + height / 2,
      node.right - node.left, height, 0, { node, kind: "node" });
  }
  return discs;
}

function discsOfEdge(edge) {
  const { from, to } = edge;
  if (from === to) {
    return [];
  }
  const discs = [];
  const via = bend(from, to, edge.curve);
  const start = edge.symmetric ? before(from, via) : from;
  const end = before(to, via);
  const middle = pointOn(start, via, end, 0.5);
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  chain(discs, middle.x, middle.y, edge.width, edge.height, angle, { edge, kind: "label" });
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / LINE_STEP);
  for (let step = 1; step < steps; step += 1) {
    discs.push({ ...pointOn(start, via, end, step / steps), r: 1, edge, kind: "line" });
  }
  return discs;
}

// Where an arrow's shaft ends in front of a node.
function before(node, via) {
  const dx = via.x - node.x;
  const dy = via.y - node.y;
  const share = (node.radius + ARROW) / (Math.hypot(dx, dy) || 1);
  return { x: node.x + dx * share, y: node.y + dy * share };
}

function chain(discs, x, y, width, height, angle, owner) {
  const r = height / 2;
  const span = Math.max(0, width - height);
  const number = Math.max(1, Math.ceil(span / r) + 1);
  for (let index = 0; index < number; index += 1) {
    const along = number === 1 ? 0 : span * (index / (number - 1) - 0.5);
    discs.push({ x: x + along * Math.cos(angle), y: y + along * Math.sin(angle), r, ...owner });
  }
}

function separate(discs) {
  const solids = new Map();
  for (const disc of discs) {
    if (disc.kind !== "line") {
      eachNear(solids, disc, pushApart);
      put(solids, disc);
    }
  }
  for (const disc of discs) {
    if (disc.kind === "line") {
      eachNear(solids, disc, pushApart);
    }
  }
}

// A grid spares comparing what is far apart.
function put(grid, disc) {
  const key = Math.floor(disc.x / CELL) * 65536 + Math.floor(disc.y / CELL);
  const cell = grid.get(key);
  if (cell) {
    cell.push(disc);
  } else {
    grid.set(key, [disc]);
  }
}

function eachNear(grid, disc, visit) {
  const column = Math.floor(disc.x / CELL);
  const row = Math.floor(disc.y / CELL);
  for (let i = column - 1; i <= column + 1; i += 1) {
    for (let j = row - 1; j <= row + 1; j += 1) {
      const cell = grid.get(i * 65536 + j);
      if (cell !== undefined) {
        for (let k = 0; k < cell.length; k += 1) {
          visit(disc, cell[k]);
        }
      }
    }
  }
}

function pushApart(a, b) {
  const dx = a.x - b.x || 0.01;
  const dy = a.y - b.y;
  const room = roomFor(a, b);
  const square = dx * dx + dy * dy;
  if (square >= room * room || !concern(a, b)) {
    return;
  }
  const distance = Math.sqrt(square);
  const share = (room - distance) / (2 * distance);
  shove(a, dx * share, dy * share);
  shove(b, -dx * share, -dy * share);
}

// The distance at which two discs leave each other alone; names and shapes want more air.
function roomFor(a, b) {
  return a.r + b.r + (a.node && b.node ? WIDE_GAP : GAP);
}

// Lines may cross lines and labels, but not the nodes of others; no label covers another thing.
function concern(a, b) {
  if (a.node && b.node) {
    return a.node !== b.node;
  }
  if (a.kind === "line" || b.kind === "line") {
    const [line, other] = a.kind === "line" ? [a, b] : [b, a];
    return other.kind === "node" && line.edge.from !== other.node && line.edge.to !== other.node;
  }
  return !a.edge || !b.edge || a.edge.pair !== b.edge.pair;
}

function shove(disc, x, y) {
  if (disc.node) {
    push(disc.node, x, y);
  } else {
    push(disc.edge.from, x / 2, y / 2);
    push(disc.edge.to, x / 2, y / 2);
  }
}

function push(node, x, y) {
  node.pushX += x;
  node.pushY += y;
}

// Each node in turn tries places around it; the best place is the one with the least trouble.
function settle(nodes, edges) {
  const incident = new Map(nodes.map((node) => [node, []]));
  for (const edge of edges) {
    incident.get(edge.from).push(edge);
    if (edge.to !== edge.from) {
      incident.get(edge.to).push(edge);
    }
  }
  const surroundings = { bounds: boundsOf(nodes), grid: gridOf(nodes, edges), trials: 0 };
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let moved = false;
    for (const node of nodes.filter(({ fixed }) => !fixed)) {
      if (surroundings.trials > MOST_TRIALS) {
        return;
      }
      const own = incident.get(node);
      if (tryPlaces(node, (limit) => trouble(node, own, surroundings, limit))) {
        surroundings.grid = gridOf(nodes, edges);
        moved = true;
      }
    }
    if (!moved) {
      return;
    }
  }
}

function boundsOf(nodes) {
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  return {
    left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys),
  };
}

function gridOf(nodes, edges) {
  const grid = new Map();
  discsOf(nodes, edges).forEach((disc) => put(grid, disc));
  return grid;
}

function tryPlaces(node, cost) {
  const home = { x: node.x, y: node.y };
  let best = { ...home, cost: cost(Infinity) - 0.5 };
  for (const reach of REACHES) {
    for (let index = 0; index < DIRECTIONS; index += 1) {
      const angle = (2 * Math.PI * index) / DIRECTIONS;
      node.x = home.x + reach * Math.cos(angle);
      node.y = home.y + reach * Math.sin(angle);
      const here = cost(best.cost);
      if (here < best.cost) {
        best = { x: node.x, y: node.y, cost: here };
      }
    }
  }
  node.x = best.x;
  node.y = best.y;
  return best.x !== home.x || best.y !== home.y;
}

// The sum of what is wrong with a node's place; counting stops at a limit.
function trouble(node, edges, surroundings, limit) {
  const { bounds, grid } = surroundings;
  let sum = 0.3 * (Math.max(0, bounds.left - node.x, node.x - bounds.right)
    + Math.max(0, bounds.top - node.y, node.y - bounds.bottom));
  for (const edge of edges) {
    const dx = edge.to.x - edge.from.x;
    const dy = edge.to.y - edge.from.y;
    const length = Math.hypot(dx, dy);
    sum += 0.05 * Math.max(0, length - EASY_LENGTH) + Math.max(0, shortfall(edge, dx, dy, length));
  }
  const own = new Map();
  for (const disc of [...discsOfNode(node), ...edges.flatMap(discsOfEdge)]) {
    if (sum > limit) {
      return sum;
    }
    sum += hindranceNear(grid, disc, node) + hindranceNear(own, disc, null);
    put(own, disc);
    surroundings.trials += 1;
  }
  return sum;
}

// How much is in a disc's way, but for the discs that go wherever one node goes.
function hindranceNear(grid, disc, except) {
  let sum = 0;
  eachNear(grid, disc, (one, other) => {
    const dx = one.x - other.x;
    const dy = one.y - other.y;
    const room = roomFor(one, other);
    const square = dx * dx + dy * dy;
    if (square < room * room && !(except && follows(other, except))) {
      sum += weightOf(one, other) * (room - Math.sqrt(square));
    }
  });
  return sum;
}

function follows(disc, node) {
  return disc.node ? disc.node === node : disc.edge.from === node || disc.edge.to === node;
}

// How much it matters that two discs overlap.
function weightOf(a, b) {
  if (a.kind === "line" && b.kind === "line") {
    return joined(a.edge, b.edge) ? 0 : 0.5;
  }
  if (a.kind === "line" || b.kind === "line") {
    const [line, other] = a.kind === "line" ? [a, b] : [b, a];
    if (other.kind === "label") {
      return line.edge === other.edge ? 0 : 0.6;
    }
    return line.edge.from === other.node || line.edge.to === other.node ? 0 : 2;
  }
  if (a.node && b.node) {
    return a.node === b.node ? 0 : 4;
  }
  return a.edge && a.edge === b.edge ? 0 : 2;
}

function joined(a, b) {
  return a.from === b.from || a.from === b.to || a.to === b.from || a.to === b.to;
}
