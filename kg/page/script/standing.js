// Where each proposition stands by a day of report time: the rules of queries/rules/, for a page
// that has no store. A test holds them to the same cases.

const DENIES = 2; // The stances from here on doubt or deny; those before affirm or suggest.

// asOf: the last day of report time, or null for everything reported. Gives columns by proposition:
// whether a claim on it is seen, its status (a number into model.statuses), the voices on either
// side, the numbers of claims, sources and origins; and which reports are seen. Where one
// proposition is named, of that alone; its rivals get their voices.
function standingsOf(model, asOf, alone = null) {
  const seenReports = reportedBy(model, asOf);
  const number = model.sizes.propositions;
  const standings = {
    asOf,
    seenReports,
    seen: new Uint8Array(number),
    status: new Uint8Array(number).fill(model.statuses.length - 1),
    affirmedBy: new Array(number),
    deniedBy: new Array(number),
    claims: new Uint32Array(number),
    sources: new Uint32Array(number),
    origins: new Uint32Array(number),
    conceding: new Uint8Array(number),
    affirmedOnce: new Uint8Array(number),
  };
  const asked = alone === null ? standings.seen.keys() : [alone];
  const counted = alone === null ? standings.seen.keys() : withRivals(model, alone);
  for (const proposition of counted) {
    countVoices(model, standings, proposition);
  }
  for (const proposition of asked) {
    const name = statusOf(model, standings, proposition);
    standings.status[proposition] = model.statuses.indexOf(name);
  }
  return standings;
}

function withRivals(model, proposition) {
  return [proposition, ...model.propositions.rivals[proposition]];
}

// How a proposition came to stand as it does: [{day, text}, …] for each day of report on which
// its status or the voices on either side changed, up to the as-of date.
function changesOf(model, standings, proposition) {
  const { known } = model.sources;
  const days = withRivals(model, proposition).flatMap((one) => [...model.claimsOn(one)])
    .flatMap((claim) => [...seenReportsOf(model, standings, claim)])
    .map((report) => known[model.reports.source[report]])
    .filter((day) => day !== null);
  const changes = [];
  let before = "";
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const then = standingsOf(model, day, proposition);
    const text = statusInWords(model, then, proposition);
    if (text !== before && then.seen[proposition]) {
      changes.push({ day, text });
      before = text;
    }
  }
  return changes;
}

// Which reports stand in sources that had certainly been published by a day.
function reportedBy(model, asOf) {
  const { known } = model.sources;
  return Uint8Array.from(model.reports.source, (source) =>
    Number(asOf === null || (known[source] !== null && known[source] <= asOf)));
}

function countVoices(model, standings, proposition) {
  const spoken = spokenOn(model, standings, proposition);
  const { affirming, denying } = sidesOf(spoken);
  standings.seen[proposition] = Number(standings.asOf === null || spoken.length > 0);
  standings.affirmedBy[proposition] = affirming;
  standings.deniedBy[proposition] = denying;
  standings.claims[proposition] = spoken.length;
  standings.sources[proposition] = sourcesOf(model, spoken).length;
  standings.origins[proposition] = originsOf(model, spoken).length;
  standings.affirmedOnce[proposition] = Number(spoken.some((claim) => !claim.denies));
  standings.conceding[proposition] = Number(spoken.some((claim) =>
    claim.denies && claim.voices.some((voice) => affirming.includes(voice))));
}

// The sources that report some claims.
function sourcesOf(model, spoken) {
  const sources = [];
  spoken.forEach(({ reports }) =>
    reports.forEach((report) => addOnce(sources, model.reports.source[report])));
  return sources;
}

// The sources that some claims go back to.
function originsOf(model, spoken) {
  const origins = [];
  spoken.forEach(({ reports }) => reports.forEach((report) =>
    model.reports.origins[report].forEach((origin) => addOnce(origins, origin))));
  return origins;
}

// The claims on a proposition that are seen, with the reports of each that are, and the days between
// which it was made.
function spokenOn(model, standings, proposition) {
  const spoken = [];
  for (const claim of model.claimsOn(proposition)) {
    const reports = seenReportsOf(model, standings, claim);
    if (reports.length) {
      spoken.push({
        claim,
        reports,
        begin: beginOf(model, claim, reports),
        end: model.claims.last[claim],
        denies: model.claims.stance[claim] >= DENIES,
        voices: model.claims.voices[claim],
      });
    }
  }
  return spoken;
}

function seenReportsOf(model, standings, claim) {
  return model.reportsOf(claim).filter((report) => standings.seenReports[report]);
}

