// Ticking rows: how many, all of them, ranges with Shift, none with Escape or Clear. The form itself works without
// this. Arrows lead from tick box to tick box, with Shift they tick on the way. Enter in a tick box leads to what can
// be done: by itself it would press the first of these buttons.
class Selection {
  constructor(form) {
    this.form = form;
    this.bar = form.querySelector("[data-select-bar]");
    this.all = form.querySelector("[data-select-all]");
    if (!this.bar) return;
    this.bar.classList.add("is-floating");
    this.bar.querySelector("[data-select-hint]").hidden = false;
    if (this.all) {
      this.all.hidden = false;
      this.all.addEventListener("change", () => this.set(this.boxes(), this.all.checked));
    }
    form.addEventListener("click", (event) => this.click(event));
    form.addEventListener("change", () => this.update());
    form.addEventListener("keydown", (event) => this.enter(event));
    form.addEventListener("keydown", (event) => this.walk(event));
    this.bar.querySelector("[data-select-clear]").addEventListener("click", () => this.clear());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.chosen().length) this.clear();
    });
    window.addEventListener("pageshow", () => this.update());
    this.update();
  }

  boxes() {
    return [...this.form.querySelectorAll("input[name=selected]")];
  }

  chosen() {
    return [...this.form.querySelectorAll("input[name=selected]:checked")];
  }

  set(boxes, checked) {
    for (const box of boxes) box.checked = checked;
    this.update();
  }

  clear() {
    const inBar = this.bar.contains(document.activeElement);
    const back = this.last ?? this.chosen()[0];
    this.set(this.boxes(), false);
    if (inBar) back?.focus();
  }

  enter(event) {
    if (event.key !== "Enter" || !event.target.closest("input[name=selected], [data-select-all]")) return;
    event.preventDefault();
    this.bar.querySelector(".bar-actions :is(button, a, select, input)")?.focus();
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const box = event.target.closest("input[name=selected]");
    if (!step || !box || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const boxes = this.boxes();
    const next = boxes[boxes.indexOf(box) + step];
    if (!next) return;
    if (event.shiftKey) this.set([next], box.checked);
    this.last = next;
    next.focus();
  }

  click(event) {
    const box = event.target.closest("input[name=selected]");
    if (!box) return;
    const boxes = this.boxes();
    if (event.shiftKey && this.last && boxes.includes(this.last)) {
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(box)].sort((one, other) => one - other);
      this.set(boxes.slice(from, to + 1), box.checked);
    }
    this.last = box;
  }

  update() {
    const count = this.chosen().length;
    const total = this.boxes().length;
    this.bar.hidden = count === 0;
    this.bar.querySelector("[data-select-count]").textContent = `${count} selected`;
    if (!this.all) return;
    this.all.checked = count > 0 && count === total;
    this.all.indeterminate = count > 0 && count < total;
  }
}

const watch = (root) => {
  for (const form of root.querySelectorAll("form[data-select]:not([data-watched])")) {
    form.dataset.watched = "";
    new Selection(form);
  }
};
watch(document);
document.addEventListener("htmx:afterSettle", () => watch(document));
