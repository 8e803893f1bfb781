// Small comforts on top of pages that work without them.

const THEMES = ["system", "light", "dark"];
const NAMES = { system: gettext("system"), light: gettext("light"), dark: gettext("dark") };

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
    button.title = gettext("Theme: %(theme)s", { theme: NAMES[theme] });
    button.setAttribute("aria-label", button.title);
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
  // In English as the browser's owner likes it; else in the language of the page.
  const { lang } = document.documentElement;
  const format = new Intl.DateTimeFormat(lang === "en" ? undefined : lang, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  for (const time of document.querySelectorAll("time[data-local]")) {
    time.textContent = gettext("%(moment)s your time", { moment: format.format(new Date(time.dateTime)) });
    time.hidden = false;
  }
}

// Ages stay true on a page that is open for long, or that the browser kept. An element
// says its moment; `data-age` is short ("2 d"), `data-ago` a phrase ("2 d ago").
function ageOf(minutes) {
  const days = Math.floor(minutes / 1440);
  if (minutes < 60) return "";
  if (days < 2) return gettext("%(num)s h", { num: Math.floor(minutes / 60) });
  if (days < 60) return gettext("%(num)s d", { num: days });
  return "";
}

function keepAge(time, now) {
  const minutes = Math.floor((now - Date.parse(time.dateTime)) / 60000);
  const age = ageOf(minutes);
  let text = age;
  if ("ago" in time.dataset && age) text = gettext("%(age)s ago", { age });
  else if ("ago" in time.dataset && minutes >= 1 && minutes < 60) text = gettext("%(num)s min ago", { num: minutes });
  // What is older changes so seldom that the page is made anew before.
  if (text && time.textContent !== text) time.textContent = text;
}

// A list may have thousands: some at a time, so that keys are answered in between.
const AGES_AT_ONCE = 250;

function ages() {
  // On a page of the past what it lists is as old as at its moment, not as now.
  const isPast = "past" in document.documentElement.dataset;
  const now = Date.now();
  const shown = isPast ? "time[data-ago]" : "time[data-age], time[data-ago]";
  const times = [...document.querySelectorAll(shown)];
  const some = (first) => {
    for (const time of times.slice(first, first + AGES_AT_ONCE)) keepAge(time, now);
    if (first + AGES_AT_ONCE < times.length) setTimeout(some, 0, first + AGES_AT_ONCE);
  };
  some(0);
}

function copyButtons() {
  // Over plain http a browser has no clipboard to offer.
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.getAttribute("aria-label");
      // A long text stands in its field alone, not a second time in the button.
      const field = document.getElementById(button.dataset.copyFrom);
      await navigator.clipboard.writeText(field ? field.value : button.dataset.copy);
      button.dataset.copied = "";
      button.setAttribute("aria-label", gettext("Copied"));
      setTimeout(() => {
        delete button.dataset.copied;
        if (label) button.setAttribute("aria-label", label);
        else button.removeAttribute("aria-label");
      }, 1500);
    });
  }
}

// Menus of the top bar close with Escape, and when the reader goes elsewhere.
function closing(menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

themeSwitch();
document.querySelectorAll("details[data-menu]").forEach(closing);
localTimes();
ages();
setInterval(ages, 60000);
copyButtons();
