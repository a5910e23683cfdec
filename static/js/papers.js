// The list of accepted papers filters while one types; without this script its form asks the server.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const words = ({ title, abstract, authors }) => [
  title,
  abstract,
  ...authors.flatMap((author) => [author.name, author.affiliation]),
];
const noun = (count, one, many) => `${count} ${count === 1 ? one : many}`;
const fits = (row, want) =>
  (!want.topic || row.topics.has(want.topic)) &&
  (!want.kind || row.kind === want.kind) &&
  want.has.every((name) => row.has.has(name)) &&
  want.words.every((word) => row.text.includes(word));

function filterPapers(form) {
  const rows = [...document.querySelectorAll(".papers > li")].map((item) => ({
    item,
    topics: new Set((item.dataset.t ?? "").trim().split(" ")),
    has: new Set((item.dataset.h ?? "").split(" ")),
    kind: item.closest("section").querySelector("h2").textContent.trim(),
    text: fold(item.textContent.replace(/\s+/g, " ")),
  }));
  const found = document.querySelector("[data-found]");

  // Abstracts and affiliations are not on the page: they come when somebody begins to search.
  let asked = false;
  async function fetchTexts() {
    if (asked) return;
    asked = true;
    try {
      const { papers } = await (await fetch(form.dataset.papers)).json();
      const texts = new Map(papers.map((paper) => [String(paper.number), fold(words(paper).join("\n"))]));
      for (const row of rows) row.text = texts.get(row.item.dataset.n) ?? row.text;
      show();
    } catch {
      // Opened from a folder, or offline: what is on the page can still be searched.
    }
  }

  function wanted() {
    const data = new FormData(form);
    return {
      words: fold(data.get("q") ?? "")
        .split(/\s+/)
        .filter(Boolean),
      topic: data.get("topic") ?? "",
      kind: data.get("presentation") ?? "",
      has: data.getAll("has"),
    };
  }

  const count = (want) => rows.filter((row) => fits(row, want)).length;

  function show() {
    const want = wanted();
    let left = 0;
    for (const row of rows) {
      row.item.hidden = !fits(row, want);
      left += !row.item.hidden;
    }
    for (const group of document.querySelectorAll(".paper-group")) {
      const shown = group.querySelectorAll(".papers > li:not([hidden])").length;
      group.hidden = !shown;
      group.querySelector(".section-head p").textContent = noun(shown, "paper", "papers");
    }
    found.hidden = left === rows.length;
    const told = left ? noun(left, "paper fits", "papers fit") : "No paper has all of that";
    found.firstElementChild.textContent = `${told}.`;
    for (const [name, key] of [
      ["topic", "topic"],
      ["presentation", "kind"],
    ]) {
      for (const option of form.elements[name]?.querySelectorAll("option[data-label]") ?? []) {
        option.textContent = `${option.dataset.label} (${count({ ...want, [key]: option.value })})`;
      }
    }
    for (const box of form.querySelectorAll("[name=has]")) {
      box.parentElement.querySelector("[data-count]").textContent = count({ ...want, has: [...want.has, box.value] });
    }
  }

  function changed() {
    const asks = [...new FormData(form)].filter(([, value]) => value);
    history.replaceState(null, "", asks.length ? `?${new URLSearchParams(asks)}` : location.pathname);
    show();
  }

  form.elements.q.addEventListener("focus", fetchTexts);
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    changed();
  });
  form.querySelector("button").hidden = true;
  found.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    form.reset();
    for (const field of form.elements) {
      if (field.type === "checkbox") field.checked = false;
      else if ("value" in field) field.value = "";
    }
    changed();
  });
  show();
}

// The address may ask for something; a page from a folder shows everything all the same.
function fillIn(form) {
  const asks = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (field.type === "checkbox") field.checked = asks.getAll(field.name).includes(field.value);
    else if (field.name && asks.has(field.name)) field.value = asks.get(field.name);
  }
}

for (const form of document.querySelectorAll("form[data-papers]")) {
  // Where the server has left out what does not fit, the server is asked again.
  if ("whole" in form.dataset) {
    fillIn(form);
    filterPapers(form);
  } else {
    form.addEventListener("change", () => form.requestSubmit());
  }
}

// Read one after the other, away from their papers, "PDF" and "Code" say of which paper they are. They say it here and
// not in the page, which would be a third larger.
for (const item of document.querySelectorAll(".papers > li")) {
  const [title, ...links] = item.querySelectorAll("a");
  for (const link of links)
    link.setAttribute("aria-label", `${link.textContent.trim()} of ${title.textContent.trim()}`);
}
