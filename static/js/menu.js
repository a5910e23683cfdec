// A <details> menu closes on Escape, on a press elsewhere and when the focus leaves it.
function close(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]"))
    close(menu, menu.contains(document.activeElement));
});
for (const kind of ["pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) close(menu, false);
    }
  });
}

// On a phone the stages are a strip that scrolls sideways: begin where the reader is.
for (const link of document.querySelectorAll(".sidebar [aria-current]")) {
  const strip = link.closest("nav");
  strip.scrollLeft =
    link.offsetLeft -
    (strip.offsetParent === link.offsetParent ? strip.offsetLeft : 0) -
    (strip.clientWidth - link.offsetWidth) / 2;
}
