// Where everything stands. Coordinates come with the page; a view small enough to be read in one
// look is arranged anew: forces first, then room for every label.

const MOST_ARRANGED = 300;
const MOST_SETTLED = 100;
// Where those who come later look for a place, in pixels from the middle of their neighbours.
const SPOTS = 60;
const NEAREST_SPOT = 100;
const FARTHEST_SPOT = 500;
const ELBOW_ROOM = 100;
const GOLDEN_ANGLE = 2.4;
const ROUNDS_OF_FORCES = 300;
const ROOM = 130; // The side of the square that a node has for itself.
const WIDEST_NAME = 150;
// vis-network writes a name this much lower than the node's rim.
const LABEL_DROP = 12;

// Holds the place of every actor.
function makeLayout(model) {
  const places = new Map(); // of what was arranged
  const welcomed = new Map(); // of what came to it since
  // Apart from the rest, so that what is pinned no more goes back to where it was.
  let pinned = new Map();
  const place = (actor) => pinned.get(actor) ?? places.get(actor) ?? welcomed.get(actor)
    ?? { x: model.actors.x[actor], y: model.actors.y[actor] };

  // Arrange what is drawn, but for what is pinned, for a canvas of that shape.
  function arrange(scene, lines, state, sizes, width, height) {
    places.clear();
    welcomed.clear();
    pin(state);
    if (scene.actors.size > MOST_ARRANGED) {
      return;
    }
    const { nodes, edges } = bodies(scene, lines, sizes, (actor) => actor in state.pinned);
    pullTogether(nodes, edges, width, height);
    makeRoom(nodes, edges);
    if (nodes.length <= MOST_SETTLED) {
      settle(nodes, edges);
    }
    drawOut(nodes, width / height);
    nodes.forEach((node) => keep(places, node));
  }

  // Find places for those of some actors that were not arranged: near those that were, and whatever
  // else is drawn, so that each has the same place by whatever way it came to be drawn.
  function welcome(actors) {
    if (places.size) {
      actors.filter((actor) => !places.has(actor) && !welcomed.has(actor))
        .forEach((actor) => welcomed.set(actor, besideNeighbours(actor)));
    }
  }

  function besideNeighbours(actor) {
    const near = [...model.propositionsOf(actor)].filter((p) => isTie(model, p))
      .map((p) => places.get(otherEnd(model, p, actor))).filter(Boolean);
    const middle = {
      x: near.reduce((sum, { x }) => sum + x, 0) / Math.max(1, near.length),
      y: near.reduce((sum, { y }) => sum + y, 0) / Math.max(1, near.length),
    };
    const taken = [...places.values()];
    const spots = Array.from({ length: SPOTS }, (_, number) => {
      // Neighbours of one actor begin their search at different angles.
      const angle = GOLDEN_ANGLE * (actor + number);
      const reach = NEAREST_SPOT + (FARTHEST_SPOT - NEAREST_SPOT) * (number / SPOTS);
      return {
        x: Math.round(middle.x + reach * Math.cos(angle)),
        y: Math.round(middle.y + reach * Math.sin(angle)),
      };
    });
    const room = (spot) => Math.min(...taken.map(({ x, y }) => Math.hypot(x - spot.x, y - spot.y)));
    return spots.find((spot) => room(spot) > ELBOW_ROOM) ?? spots.at(-1);
  }

  // What is pinned no more goes back to where it was.
  function pin(state) {
    pinned = new Map(Object.entries(state.pinned).map(([actor, [x, y]]) =>
      [Number(actor), { x, y }]));
  }

  function keep(kept, { actor, x, y }) {
    kept.set(actor, { x: Math.round(x), y: Math.round(y) });
  }

  function bodies(scene, lines, sizes, isFixed) {
    const byActor = new Map([...scene.actors].map((actor) => [actor, {
      actor, ...place(actor), radius: sizes(actor), fixed: isFixed(actor),
      ...nameBox(shortened(model.actors.label[actor]), sizes(actor)),
    }]));
    const edges = lines.map((one) => ({
      ...one, from: byActor.get(one.from), to: byActor.get(one.to),
      // What is not written needs no room.
      width: labelled(lines) ? widthOf(one.label, LINE_FONT) : 0,
      height: labelled(lines) ? LINE_FONT + 3 : 2,
    }));
    return { nodes: [...byActor.values()], edges };
  }

  // The reach of a name from the centre of its node, as vis-network wraps it.
  function nameBox(name, radius) {
    const rows = [0];
    for (const word of name.split(" ")) {
      const width = widthOf(`${word} `, NODE_FONT);
      if (rows.at(-1) && rows.at(-1) + width > WIDEST_NAME) {
        rows.push(0);
      }
      rows[rows.length - 1] += width;
    }
    const half = Math.max(...rows) / 2;
    return { left: -half, right: half, bottom: radius + LABEL_DROP + rows.length * (NODE_FONT + 1) };
  }

  function widthOf(text, size) {
    return penOf(size).measureText(text).width;
  }

  return { arrange, welcome, pin, place };
}

