// A screen that nobody touches: it asks for its page anew, and keeps the last one it got when the net fails.
const EVERY = 30_000;
const TIMEOUT = 20_000;
const lost = document.querySelector("[data-screen-lost]");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
let tag = "";
let seen = new Date();

async function look() {
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(location.href, { headers, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT) });
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(`${answer.status}`);
      show(await answer.text());
      tag = answer.headers.get("ETag") ?? "";
    }
    seen = new Date();
    lost.hidden = true;
  } catch {
    lost.textContent = `No connection. This is what was known at ${clock.format(seen)}; times may have changed since.`;
    lost.hidden = false;
  }
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.querySelector("[data-screen]");
  if (!fresh) throw new Error("no screen");
  document.querySelector("[data-screen]").replaceWith(document.adoptNode(fresh));
}

setInterval(look, EVERY);
addEventListener("online", look);
