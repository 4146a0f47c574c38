// The tracks of the timeline: bars drawn once for a width, over which only clips and marks move.

// One track: bars twice over, pale and strong, of which the strong ones are clipped to what counts.
function makeTrack(name, covered) {
  const pale = svgElement("path", {});
  const strong = svgElement("path", {});
  const clipped = svgElement("svg", { class: "bars", "aria-hidden": "true" }, strong);
  const pointed = element("div", { class: "pointed", hidden: "" });
  const root = element(
    "div",
    { class: `track ${name}` },
    svgElement("svg", { class: "bars pale", "aria-hidden": "true" }, pale),
    clipped,
    pointed,
  );
  root.style.setProperty("--days", covered.length);

  // values: one for each of the bins.
  function draw(bins, values) {
    const { clientWidth: width, clientHeight: height } = root;
    const most = values.reduce((a, b) => Math.max(a, b), 1);
    const d = bins.map(([from, until], index) => {
      if (!values[index]) {
        return "";
      }
      const left = width * startOf(from);
      const across = width * endOf(until) - left;
      const gap = Math.min(2, across / 4);
      const up = Math.max(2, (height - 3) * (values[index] / most));
      const corner = `M${tenth(left + gap / 2)} ${height}`;
      return `${corner}v${-tenth(up)}h${tenth(across - gap)}v${tenth(up)}z`;
    }).join("");
    pale.setAttribute("d", d);
    strong.setAttribute("d", d);
  }

  // Where a day begins and ends, as a part of the width; days outside are at the edge.
  function startOf(day) {
    return Math.min(1, Math.max(0, (day - covered.first) / covered.length));
  }

  function endOf(day) {
    return startOf(day + 1);
  }

  function dayAt(event) {
    const { left, width } = root.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * covered.length);
    return covered.first + Math.min(covered.length - 1, Math.max(0, index));
  }

  // The bars from one part of the width to another are strong.
  function clip(left, right) {
    root.style.setProperty("--left", left);
    root.style.setProperty("--right", right);
  }

  function point(bin) {
    pointed.hidden = !bin;
    if (bin) {
      pointed.style.left = `${100 * startOf(bin[0])}%`;
      pointed.style.width = `${100 * (endOf(bin[1]) - startOf(bin[0]))}%`;
    }
  }

  return { root, draw, clip, point, startOf, endOf, dayAt };
}

// The axis below both tracks.
function drawAxis(axis, covered) {
  const width = axis.clientWidth;
  const characterWidth = 0.62 * parseFloat(getComputedStyle(axis).fontSize);
  const marks = axisMarks(covered, width, characterWidth).flatMap(([day, text]) => {
    const at = ((day - covered.first) / covered.length) * width;
    return at + text.length * characterWidth <= width
      ? [svgElement("path", { d: `M${tenth(at) + 0.5} 0v4` }),
        svgElement("text", { x: tenth(at) + 3, y: "0.95em" }, text)]
      : [];
  });
  axis.replaceChildren(...marks);
}

function svgElement(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function tenth(number) {
  return Math.round(number * 10) / 10;
}

// Follow a pointer over a track. press(event) is told where it is put down and gives what to do
// with each move until it is lifted; hover(event) is told of every move, hover(null) of leaving.
function followPointer(track, press, hover) {
  let drag = null;
  track.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary) {
      // Else the press would take the focus from the slider that press() gives it to.
      event.preventDefault();
      track.setPointerCapture(event.pointerId);
      drag = press(event);
    }
  });
  track.addEventListener("pointermove", (event) => {
    drag?.(event);
    hover(event);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    track.addEventListener(name, () => {
      drag = null;
    });
  }
  track.addEventListener("pointerleave", () => hover(null));
}
