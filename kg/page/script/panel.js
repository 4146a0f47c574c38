// The side panel: the sheet of what is chosen, and what can be done with it.

// on: {close(), left() when it closes with the focus in it, copied()}
function makePanel(on) {
  const panel = document.getElementById("panel");
  let shown = null;

  // sheet: {key, heading, content, actions}, or null to close. A new key takes the focus, if asked.
  function show(sheet, takeFocus) {
    const held = panel.contains(document.activeElement) ? document.activeElement : null;
    const heldAt = held && { text: held.textContent, index: controls().indexOf(held) };
    if (!sheet) {
      close();
      if (held) {
        on.left();
      }
      return;
    }
    const again = sheet.key === shown;
    const top = panel.scrollTop;
    const open = new Map(again ? parts().map((part) => [nameOfPart(part), part.open]) : []);
    const title = element("h2", { tabindex: "-1", dir: "auto" }, sheet.heading);
    const body = element("div", {}, ...sheet.content);
    const whole = () => `${sheet.heading}\n${textOf(body)}`;
    panel.replaceChildren(
      element("button", { type: "button", class: "close", "aria-label": "Close", click: on.close }, "×"),
      title,
      element("div", { class: "actions", role: "group", "aria-label": "Actions" },
        ...sheet.actions.map(([text, click]) => element("button", { type: "button", click }, text)),
        element("button", { type: "button", click: () => copy(whole(), on.copied) }, "Copy"),
        ...(sheet.controls ?? [])),
      body,
    );
    parts().forEach((part) => { part.open = open.get(nameOfPart(part)) ?? part.open; });
    panel.hidden = false;
    panel.scrollTop = again ? top : 0;
    shown = sheet.key;
    if (takeFocus) {
      title.focus({ preventScroll: true });
    } else if (held) {
      (again && sameControl(heldAt) || title).focus({ preventScroll: true });
    }
  }

  function parts() {
    return [...panel.querySelectorAll("details")];
  }

  function controls() {
    return [...panel.querySelectorAll("button, input")];
  }

  // The control that is what another was before it was drawn anew: Unpin where Pin has been.
  function sameControl({ text, index }) {
    return controls().find((one) => text && one.textContent === text) ?? controls()[index];
  }

  function close() {
    shown = null;
    panel.hidden = true;
    panel.replaceChildren();
  }

  // Give a claim in the panel the focus.
  function goTo(claim) {
    panel.querySelector(`article[data-claim="${claim}"]`)?.focus();
  }

  return { show, goTo, isOpen: () => !panel.hidden, focus: () => panel.querySelector("h2")?.focus() };
}

// What a part that opens is called, whatever its count.
function nameOfPart(part) {
  return part.querySelector("summary").textContent.replace(/: [^:]*$/u, "");
}

// The text of an element as it is read, with the address after each link.
function textOf(body) {
  const whole = element("div", { class: "unseen" }, body.cloneNode(true));
  whole.querySelectorAll("a").forEach((link) => link.append(` <${link.href}>`));
  whole.querySelectorAll("details").forEach((one) => { one.open = true; });
  document.body.append(whole);
  const text = whole.innerText;
  whole.remove();
  return text;
}

// Copy a text; where the browser keeps the clipboard to itself, by way of a selection.
async function copy(text, done) {
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const before = document.activeElement;
    const area = element("textarea", { class: "unseen" });
    area.value = text;
    document.body.append(area);
    area.select();
    copied = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
  }
  done(copied);
}
