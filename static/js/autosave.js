// Saves a form while one writes: 800 ms after the last key, on leaving a field and on leaving the page.
// The server numbers what it has kept; an older number gets 409, and the writer decides which text stays.
// Where it does not answer, or says 503, it is asked again after ever longer pauses: others wait for it as well.
const IDLE = 800;
const FIRST_RETRY = 5000;
const LONGEST_RETRY = 120000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.key = `draft:${this.url}`;
    this.state =
      form.querySelector("[data-autosave-state]") ??
      form.appendChild(Object.assign(document.createElement("p"), { role: "status" }));
    this.state.classList.add("save-state");
    this.version = form.dataset.autosaveVersion ?? "";
    this.retry = FIRST_RETRY;
    this.saved = this.text();
    this.listen();
    this.recover();
  }

  listen() {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.save());
    this.form.addEventListener("focusout", () => this.save());
    this.form.addEventListener("submit", (event) => this.finish(event), { capture: true });
    window.addEventListener("pagehide", () => this.save({ leaving: true }));
    window.addEventListener("online", () => this.save());
  }

  fields() {
    const kept = [...new FormData(this.form)].filter(
      ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken",
    );
    return new URLSearchParams(kept);
  }

  text() {
    return this.fields().toString();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), IDLE);
  }

  async save({ force = false, leaving = false } = {}) {
    clearTimeout(this.timer);
    const text = this.text();
    if (this.finished || (this.conflict && !force) || (text === this.saved && !force)) return;
    if (this.busy && !leaving) {
      this.again = true;
      return;
    }
    this.busy = true;
    this.keep(text);
    try {
      await this.answer(await this.send(force, leaving), text);
    } catch {
      this.offline();
    }
    this.busy = false;
    if (this.waiting) {
      this.form.requestSubmit(this.waiting);
    } else if (this.again) {
      this.again = false;
      this.save();
    }
  }

  send(force, leaving) {
    const body = this.fields();
    body.set("version", this.version);
    if (force) body.set("force", "1");
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.say("Saving…");
    return fetch(this.url, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      keepalive: leaving,
    });
  }

  async answer(response, text) {
    if (response.redirected || response.status === 401 || response.status === 403) {
      this.say("Not saved: you are signed out or may no longer edit this. Your text is kept in this browser.", true);
      return;
    }
    if (![200, 409, 422].includes(response.status)) {
      this.retry = Math.max(this.retry, 1000 * (Number(response.headers.get("Retry-After")) || 0));
      throw new Error(String(response.status));
    }
    const data = await response.json();
    if (response.status === 409) {
      this.clash(data);
      return;
    }
    this.version = data.version ?? this.version;
    this.saved = text;
    this.retry = FIRST_RETRY;
    this.form.dataset.saved = this.text() === text ? "yes" : "";
    this.conflict = false;
    localStorage.removeItem(this.key);
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true }));
    this.say(`Saved ${this.clock(data.saved_at)}${response.status === 422 ? " · some fields still need a look" : ""}`);
  }

  offline() {
    this.say(
      navigator.onLine
        ? "Not saved yet: the server does not answer. Kept here; we try again."
        : "Not saved: offline, kept here.",
      true,
    );
    clearTimeout(this.timer);
    this.again = false;
    // Not all at the same moment.
    this.timer = setTimeout(() => this.save(), this.retry * (1 + Math.random() / 2));
    this.retry = Math.min(2 * this.retry, LONGEST_RETRY);
  }

  clash(data) {
    this.conflict = true;
    this.say(`This was saved elsewhere at ${this.clock(data.saved_at)}, perhaps in another tab.`, true);
    this.button("Show the newer text", () => {
      this.finished = true;
      localStorage.removeItem(this.key);
      location.reload();
    });
    this.button("Keep this text", () => {
      this.version = data.version ?? this.version;
      this.save({ force: true });
    });
  }

  recover() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
    if (!kept || kept.text === this.saved) return;
    this.say(`A text from ${this.clock(kept.at)} was not sent before you left.`, true);
    this.button("Bring it back", () => this.restore(kept.text));
    this.button("Forget it", () => {
      localStorage.removeItem(this.key);
      this.say("");
    });
  }

  restore(text) {
    const values = new URLSearchParams(text);
    for (const element of this.form.elements) {
      if (!element.name || element.type === "file" || element.type === "hidden") continue;
      const given = values.getAll(element.name);
      if (element.type === "checkbox" || element.type === "radio") element.checked = given.includes(element.value);
      else if (element.type === "select-multiple")
        for (const option of element.options) option.selected = given.includes(option.value);
      else if (given.length) element.value = given[0];
    }
    this.save();
  }

  keep(text) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text, at: new Date().toISOString() }));
    } catch {
      // A full or forbidden store must not stop the saving on the server.
    }
  }

  // What was never saved stays here until the server has it, even if sending the form fails.
  // Pressing a button leaves a field, which saves: the form waits for that answer, or it would clash with itself.
  finish(event) {
    if (this.busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.waiting = event.submitter ?? undefined;
      return;
    }
    this.finished = true;
    clearTimeout(this.timer);
    if (this.text() === this.saved) localStorage.removeItem(this.key);
    else this.keep(this.text());
    const version = this.form.elements.namedItem("version");
    if (version) version.value = this.version;
  }

  clock(iso) {
    return (iso ? new Date(iso) : new Date()).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  }

  say(text, bad = false) {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", bad);
  }

  button(text, action) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button-link",
      textContent: text,
    });
    button.addEventListener("click", action);
    this.state.append(button);
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
