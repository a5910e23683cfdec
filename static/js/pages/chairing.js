// The clock of a session chair: how much time is left of the talk that runs, or of the one whose clock was started.
const page = document.querySelector("[data-chairing]");
const clock = page.querySelector("[data-clock]");
const MINUTE = 60_000;
const skew = new Date(page.dataset.now).getTime() - Date.now(); // the clock of a borrowed phone may be wrong
const store = `clock:${location.pathname}`;

const talks = [...page.querySelectorAll("[data-talk]:not([data-cancelled])")].map((element) => ({
  element,
  key: element.dataset.talk,
  title: element.querySelector("[data-title]").textContent.trim(),
  begins: Date.parse(element.dataset.begins),
  ends: Date.parse(element.dataset.ends),
}));

let started = read();
let said = "";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(store));
  } catch {
    return null;
  }
}

function start(talk) {
  started = { key: talk.key, at: Date.now() + skew };
  try {
    sessionStorage.setItem(store, JSON.stringify(started));
  } catch {
    // Without storage the clock runs as long as the page is open.
  }
  tick();
  clock.scrollIntoView({ block: "start" });
}

// The talk whose clock was started, until twice its length has passed; else the one that the programme says.
function current(now) {
  const own = started && talks.find((talk) => talk.key === started.key);
  if (own) {
    const length = own.ends - own.begins;
    if (now < started.at + 2 * length) return { ...own, begins: started.at, ends: started.at + length };
  }
  return talks.find((talk) => now < talk.ends) ?? null;
}

function words(left) {
  if (left <= 0) return "Time is up";
  if (left <= MINUTE) return "1 minute left";
  if (left <= 5 * MINUTE) return "5 minutes left";
  return "";
}

function face(milliseconds) {
  const seconds = Math.ceil(Math.abs(milliseconds) / 1000);
  const minutes = Math.floor(seconds / 60);
  const text = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  return milliseconds < 0 ? `+${text}` : text;
}

function tick() {
  const now = Date.now() + skew;
  const talk = current(now);
  clock.hidden = !talk || talk.begins - now > 12 * 60 * MINUTE;
  for (const { element, key } of talks) element.toggleAttribute("data-current", key === talk?.key);
  if (clock.hidden) return;
  const waits = now < talk.begins;
  const left = talk.ends - now;
  clock.querySelector("[data-clock-name]").textContent = waits ? `Next: ${talk.title}` : talk.title;
  clock.querySelector("[data-clock-left]").textContent = face(waits ? talk.begins - now : left);
  clock.classList.toggle("is-soon", !waits && left > MINUTE && left <= 5 * MINUTE);
  clock.classList.toggle("is-last", !waits && left > 0 && left <= MINUTE);
  clock.classList.toggle("is-over", !waits && left <= 0);
  say(waits ? "until it begins" : words(left));
}

// Said once, so that it is read out once.
function say(text) {
  if (text === said) return;
  said = text;
  clock.querySelector("[data-clock-said]").textContent = text;
}

if (clock) {
  for (const talk of talks) {
    const button = talk.element.querySelector("[data-start]");
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => start(talk));
  }
  tick();
  setInterval(tick, 1000);
}
