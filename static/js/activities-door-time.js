// The server's time, counted on by the phone's running time. The phone's clock is never read.

export class ServerTime {
  constructor(store) {
    this.store = store;
    this.anchor = "";
  }

  // `seconds` is the server's time sealed into `anchor`; `elapsed` what had passed when it was kept.
  set({ anchor, seconds, elapsed = 0 }) {
    this.anchor = anchor;
    this.seconds = seconds;
    this.before = elapsed;
    this.mark = performance.now();
    this.save();
  }

  get known() {
    return this.anchor !== "";
  }

  get elapsed() {
    return this.before + (performance.now() - this.mark) / 1000;
  }

  get now() {
    return this.seconds + this.elapsed;
  }

  save() {
    if (this.known) this.store.keep("time", { anchor: this.anchor, seconds: this.seconds, elapsed: this.elapsed });
  }

  async restore() {
    const kept = await this.store.kept("time");
    if (kept && !this.known) this.set(kept);
  }

  // «8:41» in China, for the list on this phone.
  get text() {
    if (!this.known) return "";
    return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "numeric", minute: "2-digit", hour12: false }).format(new Date(this.now * 1000));
  }
}
