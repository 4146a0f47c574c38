// The page's data as columns, and the joins between them. Things are numbers; see columns.py.

// From -1 to 1.
const POLARITIES = ["conflictual", "neutral", "cooperative"];

function readModel() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { actors, propositions, claims, reports } = data;
  const sizes = {
    actors: actors.iri.length, propositions: propositions.iri.length, claims: claims.iri.length,
    ties: propositions.object.filter((object) => object >= 0).length,
  };
  const tied = propositions.object.map((object, p) =>
    (object >= 0 && object !== propositions.subject[p] ? object : -1));
  const disputes = claims.disputes.flatMap((others, claim) => others.map((other) => [claim, other]));
  const byEnd = grouped(sizes.actors, propositions.subject, tied);
  return {
    ...data,
    sizes,
    // The ties and facts of an actor, the claims on a proposition, the reports of a claim …
    propositionsOf: byEnd,
    claimsOn: grouped(sizes.propositions, claims.proposition),
    reportsOf: grouped(sizes.claims, reports.claim),
    disputedBy: grouped(sizes.claims, disputes.map(([, other]) => other), [], disputes.map(([c]) => c)),
    polarity: propositions.relation.map((relation) => data.relations[relation].polarity),
  };
}

// From keys to the rows that have them, as a function: `second` gives each row a second key, -1 for
// none; `rows` says what a row is called, else its number.
function grouped(size, keys, second = [], rows = null) {
  const starts = new Int32Array(size + 1);
  const each = (visit) => {
    for (const column of [keys, second]) {
      for (let row = 0; row < column.length; row += 1) {
        if (column[row] >= 0) {
          visit(column[row], row);
        }
      }
    }
  };
  each((key) => { starts[key + 1] += 1; });
  for (let key = 0; key < size; key += 1) {
    starts[key + 1] += starts[key];
  }
  const items = new Int32Array(starts[size]);
  const next = starts.slice();
  each((key, row) => {
    items[next[key]] = rows ? rows[row] : row;
    next[key] += 1;
  });
  return (key) => items.subarray(starts[key], starts[key + 1]);
}

// A whole IRI, from the form in which the columns have it.
function fullIri(model, iri) {
  return iri.startsWith("<") ? iri.slice(1, -1) : model.base + iri;
}

function isTie(model, proposition) {
  return model.propositions.object[proposition] >= 0;
}

function endsOf(model, proposition) {
  const { subject, object } = model.propositions;
  return isTie(model, proposition)
    ? [subject[proposition], object[proposition]] : [subject[proposition]];
}

function otherEnd(model, proposition, actor) {
  const { subject, object } = model.propositions;
  return subject[proposition] === actor ? object[proposition] : subject[proposition];
}

function relationOf(model, proposition) {
  return model.relations[model.propositions.relation[proposition]];
}

// "1 voice", "2 voices", "1,204 ties"
function count(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

// "from 2021-08-28", "began by 2021-08-29, ended by 2021-09-01", "on 2021-08-28": from and until are
// days in words, as kg.dates has them ("by …", "… to …", "… or later").
function interval(from, until) {
  if (from && from === until) {
    return from.includes(" to ") ? betweenDays(from) : from.includes(" ") ? from : `on ${from}`;
  }
  const began = inexact("began", from) ?? (from && `from ${from}`);
  const ended = inexact("ended", until)
    ?? (until && (from && !from.includes(" ") ? `to ${until}` : `until ${until}`));
  return [began, ended].filter(Boolean).join(ended?.startsWith("to ") ? " " : ", ");
}

function inexact(verb, words) {
  if (words.startsWith("by ")) {
    return `${verb} ${words}`;
  }
  if (words.endsWith(" or later")) {
    return verb === "ended" ? `still so on ${words.slice(0, -9)}` : `${verb} ${words}`;
  }
  return words.includes(" to ") ? `${verb} ${betweenDays(words)}` : null;
}

function betweenDays(words) {
  return `between ${words.replace(" to ", " and ")}`;
}
