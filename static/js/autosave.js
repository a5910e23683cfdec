// Saves a form while one writes: 800 ms after the last key, on leaving a field and on leaving the page.
// The server numbers what it has kept; an older number gets 409, and the writer decides which text stays.
// Where it does not answer, or says 503, it is asked again after ever longer pauses: others wait for it as well.
// Texts that the server does not have, and texts that gave way to another, are kept in this browser until the
// writer brings them back or discards them.
const IDLE = 800;
const FIRST_RETRY = 5000;
const LONGEST_RETRY = 120000;
const MOST_KEPT = 5;
const SAID_ONCE = "Saved, and from now on while you type.";

class Kept {
  constructor(url) {
    this.key = `drafts:${url}`;
    this.own = crypto.randomUUID();
  }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? [];
    } catch {
      return [];
    }
  }

  write(entries) {
    try {
      if (entries.length) localStorage.setItem(this.key, JSON.stringify(entries.slice(-MOST_KEPT)));
      else localStorage.removeItem(this.key);
    } catch {
      // A full or forbidden store must not stop the saving on the server.
    }
  }

  put(text, id = this.own) {
    this.write([...this.all().filter((entry) => entry.id !== id), { id, text, at: new Date().toISOString() }]);
  }

  drop(id = this.own) {
    this.write(this.all().filter((entry) => entry.id !== id));
  }

  another(text) {
    return this.all().findLast((entry) => entry.id !== this.own && entry.text !== text);
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    // A form whose unfinished text is the writer's own may have a field "version" that says something else.
    this.isOwn = form.dataset.autosaveOwn !== undefined;
    this.page = form.dataset.autosavePage ?? location.pathname;
    this.kept = new Kept(this.url);
    this.find();
    this.version = form.dataset.autosaveVersion ?? "";
    this.retry = FIRST_RETRY;
    this.saved = this.text();
    this.listen();
    this.announce(this.offer());
  }

  find() {
    this.state = this.form.querySelector("[data-autosave-state]");
    this.offered = this.form.querySelector("[data-autosave-offer]");
    this.announced = this.form.querySelector("[data-autosave-said]");
  }

  listen() {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.save());
    this.form.addEventListener("focusout", () => this.save());
    this.form.addEventListener("submit", (event) => this.finish(event), { capture: true });
    window.addEventListener("pagehide", () => this.save({ leaving: true }));
    window.addEventListener("online", () => this.save());
    window.addEventListener("focus", () => this.isOut && this.save());
  }

  fields(form = this.form) {
    const typed = [...new FormData(form)].filter(
      ([name, value]) =>
        typeof value === "string" && name !== "csrfmiddlewaretoken" && (this.isOwn || name !== "version"),
    );
    return new URLSearchParams(typed);
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
    this.kept.put(text);
    if (this.busy && !leaving) {
      this.again = true;
      return;
    }
    this.busy = true;
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

  async send(force, leaving) {
    const body = this.fields();
    if (!this.isOwn) body.set("version", this.version);
    if (force) body.set("force", "1");
    this.say("Saving…");
    const ask = () =>
      fetch(this.url, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": this.token?.value ?? "", Accept: "application/json", "X-Autosave": this.version },
        keepalive: leaving,
      });
    const first = await ask();
    if (!this.isRefused(first) || leaving) return first;
    // Who signed in again, in another tab, has another token.
    const fresh = await this.fresh();
    this.isIn = Boolean(fresh);
    if (!fresh) return first;
    const token = fresh.querySelector("[name=csrfmiddlewaretoken]")?.value;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    return ask();
  }

  get token() {
    return this.form.querySelector("[name=csrfmiddlewaretoken]");
  }

  isRefused(response) {
    return response.redirected || response.status === 401 || response.status === 403;
  }

  // The same form as the server would show it now; nothing for who is signed out.
  async fresh() {
    const answer = await fetch(this.page, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...shown.forms].find((form) => form.dataset.autosaveUrl === this.url) ?? null;
  }

  async answer(response, text) {
    if (this.isRefused(response)) {
      await this.refused(response);
      return;
    }
    if (![200, 409, 422].includes(response.status)) {
      this.retry = Math.max(this.retry, 1000 * (Number(response.headers.get("Retry-After")) || 0));
      throw new Error(String(response.status));
    }
    this.isOut = false;
    const data = await response.json();
    if (response.status === 409) {
      this.clash(data);
      return;
    }
    if (data.version === undefined) {
      this.say("Not saved: please look at what you typed. It is kept in this browser.", true);
      return;
    }
    this.version = data.version;
    this.saved = text;
    this.retry = FIRST_RETRY;
    this.form.dataset.saved = this.text() === text ? "yes" : "";
    this.conflict = false;
    this.kept.drop();
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true }));
    const note = this.form.dataset.autosaveNote ?? "";
    const look = response.status === 422 ? " · some fields still need a look" : "";
    this.say(`Saved ${this.clock(data.saved_at)}${note}${look}`);
    const news = this.offer();
    if (!this.isTold || news) this.announce(`${SAID_ONCE} ${news}`.trim());
    this.isTold = true;
  }

  async refused(response) {
    const errors = response.redirected
      ? {}
      : await response.json().then(
          (said) => said.errors,
          () => ({}),
        );
    const [reason] = Object.values(errors).flat();
    if (reason || this.isIn) {
      this.say(`Not saved: ${reason ?? "this can no longer be changed."} Your text is kept in this browser.`, true);
      return;
    }
    this.isOut = true;
    this.say("Not saved: you are signed out. Your text is kept in this browser.", true);
    const link = Object.assign(document.createElement("a"), {
      href: `/account/login/?next=${encodeURIComponent(this.page)}`,
      target: "_blank",
      textContent: "Sign in (new tab)",
    });
    this.state.append(" ", link);
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
    const when = this.clock(data.saved_at);
    this.say(
      `This was saved elsewhere at ${when}, perhaps in another tab.`,
      true,
      `This changed elsewhere at ${when}. Choose which text to go on with.`,
    );
    this.button(this.state, "Show the newer text", () => {
      this.finished = true;
      this.kept.put(this.text());
      location.assign(this.page);
    });
    this.button(this.state, "Keep this text", () => this.keepThis(data));
  }

  // The other text stays in this browser, should the writer want it after all.
  async keepThis(data) {
    const other = await this.fresh().catch(() => null);
    if (other) this.kept.put(this.fields(other).toString(), crypto.randomUUID());
    this.version = data.version ?? this.version;
    await this.save({ force: true });
  }

  // The newest text that is kept here and stands nowhere else; says so in words where that is news.
  offer() {
    this.offered.textContent = "";
    const other = this.kept.another(this.text());
    if (!other) return "";
    this.offered.textContent = `Another text, from ${this.clock(other.at)}, is kept in this browser.`;
    this.button(this.offered, "Bring it back", () => this.bringBack(other));
    this.button(this.offered, "Discard it", () => {
      this.kept.drop(other.id);
      this.offer();
    });
    const isNew = this.told !== other.id;
    this.told = other.id;
    return isNew ? this.offered.firstChild.textContent : "";
  }

  // What stood in the form until now takes the place of what is brought back.
  bringBack(other) {
    const before = this.text();
    this.restore(other.text);
    if (this.text() === other.text) this.kept.drop(other.id);
    this.kept.put(before, crypto.randomUUID());
    this.announce(this.offer());
    this.save();
  }

  restore(text) {
    const values = new URLSearchParams(text);
    this.form.dispatchEvent(new CustomEvent("autosave:restore", { detail: values }));
    for (const element of this.form.elements) {
      if (!element.name || element.type === "file" || element.type === "hidden") continue;
      const given = values.getAll(element.name);
      if (element.type === "checkbox" || element.type === "radio") element.checked = given.includes(element.value);
      else if (element.type === "select-multiple")
        for (const option of element.options) option.selected = given.includes(option.value);
      else if (given.length) element.value = given[0];
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
    if (this.text() === this.saved) this.kept.drop();
    else this.kept.put(this.text());
    const version = this.form.elements.namedItem("version");
    if (version && !this.isOwn) version.value = this.version;
  }

  clock(iso) {
    return (iso ? new Date(iso) : new Date()).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  }

  say(text, bad = false, spoken = text) {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", bad);
    if (!bad) return;
    this.isTold = false;
    this.announce(spoken);
  }

  // The same news again, such as each further save, is told to nobody's ear.
  announce(text) {
    if (this.announced.textContent !== text) this.announced.textContent = text;
  }

  button(line, text, action) {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button-link",
      textContent: text,
    });
    button.addEventListener("click", action);
    line.append(" ", button);
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
