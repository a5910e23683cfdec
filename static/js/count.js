// How many characters are left beside a text box; beside a line only when few are left.
const FEW = 0.2;

// As the server counts: whole characters, and two for the end of a line.
const length = (text) => [...text].length + text.split("\n").length - 1;

function show(note) {
  const field = document.getElementById(note.dataset.countFor);
  if (!field) return;
  const limit = Number(note.dataset.countLimit);
  const left = limit - length(field.value);
  note.textContent =
    left < 0 ? `${(-left).toLocaleString()} characters too many` : `${left.toLocaleString()} characters left`;
  note.classList.toggle("is-over", left < 0);
  if (note.dataset.countNear !== undefined) note.hidden = left > FEW * limit;
}

// Lines of a list get other numbers when they are moved: so each text asks for its own note.
function noteOf(field) {
  return document.querySelector(`[data-count-for="${CSS.escape(field.id)}"]`);
}

for (const note of document.querySelectorAll("[data-count-for]")) show(note);
document.addEventListener("input", ({ target }) => {
  const note = target.id ? noteOf(target) : null;
  if (note) show(note);
});
