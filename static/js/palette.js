"use strict";
// The palette: from any page to any other, by a few letters. It leads to addresses and
// changes nothing. Without this file its button leads to the search.

(() => {
  const button = document.querySelector("[data-palette]");
  if (!button) return;
  const { element, paletteCaps } = window.trackerKeys;
  const PAUSE = 120;
  // Visited pages that are offered before and after something is typed.
  const BEFORE = 6;
  const AFTER = 3;
  const VISITED = gettext("Visited lately");
  const asOf = new URLSearchParams(location.search).get("as_of");
  const isInProject = "project" in button.dataset;
  const home = isInProject ? `/${button.dataset.project}/` : "/";
  let opened = null;
  // What had the focus when it was opened.
  let before = null;

  function visits(text, known) {
    const words = text.toLowerCase().split(/\s+/);
    const fits = ({ name }) => words.every((word) => name.toLowerCase().includes(word));
    return window.trackerVisited
      .all()
      .filter(({ path }) => path.startsWith(home) && path !== location.pathname)
      .map(({ path, name }) => ({ name, path, about: "", group: VISITED, href: asOf ? `${path}?as_of=${encodeURIComponent(asOf)}` : path }))
      .filter((one) => fits(one) && !known.has(one.path))
      .slice(0, text ? AFTER : BEFORE);
  }

  // The search of all enhancements, for what was typed.
  const isSearch = ({ pathname, searchParams }) => pathname === button.pathname && searchParams.has("text");

  // Where it leads is offered once; what was visited comes first until something is typed,
  // then before the search.
  function joined(text, groups) {
    const told = groups.flatMap(({ title, options }) => options.map((one) => ({ ...one, group: title })));
    const known = new Set(text ? told.map(({ href }) => new URL(href, location.href).pathname) : []);
    const visited = visits(text, known);
    if (!text) return [...visited, ...told.filter(({ href }) => !visited.some((one) => one.href === href))];
    const search = told.findIndex(({ href }) => isSearch(new URL(href, location.href)));
    const end = search < 0 ? told.length : search;
    return [...told.slice(0, end), ...visited, ...told.slice(end)];
  }

  async function find(text, signal) {
    const address = new URL(button.dataset.palette, location.href);
    address.searchParams.set("text", text);
    if (asOf) address.searchParams.set("as_of", asOf);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { groups } = await answer.json();
      return { options: joined(text, groups), isWhole: true };
    } catch (error) {
      if (signal.aborted) throw error;
      return { options: visits(text, new Set()), isWhole: false };
    }
  }

  function said({ options, isWhole }) {
    if (!isWhole) return gettext("The tracker does not answer. Try again in a moment.");
    if (!options.length) return gettext("Nothing is called so.");
    return ngettext("%(num)s result", "%(num)s results", options.length);
  }

  // A link in a window of its own knows nothing of this one.
  function go(href, isNew) {
    const link = element("a", isNew ? { href, target: "_blank", rel: "noopener" } : { href });
    link.click();
  }

  function drawn({ name, about, href }) {
    const parts = [element("span", {}, name), ...(about ? [element("small", {}, about)] : [])];
    return element("a", { href, tabindex: "-1" }, ...parts);
  }

  function hints() {
    // The blank tells what a key does from other words that are written so.
    const keys = [
      [["↑", "↓"], gettext(" move")],
      [["Enter"], gettext(" open")],
      [[paletteCaps[0], "Enter"], gettext(" in a new tab")],
      [["Esc"], gettext(" close")],
    ];
    const lines = keys.map(([caps, words]) => element("span", {}, ...caps.map((cap) => element("kbd", {}, cap)), words));
    return element("p", { class: "palettekeys", "aria-hidden": "true" }, ...lines);
  }

  function make() {
    const label = isInProject ? gettext("Page, number, title or name") : gettext("Project or page");
    const field = element("input", { type: "text", id: "palette-text", "aria-label": label, placeholder: label, maxlength: "200", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go" });
    const close = element("button", { class: "btn btn-s", type: "button" }, gettext("Close"));
    const list = element("div", { id: "palette-options", class: "paletteoptions", role: "listbox", "aria-label": gettext("Where to") });
    const status = element("p", { class: "palettesaid", role: "status" });
    const head = element("div", { class: "palettehead" }, field, close);
    const foot = element("div", { class: "palettefoot" }, status, hints());
    const dialog = element("dialog", { class: "palette", "aria-label": gettext("Go to") }, head, list, foot);
    document.body.append(dialog);
    const combo = window.trackerCombo.attach(field, {
      list,
      pause: PAUSE,
      stays: true,
      isFirst: true,
      hasEnds: true,
      find: ({ signal }) => find(field.value.trim(), signal),
      draw: drawn,
      shown: (answer) => (status.textContent = said(answer)),
      take({ href }, event) {
        dialog.close();
        go(href, event.ctrlKey || event.metaKey);
      },
    });
    listen(dialog, combo, list, close);
    return { dialog, combo, field, status };
  }

  function listen(dialog, combo, list, close) {
    dialog.addEventListener("close", () => {
      // It may have been opened again meanwhile.
      if (dialog.open) return;
      combo.close();
      button.setAttribute("aria-expanded", "false");
      const now = document.activeElement;
      if (!now || now === document.body || dialog.contains(now)) before?.focus?.({ preventScroll: true });
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      // Nothing else of the page is closed by the same key.
      event.stopPropagation();
      dialog.close();
    });
    close.addEventListener("click", () => dialog.close());
    // A click with Ctrl opens a window of its own, and one may want more than one.
    list.addEventListener("click", (event) => {
      if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
    });
    dialog.addEventListener("focusout", ({ relatedTarget }) => {
      const isOurs = dialog.contains(relatedTarget) || button.contains(relatedTarget);
      if (relatedTarget && !isOurs) dialog.close();
    });
    document.addEventListener("click", ({ target }) => {
      if (dialog.open && !dialog.contains(target) && !button.contains(target)) dialog.close();
    });
  }

  function toggle() {
    opened ??= make();
    const { dialog, combo, field, status } = opened;
    if (dialog.open) {
      dialog.close();
      return;
    }
    document.querySelector("dialog.keysheet[open]")?.close();
    before = document.activeElement;
    field.value = "";
    status.textContent = "";
    button.setAttribute("aria-expanded", "true");
    // Not as a modal one, as in keys.js.
    dialog.show();
    field.focus();
    combo.ask(true);
  }

  button.setAttribute("role", "button");
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-keyshortcuts", paletteCaps[0] === "Ctrl" ? "Control+K" : "Meta+K");
  for (const cap of button.querySelectorAll("kbd")) cap.textContent = paletteCaps.join(" ");
  button.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    toggle();
  });
  window.trackerPalette = { toggle };
})();
