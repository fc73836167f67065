// The demonstration carrier: a telephone that stays live, and keys of the keyboard.
"use strict";

const LOOK_AGAIN_MS = 700;
const KEYS = "0123456789*#";

function line(said) {
  const item = document.createElement("li");
  item.className = said.who;
  if (said.speaker) {
    const speaker = document.createElement("strong");
    speaker.textContent = said.speaker;
    item.append(speaker, " ");
  }
  const words = document.createElement("span");
  words.textContent = said.text;
  if (said.language) words.lang = said.language;
  item.append(words);
  return item;
}

async function look(telephone) {
  const address = `${telephone.dataset.telephone}?after=${telephone.dataset.lines}`;
  const answer = await fetch(address).catch(() => null);
  if (!answer || !answer.ok) return true;
  const state = await answer.json();
  const status = telephone.querySelector("[data-status]");
  if (status.textContent !== state.shown) status.textContent = state.shown;
  const transcript = telephone.querySelector("[data-transcript]");
  for (const said of state.said) transcript.append(line(said));
  if (state.said.length) transcript.parentElement.scrollTop = transcript.scrollHeight;
  telephone.dataset.lines = Number(telephone.dataset.lines) + state.said.length;
  const shows = { rings: state.rings, lives: !state.is_over };
  for (const form of telephone.querySelectorAll("[data-while]")) {
    form.hidden = !shows[form.dataset.while];
  }
  return !state.is_over;
}

let busy = Promise.resolve(true);

function lookNow(telephone) {
  busy = busy.then(() => look(telephone));
  return busy;
}

async function follow(telephone) {
  if (await lookNow(telephone)) setTimeout(follow, LOOK_AGAIN_MS, telephone);
}

async function refresh(region) {
  const answer = await fetch(region.dataset.refresh).catch(() => null);
  if (answer && answer.ok && !region.contains(document.activeElement)) {
    const fresh = await answer.text();
    if (fresh !== region.fresh) {
      region.fresh = fresh;
      const read = new DOMParser().parseFromString(fresh, "text/html");
      region.replaceChildren(...read.body.childNodes);
    }
  }
  setTimeout(refresh, 2 * LOOK_AGAIN_MS, region);
}

// One after the other: keys pressed in a hurry would overtake each other on their way.
let sent = Promise.resolve();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const telephone = form.closest("[data-telephone]");
  if (!telephone || !form.matches("[data-quiet]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (form.elements.words) form.elements.words.value = "";
  sent = sent.then(() => fetch(form.action, { method: "POST", body, redirect: "manual" }))
    .catch(() => null);
  sent.then(() => lookNow(telephone));
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length !== 1 || !KEYS.includes(event.key)) return;
  document.querySelector(`.keypad button[value="${CSS.escape(event.key)}"]`)?.click();
});

const telephone = document.querySelector("[data-telephone]");
if (telephone) follow(telephone);
const region = document.querySelector("[data-refresh]");
if (region) setTimeout(refresh, LOOK_AGAIN_MS, region);
