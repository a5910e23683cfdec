// The reader's own time on every <time data-local>, and live countdowns.
const pieces = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

function local(date, full) {
  const part = Object.fromEntries(pieces.formatToParts(date).map(({ type, value }) => [type, value]));
  const year = date.getFullYear() === new Date().getFullYear() ? "" : ` ${part.year}`;
  // British browsers say "Sept", the server "Sep".
  const day = full ? `${part.weekday} ${part.day} ${part.month.slice(0, 3)}${year},` : part.weekday;
  return `${day} ${part.hour}:${part.minute} your time`;
}

function localise(root) {
  for (const element of root.querySelectorAll("time[data-local]:not([data-localised])")) {
    const form = element.dataset.local;
    const date = new Date(element.dateTime);
    element.dataset.localised = "";
    if (form === "bare") element.textContent = local(date, true).replace(" your time", "");
    else if (form) element.textContent = local(date, form === "full");
    else element.title = local(date, true);
    element.hidden = false;
  }
}

function words(minutes) {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  if (days > 0) return `${days} ${days === 1 ? "day" : "days"} ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : "less than a minute";
}

// Counted from the server's clock, which the page brought along: the reader's own may be wrong.
const loaded = performance.now();

function tick(element) {
  const now = new Date(element.dataset.countdown).getTime() + performance.now() - loaded;
  const left = new Date(element.dateTime) - now;
  if (left > 0) {
    element.textContent = words(Math.floor(left / 60000));
    element.dataset.running = "";
  } else if ("running" in element.dataset) {
    location.reload();
  }
}

localise(document);
document.addEventListener("htmx:afterSwap", (event) => localise(event.target));
for (const element of document.querySelectorAll("time[data-countdown]")) {
  tick(element);
  setInterval(() => tick(element), 15000);
}
