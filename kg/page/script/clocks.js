// The two clocks of the timeline, each a name, what is chosen, controls and a track. A mark at
// the edge of a track is no bound (null), since what lies outside the days covered counts there.

// How near to an edge of the span, in pixels, a pointer takes hold of it.
const GRIP = { mouse: 7, pen: 10, touch: 16 };

// Report time. on: {asOf(day|null), play(), point(day|null)}; binAt(day): the bar's [first, last].
function makeReportClock(covered, binAt, on) {
  const track = makeTrack("reported", covered);
  const slider = daySlider("Reported by", "last", covered, () => {
    on.asOf(open(slider.valueAsNumber));
  });
  const date = dateInput("Reported by, day", () => on.asOf(dayOf(date.value)));
  const play = element(
    "button",
    { type: "button", class: "play", "aria-pressed": "false", click: on.play },
    svgElement("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" },
      svgElement("path", { class: "go", d: "M2 0.5L9.5 5L2 9.5Z" }),
      svgElement("path", { class: "halt", d: "M1.5 0.5H4V9.5H1.5ZM6 0.5H8.5V9.5H6Z" })),
    "Play",
  );
  const everything = element(
    "button", { type: "button", "aria-label": "Everything reported", click: () => on.asOf(null) },
    "Everything");
  const clock = clockParts("Reported by", track, [play, everything, date], [slider], on.point);
  track.root.append(element("div", { class: "marker" }));

  followPointer(track.root, (event) => {
    slider.focus({ preventScroll: true });
    const move = (moved) => on.asOf(open(binAt(track.dayAt(moved))[1]));
    move(event);
    return move;
  }, (event) => on.point(event && track.dayAt(event)));

  function open(day) {
    return day >= covered.last ? null : day;
  }

  function show(day) {
    const words = day === null ? "everything reported" : dayText(day);
    clock.value.textContent = words;
    slider.value = day ?? covered.last;
    slider.setAttribute("aria-valuetext", words);
    writeDate(date, day);
    track.clip(0, day === null ? 1 : track.endOf(day));
  }

  return { ...clock, track, play, show };
}

