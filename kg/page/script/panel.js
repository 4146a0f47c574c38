// The side panel: the claims behind a proposition, or the dossier of an actor.

// on: {actor(id), proposition(id, claim), nothing()}
function makePanel(model, on) {
  const panel = document.getElementById("panel");

  function open(heading, ...content) {
    const title = element("h2", { tabindex: "-1", dir: "auto" }, heading);
    const close = element(
      "button", { type: "button", class: "close", "aria-label": "Close", click: on.nothing }, "×");
    panel.replaceChildren(close, title, ...content);
    panel.hidden = false;
    panel.scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  function close() {
    panel.hidden = true;
    panel.replaceChildren();
  }

  function showProposition(id, claimId) {
    const relation = model.relations[id];
    const proposition = relation ?? model.facts[id];
    const claims = model.claims[id];
    open(
      proposition.statement,
      element("p", { class: "status" },
        relation ? statusInWords(model, relation) : model.statuses[proposition.status]),
      relation ? relationTerms(relation) : factTerms(proposition),
      element("h3", {}, claims.length ? count(claims.length, "claim") : "No claims"),
      ...claims.map(claimArticle),
    );
    if (claimId) {
      goTo(claimId);
    }
  }

  function relationTerms(relation) {
    return terms([
      ["From", actorButton(relation.subject)],
      [relation.symmetric ? "And" : "To", actorButton(relation.object)],
      ["Relation", `${relation.label} (${relation.family.toLowerCase()})`],
      ["When", interval(relation.valid_from, relation.valid_until)],
      ["Where", relation.place],
      ["Affirmed by", relation.affirmed_by.join(", ")],
      ["Denied by", relation.denied_by.join(", ")],
      ["Reported in", relation.sources
        ? `${count(relation.sources, "source")}, ${count(relation.origins, "origin")}` : ""],
    ]);
  }

  function factTerms(fact) {
    return terms([["About", actorButton(fact.subject)]]);
  }

  function claimArticle(claim) {
    const disputes = claim.disputes.map((other) => ["Disputes ", other]);
    const disputedBy = (model.disputedBy.get(claim.id) ?? []).map((other) => ["Disputed by ", other]);
    return element(
      "article",
      { class: `claim ${sideOf(claim.stance)}`, tabindex: "-1", "data-claim": claim.id },
      element("p", {},
        element("strong", { dir: "auto" }, voiceOf(claim)), " ",
        claim.stance.toLowerCase(), claim.said_on && `, ${claim.said_on}`),
      claim.content && element("p", { dir: "auto" }, claim.content),
      ...claim.evidence.map((passage) =>
        element("p", { class: "quiet", dir: "auto" }, passage)),
      ...[...disputes, ...disputedBy].map(([lead, other]) =>
        element("p", {}, lead, claimLink(other))),
      sourceLine(claim),
    );
  }

  function sourceLine(claim) {
    const published = [claim.publisher, claim.published].filter(Boolean).join(", ");
    const origin = claim.origin && `origin: ${claim.origin}`;
    const rest = [claim.headline && published, origin].filter(Boolean).join(", ");
    return element("p", { class: "source" },
      webLink(claim.url, claim.headline || published || claim.source),
      rest && element("span", { class: "quiet", dir: "auto" }, ` (${rest})`));
  }

  function claimLink(claimId) {
    const claim = model.claimOf.get(claimId);
    if (!claim) {
      return element("span", { dir: "auto" }, claimId);
    }
    const text = [claim.claimant, claim.said_on].filter(Boolean).join(", ");
    return linkButton(text, () => {
      if (!goTo(claimId)) {
        on.proposition(model.propositionOf.get(claimId), claimId);
      }
    });
  }

  // Whether the claim is in the panel: then it has the focus.
  function goTo(claimId) {
    const article = [...panel.querySelectorAll("article")].find(
      (candidate) => candidate.dataset.claim === claimId);
    article?.focus();
    return Boolean(article);
  }

  function showActor(id) {
    const actor = model.actors[id];
    open(
      actor.label,
      terms([
        ["Type", actor.type_label],
        ["Other names", names(actor.alt_labels)],
      ]),
      ...groupedTies(id).flatMap(([heading, ties]) => [
        element("h3", { dir: "auto" }, heading), ...ties]),
      ...factList(id),
    );
  }

  function groupedTies(id) {
    const groups = new Map();
    for (const tie of model.ties.get(id)) {
      const relation = model.relations[tie];
      const outward = relation.subject === id;
      const heading = outward || relation.symmetric ? relation.label : `${relation.label}, from others`;
      const other = outward ? relation.object : relation.subject;
      groups.set(heading, [...(groups.get(heading) ?? []),
        tieLine(tie, model.actors[other].label, relation)]);
    }
    return [...groups].sort(([a], [b]) => a.localeCompare(b, "en"));
  }

  function tieLine(id, text, proposition) {
    return element("p", { class: "tie" },
      linkButton(text, () => on.proposition(id)), " ",
      element("span", { class: "quiet" }, model.statuses[proposition.status].toLowerCase()));
  }

  function factList(id) {
    const facts = model.factsOf.get(id);
    return facts.length
      ? [element("h3", {}, "Facts"),
        ...facts.map((fact) => tieLine(fact, model.facts[fact].statement, model.facts[fact]))]
      : [];
  }

  function actorButton(id) {
    return linkButton(model.actors[id].label, () => on.actor(id));
  }

  return { showProposition, showActor, close, width: () => panel.offsetWidth + 24 };
}

function terms(pairs) {
  return element("dl", {}, ...pairs
    .filter(([, value]) => value)
    .flatMap(([term, value]) => [element("dt", {}, term), element("dd", { dir: "auto" }, value)]));
}

// Names of several scripts side by side keep their own direction.
function names(labels) {
  return labels.length
    ? element("ul", {}, ...labels.map((label) => element("li", { dir: "auto" }, label)))
    : "";
}

function sideOf(stance) {
  return ["Affirms", "Suggests"].includes(stance) ? "affirms" : "denies";
}
