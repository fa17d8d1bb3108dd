// Keys, the way from one item to the next without waiting, and numbers that are clicked on the page.
// Every page works without this file: it only presses the same buttons and follows the same links.
"use strict";

const AHEAD = 6; // items fetched before they are needed
const KEPT = 12; // pictures kept decoded
const ABOVE = 0.4; // where on the screen the evidence stands, from its top
const ahead = new Map(); // address -> promise of the item's main part
const pictures = new Map(); // address -> promise of a decoded picture
const held = []; // keys pressed before the item was painted that they are meant for
const failed = new Map(); // item -> what was not saved, kept for another try
let settled = true; // whether what is shown has been painted and waits for keys
let sending = Promise.resolve(); // decisions go out one after the other
let unsaved = 0;

const main = () => document.getElementById("main");
const tell = (text) => {
  document.getElementById("told").textContent = text;
};
const message = (text) => {
  const place = document.getElementById("message");
  if (place) place.textContent = text;
};

// ---------------------------------------------------------------------------------------------- items ahead

async function part(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const found = holder.content.querySelector("main");
  const image = found.querySelector("img.page");
  if (image) image.replaceWith(await picture(image));
  return found;
}

function picture(image) {
  const source = image.getAttribute("src");
  if (!pictures.has(source)) {
    const made = new Image();
    for (const { name, value } of image.attributes) made.setAttribute(name, value);
    pictures.set(source, made.decode().then(() => made, () => made));
    if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
  }
  return pictures.get(source).then((made) => made.cloneNode());
}

function look(address) {
  if (!ahead.has(address)) ahead.set(address, part(address));
  return ahead.get(address);
}

async function lookAhead(address, steps) {
  if (!address || !steps) return;
  try {
    lookAhead((await look(address)).dataset.next, steps - 1);
  } catch {
    ahead.delete(address);
  }
}

async function show(address, { push = true } = {}) {
  settled = false;
  try {
    const found = await look(address);
    ahead.delete(address);
    main().replaceWith(found);
    document.title = found.dataset.title;
    if (push) history.pushState(null, "", address);
    shown();
  } catch {
    location.assign(address);
  }
}

function shown() {
  const item = main();
  scrollToEvidence();
  item.querySelector("h1")?.focus({ preventScroll: true });
  requestAnimationFrame(() => setTimeout(() => {
    settled = true;
    document.dispatchEvent(new CustomEvent("painted", { detail: item.dataset.item }));
    while (settled && held.length) press(held.shift());
    lookAhead(item.dataset.next, AHEAD);
  }));
}

function scrollToEvidence() {
  const sheet = document.getElementById("sheet");
  const value = document.getElementById("evidence");
  if (!sheet || !value) return;
  const [outer, inner] = [sheet.getBoundingClientRect(), value.getBoundingClientRect()];
  sheet.scrollTop += inner.top - outer.top - ABOVE * outer.height;
  sheet.scrollLeft += inner.left - outer.left - outer.width / 2;
}

// ---------------------------------------------------------------------------------------------- decisions

function decide(form, action) {
  message("");
  tell("");
  if (action === "undo") return takeBack(form);
  if (action === "skip") return onward();
  if (action === "ask" && !form.elements.note.value.trim()) {
    message("Write the question, then press Ask.");
    return form.elements.note.focus();
  }
  if (form.dataset.typed && (action === "accept" || action === "change")) {
    const empty = [...form.elements].find((field) => field.dataset.asked && !field.value.trim());
    return empty ? empty.focus() : wait(form, said(form, "accept"));
  }
  const changed = isChanged(form);
  if (action === "change" && !changed) {
    message("Correct a field, then press Enter or Change.");
    form.elements.r.focus();
    return form.elements.r.select();
  }
  if (["accept", "take"].includes(action) && form.dataset.hard && !changed) {
    document.getElementById("confirm").hidden = false;
    return message("A hard warning stands here: look at the value on the page, then press Yes, accept.");
  }
  const data = said(form, action);
  const careful = ["change", "keep", "take"].includes(action) || (["accept", "confirm"].includes(action) && (changed || form.dataset.careful));
  return careful ? wait(form, data) : (send(form.getAttribute("action"), data, main().dataset.item), onward());
}

