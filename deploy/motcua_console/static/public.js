// Comforts of public pages; each works without them. No markup is ever made from text (trusted types 'none').
"use strict";
(() => {
  // While something is awaited, its state is asked for; the page is opened anew once it is another.
  for (const box of document.querySelectorAll("[data-again]")) {
    let left = 300;
    const ask = async () => {
      if (!left--) return;
      try {
        const answer = await fetch(box.dataset.from, { cache: "no-store" });
        if (answer.ok && (await answer.text()) !== box.dataset.state) { location.reload(); return; }
      } catch { /* away for a moment */ }
      setTimeout(ask, box.dataset.again * 1000);
    };
    setTimeout(ask, 700);
  }
})();
(() => {
  // The communes of the province that was chosen.
  for (const province of document.querySelectorAll("[data-communes]")) {
    province.addEventListener("change", async () => {
      const list = document.getElementById(province.dataset.communes);
      const language = document.documentElement.lang;
      const answer = province.value ? await fetch(`/${language}/communes?province=${province.value}`) : null;
      const found = answer && answer.ok ? await answer.json() : [];
      list.replaceChildren(new Option("", ""), ...found.map((each) => new Option(each.name, each.code)));
    });
  }
  // What is filled in is saved a moment after the last key.
  for (const form of document.querySelectorAll("form[data-saves]")) {
    const status = form.querySelector("[data-status]"), seen = form.elements.seen;
    let waiting = 0, under = null, sent = false;
    const save = async () => {
      const told = new URLSearchParams(new FormData(form));
      told.set("act", "quietly");
      try {
        const answer = await fetch(form.action, { method: "POST", body: told, redirect: "error" });
        if (answer.ok) seen.value = await answer.text();
        status.textContent = answer.ok ? form.dataset.saved : form.dataset.lost;
      } catch { status.textContent = form.dataset.lost; }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      status.textContent = "";
      waiting = setTimeout(() => { if (!sent) under = save().finally(() => { under = null; }); }, 1200);
    });
    // A form that is sent waits for what is being saved: it carries what was seen last.
    form.addEventListener("submit", (event) => {
      clearTimeout(waiting);
      if (sent || !under) { sent = true; return; }
      event.preventDefault();
      event.stopPropagation();
      const button = event.submitter;
      under.finally(() => { sent = true; form.requestSubmit(button); });
    });
  }
})();
