// Keys of the desk. Single keys act only while a list or thread has the focus, never in a text field,
// never with Alt (AltGr types characters on many keyboards); event.key follows the layout.
(() => {
  "use strict";

  const EDITABLE = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

  const activate = (control) => {
    control.focus();
    control.click();
  };

  const send = (event) => {
    const form = event.target.form ?? event.target.closest("form");
    const wanted = event.shiftKey ? "[data-send-next]" : "[data-send]";
    const button = form?.querySelector(wanted);
    if (!button) return;
    event.preventDefault();
    button.click();
  };

  const move = (scope, step) => {
    const rows = [...scope.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement.closest("[data-row]"));
    const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
    rows[next].querySelector("a[href]").focus();
  };

  const help = () => {
    const dialog = document.querySelector("[data-keys-dialog]");
    if (dialog && !dialog.open) dialog.showModal();
    return dialog;
  };

  // "g q": the first key waits a moment for the second.
  const PAUSE = 1500;
  let begun = "";
  let beganAt = 0;

  const keysOf = (event) => {
    const chord = begun && Date.now() - beganAt < PAUSE ? `${begun} ${event.key}` : event.key;
    begun = "";
    if (!document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) return chord;
    [begun, beganAt] = [event.key, Date.now()];
    return chord;
  };

  const single = (event, scope) => {
    if (event.key === "j" || event.key === "k") {
      move(scope, event.key === "j" ? 1 : -1);
      return true;
    }
    const row = document.activeElement.closest("[data-row]");
    const named = `[data-key="${CSS.escape(keysOf(event))}"]`;
    const control = row?.querySelector(named) ?? document.querySelector(named);
    if (control) activate(control);
    return Boolean(control);
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.isComposing || event.getModifierState("AltGraph")) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key === "Enter") send(event);
      return;
    }
    if (event.target.matches(EDITABLE) || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && help()) {
      event.preventDefault();
      return;
    }
    const scope = document.activeElement.closest("[data-keys-scope]");
    if (scope && event.key.length === 1 && single(event, scope)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) help();
  });
})();
