// A board that changes while it is looked at: what others decide appears in its cells.
// Nobody's place is lost: only the inside of cells is replaced, never what has the focus
// or what somebody is typing in. Without this script the page shows what stood.

(() => {
  const MARK_SHOWS = 3000;
  const SPEAKS_AFTER = 800;
  const LOST_AFTER = 15000;
  const SLEEPS_AFTER = 60000;
  const FIRST_PAUSE = 5000;
  const LONGEST_PAUSE = 300000;
  const MOST_SAID = 3;
  // Statuses of entries that are no longer in the release.
  const LEFT = ["deferred", "removed", "out"];

  const board = document.querySelector("[data-board][data-version]");
  const asked = new URLSearchParams(location.search);
  // A board beside itself at another moment: what a cell was stands with it, so its rows
  // are shown anew as a whole, when their reader asks.
  const isCompared = Boolean(asked.get("compare"));
  const timers = new Map();
  // What could not be put in place while it had the focus, by cell.
  const held = new Map();
  // Rows that stand elsewhere now, or nowhere.
  const moved = new Set();
  let version = board?.dataset.version;
  let stream = null;
  let pause = FIRST_PAUSE;
  let sentences = [];

  // One of each kind at a time: the later wish waits for the earlier one's moment.
  function soon(name, deed, delay) {
    if (timers.has(name)) return;
    timers.set(name, setTimeout(() => (timers.delete(name), deed()), delay));
  }

  function never(name) {
    clearTimeout(timers.get(name));
    timers.delete(name);
  }

  const spread = (seconds) => 300 + Math.random() * 1000 * seconds;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const spoken = element("p", { class: "vh", "aria-live": "polite" });
  const lines = element("div", { class: "live-lines" });

  // A line above the board, or none.
  function line(name, text, label = "", deed = null) {
    lines.querySelector(`[data-line="${name}"]`)?.remove();
    if (!text) return;
    const made = element("p", { class: "live-line", role: "status", "data-line": name }, text);
    if (label) {
      const button = element("button", { class: "btn btn-s", type: "button" }, label);
      button.addEventListener("click", deed);
      made.append(" ", button);
    }
    lines.append(made);
  }

  const changed = (number) => ngettext("%(num)s entry changed.", "%(num)s entries changed.", number);
  const turned = (number) => ngettext("%(num)s entry changed place.", "%(num)s entries changed place.", number);

  // Telling who cannot see it: a few sentences, or how many there would be.
  function speak() {
    const many = sentences.length > MOST_SAID;
    spoken.textContent = many ? changed(sentences.length) : sentences.join(" ");
    sentences = [];
  }

  function say(text) {
    if (!text || sentences.includes(text)) return;
    sentences.push(text);
    soon("speak", speak, SPEAKS_AFTER);
  }

  // Marks

  const marked = new Map();

  function mark(cell) {
    cell.dataset.changed = "";
    marked.set(cell, Date.now());
  }

  // A mark goes with the next thing its reader does, once there was time to see it.
  function unmark() {
    for (const [cell, at] of marked) {
      if (Date.now() - at < MARK_SHOWS) continue;
      delete cell.dataset.changed;
      marked.delete(cell);
    }
  }

  // Cells

  function hasFocus(cell) {
    return cell !== document.activeElement && cell.contains(document.activeElement);
  }

  // Put a cell's new inside in place. Whether it shows something else than before.
  function put(cell, html) {
    const made = element("template");
    made.innerHTML = html;
    if (made.innerHTML === cell.innerHTML) return false;
    if (hasFocus(cell)) {
      held.set(cell, html);
      return true;
    }
    held.delete(cell);
    cell.replaceChildren(made.content);
    mark(cell);
    return true;
  }

  function putHeld() {
    for (const [cell, html] of held) {
      if (!hasFocus(cell)) put(cell, html);
    }
  }

  const cellOf = (row, freeze) => board.querySelector(`[data-cell="${CSS.escape(`${row}/${freeze}`)}"]`);

  // Whether the rows are ordered or chosen by this, so that a change moves one.
  function isBy(name) {
    return asked.has(name) || ["group", "sort"].some((one) => asked.get(one)?.replace("-", "") === name);
  }

  function entry(told) {
    const row = document.getElementById(told.row);
    if (isCompared) {
      if (row) elsewhere([told.row]);
      if (panelOf(told.row)) panelChanged();
      return;
    }
    for (const [freeze, html] of Object.entries(told.cells)) {
      const cell = cellOf(told.row, freeze);
      if (cell) put(cell, html);
    }
    const contact = board.querySelector(`[data-contact="${CSS.escape(told.row)}"]`);
    if (contact) put(contact, told.contact);
    row?.classList.toggle("is-out", LEFT.includes(told.status));
    if (row && told.other.some(isBy)) elsewhere([told.row]);
    if (row) say(told.says);
    if (panelOf(told.row)) panelChanged();
  }

  // Rows

  function elsewhere(rows) {
    rows.forEach((row) => moved.add(row));
    const number = moved.size;
    if (number) line("moved", isCompared ? changed(number) : turned(number), gettext("Show"), showAll);
  }

  function places(told) {
    const gone = told.gone.filter((row) => document.getElementById(row));
    const fresh = told.fresh.filter((row) => !document.getElementById(row));
    elsewhere([...gone, ...fresh]);
  }

  // Reading the page anew, beside the one that is shown

  async function page() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  const rowsOf = (root) => [...root.querySelectorAll("[data-board] tr.entry[id]")].map((row) => row.id);

  // Rows that say something else than the same rows of a page read anew.
  function differing(fresh) {
    return rowsOf(fresh).filter((row) => {
      const [own, its] = [document, fresh].map((one) => one.getElementById(row));
      return own && own.textContent !== its.textContent;
    });
  }

  // Every cell that differs is put in place; rows stay where they are.
  function putAll(fresh) {
    let number = 0;
    for (const cell of fresh.querySelectorAll("[data-cell], [data-contact]")) {
      const name = cell.dataset.cell ? "cell" : "contact";
      const own = board.querySelector(`[data-${name}="${CSS.escape(cell.dataset[name])}"]`);
      if (own && put(own, cell.innerHTML)) {
        number += 1;
        if (panelOf(own.closest("tr")?.id)) panelChanged();
      }
    }
    if (number) say(ngettext("One cell changed.", "%(num)s cells changed.", number));
  }

  function compare(fresh) {
    if (isCompared) elsewhere(differing(fresh));
    else putAll(fresh);
    const [here, there] = [rowsOf(document), rowsOf(fresh)];
    const others = [...here.filter((row) => !there.includes(row)), ...there.filter((row) => !here.includes(row))];
    const both = there.filter((row) => here.includes(row));
    const rest = here.filter((row) => there.includes(row)).filter((row, n) => row !== both[n]);
    elsewhere([...others, ...rest]);
    version = fresh.querySelector("[data-version]")?.dataset.version ?? version;
    recount(fresh);
  }

  async function look() {
    try {
      compare(await page());
    } catch {
      soon("look", look, FIRST_PAUSE);
    }
  }

  // The rows in their new order, where the reader asked for it.
  async function showAll() {
    const own = board.querySelector(".matrix");
    try {
      const fresh = await page();
      const made = fresh.querySelector("[data-board] .matrix");
      if (!own || !made) return location.assign(location.href);
      const ticked = [...own.querySelectorAll("input:checked")].map((input) => input.value);
      own.replaceWith(document.adoptNode(made));
      for (const input of made.querySelectorAll("input")) input.checked ||= ticked.includes(input.value);
      made.dispatchEvent(new Event("change", { bubbles: true }));
      made.tabIndex = -1;
      made.focus({ preventScroll: true });
      for (const rest of [moved, held, marked]) rest.clear();
      line("moved", "");
      version = fresh.querySelector("[data-version]").dataset.version;
      recount(fresh);
    } catch {
      line("moved", gettext("The board could not be read just now."), gettext("Try again"), showAll);
    }
  }

  // The numbers above the board

  function recount(fresh) {
    const [own, its] = [document, fresh].map((one) => one.querySelector("[data-counts]"));
    if (!own || !its || its.innerHTML === own.innerHTML || hasFocus(own)) return;
    const [opened, closed] = [own, its].map((one) => one.querySelector("details"));
    if (opened?.open && closed) closed.open = true;
    own.replaceWith(document.adoptNode(its));
  }

  // The script of the board knows how: it keeps what the reader has open there.
  function counts() {
    document.dispatchEvent(new CustomEvent("board:changed"));
  }

  // The panel

  const panel = () => document.querySelector("[data-panel]");
  const panelOf = (row) => row && panel()?.dataset.panel === row;

  function isTouched(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return [...field.options].some((one) => one.selected !== one.defaultSelected && one.defaultSelected);
    return field.value !== field.defaultValue;
  }

  function isBusy(place) {
    const fields = [...place.querySelectorAll("input:not([type=hidden]), textarea, select")];
    return fields.some(isTouched) || fields.includes(document.activeElement);
  }

  // The element of the new panel that stands for one of the old: by its id, else by its
  // place among those that look like it.
  function twin(old, fresh, one) {
    if (one.id) return fresh.querySelector(`#${CSS.escape(one.id)}`);
    const alike = one.localName + [...one.classList].map((name) => `.${CSS.escape(name)}`).join("");
    return fresh.querySelectorAll(alike)[[...old.querySelectorAll(alike)].indexOf(one)];
  }

  // What was typed into the old panel goes into the new one, beside what is new there.
  function carry(old, fresh) {
    for (const field of old.querySelectorAll("input[id], textarea[id], select[id]")) {
      const other = fresh.querySelector(`#${CSS.escape(field.id)}`);
      if (other && isTouched(field)) other.value = field.value;
    }
    for (const open of old.querySelectorAll("details[open]")) {
      const other = twin(old, fresh, open);
      if (other) other.open = true;
    }
  }

  function panelChanged() {
    if (!panel()) return;
    if (!isBusy(panel())) return soon("panel", () => (isBusy(panel()) ? offerPanel() : showPanel()), 100);
    offerPanel();
  }

  function offerPanel() {
    if (panel().querySelector(".live-line")) return;
    const button = element("button", { class: "btn btn-s", type: "button" }, gettext("Show it"));
    button.addEventListener("click", showPanel);
    const head = panel().querySelector(".panelhead") ?? panel();
    head.prepend(element("p", { class: "live-line", role: "status" }, `${gettext("This changed just now.")} `, button));
  }

  async function showPanel() {
    const place = panel();
    if (!place) return;
    const address = new URL(location.href);
    address.searchParams.set("part", "panel");
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-panel]");
      if (!answer.ok || !fresh || place !== panel()) return;
      const hadFocus = place.contains(document.activeElement);
      const next = hadFocus && twin(place, fresh, document.activeElement);
      carry(place, fresh);
      place.replaceWith(document.adoptNode(fresh));
      document.dispatchEvent(new CustomEvent("board:panel", { detail: fresh }));
      if (hadFocus) (next ?? fresh.querySelector("#panel-title"))?.focus({ preventScroll: true });
    } catch {
      offerPanel();
    }
  }

  // The stream

  const DEEDS = {
    entry,
    places,
    counts: (told) => soon("counts", counts, spread(1 + told.within)),
    stale: (told) => soon("look", look, spread(told.within)),
  };

  function hear() {
    never("hear");
    if (stream) return;
    stream = new EventSource(`${location.pathname.replace(/\/$/, "")}/events?seen=${encodeURIComponent(version)}`);
    stream.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      never("lost");
      line("lost", "");
    });
    stream.addEventListener("error", lost);
    for (const [kind, deed] of Object.entries(DEEDS)) {
      stream.addEventListener(kind, (event) => {
        if (event.lastEventId) version = event.lastEventId;
        deed(JSON.parse(event.data));
      });
    }
  }

  function lost() {
    soon("lost", () => line("lost", gettext("What others change is not shown just now. Load the page again to see it.")), LOST_AFTER);
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    soon("hear", hear, pause * (1 + Math.random()));
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }

  function leave() {
    never("hear");
    never("lost");
    stream?.close();
    stream = null;
  }

  // Who looks elsewhere for long needs no news; what was missed comes with the return.
  function watchVisibility() {
    if (document.visibilityState === "hidden") soon("sleep", leave, SLEEPS_AFTER);
    else {
      never("sleep");
      hear();
    }
  }

  if (board && !asked.get("as_of")) {
    board.querySelector(".matrix, .empty")?.before(lines);
    board.append(spoken);
    document.addEventListener("visibilitychange", watchVisibility);
    addEventListener("pagehide", leave);
    addEventListener("pageshow", (event) => event.persisted && hear());
    addEventListener("online", hear);
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unmark);
    document.addEventListener("focusout", () => setTimeout(putHeld));
    hear();
  }
})();
