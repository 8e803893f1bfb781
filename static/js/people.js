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
  const before = field.value.slice(0, field.selectionStart ?? field.value.length);
  const start = before.search(/[^\s,;]*$/);
  return { start, word: before.slice(start).replace(/^@/, "").toLowerCase() };
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
// word. `typed` is what a choice replaces, `find` gives [value, what is shown, more].
const people = {
  typed,
  async find(field, form, word, start, isAsked) {
    const known = await knownAt(form.dataset.known);
    const others = field.value.slice(0, start) + field.value.slice(field.selectionStart ?? start);
    const taken = new Set(others.toLowerCase().split(/[\s,;@]+/));
    const isWanted = word || isAsked;
    const found = isWanted ? matching(known, word, form.dataset.sig, taken) : [];
    return found.map((one) => [one.login, `@${one.login}`, about(one)]);
  },
};
const PAUSE = 150;
const enhancements = {
  typed: (field) => ({ start: 0, word: field.value.trim().toLowerCase() }),
  async find(field, form, word) {
    await new Promise((done) => setTimeout(done, PAUSE));
    if (!word || field.value.trim().toLowerCase() !== word) return [];
    const address = `${form.dataset.known}?text=${encodeURIComponent(word)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || field.value.trim().toLowerCase() !== word) return [];
    const said = await answer.json();
    const shown = (one) => `${one.name} ${one.title}`;
    return said.enhancements.map((one) => [shown(one), shown(one), one.about]);
  },
};

function about(one) {
  const works = one.works === 1 ? "1 place" : `${one.works} places`;
  return one.sigs.length ? `${one.sigs.slice(0, 2).join(", ")} · ${works}` : works;
}

function combo(field) {
  const form = field.closest("[data-known]");
  const list = field.parentElement.querySelector("[role=listbox]");
  if (!form || !list || "ready" in field.dataset) return;
  const kind = form.dataset.knownBy === "word" ? enhancements : people;
  field.dataset.ready = "";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  let chosen = -1;
  let turn = 0;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (number) => {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (number + options.length) % options.length;
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
    field.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (value) => {
    const { start } = kind.typed(field);
    const end = kind === people ? (field.selectionStart ?? field.value.length) : field.value.length;
    field.value = field.value.slice(0, start) + value + field.value.slice(end);
    field.setSelectionRange(start + value.length, start + value.length);
    close();
  };
  // Nothing is offered before something is typed, unless the arrow asks for it.
  const show = async (isAsked) => {
    const mine = (turn += 1);
    if (kind === people) await knownAt(form.dataset.known);
    const { start, word } = kind.typed(field);
    const found = await kind.find(field, form, word, start, isAsked).catch(() => []);
    if (document.activeElement !== field || mine !== turn) return;
    list.replaceChildren(
      ...found.map(([value, shown, more], place) => {
        const option = document.createElement("li");
        const name = document.createElement("span");
        const beside = document.createElement("small");
        name.textContent = shown;
        beside.textContent = more;
        option.append(name, beside);
        option.id = `${list.id}-${place}`;
        option.dataset.value = value;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    const isWhole = found.length === 1 && found[0][0].toLowerCase() === word;
    if (!found.length || isWhole) {
      close();
      return;
    }
    chosen = -1;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  };

  field.addEventListener("input", () => show(false));
  field.addEventListener("blur", close);
  // The field must not lose the cursor before the choice is taken.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.dataset.value);
  });
  field.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) show(true);
      else choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (isOpen && event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].dataset.value);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
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

async function open(link) {
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
  open(link);
});
document.querySelectorAll("[data-combo]").forEach(combo);
