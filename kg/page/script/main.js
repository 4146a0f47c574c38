// The parts at work together: everything is drawn from the state, and changes only through it.

// A change of these changes what is worth drawing, and with it where everything stands.
const STRUCTURE = ["most", "measure", "around", "depth", "propositions", "things", "apart", "path"];

const model = readModel();
const standings = makeStandings();
const relevance = remembered((measure) => relevanceOf(model, standings(null), measure));
const layout = makeLayout(model);
const nameIndex = makeNames(model);
const history = makeHistory(model, draw);
const { change } = history;
const said = document.getElementById("said");
let theme = readTheme();
let drawnBefore = false;
let scene = null;
let second = null;
let united = null; // What either of two lenses shows: where things stand depends on it.
let focusWanted = false;
let unfitted = false; // Arranged while the table was in its place.

const on = {
  actor: (actor, focus = true) => choose({ actor }, focus),
  proposition(proposition, claim) {
    choose({ proposition });
    if (claim !== undefined) {
      panel.goTo(claim);
    }
  },
  line: ({ ties }) => choose(ties.length > 1 ? { line: ties } : { proposition: ties[0] }),
  nothing: () => history.state.chosen && change({ chosen: null }),
  expand,
  moved: (actor, x, y) => change({ pinned: { ...history.state.pinned, [actor]: [x, y] } }),
  enter: () => panel.focus(),
  close: () => change(history.state.chosen ? { chosen: null } : { path: null, against: null }),
  left: () => document.getElementById(history.state.table ? "table" : "graph").focus(),
  copied: () => announce("Copied."),
};
const pointed = {
  actor: (actor) => [model.actors.label[actor],
    `${model.types[model.actors.type[actor]].label}, ${count(tiesOf(actor).length, "tie")}`],
  line: ({ ties }) => (ties.length > 1
    ? [bundleSheet(model, scene, ties, on).heading, "Click for a list of them."]
    : [model.propositions.statement[ties[0]], statusInWords(model, scene.standings, ties[0])]),
};
const panel = makePanel(model, on);
const graph = makeGraph(document.getElementById("graph"), model, on, pointed);
const legend = makeLegend(model, change);
const lenses = makeLenses(model, change);
const table = makeTable(model, on);
const timeline = makeTimeline(document.getElementById("timeline"), timesOf(model), {
  asOf: (asOf, playing) => change({ asOf }, !playing),
  span: (from, until) => change({ from, until }),
});
const search = makeSearch(
  document.getElementById("search"), document.getElementById("matches"), nameIndex, (actor) => {
    const { hidden, types, added } = history.state;
    const type = model.types[model.actors.type[actor]].name;
    focusWanted = true;
    change({
      chosen: { actor }, added: added.includes(actor) ? added : [...added, actor],
      hidden: hidden.filter((one) => one !== actor), types: types.filter((one) => one !== type),
    });
    focusWanted = false;
  });
let otherGraph = null;

function draw(state, before) {
  ({ scene, second, united } = scenesOf(
    model, relevance(state.measure), standings(state.asOf), state));
  showControls(state);
  panel.show(sheetOf(state), focusWanted);
  graph.resize();
  const structural = !drawnBefore || Boolean(state.against) !== Boolean(before.against)
    || STRUCTURE.some((key) => state[key] !== before[key]);
  drawnBefore = true;
  const size = sizesOf(state);
  if (structural) {
    arrange(state, size);
  } else {
    layout.welcome(united, linesOf(model, united, state), state, size);
  }
  drawGraphs(state, size);
  if (state.table) {
    unfitted ||= structural;
  } else if (structural || unfitted) {
    unfitted = false;
    fit();
  } else if (state.chosen !== before.chosen && state.chosen) {
    graph.reveal(endsOfChosen(model, state.chosen));
  }
  if (state.chosen !== before.chosen && state.chosen) {
    announce(sheetOf(state).heading);
  }
}

function showControls(state) {
  legend.show(state, scene);
  lenses.show(state);
  timeline.show(state);
  table.show(scene, state);
  document.getElementById("graphs").hidden = state.table;
  document.getElementById("table-button").setAttribute("aria-pressed", String(state.table));
  document.getElementById("undo").disabled = !history.canUndo();
}

function fit() {
  graph.fit();
  if (second) {
    otherGraph.fit();
  }
}

