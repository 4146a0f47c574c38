// From ties to lines: parallel and opposite ties are drawn apart, in a fan; where there are too many
// between the same two actors to be told apart, those of one direction and polarity share a line.

const MOST_APART = 6;
const MOST_LABELLED = 70;
const LONE_CURVE = 0.08;
const CURVE_STEP = 0.2;
const STRONGEST_CURVE = 0.72;
const LONGEST_LABEL = 60;

// Lines: {id, from, to (actors), ties, curve (signed; positive bends clockwise), crowd and step (of
// the fan), label, polarity, kind (of line), symmetric}.
function linesOf(model, scene, { apart, chosen }) {
  const pairs = new Map();
  for (const tie of scene.ties) {
    const [from, to] = endsOf(model, tie);
    const pair = pairOf(from, to);
    pairs.set(pair, [...(pairs.get(pair) ?? []), tie]);
  }
  return [...pairs].flatMap(([pair, ties]) => {
    const groups = ties.length > MOST_APART && !apart
      ? shared(model, ties, chosen?.proposition) : ties.map((tie) => [tie]);
    return fanned(pair, groups.map((group) => line(model, scene.standings, group)));
  });
}

function pairOf(one, other) {
  return one < other ? `${one}-${other}` : `${other}-${one}`;
}

// The ties of two actors by direction and polarity; one alone stands for itself.
function shared(model, ties, alone) {
  const groups = new Map();
  for (const tie of ties) {
    const key = tie === alone ? "" : `${model.propositions.subject[tie]} ${model.polarity[tie]}`;
    groups.set(key, [...(groups.get(key) ?? []), tie]);
  }
  return [...groups.values()];
}

function line(model, standings, ties) {
  const [first] = ties;
  const [from, to] = endsOf(model, first);
  const kinds = new Set(ties.map((tie) => lineOf(model, standings, tie)));
  return {
    id: ties.length > 1 ? `l${first}` : `t${first}`,
    from,
    to,
    ties,
    label: labelOfLine(model, ties),
    polarity: model.polarity[first],
    kind: kinds.size === 1 ? [...kinds][0] : worst(kinds),
    symmetric: ties.every((tie) => relationOf(model, tie).symmetric),
  };
}

// The kind of a line that stands for ties of several: the most contested of them.
function worst(kinds) {
  return ["Disputed", "Retracted", "Denied", "Conceded", "", "Uncontested"]
    .find((kind) => kinds.has(kind));
}

function labelOfLine(model, ties) {
  const relations = new Set(ties.map((tie) => relationOf(model, tie).label));
  const [label] = relations;
  if (ties.length === 1) {
    return shortened(label);
  }
  return relations.size === 1
    ? `${shortened(label)} ×${ties.length}` : `${ties.length} ${model.polarity[ties[0]]} ties`;
}

// vis-network measures a curve from an edge's own start, so that edges of opposite direction with
// the same curve bend apart; the sign is therefore turned for one of the directions.
function fanned(pair, lines) {
  const curves = fan(lines.length);
  const step = lines.length > 1 ? curves[1] - curves[0] : 0;
  return lines.map((one, slot) => ({
    ...one, pair, step, crowd: lines.length, curve: one.from <= one.to ? curves[slot] : -curves[slot],
  }));
}

// The curves of that many lines between two actors, from one side to the other.
function fan(number) {
  if (number === 1) {
    return [LONE_CURVE];
  }
  const step = Math.min(CURVE_STEP, (2 * STRONGEST_CURVE) / (number - 1));
  return Array.from({ length: number }, (_, slot) =>
    Number(((slot - (number - 1) / 2) * step).toFixed(3)));
}

// Whether so few lines are drawn that each can have its label from the beginning.
function labelled(lines) {
  return lines.length <= MOST_LABELLED;
}

// A label as the canvas shows it: one line, cut where it would hide its neighbours.
function shortened(label) {
  const text = label.split(/\s+/u).join(" ").trim();
  const letters = [...text];
  return letters.length <= LONGEST_LABEL
    ? text : `${letters.slice(0, LONGEST_LABEL - 1).join("")}…`;
}
