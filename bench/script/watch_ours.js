// Notes when our page was drawn, which says so itself and is still from then on: in milliseconds
// since the page was asked for.
(() => {
  const seen = { drawn: null, still: null };
  seen.rest = new Promise((resolve) => { seen.resting = resolve; });
  window.benchSeen = seen;
  const look = () => {
    if (document.documentElement?.dataset.ready === "true") {
      watcher.disconnect();
      // Not the time that the frame is given: a busy page gets its frames late.
      requestAnimationFrame(() => {
        seen.drawn = seen.still = performance.now();
        seen.resting();
      });
    }
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
})();
