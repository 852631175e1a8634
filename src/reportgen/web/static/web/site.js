"use strict";
// The comfort of the pages: they wait for an examination, and a table is saved cell by cell and moved in as in Excel.
// Everything works without this script; it runs on Chromium 78 and newer.
(function () {
  const body = document.body;
  const json = { Accept: "application/json" };

  // --- waiting ---

  function get(address) {
    return fetch(address, { headers: json, credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : null), () => null);
  }

  if (body.dataset.wait) {
    const look = () => get(body.dataset.wait).then((state) => {
      if (state && !state.waiting) location.reload();
      else setTimeout(look, 700);
    });
    setTimeout(look, 500);
  }
  if (body.dataset.reload) setTimeout(() => location.reload(), 1000 * Number(body.dataset.reload));

  // --- the table ---

  const form = document.getElementById("grid");
  if (!form || !document.getElementById("save")) return;
  const place = /^[A-Z]{1,3}[1-9][0-9]*$/;
  const fields = Array.from(form.elements).filter((field) => place.test(field.name));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const old = (field) => form.elements[`old-${field.name}`];
  const told = document.getElementById("saving");
  const losses = document.getElementById("losses");
  let sending = false;
  let version = Number(body.dataset.version);
  let watching = 0;

  const clean = (text) => text.replace(/\r\n?/g, "\n").trim();
  const isChanged = (field) => clean(field.value) !== clean(old(field).value);
  const cellOf = (field) => field.closest("td");
  const tell = (text) => { told.textContent = text; };

  function save() {
    const changed = fields.filter(isChanged);
    for (const field of fields) cellOf(field).classList.toggle("unsaved", changed.includes(field));
    if (sending || changed.length === 0) return;
    if (losses && !losses.checked) { tell("请先勾选上面的“知道了，可以改”，再保存。"); return; }
    const data = new URLSearchParams();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (losses) data.set("losses", "1");
    const sent = changed.map((field) => [field, field.value]);
    for (const [field, value] of sent) {
      data.set(field.name, value);
      data.set(`old-${field.name}`, old(field).value);
    }
    sending = true;
    tell("正在保存……");
    fetch(form.action, { method: "POST", body: data, headers: json, credentials: "same-origin" })
      .then((answer) => answer.json().then((content) => finish(answer, content, sent)))
      .catch(() => { sending = false; tell("没有保存：连不上服务器。填的内容还在，十秒后再试。"); setTimeout(save, 10000); });
  }

  function finish(answer, content, sent) {
    sending = false;
    if (answer.ok) {
      for (const [field, value] of sent) {
        old(field).value = value;
        cellOf(field).classList.remove("conflict");
        const theirs = cellOf(field).querySelector(".theirs");
        if (theirs) theirs.remove();
        const remarks = cellOf(field).querySelector(".cell-remarks");
        if (remarks) remarks.remove();
        cellOf(field).classList.remove("doubtful");
      }
      version = content.version;
      tell("已经保存，正在检查……");
      watch();
      save();
    } else if (answer.status === 401 || answer.status === 403) {
      renew();
    } else if (content.conflicts) {
      content.conflicts.forEach(showConflict);
      tell("有的单元格被别人改了，没有保存。要用您的，再按一次“保存”。");
    } else {
      tell(content.error || "没有保存，请再试一次。");
    }
  }

  function renew() {
    tell("登录过期了，填的内容还在这里，没有丢。");
    const link = document.createElement("a");
    link.href = "/login/";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "在新窗口登录，再回来按“保存”";
    told.append(" ", link);
  }

  // A form that is sent after a new log-in needs the token of that log-in.
  function freshToken() {
    return fetch(location.href, { credentials: "same-origin" }).then((answer) => answer.text()).then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      const token = page.querySelector("#grid [name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
      return Boolean(token);
    }, () => false);
  }

  function showConflict(conflict) {
    const field = byName.get(conflict.place);
    if (!field) return;
    old(field).value = conflict.theirs;
    const cell = cellOf(field);
    cell.classList.add("conflict");
    const note = cell.querySelector(".theirs") || cell.appendChild(document.createElement("p"));
    note.className = "theirs";
    note.textContent = `${conflict.by} 填的：${conflict.theirs || "（空）"}`;
    field.focus();
  }

  // --- the height of a field follows its text ---

  function grow(field) {
    if (field.tagName !== "TEXTAREA") return;
    field.style.height = "auto";
    if (field.scrollHeight > field.clientHeight) field.style.height = `${field.scrollHeight + 4}px`;
  }
  fields.forEach(grow);
  form.addEventListener("input", (event) => grow(event.target));

  // --- problems ---

  function watch() {
    const mine = ++watching;
    const address = `${body.dataset.progress}?sheet=${encodeURIComponent(body.dataset.sheet)}`;
    const look = () => get(address).then((state) => {
      if (mine !== watching) return;
      if (!state || state.progress === "waiting") { setTimeout(look, 400); return; }
      document.getElementById("stage").textContent = state.stage;
      document.getElementById("score").textContent = state.score || "";
      if (state.cells) showProblems(state.cells);
      if (state.version >= version && !fields.some(isChanged)) tell("已经保存。");
    });
    setTimeout(look, 250);
  }

  function showProblems(cells) {
    for (const cell of form.querySelectorAll("td[id]")) {
      const problem = cells[cell.id];
      const level = problem ? `severity-${problem.level.toLowerCase()}` : "";
      for (const name of ["severity-e", "severity-w", "severity-n"]) cell.classList.toggle(name, name === level);
      const list = cell.querySelector(".cell-problems");
      list.textContent = "";
      for (const line of problem ? problem.text.split("\n") : []) {
        const item = document.createElement("li");
        item.textContent = line;
        list.append(item);
      }
    }
  }

  // --- keys and paste, as in Excel ---

  function neighbour(field, down, right) {
    const cell = cellOf(field);
    const rows = Array.from(cell.closest("tbody").rows);
    let row = rows.indexOf(cell.parentNode);
    let column = cell.cellIndex;
    for (;;) {
      row += down;
      column += right;
      const next = rows[row] && rows[row].cells[column];
      if (!next) return null;
      const target = fields.find((other) => cellOf(other) === next);
      if (target) return target;
    }
  }

  function move(event, field, down, right) {
    const target = neighbour(field, down, right);
    if (!target) return;
    event.preventDefault();
    target.focus();
    if (target.select) target.select();
  }

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!byName.has(field.name) || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isLong = field.tagName === "TEXTAREA";
    const whole = !isLong && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    if (event.key === "Enter" && (!isLong || !event.shiftKey)) {
      event.preventDefault();
      if (event.shiftKey) move(event, field, -1, 0);
      else if (neighbour(field, 1, 0)) move(event, field, 1, 0);
      else save();
    } else if (event.key === "ArrowDown" && !isLong && !field.list) move(event, field, 1, 0);
    else if (event.key === "ArrowUp" && !isLong && !field.list) move(event, field, -1, 0);
    else if (event.key === "ArrowRight" && whole) move(event, field, 0, 1);
    else if (event.key === "ArrowLeft" && whole) move(event, field, 0, -1);
  });

  // Excel puts cells with line breaks into quotation marks and doubles those inside.
  function parse(text) {
    const rows = [[]];
    const pattern = /(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g;
    let match;
    while ((match = pattern.exec(text)) !== null) {
      rows[rows.length - 1].push(match[1] === undefined ? match[2] : match[1].replace(/""/g, '"'));
      if (match[3] === "") break;
      if (match[3] === "\n") rows.push([]);
    }
    return rows;
  }

  form.addEventListener("paste", (event) => {
    const field = event.target;
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!byName.has(field.name) || !text.includes("\t")) {
      if (!byName.has(field.name) || !text.includes("\n") || field.tagName === "TEXTAREA") return;
    }
    event.preventDefault();
    const first = cellOf(field);
    const lines = Array.from(first.closest("tbody").rows);
    const top = lines.indexOf(first.parentNode);
    let outside = 0;
    parse(text).forEach((row, down) => row.forEach((value, right) => {
      const cell = lines[top + down] && lines[top + down].cells[first.cellIndex + right];
      const target = cell && fields.find((other) => cellOf(other) === cell);
      if (target) { target.value = value; grow(target); }
      else if (value.trim()) outside += 1;
    }));
    save();
    if (outside) tell(`有 ${outside} 个单元格粘贴不进去（在表外，或者不能改）。`);
  });

  form.addEventListener("change", (event) => { if (byName.has(event.target.name) || event.target === losses) save(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (told.querySelector("a")) freshToken().then((valid) => (valid ? save() : renew()));
    else save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (fields.some(isChanged)) { event.preventDefault(); event.returnValue = ""; }
  });
  if (body.dataset.waiting) watch();
})();

