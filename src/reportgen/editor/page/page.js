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
  sheets.append(...Array.from({ length: pages }, (_, page) => sheet(page, step)));
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
