// Composer tabs: reply, note, office. Each section keeps its own form and what was typed in it.
(() => {
  "use strict";

  const select = (composer, tab, andFocus) => {
    for (const other of composer.querySelectorAll("[data-composer-tab]")) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.dataset.composerTab).hidden = !chosen;
    }
    if (!andFocus) return;
    const section = document.getElementById(tab.dataset.composerTab);
    (section.querySelector("textarea") ?? section).focus();
  };

  const start = (composer) => {
    const tabs = [...composer.querySelectorAll("[data-composer-tab]")];
    if (!tabs.length || composer.classList.contains("is-tabbed")) return;
    composer.classList.add("is-tabbed");
    tabs[0].parentElement.setAttribute("role", "tablist");
    for (const tab of tabs) {
      const section = document.getElementById(tab.dataset.composerTab);
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", section.id);
      tab.id ||= `${section.id}-tab`;
      section.setAttribute("role", "tabpanel");
      section.setAttribute("aria-labelledby", tab.id);
    }
    const wanted = tabs.find((tab) => `#${tab.dataset.composerTab}` === location.hash);
    const failed = tabs.find((tab) =>
      document.getElementById(tab.dataset.composerTab).querySelector(".field--error"));
    select(composer, wanted ?? failed ?? tabs[0], false);
  };

  window.centre.onLoad((part) => {
    if (part.matches?.("[data-composer]")) start(part);
    for (const composer of part.querySelectorAll("[data-composer]")) start(composer);
  });

  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-composer-tab]");
    if (!tab) return;
    event.preventDefault();
    select(tab.closest("[data-composer]"), tab, true);
  });

  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[data-composer-tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const composer = tab.closest("[data-composer]");
    const tabs = [...composer.querySelectorAll("[data-composer-tab]")];
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    event.preventDefault();
    select(composer, next, false);
    next.focus();
  });
})();
