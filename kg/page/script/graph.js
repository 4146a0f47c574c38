// A drawn graph: vis-network under our own look and events. What is drawn is given, not kept here.

const MANY_ACTORS = 80; // Beyond these, larger actors have larger names.
const REACH_PIXELS = [5, 9];
const READABLE_PIXELS = 11;
const NAMED_FIRST = 12;
const MOST_LETTERING = 34;
const MANY_LINES = 1200; // Beyond these, lines are straight and without labels.

// container: an element; on: {actor(actor), line(line), nothing(), moved(actor, x, y),
// expand(actor), key(name)}; say(scene, what) gives two texts for what is pointed at.
function makeGraph(container, model, on, say) {
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const drawn = { nodes: new Map(), edges: new Map() };
  let lines = new Map();
  const network = new vis.Network(container, { nodes, edges }, model.options);
  // The container is what takes the keyboard's focus.
  network.canvas.frame.tabIndex = -1;
  network.canvas.frame.canvas.setAttribute("aria-hidden", "true");
  const tooltip = makeTooltip(network, container, (id, isNode) =>
    (isNode ? say.actor(actorOf(id)) : say.line(lines.get(id))));
  const doubleClick = makeDoubleClick(on.expand);
  network.on("click", (event) => {
    if (doubleClick.isSecond(event.event.srcEvent)) {
      return;
    }
    const [node, edge] = [event.nodes[0], event.edges[0]].some(Boolean)
      ? [event.nodes[0], event.edges[0]] : nearest(network, event.pointer.DOM);
    if (node) {
      doubleClick.begin(actorOf(node), event.event.srcEvent);
      on.actor(actorOf(node));
    } else if (edge) {
      on.line(lines.get(edge));
    } else {
      on.nothing();
    }
  });
  network.on("dragEnd", (event) => {
    for (const id of event.nodes) {
      const { x, y } = network.getPosition(id);
      on.moved(actorOf(id), Math.round(x), Math.round(y));
    }
  });
  makeKeys(container, network, on);
  new ResizeObserver(resize).observe(container);

  // look: {place(actor), size(actor), theme, focus (a set of node and line ids, or null), bold (a
  // test of lines), chosen (ids)}
  function draw(scene, given, look) {
    tooltip.hide(); // What it tells of may stand otherwise now, or be gone.
    lines = new Map(given.map((one) => [one.id, one]));
    const many = given.length > MANY_LINES;
    network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many } });
    const fonts = fontsOf([...scene.actors], look.size, network.getScale());
    const nodesNow = [...scene.actors].map((actor) => nodeOf(model, actor, look, fonts(actor)));
    const crowded = !labelled(given);
    const edgesNow = given.map((one) => edgeOf(model, one, look, { many, crowded }));
    // Edges go before their ends, and come after them.
    takeAway(edges, drawn.edges, edgesNow);
    takeAway(nodes, drawn.nodes, nodesNow);
    bringIn(nodes, drawn.nodes, nodesNow);
    bringIn(edges, drawn.edges, edgesNow);
    choose(look.chosen);
  }

  function choose(ids) {
    network.setSelection({
      nodes: ids.filter((id) => nodes.get(id)), edges: ids.filter((id) => edges.get(id)),
    }, { highlightEdges: false });
  }

  // Take up the size of the container, at the same scale about the same middle.
  function resize() {
    const { width, height } = network.canvas.frame.canvas;
    const ratio = network.canvas.pixelRatio;
    if (!container.clientWidth) {
      return;
    }
    if (container.clientWidth * ratio !== width || container.clientHeight * ratio !== height) {
      const position = network.getViewPosition();
      const scale = network.getScale();
      network.setSize("100%", "100%");
      network.redraw();
      network.moveTo({ position, scale });
    }
  }

  // Show what another graph shows, at the same scale, whatever moved it.
  function follow(other) {
    other.network.on("afterDrawing", () => {
      const [own, wanted] = [network, other.network].map(partOf);
      if (container.clientWidth && !isSamePart(own, wanted)) {
        network.moveTo(wanted);
      }
    });
  }

  // Move the view if what was chosen is out of it.
  function reveal(actors) {
    const points = actors.filter((actor) => nodes.get(nodeId(actor))).map((actor) =>
      network.canvasToDOM(network.getPosition(nodeId(actor))));
    if (!points.length) {
      return;
    }
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    const limit = container.clientWidth;
    const shiftX = beyond(Math.min(...xs) - 40, Math.max(...xs) + 60, limit);
    const shiftY = beyond(Math.min(...ys) - 30, Math.max(...ys) + 40, container.clientHeight);
    if (shiftX || shiftY) {
      const centre = network.getViewPosition();
      const scale = network.getScale();
      network.moveTo({
        position: { x: centre.x + shiftX / scale, y: centre.y + shiftY / scale },
        animation: animation(),
      });
    }
  }

  function fit() {
    if (nodes.length) {
      resize();
      // Only what is in view gets measured: what the first fit brings there, the second fits.
      for (let time = 0; time < 2; time += 1) {
        network.redraw();
        network.fit({ maxZoomLevel: 1.4, animation: false });
      }
    }
  }

  function animation() {
    return still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" };
  }

  return { network, draw, reveal, fit, resize, follow, lineOf: (id) => lines.get(id) };
}