function arrange(state, size) {
  // Behind the table, the graph has no size.
  const container = document.getElementById(state.table ? "table" : "graph");
  layout.arrange(united, linesOf(model, united, state), state, size, container.clientWidth, container.clientHeight);
}

function drawGraphs(state, size) {
  const look = { theme, size, place: layout.place, chosen: chosenIds(state) };
  const lines = linesOf(model, scene, state);
  const others = second ? linesOf(model, second, state) : [];
  graph.draw(scene, lines, { ...look, focus: focusOf(state, lines), bold: onlyIn(second) });
  if (second) {
    otherGraph ??= besides(graph);
    otherGraph.resize();
    otherGraph.draw(second, others, { ...look, focus: focusOf(state, others), bold: onlyIn(scene) });
  }
}

// A second graph, which shows the same part as the first.
function besides(first) {
  const made = makeGraph(document.getElementById("other-graph"), model, on, pointed);
  made.follow(first);
  first.follow(made);
  return made;
}

// Whether a line stands for a tie that the other of two scenes does not show.
function onlyIn(other) {
  return other ? ({ ties }) => ties.some((tie) => !other.propositions[tie]) : null;
}

function sizesOf(state) {
  const measured = measureOf(model, scene.standings, state.measure, scene.propositions);
  return (actor) => Number((9 + Math.min(36, 3 * Math.sqrt(measured[actor]))).toFixed(1));
}

// What is brought out of what is drawn: the chosen thing with its ties, or the path; null for all.
function focusOf({ chosen, path }, lines) {
  const actors = new Set();
  const kept = new Set();
  const keep = (one) => [one.from, one.to].forEach((end) => actors.add(end)) || kept.add(one.id);
  if (chosen?.actor !== undefined) {
    actors.add(chosen.actor);
    lines.filter(({ from, to }) => from === chosen.actor || to === chosen.actor).forEach(keep);
  } else if (chosen) {
    const ties = chosen.line ?? [chosen.proposition];
    endsOfChosen(model, chosen).forEach((actor) => actors.add(actor));
    lines.filter((one) => one.ties.some((tie) => ties.includes(tie))).forEach(keep);
  } else if (path) {
    const steps = scene.path ?? [];
    steps.forEach(({ actor }) => actors.add(actor));
    lines.filter((one) => steps.some(({ tie }) => one.ties.includes(tie))).forEach(keep);
    path.forEach((actor) => actors.add(actor));
  } else {
    return null;
  }
  return new Set([...[...actors].map(nodeId), ...kept]);
}

function chosenIds({ chosen }) {
  if (!chosen) {
    return [];
  }
  if (chosen.actor !== undefined) {
    return [nodeId(chosen.actor)];
  }
  return (chosen.line ?? [chosen.proposition]).flatMap((tie) => [`t${tie}`, `l${tie}`]);
}

function choose(chosen, focus = true) {
  const { added } = history.state;
  const missing = endsOfChosen(model, chosen).filter((actor) => !scene.actors.has(actor));
  focusWanted = focus;
  change({ chosen, ...(missing.length ? { added: [...added, ...missing] } : {}) });
  focusWanted = false;
}

function tiesOf(actor) {
  return [...model.propositionsOf(actor)].filter((p) => scene.propositions[p] && isTie(model, p));
}

// Draw an actor's neighbours besides what is drawn.
function expand(actor) {
  const { added } = history.state;
  const found = neighbours(model, scene.propositions, actor);
  change({ chosen: { actor }, added: [...new Set([...added, actor, ...found])] });
  announce(`${count(found.size, "neighbour")} of ${model.actors.label[actor]} drawn.`);
}

function sheetOf(state) {
  const { chosen, path, against } = state;
  if (chosen?.actor !== undefined) {
    return actorSheet(chosen.actor, state);
  }
  if (chosen) {
    const key = JSON.stringify(chosen);
    return chosen.line
      ? { key, ...bundleSheet(model, scene, chosen.line, on),
        actions: [["Draw them apart", () => change({ apart: true })]] }
      : { key, ...contestSheet(model, scene, chosen.proposition, on), actions: [] };
  }
  if (path) {
    return { key: `path ${path}`, ...pathSheet(model, scene, path, on), actions: [] };
  }
  return against ? {
    key: "against", ...comparisonSheet(model, scene, second, state, on), actions: [],
  } : null;
}