// The first day on which a claim may have been made. What a publication says in its own words, and
// nobody else reports, it says when it is published.
function beginOf(model, claim, reports) {
  const { first, claimant } = model.claims;
  if (first[claim] !== null) {
    return first[claim];
  }
  const days = [];
  for (const report of reports) {
    const source = model.reports.source[report];
    if (model.sources.voice[source] !== claimant[claim]) {
      return null;
    }
    if (model.sources.first[source] !== null) {
      days.push(model.sources.first[source]);
    }
  }
  return days.length ? Math.min(...days) : null;
}

// The voices on either side, by the latest stance of each. A claim gives way to another of the same
// voice that was certainly made later; claims whose days overlap stand side by side.
function sidesOf(spoken) {
  const newest = new Map();
  for (const { begin, voices } of spoken) {
    for (const voice of voices) {
      if (begin !== null && !(newest.get(voice) > begin)) {
        newest.set(voice, begin);
      }
    }
  }
  const affirming = [];
  const denying = [];
  for (const { end, denies, voices } of spoken) {
    for (const voice of voices) {
      if (stillHeld(newest, voice, end)) {
        addOnce(denies ? denying : affirming, voice);
      }
    }
  }
  return { affirming, denying, newest };
}

function stillHeld(newest, voice, end) {
  return end === null || !newest.has(voice) || newest.get(voice) <= end;
}

// The voices on one side of a proposition: [{voice, stance}, …] with the firmest of the stances that
// each still takes there.
function voicesOn(model, standings, proposition, denying) {
  const spoken = spokenOn(model, standings, proposition);
  const { newest, ...sides } = sidesOf(spoken);
  return sides[denying ? "denying" : "affirming"].map((voice) => {
    const stances = spoken
      .filter(({ denies, end, voices }) => denies === denying && voices.includes(voice)
        && stillHeld(newest, voice, end))
      .map(({ claim }) => model.claims.stance[claim]);
    return { voice, stance: denying ? Math.max(...stances) : Math.min(...stances) };
  });
}

function statusOf(model, standings, proposition) {
  const { affirmedBy, deniedBy, conceding, affirmedOnce } = standings;
  const affirmed = affirmedBy[proposition].length > 0;
  const denied = deniedBy[proposition].length > 0;
  const rivalled = () => model.propositions.rivals[proposition].some((rival) =>
    affirmedBy[rival].length > 0);
  if (affirmed) {
    if (denied || rivalled()) {
      return "Disputed";
    }
    return conceding[proposition] ? "Conceded" : "Uncontested";
  }
  if (!denied) {
    return "";
  }
  return affirmedOnce[proposition] ? "Retracted" : "Denied";
}

function addOnce(list, item) {
  if (!list.includes(item)) {
    list.push(item);
  }
}

// The kind of line that a tie has: its status, and whether it rests on one origin.
function lineOf(model, standings, proposition) {
  const status = model.statuses[standings.status[proposition]];
  return status === "Uncontested" && standings.origins[proposition] <= 1 ? "SingleOrigin" : status;
}

// "Disputed: 1 voice affirms, 2 deny", "Denied: 1 voice doubts"
function statusInWords(model, standings, proposition) {
  const label = model.statuses[standings.status[proposition]] || "No status";
  const taken = [false, true].flatMap((denying) => voicesOn(model, standings, proposition, denying));
  const parts = model.stances.map((name, stance) => ({
    verb: name.toLowerCase(), number: taken.filter((one) => one.stance === stance).length,
  })).filter(({ number }) => number);
  const words = parts.map(({ verb, number }, index) => {
    const noun = index ? number.toLocaleString("en") : count(number, "voice");
    return `${noun} ${number === 1 ? verb : plainVerb(verb)}`;
  });
  if (label === "Disputed" && !taken.some(({ stance }) => stance >= DENIES)) {
    words.push("others affirm what cannot hold beside it");
  }
  return words.length ? `${label}: ${words.join(", ")}` : label;
}

// "affirm" for "affirms", "deny" for "denies"
function plainVerb(verb) {
  return verb.endsWith("ies") ? `${verb.slice(0, -3)}y` : verb.slice(0, -1);
}

// "Taliban", "Ahmad Massoud (doubts)"
function voiceInWords(model, { voice, stance }) {
  const name = model.voices.name[voice];
  return ["Affirms", "Denies"].includes(model.stances[stance])
    ? name : `${name} (${model.stances[stance].toLowerCase()})`;
}
