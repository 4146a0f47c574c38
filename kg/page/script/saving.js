// What is seen, for the formats in which it is saved.

const CLAIM_COLUMNS = [
  "statement", "status", "claimant", "voices", "stance", "said_on", "note", "evidence", "source",
  "headline", "url", "origins", "proposition", "claim",
];

// now: {pictures(), rows(), claims(), words(), failed(error)}: what is seen when it is saved; pictures
// are [words, picture], one for each lens.
function makeSaving(model, now) {
  const menu = document.getElementById("save");
  const one = (type, make) => async () => [[now.words(), type, await make()]];
  const drawn = (type, make) => () => Promise.all(now.pictures().map(async ([words, picture]) =>
    [words, type, await make(svgOf(picture))]));
  const formats = {
    svg: drawn("image/svg+xml", (svg) => svg),
    png: drawn("image/png", (svg) => pngOf(svg, 2)),
    csv: one("text/csv;charset=utf-8", () => csvOf(now.rows())),
    claims: one("text/csv;charset=utf-8", () => recordsAsCsv(now.claims(), CLAIM_COLUMNS)),
    graphml: one("application/graphml+xml", () => graphmlOf(now.rows())),
    rq: one("application/sparql-query", () =>
      sparqlOf(model.query, now.rows().ties.map((tie) => tie.proposition), now.words())),
  };
  menu.addEventListener("click", async (event) => {
    const format = event.target.closest("[data-save]")?.dataset.save;
    if (!format) {
      return;
    }
    closeMenu(menu);
    try {
      for (const [words, type, content] of await formats[format]()) {
        save(`${fileName(words)}.${format === "claims" ? "claims.csv" : format}`, type, content);
      }
    } catch (error) {
      now.failed(error);
    }
  });
}

// What is seen in words, as the name of a file on any system.
function fileName(words) {
  const plain = words.replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").slice(0, 80).replace(/^-+|-+$/g, "");
  return plain || "graph";
}

// Ties and the actors at their ends, as rows of plain values named as in `kg export`; `lens` tells
// through which of two lenses a tie is seen, if there are two.
function rowsOf(model, scene, ties, lens = null) {
  const { propositions } = model;
  const iri = (actor) => fullIri(model, model.actors.iri[actor]);
  const voices = (side, p) => scene.standings[side][p].map((voice) => model.voices.name[voice]);
  return {
    actors: [...new Set(ties.flatMap((p) => endsOf(model, p)))].map((actor) => ({
      iri: iri(actor),
      label: model.actors.label[actor],
      type: model.types[model.actors.type[actor]].name,
    })),
    ties: ties.map((p) => {
      const [subject, object] = endsOf(model, p);
      const { name, label, family, symmetric } = relationOf(model, p);
      return {
        proposition: fullIri(model, propositions.iri[p]),
        subject: iri(subject), subject_label: model.actors.label[subject],
        object: iri(object), object_label: model.actors.label[object],
        relation: name, label, statement: propositions.statement[p],
        family, polarity: POLARITIES.indexOf(model.polarity[p]) - 1,
        symmetric, status: model.statuses[scene.standings.status[p]],
        valid_from: propositions.from[p], valid_until: propositions.until[p],
        place: propositions.place[p],
        voices_affirming: scene.standings.affirmedBy[p].length,
        voices_denying: scene.standings.deniedBy[p].length,
        sources: scene.standings.sources[p], origins: scene.standings.origins[p],
        affirmed_by: voices("affirmedBy", p), denied_by: voices("deniedBy", p),
        ...(lens ? { lens: lens(p) } : {}),
      };
    }),
  };
}

// The claims on propositions, a row for each source that reports one.
function claimRowsOf(model, scene, propositions) {
  const { claims, reports, sources } = model;
  const names = (voices) => voices.map((voice) => model.voices.name[voice]);
  return propositions.flatMap((p) => [...model.claimsOn(p)].flatMap((claim) =>
    [...seenReportsOf(model, scene.standings, claim)].map((report) => ({
      statement: model.propositions.statement[p],
      status: model.statuses[scene.standings.status[p]],
      claimant: model.voices.name[claims.claimant[claim]],
      voices: names(claims.voices[claim]),
      stance: model.stances[claims.stance[claim]],
      said_on: claims.said[claim],
      note: claims.content[claim],
      evidence: reports.evidence[report],
      source: sources.label[reports.source[report]],
      headline: sources.headline[reports.source[report]],
      url: sources.url[reports.source[report]],
      origins: reports.origins[report].map((origin) => sources.label[origin]),
      proposition: fullIri(model, model.propositions.iri[p]),
      claim: fullIri(model, claims.iri[claim]),
    }))));
}

function typesDrawn(model, scene) {
  const drawn = new Set([...scene.actors].map((actor) => model.actors.type[actor]));
  return model.types.filter((_, type) => drawn.has(type));
}

// look: {theme, place(actor), size(actor), focus (what is brought out, or null), bold (a test of
// lines, or null)}
function pictureOf(model, words, scene, lines, look) {
  const { theme, focus, bold } = look;
  const tint = (id, colour) => (focus && !focus.has(id) ? faded(colour) : colour);
  const nodes = new Map([...scene.actors].map((actor) => {
    const { shape, group } = model.types[model.actors.type[actor]];
    return [actor, {
      label: model.actors.label[actor], shape,
      fill: tint(nodeId(actor), theme(group)), outline: tint(nodeId(actor), theme("outline")),
      textColor: tint(nodeId(actor), theme("text")), ...look.place(actor), size: look.size(actor),
    }];
  }));
  const named = labelled(lines);
  return {
    title: words,
    caption: shownInWords(model, scene),
    background: theme("ground"),
    text: theme("text"),
    nodes: [...nodes.values()],
    lines: lines.map((one) => ({
      from: nodes.get(one.from), to: nodes.get(one.to), curve: one.curve,
      colour: tint(one.id, theme(one.polarity)),
      textColor: tint(one.id, theme(`${one.polarity}-text`)),
      dashes: dashesOf(model, one.kind), width: widthOfLine(one, bold),
      arrowTo: true, arrowFrom: one.symmetric, label: named || focus?.has(one.id) ? one.label : "",
    })),
    legend: [
      ...typesDrawn(model, scene).map(({ label, shape, group }) =>
        ({ label, shape, fill: theme(group), outline: theme("outline") })),
      ...[...POLARITIES].reverse().map((polarity) =>
        ({ label: polarity, colour: theme(polarity), dashes: [] })),
      ...model.lines.filter(({ name }) => lines.some(({ kind }) => kind === name))
        .map(({ label, dashes }) => ({ label, colour: theme("any"), dashes })),
    ],
  };
}
