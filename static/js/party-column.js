// What a freeze party shows of what is staged: beside what stands by now.

window.partyColumn = (() => {
  const root = document.querySelector("[data-party]");
  const stage = window.partyStage;
  const list = () => document.getElementById("party-list");
  const entry = () => document.getElementById("party-entry");
  const column = document.getElementById("party-stage");
  const WORDS = { tracked: gettext("Tracked"), deferred: gettext("Deferred"), removed: gettext("Removed"), "": gettext("Not decided") };

  // --- What stands --------------------------------------------------------------------

  let standing = JSON.parse(list().dataset.stands);

  // The decision that stands where a change is staged: {id, value, by}.
  function stands(spot) {
    return standing[stage.where(spot)] ?? { id: null, value: "", by: "", batch: "" };
  }

  // Whether the step that was just made decided it, in whatever words.
  const isApplied = (change) => root.dataset.step !== "" && stands(change).batch === root.dataset.step;
  const isStale = (change) => stands(change).id !== change.seen;

  function spot(kind) {
    const { key, track } = entry().dataset;
    return { item: key, track, kind, freeze: kind === "standing" ? root.dataset.freeze : "" };
  }

  function say(text) {
    document.getElementById("party-said").textContent = text;
  }

  function relearn() {
    standing = JSON.parse(list().dataset.stands);
  }

  // What the entry on the screen says of itself is newer than what the list knew of it.
  function learn() {
    const told = JSON.parse(entry().dataset.stands);
    for (const name of ["standing", "note"].map((kind) => stage.where(spot(kind)))) {
      if (told[name]) standing[name] = told[name];
      else delete standing[name];
    }
  }

  // --- The column of what is staged ---------------------------------------------------

  function textOf(change) {
    return change.kind === "note" ? gettext("Note") : WORDS[change.value];
  }

  function oldOf(change) {
    if (change.kind === "note") return change.was ? gettext("another note") : gettext("no note");
    return change.was ? WORDS[change.was] : change.shown;
  }

  function staleText(change) {
    const { by, value } = stands(change);
    const what = WORDS[value] ?? value;
    if (change.kind !== "note") return by ? gettext("Meanwhile: %(what)s by @%(by)s.", { what, by }) : gettext("Meanwhile: %(what)s.", { what });
    return by ? gettext("The note was changed meanwhile by @%(by)s.", { by }) : gettext("The note was changed meanwhile.");
  }

  function line(change) {
    const made = document.getElementById("staged-line").content.cloneNode(true);
    const put = (name, text) => (made.querySelector(`[data-${name}]`).textContent = text);
    put("title", change.title);
    put("key", change.label);
    put("old", oldOf(change));
    put("new", textOf(change));
    put("reason", change.kind === "note" ? change.value : change.reason);
    const drop = made.querySelector("[data-drop]");
    drop.setAttribute("aria-label", gettext("Unstage %(what)s of %(title)s", { what: textOf(change), title: change.title }));
    drop.addEventListener("click", () => unstage(change));
    const stale = made.querySelector("[data-stale]");
    stale.hidden = !isStale(change);
    if (!stale.hidden) {
      put("meanwhile", staleText(change));
      stale.querySelector("button").addEventListener("click", () => {
        stage.put({ ...change, seen: stands(change).id, was: stands(change).value });
        say(gettext("Kept: your change comes after the other one."));
        show();
      });
    }
    return made;
  }

  function drawColumn(changes) {
    if (!column) return;
    column.hidden = false;
    column.querySelector(".stagedlist").replaceChildren(...changes.map(line));
    column.querySelector("[data-none]").hidden = changes.length > 0;
    const button = column.querySelector("[data-review]");
    button.disabled = changes.length === 0;
    button.firstElementChild.textContent = changes.length
      ? ngettext("Review %(num)s change", "Review %(num)s changes", changes.length)
      : gettext("Nothing to review");
  }

  // Beside each entry of the list: what is staged for it.
  function drawList(changes) {
    for (const link of list().querySelectorAll("a[data-key]")) {
      const { key, track } = link.dataset;
      const mine = changes.filter((change) => change.item === key && change.track === track);
      const mark = link.querySelector(".staged");
      mark.textContent = mine.map(textOf).join(", ");
      link.parentElement.classList.toggle("is-done", mine.some((change) => change.kind === "standing"));
    }
    const open = [...list().querySelectorAll("[data-open] li")];
    const done = open.filter((item) => item.classList.contains("is-done"));
    const said = list().querySelector("[data-done]");
    if (said && open.length) said.textContent = gettext("%(number)s of %(total)s staged", { number: done.length, total: open.length });
  }

  function drawEntry() {
    const staged = stage.find(spot("standing"));
    for (const button of entry().querySelectorAll("button[data-value]")) {
      button.setAttribute("aria-pressed", String(staged !== undefined && staged.value === button.dataset.value));
    }
    const note = stage.find(spot("note"));
    const shown = entry().querySelector("[data-staged-note]");
    if (shown) {
      shown.hidden = note === undefined;
      shown.lastElementChild.textContent = note?.value ?? "";
    }
  }

  function show() {
    const changes = stage.all();
    drawColumn(changes);
    drawList(changes);
    if (entry()) drawEntry();
  }

  function unstage(one) {
    if (!stage.drop(one)) return;
    show();
    say(gettext("%(what)s of %(title)s is not staged any more.", { what: textOf(one), title: one.title }));
  }

  return { stands, isApplied, spot, say, learn, relearn, textOf, show, unstage };
})();
