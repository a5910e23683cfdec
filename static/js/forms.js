// Small courtesies of forms: no double sending, a warning before typed text is lost, focus on what is wrong.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-guard]") || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// The page may come back from the browser's memory: then the form can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

const contents = (form) =>
  new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, value.name ?? value])).toString();
const before = new Map([...document.querySelectorAll("form[data-unsaved]")].map((form) => [form, contents(form)]));

window.addEventListener("beforeunload", (event) => {
  for (const [form, text] of before) {
    if (!form.dataset.sending && form.dataset.saved !== "yes" && contents(form) !== text) event.preventDefault();
  }
});
document.addEventListener("submit", (event) => before.delete(event.target));

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

document.querySelector("[data-focus]")?.focus();

// A link to a field leads into it.
const wanted = document.getElementById(location.hash.slice(1));
if (wanted?.matches("input, textarea, select")) wanted.focus();

// What a box suggests comes when somebody first goes into it: data-words of its list is the address.
document.addEventListener("focusin", async ({ target }) => {
  const list = target.list;
  if (!list?.dataset.words) return;
  const address = list.dataset.words;
  delete list.dataset.words;
  try {
    const { words } = await (await fetch(address, { headers: { Accept: "application/json" } })).json();
    list.replaceChildren(...words.map((word) => new Option("", word)));
  } catch {
    // Offline: the words come when the box is next gone into.
    list.dataset.words = address;
  }
});
