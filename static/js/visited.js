"use strict";
// Pages that were visited lately, for the palette. This browser keeps them; nobody else
// learns of them, and they go when somebody signs out.

window.trackerVisited = (() => {
  const PLACE = "visited";
  const MOST = 40;
  // Of an enhancement, a release, a SIG, a person, a gate, a report; or a board.
  const KEPT = /^\/[^/]+\/(?:(?!releases\/open\/)(?:releases|sigs|gates|reports|people)\/.+\/|[^/]+\/board|[^/]+\/)$/;

  const project = document.querySelector("[data-palette]")?.dataset.project;

  const isVisit = (one) =>
    typeof one?.name === "string" && typeof one.path === "string" && KEPT.test(one.path) && !one.path.includes("\\");

  // The latest first.
  function all() {
    try {
      const kept = JSON.parse(localStorage.getItem(PLACE));
      return Array.isArray(kept) ? kept.filter(isVisit) : [];
    } catch {
      // The browser keeps nothing for this site, or something else stands there.
      return [];
    }
  }

  function keep(visits) {
    try {
      if (visits.length) localStorage.setItem(PLACE, JSON.stringify(visits.slice(0, MOST)));
      else localStorage.removeItem(PLACE);
    } catch {
      // As above.
    }
  }

  // What the bar leads to from everywhere need not be remembered.
  function isOfBar(path) {
    return [...document.querySelectorAll("a[data-nav]")].some((link) => link.pathname === path);
  }

  function note() {
    const path = location.pathname;
    const isPage = document.querySelector("main h1") && !document.querySelector(".errorpage");
    const end = document.title.lastIndexOf(" · ");
    if (!project || !isPage || end < 1 || !KEPT.test(path) || isOfBar(path)) return;
    const others = all().filter((one) => one.path !== path);
    keep([{ path, name: document.title.slice(0, end) }, ...others]);
  }

  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname === "/accounts/logout/") keep([]);
  });
  note();
  return { all };
})();
