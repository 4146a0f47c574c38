// What is seen: from the state of the page to the propositions and actors that are drawn.

const MOST_ACTORS = 300;
const MOST_TIES = 300;
const MOST_DRAWN_TIES = 2500;

// What a page shows first, but for what its opening says.
function firstState(model) {
  return {
    ...plainLens(),
    types: [], // names of what the legend hides
    polarities: [],
    lines: [],
    relations: [],
    single: false, // only what rests on one origin
    alone: false, // of a voice, only what it says itself
    began: false, // only what began in the span of world time
    measure: "ties",
    most: opensWith(model), // so many of the most relevant actors, null for all
    around: null, // actors whose surroundings alone are drawn, so many ties away
    depth: 1,
    propositions: null, // these alone
    things: null,
    question: null,
    added: [], // actors drawn however relevant
    hidden: [], // actors never drawn
    pinned: {}, // places of actors that were put there by hand
    apart: false, // draw many ties between the same two as lines of their own
    path: null, // [actor, actor]
    table: false,
    ...model.opening,
  };
}

// Through which everything is seen.
function plainLens() {
  return {
    lens: "all", // "all", "uncontested", or "voice"
    voice: null,
    against: null, // a second lens to compare with: {lens, voice}
    asOf: null, // report time, a day
    from: null, // world time, days
    until: null,
    chosen: null, // {actor}, {proposition}, or {line} with the ties that share one
  };
}

// How many actors are drawn at first: all, unless that would be too many to read.
function opensWith(model) {
  return model.sizes.actors > MOST_ACTORS || model.sizes.ties > MOST_TIES ? 40 : null;
}

// relevance: how relevant each actor is, see relevanceOf; standings: by the as-of date. Gives
// {standings, clocks, tally, propositions, candidates, actors, ties, path, wanted}: clocks is what the
// two clocks let through, tally what the lens leaves of that, propositions what the legend leaves of
// that, candidates the actors that could be drawn, actors and ties what is drawn, path the steps of
// the path that is asked for, wanted the actors that are drawn however relevant.
function sceneOf(model, relevance, standings, state) {
  const clocks = throughClocks(model, standings, state);
  const tally = throughLens(model, standings, state, clocks);
  const propositions = throughLegend(model, standings, state, tally);
  const path = state.path && pathBetween(model, propositions, state.path, state.hidden);
  const wanted = [...state.added, ...(state.path ?? []), ...(path ?? []).map(({ actor }) => actor),
    ...endsOfChosen(model, state.chosen)];
  const candidates = candidatesOf(model, state, propositions, wanted);
  const actors = mostRelevant(relevance, state, candidates, wanted);
  const ties = tiesAmong(model, propositions, actors, relevance, wanted);
  return { standings, clocks, tally, propositions, candidates, actors, ties, path, wanted };
}

// What is drawn through the lens of the state and, to compare, through a second: {scene, second,
// united}. Both have the same actors; united has what either shows.
function scenesOf(model, relevance, standings, state) {
  const scene = sceneOf(model, relevance, standings, state);
  if (!state.against) {
    return { scene, second: null, united: scene };
  }
  const second = sceneOf(model, relevance, standings, { ...state, ...state.against });
  const actors = new Set([...scene.actors, ...second.actors]);
  for (const one of [scene, second]) {
    one.actors = actors;
    one.ties = tiesAmong(model, one.propositions, actors, relevance, one.wanted);
  }
  const either = (key) => scene[key].map((seen, p) => seen | second[key][p]);
  const ties = [...new Set([...scene.ties, ...second.ties])];
  return { scene, second, united: {
    ...scene, tally: either("tally"), propositions: either("propositions"), ties,
  } };
}

// The ties between actors; of too many to be drawn, those of the wanted and of the most relevant.
function tiesAmong(model, propositions, actors, relevance, wanted) {
  const { subject, object } = model.propositions;
  const ties = [];
  for (let p = 0; p < propositions.length; p += 1) {
    if (propositions[p] && actors.has(subject[p]) && actors.has(object[p])) {
      ties.push(p);
    }
  }
  if (ties.length <= MOST_DRAWN_TIES) {
    return ties;
  }
  const first = new Set(wanted);
  const rank = (p) => (first.has(subject[p]) || first.has(object[p])
    ? Infinity : relevance[subject[p]] + relevance[object[p]]);
  return ties.map((p) => [rank(p), p]).sort(([a, p], [b, q]) => (a === b ? p - q : b - a))
    .slice(0, MOST_DRAWN_TIES).map(([, p]) => p).sort((a, b) => a - b);
}

// Which propositions lens and clocks let through: 1 for each that they do.
function throughLens(model, standings, state, clocks) {
  return clocks.map((seen, p) => Number(seen && isHeld(model, standings, state, p)));
}

// Which propositions there are to be held or denied: 1 for each that clocks and a question leave.
function throughClocks(model, standings, { from, until, began, propositions, single }) {
  const { first, last } = model.propositions;
  const only = propositions && new Set(propositions);
  const isThen = (p) => (began && (from !== null || until !== null)
    ? first[p] !== null && (from === null || first[p] >= from) && (until === null || first[p] <= until)
    : (until === null || first[p] === null || first[p] <= until)
      && (from === null || last[p] === null || last[p] >= from));
  return standings.seen.map((seen, p) => Number(seen && isThen(p) && (!only || only.has(p))
    && (!single || standings.origins[p] === 1)));
}

// Whether a lens shows a proposition: a voice holds what it affirms, and what nobody contests.
function isHeld(model, standings, { lens, voice, alone }, p) {
  if (lens === "all") {
    return true;
  }
  const affirmed = standings.affirmedBy[p].includes(voice);
  const agreed = ["Uncontested", "Conceded"].includes(model.statuses[standings.status[p]]);
  return lens === "uncontested" ? agreed
    : (affirmed || (agreed && !alone)) && !standings.deniedBy[p].includes(voice);
}

