// What is seen as a table: the graph for those who read rather than look.

const MOST_ROWS = 500;
// One for all comparisons: making one is slow.
const IN_ENGLISH = new Intl.Collator("en");
const TABLE_HEADINGS = ["What is claimed", "When", "Where", "Status", "Affirmed by", "Denied by",
  "Sources", "Origins"];

function makeTable(model, on) {
  const region = document.getElementById("table");

  // second: what a second lens shows, to compare, or null.
  function show(scene, second, state) {
    const opened = region.hidden;
    region.hidden = !state.table;
    if (region.hidden) {
      region.replaceChildren();
      return;
    }
    const rows = rowsSeen(model, scene, second);
    const headings = second ? [...TABLE_HEADINGS, "Lens"] : TABLE_HEADINGS;
    region.replaceChildren(
      element("table", {},
        element("caption", { dir: "auto" }, caption(model, rows, state)),
        element("thead", {}, element("tr", {}, ...headings.map((heading) =>
          element("th", { scope: "col" }, heading)))),
        element("tbody", {}, ...rows.slice(0, MOST_ROWS).map((p) => row(scene, second, state, p)))),
    );
    region.scrollTop = opened ? 0 : region.scrollTop;
  }

  function row(scene, second, state, p) {
    const { standings } = scene;
    const { statement, from, until, place } = model.propositions;
    const names = (denying) => voicesOn(model, standings, p, denying)
      .map((one) => voiceInWords(model, one)).join(", ");
    const cell = (text) => element("td", { dir: "auto" }, String(text));
    const chosen = state.chosen?.proposition === p ? { "aria-current": "true" } : {};
    return element("tr", chosen,
      element("th", { scope: "row" }, linkButton(statement[p], () => on.proposition(p))),
      cell(interval(from[p], until[p])),
      cell(place[p]),
      cell(statusShort(model, standings, p)),
      cell(names(false)),
      cell(names(true)),
      cell(standings.sources[p]),
      cell(standings.origins[p]),
      second && cell(lensesOf(model, scene, second, state, p)));
  }

  return { show };
}

// Through which of two lenses a proposition is seen.
function lensesOf(model, scene, second, state, p) {
  const seen = [[scene, state], [second, state.against]].filter(([one]) => one.propositions[p]);
  return seen.length > 1 ? "both" : lensInWords(model, seen[0][1]);
}

function caption(model, rows, state) {
  const shown = rows.length > MOST_ROWS ? `, the first ${MOST_ROWS} shown` : "";
  return `${viewInWords(model, state)}: ${count(rows.length, "proposition")}${shown}`;
}

// Every proposition that is seen through one lens or the other, whether its actors are drawn or are
// too many to be drawn, in the order of their days.
function rowsSeen(model, scene, second) {
  const { first, statement } = model.propositions;
  return [...scene.propositions.keys()]
    .filter((p) => [scene, second].some((one) => one?.propositions[p]
      && endsOf(model, p).every((end) => one.candidates.has(end))))
    .sort((a, b) => (first[a] ?? Infinity) - (first[b] ?? Infinity)
      || IN_ENGLISH.compare(statement[a], statement[b]));
}
