// The state of the page: one plain object that everything is drawn from, with a way back, and as
// the fragment of the page's address, so that a view can be sent to a colleague.

const MOST_STEPS = 200;

// draw(state, before) is called after each change.
function makeHistory(model, draw) {
  const opening = firstState(model);
  const codes = codecs(model);
  const steps = [];
  let state = opening;
  let written = null;
  let drawn = false;
  let dragged = null; // What is changed by a drag that goes on.

  for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
    document.addEventListener(name, () => {
      dragged = name === "pointerdown" ? "" : null;
    }, true);
  }

  // A change that is not remembered, a step of the player say, is undone with the one before it; so
  // is what a drag goes on to change.
  function change(patch, remember = true) {
    if (Object.keys(patch).every((key) => same(state[key], patch[key]))) {
      return;
    }
    const keys = Object.keys(patch).join();
    const isStep = remember && dragged !== keys;
    if (isStep) {
      keep(state);
    }
    dragged = dragged === null ? null : keys;
    move({ ...state, ...patch }, isStep);
  }

  function keep(step) {
    steps.push(step);
    steps.splice(0, steps.length - MOST_STEPS);
  }

  function undo() {
    if (steps.length) {
      move(steps.pop(), true);
    }
  }

  // A step is one to go back from, in the browser too.
  function move(to, isStep = false) {
    const before = state;
    state = to;
    written = fragmentOf(codes, opening, state);
    // Some browsers refuse this for files; the view is shown all the same.
    try {
      const address = written ? `#${written}` : "#";
      window.history[isStep ? "pushState" : "replaceState"](null, "", address);
    } catch {
      written = null;
    }
    draw(state, before);
  }

  // Take up what the address says; gives how many things it names that the page does not hold. Going
  // back in the browser undoes a step; another address is one more step.
  function read() {
    const { patch, unknown } = stateFrom(codes, window.location.hash.slice(1));
    const before = state;
    state = { ...opening, ...patch };
    if (steps.length && same(steps.at(-1), state)) {
      steps.pop();
    } else if (drawn) {
      keep(before);
    }
    drawn = true;
    written = window.location.hash.slice(1);
    draw(state, before);
    return unknown;
  }

  function isOwn() {
    return window.location.hash.slice(1) === (written ?? "");
  }

  return {
    change, undo, read, isOwn,
    reset: () => change(opening),
    address: () => `${window.location.href.split("#")[0]}#${fragmentOf(codes, opening, state)}`,
    canUndo: () => steps.length > 0,
    get state() { return state; },
  };
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// How each part of the state is written in the fragment: its name there, and two ways. A way back
// gives undefined for what is not to be understood.
function codecs(model) {
  const iris = (column) => new Map(column.iri.map((iri, number) => [iri, number]));
  const numbers = {
    actors: iris(model.actors), voices: iris(model.voices), propositions: iris(model.propositions),
  };
  const thing = (kind) => ({
    write: (number) => encodeURIComponent(model[kind].iri[number]),
    read: (text) => numbers[kind].get(decodeURIComponent(text)),
  });
  const list = ({ write, read }) => ({
    write: (items) => (items ?? []).map(write).join(","),
    read: (text) => (text === "" ? [] : text.split(",").map(read)),
  });
  const orNone = ({ write, read }) => ({
    write: (value) => (value === null ? "" : write(value)),
    read: (text) => (text === "" ? null : read(text)),
  });
  const word = { write: encodeURIComponent, read: decodeURIComponent };
  const oneOf = (words) => ({
    write: word.write, read: (text) => words.find((one) => one === word.read(text)),
  });
  const nameOf = (rows) => oneOf(rows.map(({ name }) => name));
  const day = orNone({ write: dayText, read: (text) => dayOf(text) ?? undefined });
  const flag = { write: (value) => String(Number(value)), read: (text) => text === "1" };
  const number = {
    write: String, read: (text) => (/^[1-9][0-9]{0,6}$/u.test(text) ? Number(text) : undefined),
  };
  const listOrNone = (codec) => orNone(list(codec));
  return {
    lens: ["lens", oneOf(["all", "uncontested", "voice"])],
    voice: ["voice", orNone(thing("voices"))],
    against: ["against", orNone({
      write: ({ lens, voice }) => (lens === "voice" ? `voice:${thing("voices").write(voice)}` : lens),
      read: (text) => lensFrom(text, thing("voices").read),
    })],
    asOf: ["reported-by", day],
    from: ["held-from", day],
    until: ["held-until", day],
    types: ["without-types", list(nameOf(model.types))],
    polarities: ["without-polarities", list(oneOf(POLARITIES))],
    lines: ["without-lines", list(nameOf(model.lines))],
    relations: ["without-relations", list(nameOf(model.relations))],
    single: ["one-origin", flag],
    alone: ["itself", flag],
    began: ["began", flag],
    measure: ["measure", oneOf(Object.keys(MEASURES))],
    most: ["most", orNone(number)],
    around: ["around", listOrNone(thing("actors"))],
    depth: ["depth", number],
    propositions: ["propositions", listOrNone(thing("propositions"))],
    things: ["things", listOrNone(thing("actors"))],
    question: ["question", orNone(word)],
    added: ["with", list(thing("actors"))],
    hidden: ["without", list(thing("actors"))],
    pinned: ["pinned", {
      write: (places) => Object.entries(places).map(([actor, [x, y]]) =>
        `${thing("actors").write(actor)}@${x}:${y}`).join(","),
      read: (text) => placesFrom(text, thing("actors").read),
    }],
    apart: ["apart", flag],
    path: ["path", listOrNone(thing("actors"))],
    chosen: ["chosen", orNone({
      write: ({ actor, proposition, line }) => (actor !== undefined
        ? `actor:${thing("actors").write(actor)}`
        : line ? `line:${list(thing("propositions")).write(line)}`
          : `proposition:${thing("propositions").write(proposition)}`),
      read: (text) => chosenFrom(text, {
        actor: thing("actors").read, proposition: thing("propositions").read,
        line: (text) => tiesOnly(model, list(thing("propositions")).read(text)),
      }),
    })],
    table: ["table", flag],
  };
}

