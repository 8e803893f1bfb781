// Keys for people who read many pages. One table binds them and makes their sheet.

// A page with more than one list marks the main one with data-rows.
const ROWS = "tbody tr";
// Where `g` and a letter lead, by the names of links that every page has; of several the
// first that is there.
const pages = {
  h: "home",
  b: "board",
  m: "roadmap",
  r: "releases",
  s: ["my-sig", "sigs"],
  o: "people",
  e: "enhancements",
  f: "gates",
  p: "problems",
  u: "guide",
  w: "waiting",
  i: "inbox",
};

// A Mac's browsers keep Ctrl for moving in texts.
const IS_MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);
const PALETTE = IS_MAC ? ["⌘", "K"] : ["Ctrl", "K"];

// keys, what they do in words, and the deed; a deed that finds nothing returns false.
const TABLE = [
  { keys: ["Ctrl+k"], cap: PALETTE, words: gettext("Go to a page, an enhancement, a person"), deed: togglePalette, shown: hasPalette },
  { keys: ["/"], words: gettext("Search"), deed: focusSearch },
  { keys: ["j"], words: gettext("Next row of the list"), deed: () => step(1) },
  { keys: ["k"], words: gettext("Row before"), deed: () => step(-1) },
  { keys: ["Enter"], words: gettext("Open it"), deed: null },
  { keys: ["]"], words: gettext("Next page, release or enhancement"), deed: () => follow("[rel~=next]") },
  { keys: ["["], words: gettext("The one before"), deed: () => follow("[rel~=prev]") },
  { keys: ["ArrowRight"], cap: "→", words: gettext("Next of these results"), deed: () => turn("next"), shown: () => leads("next") },
  { keys: ["ArrowLeft"], cap: "←", words: gettext("The result before"), deed: () => turn("prev"), shown: () => leads("prev") },
  ...Object.entries(pages).map(([key, names]) => ({
    keys: ["g", key],
    words: () => gettext("Go to %(place)s", { place: navLink(names).textContent.trim() }),
    deed: () => {
      navLink(names)?.click();
      return navLink(names) !== undefined;
    },
    shown: () => navLink(names) !== undefined,
  })),
  { keys: ["?"], words: gettext("These keys"), deed: openSheet },
  { keys: ["Esc"], words: gettext("Close them"), deed: null },
];

function navLink(names) {
  // All of them stand in the bar; below it there may be thousands of elements to look at.
  const bar = document.querySelector(".topbar");
  const found = [names].flat().map((name) => bar?.querySelector(`[data-nav="${name}"]`) ?? null);
  return found.find((link) => link !== null);
}

// How long after the first key of two the second one counts.
const PATIENCE = 1200;
let first = "";
let timer = 0;
// What had the focus when the sheet was opened.
let before = null;

function isVisible(element) {
  return element.getClientRects().length > 0;
}

function focusSearch() {
  // The search of the page itself comes before the one of the bar.
  const places = ["main input[type=search]", ".topsearch input"];
  const found = places.flatMap((place) => [...document.querySelectorAll(place)]);
  const input = found.find(isVisible);
  if (input) {
    input.focus();
    input.select();
    return true;
  }
  return follow("[data-palette]");
}

function hasPalette() {
  return window.trackerPalette !== undefined;
}

function togglePalette() {
  window.trackerPalette?.toggle();
  return hasPalette();
}

// Whoever speaks to a computer, or hits keys by chance, switches those of one letter off.
const SWITCH = "keys";
const ROOT = document.documentElement;

function areKeysOn() {
  return ROOT.dataset.keys !== "off";
}

function switchKeys(areOn) {
  if (areOn) delete ROOT.dataset.keys;
  else ROOT.dataset.keys = "off";
  try {
    if (areOn) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "off");
  } catch {
    // The browser keeps nothing for this site: the choice holds for this page.
  }
}

function recallSwitch() {
  try {
    if (localStorage.getItem(SWITCH) === "off") ROOT.dataset.keys = "off";
  } catch {
    // As above.
  }
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return link !== null;
}

// Between the results of a list, on the page of one of them.
function leads(way) {
  return document.querySelector(`[data-results] [rel~=${way}]`) !== null;
}

// An arrow first moves what the reader has moved to: text that is wider than its box.
function turn(way) {
  const box = document.activeElement;
  if (box && box !== document.body && box.scrollWidth > box.clientWidth + 1) return false;
  return follow(`[data-results] [rel~=${way}]`);
}

// Rows that are about something with a page of its own have a link to it.
const linkOf = (row) => row.querySelector("a.ent");

// The next row with such a link that is shown. Only the rows on the way are looked at:
// asking hundreds of them where they stand takes longer than a reader's patience.
function rowFrom(rows, start, by) {
  for (let place = start; place >= 0 && place < rows.length; place += by) {
    if (linkOf(rows[place]) && isVisible(rows[place])) return rows[place];
  }
  return null;
}

