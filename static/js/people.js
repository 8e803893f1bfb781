"use strict";
// Saying who does the work: a pencil opens its form where it stands, and a field offers
// the people whom the project knows, or enhancements. Without this file the pencil leads
// to a page, and what a field takes is typed.

const MOST_SHOWN = 8;
const asked = new Map();

function knownAt(address) {
  if (!asked.has(address)) {
    const found = fetch(address, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { people: [] }))
      .then((said) => said.people)
      .catch(() => []);
    asked.set(address, found);
  }
  return asked.get(address);
}

// The login that is being typed: what stands behind the last comma or blank.
function typed(field) {
  const end = field.selectionStart ?? field.value.length;
  const before = field.value.slice(0, end);
  const start = before.search(/[^\s,;]*$/);
  return { start, end, word: before.slice(start).replace(/^@/, "").toLowerCase() };
}

// Those of the SIG first, then whose login begins so, then those who do most.
function matching(people, word, sig, taken) {
  const rank = (one) => [
    one.sigs.includes(sig) ? 0 : 1,
    one.login.toLowerCase().startsWith(word) ? 0 : 1,
    -one.works,
  ];
  return people
    .filter((one) => one.login.toLowerCase().includes(word))
    .filter((one) => !taken.has(one.login.toLowerCase()))
    .map((one) => [rank(one), one])
    .sort(([a], [b]) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
    .slice(0, MOST_SHOWN)
    .map(([, one]) => one);
}

// What a field offers: of people all are asked for once, of enhancements those with a
// word. `typed` is what a choice replaces, `find` gives {value, shown, more}.
const people = {
  pause: 0,
  typed,
  async find(field, form, { isAsked }) {
    const known = await knownAt(form.dataset.known);
    const { start, word } = typed(field);
    // Nothing is offered before something is typed, unless the arrow asks for it.
    if (!word && !isAsked) return [];
    const others = field.value.slice(0, start) + field.value.slice(field.selectionStart ?? start);
    const taken = new Set(others.toLowerCase().split(/[\s,;@]+/));
    const found = matching(known, word, form.dataset.sig, taken);
    return found.map((one) => ({ value: one.login, shown: `@${one.login}`, more: about(one) }));
  },
};
const enhancements = {
  pause: 150,
  typed: (field) => ({ start: 0, end: field.value.length, word: field.value.trim().toLowerCase() }),
  async find(field, form, { signal }) {
    const text = field.value.trim();
    if (!text) return [];
    const address = `${form.dataset.known}?text=${encodeURIComponent(text)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) return [];
    const said = await answer.json();
    return said.enhancements.map((one) => {
      const shown = `${one.name} ${one.title}`;
      return { value: shown, shown, more: one.about };
    });
  },
};

function about(one) {
  const works = ngettext("%(num)s place", "%(num)s places", one.works);
  return one.sigs.length ? `${one.sigs.slice(0, 2).join(", ")} · ${works}` : works;
}

function combo(field) {
  const form = field.closest("[data-known]");
  const list = field.parentElement.querySelector("[role=listbox]");
  if (!form || !list || "ready" in field.dataset) return;
  const kind = form.dataset.knownBy === "word" ? enhancements : people;
  const { element } = window.trackerKeys;
  field.dataset.ready = "";
  window.trackerCombo.attach(field, {
    list,
    pause: kind.pause,
    async find(question) {
      const found = await kind.find(field, form, question);
      // What stands there already is not offered.
      const isWhole = found.length === 1 && found[0].value.toLowerCase() === kind.typed(field).word;
      return { options: isWhole ? [] : found };
    },
    draw: ({ shown, more }) => element("li", {}, element("span", {}, shown), element("small", {}, more)),
    take({ value }) {
      const { start, end } = kind.typed(field);
      field.value = field.value.slice(0, start) + value + field.value.slice(end);
      field.setSelectionRange(start + value.length, start + value.length);
    },
  });
}

// A form that a pencil opened, in a row of its own below its row, or behind it.
function place(link, html) {
  const row = link.closest("tr");
  const holder = document.createElement(row ? "tr" : "div");
  holder.className = "editrow";
  let inside = holder;
  if (row) {
    holder.setAttribute("role", "row");
    inside = document.createElement("td");
    inside.setAttribute("role", "cell");
    inside.className = "span";
    inside.colSpan = [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
    holder.append(inside);
    row.after(holder);
  } else {
    (link.closest("dl") ?? link.closest("p") ?? link).after(holder);
  }
  // Our own answer, of this address: its texts are escaped there.
  inside.append(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  return holder;
}

async function openForm(link) {
  if (link.getAttribute("aria-expanded") === "true") return;
  const address = new URL(link.href);
  address.searchParams.set("part", "form");
  let html = "";
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    html = await answer.text();
  } catch {
    // The page of the form says what is wrong.
    location.href = link.href;
    return;
  }
  const holder = place(link, html);
  link.setAttribute("aria-expanded", "true");
  const close = () => {
    holder.remove();
    link.setAttribute("aria-expanded", "false");
    link.focus();
  };
  holder.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  for (const cancel of holder.querySelectorAll("[data-cancel]")) {
    cancel.addEventListener("click", (event) => {
      event.preventDefault();
      close();
    });
  }
  holder.querySelectorAll("[data-combo]").forEach(combo);
  const field = holder.querySelector("[name=value]");
  if (field) {
    field.focus();
    field.select?.();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-people]");
  const isPlain = !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
  if (!link || !isPlain) return;
  event.preventDefault();
  openForm(link);
});
document.querySelectorAll("[data-combo]").forEach(combo);
