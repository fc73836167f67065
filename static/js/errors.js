// The error summary takes the focus on load; its links lead to the control and show its label.
(() => {
  "use strict";

  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const control = document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    const group = control.closest("fieldset")?.querySelector("legend");
    (group ?? control.labels?.[0] ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
})();
