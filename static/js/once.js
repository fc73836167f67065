// One submit per form: the button keeps its words and says "Sending…"; it is never silently disabled.
(() => {
  "use strict";

  const sent = new WeakSet();

  const showSending = (button) => {
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    const note = document.createElement("span");
    note.dataset.sendingNote = "";
    note.textContent = window.centre.words().textSending;
    button.append(" ", note);
    setTimeout(() => {
      if (!note.isConnected) return;
      const spinner = document.createElement("span");
      spinner.className = "spinner";
      note.before(spinner);
    }, 1000);
    window.centre.announce(note.textContent);
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]") || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    const button = event.submitter ?? form.querySelector("button[type=submit]");
    // After the form's data are gathered, so that the button's own value is among them.
    setTimeout(() => showSending(button), 0);
  });

  // Back from the next page: the form may be sent again, and the server knows its key.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-once]")) sent.delete(form);
    for (const note of document.querySelectorAll("[data-sending-note], .spinner")) note.remove();
    for (const button of document.querySelectorAll("[aria-disabled=true]")) {
      button.removeAttribute("aria-disabled");
    }
  });
})();
