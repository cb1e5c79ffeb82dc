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
  // What has changed since a list was drawn is counted now and then, and offered as a link: no row moves by itself.
  // An idle page asks for nothing more, so that a session ends.
  const fresh = document.querySelector("[data-fresh]");
  if (fresh) {
    const link = fresh.querySelector("a"), often = 15000, most = 40;
    let left = most;
    const count = async () => {
      if (document.hidden || left-- <= 0) return;
      const answer = await fetch(fresh.dataset.fresh, { redirect: "manual" }).catch(() => null);
      if (!answer || !answer.ok) return;
      link.textContent = (await answer.json()).text;
      fresh.hidden = !link.textContent;
    };
    for (const each of ["pointerdown", "keydown"]) addEventListener(each, () => { left = most; });
    addEventListener("focus", count);
    setInterval(count, often);
  }
})();
