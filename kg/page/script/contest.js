// The contest sheet of a proposition: who affirms it and who denies it, when, in which source.

const SIDES = [["Affirmed or suggested", (stance) => stance < DENIES],
  ["Denied or doubted", (stance) => stance >= DENIES]];

// on: {actor(actor), proposition(proposition, claim)}. Gives {heading, content}.
function contestSheet(model, scene, proposition, on) {
  const { standings } = scene;
  const { propositions } = model;
  const claims = [...model.claimsOn(proposition)]
    .filter((claim) => seenReportsOf(model, standings, claim).length);
  const voices = (denying) => voicesOn(model, standings, proposition, denying)
    .map((one) => voiceButton(model, one.voice, voiceInWords(model, one), on));
  const where = isTie(model, proposition) ? [
    ["From", actorButton(model, propositions.subject[proposition], on)],
    [relationOf(model, proposition).symmetric ? "And" : "To",
      actorButton(model, propositions.object[proposition], on)],
  ] : [["About", actorButton(model, propositions.subject[proposition], on)]];
  const { label, family } = relationOf(model, proposition);
  return {
    heading: propositions.statement[proposition],
    content: [
      element("p", { class: "status" }, statusInWords(model, standings, proposition)),
      terms([
        ...where,
        ["Relation", family ? `${label} (${family.toLowerCase()})` : label],
        ["When", interval(propositions.from[proposition], propositions.until[proposition])],
        ["Where", propositions.place[proposition]],
        ["Affirmed by", commas(voices(false))],
        ["Denied by", commas(voices(true))],
        ["Reported in", standings.sources[proposition]
          ? count(standings.sources[proposition], "source") : ""],
        ["Origins", originsOf(model, spokenOn(model, standings, proposition))
          .map((origin) => model.sources.label[origin]).join("; ")],
      ]),
      ...changesList(model, standings, proposition, on),
      ...rivalsOf(model, scene, proposition, on),
      ...SIDES.flatMap(([heading, belongs]) =>
        side(model, standings, heading, claims.filter((claim) => belongs(model.claims.stance[claim])), on)),
      claims.length ? "" : element("p", {}, standings.asOf === null
        ? "Nobody has made a claim on it." : "Nothing had been reported of it by then."),
    ],
  };
}

function changesList(model, standings, proposition, on) {
  const changes = changesOf(model, standings, proposition);
  return changes.length < 2 ? [] : [
    element("h3", {}, "As it was reported"),
    element("ol", { class: "changes" }, ...changes.map(({ day, text }) =>
      element("li", {}, linkButton(dayText(day), () => on.day(day)), ` ${text}`))),
  ];
}

function rivalsOf(model, scene, proposition, on) {
  const rivals = model.propositions.rivals[proposition]
    .filter((rival) => scene.standings.affirmedBy[rival].length);
  return rivals.length ? [
    element("h3", {}, "Cannot hold beside it"),
    ...rivals.map((rival) => propositionLine(model, scene.standings, rival,
      model.propositions.statement[rival], on)),
  ] : [];
}

function side(model, standings, heading, claims, on) {
  return claims.length ? [
    element("h3", {}, `${heading}: ${count(claims.length, "claim")}`),
    ...claims.map((claim) => claimArticle(model, standings, claim, on)),
  ] : [];
}

function claimArticle(model, standings, claim, on) {
  const { stance, said, content, disputes } = model.claims;
  const disputed = [["Disputes ", disputes[claim]], ["Disputed by ", [...model.disputedBy(claim)]]]
    .filter(([, others]) => others.length);
  return element(
    "article",
    {
      class: `claim ${stance[claim] < DENIES ? "affirms" : "denies"}`, tabindex: "-1",
      "data-claim": claim,
    },
    element("p", {},
      element("strong", { dir: "auto" }, ...speakerLinks(model, claim, on)), " ",
      model.stances[stance[claim]].toLowerCase(), said[claim] && `, ${said[claim]}`),
    content[claim] && element("p", {}, element("span", { class: "quiet" }, "Note: "),
      element("span", { dir: "auto" }, content[claim])),
    ...disputed.map(([lead, others]) =>
      element("p", {}, lead, ...commas(others.map((other) => claimLink(model, other, on))))),
    ...[...seenReportsOf(model, standings, claim)].flatMap((report) => reportLines(model, report)),
  );
}

// The source of a report, its passages, and where it has it from.
function reportLines(model, report) {
  const { source, origins, evidence } = model.reports;
  const { headline, url, publisher, published, label } = model.sources;
  const at = source[report];
  const from = origins[report].filter((origin) => origin !== at)
    .map((origin) => label[origin]);
  const printed = [publisher[at], published[at]].filter(Boolean).join(", ");
  const rest = [headline[at] && printed, from.length && `origin: ${from.join(", ")}`]
    .filter(Boolean).join(", ");
  return [
    ...evidence[report].map((passage) =>
      element("p", { class: "quiet", dir: "auto" }, `In the source: ${passage[0].toLowerCase()}${passage.slice(1)}`)),
    element("p", { class: "source" },
      webLink(url[at], headline[at] || printed || label[at]),
      rest && element("span", { class: "quiet", dir: "auto" }, ` (${rest})`)),
  ];
}

function claimLink(model, claim, on) {
  const { claimant, said, proposition } = model.claims;
  const text = [model.voices.name[claimant[claim]], said[claim]].filter(Boolean).join(", ");
  return linkButton(text, () => on.proposition(proposition[claim], claim));
}

// A proposition as a line of a list, with its status.
function propositionLine(model, standings, proposition, text, on) {
  const button = linkButton(text, () => on.proposition(proposition));
  if (text !== model.propositions.statement[proposition]) {
    button.setAttribute("aria-label", `${text}: ${model.propositions.statement[proposition]}`);
  }
  return element("p", { class: "tie" }, button, " ",
    element("span", { class: "quiet" }, statusShort(model, standings, proposition)));
}

// "disputed, one origin"
function statusShort(model, standings, proposition) {
  const status = model.statuses[standings.status[proposition]] || "No status";
  return status.toLowerCase() + (standings.origins[proposition] === 1 ? ", one origin" : "");
}

function actorButton(model, actor, on) {
  return linkButton(model.actors.label[actor], () => on.actor(actor));
}

function voiceButton(model, voice, text, on) {
  const actor = model.voices.actor[voice];
  return actor < 0 ? element("span", { dir: "auto" }, text) : linkButton(text, () => on.actor(actor));
}

// "Anaamullah Samangani, on behalf of Taliban", each a link where it leads to a dossier.
function speakerLinks(model, claim, on) {
  const { claimant, voices } = model.claims;
  const link = (voice) => voiceButton(model, voice, model.voices.name[voice], on);
  const others = voices[claim].filter((voice) => voice !== claimant[claim]);
  return [link(claimant[claim]),
    ...(others.length ? [", on behalf of ", ...commas(others.map(link))] : [])];
}

function terms(pairs) {
  return element("dl", {}, ...pairs
    .filter(([, value]) => (Array.isArray(value) ? value.length : value))
    .flatMap(([term, value]) => [
      element("dt", {}, term), element("dd", { dir: "auto" }, ...[value].flat())]));
}

function commas(items) {
  return items.flatMap((item, index) => (index ? [", ", item] : [item]));
}
