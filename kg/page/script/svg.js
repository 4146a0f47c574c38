// The picture as SVG: what the canvas shows, under its title and above its legend.

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 24;
const LEAST_WIDTH = 480;
const TITLE_FONT = 20;
const NODE_LABEL_WIDTH = 140;
const LINE_LABEL_WIDTH = 420;
// From the lower end of a node to the foot of the first line of its name, as vis-network writes it.
const NODE_LABEL_DROP = 20;
const ARROW_LENGTH = 9;
const LOOP = { size: 24, angle: 0.8 };
const SAMPLE = 36;

// picture: { title, caption, background, text,
//   nodes: [{label, shape, fill, outline, textColor, x, y, size}],
//   lines: [{from, to, curve, colour, textColor, dashes, width, arrowTo, arrowFrom, label}],
//   legend: [{label, colour, dashes, width}, or {label, shape, fill, outline}] }
// The ends of a line are nodes, or {x, y, size} for a round one.
function svgOf(picture) {
  const lines = picture.lines.map(linePlan);
  const nodes = picture.nodes.map(nodePlan);
  const drawn = boxOf([...lines, ...nodes].flatMap((plan) => plan.extent));
  const width = Math.max(LEAST_WIDTH, drawn.right - drawn.left);
  const left = (drawn.left + drawn.right - width) / 2;
  const header = headerOf(picture, left, width);
  const legend = legendOf(picture, left, drawn.bottom + MARGIN, width);
  const top = drawn.top - header.height - MARGIN;
  const frame = {
    x: Math.floor(left - MARGIN),
    y: Math.floor(top - MARGIN),
    width: Math.ceil(width + 2 * MARGIN) + 1,
    height: Math.ceil(drawn.bottom + MARGIN + legend.height - top + 2 * MARGIN) + 1,
  };
  const { x, y, width: wide, height: high } = frame;
  return xmlDocument(drawing(
    "svg",
    { width: wide, height: high, viewBox: `${x} ${y} ${wide} ${high}`, "font-family": LETTERS },
    drawing("title", {}, picture.title),
    drawing("desc", {}, picture.caption),
    drawing("rect", { ...frame, fill: picture.background }),
    drawing("g", { transform: `translate(0 ${hundredths(top)})` }, ...header.texts),
    drawing("g", {}, ...lines.map((plan) => lineDrawn(plan))),
    drawing("g", {}, ...lines.flatMap((plan) => lineLabel(plan, picture.background))),
    drawing("g", {}, ...nodes.map((plan) => nodeDrawn(plan, picture.background))),
    drawing("g", {}, ...legend.rows),
  ));
}

function drawing(tag, attributes, ...children) {
  return xmlElement(SVG, tag, attributes, ...children);
}

function hundredths(number) {
  return Math.round(number * 100) / 100;
}

function boxOf(points) {
  const xs = points.map((point) => point.x);
  const ys = points.map((point) => point.y);
  const least = (numbers) => numbers.reduce((one, other) => Math.min(one, other), Infinity);
  const most = (numbers) => numbers.reduce((one, other) => Math.max(one, other), -Infinity);
  return points.length
    ? { left: least(xs), right: most(xs), top: least(ys), bottom: most(ys) }
    : { left: 0, right: 0, top: 0, bottom: 0 };
}

// One line of text, with a halo in the background's colour where there is one.
function svgText(text, x, y, size, fill, halo, more) {
  const around = halo && {
    "paint-order": "stroke",
    stroke: halo.colour,
    "stroke-width": halo.width,
    "stroke-linejoin": "round",
  };
  return drawing("text", {
    x: hundredths(x),
    y: hundredths(y),
    "font-size": size,
    fill,
    "unicode-bidi": "plaintext",
    ...around,
    ...more,
  }, text);
}

// Nodes