function said(form, action) {
  const data = new URLSearchParams(new FormData(form));
  data.set("action", action);
  return data;
}

function isChanged(form) {
  return [...form.elements].some((field) =>
    field.name === "kind" ? field.checked !== field.defaultChecked
      : field.dataset.takes ? field.value !== field.defaultValue
        : field.name === "statistic" && !field.selectedOptions[0]?.defaultSelected);
}

async function onward() {
  const { next, list } = main().dataset;
  if (next) return show(next);
  settled = false;
  await sending;
  if (!failed.size) location.assign(list);
}

async function posted(address, data) {
  const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.error?.message || `the server answered ${answer.status}`);
  return said;
}

function send(address, data, item) {
  count(1);
  failed.delete(item);
  sending = sending.then(() => posted(address, data)).catch((error) => failed.set(item, { address, data, error })).then(() => count(-1));
}

function count(step) {
  unsaved += step;
  document.getElementById("saving").textContent = unsaved > 1 ? `saving ${unsaved}` : "";
  const place = document.getElementById("failures");
  place.replaceChildren(...[...failed].map(([item, { address, error }]) => {
    const line = document.createElement("p");
    const link = Object.assign(document.createElement("a"), { href: address, textContent: `Open ${item}` });
    const again = Object.assign(document.createElement("button"), { textContent: "Try again", className: "act" });
    again.dataset.again = item;
    line.append(`${item} was not saved: ${error.message} `, link, " ", again);
    return line;
  }));
}

async function wait(form, data) {
  settled = false;
  await sending;
  try {
    const { show: place, told } = await posted(form.getAttribute("action"), data);
    if (place) ahead.clear();
    await (place ? show(place) : onward());
    tell(told || "");
  } catch (error) {
    held.length = 0;
    settled = true;
    message(error.message);
  }
}

async function takeBack(form) {
  settled = false;
  await sending;
  try {
    const data = new URLSearchParams({ action: "undo", token: form.elements.token.value });
    const said = await posted(form.getAttribute("action"), data);
    ahead.clear();
    await (said.show.startsWith("/items/") ? show(said.show) : location.assign(said.show));
  } catch (error) {
    held.length = 0;
    settled = true;
    message(error.message);
  }
}

// ---------------------------------------------------------------------------------------------- keys

function press(key) {
  const bearing = [...document.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === key && !element.disabled && !element.hidden);
  const target = bearing.find((element) => main().contains(element)) || bearing[0];
  if (!target || document.querySelector("dialog[open]")) return false;
  if (target.matches("textarea, input:not([type=radio], [type=checkbox])")) {
    target.focus();
    target.select();
  } else target.click();
  return true;
}

function isTyped(event) {
  return event.target.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = isTyped(event);
  if (field) {
    if (event.key === "Escape") field.blur();
    if (event.key === "Enter" && field.matches("input") && field.form?.matches(".decide")) {
      event.preventDefault();
      decide(field.form, "change");
    }
    return;
  }
  if (event.repeat) return;
  if (event.key.startsWith("Arrow") && moveInGrid(event.target, event.key)) event.preventDefault();
  else if (!settled && document.body.dataset.keys.includes(event.key) && event.key.length === 1) {
    held.push(event.key);
    event.preventDefault();
  } else if (settled && press(event.key)) event.preventDefault();
});

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function moveInGrid(from, key) {
  const cell = from.closest?.(".grid td, .grid th");
  if (!cell) return false;
  const [down, right] = STEPS[key];
  const rows = [...cell.closest("table").rows];
  let [row, column] = [rows.indexOf(cell.parentElement) + down, cell.cellIndex + right];
  for (; rows[row]?.cells[column]; row += down, column += right) {
    const target = rows[row].cells[column].querySelector("a, button");
    if (target) {
      target.focus();
      return true;
    }
  }
  return true;
}

