// What two lenses show otherwise, and the ways between two actors, as sheets.

// The steps of a path, with every tie along it, or that there is none.
function pathSheet(model, scene, [from, to], on) {
  const steps = scene.path;
  const heading = `From ${model.actors.label[from]} to ${model.actors.label[to]}`;
  if (!steps) {
    return { heading, content: [element("p", {}, "No path in what is seen now.")] };
  }
  return {
    heading,
    content: [
      element("p", {}, `${count(steps.length - 1, "step")} along a shortest way, whatever the direction of the ties.`),
      element("ol", {}, ...steps.slice(1).map(({ actor }, index) =>
        element("li", {}, ...tiesBetween(model, scene, steps[index].actor, actor).map((tie) =>
          propositionLine(model, scene.standings, tie, model.propositions.statement[tie], on))))),
    ],
  };
}

// The ties between two actors that are seen, the best sourced first.
function tiesBetween(model, scene, one, other) {
  const { sources } = scene.standings;
  return [...model.propositionsOf(one)]
    .filter((p) => scene.propositions[p] && isTie(model, p) && otherEnd(model, p, one) === other)
    .sort((a, b) => sources[b] - sources[a] || a - b);
}

function comparisonSheet(model, scene, second, state, on) {
  const voices = state.lens === "voice" && state.against.lens === "voice";
  const groups = voices
    ? stancesCompared(model, scene, state) : sightCompared(model, scene, second, state);
  return {
    heading: "Two lenses compared",
    content: groups.filter(({ items }) => items.length).map(({ heading, items, open }) =>
      element("details", open ? { open: "" } : {},
        element("summary", { dir: "auto" }, `${heading}: ${items.length.toLocaleString("en")}`),
        ...listed(items, (p) => propositionLine(model, scene.standings, p,
          model.propositions.statement[p], on)))),
  };
}

// Of two voices: on what they contradict each other, agree, or speak alone.
function stancesCompared(model, scene, state) {
  const mask = throughLegend(model, scene.standings, state, scene.clocks);
  const [one, other] = [state.voice, state.against.voice];
  const [oneName, otherName] = [one, other].map((voice) => model.voices.name[voice]);
  const stance = (p, voice) => {
    const affirms = scene.standings.affirmedBy[p].includes(voice);
    const denies = scene.standings.deniedBy[p].includes(voice);
    return affirms && denies ? "takes both sides"
      : affirms ? "affirms or suggests" : denies ? "denies or doubts" : "";
  };
  const groups = new Map();
  for (let p = 0; p < mask.length; p += 1) {
    const [a, b] = mask[p] ? [stance(p, one), stance(p, other)] : ["", ""];
    if (a || b) {
      const heading = a === b ? `Both: ${a}`
        : [a && `${oneName} ${a}`, b && `${otherName} ${b}`].filter(Boolean).join(", ");
      const rank = a && b ? Number(a === b) : 2;
      groups.set(heading, groups.get(heading) ?? { heading, rank, open: rank === 0, items: [] });
      groups.get(heading).items.push(p);
    }
  }
  return [...groups.values()].sort((a, b) => a.rank - b.rank || a.heading.localeCompare(b.heading, "en"));
}

function sightCompared(model, scene, second, state) {
  const all = [...scene.propositions.keys()];
  const only = (one, two) => all.filter((p) => one.propositions[p] && !two.propositions[p]);
  return [
    { heading: `Only ${lensInWords(model, state)}`, items: only(scene, second), open: true },
    { heading: `Only ${lensInWords(model, state.against)}`, items: only(second, scene), open: true },
    { heading: "Both", items: all.filter((p) => scene.propositions[p] && second.propositions[p]) },
  ];
}
