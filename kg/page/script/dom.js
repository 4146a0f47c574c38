// Elements are built from text only: what comes from the data is never read as markup.

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(name, value);
    } else {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

// Close a menu; the focus stays with it.
function closeMenu(menu) {
  if (menu.contains(document.activeElement)) {
    menu.querySelector("summary").focus();
  }
  menu.open = false;
}

function linkButton(text, click) {
  return element("button", { type: "button", class: "link", dir: "auto", click }, text);
}

// A link for an address of the web, plain text for any other.
function webLink(address, text) {
  const url = URL.canParse?.(address) ? new URL(address) : null;
  if (url && ["http:", "https:"].includes(url.protocol)) {
    return element(
      "a",
      { href: url.href, target: "_blank", rel: "noreferrer noopener", dir: "auto" },
      text || address,
    );
  }
  return element("span", { dir: "auto" }, [text, address].filter(Boolean).join(", "));
}
