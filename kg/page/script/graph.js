// The drawn graph: vis-network under our own look, layout and events.

// on: {actor(id), proposition(id), nothing(), ready()}
function makeGraph(model, on) {
  const container = document.getElementById("graph");
  const { nodes: nodeData, edges: edgeData, options } = model.drawing;
  const nodes = new vis.DataSet(nodeData);
  const edges = new vis.DataSet(edgeData);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let theme = readTheme();
  let shown = { actors: new Set(nodes.getIds()), relations: new Set(edges.getIds()) };
  let focus = null;

  paint();
  const network = new vis.Network(container, { nodes, edges }, options);
  container.querySelector("canvas").setAttribute("aria-hidden", "true");
  makeTooltip(model, network, container);
  network.on("click", (event) => {
    if (event.nodes.length) {
      on.actor(event.nodes[0]);
    } else if (event.edges.length) {
      on.proposition(event.edges[0]);
    } else {
      on.nothing();
    }
  });
  let home = {};
  if (nodeData.length) {
    network.once("stabilizationIterationsDone", settled);
  } else {
    settled();
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    theme = readTheme();
    paint();
  });

  function settled() {
    network.setOptions({ physics: { enabled: false } });
    // Only what is in view gets measured.
    network.fit({ animation: false });
    network.redraw();
    arrange(model, network, container);
    home = network.getPositions();
    fit(false);
    network.once("afterDrawing", on.ready);
    network.redraw();
  }

  function paint() {
    nodes.update(nodeData.map((node) => ({
      id: node.id,
      hidden: !shown.actors.has(node.id),
      ...nodeLook(node, theme, focus && !focus.has(node.id)),
    })));
    edges.update(edgeData.map((edge) => ({
      id: edge.id,
      hidden: !shown.relations.has(edge.id),
      ...edgeLook(model.relations[edge.id], theme, focus && !focus.has(edge.id)),
    })));
  }

  function show(actors, relations) {
    shown = { actors, relations };
    paint();
  }

  // Bring out one node with its ties, or one edge with its ends; null brings out nothing.
  function select(id) {
    network.unselectAll();
    focus = id === null ? null : surroundings(model, id);
    if (model.actors[id]) {
      network.selectNodes([id], false);
    } else if (model.relations[id]) {
      network.selectEdges([id]);
    }
    paint();
  }

  // Move the view if the panel would hide what was chosen.
  function reveal(id, panel) {
    const points = (model.actors[id] ? [id] : endsOf(model, id)).map((node) =>
      network.canvasToDOM(network.getPosition(node)));
    const right = Math.max(...points.map((point) => point.x)) + 60;
    const limit = container.clientWidth - panel;
    if (right > limit) {
      const centre = network.getViewPosition();
      network.moveTo({
        position: { x: centre.x + (right - limit) / network.getScale(), y: centre.y },
        animation: animation(),
      });
    }
  }

  function zoomTo(id, panel) {
    network.focus(id, {
      scale: Math.max(1, network.getScale()),
      offset: { x: -panel / 2, y: 0 },
      animation: animation(),
    });
  }

  function fit(animated = true) {
    const visible = [...shown.actors];
    if (visible.length) {
      // Where nodes are is measured when they are drawn.
      network.redraw();
      network.fit({ nodes: visible, maxZoomLevel: 1.4, animation: animated && animation() });
    }
  }

  function restore() {
    for (const [id, { x, y }] of Object.entries(home)) {
      network.moveNode(id, x, y);
    }
    fit();
  }

  function animation() {
    return still.matches ? false : { duration: 300, easingFunction: "easeInOutQuad" };
  }

  return { network, show, select, reveal, zoomTo, fit, restore };
}

function endsOf(model, id) {
  const proposition = model.relations[id] ?? model.facts[id];
  return [proposition.subject, proposition.object].filter(Boolean);
}

function surroundings(model, id) {
  if (!model.actors[id]) {
    return new Set([id, ...endsOf(model, id)]);
  }
  const ties = model.ties.get(id);
  return new Set([id, ...ties, ...ties.flatMap((tie) => endsOf(model, tie))]);
}

function makeTooltip(model, network, container) {
  const tooltip = document.getElementById("tooltip");
  const hide = () => {
    tooltip.hidden = true;
    container.style.cursor = "";
  };
  const show = (event, first, second) => {
    tooltip.replaceChildren(
      element("p", { dir: "auto" }, first), element("p", { dir: "auto" }, second));
    tooltip.hidden = false;
    container.style.cursor = "pointer";
    const { x, y } = event.pointer.DOM;
    const left = Math.min(x + 14, container.clientWidth - tooltip.offsetWidth - 8);
    const below = y + 18 + tooltip.offsetHeight < container.clientHeight;
    tooltip.style.left = `${Math.max(8, left)}px`;
    tooltip.style.top = `${below ? y + 18 : y - 12 - tooltip.offsetHeight}px`;
  };
  network.on("hoverNode", (event) => {
    const actor = model.actors[event.node];
    show(event, actor.label, `${actor.type_label}, ${count(model.ties.get(event.node).length, "tie")}`);
  });
  network.on("hoverEdge", (event) => {
    const relation = model.relations[event.edge];
    show(event, relation.statement, statusInWords(model, relation));
  });
  for (const name of ["blurNode", "blurEdge", "dragStart", "zoom", "click"]) {
    network.on(name, hide);
  }
}
