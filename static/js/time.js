// The reader's own time on every <time data-local>, and live countdowns.
const exact = new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});

function localise(root) {
  for (const element of root.querySelectorAll("time[data-local]:not([data-localised])")) {
    const local = exact.format(new Date(element.dateTime));
    element.dataset.localised = "";
    if (element.dataset.local === "text") {
      element.textContent = `${local}, your time`;
      element.hidden = false;
    } else {
      element.title = `${local}, your time`;
    }
  }
}

function words(minutes) {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  if (days > 0) return `${days} ${days === 1 ? "day" : "days"} ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min` : "less than a minute";
}

function tick() {
  for (const element of document.querySelectorAll("time[data-countdown]")) {
    const left = new Date(element.dateTime) - Date.now();
    if (left > 0) element.textContent = words(Math.floor(left / 60000));
    else if (element.dataset.counted) location.reload();
    else delete element.dataset.countdown;
    if (left > 0) element.dataset.counted = "yes";
  }
}

localise(document);
document.addEventListener("htmx:afterSwap", (event) => localise(event.target));
if (document.querySelector("time[data-countdown]")) {
  tick();
  setInterval(tick, 15000);
}
