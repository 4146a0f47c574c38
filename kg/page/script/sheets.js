// What the panel shows: the sheet of what is chosen, of a path, or of two lenses compared.

// seen: {scene, second, united}; on: {actor(actor), proposition(proposition, claim), day(day),
// change(patch), expand(actor), path(from, to), place(actor), names()}. Gives {key, heading, content,
// actions, controls}, or null.
function sheetOf(model, state, seen, on) {
  const { chosen, path, against } = state;
  if (chosen?.actor !== undefined) {
    return actorSheet(model, state, seen, chosen.actor, on);
  }
  if (chosen) {
    const key = JSON.stringify(chosen);
    return chosen.line
      ? { key, ...bundleSheet(model, seen.scene, chosen.line, on),
        actions: [["Draw them apart", () => on.change({ apart: true })]] }
      : { key, ...contestSheet(model, seen.scene, chosen.proposition, on), actions: [] };
  }
  if (path) {
    return { key: `path ${path}`, ...pathSheet(model, seen.scene, path, on), actions: [] };
  }
  return against ? {
    key: "against", ...comparisonSheet(model, seen.scene, seen.second, state, on), actions: [],
  } : null;
}

function actorSheet(model, state, seen, actor, on) {
  const voice = model.voices.actor.indexOf(actor);
  const { depth, around } = state;
  const focused = around?.includes(actor);
  return {
    key: `actor ${actor}`,
    ...dossierSheet(model, seen.united, actor, on),
    actions: [
      focused ? ["Show all", () => on.change({ around: null, depth: 1 })]
        : ["Focus", () => on.change({ around: [actor], depth: 1, added: [] })],
      ...(focused ? [[`Focus ${depth + 1} ties away`, () => on.change({ depth: depth + 1 })]] : []),
      ["Expand", () => on.expand(actor)],
      ["Hide", () => on.change({ chosen: null, hidden: [...state.hidden, actor] })],
      pinAction(state, actor, on),
      ...(voice < 0 ? [] : [["According to it", () => on.change({ lens: "voice", voice })]]),
    ],
    controls: [pathControl(actor, on)],
  };
}

function pinAction({ pinned }, actor, on) {
  if (actor in pinned) {
    const others = Object.entries(pinned).filter(([one]) => Number(one) !== actor);
    return ["Unpin", () => on.change({ pinned: Object.fromEntries(others) })];
  }
  const { x, y } = on.place(actor);
  return ["Pin", () => on.change({ pinned: { ...pinned, [actor]: [x, y] } })];
}

function pathControl(actor, on) {
  const list = element("ul", {
    id: "path-matches", role: "listbox", "aria-label": "Path to", hidden: "",
  });
  const input = element("input", {
    id: "path-to", type: "search", role: "combobox", "aria-label": "Path to", dir: "auto",
    "aria-controls": "path-matches", "aria-expanded": "false", "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false", placeholder: "Path to…",
  });
  makeSearch(input, list, on.names, (other) => on.path(actor, other));
  return element("div", { class: "search" }, input, list);
}
