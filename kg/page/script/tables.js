// What is seen as a table of plain values, and as CSV. Lists, formulas and line ends are written as
// kg export writes them (kg/exporters/flat.py and csv_tables.py).

const ACTOR_COLUMNS = ["label", "type"];
const TIE_COLUMNS = [
  "relation", "label", "statement", "family", "polarity", "symmetric", "status",
  "valid_from", "valid_until", "place", "voices_affirming", "voices_denying",
  "sources", "origins", "affirmed_by", "denied_by",
];
const TIE_ENDS = ["proposition", "subject", "subject_label", "object", "object_label"];
// What a spreadsheet takes for a formula, and a text that an apostrophe has made harmless already.
const FORMULA = /^'*[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-]/u;
const HALF_PAIR = /\p{Surrogate}/gu;

// The columns that records have: those that are known in their order, then the others by name.
function columnsOf(records, known, apart) {
  const found = new Set(records.flatMap((record) => Object.keys(record)));
  const expected = new Set([...known, ...apart]);
  const others = [...found].filter((name) => !expected.has(name)).sort();
  return [...known.filter((name) => found.has(name)), ...others];
}

// A list is its items joined by "; ", their own backslashes and semicolons after a backslash.
function plainValue(value) {
  if (Array.isArray(value)) {
    return value.map((item) => String(item).replace(/[\\;]/g, "\\$&")).join("; ");
  }
  return value ?? "";
}

// rows: {actors: [{iri, label, …}], ties: [{proposition, subject, subject_label, object, …}]}
// with texts, numbers, booleans or lists of texts. The ties as one table (RFC 4180).
function csvOf(rows) {
  return recordsAsCsv(rows.ties, [...TIE_ENDS, ...columnsOf(rows.ties, TIE_COLUMNS, TIE_ENDS)]);
}

// Records with texts, numbers, booleans or lists of texts, as one table.
function recordsAsCsv(records, columns) {
  const cells = records.map((record) => columns.map((name) => plainValue(record[name])));
  return [columns, ...cells].map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(value) {
  if (typeof value !== "string") {
    return String(value);
  }
  const text = value.replace(HALF_PAIR, "\ufffd");
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