// The editor of a template file: a draft is saved and checked while one goes on typing, and a problem leads to its line.
(function () {
  const form = document.getElementById("draft");
  if (!form) return;
  const text = document.getElementById("text");
  const told = document.getElementById("draft-state");
  const part = (id) => document.getElementById(id);
  let saved = text.value;
  let patience = 0;

  const fetched = (address, options) => fetch(address, Object.assign({ credentials: "same-origin" }, options));
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

  function lineOf(position) {
    return text.value.slice(0, position).split("\n").length;
  }

  function goTo(line) {
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1] || "").length);
    text.scrollTop = (text.scrollHeight * start) / Math.max(1, text.value.length) - text.clientHeight / 3;
  }

  // A place in this file becomes a button.
  function prepare() {
    for (const place of part("check").querySelectorAll(".proof .place")) {
      const rest = place.textContent.startsWith(`${text.dataset.path}:`) ? place.textContent.slice(text.dataset.path.length + 1) : "";
      const line = parseInt(rest, 10);
      if (!line) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain place";
      button.textContent = `第 ${line} 行（${place.textContent}）`;
      button.addEventListener("click", () => goTo(line));
      place.replaceWith(button);
    }
    const specimens = part("specimens");
    if (specimens) {
      const choose = () => show(`${specimens.action}?specimen=${specimens.elements.specimen.value}`);
      specimens.elements.specimen.addEventListener("change", choose);
      specimens.addEventListener("submit", (event) => { event.preventDefault(); choose(); });
    }
    if (part("check").dataset.progress) setTimeout(look, 500);
  }

  function adopt(page) {
    for (const id of ["edition", "origin", "own", "check", "history"]) part(id).replaceWith(document.adoptNode(page.getElementById(id)));
    prepare();
  }

  function show(address) {
    return fetched(address).then((answer) => answer.text()).then((html) => {
      const page = parsed(html);
      if (page.getElementById("check")) adopt(page);
    }).catch(() => { tell("连不上服务器，填的内容还在。"); });
  }

  function look() {
    const address = part("check").dataset.progress;
    if (!address) return;
    const again = () => { if (part("check").dataset.progress === address) setTimeout(look, 700); };
    fetched(address, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((state) => {
        if (part("check").dataset.progress !== address) return;
        if (state && state.progress !== "waiting") show(part("check").dataset.page);
        else again();
      }, again);
  }

  function tell(words) { told.textContent = words; }

  function save() {
    const sent = text.value;
    tell("正在保存……");
    return fetched(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then((answer) => {
      if (answer.status === 409) { saved = text.value; form.submit(); return null; }
      if (answer.status === 403 && patience === 0) return freshToken().then(() => { patience = 1; return save(); });
      return answer.text().then((html) => finish(answer, parsed(html), sent));
    }).catch(() => { tell("没有保存：连不上服务器。填的内容还在，请再试一次。"); });
  }

  function finish(answer, page, sent) {
    patience = 0;
    const check = page.getElementById("check");
    if (!check) {
      tell("登录过期了，填的内容还在这里，没有丢。");
      const link = document.createElement("a");
      link.href = "/login/";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "在新窗口登录，再回来按“存为草稿”";
      told.append(" ", link);
      return;
    }
    if (!answer.ok) {
      const problem = page.querySelector("main > .message");
      tell(problem ? problem.textContent : "没有保存，请再试一次。");
      return;
    }
    saved = sent;
    form.elements.base.value = check.dataset.base;
    history.replaceState(null, "", answer.url);
    tell("已经存为草稿。");
    adopt(page);
  }

  function freshToken() {
    return fetched(location.href).then((answer) => answer.text()).then((html) => {
      const token = parsed(html).querySelector("#draft [name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    });
  }

  form.addEventListener("submit", (event) => {
    const remove = document.activeElement && document.activeElement.name === "remove";
    if (remove) { saved = text.value; return; }
    event.preventDefault();
    save();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); save(); }
  });
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === text) part("line").textContent = `光标在第 ${lineOf(text.selectionStart)} 行`;
  });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== saved) { event.preventDefault(); event.returnValue = ""; }
  });
  prepare();
})();
