// Two quick clicks at one place are for what the first of them hit: by the second, the panel has
// opened, and something else may lie there.

const QUICK_MILLISECONDS = 400;
const NEAR_PIXELS = 16;
const SAME_MILLISECONDS = 100; // Events of one press of a button come together.

function makeDoubleClick(act) {
  let first = null;
  let second = -Infinity;
  document.addEventListener("pointerup", (event) => {
    const { what, at, x, y } = first ?? {};
    first = null;
    if (event.timeStamp - at < QUICK_MILLISECONDS
      && Math.hypot(event.clientX - x, event.clientY - y) < NEAR_PIXELS) {
      second = event.timeStamp;
      act(what);
    }
  }, true);
  document.addEventListener("click", (event) => {
    if (isSecond(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  // Something was clicked; event: the pointer's.
  function begin(what, event) {
    first = { what, at: event.timeStamp, x: event.clientX, y: event.clientY };
  }

  // Whether an event is part of a second click, which has been seen to.
  function isSecond(event) {
    return event.timeStamp - second < SAME_MILLISECONDS;
  }

  return { begin, isSecond };
}
