// The parts at work together: everything is drawn from the state, and changes only through it.

// A change of these changes what is worth drawing, and with it where everything stands.
const STRUCTURE = ["most", "measure", "around", "depth", "propositions", "things", "apart"];

const TOLD_MILLISECONDS = 6000;
const NOT_COPIED = "The browser did not allow copying: select the text instead.";
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
let united = null; // What either of two lenses shows: what the legend, dossiers and places go by.
let focusWanted = false;
let toldUntil = 0;
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
  close: () => change(history.state.chosen ? { chosen: null }
    : history.state.path ? { path: null } : { against: null }),
  left: () => document.getElementById(history.state.table ? "table" : "graph").focus(),
  copied: (done) => tell(done ? "Copied." : NOT_COPIED),
  day: (day) => change({ asOf: day }),
  path: (from, to) => changeAndFocus({ chosen: null, path: [from, to] }),
  change,
  place: layout.place,
  names: nameIndex,
};
const sheet = (state) => sheetOf(model, state, { scene, second, united }, on);
const pointed = {
  actor: (actor) => [model.actors.label[actor],
    `${model.types[model.actors.type[actor]].label}, ${count(tiesOf(actor).length, "tie")}`],
  line: ({ ties }) => (ties.length > 1
    ? [bundleHeading(model, ties), "Click for a list of them."]
    : [model.propositions.statement[ties[0]], statusInWords(model, scene.standings, ties[0])]),
};
const panel = makePanel(on);
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
    changeAndFocus({
      chosen: { actor }, added: added.includes(actor) ? added : [...added, actor],
      hidden: hidden.filter((one) => one !== actor), types: types.filter((one) => one !== type),
    });
  });
let otherGraph = null;

function draw(state, before) {
  ({ scene, second, united } = scenesOf(
    model, relevance(state.measure), standings(state.asOf), state));
  showControls(state);
  const shown = sheet(state);
  panel.show(shown, focusWanted);
  graph.resize();
  const structural = !drawnBefore || Boolean(state.against) !== Boolean(before.against)
    || STRUCTURE.some((key) => state[key] !== before[key]);
  drawnBefore = true;
  const size = sizesOf(state);
  if (structural) {
    arrange(plainState(state));
  }
  layout.pin(state);
  layout.welcome([...united.actors]);
  drawGraphs(state, size);
  if (state.table) {
    unfitted ||= structural;
  } else if (structural || unfitted) {
    unfitted = false;
    fit();
    // Names are as large as the scale asks for.
    drawGraphs(state, size);
  } else if (state.chosen !== before.chosen && state.chosen) {
    graph.reveal(endsOfChosen(model, state.chosen));
  } else if (state.path !== before.path && scene.path) {
    graph.reveal(scene.path.map(({ actor }) => actor));
  }
  if (state.chosen !== before.chosen && state.chosen) {
    announce(shown.heading);
  }
}

function showControls(state) {
  legend.show(state, united);
  lenses.show(state, [scene, second]);
  timeline.show(state);
  table.show(scene, second, state);
  document.getElementById("graphs").hidden = state.table;
  document.getElementById("table-button").setAttribute("aria-pressed", String(state.table));
  document.getElementById("undo").disabled = !history.canUndo();
}

function fit() {
  graph.fit();
  if (second) {
    otherGraph.fit();
    const scale = Math.min(graph.network.getScale(), otherGraph.network.getScale());
    [graph, otherGraph].forEach(({ network }) => network.moveTo({ scale }));
  }
}

// What is worth drawing, whatever lens, day, legend and choice: everything stands where it would
// stand then, so that an address puts it where its sender had it.
function plainState(state) {
  const kept = Object.fromEntries(STRUCTURE.map((key) => [key, state[key]]));
  return { ...firstState(model), ...plainLens(), ...kept };
}

function arrange(state) {
  const { left, height } = document.querySelector("main").getBoundingClientRect();
  // As broad as it is while the panel is closed.
  const width = document.documentElement.clientWidth - left;
  const { scene: one, united: seen } = scenesOf(
    model, relevance(state.measure), standings(state.asOf), state);
  const { flexDirection } = getComputedStyle(document.getElementById("graphs"));
  const beside = history.state.against && flexDirection === "row";
  layout.arrange(seen, linesOf(model, seen, state), state, sizesOf(state, one),
    beside ? width / 2 : width, height);
}

function drawGraphs(state, size) {
  const look = { theme, size, place: layout.place, chosen: chosenIds(state) };
  const lines = linesOf(model, scene, state);
  graph.draw(scene, lines, {
    ...look, focus: focusOf(model, scene, state, lines), bold: isBold(scene, second, state),
  });
  if (second) {
    otherGraph ??= besides(graph);
    otherGraph.resize();
    const others = linesOf(model, second, state);
    otherGraph.draw(second, others, {
      ...look, focus: focusOf(model, second, state, others),
      bold: isBold(second, scene, state.against),
    });
  }
}

// A second graph, which shows the same part as the first.
function besides(first) {
  const made = makeGraph(document.getElementById("other-graph"), model, on, pointed);
  made.follow(first);
  first.follow(made);
  return made;
}