// ---------------------------------------------------------------------------------------------- words of the page

async function offerWords(field) {
  const paper = document.querySelector(".paper[data-words]");
  if (!paper || paper.querySelector(".words")) return;
  const marks = paper.querySelector("svg.marks");
  const layer = document.createElementNS(marks.namespaceURI, "svg");
  layer.setAttribute("class", "words");
  layer.setAttribute("viewBox", marks.getAttribute("viewBox"));
  layer.setAttribute("aria-hidden", "true");
  paper.append(layer);
  const words = await (await fetch(paper.dataset.words)).json().catch(() => []);
  for (const [text, x0, top, x1, bottom, doubt] of words) {
    const box = document.createElementNS(marks.namespaceURI, "rect");
    const edges = { x: x0, y: top, width: x1 - x0, height: bottom - top };
    for (const name in edges) box.setAttribute(name, edges[name]);
    if (doubt) box.dataset.doubt = "1";
    Object.assign(box.dataset, { text, place: `${paper.dataset.page} ${x0} ${top} ${x1} ${bottom}` });
    layer.append(box);
  }
  if (!document.activeElement?.dataset?.takes) layer.remove();
}

function take(box, field) {
  const { text, place } = box.dataset;
  if (field.dataset.takes === "number") {
    const number = text.match(/[-\u2010-\u2015\u2212]?(?:\d[\d,]*)?[.,]?\d+/);
    if (!number) return;
    field.value = number[0];
    message(box.dataset.doubt ? "A sign may stand before this number that the file does not tell: look at the page." : "");
    if (field.name === "r") {
      field.form.elements.place.value = place;
      const mark = document.getElementById("evidence");
      for (const name of ["x", "y", "width", "height"]) mark?.setAttribute(name, box.getAttribute(name));
    }
  } else field.value = field.dataset.begun ? `${field.value} ${text}` : text;
  field.dataset.begun = "1";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("focusin", (event) => {
  if (event.target.dataset?.takes) offerWords(event.target);
});
document.addEventListener("focusout", (event) => {
  delete event.target.dataset?.begun;
  if (event.target.dataset?.takes && !event.relatedTarget?.dataset?.takes) document.querySelector(".words")?.remove();
});
document.addEventListener("pointerdown", (event) => {
  const box = event.target.closest?.(".words rect");
  const field = document.activeElement;
  if (!box || !field?.dataset?.takes) return;
  event.preventDefault();
  take(box, field);
});
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".words")) event.preventDefault(); // the field keeps the focus
});

// ---------------------------------------------------------------------------------------------- the page as a whole

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.decide")) return;
  event.preventDefault();
  if (settled) decide(event.target, event.submitter?.value || "change");
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  const again = event.target.closest?.("[data-again]");
  if (opener && document.getElementById(opener.dataset.opens)) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  } else if (again) {
    const { address, data } = failed.get(again.dataset.again);
    send(address, data, again.dataset.again);
  }
});

async function refresh() { // a page that tells of work under way is fetched anew until the work is done
  const wait = main().dataset.refresh;
  if (!wait) return;
  await new Promise((done) => setTimeout(done, wait));
  const url = new URL(location.href);
  url.searchParams.set("part", "1");
  const answer = await fetch(url).catch(() => null);
  const holder = document.createElement("template");
  if (answer?.ok) holder.innerHTML = await answer.text();
  const found = holder.content.querySelector("main");
  if (found) main().replaceWith(found);
  refresh();
}

for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => { // files may fall anywhere on such a page
  const form = document.querySelector("[data-drop]");
  if (!form || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  if (kind === "dragover") return;
  form.elements.papers.files = event.dataTransfer.files;
  form.requestSubmit();
});

addEventListener("popstate", () => (main().matches(".item") && location.pathname.startsWith("/items/")
  ? show(location.pathname + location.search, { push: false }) : location.reload()));
addEventListener("beforeunload", (event) => {
  if (unsaved || failed.size) event.preventDefault();
});
if (main().matches(".item")) shown();
refresh();