// The part of the canvas that a network shows.
function partOf(network) {
  return { position: network.getViewPosition(), scale: network.getScale() };
}

// Whether two parts differ by less than can be seen.
function isSamePart(one, other) {
  const shift = Math.hypot(
    one.position.x - other.position.x, one.position.y - other.position.y) * other.scale;
  return shift < 0.5 && Math.abs(one.scale / other.scale - 1) < 0.001;
}

// What lies near a place on the canvas that hit nothing: fingers are broad. [node, edge] ids.
function nearest(network, { x, y }) {
  for (const reach of REACH_PIXELS) {
    for (let turn = 0; turn < 8; turn += 1) {
      const angle = (turn * Math.PI) / 4;
      const place = { x: x + reach * Math.cos(angle), y: y + reach * Math.sin(angle) };
      const found = [network.getNodeAt(place), network.getEdgeAt(place)];
      if (found.some((one) => one !== undefined)) {
        return found;
      }
    }
  }
  return [];
}

function nodeId(actor) {
  return `a${actor}`;
}

function actorOf(id) {
  return Number(id.slice(1));
}

// How large each name is: the first dozen can be read at the present scale, if that can be; among
// many, those of the great from afar.
function fontsOf(actors, size, scale) {
  const readable = Math.min(MOST_LETTERING, READABLE_PIXELS / scale);
  const least = actors.length > NAMED_FIRST
    ? actors.map(size).sort((a, b) => b - a)[NAMED_FIRST] : 0;
  return (actor) => Math.round(Math.max(
    NODE_FONT, size(actor) > least ? readable : 0, actors.length > MANY_ACTORS ? 1.2 * size(actor) : 0));
}

function nodeOf(model, actor, look, font) {
  const { shape, group } = model.types[model.actors.type[actor]];
  const id = nodeId(actor);
  const size = look.size(actor);
  const looks = nodeLook(group, look.theme, look.focus && !look.focus.has(id));
  return {
    id, shape, ...look.place(actor), size,
    label: shortened(model.actors.label[actor]),
    ...looks,
    font: { ...looks.font, size: font },
    widthConstraint: { maximum: WIDEST_NAME * Math.max(1, font / NODE_FONT) },
  };
}

function edgeOf(model, one, look, { many, crowded }) {
  const dashes = dashesOf(model, one.kind);
  const straight = many && one.crowd === 1;
  const out = look.focus?.has(one.id);
  const looks = lineLook(one.polarity, look.theme, look.focus && !out);
  return {
    id: one.id, from: nodeId(one.from), to: nodeId(one.to),
    label: many ? undefined : one.label,
    // In a crowd, a label is drawn for what is brought out, and for those who look closely.
    scaling: { label: { drawThreshold: crowded && !out ? 13 : 7 } },
    arrows: one.symmetric ? "to, from" : "to",
    dashes: dashes.length ? dashes : false,
    width: widthOfLine(one, look.bold),
    smooth: straight ? false : {
      enabled: true, type: one.curve >= 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(one.curve),
    },
    ...looks,
    font: { ...looks.font, size: crowded && out ? 20 : LINE_FONT },
  };
}

function dashesOf(model, kind) {
  return model.lines.find(({ name }) => name === kind).dashes;
}

function widthOfLine(one, bold) {
  return 1.6 + 0.9 * Math.log2(one.ties.length) + (bold?.(one) ? 2.5 : 0);
}

// Take away what is drawn no more.
function takeAway(data, drawn, now) {
  const kept = new Set(now.map(({ id }) => id));
  const gone = [...drawn.keys()].filter((id) => !kept.has(id));
  gone.forEach((id) => drawn.delete(id));
  if (gone.length) {
    data.remove(gone);
  }
}

// Add what is new, and change what looks otherwise.
function bringIn(data, drawn, now) {
  const changed = [];
  for (const item of now) {
    const text = JSON.stringify(item);
    if (drawn.get(item.id) !== text) {
      drawn.set(item.id, text);
      changed.push(item);
    }
  }
  if (changed.length) {
    data.update(changed);
  }
}

// How far a span must move to lie between 0 and a limit, its beginning first.
function beyond(low, high, limit) {
  return high > limit ? Math.min(high - limit, Math.max(low, 0)) : Math.min(low, 0);
}

function makeTooltip(network, container, say) {
  const tooltip = element("div", { class: "tooltip", hidden: "" });
  container.append(tooltip);
  const hide = () => {
    tooltip.hidden = true;
    container.style.cursor = "";
  };
  const show = (event, texts) => {
    tooltip.replaceChildren(...texts.map((text) => element("p", { dir: "auto" }, text)));
    tooltip.hidden = false;
    container.style.cursor = "pointer";
    const { x, y } = event.pointer.DOM;
    const left = Math.min(x + 14, container.clientWidth - tooltip.offsetWidth - 8);
    const below = y + 18 + tooltip.offsetHeight < container.clientHeight;
    tooltip.style.left = `${Math.max(8, left)}px`;
    tooltip.style.top = `${below ? y + 18 : y - 12 - tooltip.offsetHeight}px`;
  };
  network.on("hoverNode", (event) => show(event, say(event.node, true)));
  network.on("hoverEdge", (event) => show(event, say(event.edge, false)));
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom", "click"]) {
    network.on(name, hide);
  }
  return { hide };
}
