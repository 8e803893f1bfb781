// The shared screen of a freeze party: the countdown, full screen, and keeping it awake.

window.partyScreen = (() => {
  let awake = null;

  async function toggle() {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  }

  async function onScreen() {
    const isFull = document.fullscreenElement !== null;
    const button = document.querySelector("[data-fullscreen]");
    button.setAttribute("aria-pressed", String(isFull));
    // A screen that everybody looks at should not go dark; where it cannot be held, it does.
    if (isFull) awake = await navigator.wakeLock?.request("screen").catch(() => null);
    else awake = void awake?.release();
  }

  // How far the server's clock is ahead of this one. A page that the browser kept says when
  // it was made, not what time it is, so for such a one that of its first showing counts.
  function lead(shown) {
    const [page] = performance.getEntriesByType("navigation");
    const isKept = page.transferSize < page.encodedBodySize;
    const found = Date.parse(shown.dataset.now) - performance.timeOrigin - page.responseStart;
    try {
      if (!isKept) localStorage.setItem("party/lead", found);
      return Number(localStorage.getItem("party/lead"));
    } catch {
      // The browser keeps nothing for this site: its own clock has to do.
      return isKept ? 0 : found;
    }
  }

  function clock() {
    const shown = document.querySelector("[data-ends]");
    if (!shown) return;
    const ahead = lead(shown);
    const two = (number) => String(number).padStart(2, "0");
    const tick = () => {
      const left = Math.floor((Date.parse(shown.dataset.ends) - Date.now() - ahead) / 1000);
      if (left <= 0) {
        shown.querySelector("b").textContent = gettext("Over");
        clearInterval(timer);
        return;
      }
      const days = Math.floor(left / 86400);
      const clocked = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two).join(":");
      shown.querySelector("b").textContent = days ? gettext("%(days)s d %(clock)s", { days, clock: clocked }) : clocked;
    };
    const timer = setInterval(tick, 1000);
    tick();
  }

  const screen = document.querySelector("[data-fullscreen]");
  if (screen) {
    screen.hidden = !document.fullscreenEnabled;
    screen.addEventListener("click", () => toggle().catch(() => {}));
    document.addEventListener("fullscreenchange", onScreen);
  }
  clock();

  return { toggle };
})();
