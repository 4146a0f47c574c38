// What is seen as a SPARQL query that gives the same propositions wherever the data are.

const ANY_PROPOSITION = "VALUES ?proposition { UNDEF }";
// What SPARQL's grammar lets stand between < and >. Escapes do not help: they are read before it.
const WRITABLE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|^`\\\p{Surrogate}]*$/u;

// queryText: a query that takes a proposition; words: what is seen, in one or more lines.
// Throws an Error for an IRI that cannot be written and for a query that takes no proposition.
function sparqlOf(queryText, iris, words) {
  if (!queryText.includes(ANY_PROPOSITION)) {
    throw new Error(`the query has no "${ANY_PROPOSITION}" to fill`);
  }
  const terms = [...new Set(iris)].map((iri) => `    ${iriTerm(iri)}\n`).join("");
  const comment = commentLines(words).map((line) => `${line}\n`).join("");
  const those = `VALUES ?proposition {\n${terms}  }`;
  return comment + queryText.replaceAll(ANY_PROPOSITION, () => those);
}

function iriTerm(iri) {
  if (!WRITABLE_IRI.test(iri)) {
    throw new Error(`no IRI that a query can hold: ${JSON.stringify(iri)}`);
  }
  return `<${iri}>`;
}

function commentLines(words) {
  return words
    .split(/[\n\v\f\r\u0085\u2028\u2029]+/)
    .map((line) => line.replace(/[\p{Cc}\p{Surrogate}]/gu, "\ufffd").trim())
    .filter(Boolean)
    // Some engines read \u000a as the line's end even in a comment.
    .map((line) => `# ${line.replace(/\\(?=u)/gi, "\\ ")}`);
}
