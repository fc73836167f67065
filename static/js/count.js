// Characters left: seen at once, spoken 1.5 s after typing stops. The writer is never stopped.
(() => {
  "use strict";

  let pause;

  const sentence = (text) => {
    const words = window.centre.words();
    const left = Number(text.dataset.count) - [...text.value].length;
    const amount = Math.abs(left);
    const language = document.documentElement.lang;
    const one = new Intl.PluralRules(language).select(amount) === "one";
    const kind = left < 0 ? "Over" : "Left";
    const n = new Intl.NumberFormat(language).format(amount).replaceAll("\u202f", "\u00a0");
    return {
      over: left < 0,
      text: window.centre.fill(words[`text${kind}${one ? "One" : "Other"}`], { n }),
    };
  };

  const show = (text) => {
    const line = document.querySelector(`[data-count-for="${text.id}"]`);
    const { over, text: words } = sentence(text);
    if (line) {
      line.textContent = words;
      line.classList.toggle("counter--over", over);
    }
    return words;
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-count]")) return;
    const words = show(event.target);
    clearTimeout(pause);
    pause = setTimeout(() => window.centre.announce(words), 1500);
  });

  window.centre.onLoad((part) => {
    for (const text of part.querySelectorAll("textarea[data-count]")) if (text.value) show(text);
  });
})();