function throughLegend(model, standings, state, tally) {
  const [polarities, lines] = [state.polarities, state.lines].map((names) => new Set(names));
  const types = hiddenNumbers(model.types, state.types);
  const relations = hiddenNumbers(model.relations, state.relations);
  const { subject, object, relation } = model.propositions;
  const { type } = model.actors;
  return tally.map((seen, p) => Number(
    seen && !relations[relation[p]] && !types[type[subject[p]]]
    && (object[p] < 0 || !types[type[object[p]]])
    && !polarities.has(model.polarity[p])
    && (!lines.size || !lines.has(lineOf(model, standings, p)))));
}

function hiddenNumbers(rows, names) {
  return rows.map((row) => names.includes(row.name));
}

// The actors that could be drawn: the ends of what is seen, or those around the chosen ones.
function candidatesOf(model, state, propositions, wanted) {
  const hidden = new Set(state.hidden);
  const found = new Set();
  if (state.around) {
    surroundings(model, propositions, state.around, state.depth, hidden)
      .forEach((actor) => found.add(actor));
  } else {
    for (let p = 0; p < propositions.length; p += 1) {
      if (propositions[p]) {
        endsOf(model, p).forEach((actor) => found.add(actor));
      }
    }
    if (state.things) {
      const things = new Set(state.things);
      found.forEach((actor) => things.has(actor) || found.delete(actor));
      things.forEach((actor) => found.add(actor));
    }
  }
  wanted.forEach((actor) => found.add(actor));
  hidden.forEach((actor) => found.delete(actor));
  return found;
}

function endsOfChosen(model, chosen) {
  if (!chosen) {
    return [];
  }
  return chosen.actor !== undefined
    ? [chosen.actor] : endsOf(model, chosen.proposition ?? chosen.line[0]);
}

// Actors so many ties away from some, with those themselves.
function surroundings(model, propositions, from, depth, hidden = new Set()) {
  const reached = new Set(from);
  let edge = from;
  for (let step = 0; step < depth && edge.length; step += 1) {
    const next = [];
    for (const actor of edge) {
      for (const neighbour of neighbours(model, propositions, actor)) {
        if (!reached.has(neighbour) && !hidden.has(neighbour)) {
          reached.add(neighbour);
          next.push(neighbour);
        }
      }
    }
    edge = next;
  }
  return reached;
}

function neighbours(model, propositions, actor) {
  const found = new Set();
  for (const p of model.propositionsOf(actor)) {
    if (propositions[p] && isTie(model, p)) {
      found.add(otherEnd(model, p, actor));
    }
  }
  return found;
}

function mostRelevant(relevance, state, candidates, wanted) {
  if (state.most === null || candidates.size <= state.most) {
    return candidates;
  }
  const kept = new Set([...wanted, ...(state.around ?? [])].filter((actor) => candidates.has(actor)));
  const ranked = [...candidates].sort((a, b) => relevance[b] - relevance[a] || a - b);
  for (const actor of ranked.slice(0, state.most)) {
    kept.add(actor);
  }
  return kept;
}

// By what actors are sized and ranked.
const MEASURES = {
  ties: "ties",
  disputed: "disputed ties",
  claims: "claims about it",
  voices: "voices about it",
  betweenness: "betweenness",
  pagerank: "PageRank",
};

// Measures that come with the data: over everything reported, whatever lens or day. The largest
// draws an actor as large as it gets.
const GIVEN = ["betweenness", "pagerank"];
const LARGEST = 144;

// How relevant each actor is in everything reported, whatever lens or day: as time goes by, what is
// drawn changes as little as can be.
function relevanceOf(model, whole, measure) {
  return measureOf(model, whole, measure, whole.seen);
}

function measureOf(model, standings, measure, propositions) {
  if (GIVEN.includes(measure)) {
    const given = model.actors[measure];
    const most = given.reduce((a, b) => Math.max(a, b), 0) || 1;
    return Float64Array.from(given, (value) => (LARGEST * value) / most);
  }
  const disputed = model.statuses.indexOf("Disputed");
  const weights = {
    ties: (p) => Number(isTie(model, p)),
    disputed: (p) => Number(isTie(model, p) && standings.status[p] === disputed),
    claims: (p) => standings.claims[p],
    voices: (p) => standings.affirmedBy[p].length + standings.deniedBy[p].length,
  };
  const weight = weights[measure];
  const measured = new Float64Array(model.sizes.actors);
  for (let p = 0; p < propositions.length; p += 1) {
    if (propositions[p]) {
      const ends = endsOf(model, p);
      for (const actor of ends[0] === ends[1] ? ends.slice(1) : ends) {
        measured[actor] += weight(p);
      }
    }
  }
  return measured;
}

// The shortest way between two actors along what is seen, past those hidden: [{actor, tie}, …], the
// first without a tie; null where there is none.
function pathBetween(model, propositions, [from, to], hidden) {
  const passable = (actor) => actor === to || !hidden.includes(actor);
  const before = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !before.has(to)) {
    const next = [];
    for (const actor of edge) {
      for (const p of model.propositionsOf(actor)) {
        const other = otherEnd(model, p, actor);
        if (propositions[p] && isTie(model, p) && !before.has(other) && passable(other)) {
          before.set(other, { actor, tie: p });
          next.push(other);
        }
      }
    }
    edge = next;
  }
  if (!before.has(to)) {
    return null;
  }
  const steps = [];
  for (let actor = to; actor !== undefined; actor = before.get(actor)?.actor) {
    steps.unshift({ actor, tie: before.get(actor)?.tie ?? null });
  }
  return steps;
}