function step(by) {
  const list = document.querySelector("[data-rows]") ?? document.querySelector("main");
  const rows = [...list.querySelectorAll(ROWS)];
  const now = rows.indexOf(document.activeElement?.closest(ROWS));
  const start = now < 0 ? (by > 0 ? 0 : rows.length - 1) : now + by;
  const row = rowFrom(rows, start, by);
  if (!row) return now >= 0;
  linkOf(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return true;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// The keys of a row as they are drawn.
function caps({ keys, cap }) {
  const drawn = cap ? [cap].flat() : keys;
  const between = cap ? " " : ` ${gettext("then")} `;
  return drawn.flatMap((key, place) => [...(place ? [between] : []), element("kbd", {}, key)]);
}

function makeSheet() {
  const list = element("dl", { class: "keylist" });
  for (const row of TABLE) {
    if (row.shown && !row.shown()) continue;
    const text = typeof row.words === "function" ? row.words() : row.words;
    list.append(element("div", {}, element("dt", {}, ...caps(row)), element("dd", {}, text)));
  }
  const close = element("button", { class: "btn btn-s", type: "button" }, gettext("Close"));
  const head = element("div", { class: "keyhead" }, element("h2", { id: "keys-title" }, gettext("Keyboard")), close);
  const sheet = element("dialog", { class: "keysheet", "aria-labelledby": "keys-title" }, head, makeSwitch(), list);
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("close", () => {
    // Whatever was opened instead keeps the focus.
    const now = document.activeElement;
    if (!now || now === document.body || sheet.contains(now)) before?.focus?.({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.(".keysheet, .keybutton");
    if (sheet.open && !opener) sheet.close();
  });
  document.body.append(sheet);
  return sheet;
}

// Keys with Ctrl, arrows, Enter and Escape hold whatever it says.
function makeSwitch() {
  const box = element("input", { type: "checkbox", role: "switch", "aria-describedby": "keys-hint" });
  box.checked = areKeysOn();
  box.addEventListener("change", () => switchKeys(box.checked));
  const hint = element("p", { id: "keys-hint", class: "tiny muted" }, gettext("Of one letter or sign, or two; this browser remembers it."));
  return element("div", { class: "keyswitch" }, element("label", {}, box, ` ${gettext("Single-key shortcuts")}`), hint);
}

function openSheet() {
  const sheet = document.querySelector("dialog.keysheet") ?? makeSheet();
  if (!sheet.open) {
    before = document.activeElement;
    // Not as a modal one: making hundreds of rows inert takes longer than the sheet.
    sheet.show();
    sheet.querySelector("button").focus();
  }
  return true;
}

function isTyping(target) {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function leaveField(event) {
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
}

// A key with Ctrl, or on a Mac with ⌘: these hold also while somebody types.
function onChord(event) {
  const isChord = IS_MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  if (!isChord || event.altKey || event.shiftKey) return;
  const pressed = `Ctrl+${event.key.toLowerCase()}`;
  const bound = TABLE.find(({ keys }) => keys[0] === pressed);
  if (bound?.deed?.()) event.preventDefault();
}

function onKey(event) {
  if (event.defaultPrevented || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    onChord(event);
    return;
  }
  const open = document.querySelector("dialog[open]");
  if (open && event.key === "Escape") {
    open.close();
    return;
  }
  if (isTyping(event.target)) {
    leaveField(event);
    return;
  }
  if (open) return;
  // With Shift an arrow marks text.
  if (event.shiftKey && event.key.startsWith("Arrow")) return;
  const key = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
  const pressed = first ? [first, key] : [key];
  clearTimeout(timer);
  first = "";
  if (!areKeysOn() && key.length === 1) return;
  const begins = TABLE.some(({ keys }) => keys.length > pressed.length && keys[0] === key);
  if (begins && pressed.length === 1) {
    first = key;
    timer = setTimeout(() => (first = ""), PATIENCE);
    return;
  }
  const bound = TABLE.find(({ keys, also }) => [keys, ...(also ?? [])].some((one) => one.join(" ") === pressed.join(" ")));
  if (bound?.deed?.()) event.preventDefault();
}

// A page that is a place of its own has its own keys, instead of those of all pages: rows
// as in TABLE. `also` are other keys for the same deed.
function ownKeys(rows) {
  const kept = TABLE.filter(({ keys }) => ["Ctrl+k", "?", "Esc"].includes(keys[0]));
  TABLE.splice(0, TABLE.length, ...rows, ...kept);
}

window.trackerKeys = { own: ownKeys, caps, openSheet, element, paletteCaps: PALETTE };

// The sheet is for the mouse, too.
function offerSheet() {
  const foot = document.querySelector(".pagefoot");
  if (!foot) return;
  const button = element("button", { class: "btn btn-s keybutton", type: "button" }, `${gettext("Keyboard")} `, element("kbd", {}, "?"));
  button.addEventListener("click", openSheet);
  foot.append(button);
}

recallSwitch();
document.addEventListener("keydown", onKey);
offerSheet();
