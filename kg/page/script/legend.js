// The legend: its rows filter what they explain, and count what lens and clocks let through.

// change(patch) changes the state of the page.
function makeLegend(model, change) {
  const nav = document.querySelector("nav");
  const controls = [...nav.querySelectorAll("[data-filter]")];
  const shown = document.getElementById("shown");
  const only = document.getElementById("only");
  const switches = ["single", "alone", "began", "apart"].map((id) => document.getElementById(id));
  const most = document.getElementById("most");
  const measure = document.getElementById("measure");
  const of = (filter) => controls.filter((control) => control.dataset.filter === filter);

  measure.append(...Object.entries(MEASURES).map(([value, label]) =>
    element("option", { value }, label)));
  most.append(...stepsTo(model.sizes.actors).map((number) =>
    element("option", { value: String(number) }, number.toLocaleString("en"))),
  element("option", { value: "" }, "all"));
  if (window.matchMedia("(max-width: 48rem)").matches) {
    nav.querySelector("details").open = false;
  }
  nav.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.filter) {
      turn(button, !isOn(button));
      apply(button.dataset.filter);
    } else if (button?.dataset.all ?? button?.dataset.none) {
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
    change({ around: null, depth: 1, propositions: null, things: null, question: null, hidden: [] }));
  for (const one of switches) {
    one.addEventListener("change", () => change({ [one.id]: one.checked }));
  }
  most.addEventListener("change", () => change({ most: most.value ? Number(most.value) : null }));
  measure.addEventListener("change", () => change({ measure: measure.value }));

  function row(id) {
    return document.getElementById(id).closest("label");
  }

  function apply(filter) {
    change({ [filter]: of(filter).filter((control) => !isOn(control))
      .map((control) => control.dataset.value) });
  }

  function show(state, scene) {
    const counts = countsOf(model, scene);
    for (const control of controls) {
      const { filter, value } = control.dataset;
      turn(control, !state[filter].includes(value));
      const number = counts[filter].get(value) ?? 0;
      control.closest("li").querySelector(".count").textContent = number.toLocaleString("en");
      control.closest("li").classList.toggle("nothing", !number);
    }
    for (const one of switches) {
      one.checked = state[one.id];
    }
    row("alone").hidden = state.lens !== "voice" && state.against?.lens !== "voice";
    row("began").hidden = state.from === null && state.until === null;
    measure.value = state.measure;
    if (state.most !== null && ![...most.options].some(({ value }) => value === String(state.most))) {
      most.prepend(element("option", { value: String(state.most) }, String(state.most)));
    }
    most.value = state.most === null ? "" : String(state.most);
    shown.textContent = shownInWords(model, scene);
    const restricted = onlyInWords(model, state);
    only.hidden = !restricted;
    only.querySelector("span").textContent = restricted;
  }

  return { show };
}

// "40 of 160 actors, 198 of 333 ties shown"
function shownInWords(model, scene) {
  const some = (part, whole, noun) => `${part.toLocaleString("en")} of ${count(whole, noun)}`;
  return `${some(scene.actors.size, model.sizes.actors, "actor")}, `
    + `${some(scene.ties.length, model.sizes.ties, "tie")} shown`;
}

// To what the graph is restricted, beside lens, clocks and legend.
function onlyInWords(model, { around, depth, propositions, things, question, hidden }) {
  const names = around?.map((actor) => model.actors.label[actor]).join(", ");
  return [
    around ? `Around ${names}, ${count(depth, "tie")} away.` : "",
    propositions || things ? `Only what answers: ${question ?? "a query"}` : "",
    hidden.length ? `${count(hidden.length, "actor")} hidden.` : "",
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
      add(counts.relations, relationOf(model, p).name);
      if (isTie(model, p)) {
        add(counts.polarities, model.polarity[p]);
        add(counts.lines, lineOf(model, scene.standings, p));
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
