// Where everything stands. Coordinates come with the page; a view small enough to be read in one
// look is arranged anew: forces first, then room for every label.

const MOST_ARRANGED = 300;
const MOST_SETTLED = 100;
const MOST_WELCOMED = 5;
const ROUNDS_OF_FORCES = 300;
const ROOM = 130; // The side of the square that a node has for itself.
const WIDEST_NAME = 150;
// vis-network writes a name this much lower than the node's rim.
const LABEL_DROP = 12;

// Holds the place of every actor.
function makeLayout(model) {
  const places = new Map(); // of what was arranged
  let welcomed = new Map(); // of what came to it since
  // Apart from the rest, so that what is pinned no more goes back to where it was.
  let pinned = new Map();
  const placeUnpinned = (actor) => places.get(actor) ?? welcomed.get(actor)
    ?? { x: model.actors.x[actor], y: model.actors.y[actor] };
  const place = (actor) => pinned.get(actor) ?? placeUnpinned(actor);

  // Arrange what is drawn, but for what is pinned, for a canvas of that shape.
  function arrange(scene, lines, state, sizes, width, height) {
    places.clear();
    welcomed.clear();
    pin(state);
    if (scene.actors.size > MOST_ARRANGED) {
      return;
    }
    const { nodes, edges } = bodies(scene, lines, sizes, place, (actor) => actor in state.pinned);
    pullTogether(nodes, edges, width, height);
    makeRoom(nodes, edges);
    if (nodes.length <= MOST_SETTLED) {
      settle(nodes, edges);
    }
    drawOut(nodes, width / height);
    nodes.forEach((node) => keep(places, node));
  }

  // Find places for those of some actors that were not arranged, one after the other in their order
  // and whatever is pinned: where each stands follows from those before it alone. see(actors) gives
  // {scene, lines, size} of some.
  function welcome(actors, see) {
    const newcomers = actors.filter((actor) => !places.has(actor));
    const known = [...welcomed.keys()];
    const same = newcomers.findIndex((actor, index) => known[index] !== actor);
    const first = same < 0 ? newcomers.length : same;
    if (!places.size || actors.length > MOST_ARRANGED || first === newcomers.length) {
      return;
    }
    welcomed = new Map([...welcomed].slice(0, first));
    for (const [index, actor] of newcomers.entries()) {
      if (index >= first) {
        const around = new Set([...places.keys(), ...welcomed.keys()]);
        const { scene, lines, size } = see(new Set([...around, actor]));
        welcomed.set(actor, besideNeighbours(actor, scene, around, index));
        const { nodes, edges } = bodies(scene, lines, size, placeUnpinned, (one) => one !== actor);
        if (index < MOST_WELCOMED) {
          makeRoom(nodes, edges);
          settle(nodes, edges);
        } else {
          // Among many, the lines of others are left out of it, for time.
          makeRoom(nodes, edges.filter(({ from, to }) => [from.actor, to.actor].includes(actor)));
        }
        keep(welcomed, nodes.find((node) => node.actor === actor));
      }
    }
  }

  function besideNeighbours(actor, scene, around, index) {
    const near = [...neighbours(model, scene.propositions, actor)]
      .filter((other) => around.has(other)).map(placeUnpinned);
    const angle = 2.4 * index;
    const reach = 130 + 25 * Math.sqrt(index);
    const middle = near.length ? {
      x: near.reduce((sum, { x }) => sum + x, 0) / near.length,
      y: near.reduce((sum, { y }) => sum + y, 0) / near.length,
    } : { x: 0, y: 0 };
    return { x: middle.x + reach * Math.cos(angle), y: middle.y + reach * Math.sin(angle) };
  }

  // What is pinned no more goes back to where it was.
  function pin(state) {
    pinned = new Map(Object.entries(state.pinned).map(([actor, [x, y]]) =>
      [Number(actor), { x, y }]));
  }

  function keep(kept, { actor, x, y }) {
    kept.set(actor, { x: Math.round(x), y: Math.round(y) });
  }

  function bodies(scene, lines, sizes, placeOf, isFixed) {
    const byActor = new Map([...scene.actors].map((actor) => [actor, {
      actor, ...placeOf(actor), radius: sizes(actor), fixed: isFixed(actor),
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
