// Files go up as soon as they are chosen, one request each, with progress; the list comes back as HTML.
(() => {
  "use strict";

  const boxOf = (element) => element.closest("[data-upload-url]");

  const tell = (box, text) => {
    box.querySelector("[data-upload-problem]").textContent = text;
  };

  const row = (box, file) => {
    const line = document.createElement("p");
    line.className = "file";
    const name = document.createElement("span");
    name.className = "file-name";
    name.textContent = file.name;
    const state = document.createElement("span");
    state.className = "file-state";
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    line.append(name, bar, state);
    box.querySelector("[data-upload-list]").append(line);
    return (percent) => {
      bar.value = percent;
      state.textContent = window.centre.fill(window.centre.words().textUploading, { n: percent });
    };
  };

  const send = (box, file) =>
    new Promise((resolve) => {
      const progress = row(box, file);
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.append(box.dataset.uploadName, file);
      request.open("POST", box.dataset.uploadUrl);
      request.setRequestHeader("X-CSRFToken", window.centre.csrfToken());
      request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) progress(Math.floor((100 * event.loaded) / event.total));
      });
      request.addEventListener("load", () => {
        if (request.status >= 500) return resolve(false);
        box.querySelector("[data-upload-list]").innerHTML = request.responseText;
        return resolve(true);
      });
      request.addEventListener("error", () => resolve(false));
      progress(0);
      request.send(data);
    });

  const sendAll = async (box, input) => {
    const words = window.centre.words();
    const most = Number(box.dataset.uploadMax || Infinity);
    tell(box, "");
    for (const file of [...input.files]) {
      if (file.size > most) {
        const values = { name: file.name, size: box.dataset.uploadMaxText };
        tell(box, window.centre.fill(words.textTooBig, values));
      } else if (!(await send(box, file))) {
        tell(box, words.textUploadFailed);
        box.querySelector("[data-upload-list] > .file")?.remove();
      }
    }
    input.value = "";
    const states = box.querySelectorAll("[data-upload-list] .file-state");
    window.centre.announce(states[states.length - 1]?.textContent ?? "");
  };

  const remove = async (box, button) => {
    const rows = [...box.querySelectorAll("[data-remove]")];
    const place = rows.indexOf(button);
    const answer = await fetch(button.formAction, {
      method: "POST",
      headers: {
        "X-CSRFToken": window.centre.csrfToken(),
        "X-Requested-With": "XMLHttpRequest",
      },
    });
    if (!answer.ok) return;
    const said = button.dataset.removed;
    box.querySelector("[data-upload-list]").innerHTML = await answer.text();
    const left = box.querySelectorAll("[data-remove]");
    (left[Math.min(place, left.length - 1)] ?? box.querySelector("input[type=file]")).focus();
    window.centre.announce(said);
  };

  // On a slow line a file may be chosen before this script has come.
  window.centre.onLoad((part) => {
    for (const input of part.querySelectorAll("input[type=file]")) {
      const box = boxOf(input);
      if (box && input.files.length) sendAll(box, input);
    }
  });
  document.addEventListener("change", (event) => {
    const box = boxOf(event.target);
    if (box && event.target.type === "file" && event.target.files.length) {
      sendAll(box, event.target);
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    const box = button && boxOf(button);
    if (!box) return;
    event.preventDefault();
    remove(box, button);
  });
})();
