// Autosave of a report under way. What could not be sent stays in this browser and is sent when the line is back.

const WAIT = 1500;
const AGAIN = 8000;
const TEXTS = ["title", "situation", "causes", "suggestions"];
const KEPT = [...TEXTS, "area", "source_note", "topic"];

const form = document.getElementById("report-form");
const state = document.getElementById("draft-state");
const length = document.getElementById("draft-length");
let timer = null;
let sending = false;
let changed = false;
let stopped = false;

function value(name) {
  return form.elements[name] ? form.elements[name].value : "";
}

function place() {
  return `report-draft:${value("pk") || "new"}`;
}

function tell(words, css) {
  state.textContent = words;
  state.className = css || "muted";
}

function keepHere() {
  const kept = { at: Date.now(), draft_key: value("draft_key") };
  KEPT.forEach((name) => { kept[name] = value(name); });
  try { localStorage.setItem(place(), JSON.stringify(kept)); } catch { /* a full or closed store only loses comfort */ }
}

function forgetHere() {
  try { localStorage.removeItem(place()); } catch { /* see above */ }
}

function bringBack() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(place()) || "null"); } catch { kept = null; }
  if (!kept || !KEPT.some((name) => kept[name] && kept[name] !== value(name))) return;
  if (TEXTS.some((name) => value(name)) && !value("pk")) return;
  KEPT.forEach((name) => { if (kept[name] && form.elements[name]) form.elements[name].value = kept[name]; });
  if (kept.draft_key && !value("pk")) form.elements.draft_key.value = kept.draft_key;
  tell("已找回上次没有存上的内容", "is-lost");
  changed = true;
  plan(WAIT);
}

function count() {
  const used = ["situation", "causes", "suggestions"].reduce((sum, name) => sum + [...value(name).replace(/\s/g, "")].length, 0);
  const most = Number(form.dataset.most);
  length.textContent = `${used} / ${most} 字`;
  length.classList.toggle("is-over", used > most);
}

function plan(delay) {
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, delay);
}

async function save() {
  if (sending || stopped || !changed) return;
  sending = true;
  changed = false;
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    await heard(answer);
  } catch {
    lost();
  }
  sending = false;
  if (changed) plan(WAIT);
}

async function heard(answer) {
  if (answer.redirected || !(answer.headers.get("Content-Type") || "").includes("json")) {
    lost();
    return;
  }
  const said = await answer.json();
  if (!answer.ok) {
    stopped = Boolean(said.stale);
    tell(said.error, "is-lost");
    return;
  }
  forgetHere();
  if (!value("pk")) window.history.replaceState(null, "", said.url);
  form.elements.pk.value = said.pk;
  form.elements.revision.value = said.revision;
  tell(`${said.saved_at} 已自动保存`);
}

function lost() {
  changed = true;
  keepHere();
  tell("网络中断，内容已暂存在本机，恢复后自动保存", "is-lost");
  plan(AGAIN);
}

form.addEventListener("input", () => {
  changed = true;
  keepHere();
  count();
  plan(WAIT);
});
form.addEventListener("submit", () => {
  stopped = true;
  clearTimeout(timer);
});
window.addEventListener("online", () => plan(0));
window.addEventListener("pageshow", () => { stopped = false; });
count();
bringBack();
