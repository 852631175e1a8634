"use strict";
// Shows the state of the server: takes it anew at every event, keeps the scroll position, draws the sheets.
const part = (id) => document.getElementById(id);
const look = new CSSStyleSheet();
document.adoptedStyleSheets = [look];
let state = {};

function show(next) {
  const told = next.paragraphs !== state.paragraphs || next.look !== state.look || next.draft !== state.draft;
  state = next;
  if (told && next.paragraphs !== undefined) {
    document.title = `预览：${next.title}`;
    look.replaceSync(next.look);
    part("flow").innerHTML = next.paragraphs;
    drawSheets();
  }
  const blocked = next.blocked === true;
  document.body.classList.toggle("stale", blocked);
  part("stale").hidden = !blocked || next.paragraphs === undefined;
  part("problems").hidden = next.problems === "";
  part("problems").querySelector("ol").innerHTML = next.problems;
  const count = part("problems").querySelectorAll("li").length;
  part("problems").open = blocked || part("problems").open;
  part("problems").querySelector("summary").textContent = blocked ? `${count} 个问题，改好前不更新` : `${count} 个问题`;
  document.body.dataset.version = next.version;
}

function drawSheets() {
  const flow = part("flow");
  const style = getComputedStyle(flow);
  const step = parseFloat(style.columnHeight) + parseFloat(style.rowGap);
  const tops = Array.from(flow.querySelectorAll("p"), (p) => Array.from(p.getClientRects(), (rect) => rect.top)).flat();
  const start = flow.getBoundingClientRect().top;
  const pages = 1 + Math.floor((Math.max(start, ...tops) - start + 1) / step);
  const sheets = part("sheets");
  sheets.replaceChildren(...Array.from({ length: pages }, (_, page) => sheet(page, step)));
  part("desk").style.height = `${(pages - 1) * step + sheets.firstChild.offsetHeight}px`;
}

function sheet(page, step) {
  const made = document.createElement("div");
  made.className = "sheet";
  made.style.top = `${page * step}px`;
  const number = document.createElement("div");
  number.className = "number";
  number.textContent = `${state.number[0]}${page + 1}${state.number[1]}`;
  made.append(number);
  if (state.draft) {
    const line = document.createElement("div");
    line.className = "draft-line";
    line.textContent = state.draft;
    made.append(line);
  }
  return made;
}

async function refresh() {
  const answer = await fetch("state");
  if (answer.ok) show(await answer.json());
}

document.addEventListener("mousemove", (event) => {
  const stretch = event.target.closest("[data-from]");
  const tip = part("from");
  tip.hidden = stretch === null;
  if (stretch === null) return;
  tip.textContent = stretch.dataset.from;
  tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8)}px`;
  const below = event.clientY + 20;
  tip.style.top = `${below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 8 : below}px`;
});

const events = new EventSource("events");
events.onmessage = () => { part("gone").hidden = true; refresh(); };
events.onerror = () => { part("gone").hidden = false; };
document.fonts.ready.then(() => state.look && drawSheets());
