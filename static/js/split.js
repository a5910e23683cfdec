// Two panes with a divider between them: drag it, or move it with the arrow keys. The place is remembered.
const LOW = 25;
const HIGH = 75;

class Split {
  constructor(split) {
    this.split = split;
    this.key = `split:${split.dataset.split}`;
    this.handle = Object.assign(document.createElement("div"), {
      className: "split-handle",
      tabIndex: 0,
      role: "separator",
    });
    for (const [name, value] of [
      ["orientation", "vertical"],
      ["label", "Width of the left part"],
      ["valuemin", LOW],
      ["valuemax", HIGH],
    ]) {
      this.handle.setAttribute(`aria-${name}`, value);
    }
    split.firstElementChild.after(this.handle);
    this.place(Number(localStorage.getItem(this.key)) || 50);
    this.handle.addEventListener("keydown", (event) => this.press(event));
    this.handle.addEventListener("pointerdown", (event) => this.grab(event));
    this.handle.addEventListener("dblclick", () => this.place(50));
  }

  place(share) {
    this.share = Math.min(HIGH, Math.max(LOW, Math.round(share)));
    this.split.style.setProperty("--split", this.share);
    this.handle.setAttribute("aria-valuenow", this.share);
    localStorage.setItem(this.key, this.share);
  }

  press(event) {
    const target = { ArrowLeft: this.share - 2, ArrowRight: this.share + 2, Home: LOW, End: HIGH }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.place(target);
  }

  grab(event) {
    this.handle.setPointerCapture(event.pointerId);
    this.split.classList.add("is-dragging");
    const box = this.split.getBoundingClientRect();
    const move = (moved) => this.place((100 * (moved.clientX - box.left)) / box.width);
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener(
      "lostpointercapture",
      () => {
        this.handle.removeEventListener("pointermove", move);
        this.split.classList.remove("is-dragging");
      },
      { once: true },
    );
  }
}

for (const split of document.querySelectorAll("[data-split]")) new Split(split);
