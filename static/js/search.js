"use strict";
// The search box: offers fields, then values with counts, while somebody types. Without
// this file it is a plain form, and the page lists all fields.

const PAUSE = 90;

for (const form of document.querySelectorAll("[data-suggestions]")) offer(form);

function offer(form) {
  const field = form.querySelector("input[type=search]");
  const box = form.querySelector(".querybox");
  const panel = form.querySelector(".typeahead");
  const list = panel.querySelector("[role=listbox]");
  const help = panel.querySelector(".queryhelp");
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  let chosen = -1;
  let timer = 0;
  let asked = null;
  let said = null;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    panel.hidden = true;
    chosen = -1;
    box.classList.remove("is-open");
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
  const take = (option) => {
    const isField = option.text.endsWith(":");
    const isPlain = /^[\w.+<>=@/-]+:?$/.test(option.text);
    const text = isPlain ? option.text : `"${option.text}"`;
    const rest = field.value.slice(said.end);
    const after = isField || rest.startsWith(" ") || rest.startsWith(")") ? "" : " ";
    field.value = field.value.slice(0, said.start) + text + after + rest;
    const cursor = said.start + text.length + after.length;
    field.setSelectionRange(cursor, cursor);
    close();
    if (isField) ask();
  };
  const show = (answer) => {
    said = answer;
    list.replaceChildren(...answer.options.map(line));
    const title = document.createElement("b");
    title.textContent = answer.title;
    const text = document.createElement("p");
    text.textContent = answer.help;
    help.replaceChildren(title, text);
    chosen = -1;
    const isEmpty = !answer.options.length;
    panel.hidden = isEmpty;
    box.classList.toggle("is-open", !isEmpty);
    field.setAttribute("aria-expanded", String(!isEmpty));
    field.removeAttribute("aria-activedescendant");
  };
  const line = (option, place) => {
    const made = document.createElement("li");
    const parts = [
      ["code", option.text, ""],
      ["span", option.meaning, ""],
      ["span", option.count === null ? "" : String(option.count), "n"],
    ];
    for (const [name, text, kind] of parts) {
      const part = document.createElement(name);
      part.textContent = text;
      if (kind) part.className = kind;
      made.append(part);
    }
    made.id = `${list.id}-${place}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    return made;
  };
  // The last question counts: an answer that comes late must not undo a later one.
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.dataset.suggestions, location.href);
    address.searchParams.set("text", field.value);
    address.searchParams.set("cursor", field.selectionStart ?? field.value.length);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok && document.activeElement === field) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("blur", close);
  // The field must not lose the cursor before the choice is taken.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(said.options[[...list.children].indexOf(option)]);
  });
  field.addEventListener("keydown", (event) => {
    const isOpen = !panel.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) ask();
      else choose(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
    } else if (isOpen && (event.key === "Enter" || event.key === "Tab") && chosen >= 0) {
      event.preventDefault();
      take(said.options[chosen]);
    } else if (isOpen && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}
