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
        ["Over all ties", positionOf(model.actors, actor)],
        ["Id", element("code", {}, model.actors.iri[actor])],
      ]),
      ...(voice < 0 ? [] : spoken(model, scene, voice, on)),
      ...tiesByRelation(model, scene, actor, on),
    ],
  };
}

// Where an actor stands among all, whatever lens or day.
function positionOf({ betweenness, pagerank, community }, actor) {
  const share = (value) => value.toFixed(3);
  return [
    `betweenness ${share(betweenness[actor])}`,
    `PageRank ${share(pagerank[actor])}`,
    community[actor] ? `community ${community[actor]}` : "in no community",
  ].join(", ");
}

function tiesByRelation(model, scene, actor, on) {
  const groups = new Map();
  const seen = [...model.propositionsOf(actor)].filter((p) => scene.propositions[p]);
  for (const p of seen) {
    const outward = model.propositions.subject[p] === actor;
    const { label, symmetric } = relationOf(model, p);
    const heading = outward || symmetric ? label : `${label}, from others`;
    groups.set(heading, groups.get(heading) ?? []);
    groups.get(heading).push(p);
  }
  const hidden = model.propositionsOf(actor).length - seen.length;
  return [
    ...[...groups].sort(([a], [b]) => a.localeCompare(b, "en")).flatMap(([heading, ties]) => [
      element("h3", { dir: "auto" }, `${heading}: ${ties.length.toLocaleString("en")}`),
      ...listed(ties, (p) => tieLine(model, scene, actor, p, on))]),
    hidden ? element("p", { class: "quiet" },
      `${count(hidden, "more tie")} through other lenses, on other days or hidden by the legend`) : "",
  ];
}

// A tie or fact of an actor: who is at its other end, or what it says, and when.
function tieLine(model, scene, actor, p, on) {
  const when = interval(model.propositions.from[p], model.propositions.until[p]);
  const text = isTie(model, p)
    ? [model.actors.label[otherEnd(model, p, actor)], when].filter(Boolean).join(", ")
    : model.propositions.statement[p];
  return propositionLine(model, scene.standings, p, text, on);
}

// What a voice says, or says on behalf of others, of what the clocks let through: a line for each
// stance that it takes on a day, however many sources report it.
function spoken(model, scene, voice, on) {
  const { claims } = model;
  const lines = new Map();
  let number = 0;
  for (let claim = 0; claim < model.sizes.claims; claim += 1) {
    const p = claims.proposition[claim];
    if ((claims.claimant[claim] === voice || claims.voices[claim].includes(voice))
      && scene.clocks[p] && seenReportsOf(model, scene.standings, claim).length) {
      const key = [p, claims.stance[claim], claims.said[claim]].join();
      lines.set(key, [...(lines.get(key) ?? []), claim]);
      number += 1;
    }
  }
  const ordered = [...lines.values()].sort(([a], [b]) =>
    (claims.last[a] ?? Infinity) - (claims.last[b] ?? Infinity) || a - b);
  return number ? [element("details", {},
    element("summary", {}, `What it says: ${count(number, "claim")}`),
    ...listed(ordered, (same) => spokenLine(model, same, on)))] : [];
}

function spokenLine(model, same, on) {
  const { said, stance, proposition } = model.claims;
  const [claim] = same;
  const times = same.length > 1 ? ` (${count(same.length, "claim")})` : "";
  return element("p", { class: "tie" },
    element("span", { class: "quiet" },
      [said[claim], model.stances[stance[claim]].toLowerCase()].filter(Boolean).join(" "), ": "),
    linkButton(model.propositions.statement[proposition[claim]],
      () => on.proposition(proposition[claim], claim)),
    element("span", { class: "quiet" }, times));
}

// A line for each item, as make(item) gives it, and how many more there are than are listed.
function listed(items, make) {
  const more = items.length - MOST_LISTED;
  return [
    ...items.slice(0, MOST_LISTED).map(make),
    more > 0 ? element("p", { class: "quiet" }, `and ${more.toLocaleString("en")} more`) : "",
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
  return {
    heading: bundleHeading(model, ties),
    content: ties.map((p) =>
      propositionLine(model, scene.standings, p, model.propositions.statement[p], on)),
  };
}

function bundleHeading(model, ties) {
  const [a, b] = endsOf(model, ties[0]);
  return `${model.actors.label[a]} and ${model.actors.label[b]}: ${count(ties.length, "tie")}`;
}
