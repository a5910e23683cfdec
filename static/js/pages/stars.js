// Stars without a reload: the server says what is starred, by a stylesheet that is asked for again.
const form = document.getElementById("stars");
const said = document.getElementById("stars-said");

function shownAgain() {
  return new Promise((resolve) => {
    const old = document.getElementById("stars-style");
    const fresh = old.cloneNode();
    fresh.href = `${old.href.split("?")[0]}?${Date.now()}`;
    fresh.addEventListener("load", () => {
      old.remove();
      resolve();
    });
    old.after(fresh);
  });
}

form?.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!button || form.dataset.plain) return;
  event.preventDefault();
  try {
    const body = new FormData(form, button);
    const headers = { "X-Requested-With": "fetch" };
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (!answer.ok) throw new Error(answer.statusText);
    await shownAgain();
    const other = button.name === "add" ? button.nextElementSibling : button.previousElementSibling;
    other?.focus();
    said.textContent = button.name === "add" ? "Starred" : "Star taken back";
  } catch {
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  }
});
