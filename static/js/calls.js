// The call bar: how long is left, and the keys lead to Accept unless somebody is writing.
(() => {
  "use strict";

  const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

  const words = (seconds) => {
    const whole = Math.max(0, Math.round(seconds));
    return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  };

  const tick = () => {
    for (const place of document.querySelectorAll("[data-until]")) {
      place.textContent = words((Date.parse(place.dataset.until) - Date.now()) / 1000);
    }
  };

  const show = () => {
    tick();
    const accept = document.querySelector("#call-bar [data-call-accept] button");
    if (accept && !document.activeElement?.matches(WRITING)) accept.focus();
  };

  document.addEventListener("htmx:afterSettle", show);
  setInterval(tick, 1000);
  show();
})();
