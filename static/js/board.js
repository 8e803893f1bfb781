// The board without loading the whole page: an entry opens beside the list, and the
// list stays where it is. Every address works without this too.


(() => {
  const root = document.querySelector("[data-board]");
  // What of an address is about the panel; all else is about the list.
  const PANEL = ["item", "track", "freeze"];

  function listOf(address) {
    const query = new URLSearchParams(address.search);
    PANEL.forEach((name) => query.delete(name));
    query.sort();
    return `${address.pathname}?${query}`;
  }

  // Where the list that is shown was loaded from.
  let shown = new URL(location.href);
  let turn = 0;

  function mark(item) {
    for (const row of root.querySelectorAll(".entry.is-current")) {
      row.classList.remove("is-current");
      row.querySelector(".ent").removeAttribute("aria-current");
    }
    const row = item && document.getElementById(item);
    if (!row) return;
    row.classList.add("is-current");
    row.querySelector(".ent").setAttribute("aria-current", "true");
  }

  // What somebody is writing in the panel is not thrown away without a word.
  function written(panel) {
    for (const field of panel.querySelectorAll("textarea, input[type=text]")) {
      if (field.value !== field.defaultValue) return field;
    }
    return null;
  }

  function leaves(panel) {
    const field = written(panel);
    if (!field) return true;
    if (window.confirm(gettext("What you wrote about this entry is not saved yet. Leave it?"))) return true;
    field.focus();
    return false;
  }

  function keepLinks(address) {
    // The filters and tools keep the panel that is open now.
    for (const link of root.querySelectorAll(".boardcounts a[href^='?'], .boardtools a[href^='?'], .matrix thead a")) {
      const query = new URLSearchParams(link.getAttribute("href"));
      for (const name of PANEL) {
        const value = address.searchParams.get(name);
        if (value) query.set(name, value);
        else query.delete(name);
      }
      link.setAttribute("href", `?${query}`);
    }
    const next = root.querySelector("#bulk input[name=next]");
    if (next) next.value = address.pathname + address.search;
    for (const form of root.querySelectorAll(".boardtools form")) {
      for (const name of PANEL) {
        form.querySelectorAll(`input[type=hidden][name=${name}]`).forEach((one) => one.remove());
        const value = address.searchParams.get(name);
        if (!value) continue;
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name, value });
        form.append(field);
      }
    }
  }

  function closed(address) {
    const panel = document.getElementById("panel");
    const item = panel.dataset.panel;
    panel.hidden = true;
    panel.replaceChildren();
    delete panel.dataset.panel;
    root.classList.add("is-closed");
    mark("");
    keepLinks(address);
    const row = item && document.getElementById(item);
    if (row) row.querySelector(".ent").focus({ preventScroll: true });
  }

  async function opened(address, focused) {
    const mine = ++turn;
    const part = new URL(address);
    part.searchParams.set("part", "panel");
    const panel = document.getElementById("panel");
    panel.setAttribute("aria-busy", "true");
    let text = "";
    try {
      const response = await fetch(part, { headers: { "HX-Request": "true" } });
      if (!response.ok) throw new Error(response.statusText);
      text = await response.text();
    } catch {
      location.assign(address);
      return;
    }
    // Somebody who opens three entries in a row sees the third.
    if (mine !== turn) return;
    const holder = document.createElement("template");
    holder.innerHTML = text;
    const made = holder.content.querySelector("#panel");
    if (!made || !made.dataset.panel) {
      location.assign(address);
      return;
    }
    panel.replaceWith(made);
    root.classList.remove("is-closed");
    mark(made.dataset.panel);
    keepLinks(address);
    document.dispatchEvent(new CustomEvent("board:panel", { detail: made }));
    if (!focused) return;
    const title = made.querySelector("#panel-title");
    // Beside the list nothing moves; below it the reader is taken there.
    const beside = matchMedia("(width >= 64rem)").matches;
    title.focus({ preventScroll: beside });
    if (!beside) made.scrollIntoView();
  }

  function show(address, focused) {
    if (address.searchParams.get("item")) opened(address, focused);
    else closed(address);
  }

  function followed(event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href^='?']");
    if (!link || !root.contains(link) || link.closest(".boardtools, .boardcounts, thead")) return;
    const address = new URL(link.href);
    if (listOf(address) !== listOf(shown)) return;
    event.preventDefault();
    if (!leaves(document.getElementById("panel"))) return;
    history.pushState(null, "", address);
    shown = address;
    show(address, true);
  }

  // The numbers and filters anew, without touching what the reader holds.
  async function counted() {
    const part = new URL(location.href);
    part.searchParams.set("part", "counts");
    const response = await fetch(part, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!response || !response.ok) return;
    const holder = document.createElement("template");
    holder.innerHTML = await response.text();
    const made = holder.content.querySelector("#counts");
    const old = document.getElementById("counts");
    if (!made || old.contains(document.activeElement)) return;
    const open = old.querySelector("details")?.open;
    if (open && made.querySelector("details")) made.querySelector("details").open = true;
    old.replaceWith(made);
  }

  if (root) {
    root.addEventListener("click", followed);
    window.addEventListener("popstate", () => {
      const address = new URL(location.href);
      if (listOf(address) !== listOf(shown)) {
        location.reload();
        return;
      }
      shown = address;
      show(address, false);
    });
    document.addEventListener("keydown", (event) => {
      const panel = document.getElementById("panel");
      const close = panel.querySelector("[data-close]");
      const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
      if (event.key !== "Escape" || !close || typing || document.querySelector("details[data-menu][open], dialog[open]")) return;
      close.click();
    });
    document.addEventListener("board:changed", counted);
  }
})();
