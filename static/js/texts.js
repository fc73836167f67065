// Standard texts go in at the cursor; the {blanks} that are left are counted while one types.
(() => {
  "use strict";

  const BLANK = /\{[^{}\n]{1,60}\}/g;

  const show = (text) => {
    const line = document.querySelector(`[data-blanks-for="${text.id}"]`);
    if (!line) return;
    const blanks = [...new Set(text.value.match(BLANK) ?? [])];
    const words = blanks.length === 1 ? line.dataset.textOne : line.dataset.textOther;
    const sentence = blanks.length
      ? window.centre.fill(words, { n: blanks.length, blanks: blanks.join(", ") })
      : "";
    if (line.textContent !== sentence) line.textContent = sentence;
  };

  const insert = (text, words) => {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const before = value.slice(0, start);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    text.setRangeText(gap + words, start, end, "end");
    const first = words.search(BLANK);
    if (first >= 0) {
      const place = start + gap.length + first;
      text.setSelectionRange(place, place + words.slice(first).match(BLANK)[0].length);
    }
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-insert-url]");
    const text = button && document.getElementById(button.dataset.insertInto);
    if (!text) return;
    event.preventDefault();
    const answer = await fetch(button.dataset.insertUrl);
    if (!answer.ok) return;
    const menu = button.closest("details");
    if (menu) menu.open = false;
    insert(text, await answer.text());
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-blanks]")) show(event.target);
  });

  window.centre.onLoad((part) => {
    for (const text of part.querySelectorAll("textarea[data-blanks]")) show(text);
  });
})();
