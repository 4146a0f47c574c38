// Reads RDF 1.2 TriG with N3.js and writes a line of JSON for each quad:
// node read_trig12.cjs FILE BASE
const { readFileSync } = require("node:fs");
const { Parser } = require("n3");

const [file, baseIRI] = process.argv.slice(2);

function plain(term) {
  switch (term.termType) {
    case "Quad":
      return ["triple", plain(term.subject), plain(term.predicate), plain(term.object)];
    case "Literal":
      return ["literal", term.value, term.datatype.value, term.language];
    case "DefaultGraph":
      return null;
    default:
      return [term.termType, term.value];
  }
}

const parser = new Parser({ format: "application/trig", baseIRI });
for (const quad of parser.parse(readFileSync(file, "utf8"))) {
  const terms = [quad.subject, quad.predicate, quad.object, quad.graph];
  console.log(JSON.stringify(terms.map(plain)));
}
