"use strict";
// The search box: offers fields, then values with counts, while somebody types. Without
// this file it is a plain form, and the page lists all fields.

(() => {
  const { element } = window.trackerKeys;

  function offer(form) {
    const field = form.querySelector("input[type=search]");
    const box = form.querySelector(".querybox");
    const panel = form.querySelector(".typeahead");
    const help = panel.querySelector(".queryhelp");
    let said = null;

    window.trackerCombo.attach(field, {
      list: panel.querySelector("[role=listbox]"),
      panel,
      pause: 90,
      takesTab: true,
      async find({ signal }) {
        const address = new URL(form.dataset.suggestions, location.href);
        address.searchParams.set("text", field.value);
        address.searchParams.set("cursor", field.selectionStart ?? field.value.length);
        const answer = await fetch(address, { signal });
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      },
      draw: (option) =>
        element(
          "li",
          {},
          element("code", {}, option.text),
          element("span", {}, option.meaning),
          element("span", { class: "n" }, option.count === null ? "" : String(option.count)),
        ),
      shown(answer) {
        said = answer;
        help.replaceChildren(element("b", {}, answer.title), element("p", {}, answer.help));
      },
      toggled: (isOpen) => box.classList.toggle("is-open", isOpen),
      // A field that was taken offers its values.
      take(option) {
        const isField = option.text.endsWith(":");
        const isPlain = /^[\w.+<>=@/-]+:?$/.test(option.text);
        const text = isPlain ? option.text : `"${option.text}"`;
        const rest = field.value.slice(said.end);
        const after = isField || rest.startsWith(" ") || rest.startsWith(")") ? "" : " ";
        field.value = field.value.slice(0, said.start) + text + after + rest;
        const cursor = said.start + text.length + after.length;
        field.setSelectionRange(cursor, cursor);
        return isField;
      },
    });
  }

  document.querySelectorAll("[data-suggestions]").forEach(offer);
})();
