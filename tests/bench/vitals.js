// Collects web vitals from the first moment of a page; `vitals()` gives them.
(() => {
  const seen = { lcp: 0, cls: 0, inp: 0, tasks: [], fcp: 0 };
  const watch = (type, deed, more = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(deed)).observe({
      type,
      buffered: true,
      ...more,
    });
  watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  watch("paint", (entry) => {
    if (entry.name === "first-contentful-paint") seen.fcp = entry.startTime;
  });
  watch("layout-shift", (entry) => {
    if (!entry.hadRecentInput) seen.cls += entry.value;
  });
  watch("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
  // Only what belongs to an interaction counts, as in the browser's own figure.
  watch(
    "event",
    (entry) => {
      if (entry.interactionId) seen.inp = Math.max(seen.inp, entry.duration);
    },
    { durationThreshold: 16 },
  );
  window.vitals = () => ({
    lcp: seen.lcp,
    cls: seen.cls,
    inp: seen.inp,
    tbt: seen.tasks
      .filter(([start]) => start >= seen.fcp)
      .reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0),
  });
})();
