// Time along the bottom of the page: one axis, two clocks. "Reported by" is when claims were
// reported, "Held between" when what they say may have held.

const STEP_MILLISECONDS = 600;
const SMALLEST_BAR = 3;
const TIMELINE_HINT = "Drag over the bars to choose days";

// root: an empty section; reported: the day by which each claim had been reported, or null; held: [first, last]
// of each proposition, null where not known. on: {asOf(day|null, playing), span(from|null,
// until|null)}, told of the reader's changes. Hides the section where no report has a day.
function makeTimeline(root, { reported, held }, on) {
  const covered = daysCovered(reported, held);
  root.hidden = !covered;
  if (!covered) {
    return { show() {}, stop() {} };
  }
  const reports = countDays(reported, covered);
  const begins = countDays(held.map(([first]) => first), covered);
  const mayHold = holdCounter(held, covered);
  const [firstReport, lastReport] = endsOfCounts(reports.counts).map((at) => covered.first + at);
  const state = { asOf: null, from: null, until: null };
  let bins = binsOf(covered, "day");

  const readout = element("p", { class: "readout" }, TIMELINE_HINT);
  const axis = svgElement("svg", { class: "axis", "aria-hidden": "true" });
  const report = makeReportClock(covered, binAt, {
    asOf(day) {
      player.stop();
      chooseAsOf(day);
    },
    play: () => player.toggle(),
    point: (day) => point(report.track, day, readReports),
  });
  const world = makeWorldClock(covered, binAt, {
    span: chooseSpan,
    point: (day) => point(world.track, day, readHeld),
  });
  const player = makePlayer(report.play, step);
  report.track.root.append(...edgeNotes(reports));
  world.track.root.append(...edgeNotes(begins));
  root.replaceChildren(report.root, world.root, readout, axis);
  new ResizeObserver(layout).observe(report.track.root);
  report.show(null);
  world.show(null, null);

  // Bars and axis for the width that there is.
  function layout() {
    const width = report.track.root.clientWidth;
    if (!width) {
      return;
    }
    const unit = roomyUnit(width / covered.length, SMALLEST_BAR);
    bins = binsOf(covered, unit);
    report.track.draw(bins, bins.map((bin) => total(reports, bin)));
    world.track.draw(bins, bins.map((bin) => total(begins, bin)));
    report.caption.textContent = `claims per ${unit}`;
    world.caption.textContent = `begun per ${unit}`;
    drawAxis(axis, covered);
  }

  function total({ counts }, [from, until]) {
    let sum = 0;
    for (let day = from; day <= until; day += 1) {
      sum += counts[day - covered.first];
    }
    return sum;
  }

  function binAt(day) {
    return bins.find(([, until]) => day <= until) ?? bins[bins.length - 1];
  }

  // "2021-08-28: 12 claims reported"
  function readReports(bin) {
    const number = total(reports, bin);
    return `${number} ${number === 1 ? "claim" : "claims"} reported`;
  }

  function readHeld(bin) {
    const number = total(begins, bin);
    const begin = number === 1 ? "proposition begins" : "propositions begin";
    return `${number} ${begin}, ${mayHold(...bin)} may hold`;
  }

  function point(track, day, read) {
    const bin = day === null ? null : binAt(day);
    track.point(bin);
    readout.textContent = bin
      ? `${[...new Set(bin)].map(dayText).join(" to ")}: ${read(bin)}` : TIMELINE_HINT;
  }

  function chooseAsOf(day) {
    const changed = day !== state.asOf;
    state.asOf = day;
    report.show(day);
    if (changed) {
      on.asOf(day, player.playing());
    }
  }

  function chooseSpan(from, until) {
    const changed = from !== state.from || until !== state.until;
    Object.assign(state, { from, until });
    world.show(from, until);
    if (changed) {
      on.span(from, until);
    }
  }

  // What the page shows now: only marks move and clips, the bars stay as they are drawn.
  // A day that playing did not set ends the playing.
  function show({ asOf, from, until }) {
    if (asOf !== state.asOf) {
      player.stop();
      report.show(asOf);
    }
    if (from !== state.from || until !== state.until) {
      world.show(from, until);
    }
    Object.assign(state, { asOf, from, until });
  }

  // One bar more of reports; from the first again where all are in. False where that was the last.
  function step() {
    const over = state.asOf === null || state.asOf >= lastReport;
    const [, until] = binAt(over ? firstReport : Math.max(firstReport, state.asOf + 1));
    const ended = until >= lastReport;
    chooseAsOf(ended ? null : until);
    return !ended;
  }

  return { show, stop: player.stop };
}

// The first and last index of a count that is not zero.
function endsOfCounts(counts) {
  const some = (number) => number > 0;
  return [counts.findIndex(some), counts.findLastIndex(some)];
}

// What lies outside the days covered, said at the edge where it counts.
function edgeNotes({ earlier, later }) {
  return [["earlier", earlier], ["later", later]].filter(([, number]) => number)
    .map(([side, number]) => element("p", { class: `note ${side}` }, `${number} ${side}`));
}

// Steps until step() is false, the button is pressed again, or the reader does anything else.
function makePlayer(button, step) {
  let timer = null;

  for (const name of ["pointerdown", "keydown"]) {
    document.addEventListener(name, (event) => {
      const passing = ["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key);
      const pressing = button.contains(event.target) && ["Enter", " ", undefined].includes(event.key);
      if (!passing && !pressing) {
        stop();
      }
    }, true);
  }

  function tick() {
    timer = setTimeout(tick, STEP_MILLISECONDS);
    if (!step()) {
      stop();
    }
  }

  function stop() {
    clearTimeout(timer);
    timer = null;
    button.setAttribute("aria-pressed", "false");
  }

  function toggle() {
    if (timer !== null) {
      stop();
    } else {
      button.setAttribute("aria-pressed", "true");
      tick();
    }
  }

  return { toggle, stop, playing: () => timer !== null };
}
