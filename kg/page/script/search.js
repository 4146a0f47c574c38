// Search by any name in any script: a combobox whose list follows what is typed.

const MOST_MATCHES = 12;

// Every name of every actor, as search compares them; made when first asked for.
function makeNames(model) {
  let entries = null;
  return () => {
    entries ??= model.actors.label.map((label, actor) => ({
      actor, label, names: [label, ...model.actors.names[actor]].map((name) => [name, folded(name)]),
    }));
    return entries;
  };
}

// input and list: the elements of a combobox; choose(actor) is called with what is picked.
function makeSearch(input, list, names, choose) {
  let matches = [];
  let active = 0;

  input.addEventListener("input", refresh);
  input.addEventListener("focus", refresh);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      active = matches.length ? (active + step + matches.length) % matches.length : 0;
      mark();
    } else if (event.key === "Enter" && matches.length) {
      event.preventDefault();
      pick(matches[active]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      clear();
    }
  });

  function refresh() {
    const query = folded(input.value);
    const found = query ? find(names(), query) : [];
    matches = found.slice(0, MOST_MATCHES);
    active = 0;
    list.replaceChildren(...matches.map(option));
    const more = query ? found.length - matches.length : 0;
    if (more) {
      list.append(element("li", { class: "none" }, `and ${more.toLocaleString("en")} more: go on typing`));
    }
    if (query && !matches.length) {
      list.append(element("li", { class: "none" }, "Nobody and nothing by that name"));
    }
    list.hidden = !query;
    input.setAttribute("aria-expanded", String(matches.length > 0));
    mark();
  }

  function option(match, index) {
    const { name, label } = match;
    return element(
      "li",
      {
        id: `${list.id}-${index}`, role: "option", dir: "auto",
        // Before the box loses the focus, and with it the list.
        mousedown: (event) => {
          event.preventDefault();
          pick(match);
        },
      },
      name === label ? name : `${name} · ${label}`,
    );
  }

  function mark() {
    [...list.querySelectorAll("[role=option]")].forEach((item, index) => {
      item.setAttribute("aria-selected", String(index === active));
      if (index === active) {
        item.scrollIntoView({ block: "nearest" });
      }
    });
    if (matches.length) {
      input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function pick(match) {
    clear(); // For the next name.
    choose(match.actor);
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  }

  function clear() {
    input.value = "";
    matches = [];
    close();
  }

  return { clear };
}

// Names that begin with the query come first, then those with a word that does, then the rest.
function find(entries, query) {
  const found = [];
  for (const { actor, label, names } of entries) {
    const ranked = names
      .map(([name, text]) => ({ actor, label, name, rank: rankOf(text, query) }))
      .filter(({ rank }) => rank < 3)
      .sort((a, b) => a.rank - b.rank);
    found.push(...ranked.slice(0, 1));
  }
  return found.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, "en"));
}

function rankOf(text, query) {
  if (text.startsWith(query)) {
    return 0;
  }
  if (text.includes(` ${query}`) || query.split(" ").every((word) => ` ${text}`.includes(` ${word}`))) {
    return 1;
  }
  return text.includes(query) ? 2 : 3;
}

// Without case, accents and vowel marks, and with the Arabic and Persian forms of a letter as one.
function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}|\u0640|\u200c/gu, "")
    .replace(/[\u064a\u0649]/g, "\u06cc").replace(/\u0643/g, "\u06a9")
    .toLowerCase().replace(/[\s\p{P}]+/gu, " ").trim();
}