// Forces: everything keeps away from everything, what is tied draws near, in a frame of the canvas's
// shape that is large enough for all (after Fruchterman and Reingold, 1991).
function pullTogether(nodes, edges, width, height) {
  const reach = 0.8 * ROOM;
  const frame = frameOf(nodes.length, width, height);
  const pairs = new Map(edges.filter(({ from, to }) => from !== to)
    .map((edge) => [edge.pair, edge]));
  intoFrame(nodes, frame);
  for (let round = 0; round < ROUNDS_OF_FORCES; round += 1) {
    const heat = 50 * (1 - round / ROUNDS_OF_FORCES) + 1;
    nodes.forEach((node) => { node.pushX = 0; node.pushY = 0; });
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        repel(nodes[i], nodes[j], reach);
      }
    }
    pairs.forEach(({ from, to }) => attract(from, to, reach));
    nodes.filter(({ fixed }) => !fixed).forEach((node) => step(node, heat, frame));
  }
}

function frameOf(number, width, height) {
  const area = number * ROOM * ROOM;
  return { x: Math.sqrt((area * width) / height) / 2, y: Math.sqrt((area * height) / width) / 2 };
}

// Bring places of any size into a frame.
function intoFrame(nodes, frame) {
  const free = nodes.filter(({ fixed }) => !fixed);
  const widest = Math.max(1, ...free.map(({ x }) => Math.abs(x)));
  const highest = Math.max(1, ...free.map(({ y }) => Math.abs(y)));
  for (const node of free) {
    node.x *= frame.x / widest;
    node.y *= frame.y / highest;
  }
}

function repel(a, b, reach) {
  const dx = a.x - b.x || 0.1;
  const dy = a.y - b.y;
  const strength = (reach * reach) / (dx * dx + dy * dy + 1);
  push(a, dx * strength, dy * strength);
  push(b, -dx * strength, -dy * strength);
}

function attract(a, b, reach) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const pull = Math.hypot(dx, dy) / (4 * reach);
  push(a, dx * pull, dy * pull);
  push(b, -dx * pull, -dy * pull);
}

function step(node, heat, frame) {
  const length = Math.hypot(node.pushX, node.pushY) || 1;
  const scale = Math.min(heat, length) / length;
  node.x = Math.max(-frame.x, Math.min(frame.x, node.x + node.pushX * scale));
  node.y = Math.max(-frame.y, Math.min(frame.y, node.y + node.pushY * scale));
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

// Draw out to the shape of a canvas; nothing gets nearer to anything else by that.
function drawOut(nodes, shape) {
  const span = (values) => Math.max(...values) - Math.min(...values) || 1;
  const factor = shape * (span(nodes.map(({ y }) => y)) / span(nodes.map(({ x }) => x)));
  for (const node of nodes.filter(({ fixed }) => !fixed)) {
    node.x *= Math.min(1.6, Math.max(1, factor));
    node.y *= Math.min(1.6, Math.max(1, 1 / factor));
  }
}
