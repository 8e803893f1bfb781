// What is staged in a freeze party: kept by this tab alone until it is reviewed.
// Nothing here asks the server; party.js does.

window.partyStage = (() => {
  const root = document.querySelector("[data-party]");
  const place = `party/${root.dataset.party}`;
  let memory = [];
  let isKept = true;

  // A change: {item, track, kind, freeze, value, reason, seen, title, was, word}. `seen` is
  // the id of the decision that stood there when it was staged, null for none.
  function all() {
    try {
      const text = sessionStorage.getItem(place);
      return text ? JSON.parse(text) : isKept ? [] : memory;
    } catch {
      return memory;
    }
  }

  function write(changes) {
    memory = changes;
    try {
      sessionStorage.setItem(place, JSON.stringify(changes));
      isKept = true;
    } catch {
      // The browser keeps nothing for this site: what is staged lasts as long as the page.
      isKept = false;
    }
  }

  const where = ({ item, track, kind }) => [item, track, kind].join("|");
  const isAt = (spot) => (change) => where(change) === where(spot);

  function find(spot) {
    return all().find(isAt(spot));
  }

  function put(change) {
    const changes = all();
    const at = changes.findIndex(isAt(change));
    if (at < 0) changes.push(change);
    else changes[at] = { ...changes[at], ...change };
    write(changes);
  }

  function drop(spot) {
    const changes = all();
    const kept = changes.filter((change) => !isAt(spot)(change));
    write(kept);
    return kept.length < changes.length;
  }

  // Leaves out what is done: it was applied, or somebody else decided the same.
  function settle(isDone) {
    const changes = all();
    const open = changes.filter((change) => !isDone(change));
    if (open.length < changes.length) write(open);
    return changes.length - open.length;
  }

  // What the review page is asked to show.
  function wishes() {
    const names = ["item", "track", "kind", "freeze", "value", "reason", "seen"];
    return all().map((change) => ({
      criterion: "",
      ...Object.fromEntries(names.map((name) => [name, change[name]])),
    }));
  }

  return { all, find, put, drop, settle, wishes, where };
})();