function nodePlan(node) {
  const pen = penOf(NODE_FONT);
  const names = brokenInto(node.label, pen, NODE_LABEL_WIDTH, 6);
  const half = Math.max(node.size * 1.4, ...names.map((name) => pen.measureText(name).width / 2));
  const foot = node.y + node.size + NODE_LABEL_DROP;
  return {
    node, names, foot,
    extent: [
      { x: node.x - half, y: node.y - node.size * 1.4 },
      { x: node.x + half, y: foot + names.length * NODE_FONT },
    ],
  };
}

function shapeOf(node) {
  const look = { fill: node.fill, stroke: node.outline, "stroke-width": 1.5 };
  const outline = outlineOf(node);
  return outline
    ? drawing("polygon", { points: outline.map(([x, y]) => xAndY({ x, y })).join(" "), ...look })
    : drawing("circle", { cx: hundredths(node.x), cy: hundredths(node.y), r: node.size, ...look });
}

function nodeDrawn({ node, names, foot }, background) {
  const shape = shapeOf(node);
  const halo = { colour: background, width: 4 };
  const middle = { "text-anchor": "middle" };
  return drawing("g", {}, drawing("title", {}, node.label), shape, ...names.map((name, row) =>
    svgText(name, node.x, foot + row * NODE_FONT, NODE_FONT, node.textColor, halo, middle)));
}

// Lines

function linePlan(line) {
  const loop = line.from.x === line.to.x && line.from.y === line.to.y;
  const plan = { line, ...(loop ? loopPath(line) : curvePath(line)) };
  const pen = penOf(LINE_FONT);
  const [name] = brokenInto(line.label, pen, LINE_LABEL_WIDTH, 1);
  const half = name ? pen.measureText(name).width / 2 : 0;
  const { x, y } = plan.middle;
  const across = Math.abs(half * Math.cos(plan.angle)) + LINE_FONT;
  const down = Math.abs(half * Math.sin(plan.angle)) + LINE_FONT;
  return {
    ...plan, name,
    extent: [...plan.extent, { x: x - across, y: y - down }, { x: x + across, y: y + down }],
  };
}

function curvePath(line) {
  const { from, to } = line;
  const via = bend(from, to, line.curve);
  const there = (t) => pointOn(from, via, to, t);
  const back = (t) => pointOn(to, via, from, t);
  const length = ARROW_LENGTH + 3 * line.width;
  const end = lineEnd(there, to, line.arrowTo && length);
  const start = lineEnd(back, from, line.arrowFrom && length);
  // Names read from left to right, whichever way their line goes.
  const [first, last] = from.x <= to.x ? [from, to] : [to, from];
  return {
    path: partOfCurve(from, via, to, 1 - start.t, end.t),
    arrows: [...start.arrow, ...end.arrow],
    middle: there(0.5),
    angle: Math.atan2(last.y - first.y, last.x - first.x),
    extent: [0.25, 0.5, 0.75].map(there),
  };
}

function partOfCurve(from, via, to, start, end) {
  const weights = [(1 - start) * (1 - end), start * (1 - end) + end * (1 - start), start * end];
  const mixed = (part) => weights[0] * from[part] + weights[1] * via[part] + weights[2] * to[part];
  const [first, last] = [start, end].map((t) => pointOn(from, via, to, t));
  return `M${xAndY(first)} Q${xAndY({ x: mixed("x"), y: mixed("y") })} ${xAndY(last)}`;
}

// How far along its curve a line goes: to a node's rim, or into the arrow head whose tip is there.
function lineEnd(curveAt, node, length) {
  const t = rimOn(curveAt, node);
  if (!length) {
    return { t, arrow: [] };
  }
  const tip = curveAt(t);
  const near = curveAt(t - 0.01);
  const pace = 100 * Math.hypot(tip.x - near.x, tip.y - near.y);
  const stop = Math.max(0.5, t - (0.9 * length) / pace);
  const notch = curveAt(stop);
  const angle = Math.atan2(tip.y - notch.y, tip.x - notch.x);
  const at = (along, aside) => ({
    x: tip.x + length * (along * Math.cos(angle) - aside * Math.sin(angle)),
    y: tip.y + length * (along * Math.sin(angle) + aside * Math.cos(angle)),
  });
  return { t: stop, arrow: [[tip, at(-1, 0.3), at(-0.9, 0), at(-1, -0.3)]] };
}

