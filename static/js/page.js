// What the other behaviours share: the page's words, its one polite status line, start-up after a swap.
(() => {
  "use strict";

  const words = () => document.body.dataset;

  // Emptied first, so that the same words twice are spoken twice.
  const announce = (text) => {
    const line = document.querySelector("[data-announce]");
    if (!line) return;
    line.textContent = "";
    setTimeout(() => { line.textContent = text; }, 60);
  };

  // Runs now for the page, and again for each part that htmx swaps in.
  const onLoad = (start) => {
    start(document);
    document.addEventListener("htmx:load", (event) => start(event.target));
  };

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

  // The cookie's is newer where somebody signed in again on another tab.
  const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
    ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  window.centre = { words, announce, onLoad, fill, csrfToken };
})();
