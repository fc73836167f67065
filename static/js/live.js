// Live updates: server events by id; news wait behind a button, so a list never moves by itself.
// One stream a page: its own, else the quiet one of the desk, which tells of calls and nothing else.
(() => {
  "use strict";

  const QUIET = 20000;
  const STALE = 70000;

  // What shows a call fetches it again.
  const tellOfCalls = () => document.body.dispatchEvent(new Event("call"));

  class Feed {
    constructor(chip) {
      this.chip = chip;
      this.quiet = "liveQuiet" in chip.dataset;
      this.last = chip.dataset.liveLast;
      this.pinged = 0;
      this.spoken = 0;
      this.waiting = 0;
      this.open();
      setInterval(() => this.watch(), 15000);
      window.addEventListener("online", () => this.resync());
      document.addEventListener("visibilitychange", () => {
        if (this.quiet) this.rest();
        else if (!document.hidden && Date.now() - this.seen > STALE) this.resync();
      });
    }

    open() {
      this.seen = Date.now();
      const url = new URL(this.chip.dataset.liveUrl, location.href);
      if (this.last) url.searchParams.set("last", this.last);
      this.source = new EventSource(url);
      this.source.addEventListener("open", () => this.show("live", "textLive"));
      this.source.addEventListener("error", () => this.lost());
      this.source.addEventListener("ping", () => { this.pinged = this.seen = Date.now(); });
      this.source.addEventListener("changed", (event) => this.changed(event));
      this.source.addEventListener("refetch", () => this.refresh());
      this.source.addEventListener("call", tellOfCalls);
    }

    // Browsers keep few connections to a server: a page that nobody sees gives its own back.
    rest() {
      if (document.hidden) this.source.close();
      else if (this.source.readyState === EventSource.CLOSED) this.resync();
    }

    show(state, words) {
      if (!this.chip.isConnected) {
        this.source.close();
        return;
      }
      this.chip.dataset.state = state;
      const place = this.chip.querySelector("[data-live-text]");
      if (place) place.textContent = this.chip.dataset[words];
    }

    // The browser reconnects by itself and replays from the last id; after a refusal we try again.
    lost() {
      this.show("retry", "textRetry");
      clearTimeout(this.again);
      this.again = setTimeout(() => {
        if (this.source.readyState === EventSource.OPEN) return;
        this.show("lost", "textLost");
        if (this.source.readyState === EventSource.CLOSED && !(this.quiet && document.hidden)) {
          this.open();
        }
      }, 10000);
    }

    // A dead line gives no error: where the server pings, a missing ping is one.
    watch() {
      if (this.pinged && Date.now() - this.seen > STALE) this.resync();
    }

    resync() {
      this.source.close();
      this.open();
      tellOfCalls();
      this.refresh();
    }

    changed(event) {
      this.seen = Date.now();
      if (event.lastEventId) this.last = event.lastEventId;
      const news = JSON.parse(event.data || "{}");
      if ("liveAuto" in this.chip.dataset) this.refresh();
      else this.offer(news);
      if (news.say && Date.now() - this.spoken > QUIET) {
        this.spoken = Date.now();
        window.centre.announce(news.say);
      }
    }

    offer(news) {
      const bar = document.querySelector("[data-live-news]");
      if (!bar) return;
      this.waiting = news.count ?? this.waiting + 1;
      const kind = new Intl.PluralRules(document.documentElement.lang).select(this.waiting);
      const words = bar.dataset[kind === "one" ? "textOne" : "textOther"];
      bar.querySelector("[data-live-words]").textContent = window.centre.fill(words, {
        n: this.waiting,
      });
      bar.hidden = false;
    }

    refresh() {
      if (this.quiet) return;
      this.waiting = 0;
      const { liveRefresh: url, liveTarget: target } = this.chip.dataset;
      const bar = document.querySelector("[data-live-news]");
      if (bar) bar.hidden = true;
      if (url && target && window.htmx) {
        window.htmx.ajax("GET", url, { target, swap: "outerHTML" });
      } else {
        location.reload();
      }
    }
  }

  let feed;
  const chip = document.querySelector("[data-live-url]");
  if (chip && window.EventSource) feed = new Feed(chip);

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-live-show]")) feed?.refresh();
  });
  window.addEventListener("pagehide", () => feed?.source.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) feed?.resync(); });
})();
