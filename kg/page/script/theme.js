// Colours as the style sheet has them, for the canvas, which knows no style sheet.

function readTheme() {
  const values = getComputedStyle(document.documentElement);
  return (name) => values.getPropertyValue(`--${name}`).trim();
}

const DIMMED = 0.2;

function nodeLook(node, theme, dimmed) {
  const background = theme(node.group);
  const border = theme("outline");
  const chosen = { background, border: theme("accent") };
  return {
    color: { background, border, highlight: chosen, hover: chosen },
    opacity: dimmed ? DIMMED : 1,
    font: { color: dimmed ? faded(theme("text")) : theme("text"), strokeColor: theme("ground") },
  };
}

function edgeLook(relation, theme, dimmed) {
  const color = theme(relation.polarity);
  const text = theme(`${relation.polarity}-text`);
  return {
    color: { color, highlight: color, hover: color, inherit: false, opacity: dimmed ? DIMMED : 1 },
    font: { color: dimmed ? faded(text) : text, strokeColor: theme("ground") },
  };
}

function faded(color) {
  return color + Math.round(DIMMED * 255).toString(16).padStart(2, "0");
}
