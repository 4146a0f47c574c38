// Changes the state of our page step by step: for each, the milliseconds until the second frame
// after it, and those of the call alone. Nothing where the page takes no changes.
async (patches) => {
  if (typeof window.kgPage?.change !== "function") {
    return [];
  }
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const taken = [];
  for (const patch of patches) {
    await frame();
    const begun = performance.now();
    window.kgPage.change(patch);
    const called = performance.now() - begun;
    await frame();
    await frame();
    taken.push([performance.now() - begun, called]);
  }
  return taken;
}
