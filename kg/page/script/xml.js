// XML documents, made of elements and texts and never of markup.

// Most control characters and halves of surrogate pairs: XML 1.0 cannot even hold them escaped.
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function xmlText(value) {
  return String(value).replace(NOT_XML, "\ufffd");
}

// An element of a namespace; children are elements or texts.
function xmlElement(namespace, tag, attributes, ...children) {
  const made = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, xmlText(value));
  }
  made.append(...children.map((child) => (child instanceof Node ? child : xmlText(child))));
  return made;
}

// The document of a root element, to be written as UTF-8.
function xmlDocument(root) {
  // Readers take a raw carriage return for a line feed, and browsers leave it raw in texts.
  return `${new XMLSerializer().serializeToString(root)}\n`.replaceAll("\r", "&#13;");
}
