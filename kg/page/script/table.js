// What is seen as a table: the graph for those who read rather than look.

const MOST_ROWS = 500;
const TABLE_HEADINGS = ["What is claimed", "When", "Status", "Affirmed by", "Denied by", "Sources", "Origins"];

function makeTable(model, on) {
  const region = document.getElementById("table");

  function show(scene, state) {
    region.hidden = !state.table;
    if (region.hidden) {
      region.replaceChildren();
      return;
    }
    const rows = rowsSeen(model, scene);
    region.replaceChildren(
      element("table", {},
        element("caption", { dir: "auto" }, caption(model, rows, state)),
        element("thead", {}, element("tr", {}, ...TABLE_HEADINGS.map((heading) =>
          element("th", { scope: "col" }, heading)))),
        element("tbody", {}, ...rows.slice(0, MOST_ROWS).map((p) => row(scene.standings, p)))),
    );
  }

  function row(standings, p) {
    const { statement, from, until } = model.propositions;
    const names = (voices) => voices.map((voice) => model.voices.name[voice]).join(", ");
    const cell = (text) => element("td", { dir: "auto" }, String(text));
    return element("tr", {},
      element("th", { scope: "row" }, linkButton(statement[p], () => on.proposition(p))),
      cell(interval(from[p], until[p])),
      cell(model.statuses[standings.status[p]] || "No status"),
      cell(names(standings.affirmedBy[p])),
      cell(names(standings.deniedBy[p])),
      cell(standings.sources[p]),
      cell(standings.origins[p]));
  }

  return { show };
}

function caption(model, rows, state) {
  const shown = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} shown` : "";
  return `${viewInWords(model, state)}: ${count(rows.length, "proposition")}${shown}`;
}

// The propositions about what is drawn, in the order of their days.
function rowsSeen(model, scene) {
  const { first, statement } = model.propositions;
  return [...scene.propositions.keys()]
    .filter((p) => scene.propositions[p] && endsOf(model, p).every((end) => scene.actors.has(end)))
    .sort((a, b) => (first[a] ?? -Infinity) - (first[b] ?? -Infinity)
      || statement[a].localeCompare(statement[b], "en"));
}
