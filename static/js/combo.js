"use strict";
// A field that offers a list while somebody types: ARIA's combobox with a listbox, for the
// search, for who names people or enhancements, and for the palette.

window.trackerCombo = (() => {
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  const { element } = window.trackerKeys;

  // Options in the order in which they are chosen; those of one `group` stand together.
  function drawn(list, options, draw) {
    const made = [];
    let group = null;
    let title = "";
    options.forEach((option, place) => {
      const one = draw(option);
      one.id = `${list.id}-${place}`;
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      if (!option.group) {
        made.push(one);
        return;
      }
      if (!group || title !== option.group) {
        title = option.group;
        group = element("div", { role: "group", "aria-label": title });
        group.append(element("div", { class: "grouptitle", "aria-hidden": "true" }, title));
        made.push(group);
      }
      group.append(one);
    });
    return made;
  }

  // `kind` says how a field differs from others:
  //   list, panel        the listbox, and what is hidden with it if that is more
  //   pause              milliseconds after the last key until it asks
  //   find({isAsked, signal})  promises {options}; isAsked when an arrow wants the list. With
  //                      isWhole false nothing of it is taken before it was seen
  //   draw(option)       the element of an option; its texts as text
  //   take(option, event)      what a choice does; true to offer what may follow
  //   shown(answer), toggled(isOpen)  called after that happened
  //   takesTab           Tab takes what is chosen, as Enter does
  //   stays              the list is no part of the field: neither leaving nor Escape hides it
  //   isFirst            the first option is chosen from the beginning; Enter that comes before
  //                      the answer waits for it
  //   hasEnds            Home and End choose the first and last option
  function attach(field, kind) {
    const { list, panel = list, pause = 0 } = kind;
    let offered = [];
    let chosen = -1;
    let timer = 0;
    let asked = null;
    // What is shown does not answer what was typed last; and the Enter that waits for it.
    let isLate = false;
    let due = null;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-expanded", "false");

    const toggle = (isOpen) => {
      panel.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
      kind.toggled?.(isOpen);
    };
    const unchoose = () => {
      chosen = -1;
      field.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      isLate = false;
      due = null;
      unchoose();
      toggle(false);
    };
    const choose = (number) => {
      const options = [...list.querySelectorAll("[role=option]")];
      if (!options.length) return;
      chosen = (number + options.length) % options.length;
      options.forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
      field.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    };
    const show = (answer) => {
      offered = answer.options;
      list.replaceChildren(...drawn(list, offered, kind.draw));
      unchoose();
      toggle(offered.length > 0);
      kind.shown?.(answer);
      if (kind.isFirst) choose(0);
      const pressed = due;
      isLate = false;
      due = null;
      if (pressed && offered.length && answer.isWhole !== false) take(0, pressed);
    };
    // The last question counts: an answer that comes late must not undo a later one.
    const ask = async (isAsked) => {
      clearTimeout(timer);
      asked?.abort();
      asked = new AbortController();
      const { signal } = asked;
      try {
        const answer = await kind.find({ isAsked, signal });
        if (!signal.aborted && document.activeElement === field) show(answer);
      } catch {
        if (!signal.aborted) close();
      }
    };
    const take = (place, event) => {
      const option = offered[place];
      if (!kind.stays) close();
      if (kind.take(option, event)) ask(true);
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      // What is asked for is not what was typed any more.
      asked?.abort();
      isLate = true;
      due = null;
      timer = setTimeout(ask, pause, false);
    });
    if (!kind.stays) field.addEventListener("blur", close);
    // The field must not lose the cursor before the choice is taken.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      // A link leads where it leads by itself.
      if (option && !option.matches("a")) take([...list.querySelectorAll("[role=option]")].indexOf(option), event);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const isOpen = !panel.hidden;
      const isChosen = isOpen && chosen >= 0;
      const isTaken = event.key === "Enter" || (kind.takesTab && event.key === "Tab");
      if (event.key in STEPS) {
        event.preventDefault();
        const step = STEPS[event.key];
        if (!isOpen) ask(true);
        else choose(chosen < 0 && step < 0 ? -1 : chosen + step);
      } else if (isOpen && kind.hasEnds && (event.key === "Home" || event.key === "End")) {
        event.preventDefault();
        choose(event.key === "Home" ? 0 : -1);
      } else if (isTaken && kind.isFirst && isLate) {
        event.preventDefault();
        due = event;
        ask(false);
      } else if (isChosen && isTaken) {
        event.preventDefault();
        take(chosen, event);
      } else if (isOpen && !kind.stays && event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    });
    return { ask, close };
  }

  return { attach };
})();
