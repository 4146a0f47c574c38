// The page's data, and the joins between its parts.

function readModel() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const model = {
    ...data,
    ties: new Map(Object.keys(data.actors).map((id) => [id, []])),
    factsOf: new Map(Object.keys(data.actors).map((id) => [id, []])),
    claimOf: new Map(),
    propositionOf: new Map(),
    disputedBy: new Map(),
  };
  for (const [id, relation] of Object.entries(data.relations)) {
    model.ties.get(relation.subject).push(id);
    if (relation.object !== relation.subject) {
      model.ties.get(relation.object).push(id);
    }
  }
  for (const [id, fact] of Object.entries(data.facts)) {
    model.factsOf.get(fact.subject).push(id);
  }
  for (const [id, claims] of Object.entries(data.claims)) {
    for (const claim of claims) {
      model.claimOf.set(claim.id, claim);
      model.propositionOf.set(claim.id, id);
      for (const other of claim.disputes) {
        model.disputedBy.set(other, [...(model.disputedBy.get(other) ?? []), claim.id]);
      }
    }
  }
  return model;
}

// The voice that a claim speaks with: the claimant, and whom they speak for.
function voiceOf(claim) {
  return claim.on_behalf_of.length
    ? `${claim.claimant}, on behalf of ${claim.on_behalf_of.join(", ")}`
    : claim.claimant;
}

// "Disputed: 1 voice affirms, 2 deny"
function statusInWords(model, relation) {
  const voices = [];
  if (relation.voices_affirming) {
    voices.push(`${count(relation.voices_affirming, "voice")} ${relation.voices_affirming === 1 ? "affirms" : "affirm"}`);
  }
  if (relation.voices_denying) {
    const noun = voices.length ? relation.voices_denying : count(relation.voices_denying, "voice");
    voices.push(`${noun} ${relation.voices_denying === 1 ? "denies" : "deny"}`);
  }
  const label = model.statuses[relation.status];
  return voices.length ? `${label}: ${voices.join(", ")}` : label;
}

// "1 voice", "2 voices"
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

// "2021-08-28 to 2021-08-30", "from 2021-08", "until 2021-08-30" or ""
function interval(from, until) {
  if (from && until) {
    return from === until ? from : `${from} to ${until}`;
  }
  return from ? `from ${from}` : until && `until ${until}`;
}
