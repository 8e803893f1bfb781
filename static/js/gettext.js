// What scripts say to a reader, in the language of the page. They write it in English; a
// page in another language brings the translations of all of them along.
(() => {
  const brought = document.querySelector("meta[name=translations]");
  const texts = brought ? JSON.parse(brought.content) : {};
  const plurals = new Intl.PluralRules(document.documentElement.lang || "en");

  function filled(text, values) {
    return text.replace(/%\((\w+)\)s|%%/g, (whole, name) => (whole === "%%" ? "%" : (values[name] ?? whole)));
  }

  // gettext("Theme: %(theme)s", { theme })
  window.gettext = (text, values = {}) => filled(texts[text] ?? text, values);

  // ngettext("%(num)s day", "%(num)s days", days)
  window.ngettext = (one, many, number, values = {}) => {
    const forms = texts[one];
    let text = number === 1 ? one : many;
    if (forms) text = forms[plurals.select(number)] ?? forms.other;
    return filled(text, { num: number, ...values });
  };
})();
