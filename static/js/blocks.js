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

let dragged = null;

function target(list, y) {
  return [...list.children].find((row) => row !== dragged && y < row.getBoundingClientRect().top + row.offsetHeight / 2) ?? null;
}

function drag(form) {
  const list = form.querySelector("[data-block]").parentElement;
  for (const grip of form.querySelectorAll("[data-grip]")) {
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      dragged = grip.closest("[data-block]");
      dragged.classList.add("is-dragged");
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const next = target(list, event.clientY);
      if (next !== dragged.nextElementSibling) list.insertBefore(dragged, next);
    });
    const drop = () => {
      if (!dragged) return;
      dragged.classList.remove("is-dragged");
      tell(dragged);
      dragged = null;
      changed(form);
    };
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", drop);
  }
}

for (const form of document.querySelectorAll("form[data-blocks]")) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    move(button);
  });
  drag(form);
}

document.addEventListener("autosave:saved", (event) => {
  for (const frame of document.querySelectorAll(`[data-preview-of="${event.target.id}"]`)) {
    const there = frame.contentWindow.location;
    if (there.pathname === new URL(frame.src).pathname) there.reload();
    else there.replace(frame.src);
  }
});
