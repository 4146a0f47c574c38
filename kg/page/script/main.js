// The parts at work together. What is chosen is one actor, one proposition, or nothing.

const model = readModel();
const on = {
  actor(id) {
    panel.showActor(id);
    graph.select(id);
    graph.reveal(id, panel.width());
  },
  proposition(id, claim) {
    panel.showProposition(id, claim);
    graph.select(id);
    graph.reveal(id, panel.width());
  },
  nothing() {
    panel.close();
    graph.select(null);
  },
  ready() {
    document.documentElement.dataset.ready = "true";
  },
};
const panel = makePanel(model, on);
const graph = makeGraph(model, on);
const filters = makeFilters(model, graph.show);
const search = makeSearch(model, (id) => {
  filters.allowType(model.actors[id].type);
  on.actor(id);
  graph.zoomTo(id, panel.width());
});

filters.apply();
document.getElementById("fit").addEventListener("click", () => graph.fit());
document.getElementById("reset").addEventListener("click", () => {
  search.clear();
  on.nothing();
  filters.reset();
  graph.restore();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    on.nothing();
  }
});

// For tests: the drawn network, and the ids that it uses.
window.kgPage = Object.freeze({ network: graph.network, actors: model.actors, relations: model.relations });
