// What the door's page shows: the result, the counter, the names, the list of this phone.

const SHOWN = 20;
const LOG = 50;
const NOTES = { green: [880, 0.12], amber: [440, 0.25], red: [220, 0.4] };

export class Desk {
  constructor(root, { pick }) {
    this.root = root;
    this.pick = pick;
    this.all = [];
    this.log = [];
    this.find("[data-search]").addEventListener("input", () => this.search());
    root.querySelectorAll("[data-setting]").forEach((box) => this.setting(box));
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get hasPeople() {
    return this.all.length > 0;
  }

  people(all) {
    this.all = all;
    this.search();
    this.total();
  }

  nameOf(member) {
    return this.all.find((person) => person.member === member)?.name || "";
  }

  total() {
    if (this.hasPeople) this.find("[data-total]").textContent = `实到 ${this.all.filter((one) => one.at).length} / 应到 ${this.all.length}`;
  }

  waiting(number) {
    this.find("[data-waiting]").textContent = `待上传 ${number} 条`;
    this.find("[data-waiting]").dataset.number = number;
  }

  network(here) {
    const badge = this.find("[data-network]");
    badge.textContent = here ? "已联网" : "网络中断";
    badge.className = `badge-tone ${here ? "tone-green" : "tone-amber"}`;
    if (here) this.find("[data-trouble]").hidden = true;
  }

  trouble(sentence, address) {
    const text = this.find("[data-trouble-text]");
    text.textContent = sentence;
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = "重新登录";
      text.append(" ", link);
    }
    this.find("[data-trouble]").hidden = false;
  }

  tell(tone, name, sentence) {
    this.find("[data-result]").className = `door-result tone-${tone}`;
    this.find("[data-result-name]").textContent = name;
    this.find("[data-result-text]").textContent = sentence;
    if (tone in NOTES) this.sense(tone);
  }

  answer(scan, result) {
    const name = result.name || scan.name || "未识别";
    this.tell(result.tone, name, result.sentence);
    const person = this.all.find((one) => one.entry === result.entry);
    if (person) person.at = scan.at;
    this.log = [{ name, at: scan.at, tone: result.tone, label: result.label, sentence: result.sentence }, ...this.log].slice(0, LOG);
    this.restore(this.log);
    this.search();
    this.total();
  }

  restore(log) {
    this.log = log;
    this.find("[data-log-card]").hidden = !log.length;
    this.find("[data-log]").replaceChildren(...log.map((one) => this.line(one)));
  }

  line(one) {
    const line = document.querySelector("[data-line]").content.cloneNode(true);
    line.querySelector("time").textContent = one.at;
    line.querySelector("strong").textContent = one.name;
    line.querySelector("span").textContent = one.label;
    line.querySelector("span").classList.add(`tone-${one.tone}`);
    line.querySelector("small").textContent = one.sentence;
    return line;
  }

  named(asked) {
    const small = asked.toLowerCase();
    return asked ? this.all.filter((one) => one.name.includes(asked) || one.initials.startsWith(small)) : [];
  }

  isName(text) {
    return this.named(text).length > 0;
  }

  search() {
    const asked = this.find("[data-search]").value.trim();
    const found = this.named(asked);
    this.find("[data-people]").replaceChildren(...found.slice(0, SHOWN).map((one) => this.person(one)));
    const note = this.find("[data-people-note]");
    if (asked && !found.length) note.textContent = "应到名单中没有这个姓名。";
    else if (found.length > SHOWN) note.textContent = `还有 ${found.length - SHOWN} 人，请再输入一个字。`;
    else note.textContent = "委员无手机或签到码过期时使用，会标明由您登记。也可接扫码枪，光标在框内即可扫码。";
  }

  person(one) {
    const row = document.querySelector("[data-person]").content.cloneNode(true);
    row.querySelector("strong").textContent = one.name;
    row.querySelector("small").textContent = one.at ? `${one.sector} 已签到 ${one.at}` : one.sector;
    const button = row.querySelector("button");
    if (one.at) button.remove();
    else button.addEventListener("click", () => { this.find("[data-search]").value = ""; this.search(); this.pick(one); });
    return row;
  }

  setting(box) {
    const name = `door-${box.dataset.setting}`;
    box.checked = localStorage.getItem(name) === "on";
    box.addEventListener("change", () => localStorage.setItem(name, box.checked ? "on" : "off"));
  }

  sense(tone) {
    if (localStorage.getItem("door-vibration") === "on" && navigator.vibrate) navigator.vibrate(tone === "green" ? 80 : [120, 80, 120]);
    if (localStorage.getItem("door-sound") !== "on") return;
    this.air ||= new AudioContext();
    const [pitch, length] = NOTES[tone];
    const voice = this.air.createOscillator();
    voice.frequency.value = pitch;
    voice.connect(this.air.destination);
    voice.start();
    voice.stop(this.air.currentTime + length);
  }
}
