// The live board: fetched again a moment after news, and every ten seconds in any case; says so
// when it is paused, held because somebody is in a table, or no longer fresh.
(() => {
  "use strict";

  // The server counts anew every two seconds: sooner would show the old figures.
  const AFTER_NEWS = 2300;
  const EVERY = 10000;
  const STALE = 30000;
  const PATIENCE = 8000;

  class Board {
    constructor(feed) {
      this.feed = feed;
      this.fresh = Date.now();
      this.tried = this.fresh;
      this.news = 0;
      this.open = false;
      this.paused = false;
      this.listen();
      this.button();
      if ("boardWall" in feed.dataset) this.keepAwake();
      setInterval(() => this.tick(), 500);
      this.show();
    }

    get board() {
      return document.getElementById("board");
    }

    listen() {
      if (!window.EventSource) return;
      this.source = new EventSource(this.feed.dataset.boardFeed);
      this.source.addEventListener("open", () => { this.open = true; this.news = Date.now(); });
      this.source.addEventListener("changed", () => { this.news ||= Date.now(); });
      this.source.addEventListener("call", () => document.body.dispatchEvent(new Event("call")));
      this.source.addEventListener("error", () => {
        this.open = false;
        if (this.source.readyState !== EventSource.CLOSED) return;
        setTimeout(() => this.listen(), EVERY);
      });
    }

    button() {
      const button = document.querySelector("[data-board-pause]");
      if (!button) return;
      button.hidden = false;
      button.addEventListener("click", () => {
        this.paused = !this.paused;
        button.setAttribute("aria-pressed", String(this.paused));
        if (!this.paused) this.news = 1;
        this.show();
      });
    }

    // A wall screen that falls asleep tells nobody anything.
    keepAwake() {
      const ask = () => navigator.wakeLock?.request("screen").catch(() => {});
      ask();
      document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
    }

    get held() {
      return Boolean(this.board?.querySelector("table :focus"));
    }

    tick() {
      const now = Date.now();
      const told = this.news && now - this.news > AFTER_NEWS;
      const due = told || now - this.tried > EVERY;
      if (due && !this.busy && !this.paused && !this.held && !document.hidden) this.refresh();
      this.show();
    }

    async refresh() {
      this.busy = true;
      this.tried = Date.now();
      this.news = 0;
      try {
        const answer = await fetch(this.feed.dataset.boardRefresh, {
          headers: { "HX-Request": "true" },
          signal: AbortSignal.timeout(PATIENCE),
        });
        if (answer.redirected) {
          location.reload();
        } else if (answer.ok) {
          this.put(await answer.text());
        }
      } catch {
        // Shown by the age of what is there.
      }
      this.busy = false;
    }

    put(text) {
      const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("board");
      if (!fresh || this.held) return;
      const focused = document.activeElement?.id;
      this.board.replaceWith(fresh);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
      this.fresh = Date.now();
    }

    show() {
      const stale = Date.now() - this.fresh > STALE;
      let state = this.open ? "live" : "polling";
      if (this.held) state = "held";
      if (this.paused) state = "paused";
      if (stale) state = "lost";
      this.board.classList.toggle("board--stale", stale);
      if (this.feed.dataset.state === state) return;
      this.feed.dataset.state = state;
      const words = this.feed.dataset[`text${state[0].toUpperCase()}${state.slice(1)}`];
      const text = window.centre.fill(words, { time: this.board.dataset.asOf });
      this.feed.querySelector("[data-board-text]").textContent = text;
      if (stale) window.centre.announce(text);
    }
  }

  const feed = document.querySelector("[data-board-feed]");
  if (feed) new Board(feed);
})();
