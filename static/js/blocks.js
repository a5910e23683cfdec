// The blocks of the home page, moved at once by button or by drag; without this file the buttons send the form.
// A preview is drawn anew whenever the form beside it was saved.
const said = document.querySelector("[data-blocks-said]");

function changed(form) {
  const rows = [...form.querySelectorAll("[data-block]")];
  for (const row of rows) {
    row.querySelector('[data-move="-1"]').disabled = row === rows.at(0);
    row.querySelector('[data-move="1"]').disabled = row === rows.at(-1);
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function tell(row) {
  const rows = [...row.parentElement.children];
  if (said) said.textContent = `${row.dataset.block} is now ${rows.indexOf(row) + 1} of ${rows.length}`;
}

// Focus stays on the button that was pressed; at an end it goes to its neighbour, which can still be pressed.
function move(button) {
  const row = button.closest("[data-block]");
  const step = Number(button.dataset.move);
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  changed(button.form);
  (button.disabled ? row.querySelector(`[data-move="${-step}"]`) : button).focus();
  row.scrollIntoView({ block: "nearest" });
  tell(row);
}

const below = (list, dragged, y) =>
  [...list.children].find((row) => row !== dragged && y < row.getBoundingClientRect().top + row.offsetHeight / 2) ??
  null;

// The row moves in the document while it is dragged, which would end a pointer capture: so the window listens.
function drag(event, form) {
  const row = event.target.closest("[data-block]");
  const list = row.parentElement;
  const stop = new AbortController();
  const follow = (pointer) => {
    const next = below(list, row, pointer.clientY);
    if (next !== row.nextElementSibling) list.insertBefore(row, next);
  };
  const drop = () => {
    stop.abort();
    row.classList.remove("is-dragged");
    tell(row);
    changed(form);
  };
  event.preventDefault();
  row.classList.add("is-dragged");
  window.addEventListener("pointermove", follow, { signal: stop.signal });
  window.addEventListener("pointerup", drop, { signal: stop.signal });
  window.addEventListener("pointercancel", drop, { signal: stop.signal });
}

for (const form of document.querySelectorAll("form[data-blocks]")) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    move(button);
  });
  for (const grip of form.querySelectorAll("[data-grip]"))
    grip.addEventListener("pointerdown", (event) => drag(event, form));
}

// A browser may drop a reload that comes while another is under way, so a preview being drawn waits its turn.
const drawing = new WeakSet();
const stale = new WeakSet();

function redraw(frame) {
  if (drawing.has(frame)) {
    stale.add(frame);
    return;
  }
  drawing.add(frame);
  const there = frame.contentWindow.location;
  if (there.pathname === new URL(frame.src).pathname) there.reload();
  else there.replace(frame.src);
}

// A frame that has not come to its page yet shows an empty document, which is complete.
const isArriving = ({ contentDocument: shown }) =>
  shown && (shown.URL === "about:blank" || shown.readyState !== "complete");

for (const frame of document.querySelectorAll("[data-preview-of]")) {
  if (isArriving(frame)) drawing.add(frame);
  frame.addEventListener("load", () => {
    drawing.delete(frame);
    if (stale.delete(frame)) redraw(frame);
  });
}

document.addEventListener("autosave:saved", (event) => {
  for (const frame of document.querySelectorAll(`[data-preview-of="${event.target.id}"]`)) redraw(frame);
});