function actorSheet(actor, state) {
  const voice = model.voices.actor.indexOf(actor);
  const { pinned, around, hidden } = state;
  const place = layout.place(actor);
  const focused = around?.includes(actor);
  const without = Object.fromEntries(Object.entries(pinned).filter(([one]) => Number(one) !== actor));
  return {
    key: `actor ${actor}`,
    ...dossierSheet(model, scene, actor, on),
    actions: [
      focused ? ["Show all", () => change({ around: null, depth: 1 })]
        : ["Focus", () => change({ around: [actor], depth: 1, added: [] })],
      ...(focused ? [[`Focus ${state.depth + 1} ties away`, () => change({ depth: state.depth + 1 })]] : []),
      ["Expand", () => expand(actor)],
      ["Hide", () => change({ chosen: null, hidden: [...hidden, actor] })],
      actor in pinned ? ["Unpin", () => change({ pinned: without })]
        : ["Pin", () => change({ pinned: { ...pinned, [actor]: [place.x, place.y] } })],
      ...(voice < 0 ? [] : [["According to it", () => change({ lens: "voice", voice })]]),
    ],
    controls: [pathControl(actor)],
  };
}

function pathControl(actor) {
  const list = element("ul", { id: "path-matches", role: "listbox", "aria-label": "Path to", hidden: "" });
  const input = element("input", {
    id: "path-to", type: "search", role: "combobox", "aria-label": "Path to", dir: "auto",
    "aria-controls": "path-matches", "aria-expanded": "false", "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false", placeholder: "Path to…",
  });
  makeSearch(input, list, nameIndex, (other) => {
    focusWanted = true;
    change({ chosen: null, path: [actor, other] });
    focusWanted = false;
  });
  return element("div", { class: "search" }, input, list);
}

function timesOf({ reports, sources, propositions }) {
  return {
    reported: reports.source.map((source) => sources.known[source]).filter((day) => day !== null),
    held: propositions.first.map((first, p) => [first, propositions.last[p]]),
  };
}

function announce(text) {
  said.textContent = text;
}

function makeStandings() {
  const found = new Map();
  return (asOf) => {
    if (!found.has(asOf)) {
      // The whole stays; of the others, the last few.
      const others = [...found.keys()].filter((day) => day !== null);
      others.slice(0, -3).forEach((day) => found.delete(day));
      found.set(asOf, standingsOf(model, asOf));
    }
    return found.get(asOf);
  };
}

function remembered(make) {
  const made = new Map();
  return (key) => made.get(key) ?? made.set(key, make(key)).get(key);
}

function click(id, act) {
  document.getElementById(id).addEventListener("click", act);
}

function redraw() {
  theme = readTheme();
  drawGraphs(history.state, sizesOf(history.state));
}

click("fit", fit);
click("tidy", () => {
  arrange(history.state, sizesOf(history.state));
  redraw();
  fit();
});
click("undo", history.undo);
click("reset", () => {
  search.clear();
  timeline.stop();
  history.reset();
});
click("table-button", () => change({ table: !history.state.table }));
// A page in a frame, as notebooks show it, has no address to send.
document.getElementById("link").hidden = window.location.protocol === "about:";
click("link", () => copy(window.location.href, () => announce("The link to this view is copied.")));
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  const writing = event.target.matches("input[type=search], textarea");
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
    panel.isOpen() && on.close();
  } else if (event.key === "/" && !typing) {
    event.preventDefault();
    document.getElementById("search").focus();
  } else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !writing) {
    event.preventDefault();
    history.undo();
  }
});
makeSaving(model, {
  picture: () => pictureOf(model, history.state, scene, linesOf(model, scene, history.state),
    { theme, place: layout.place, size: sizesOf(history.state) }),
  rows: () => rowsOf(model, scene),
  words: () => viewInWords(model, history.state),
  failed: (error) => announce(`Not saved: ${error.message}`),
});
window.addEventListener("hashchange", () => history.isOwn() || take());
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);

function take() {
  const unknown = history.read();
  if (unknown) {
    announce(`The address names ${count(unknown, "thing")} that this page does not hold.`);
    document.getElementById("hint").textContent = said.textContent;
  }
}

take();
// For tests: the drawn networks, the data, and the way in which everything changes.
window.kgPage = Object.freeze({ scene: () => scene, model, change, history, network: graph.network, graph, otherGraph: () => otherGraph, layout });
requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; });
