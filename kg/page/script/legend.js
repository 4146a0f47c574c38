// The legend: its rows filter what they explain, and count what lens and clocks let through.

// change(patch) changes the state of the page.
function makeLegend(model, change) {
  const nav = document.querySelector("nav");
  const controls = [...nav.querySelectorAll("[data-filter]")];
  const shown = document.getElementById("shown");
  const only = document.getElementById("only");
  const single = document.getElementById("single");
  const apart = document.getElementById("apart");
  const most = document.getElementById("most");
  const measure = document.getElementById("measure");
  const of = (filter) => controls.filter((control) => control.dataset.filter === filter);

  measure.append(...Object.entries(MEASURES).map(([value, label]) =>
    element("option", { value }, label.toLowerCase())));
  most.append(...stepsTo(model.sizes.actors).map((number) =>
    element("option", { value: String(number) }, number.toLocaleString("en"))),
  element("option", { value: "" }, "all"));
  if (window.matchMedia("(max-width: 45rem)").matches) {
    nav.querySelector("details").open = false;
  }
  nav.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.filter) {
      turn(button, !isOn(button));
      apply(button.dataset.filter);
    } else if (button) {
      const name = button.dataset.all ?? button.dataset.none;
      of(name).forEach((control) => turn(control, "all" in button.dataset));
      apply(name);
    }
  });
  nav.addEventListener("change", (event) => {
    if (event.target.dataset.filter) {
      apply(event.target.dataset.filter);
    }
  });
  only.querySelector("button").addEventListener("click", () =>
    change({ around: null, depth: 1, propositions: null, things: null, question: null }));
  single.addEventListener("change", () => change({ single: single.checked }));
  apart.addEventListener("change", () => change({ apart: apart.checked }));
  most.addEventListener("change", () => change({ most: most.value ? Number(most.value) : null }));
  measure.addEventListener("change", () => change({ measure: measure.value }));

  function apply(filter) {
    change({ [filter]: of(filter).filter((control) => !isOn(control))
      .map((control) => control.dataset.value) });
  }

  function show(state, scene) {
    const counts = countsOf(model, scene);
    for (const control of controls) {
      const { filter, value } = control.dataset;
      turn(control, !state[filter].includes(value));
      const row = control.closest("li");
      row.querySelector(".count").textContent = (counts[filter].get(value) ?? 0).toLocaleString("en");
      row.classList.toggle("nothing", !counts[filter].get(value));
    }
    single.checked = state.single;
    apart.checked = state.apart;
    measure.value = state.measure;
    if (state.most !== null && ![...most.options].some(({ value }) => value === String(state.most))) {
      most.prepend(element("option", { value: String(state.most) }, String(state.most)));
    }
    most.value = state.most === null ? "" : String(state.most);
    shown.textContent = shownInWords(model, scene);
    only.hidden = !(state.around || state.propositions || state.things);
    only.querySelector("span").textContent = onlyInWords(model, state);
  }

  return { show };
}

// "40 of 160 actors, 198 of 333 ties shown"
function shownInWords(model, scene) {
  const ties = model.propositions.object.filter((object) => object >= 0).length;
  const some = (part, whole, noun) => `${part.toLocaleString("en")} of ${count(whole, noun)}`;
  return `${some(scene.actors.size, model.sizes.actors, "actor")}, `
    + `${some(scene.ties.length, ties, "tie")} shown`;
}

// To what the graph is restricted, beside lens, clocks and legend.
function onlyInWords(model, { around, depth, propositions, things, question }) {
  const names = around?.map((actor) => model.actors.label[actor]).join(", ");
  return [
    around ? `Around ${names}, ${count(depth, "tie")} away.` : "",
    propositions || things ? `Only what answers: ${question ?? "a query"}` : "",
  ].filter(Boolean).join(" ");
}

function stepsTo(number) {
  return [10, 20, 40, 80, 150, 300, 1000, 5000].filter((step) => step < number);
}

// How often each row occurs in what lens and clocks let through.
function countsOf(model, scene) {
  const counts = {
    types: new Map(), polarities: new Map(), lines: new Map(), relations: new Map(),
  };
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  const actors = new Set();
  for (let p = 0; p < scene.tally.length; p += 1) {
    if (scene.tally[p]) {
      endsOf(model, p).forEach((actor) => actors.add(actor));
      if (isTie(model, p)) {
        add(counts.polarities, model.polarity[p]);
        add(counts.lines, lineOf(model, scene.standings, p));
        add(counts.relations, relationOf(model, p).name);
      }
    }
  }
  actors.forEach((actor) => add(counts.types, model.types[model.actors.type[actor]].name));
  return counts;
}

function isOn(control) {
  return control.type === "checkbox"
    ? control.checked : control.getAttribute("aria-pressed") === "true";
}

function turn(control, on) {
  if (control.type === "checkbox") {
    control.checked = on;
  } else {
    control.setAttribute("aria-pressed", String(on));
  }
}
