// A session that ended while somebody wrote: what they sent comes back after they sign in again.
// On this tab only, to the same person only, and only by way of the sign-in page.
(() => {
  "use strict";

  const KEY = "centre.kept";

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      return null;
    }
  };

  const write = (kept) => {
    try {
      if (kept) sessionStorage.setItem(KEY, JSON.stringify(kept));
      else sessionStorage.removeItem(KEY);
    } catch {
      // A browser without storage: what the server saved last is all that there is.
    }
  };

  const user = () => document.querySelector("[data-user]")?.dataset.user;

  document.addEventListener("submit", (event) => {
    const url = event.target.dataset.autosaveUrl;
    if (!url || !user() || event.defaultPrevented) return;
    const texts = [...event.target.querySelectorAll("textarea[name]")];
    write({ url, user: user(), texts: texts.map((field) => [field.name, field.value]) });
  });

  const giveBack = ({ url, texts }) => {
    const form = [...document.forms].find((one) => one.dataset.autosaveUrl === url);
    for (const [name, value] of form ? texts : []) {
      const field = form.elements[name];
      if (!field || field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const kept = read();
  if (!kept) return;
  if (!user() && document.querySelector("input[type=password]")) {
    write({ ...kept, ended: true });
    return;
  }
  write(null);
  if (kept.ended && kept.user === user()) giveBack(kept);
})();
