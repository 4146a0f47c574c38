// Colours as the style sheet has them, for the canvas, which knows no style sheet.

const DIMMED = 0.15;

function readTheme() {
  const values = getComputedStyle(document.documentElement);
  const known = new Map();
  return (name) => {
    if (!known.has(name)) {
      known.set(name, values.getPropertyValue(`--${name}`).trim());
    }
    return known.get(name);
  };
}

function nodeLook(group, theme, dimmed) {
  const background = theme(group);
  const border = theme("outline");
  const chosen = { background, border: theme("accent") };
  return {
    color: { background, border, highlight: chosen, hover: { background, border } },
    opacity: dimmed ? DIMMED : 1,
    font: { color: dimmed ? faded(theme("text")) : theme("text"), strokeColor: theme("ground") },
  };
}

function lineLook(polarity, theme, dimmed) {
  const color = theme(polarity);
  const text = theme(`${polarity}-text`);
  return {
    color: { color, highlight: color, hover: color, inherit: false, opacity: dimmed ? DIMMED : 1 },
    font: {
      color: dimmed ? faded(text) : text,
      strokeColor: dimmed ? "transparent" : theme("ground"),
    },
  };
}

function faded(color) {
  return color + Math.round(DIMMED * 255).toString(16).padStart(2, "0");
}
