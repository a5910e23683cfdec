// Bids save at once. Keys work only while the focus is in the list, so they disturb nobody's own commands.
const form = document.querySelector(".bids-form");
const KEYS = { 1: "3", 2: "2", 3: "1", 4: "-1", 0: "0" };

function start() {
  const list = form.querySelector(".bids");
  const rows = [...list.querySelectorAll("[data-bid]")];
  const said = document.querySelector("[data-bids-said]");
  const words = document.querySelector("[data-bids-progress]");
  const bar = words.closest(".progress").querySelector("progress");
  const waiting = new Map();

  form.querySelector(".bids-save").hidden = true;
  rows[0].tabIndex = 0;

  function fail(row, sentence) {
    row.dataset.failed = "yes";
    let note = row.querySelector(".bid-failed");
    if (!note) {
      note = document.createElement("p");
      note.className = "bid-failed";
      row.append(note);
    }
    note.textContent = sentence;
    said.textContent = sentence;
    form.querySelector(".bids-save").hidden = false;
  }

  // One request a paper at a time: the last choice is sent when the one before is answered.
  async function send(row) {
    if (waiting.get(row)) return waiting.set(row, "again");
    waiting.set(row, "now");
    const value = row.querySelector(":checked")?.value ?? "0";
    const body = new URLSearchParams({ value });
    const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value };
    try {
      const answer = await fetch(row.dataset.bid, { method: "POST", body, headers, keepalive: true });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) {
        delete row.dataset.failed;
        row.querySelector(".bid-failed")?.remove();
        said.textContent = told.said;
        words.textContent = told.progress;
        bar.value = told.yes;
        bar.max = told.least;
      } else {
        fail(row, told.error ?? "This bid was not saved. Load the page anew.");
      }
    } catch {
      fail(row, "This bid is not saved: there is no connection. Choose it again, or press Save below.");
    }
    const again = waiting.get(row) === "again";
    waiting.delete(row);
    if (again) send(row);
  }

  function show(row) {
    for (const other of rows) other.tabIndex = other === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function move(row, step) {
    const next = rows[rows.indexOf(row) + step];
    if (next) show(next);
    else said.textContent = step > 0 ? "The last paper of this page." : "The first paper of this page.";
  }

  function choose(row, value) {
    const radio = row.querySelector(`input[value="${value}"]`);
    radio.checked = true;
    send(row);
  }

  list.addEventListener("change", (event) => {
    const row = event.target.closest("[data-bid]");
    if (row && event.target.type === "radio") send(row);
  });

  list.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-bid]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const onRadio = event.target.type === "radio";
    const act =
      {
        j: () => move(row, 1),
        k: () => move(row, -1),
        o: () => row.querySelector("details")?.toggleAttribute("open"),
        ...(onRadio ? {} : { ArrowDown: () => move(row, 1), ArrowUp: () => move(row, -1) }),
      }[event.key] ?? (event.key in KEYS ? () => choose(row, KEYS[event.key]) : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

if (form) start();
