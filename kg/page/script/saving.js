// What is seen, for the formats in which it is saved.

// now: {picture(), rows(), words(), failed(error)}: what is seen when it is saved.
function makeSaving(model, now) {
  const menu = document.getElementById("save");
  const formats = {
    svg: ["image/svg+xml", () => svgOf(now.picture())],
    png: ["image/png", () => pngOf(svgOf(now.picture()), 2)],
    csv: ["text/csv;charset=utf-8", () => csvOf(now.rows())],
    graphml: ["application/graphml+xml", () => graphmlOf(now.rows())],
    rq: ["application/sparql-query", () =>
      sparqlOf(model.query, now.rows().ties.map((tie) => tie.proposition), now.words())],
  };
  menu.addEventListener("click", async (event) => {
    const format = event.target.closest("[data-save]")?.dataset.save;
    if (!format) {
      return;
    }
    menu.open = false;
    const [type, make] = formats[format];
    try {
      save(`${fileName(now.words())}.${format}`, type, await make());
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

// The ties and actors that are drawn, as rows of plain values named as in `kg export`.
function rowsOf(model, scene) {
  const { propositions } = model;
  const iri = (actor) => fullIri(model, model.actors.iri[actor]);
  const voices = (side, p) => scene.standings[side][p].map((voice) => model.voices.name[voice]);
  return {
    actors: [...scene.actors].map((actor) => ({
      iri: iri(actor),
      label: model.actors.label[actor],
      type: model.types[model.actors.type[actor]].name,
    })),
    ties: scene.ties.map((p) => {
      const [subject, object] = endsOf(model, p);
      const { name, label, family, symmetric } = relationOf(model, p);
      return {
        proposition: fullIri(model, propositions.iri[p]),
        subject: iri(subject), subject_label: model.actors.label[subject],
        object: iri(object), object_label: model.actors.label[object],
        relation: name, label, statement: propositions.statement[p],
        family, polarity: ["conflictual", "neutral", "cooperative"].indexOf(model.polarity[p]) - 1,
        symmetric, status: model.statuses[scene.standings.status[p]],
        valid_from: propositions.from[p], valid_until: propositions.until[p],
        place: propositions.place[p],
        voices_affirming: scene.standings.affirmedBy[p].length,
        voices_denying: scene.standings.deniedBy[p].length,
        sources: scene.standings.sources[p], origins: scene.standings.origins[p],
        affirmed_by: voices("affirmedBy", p), denied_by: voices("deniedBy", p),
      };
    }),
  };
}

// look: {theme, place(actor), size(actor)}
function pictureOf(model, state, scene, lines, look) {
  const { theme } = look;
  const nodes = new Map([...scene.actors].map((actor) => {
    const { shape, group } = model.types[model.actors.type[actor]];
    return [actor, {
      label: model.actors.label[actor], shape, fill: theme(group), outline: theme("outline"),
      textColor: theme("text"), ...look.place(actor), size: look.size(actor),
    }];
  }));
  const named = labelled(lines);
  return {
    title: viewInWords(model, state),
    caption: shownInWords(model, scene),
    background: theme("ground"),
    text: theme("text"),
    nodes: [...nodes.values()],
    lines: lines.map((one) => ({
      from: nodes.get(one.from), to: nodes.get(one.to), curve: one.curve,
      colour: theme(one.polarity), textColor: theme(`${one.polarity}-text`),
      dashes: dashesOf(model, one.kind), width: widthOfLine(one),
      arrowTo: true, arrowFrom: one.symmetric, label: named ? one.label : "",
    })),
    legend: [
      ...["cooperative", "neutral", "conflictual"].map((polarity) =>
        ({ label: polarity, colour: theme(polarity), dashes: [] })),
      ...model.lines.filter(({ name }) => lines.some(({ kind }) => kind === name))
        .map(({ label, dashes }) => ({ label, colour: theme("any"), dashes })),
    ],
  };
}
