// The time grid of the programme: drag a session by its block, stretch it at its lower edge, or use keys on its title.
// The server draws the board; what stands where under the pointer is asked when it is dropped, never before.
const page = document.querySelector("[data-grid]");
const EVERY = 4000;
const THRESHOLD = 4; // pixels: less is a click
const EDGE = 8;

const number = (element, name) => Number(element.dataset[name]);
const clock = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

class Grid {
  constructor() {
    this.board = page.querySelector("[data-grid-board]");
    this.side = page.querySelector("[data-grid-side]");
    this.said = page.querySelector("[data-grid-said]");
    this.step = number(page, "step");
    this.version = page.dataset.version;
    this.sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.sheet];
    this.chosen = new Set();
    this.board.addEventListener("pointerdown", (event) => this.press(event));
    this.board.addEventListener("click", (event) => this.click(event), { capture: true });
    this.board.addEventListener("dragstart", (event) => event.preventDefault());
    this.board.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("keydown", (event) => this.history(event));
    page.addEventListener("submit", (event) => this.submit(event));
    setInterval(() => this.look(), EVERY);
  }

  say(words, bad = false) {
    this.said.textContent = words;
    this.said.classList.toggle("is-bad", bad);
  }

  get token() {
    return document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  // One change at a time: the next one waits for the answer, and so carries the versions of that.
  send(address, words) {
    this.queue = (this.queue ?? Promise.resolve()).then(() => this.ask(address, words));
    return this.queue;
  }

  async ask(address, asked) {
    const words = asked();
    if (typeof words === "string") {
      this.putBack();
      this.say(words, true);
      return;
    }
    const body = new URLSearchParams({ shown: page.dataset.day, step: this.step, q: page.dataset.words });
    for (const [name, value] of Object.entries(words)) for (const one of [value].flat()) body.append(name, one);
    const headers = { Accept: "application/json", "X-CSRFToken": this.token };
    this.busy = true;
    try {
      const answer = await fetch(address, { method: "POST", body, headers });
      const state = await answer.json();
      if (state.board) this.draw(state);
      else this.putBack();
      this.say(state.said ?? state.error ?? "Not saved. Load the page anew.", !answer.ok);
    } catch {
      this.putBack();
      this.say(
        "Not saved: the server cannot be reached, or you are signed out. The session is back in its place.",
        true,
      );
    }
    this.busy = false;
  }

  // What others changed; a drag in progress goes on, and is drawn anew afterwards.
  async look() {
    if (this.busy || this.drag || document.hidden) return;
    const words = new URLSearchParams({
      day: page.dataset.day,
      step: this.step,
      since: this.version,
      q: page.dataset.words,
    });
    try {
      const answer = await fetch(`${page.dataset.state}?${words}`, { headers: { Accept: "application/json" } });
      if (answer.status !== 200 || answer.redirected) return;
      const state = await answer.json();
      if (this.busy || this.drag) return;
      this.draw(state);
      this.say("Somebody has changed the programme: this is how it stands now.");
    } catch {
      // The next look may succeed; nothing was to be saved.
    }
  }

  draw(state) {
    const focused = this.board.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.closest("[data-key]")?.dataset.key;
    const button = focused?.closest("[data-grid-history]")?.dataset.gridHistory;
    this.version = String(state.version);
    this.sheet.replaceSync(state.css);
    this.board.innerHTML = state.board;
    if (!this.side.querySelector(":is(input, select):focus")) this.side.innerHTML = state.side;
    this.markChosen();
    if (key) this.handle(key)?.focus();
    if (button) this.board.querySelector(`[data-grid-history="${button}"] button`).focus();
  }

  putBack() {
    for (const block of this.board.querySelectorAll(".is-moved")) {
      block.classList.remove("is-moved");
      block.removeAttribute("style");
    }
  }

  block(key) {
    return this.board.querySelector(`[data-key="${key}"]`);
  }

  handle(key) {
    return this.block(key)?.querySelector("[data-grid-handle]");
  }

  markChosen() {
    for (const block of this.board.querySelectorAll("[data-key]"))
      block.classList.toggle("is-chosen", this.chosen.has(block.dataset.key));
  }

  // `wanted` is asked for only when it is sent, so that keys pressed quickly add up.
  place(key, wanted) {
    return this.send(page.dataset.place, () => {
      const block = this.block(key);
      if (!block) return "Somebody has removed this session.";
      const { room, start, end } = wanted(block);
      if (end <= start) return "A session must end after it begins.";
      if (!this.fits(start, end)) return "That is outside of this day.";
      return {
        kind: "move",
        session: key,
        version: block.dataset.version,
        day: page.dataset.day,
        is_meant: "on",
        room,
        begins: clock(start),
        ends: clock(end),
      };
    });
  }

  fits(start, end) {
    return start >= 0 && start < 1440 && end <= 2880;
  }

  shift(minutes) {
    return this.send(page.dataset.shift, () => {
      const blocks = [...this.chosen].map((key) => this.block(key)).filter(Boolean);
      const fit = blocks.every((one) => this.fits(number(one, "start") + minutes, number(one, "end") + minutes));
      if (!fit) return "That is outside of this day.";
      return { minutes, moved: blocks.map((one) => `${one.dataset.key}:${one.dataset.version}`) };
    });
  }

  press(event) {
    const block = event.target.closest("[data-key]");
    if (!block || event.button !== 0 || event.pointerType === "touch" || event.ctrlKey || event.metaKey) return;
    if (event.target.closest(".grid-move, .grid-mark") || getComputedStyle(block).position !== "absolute") return;
    const box = block.getBoundingClientRect();
    const drag = { block, x: event.clientX, y: event.clientY, grip: event.clientY - box.top };
    drag.resizes = box.bottom - event.clientY <= Math.min(EDGE, box.height / 3);
    const stop = new AbortController();
    const options = { signal: stop.signal };
    const end = (finish) => {
      stop.abort();
      const moved = this.drag === drag;
      this.drag = null;
      if (moved) finish();
    };
    window.addEventListener("pointermove", (now) => this.drags(drag, now), options);
    window.addEventListener("pointerup", (now) => end(() => this.drop(drag, now)), options);
    window.addEventListener("pointercancel", () => end(() => this.putBack()), options);
    window.addEventListener("keydown", (now) => now.key === "Escape" && end(() => this.putBack()), options);
  }

  drags(drag, event) {
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!this.drag && Math.hypot(x, y) < THRESHOLD) return;
    this.drag = drag;
    this.hasDragged = true;
    drag.block.classList.add("is-moved");
    if (drag.resizes)
      drag.block.style.blockSize = `${Math.max(event.clientY - drag.block.getBoundingClientRect().top, 8)}px`;
    else drag.block.style.transform = `translate(${x}px, ${y}px)`;
  }

  drop(drag, event) {
    const { block } = drag;
    const own = block.parentElement;
    const lane = drag.resizes
      ? own
      : document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches(".grid-lane"));
    setTimeout(() => {
      this.hasDragged = false;
    });
    if (!lane) {
      this.putBack();
      this.say("Nothing is moved: drop the session on a room.", true);
      return;
    }
    const { key } = block.dataset;
    const { room } = lane.dataset;
    const [start, length] = [number(block, "start"), number(block, "end") - number(block, "start")];
    const at = this.minutes(lane, event.clientY - (drag.resizes ? 0 : drag.grip));
    if (drag.resizes) this.place(key, () => ({ room, start, end: Math.max(at, start + this.step) }));
    else if (this.chosen.has(key) && this.chosen.size > 1) this.shift(at - start);
    else this.place(key, () => ({ room, start: at, end: at + length }));
  }

  // The minute that stands at this height of the lane, at full steps.
  minutes(lane, y) {
    const box = lane.getBoundingClientRect();
    const [begins, ends] = [number(lane, "begins"), number(lane, "ends")];
    const exact = begins + ((y - box.top) / box.height) * (ends - begins);
    return Math.round(exact / this.step) * this.step;
  }

  click(event) {
    const block = event.target.closest("[data-key]");
    if (this.hasDragged) {
      this.hasDragged = false;
      event.preventDefault();
      return;
    }
    if (!block || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    this.choose(block.dataset.key);
  }

  choose(key) {
    if (!this.chosen.delete(key)) this.chosen.add(key);
    this.markChosen();
    this.say(`${this.chosen.size} chosen: arrows or a drag move them together.`);
  }

  key(event) {
    const handle = event.target.closest("[data-grid-handle]");
    if (!handle || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = handle.closest("[data-key]").dataset;
    const by = { ArrowUp: -this.step, ArrowDown: this.step }[event.key];
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === " ") this.choose(key);
    else if (event.key === "Escape" && this.chosen.size) this.clear();
    else if (by && !event.shiftKey && this.chosen.has(key) && this.chosen.size > 1) this.shift(by);
    else if (by) this.moveBy(key, by, event.shiftKey);
    else if (aside) this.aside(key, aside);
    else return;
    event.preventDefault();
  }

  clear() {
    this.chosen.clear();
    this.markChosen();
    this.say("None chosen.");
  }

  moveBy(key, by, stretches) {
    this.place(key, (block) => ({
      room: block.parentElement.dataset.room,
      start: number(block, "start") + (stretches ? 0 : by),
      end: number(block, "end") + by,
    }));
  }

  aside(key, by) {
    this.place(key, (block) => {
      const lanes = [...this.board.querySelectorAll(".grid-lane")];
      const lane = lanes[lanes.indexOf(block.parentElement) + by] ?? block.parentElement;
      return { room: lane.dataset.room, start: number(block, "start"), end: number(block, "end") };
    });
  }

  history(event) {
    const typed = event.target.closest("input, textarea, select");
    if (typed || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    this.pressHistory(event.shiftKey ? "redo" : "undo");
  }

  pressHistory(name) {
    const form = this.board.querySelector(`[data-grid-history="${name}"]`);
    this.send(form.action, () => ({}));
  }

  submit(event) {
    const form = event.target;
    event.preventDefault();
    const words = Object.fromEntries(new FormData(form, event.submitter));
    delete words.csrfmiddlewaretoken;
    delete words.shown;
    delete words.step;
    delete words.q;
    this.send(form.action, () => words);
  }
}

if (page) new Grid();
