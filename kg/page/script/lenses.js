// The choice of lenses: everything, what nobody contests, or what one voice holds.

const MOST_VOICES = 200;
const MOST_NAMED_FILTERS = 4;

function lensInWords(model, { lens, voice }) {
  return {
    all: "all claims",
    uncontested: "what is uncontested",
    voice: `according to ${model.voices.name[voice]}`,
  }[lens];
}

// What is seen, in words, as a title.
function viewInWords(model, state) {
  const { from, until, asOf } = state;
  return [
    model.title,
    state.question,
    state.lens === "all" ? "" : lensInWords(model, state),
    state.against ? `beside ${lensInWords(model, state.against)}` : "",
    asOf === null ? "" : `as reported by ${dayText(asOf)}`,
    from === null && until === null ? "" : `held ${heldInWords(from, until)}`,
    ...filtersInWords(model, state),
  ].filter(Boolean).join(", ");
}

// What else is left out of what is seen.
function filtersInWords(model, state) {
  const { around, depth, alone, began, single, hidden } = state;
  const labels = (rows, names) => rows.filter(({ name }) => names.includes(name))
    .map(({ label }) => label);
  const without = [...labels(model.types, state.types), ...state.polarities,
    ...labels(model.lines, state.lines), ...labels(model.relations, state.relations)];
  return [
    around && `around ${around.map((actor) => model.actors.label[actor]).join(" and ")}`,
    around && depth > 1 && `${depth} ties away`,
    alone && "only what it says itself",
    began && "begun then",
    single && "from one origin",
    without.length > MOST_NAMED_FILTERS ? `without ${count(without.length, "row")} of the legend`
      : without.length > 0 && `without ${without.join(" and ")}`,
    hidden.length > 0 && `without ${count(hidden.length, "actor")}`,
  ];
}

function heldInWords(from, until) {
  if (from !== null && until !== null) {
    return from === until ? `on ${dayText(from)}` : `between ${dayText(from)} and ${dayText(until)}`;
  }
  return from === null ? `until ${dayText(until)}` : `from ${dayText(from)}`;
}

function makeLenses(model, change) {
  const own = document.getElementById("lens");
  const other = document.getElementById("against");
  const voices = voicesByClaims(model);
  own.append(...choices(model, voices));
  other.append(element("option", { value: "" }, "nothing"), ...choices(model, voices));
  own.addEventListener("change", () => change(lensOf(own.value)));
  other.addEventListener("change", () =>
    change({ against: other.value ? lensOf(other.value) : null }));

  function show(state, scenes) {
    chooseLens(model, own, state);
    chooseLens(model, other, state.against);
    document.querySelectorAll("figure").forEach((figure, index) => {
      const lens = [state, state.against][index];
      figure.hidden = lens === null;
      const caption = figure.querySelector("figcaption");
      caption.hidden = state.against === null && state.lens === "all";
      caption.textContent = lens ? captionOf(model, scenes[index], lens) : "";
    });
  }

  return { show };
}

// "according to Taliban: 49 propositions that it affirms or suggests itself, 260 that nobody contests"
function captionOf(model, { standings, tally }, lens) {
  if (lens.lens !== "voice") {
    return lensInWords(model, lens);
  }
  let own = 0;
  let all = 0;
  for (let p = 0; p < tally.length; p += 1) {
    all += tally[p];
    own += Number(tally[p] && standings.affirmedBy[p].includes(lens.voice));
  }
  return `${lensInWords(model, lens)}: ${count(own, "proposition")} that it affirms or suggests itself`
    + (all > own ? `, ${(all - own).toLocaleString("en")} that nobody contests` : "");
}

function choices(model, voices) {
  return [
    element("option", { value: "all" }, "all claims"),
    element("option", { value: "uncontested" }, "what is uncontested"),
    element("optgroup", { label: "according to" },
      ...voices.slice(0, MOST_VOICES).map((voice) => voiceOption(model, voice))),
  ];
}

function voiceOption(model, voice) {
  return element("option", { value: `voice:${voice}` }, model.voices.name[voice]);
}

function lensOf(value) {
  const [lens, voice] = value.split(":");
  return { lens, voice: voice === undefined ? null : Number(voice) };
}

function chooseLens(model, select, lens) {
  const value = !lens ? "" : lens.lens === "voice" ? `voice:${lens.voice}` : lens.lens;
  if (![...select.options].some((option) => option.value === value)) {
    select.querySelector("optgroup").append(voiceOption(model, lens.voice));
  }
  select.value = value;
}

// The voices, those with the most claims first.
function voicesByClaims(model) {
  const numbers = new Float64Array(model.voices.iri.length);
  for (const voices of model.claims.voices) {
    voices.forEach((voice) => { numbers[voice] += 1; });
  }
  return [...numbers.keys()].filter((voice) => numbers[voice])
    .sort((a, b) => numbers[b] - numbers[a]
      || model.voices.name[a].localeCompare(model.voices.name[b], "en"));
}
