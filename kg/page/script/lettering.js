// Texts of a picture: how wide they are, and where their lines break.

const LETTERS = "system-ui, sans-serif";
const NODE_FONT = 17;
const LINE_FONT = 13;
// More than any place of a picture holds; spares measuring texts without end.
const LONGEST_TEXT = 2000;

// A canvas for each font: making one is slow.
const pens = new Map();

function penOf(size, weight = "normal") {
  const font = `${weight} ${size}px ${LETTERS}`;
  if (!pens.has(font)) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    pens.set(font, pen);
  }
  return pens.get(font);
}

// The lines of a text, none wider than `width`, at most `most` of them; "…" for what is left out.
function brokenInto(text, pen, width, most) {
  const fits = (line) => pen.measureText(line).width <= width;
  const lines = [];
  let line = "";
  for (const word of xmlText(text.slice(0, LONGEST_TEXT)).split(/\s+/u).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line) {
      lines.push(line);
    }
    line = "";
    for (const letter of word) {
      if (line && !fits(line + letter)) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  if (lines.length > most) {
    kept[most - 1] = cutToFit(kept[most - 1], fits);
  }
  return kept.filter(Boolean);
}

function cutToFit(line, fits) {
  const letters = [...line];
  while (letters.length && !fits(`${letters.join("")}…`)) {
    letters.pop();
  }
  return `${letters.join("")}…`;
}
