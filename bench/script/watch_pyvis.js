// Notes when pyvis's page first drew and when its nodes came to rest: in milliseconds since the page
// was asked for. The page makes a vis.Network, which says both.
(() => {
  const seen = { drawn: null, still: null };
  seen.rest = new Promise((resolve) => { seen.resting = resolve; });
  window.benchSeen = seen;
  let made;
  window.vis = Object.defineProperty({}, "Network", {
    enumerable: true,
    get: () => made,
    set(Network) {
      made = class extends Network {
        constructor(...given) {
          super(...given);
          this.once("afterDrawing", () => {
            seen.drawn = performance.now();
          });
          this.once("stabilized", () => {
            seen.still = performance.now();
            seen.resting();
          });
        }
      };
    },
  });
})();
