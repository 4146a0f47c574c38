// The legend's rows and the checkboxes are filters; what they hide is read from them.

function makeFilters(model, change) {
  const nav = document.querySelector("nav");
  const controls = [...nav.querySelectorAll("[data-filter]")];
  const shown = document.getElementById("shown");

  nav.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      return;
    }
    if (button.dataset.filter) {
      turn(button, !isOn(button));
    } else {
      const name = button.dataset.all ?? button.dataset.none;
      of(name).forEach((control) => turn(control, "all" in button.dataset));
    }
    apply();
  });
  nav.addEventListener("change", apply);

  function of(filter) {
    return controls.filter((control) => control.dataset.filter === filter);
  }

  function hidden(filter) {
    return new Set(of(filter).filter((control) => !isOn(control))
      .map((control) => control.dataset.value));
  }

  function apply() {
    const [types, polarities, statuses, relations] =
      ["type", "polarity", "status", "relation"].map(hidden);
    const actorIds = Object.keys(model.actors).filter((id) => !types.has(model.actors[id].type));
    const actors = new Set(actorIds);
    const kept = Object.entries(model.relations).filter(([, relation]) =>
      actors.has(relation.subject) && actors.has(relation.object)
      && !polarities.has(relation.polarity) && !statuses.has(relation.status)
      && !relations.has(relation.relation));
    const all = Object.keys(model.relations).length;
    shown.textContent = `${kept.length} of ${count(all, "tie")} shown`;
    change(actors, new Set(kept.map(([id]) => id)));
  }

  // A node that was searched for is shown, whatever the legend hid.
  function allowType(type) {
    of("type").filter((control) => control.dataset.value === type)
      .forEach((control) => turn(control, true));
    apply();
  }

  function reset() {
    controls.forEach((control) => turn(control, true));
    apply();
  }

  return { apply, allowType, reset };
}

function isOn(control) {
  return control.type === "checkbox"
    ? control.checked : control.getAttribute("aria-pressed") === "true";
}

function turn(control, on) {
  if (control.type === "checkbox") {
    control.checked = on;
  } else {
    control.setAttribute("aria-pressed", String(on));
  }
}