function lensFrom(text, readVoice) {
  if (text === "all" || text === "uncontested") {
    return { lens: text, voice: null };
  }
  const voice = text.startsWith("voice:") ? readVoice(text.slice(6)) : undefined;
  return voice === undefined ? undefined : { lens: "voice", voice };
}

function placesFrom(text, readActor) {
  const places = {};
  for (const part of text.split(",").filter(Boolean)) {
    const [, iri, x, y] = /^(.+)@(-?\d{1,7}):(-?\d{1,7})$/u.exec(part) ?? [];
    const actor = iri === undefined ? undefined : readActor(iri);
    if (actor === undefined) {
      return undefined;
    }
    places[actor] = [Number(x), Number(y)];
  }
  return places;
}

// A line stands for ties.
function tiesOnly(model, propositions) {
  return propositions.every((p) => p !== undefined && isTie(model, p)) ? propositions : [];
}

function chosenFrom(text, readers) {
  const [kind, ...rest] = text.split(":");
  const read = Object.hasOwn(readers, kind) ? readers[kind](rest.join(":")) : undefined;
  return read === undefined || read.length === 0 ? undefined : { [kind]: read };
}

function fragmentOf(codes, opening, state) {
  return Object.entries(codes)
    .map(([key, [name, codec]]) => [name, codec.write(state[key]), codec.write(opening[key])])
    .filter(([, text, before]) => text !== before)
    .map(([name, text]) => `${name}=${text}`)
    .join("&");
}

// {patch, unknown}: what a fragment changes, and how much of it is not to be understood here.
function stateFrom(codes, fragment) {
  const byName = new Map(Object.entries(codes).map(([key, [name, codec]]) => [name, [key, codec]]));
  const patch = {};
  let unknown = 0;
  for (const part of fragment.split("&").filter(Boolean)) {
    const [name, ...rest] = part.split("=");
    const [key, codec] = byName.get(name) ?? [];
    const value = key ? readSafely(codec, rest.join("=")) : undefined;
    const items = Array.isArray(value) ? value.filter((item) => item !== undefined) : value;
    unknown += Array.isArray(value) ? value.length - items.length : Number(value === undefined);
    // A list of which nothing is known here is not a list of nothing.
    const foreign = Array.isArray(value) && value.length > 0 && items.length === 0;
    if (items !== undefined && !foreign) {
      patch[key] = items;
    }
  }
  if (patch.path && patch.path.length !== 2) {
    delete patch.path;
  }
  if (patch.lens === "voice" && (patch.voice ?? null) === null) {
    delete patch.lens;
  }
  if (patch.voice === null && patch.lens === undefined) {
    delete patch.voice;
  }
  return { patch, unknown };
}

function readSafely(codec, text) {
  try {
    return codec.read(text);
  } catch {
    return undefined; // Not a well-formed escape.
  }
}
