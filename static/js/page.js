// Small comforts on top of pages that work without them.

const THEMES = ["system", "light", "dark"];

function keep(theme) {
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // The browser keeps nothing for this site: the choice holds for this page.
  }
}

function themeSwitch() {
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const show = () => {
    const theme = document.documentElement.dataset.theme || "system";
    button.setAttribute("aria-label", `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme || "system";
    const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    if (next === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    show();
    keep(next);
  });
  show();
}

// "Wed 24 Jun AoE" gets the reader's own time beside it.
function localTimes() {
  const format = new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  for (const time of document.querySelectorAll("time[data-local]")) {
    time.textContent = `${format.format(new Date(time.dateTime))} your time`;
  }
}

function copyButtons() {
  // Over plain http a browser has no clipboard to offer.
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.getAttribute("aria-label");
      await navigator.clipboard.writeText(button.dataset.copy);
      button.dataset.copied = "";
      button.setAttribute("aria-label", "Copied");
      setTimeout(() => {
        delete button.dataset.copied;
        if (label) button.setAttribute("aria-label", label);
        else button.removeAttribute("aria-label");
      }, 1500);
    });
  }
}

// On a phone the navigation scrolls: show where we are.
function showCurrent() {
  const current = document.querySelector(".topnav [aria-current]");
  if (!current) return;
  const nav = current.parentElement;
  nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
}

themeSwitch();
showCurrent();
localTimes();
copyButtons();
