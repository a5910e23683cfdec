// How many characters are left beside a text box.
function show(note) {
  const field = document.getElementById(note.dataset.countFor);
  if (!field) return;
  const left = Number(note.dataset.countLimit) - field.value.length;
  note.textContent = left < 0 ? `${-left} characters too many` : `${left.toLocaleString()} characters left`;
  note.classList.toggle("is-over", left < 0);
}

for (const note of document.querySelectorAll("[data-count-for]")) {
  show(note);
  document.getElementById(note.dataset.countFor)?.addEventListener("input", () => show(note));
}
