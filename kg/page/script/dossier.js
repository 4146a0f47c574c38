// The dossier of an actor: its names, its ties by relation, what it says.

const MOST_LISTED = 200;

function dossierSheet(model, scene, actor, on) {
  const voice = model.voices.actor.indexOf(actor);
  return {
    heading: model.actors.label[actor],
    content: [
      terms([
        ["Type", model.types[model.actors.type[actor]].label],
        ["Other names", names(model.actors.names[actor])],
        ["Id", element("code", {}, model.actors.iri[actor])],
      ]),
      ...tiesByRelation(model, scene, actor, on),
      ...(voice < 0 ? [] : spoken(model, scene, voice, on)),
    ],
  };
}

function tiesByRelation(model, scene, actor, on) {
  const groups = new Map();
  const seen = [...model.propositionsOf(actor)].filter((p) => scene.propositions[p]);
  for (const p of seen) {
    const outward = model.propositions.subject[p] === actor;
    const { label, symmetric } = relationOf(model, p);
    const heading = outward || symmetric ? label : `${label}, from others`;
    const when = interval(model.propositions.from[p], model.propositions.until[p]);
    const text = isTie(model, p)
      ? [model.actors.label[otherEnd(model, p, actor)], when].filter(Boolean).join(", ")
      : model.propositions.statement[p];
    groups.set(heading, [...(groups.get(heading) ?? []),
      propositionLine(model, scene.standings, p, text, on)]);
  }
  const hidden = model.propositionsOf(actor).length - seen.length;
  return [
    ...[...groups].sort(([a], [b]) => a.localeCompare(b, "en")).flatMap(([heading, ties]) => [
      element("h3", { dir: "auto" }, heading), ...listed(ties)]),
    hidden ? element("p", { class: "quiet" },
      `${count(hidden, "more tie")} through other lenses, on other days or hidden by the legend`) : "",
  ];
}

function spoken(model, scene, voice, on) {
  const { claims } = model;
  const own = [];
  for (let claim = 0; claim < model.sizes.claims; claim += 1) {
    if ((claims.claimant[claim] === voice || claims.voices[claim].includes(voice))
      && seenReportsOf(model, scene.standings, claim).length) {
      own.push(claim);
    }
  }
  own.sort((a, b) => (claims.last[a] ?? Infinity) - (claims.last[b] ?? Infinity) || a - b);
  return own.length ? [
    element("h3", {}, `What it says: ${count(own.length, "claim")}`),
    ...listed(own.map((claim) => element("p", { class: "tie" },
      element("span", { class: "quiet" },
        [claims.said[claim], model.stances[claims.stance[claim]].toLowerCase()]
          .filter(Boolean).join(" "), ": "),
      linkButton(model.propositions.statement[claims.proposition[claim]],
        () => on.proposition(claims.proposition[claim], claim))))),
  ] : [];
}

function listed(items) {
  return items.length <= MOST_LISTED ? items : [
    ...items.slice(0, MOST_LISTED),
    element("p", { class: "quiet" }, `and ${(items.length - MOST_LISTED).toLocaleString("en")} more`),
  ];
}

// Names of several scripts side by side keep their own direction.
function names(labels) {
  return labels.length
    ? element("ul", {}, ...labels.map((label) => element("li", { dir: "auto" }, label)))
    : "";
}

// The ties that share a line.
function bundleSheet(model, scene, ties, on) {
  const [a, b] = endsOf(model, ties[0]);
  return {
    heading: `${model.actors.label[a]} and ${model.actors.label[b]}: ${count(ties.length, "tie")}`,
    content: ties.map((p) =>
      propositionLine(model, scene.standings, p, model.propositions.statement[p], on)),
  };
}

// The steps of a path, or that there is none.
function pathSheet(model, scene, [from, to], on) {
  const steps = scene.path;
  const heading = `From ${model.actors.label[from]} to ${model.actors.label[to]}`;
  if (!steps) {
    return { heading, content: [element("p", {}, "No path in what is seen now.")] };
  }
  return {
    heading,
    content: [
      element("p", {}, `${count(steps.length - 1, "tie")} along the shortest way.`),
      element("ol", {}, ...steps.slice(1).map(({ tie }) =>
        element("li", {}, propositionLine(model, scene.standings, tie,
          model.propositions.statement[tie], on)))),
    ],
  };
}

// What is seen through one of two lenses only.
function comparisonSheet(model, scene, second, state, on) {
  const only = (one, other) => [...one.tally.keys()].filter((p) => one.propositions[p]
    && !other.propositions[p]);
  const list = (heading, propositions) => [
    element("h3", { dir: "auto" }, `${heading}: ${propositions.length.toLocaleString("en")}`),
    ...listed(propositions.map((p) =>
      propositionLine(model, scene.standings, p, model.propositions.statement[p], on))),
  ];
  const both = scene.propositions.reduce((sum, seen, p) => sum + (seen && second.propositions[p]), 0);
  return {
    heading: "Two lenses compared",
    content: [
      element("p", {}, `${count(both, "proposition")} through both`),
      ...list(`Only ${lensInWords(model, state)}`, only(scene, second)),
      ...list(`Only ${lensInWords(model, state.against)}`, only(second, scene)),
    ],
  };
}
