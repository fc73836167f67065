// Saves a form's draft on the server 3 s after typing stops, and when the page is left.
(() => {
  "use strict";

  const WAIT = 3000;
  const timers = new Map();
  // Forms whose writer was signed out meanwhile: sending them would lose what was typed.
  const ended = new WeakSet();

  const show = (form, text, problem) => {
    const line = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("saved--problem", problem);
  };

  const draftOf = (form) => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  };

  const save = async (form, leaving) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const words = window.centre.words();
    try {
      const answer = await fetch(form.dataset.autosaveUrl, {
        method: "POST",
        body: draftOf(form),
        headers: { Accept: "application/json", "X-CSRFToken": window.centre.csrfToken() },
        keepalive: leaving,
      });
      if (answer.status === 401) ended.add(form);
      else ended.delete(form);
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved, problem, words: said = {} } = await answer.json();
      if (problem) show(form, problem, true);
      for (const [name, word] of Object.entries(said)) {
        form.querySelector(`[data-word="${name}"] b`).textContent = word;
      }
      if (saved && !problem) show(form, window.centre.fill(words.textSaved, { time: saved }), false);
    } catch {
      show(form, ended.has(form) ? words.textSignedOut : words.textNotSaved, true);
      timers.set(form, setTimeout(() => save(form, false), 10 * WAIT));
    }
  };

  const later = ({ target: field }) => {
    const form = field.form;
    if (!form?.dataset.autosaveUrl || field.type === "file") return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form, false), WAIT));
  };

  document.addEventListener("input", later);
  document.addEventListener("change", later);
  // What was typed before this script had come.
  for (const field of document.querySelectorAll("[data-autosave-url] :is(input, textarea)")) {
    if (field.value !== field.defaultValue || field.checked !== field.defaultChecked) {
      later({ target: field });
    }
  }
  // Before the others hear of it. Signed in again on another tab, the writer goes on here.
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (!ended.has(form)) return;
    event.preventDefault();
    save(form, false).then(() => {
      if (ended.has(form)) return;
      form.elements.csrfmiddlewaretoken.value = window.centre.csrfToken();
      form.requestSubmit(submitter);
    });
  }, true);
  document.addEventListener("submit", (event) => {
    clearTimeout(timers.get(event.target));
    timers.delete(event.target);
  });
  window.addEventListener("pagehide", () => {
    for (const form of [...timers.keys()]) save(form, true);
  });
})();