// A tie of a thing with itself: a circle whose centre is on the rim. It has no direction to show.
function loopPath({ from }) {
  const { size, angle } = LOOP;
  const x = from.x + from.size * Math.cos(angle);
  const y = from.y - from.size * Math.sin(angle);
  const half = (across) => `a${size} ${size} 0 1 1 ${across} 0`;
  return {
    path: `M${xAndY({ x: x - size, y })} ${half(2 * size)} ${half(-2 * size)}`,
    arrows: [],
    middle: { x, y: y - size },
    angle: 0,
    extent: [{ x: x - size, y: y - size }, { x: x + size, y: y + size }],
  };
}

function xAndY({ x, y }) {
  return `${hundredths(x)} ${hundredths(y)}`;
}

function lineDrawn({ line, path, arrows }) {
  const words = [line.from.label, line.label, line.to.label].filter(Boolean).join(" ");
  return drawing(
    "g",
    {},
    drawing("title", {}, words),
    strokeOf(path, line.colour, line.dashes, line.width),
    ...arrows.map((head) => drawing("polygon", {
      points: head.map(xAndY).join(" "), fill: line.colour,
    })),
  );
}

function strokeOf(path, colour, dashes, width) {
  const dashed = dashes.length
    ? { "stroke-dasharray": dashes.join(" "), "stroke-linecap": "round" }
    : {};
  return drawing("path", {
    d: path, fill: "none", stroke: colour, "stroke-width": width, ...dashed,
  });
}

function lineLabel({ line, name, middle, angle }, background) {
  if (!name) {
    return [];
  }
  const turned = `translate(${xAndY(middle)}) rotate(${hundredths((angle * 180) / Math.PI)})`;
  return [svgText(
    name, 0, LINE_FONT * 0.35, LINE_FONT, line.textColor, { colour: background, width: 6 },
    { "text-anchor": "middle", transform: turned },
  )];
}

// Title and legend

// Texts from y = 0 downwards, and how high they stand together.
function headerOf(picture, left, width) {
  const title = brokenInto(picture.title, penOf(TITLE_FONT, "bold"), width, 3);
  const caption = brokenInto(picture.caption, penOf(LINE_FONT), width, 8);
  let height = 0;
  const put = (text, size, more) => {
    height += size * 1.35;
    return svgText(text, left, height - size * 0.35, size, picture.text, null, more);
  };
  const texts = [
    ...title.map((text) => put(text, TITLE_FONT, { "font-weight": "bold" })),
    ...caption.map((text) => put(text, LINE_FONT, {})),
  ];
  return { texts, height };
}

// A row of the legend explains a shape, or else a line.
function sampleOf({ shape, fill, outline, colour, dashes, width = 2 }, x, y) {
  return shape
    ? shapeOf({ shape, fill, outline, x: x + SAMPLE / 2, y, size: LINE_FONT / 2 })
    : strokeOf(`M${xAndY({ x, y })} h${SAMPLE}`, colour, dashes, width);
}

// Samples of shapes and lines with their names, side by side as far as there is room.
function legendOf(picture, left, top, width) {
  const pen = penOf(LINE_FONT);
  const step = LINE_FONT * 1.7;
  let x = 0;
  let y = top;
  const rows = picture.legend.map((row) => {
    const { label } = row;
    const [name = ""] = brokenInto(label, pen, width - SAMPLE - 8, 1);
    const wide = SAMPLE + 8 + pen.measureText(name).width;
    if (x && x + wide > width) {
      x = 0;
      y += step;
    }
    const start = left + x;
    x += wide + 20;
    return drawing(
      "g",
      {},
      sampleOf(row, start, y + LINE_FONT / 2),
      svgText(name, start + SAMPLE + 8, y + LINE_FONT * 0.85, LINE_FONT, picture.text, null, {}),
    );
  });
  return { rows, height: rows.length ? y - top + step : 0 };
}
