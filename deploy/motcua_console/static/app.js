// Small comforts; every page works without them. No markup is ever made from text (trusted types 'none').
"use strict";
(() => {
  // What is wrong stands on top, and is read out.
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
  });
  // Escape closes an open menu or form and gives its button the focus back.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
})();
