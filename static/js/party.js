// The freeze party: moving from entry to entry, and staging what is said in the call.
// Everything is a link or a form without it; see templates/board/party.html.

(() => {
  const root = document.querySelector("[data-party]");
  const stage = window.partyStage;
  const { stands, isApplied, spot, say, learn, relearn, textOf, show, unstage } = window.partyColumn;
  const list = () => document.getElementById("party-list");
  const entry = () => document.getElementById("party-entry");
  const column = document.getElementById("party-stage");

  const ALREADY = {
    tracked: gettext("It is tracked already."),
    deferred: gettext("It is deferred already."),
    removed: gettext("It is removed already."),
  };

  // --- Staging ------------------------------------------------------------------------

  // `before` is what stood when whoever decides began to say so.
  function put(kind, value, reason = "", before = stands(spot(kind))) {
    const { title, label, shown } = entry().dataset;
    const made = { ...spot(kind), value, reason, seen: before.id, was: before.value, title, label, shown };
    stage.put(made);
    show();
    const staged = ngettext("%(num)s change staged.", "%(num)s changes staged.", stage.all().length);
    const said = gettext("%(what)s is staged for %(title)s.", { what: textOf(made), title: made.title });
    say(`${said} ${staged}`);
  }

  function unstageHere() {
    if (!entry()) return false;
    const { key, track } = entry().dataset;
    const mine = stage.all().filter((one) => one.item === key && one.track === track);
    if (mine.length) unstage(mine.at(-1));
    else say(gettext("Nothing is staged for this entry."));
    return true;
  }

  // What a key or button of a decision does: it is staged, or first asked why.
  function decide(value) {
    const button = entry()?.querySelector(`button[data-value="${value}"]`);
    if (!button) {
      say(entry()?.dataset.why ?? "");
      return entry() !== null;
    }
    if (button.disabled) {
      say(button.title);
      return true;
    }
    const before = stands(spot("standing")).value;
    if (before === value) {
      if (stage.drop(spot("standing"))) show();
      say(ALREADY[value]);
      return true;
    }
    if ("asks" in button.dataset) return ask(value);
    put("standing", value, keptReason(value));
    return true;
  }

  function keptReason(value) {
    const staged = stage.find(spot("standing"));
    return staged?.value === value ? staged.reason : "";
  }

  // --- Asking why, and the note -------------------------------------------------------

  // What stood when the open form was opened.
  let begun = null;

  function open(form, field, kind) {
    begun = stands(spot(kind));
    field.dataset.before = field.value;
    for (const other of entry().querySelectorAll("[data-asks-for]")) other.hidden = other !== form;
    form.hidden = false;
    field.focus();
    form.scrollIntoView({ block: "nearest" });
  }

  function close(form) {
    form.hidden = true;
    entry().querySelector("h2").focus({ preventScroll: true });
  }

  function ask(value) {
    const form = entry()?.querySelector("[data-asks-for=reason]");
    if (!form) return false;
    const isForced = "asks" in entry().querySelector(`button[data-value="${value}"]`).dataset;
    form.querySelector("[data-missing]").hidden = !isForced;
    form.dataset.value = value;
    const field = form.querySelector("input[name=reason]");
    field.value = keptReason(value);
    field.required = isForced;
    open(form, field, "standing");
    return true;
  }

  // Why, of the decision that is staged here.
  function askWhy() {
    const staged = entry() && stage.find(spot("standing"));
    if (!staged) {
      say(gettext("Stage a decision first; then say why."));
      return true;
    }
    return ask(staged.value);
  }

  function askNote() {
    const form = entry()?.querySelector("[data-asks-for=note]");
    if (!form) {
      say(entry()?.dataset.whyNote ?? "");
      return entry() !== null;
    }
    const field = form.querySelector("textarea");
    field.value = stage.find(spot("note"))?.value ?? stands(spot("note")).value;
    open(form, field, "note");
    field.setSelectionRange(field.value.length, field.value.length);
    return true;
  }

  // The form that asks for one, or the request that there is; what is staged stays.
  function openException() {
    const link = entry()?.querySelector("a[data-press=exception]");
    if (!link) {
      say(gettext("You may not ask for an exception for this entry."));
      return entry() !== null;
    }
    link.click();
    return true;
  }

  function takeNote(form) {
    const text = form.querySelector("textarea").value.trim();
    close(form);
    if (text === begun.value) {
      stage.drop(spot("note"));
      show();
      say(gettext("The note is as it was."));
    } else put("note", text, "", begun);
  }

  function takeReason(form) {
    const field = form.querySelector("input[name=reason]");
    const reason = field.value.trim();
    const { value } = form.dataset;
    if (field.required && !reason) {
      field.focus();
      say(gettext("Say why first: the checks say something else."));
      return;
    }
    close(form);
    put("standing", value, reason, begun);
  }

  // --- Moving -------------------------------------------------------------------------

  const links = () => [...list().querySelectorAll("a[data-key]")];
  const isShown = (link) => link.dataset.key === entry()?.dataset.key && link.dataset.track === entry()?.dataset.track;
  let loading = null;

  const isAsking = () => Boolean(entry()?.querySelector("[data-asks-for]:not([hidden])"));

  // Text that is not staged yet is not thrown away.
  function writing() {
    const field = entry()?.querySelector("[data-asks-for]:not([hidden]) [data-before]");
    return field && field.value !== field.dataset.before ? field : null;
  }

  function mark() {
    const all = links();
    for (const link of all) {
      if (isShown(link)) {
        link.setAttribute("aria-current", "true");
        link.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    const place = all.findIndex(isShown);
    const steps = document.getElementById("party-steps");
    if (!steps) return;
    steps.querySelector("[data-place]").textContent = place < 0 ? gettext("not in this list") : gettext("%(place)s of %(total)s", { place: place + 1, total: all.length });
    for (const by of [-1, 1]) {
      const next = place < 0 ? null : all[place + by];
      const button = steps.querySelector(`[data-move="${by}"]`);
      button.toggleAttribute("aria-disabled", !next);
      if (next) button.href = next.href;
      else button.removeAttribute("href");
    }
  }

  async function load(address) {
    loading?.abort();
    loading = new AbortController();
    const asked = new URL(address, location.href);
    const link = links().find((one) => one.href === asked.href);
    if (link) asked.searchParams.set("id", link.dataset.id);
    asked.searchParams.set("part", "entry");
    const answer = await fetch(asked, { signal: loading.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    entry().replaceWith(made.getElementById("party-entry"));
    learn();
    dress();
    document.title = entry().dataset.page;
    mark();
    show();
  }

  async function go(address, { push = true } = {}) {
    if (push && writing()) {
      writing().focus();
      say(gettext("Stage what you write first, or cancel it."));
      mark();
      return;
    }
    try {
      await load(address);
    } catch (failed) {
      if (failed.name === "AbortError") return;
      location.assign(address);
      return;
    }
    if (push) history.pushState(null, "", address);
    say("");
    document.getElementById("main").scrollTo(0, 0);
    entry().querySelector("h2").focus({ preventScroll: true });
  }

  function step(by) {
    const all = links();
    const now = all.findIndex((link) => link.hasAttribute("aria-current"));
    const next = all[now < 0 ? 0 : now + by];
    if (!next) {
      say(by > 0 ? gettext("That was the last entry.") : gettext("This is the first entry."));
      return true;
    }
    // The mark moves at once, so that two quick steps are two.
    for (const link of all) link.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    go(next.href);
    return true;
  }

  // --- What others do meanwhile -------------------------------------------------------

  // What stands by now need not be decided any more.
  function settle() {
    const done = stage.settle((one) => stands(one).value === one.value || isApplied(one));
    show();
    if (done) say(ngettext("%(num)s change that you had staged stands now.", "%(num)s changes that you had staged stand now.", done));
  }

  // Where the focus is, as a selector that finds it after a part was replaced.
  function placeOf(element) {
    const link = element?.closest("#party-list a[href], #party-figures a[href]");
    if (link) return `#${link.closest("nav").id} a[href="${CSS.escape(link.getAttribute("href"))}"]`;
    const button = element?.closest("#party-entry [data-press]");
    if (button) return `#party-entry [data-press="${button.dataset.press}"]`;
    return element?.id === "party-title" ? "#party-title" : null;
  }

  async function refresh() {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const top = list().scrollTop;
    const held = placeOf(document.activeElement);
    // What somebody is writing stays where it is; the list tells what changed.
    for (const id of ["party-list", "party-figures", "party-judging", ...(isAsking() ? [] : ["party-entry"])]) {
      const fresh = made.getElementById(id);
      if (!fresh) continue;
      document.getElementById(id)?.replaceWith(fresh);
      if (id === "party-entry") dress();
    }
    list().scrollTop = top;
    if (held) document.querySelector(held)?.focus({ preventScroll: true });
    root.dataset.events = made.querySelector("[data-party]").dataset.events;
    relearn();
    mark();
    if (column) settle();
    if (isAsking() && stands(spot("standing")).id !== begun.id) say(gettext("Somebody decided about this entry meanwhile; the list shows what."));
  }

  // Not all who watch ask at once.
  const SPREAD = 400;
  const AGAIN = 30_000;
  let stream = null;

  function listen() {
    if (!root.dataset.events || stream) return;
    let timer = 0;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => refresh().catch(() => {}), 100 + Math.random() * SPREAD);
    };
    stream = new EventSource(root.dataset.events);
    for (const kind of ["entry", "places", "stale"]) stream.addEventListener(kind, heard);
    stream.addEventListener("error", () => {
      if (stream?.readyState !== EventSource.CLOSED) return;
      stream = null;
      setTimeout(listen, AGAIN);
    });
  }

  function leave() {
    stream?.close();
    stream = null;
  }

  // Back from the review page, with the page as the browser kept it.
  function returned(event) {
    if (!event.persisted) return;
    refresh().catch(() => location.reload());
    listen();
  }

  // --- Review -------------------------------------------------------------------------

  function review() {
    const form = column?.querySelector("form");
    if (!form) return false;
    if (!stage.all().length) say(gettext("Nothing is staged yet."));
    else form.requestSubmit();
    return true;
  }

  const undoForm = () => document.querySelector(".stepdone form");

  function undo() {
    undoForm()?.requestSubmit();
    return undoForm() !== null;
  }

  function onSubmit(event) {
    const form = event.target;
    if (form === column?.querySelector("form")) {
      form.elements.wishes.value = JSON.stringify(stage.wishes());
      form.elements.next.value = location.pathname + withoutStep(location.search);
      return;
    }
    if (!entry()?.contains(form)) return;
    event.preventDefault();
    const { value } = event.submitter?.dataset ?? {};
    if (value !== undefined) decide(value);
    else if (form.dataset.asksFor === "note") takeNote(form);
    else if (form.dataset.asksFor === "reason") takeReason(form);
  }

  function withoutStep(search) {
    const query = new URLSearchParams(search);
    query.delete("step");
    return query.size ? `?${query}` : "";
  }

  // --- Keys ---------------------------------------------------------------------------

  const mayStage = () => column !== null;
  // As in keys.js; `short` is the word in the foot of the page, with a blank before it that
  // tells it from other words which are written so.
  const KEYS = [
    { keys: ["j"], cap: ["j", "→"], also: [["ArrowRight"]], words: gettext("Next entry"), short: gettext(" next"), deed: () => step(1) },
    { keys: ["k"], cap: ["k", "←"], also: [["ArrowLeft"]], words: gettext("Entry before"), short: gettext(" before"), deed: () => step(-1) },
    { keys: ["t"], press: "tracked", words: gettext("Stage: tracked"), short: gettext(" tracked"), deed: () => decide("tracked"), shown: mayStage },
    { keys: ["r"], press: "removed", words: gettext("Stage: removed from the release"), short: gettext(" removed"), deed: () => decide("removed"), shown: mayStage },
    { keys: ["d"], press: "deferred", words: gettext("Stage: deferred to a later release"), short: gettext(" deferred"), deed: () => decide("deferred"), shown: mayStage },
    { keys: ["w"], words: gettext("Say why, of the decision staged here"), short: gettext(" why"), deed: askWhy, shown: mayStage },
    { keys: ["e"], press: "exception", words: gettext("Ask for an exception, or read the request"), short: gettext(" exception"), deed: openException, shown: mayStage },
    { keys: ["n"], press: "note", words: gettext("Write the note"), short: gettext(" note"), deed: askNote, shown: mayStage },
    { keys: ["u"], words: gettext("Unstage what was staged last for this entry"), short: gettext(" unstage"), deed: unstageHere, shown: mayStage },
    { keys: ["Shift+Enter"], cap: ["Shift", "Enter"], words: gettext("Review what is staged"), short: gettext(" review"), deed: review, shown: mayStage },
    { keys: ["z"], words: gettext("Undo what was just applied"), short: gettext(" undo"), deed: undo, shown: () => undoForm() !== null },
    { keys: ["f"], words: gettext("Full screen, and back"), short: gettext(" full screen"), deed: () => (window.partyScreen.toggle().catch(() => {}), true), shown: () => document.fullscreenEnabled },
  ];

  // The same table fills the foot of the page and marks the buttons.
  function drawKeys() {
    const foot = document.getElementById("party-keys");
    for (const row of KEYS.filter((one) => !one.shown || one.shown())) {
      const made = document.createElement("span");
      made.append(...window.trackerKeys.caps(row), row.short);
      foot.insertBefore(made, foot.lastElementChild);
    }
    const all = foot.lastElementChild;
    all.hidden = false;
    all.addEventListener("click", window.trackerKeys.openSheet);
  }

  // What only JavaScript can do takes the place of what works without it.
  function dress() {
    for (const one of entry().querySelectorAll("[data-live-only], button[data-ask]")) one.hidden = false;
    for (const one of entry().querySelectorAll("[data-plain-only], [data-asks-for]")) one.hidden = true;
    for (const button of entry().querySelectorAll("[data-press]")) {
      const row = KEYS.find(({ press }) => press === button.dataset.press);
      button.append(" ", ...window.trackerKeys.caps(row));
    }
  }

  function onFieldKey(event) {
    const form = event.target.closest?.("[data-asks-for]");
    if (!form) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close(form);
    }
    const isDone = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (isDone && event.target.matches("textarea")) {
      event.preventDefault();
      form.requestSubmit();
    }
  }

  function onClick(event) {
    const link = event.target.closest?.("a[data-key], a[data-move]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      if (link.dataset.move) step(Number(link.dataset.move));
      else go(link.href);
      return;
    }
    const asks = event.target.closest?.("button[data-ask]")?.dataset.ask;
    if (asks === "note") askNote();
    if (asks === "close") close(event.target.closest("[data-asks-for]"));
  }

  window.trackerKeys.own(KEYS);
  root.dataset.live = "";
  drawKeys();
  if (entry()) dress();
  document.addEventListener("keydown", onFieldKey, true);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", returned);
  window.addEventListener("popstate", () => go(location.href, { push: false }));
  if (column) settle();
  mark();
  listen();
})();
