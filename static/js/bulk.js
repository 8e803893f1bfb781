// The bar of the ticked entries: it counts them, and shows only what the choice needs.

function bulk() {
  const form = document.getElementById("bulk");
  if (!form) return;
  const boxes = () =>
    Array.from(document.querySelectorAll("input[name=item][form=bulk]"));
  const count = form.querySelector("[data-bulk-count]");
  const all = form.querySelector("[data-bulk-all]");
  const none = form.querySelector("[data-bulk-none]");
  const doing = form.elements.namedItem("do");

  const show = () => {
    const ticked = document.querySelectorAll("input[name=item][form=bulk]:checked").length;
    const text = ticked === 1 ? "1 entry ticked" : `${ticked} entries ticked`;
    if (count.textContent !== text) count.textContent = text;
    form.dataset.ticked = String(ticked);
    none.hidden = ticked === 0;
    for (const field of form.querySelectorAll("[data-bulk-for]")) {
      field.hidden = !field.dataset.bulkFor.split(" ").includes(doing.value);
    }
  };
  const tick = (value) => {
    for (const box of boxes()) box.checked = value;
    show();
  };

  all.hidden = false;
  all.addEventListener("click", () => tick(true));
  none.addEventListener("click", () => tick(false));
  doing.addEventListener("change", show);
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[name=item][form=bulk]")) show();
  });
  show();
}

bulk();
