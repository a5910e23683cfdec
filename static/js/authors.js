// The lines of an author list, added, moved and removed in place; without this file the buttons send the form.
const NUMBERED = ["id", "name", "for", "aria-describedby", "data-count-for"];

class Authors {
  constructor(section) {
    this.section = section;
    this.form = section.closest("form");
    this.total = section.querySelector("[name$=-TOTAL_FORMS]");
    this.prefix = this.total.name.replace("-TOTAL_FORMS", "");
    this.empty = section.querySelector("template");
    this.said = section.querySelector("[data-authors-said]");
    section.addEventListener("click", (event) => this.press(event));
    this.form.addEventListener("autosave:restore", (event) => this.resize(event.detail));
  }

  get rows() {
    return [...this.section.querySelectorAll("[data-author]")];
  }

  press(event) {
    const button = event.target.closest("button[name=action]");
    const [, verb] = button?.value.match(/^author-(\w+)/) ?? [];
    if (!verb) return;
    event.preventDefault();
    const row = button.closest("[data-author]");
    if (verb === "add") this.add();
    else if (verb === "remove") this.remove(row);
    else this.move(row, verb, button);
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The name of a line as it is told.
  name(row) {
    return row.querySelector("[name$=-name]").value.trim() || "A line without a name";
  }

  append() {
    const row = this.empty.content.firstElementChild.cloneNode(true);
    (this.rows.at(-1) ?? this.empty).after(row);
    return row;
  }

  add() {
    const row = this.append();
    this.number();
    row.querySelector("input:not([type=hidden])").focus();
    this.said.textContent = `Author ${this.rows.length} is added.`;
  }

  remove(row) {
    const name = this.name(row);
    const next = row.nextElementSibling?.matches("[data-author]") ? row.nextElementSibling : this.rows.at(-2);
    row.remove();
    this.number();
    (next?.querySelector("[value^=author-remove]") ?? this.section.querySelector("[value=author-add]")).focus();
    this.said.textContent = `${name} is removed. Authors: ${this.rows.length}.`;
  }

  // Focus stays on the button that was pressed; at an end it goes to its neighbour, which can still be pressed.
  move(row, verb, button) {
    const rows = this.rows;
    const other = rows[rows.indexOf(row) + (verb === "up" ? -1 : 1)];
    if (!other) return;
    if (verb === "up") other.before(row);
    else other.after(row);
    this.number();
    const opposite = verb === "up" ? "down" : "up";
    (button.disabled ? row.querySelector(`[value^=author-${opposite}]`) : button).focus();
    row.scrollIntoView({ block: "nearest" });
    this.said.textContent = `${this.name(row)} is now author ${this.rows.indexOf(row) + 1} of ${rows.length}.`;
  }

  // Every line gets the number of its place, wherever it is written.
  number() {
    const rows = this.rows;
    for (const [place, row] of rows.entries()) {
      row.id = `author-${place + 1}`;
      for (const number of row.querySelectorAll("[data-author-number]")) number.textContent = place + 1;
      for (const element of row.querySelectorAll("*")) this.renumber(element, place);
      row.querySelector("[value^=author-up]").disabled = place === 0;
      row.querySelector("[value^=author-down]").disabled = place === rows.length - 1;
    }
    this.total.value = rows.length;
  }

  renumber(element, place) {
    const old = new RegExp(`${this.prefix}-(?:\\d+|__prefix__)-`, "g");
    for (const attribute of NUMBERED) {
      const value = element.getAttribute(attribute);
      if (value) element.setAttribute(attribute, value.replace(old, `${this.prefix}-${place}-`));
    }
    if (element.matches("button[name=action]")) element.value = element.value.replace(/\d+$|__prefix__$/, place);
  }

  // A text that comes back may have another number of authors than the form.
  resize(values) {
    const wanted = Number(values.get(this.total.name) ?? this.rows.length);
    while (this.rows.length < wanted) this.append();
    while (this.rows.length > wanted) this.rows.at(-1).remove();
    this.number();
  }
}

for (const section of document.querySelectorAll("[data-authors]")) new Authors(section);
