// Two quick clicks at one place are for what the first of them hit: by the second, the panel has
// opened, and something else may lie there.

const QUICK_MILLISECONDS = 400;
const NEAR_PIXELS = 16;
const SAME_MILLISECONDS = 100; // Events of one press of a button come together.

function makeDoubleClick(act) {
  let first = null;
  let second = null;
  document.addEventListener("pointerup", (event) => {
    const before = first;
    first = null;
    if (isSoon(event, before, QUICK_MILLISECONDS)) {
      second = pressed(event);
      act(before.what);
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
    first = { what, ...pressed(event) };
  }

  // Whether an event is part of a second click, which has been seen to.
  function isSecond(event) {
    return isSoon(event, second, SAME_MILLISECONDS);
  }

  return { begin, isSecond };
}

function pressed(event) {
  return { at: event.timeStamp, x: event.clientX, y: event.clientY };
}

// Whether a press was so many milliseconds before an event, at its place; before: a press, or null.
function isSoon(event, before, milliseconds) {
  return before !== null && event.timeStamp - before.at < milliseconds
    && Math.hypot(event.clientX - before.x, event.clientY - before.y) < NEAR_PIXELS;
}
