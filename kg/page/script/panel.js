// The side panel: the sheet of what is chosen, and what can be done with it.

// on: {close(), copied()}
function makePanel(model, on) {
  const panel = document.getElementById("panel");
  let shown = null;

  // sheet: {key, heading, content, actions}, or null to close. A new key takes the focus, if asked.
  function show(sheet, takeFocus) {
    if (!sheet) {
      close();
      return;
    }
    const again = sheet.key === shown;
    const top = panel.scrollTop;
    const title = element("h2", { tabindex: "-1", dir: "auto" }, sheet.heading);
    const body = element("div", {}, ...sheet.content);
    const whole = () => `${sheet.heading}\n${body.innerText}`;
    panel.replaceChildren(
      element("button", { type: "button", class: "close", "aria-label": "Close", click: on.close }, "×"),
      title,
      element("div", { class: "actions", role: "group", "aria-label": "Actions" },
        ...sheet.actions.map(([text, click]) => element("button", { type: "button", click }, text)),
        element("button", { type: "button", click: () => copy(whole(), on.copied) }, "Copy"),
        ...(sheet.controls ?? [])),
      body,
    );
    panel.hidden = false;
    panel.scrollTop = again ? top : 0;
    shown = sheet.key;
    if (takeFocus) {
      title.focus({ preventScroll: true });
    }
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

  return { show, goTo, focus: () => panel.querySelector("h2")?.focus() };
}

// Copy a text; where the browser keeps the clipboard to itself, by way of a selection.
async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea", { class: "unseen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  done();
}
