// A button that copies: data-copy names an element, data-copy-text holds the text itself.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copyText ?? source?.value ?? source?.textContent.trim() ?? "");
    button.textContent = "Copied";
  } catch {
    button.textContent = "Press Ctrl+C";
    if (source) getSelection().selectAllChildren(source);
  }
  setTimeout(() => {
    button.textContent = before;
  }, 2000);
});

for (const button of document.querySelectorAll("button[data-copy][hidden]")) button.hidden = false;
