// The graph under the keyboard: arrows go from actor to actor, plus and minus zoom.

const DIRECTIONS_OF_KEYS = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

// on: {actor(actor), expand(actor), enter()}
function makeKeys(container, network, on) {
  container.addEventListener("keydown", (event) => {
    const direction = DIRECTIONS_OF_KEYS[event.key];
    const zoom = { "+": 1.25, "=": 1.25, "-": 0.8 }[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (direction) {
      const next = nextNode(network, direction);
      if (next) {
        on.actor(actorOf(next), false);
      }
    } else if (zoom) {
      network.moveTo({ scale: network.getScale() * zoom });
    } else if (event.key === "0") {
      network.fit({ maxZoomLevel: 1.4, animation: false });
    } else if (event.key === "Enter") {
      on.enter();
    } else {
      return;
    }
    event.preventDefault();
  });
}

// The nearest node in a direction from the chosen one; without one, that nearest to the middle.
function nextNode(network, [dx, dy]) {
  const places = Object.entries(network.getPositions());
  const [chosen] = network.getSelectedNodes();
  const from = chosen ? network.getPosition(chosen) : network.getViewPosition();
  const ranked = places
    .filter(([id]) => id !== chosen)
    .map(([id, { x, y }]) => {
      const along = (x - from.x) * dx + (y - from.y) * dy;
      const aside = Math.abs((x - from.x) * dy) + Math.abs((y - from.y) * dx);
      return { id, cost: chosen && along <= 0 ? Infinity : Math.abs(along) + 2 * aside };
    })
    .sort((a, b) => a.cost - b.cost);
  return ranked.length && ranked[0].cost < Infinity ? ranked[0].id : null;
}
