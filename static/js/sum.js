// The sum of some number fields, beside them; attention where it is not what it must be.
function show(note, fields) {
  const sum = fields.reduce((total, field) => total + (Number(field.value) || 0), 0);
  note.textContent = `${note.dataset.sumLabel}: ${sum} of ${note.dataset.sumTarget}`;
  note.classList.toggle("is-over", sum !== Number(note.dataset.sumTarget));
  note.hidden = false;
}

for (const note of document.querySelectorAll("[data-sum-of]")) {
  const fields = note.dataset.sumOf
    .split(" ")
    .map((id) => document.getElementById(id))
    .filter(Boolean);
  show(note, fields);
  for (const field of fields) field.addEventListener("input", () => show(note, fields));
}