// World time. on: {span(from|null, until|null), point(day|null)}.
function makeWorldClock(covered, binAt, on) {
  const track = makeTrack("held", covered);
  let chosen = [null, null];
  const from = daySlider("Held from", "first", covered, () => {
    on.span(...open(Math.min(from.valueAsNumber, chosen[1] ?? Infinity), chosen[1]));
  });
  const until = daySlider("Held until", "last", covered, () => {
    on.span(...open(chosen[0], Math.max(until.valueAsNumber, chosen[0] ?? -Infinity)));
  });
  const first = dateInput("Held from, day", typed);
  const last = dateInput("Held until, day", typed);
  const clear = () => on.span(null, null);
  const button = element(
    "button", { type: "button", "aria-label": "Clear held between", click: clear }, "Clear");
  const controls = [first, element("span", {}, "and"), last, button];
  const clock = clockParts("Held between", track, controls, [from, until], on.point);
  track.root.append(element("div", { class: "span" }));
  track.root.addEventListener("dblclick", clear);
  followPointer(track.root, press, (event) => {
    on.point(event && track.dayAt(event));
    track.root.dataset.over = event ? partAt(event) : "";
  });

  // Days typed the wrong way round are taken the right way round.
  function typed() {
    const days = [dayOf(first.value), dayOf(last.value)];
    on.span(...(days.includes(null) ? days : days.sort((a, b) => a - b)));
  }

  // An end at the edge of the track, or beyond, is no bound.
  function open(start, end) {
    return [
      start === null || start <= covered.first ? null : start,
      end === null || end >= covered.last ? null : end,
    ];
  }

  // What a pointer is over: an edge of the span, its inside, or what is around it.
  function partAt(event) {
    const box = track.root.getBoundingClientRect();
    const x = event.clientX - box.left;
    const left = box.width * ends()[0];
    const right = box.width * ends()[1];
    const out = GRIP[event.pointerType] ?? GRIP.mouse;
    const into = Math.min(out, (right - left) / 3);
    if (x > left - out && x < left + into) {
      return "from";
    }
    if (x > right - into && x < right + out) {
      return "until";
    }
    return x > left && x < right && chosen.some((day) => day !== null) ? "inside" : "around";
  }

  function ends() {
    return [
      chosen[0] === null ? 0 : track.startOf(chosen[0]),
      chosen[1] === null ? 1 : track.endOf(chosen[1]),
    ];
  }

  function press(event) {
    const part = partAt(event);
    (part === "until" ? until : from).focus({ preventScroll: true });
    if (part === "inside") {
      return slide(track.dayAt(event));
    }
    // Dragged past the other end, an edge goes on as the other edge.
    const bin = binAt(track.dayAt(event));
    const fixed = { from: [chosen[1], chosen[1]], until: [chosen[0], chosen[0]] }[part] ?? bin;
    const move = (moved) => stretchTo(fixed, part, binAt(track.dayAt(moved)));
    if (part === "around") {
      move(event);
    }
    return move;
  }

  function stretchTo(fixed, part, bin) {
    if (fixed[0] === null) {
      on.span(...(part === "from" ? open(bin[0], null) : open(null, bin[1])));
    } else {
      const back = part === "from" ? bin[0] <= fixed[1] : bin[0] < fixed[0];
      on.span(...(back ? open(bin[0], fixed[1]) : open(fixed[0], bin[1])));
    }
  }

  // Moves the whole span as it was when taken, no further than the track goes.
  function slide(taken) {
    const start = chosen[0] ?? covered.first;
    const end = chosen[1] ?? covered.last;
    return (event) => {
      const by = Math.max(covered.first - start,
        Math.min(covered.last - end, track.dayAt(event) - taken));
      on.span(...open(start + by, end + by));
    };
  }

  function show(start, end) {
    chosen = [start, end];
    clock.value.textContent = spanInWords(start, end);
    from.value = start ?? covered.first;
    until.value = end ?? covered.last;
    from.setAttribute("aria-valuetext", start === null ? "no first day" : dayText(start));
    until.setAttribute("aria-valuetext", end === null ? "no last day" : dayText(end));
    // Of two days typed, the one being typed stays where it is.
    if (!sameDays([dayOf(first.value), dayOf(last.value)], chosen)) {
      writeDate(first, start);
      writeDate(last, end);
    }
    track.clip(...ends());
    track.root.classList.toggle("open", start === null && end === null);
  }

  return { ...clock, track, show };
}

function sameDays(days, others) {
  return days.every((day) => others.includes(day)) && others.every((day) => days.includes(day));
}

// What follows "Held between"
function spanInWords(from, until) {
  if (from === null || until === null) {
    const day = from ?? until;
    return day === null ? "any time" : `${dayText(day)} or ${from === null ? "earlier" : "later"}`;
  }
  return from === until ? `${dayText(from)} only` : `${dayText(from)} and ${dayText(until)}`;
}

function clockParts(name, track, controls, sliders, point) {
  const value = element("span", { class: "value" });
  const caption = element("span", { class: "caption" });
  const root = element(
    "div",
    { class: "clock", role: "group", "aria-label": name },
    element("p", { class: "name" }, element("strong", {}, name), value, caption),
    element("div", { class: "controls" }, ...controls),
    track.root,
  );
  track.root.append(...sliders);
  for (const slider of sliders) {
    slider.addEventListener("focus", () => point(slider.valueAsNumber));
    slider.addEventListener("input", () => point(slider.valueAsNumber));
    slider.addEventListener("blur", () => point(null));
  }
  return { root, value, caption };
}

// A slider over the days covered; end: whether its mark stands at the "first" or "last" of a day.
function daySlider(name, end, covered, input) {
  return element("input", {
    type: "range", class: `of-${end}`, "aria-label": name, autocomplete: "off",
    min: covered.first, max: covered.last, step: 1, input,
  });
}

// A box for a day; what is half typed, or typed on the way to a year, is not passed on.
function dateInput(name, input) {
  const box = element("input", {
    type: "date", "aria-label": name, autocomplete: "off", min: "1000-01-01", max: "9999-12-31",
  });
  box.addEventListener("input", () => box.validity.valid && input());
  return box;
}

function writeDate(box, day) {
  const text = day === null ? "" : dayText(day);
  if (box.value !== text) {
    box.value = text;
  }
}
