// Where each proposition stands by a day of report time: the rules of queries/rules/, for a page
// that has no store. A test holds them to the same cases.

const DENIES = 2; // The stances from here on doubt or deny; those before affirm or suggest.

// asOf: the last day of report time, or null for everything reported. Gives columns by proposition:
// whether a claim on it is seen, its status (a number into model.statuses), the voices on either
// side, the numbers of sources and origins; and which reports and claims are seen.
function standingsOf(model, asOf) {
  const seenReports = reportedBy(model, asOf);
  const number = model.sizes.propositions;
  const standings = {
    asOf,
    seenReports,
    seen: new Uint8Array(number),
    status: new Uint8Array(number).fill(model.statuses.length - 1),
    affirmedBy: new Array(number),
    deniedBy: new Array(number),
    sources: new Uint32Array(number),
    origins: new Uint32Array(number),
    conceding: new Uint8Array(number),
    affirmedOnce: new Uint8Array(number),
  };
  for (let proposition = 0; proposition < number; proposition += 1) {
    countVoices(model, standings, proposition);
  }
  for (let proposition = 0; proposition < number; proposition += 1) {
    const name = statusOf(model, standings, proposition);
    standings.status[proposition] = model.statuses.indexOf(name);
  }
  return standings;
}

// Which reports stand in sources that had certainly been published by a day.
function reportedBy(model, asOf) {
  const { known } = model.sources;
  return Uint8Array.from(model.reports.source, (source) =>
    Number(asOf === null || (known[source] !== null && known[source] <= asOf)));
}

function countVoices(model, standings, proposition) {
  const sources = [];
  const origins = [];
  const spoken = [];
  for (const claim of model.claimsOn(proposition)) {
    const reports = seenReportsOf(model, standings, claim);
    for (const report of reports) {
      addOnce(sources, model.reports.source[report]);
      model.reports.origins[report].forEach((origin) => addOnce(origins, origin));
    }
    if (reports.length) {
      spoken.push({
        begin: beginOf(model, claim, reports),
        end: model.claims.last[claim],
        denies: model.claims.stance[claim] >= DENIES,
        voices: model.claims.voices[claim],
      });
    }
  }
  const { affirming, denying } = sidesOf(spoken);
  standings.seen[proposition] = Number(standings.asOf === null || spoken.length > 0);
  standings.affirmedBy[proposition] = affirming;
  standings.deniedBy[proposition] = denying;
  standings.sources[proposition] = sources.length;
  standings.origins[proposition] = origins.length;
  standings.affirmedOnce[proposition] = Number(spoken.some((claim) => !claim.denies));
  standings.conceding[proposition] = Number(spoken.some((claim) =>
    claim.denies && claim.voices.some((voice) => affirming.includes(voice))));
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
      if (end === null || !newest.has(voice) || newest.get(voice) <= end) {
        addOnce(denies ? denying : affirming, voice);
      }
    }
  }
  return { affirming, denying };
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

// "Disputed: 1 voice affirms, 2 deny"
function statusInWords(model, standings, proposition) {
  const affirming = standings.affirmedBy[proposition].length;
  const denying = standings.deniedBy[proposition].length;
  const voices = [];
  if (affirming) {
    voices.push(`${count(affirming, "voice")} ${affirming === 1 ? "affirms" : "affirm"}`);
  }
  if (denying) {
    const noun = voices.length ? denying.toLocaleString("en") : count(denying, "voice");
    voices.push(`${noun} ${denying === 1 ? "denies" : "deny"}`);
  }
  const label = model.statuses[standings.status[proposition]] || "No status";
  return voices.length ? `${label}: ${voices.join(", ")}` : label;
}
