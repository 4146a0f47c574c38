// Files for the reader to keep.

// Long enough for any browser to have begun reading.
const KEEP_FILE = 30_000;

// Offer a text or a blob as a file of that name and media type.
function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = element("a", { href: address, download: name, hidden: "" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_FILE);
}
