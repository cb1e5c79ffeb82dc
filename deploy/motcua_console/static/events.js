// The table of events goes on by itself. Without this the page has the latest ones, and a link for newer ones.
"use strict";
(() => {
  const table = document.getElementById("live");
  if (!table || !window.EventSource) return;
  const MOST = 200;
  const body = table.tBodies[0], state = document.getElementById("state"), pause = document.getElementById("pause");
  const labels = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
  const own = pause.textContent;
  let waiting = [], count = 0, paused = false, away = false;
  const say = (kind, text) => {
    state.className = `chip ${kind}`;
    if (state.textContent !== text) state.textContent = text;
  };
  const now = () => {
    if (paused) say("yellow", `${count} ${state.dataset.waiting}`);
    else say(away ? "orange" : "green", away ? state.dataset.away : state.dataset.on);
  };
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const cell = (row, kind, ...parts) => {
    const made = row.insertCell();
    if (kind) made.className = kind;
    made.dataset.label = labels[row.cells.length - 1];
    made.append(...parts);
  };
  const show = (each) => {
    const row = body.insertRow(0);
    row.className = "new";
    if (each.missed) {
      const told = row.insertCell();
      told.colSpan = labels.length;
      told.className = "missed";
      told.textContent = table.dataset.missed.replace("{}", each.missed);
      return;
    }
    const service = element("span", undefined, "one"), what = element("span"), link = element("a", each.code, "code");
    service.append(element("span", undefined, `dot ${each.service}`), each.service);
    link.href = table.dataset.stories + each.dossier;
    what.append(element("b", each.name), " ");
    if (each.again) what.append(element("span", table.dataset.again, "chip grey"), " ");
    what.append(element("span", each.fields, "fields"));
    cell(row, "when", each.at);
    cell(row, "", service);
    cell(row, "", link);
    cell(row, "num", String(each.sequence));
    cell(row, "", what);
    cell(row, "quiet by", each.by);
  };
  const add = (each) => {
    document.getElementById("none")?.remove();
    show(each);
    while (body.rows.length > MOST) body.deleteRow(-1);
  };
  const take = (each) => {
    if (!paused) { add(each); return; }
    count += 1;
    waiting.push(each);
    if (waiting.length > MOST) waiting.shift();
  };
  pause.hidden = false;
  document.getElementById("newer").hidden = true;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? pause.dataset.go : own;
    if (!paused) {
      if (count > waiting.length) add({ missed: String(count - waiting.length) });
      waiting.forEach(add);
      waiting = [];
      count = 0;
    }
    now();
  });
  const source = new EventSource(table.dataset.stream);
  source.addEventListener("open", now);
  source.addEventListener("error", () => {
    say("orange", source.readyState === EventSource.CLOSED ? state.dataset.over : state.dataset.lost);
  });
  source.addEventListener("state", (message) => { away = Boolean(JSON.parse(message.data).away); now(); });
  source.addEventListener("over", () => { source.close(); say("orange", state.dataset.over); });
  source.addEventListener("message", (message) => {
    const told = JSON.parse(message.data);
    if (told.missed) take({ missed: told.missed });
    told.rows.forEach(take);
    now();
  });
})();
