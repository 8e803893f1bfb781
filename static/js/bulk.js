// The bars of ticked entries: each counts its own, and shows only what the choice needs.

function bulk(form) {
  const picks = `input[type=checkbox][form="${form.id}"]`;
  const count = form.querySelector("[data-bulk-count]");
  const all = form.querySelector("[data-bulk-all]");
  const none = form.querySelector("[data-bulk-none]");
  const doing = form.elements.namedItem("do");

  const show = () => {
    const ticked = document.querySelectorAll(`${picks}:checked`).length;
    const text = ngettext("%(num)s entry ticked", "%(num)s entries ticked", ticked);
    if (count.textContent !== text) count.textContent = text;
    form.dataset.ticked = String(ticked);
    none.hidden = ticked === 0;
    if (!doing) return;
    for (const field of form.querySelectorAll("[data-bulk-for]")) {
      field.hidden = !field.dataset.bulkFor.split(" ").includes(doing.value);
    }
  };
  const tick = (value) => {
    for (const box of document.querySelectorAll(picks)) box.checked = value;
    show();
  };

  all.hidden = false;
  all.addEventListener("click", () => tick(true));
  none.addEventListener("click", () => tick(false));
  if (doing) doing.addEventListener("change", show);
  document.addEventListener("change", (event) => {
    if (event.target.matches(picks)) show();
  });
  show();
}

document.querySelectorAll("form.bulk").forEach(bulk);
