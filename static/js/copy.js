// Copy buttons, which only appear where they can work.
(() => {
  "use strict";

  window.centre.onLoad((part) => {
    if (!navigator.clipboard) return;
    for (const button of part.querySelectorAll("[data-copy]")) button.hidden = false;
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.querySelector("span");
    const before = word.dataset.before ?? word.textContent;
    word.dataset.before = before;
    word.textContent = window.centre.words().textCopied;
    window.centre.announce(word.textContent);
    setTimeout(() => { word.textContent = before; }, 4000);
  });
})();