// Which lines are drawn bold: those that the other of two scenes does not show; with one lens, those
// that its voice affirms itself.
function isBold(one, other, { lens, voice, alone }) {
  if (other) {
    return ({ ties }) => ties.some((tie) => !other.propositions[tie]);
  }
  return lens === "voice" && !alone
    ? ({ ties }) => ties.some((tie) => one.standings.affirmedBy[tie].includes(voice)) : null;
}

function sizesOf(state, seen = scene) {
  const measured = measureOf(model, seen.standings, state.measure, seen.propositions);
  return (actor) => Number((9 + Math.min(36, 3 * Math.sqrt(measured[actor]))).toFixed(1));
}

// A change whose sheet takes the focus.
function changeAndFocus(patch, focus = true) {
  focusWanted = focus;
  change(patch);
  focusWanted = false;
}

function choose(chosen, focus = true) {
  const { added } = history.state;
  const missing = endsOfChosen(model, chosen).filter((actor) => !scene.actors.has(actor));
  changeAndFocus({ chosen, ...(missing.length ? { added: [...added, ...missing] } : {}) }, focus);
}

function tiesOf(actor) {
  return [...model.propositionsOf(actor)].filter((p) => united.propositions[p] && isTie(model, p));
}

// Draw an actor's neighbours besides what is drawn.
function expand(actor) {
  const { added } = history.state;
  const found = neighbours(model, united.propositions, actor);
  change({ chosen: { actor }, added: [...new Set([...added, actor, ...found])] });
  announce(`${count(found.size, "neighbour")} of ${model.actors.label[actor]} drawn.`);
}

// The day by which each claim had been reported first, and the span of each proposition.
function timesOf({ claims, reports, reportsOf, sources, propositions }) {
  return {
    reported: claims.iri.map((_, claim) => [...reportsOf(claim)]
      .map((report) => sources.known[reports.source[report]])
      .reduce((first, day) => (first === null || (day !== null && day < first) ? day : first), null)),
    held: propositions.first.map((first, p) => [first, propositions.last[p]]),
  };
}

function announce(text) {
  said.textContent = text;
}

// Say something that those who look are to see as well, for a while.
function tell(text) {
  announce(text);
  const hint = document.getElementById("hint");
  hint.textContent = text;
  hint.hidden = false;
  clearTimeout(toldUntil);
  toldUntil = setTimeout(() => { hint.hidden = true; }, TOLD_MILLISECONDS);
}

// What is drawn, through each lens: [scene, what of the state is the lens].
function scenesDrawn() {
  const { lens, voice, against } = history.state;
  return second ? [[scene, { lens, voice, against: null }], [second, { ...against, against: null }]]
    : [[scene, {}]];
}

// What the table lists, or else what is drawn and the facts about it.
function propositionsSaved() {
  const listed = rowsSeen(model, scene, second);
  const drawn = new Set(united.ties);
  return history.state.table ? listed : listed.filter((p) => (isTie(model, p)
    ? drawn.has(p) : scene.actors.has(model.propositions.subject[p])));
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
  arrange(history.state);
  redraw();
  fit();
});
click("undo", history.undo);
click("reset", () => {
  search.clear();
  timeline.stop();
  history.reset();
  fit();
});
click("table-button", () => change({ table: !history.state.table }));
// A page in a frame, as notebooks show it, has no address to send.
document.getElementById("link").hidden = window.location.protocol === "about:";
click("link", () => copy(history.address(), (done) => tell(!done ? NOT_COPIED
  : window.location.protocol === "file:"
    ? "The link to this view is copied. It opens where this file is: send the file as well."
    : "The link to this view is copied.")));
click("skip", () => document.getElementById(history.state.table ? "table" : "graph").focus());
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = menu.contains(event.target);
  });
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox], [type=range]), textarea");
  const writing = event.target.matches("input[type=search], textarea");
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach(closeMenu);
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
  pictures: () => scenesDrawn().map(([one, lens]) => {
    const state = { ...history.state, ...lens };
    const lines = linesOf(model, one, state);
    const heading = sheet(history.state)?.heading;
    const words = [viewInWords(model, state), heading].filter(Boolean).join(": ");
    return [words, pictureOf(model, words, one, lines, {
      theme, place: layout.place, size: sizesOf(state), focus: focusOf(model, one, state, lines),
      bold: isBold(one, one === scene ? second : scene, state),
    })];
  }),
  rows: () => rowsOf(model, scene, propositionsSaved().filter((p) => isTie(model, p)),
    second && ((p) => lensesOf(model, scene, second, history.state, p))),
  claims: () => claimRowsOf(model, scene, propositionsSaved()),
  words: () => viewInWords(model, history.state),
  failed: (error) => tell(`Not saved: ${error.message}`),
});
window.addEventListener("hashchange", () => history.isOwn() || take());
for (const query of ["(prefers-color-scheme: dark)", "print"]) {
  window.matchMedia(query).addEventListener("change", redraw);
}

function take() {
  const unknown = history.read();
  if (unknown) {
    tell(`The address names ${count(unknown, "thing")} that this page does not hold.`);
  }
}

take();
// For tests: the drawn networks, the data, and the way in which everything changes.
window.kgPage = Object.freeze({
  model, change, history, layout, graph, network: graph.network,
  scene: () => scene, otherGraph: () => otherGraph,
});
requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; });
