// The clock of the hall. It counts by the computer's steady clock, so a slow page or a sleeping tab loses nothing.

const root = document.querySelector("[data-timer]");
const items = [...root.querySelectorAll("[data-order] li")];
const find = (name) => root.querySelector(`[data-${name}]`);
const warnsAt = Number(root.dataset.warnsAt);
const mayRecord = root.dataset.mayRecord === "1";
const clock = { at: 0, spent: 0, since: null };

const elapsed = () => clock.spent + (clock.since === null ? 0 : (performance.now() - clock.since) / 1000);
const limit = () => Number(items[clock.at].dataset.minutes) * 60;

function shown(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function stateOf(left, running) {
  if (left < 0) return ["over", "已超时"];
  if (left <= warnsAt) return ["warning", left <= 0 ? "时间到" : "还剩 1 分钟"];
  return ["calm", running || left === limit() ? "" : "已暂停"];
}

function draw() {
  const left = limit() - Math.floor(elapsed());
  const [state, word] = stateOf(left, clock.since !== null);
  root.dataset.state = state;
  find("clock").textContent = left < 0 ? `+${shown(left)}` : shown(left);
  if (find("word").textContent !== word) find("word").textContent = word;
  find("toggle").textContent = clock.since === null ? (elapsed() ? "继续（空格）" : "开始（空格）") : "暂停（空格）";
}

function show(at) {
  clock.at = at;
  clock.spent = 0;
  clock.since = null;
  items.forEach((item, index) => {
    if (index === at) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  });
  items[at].scrollIntoView({ block: "nearest" });
  find("speaker").textContent = items[at].dataset.name;
  find("title").textContent = items[at].dataset.heading;
  find("count").textContent = `第 ${at + 1} 位，共 ${items.length} 位`;
  find("refused").hidden = true;
  draw();
}

function toggle() {
  if (clock.since === null) clock.since = performance.now();
  else {
    clock.spent = elapsed();
    clock.since = null;
  }
  draw();
}

function refuse(sentence) {
  find("refused").textContent = sentence;
  find("refused").hidden = false;
}

// Only a paper that was really begun is written down; the answer decides whether the clock moves on.
async function record(item, seconds) {
  const body = new FormData(find("csrf"));
  body.append("seconds", String(seconds));
  const answer = await fetch(item.dataset.url, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).refused || "没有登记，请稍后再按一次。");
  item.dataset.spoken = "1";
  const small = item.querySelector("small");
  small.textContent = `${item.dataset.minutes} 分钟 · 已发言 ${shown(seconds)}`;
}

async function next() {
  const item = items[clock.at];
  const seconds = Math.round(elapsed());
  if (mayRecord && seconds > 0 && item.dataset.spoken !== "1") {
    if (clock.since !== null) toggle();
    try {
      await record(item, seconds);
    } catch (failure) {
      refuse(failure instanceof TypeError ? "网络不通，没有登记，请稍后再按一次。" : failure.message);
      return;
    }
  }
  if (clock.at + 1 < items.length) show(clock.at + 1);
  else draw();
}

function previous() {
  if (clock.at > 0) show(clock.at - 1);
}

const KEYS = { " ": toggle, ArrowRight: next, ArrowLeft: previous, r: () => show(clock.at), R: () => show(clock.at) };

if (items.length) {
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  find("toggle").addEventListener("click", (event) => { event.currentTarget.blur(); toggle(); });
  find("next").addEventListener("click", (event) => { event.currentTarget.blur(); next(); });
  find("previous").addEventListener("click", (event) => { event.currentTarget.blur(); previous(); });
  find("again").addEventListener("click", (event) => { event.currentTarget.blur(); show(clock.at); });
  items.forEach((item, index) => item.querySelector("button").addEventListener("click", (event) => { event.currentTarget.blur(); show(index); }));
  const first = items.findIndex((item) => item.dataset.spoken !== "1");
  show(first < 0 ? 0 : first);
  setInterval(draw, 200);
}
