"use strict";
// Draws the sheets behind the paragraphs and shows where they come from. A page with the address of events is live: it
// takes the state of its server anew at every event and keeps the scroll position. Any other page has its paragraphs.
const part = (id) => document.getElementById(id);
let state = {};

const look = document.body.dataset.events ? new CSSStyleSheet() : null;
if (look) document.adoptedStyleSheets = [look];

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
  if (!(step > 0)) return; // on a narrow screen, and in older browsers, the text is one long page
  const tops = Array.from(flow.querySelectorAll("p"), (p) => Array.from(p.getClientRects(), (rect) => rect.top)).flat();
  const start = flow.getBoundingClientRect().top;
  const pages = 1 + Math.floor((Math.max(start, ...tops) - start + 1) / step);
  const sheets = part("sheets");
  sheets.textContent = "";
  sheets.append(...Array.from({ length: pages }, (_, page) => sheet(page)));
  part("desk").style.setProperty("--pages", pages);
}

function sheet(page) {
  const made = document.createElement("div");
  made.className = "sheet";
  made.style.setProperty("--before", page);
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
  const top = Math.max(8, Math.min(event.clientY - 12, innerHeight - tip.offsetHeight - 8));
  tip.style.setProperty("--at", `${top}px`);
  document.body.classList.toggle("low", event.clientY > innerHeight / 2);
});

if (look) {
  const events = new EventSource(document.body.dataset.events);
  events.onmessage = () => { part("gone").hidden = true; refresh(); };
  events.onerror = () => { part("gone").hidden = false; };
} else {
  const { before, after, draft } = part("flow").dataset;
  state = { number: [before, after], draft };
  drawSheets();
}
window.addEventListener("resize", () => state.number && drawSheets());
document.fonts.ready.then(() => state.number && drawSheets());
