// The door: every scan goes into the phone's own database first and from there to the server, now or later.
// Codes come from the camera, or from a scanner that types them into the search field and ends with Enter.

import { watch, whyNot } from "./activities-door-camera.js";
import { Store } from "./activities-door-store.js";
import { ServerTime } from "./activities-door-time.js";
import { Desk } from "./activities-door-desk.js";

const MOST = 100;
const AGAIN = 5000;
const NEWS = 60000;
const SAME = 5000;
const MEMBER = 3;

const root = document.querySelector("[data-door]");
const store = new Store(Number(root.dataset.sitting));
const time = new ServerTime(store);
const desk = new Desk(root, { pick: (person) => take({ entry: person.entry }, person.name) });
let csrf = "";
let sending = false;
let batch = MOST;
let last = { text: "", at: 0 };

// The parts of a member's code that anybody may read: whose it is and when the server issued it.
function partsOf(text) {
  if (!/^[A-Za-z0-9_-]{28}$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return view.getUint8(0) === MEMBER ? { member: view.getUint32(1), issued: view.getUint32(5) } : null;
}

function scanned(text) {
  if (text === last.text && performance.now() - last.at < SAME) return;
  last = { text, at: performance.now() };
  const parts = partsOf(text);
  if (!parts) return desk.tell("red", "无效", "这不是委员的签到码");
  const name = desk.nameOf(parts.member);
  if (time.known && time.now - parts.issued > Number(root.dataset.life)) {
    return desk.tell("amber", name || "已过期", "签到码已过期，请委员刷新后再扫，或按姓名登记");
  }
  return take({ code: text }, name);
}

async function take(what, name) {
  if (!time.known) return desk.tell("amber", "请稍候", "还没有取得系统时间，请联网后打开本页一次");
  const scan = { ...what, uuid: crypto.randomUUID(), anchor: time.anchor, elapsed: Math.round(time.elapsed * 10) / 10, name, at: time.text };
  await store.add(scan);
  desk.tell("blue", name || "已扫码", "已记录，待上传");
  await send();
}

async function count() {
  desk.waiting((await store.waiting()).length);
}

async function ask(address, options = {}) {
  if (navigator.onLine === false) throw new Error("offline");
  const response = await fetch(address, { redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": csrf }, ...options });
  if (response.type === "opaqueredirect" || response.status === 401) throw new Error("login");
  if (!response.ok) throw new Error(String(response.status));
  const answer = await response.json();
  if (answer.anchor) time.set(answer);
  desk.network(true);
  return answer;
}

async function loadRoster() {
  try {
    const answer = await ask(root.dataset.roster);
    csrf = answer.csrf;
    desk.people(answer.people);
    await store.keep("roster", answer.people);
  } catch (error) {
    trouble(error);
    if (!desk.hasPeople) desk.people((await store.kept("roster")) || []);
    await time.restore();
  }
}

function trouble(error) {
  if (error.message === "login") desk.trouble("登录已过期。待上传的记录都在本机，请重新登录后继续。", root.dataset.login);
  else if (/^\d+$/.test(error.message)) desk.trouble(`系统没有接收（${error.message}），记录仍在本机，稍后自动重试；持续出现请联系管理员。`);
  else desk.network(false);
}

async function send() {
  if (sending) return count();
  sending = true;
  try {
    await sendAll();
  } finally {
    sending = false;
    await count();
  }
}

async function sendAll() {
  for (;;) {
    const scans = (await store.waiting()).slice(0, batch);
    await count();
    if (!scans.length) return;
    try {
      if (!csrf) await loadRoster();
      if (!csrf) return;
      await settle(scans, await post(scans));
      batch = MOST;
    } catch (error) {
      if (error.message === "400" && scans.length > 1) { batch = 1; continue; }
      if (error.message === "400") { await reject(scans[0]); continue; }
      if (error.message === "403") csrf = "";
      return trouble(error);
    }
  }
}

function post(scans) {
  const sent = scans.map(({ uuid, anchor, elapsed, code, entry }) => ({ uuid, anchor, elapsed, ...(code ? { code } : { entry }) }));
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return ask(root.dataset.scans, { method: "POST", headers, body: JSON.stringify({ scans: sent }) });
}

async function settle(scans, answer) {
  const byUuid = new Map(answer.results.map((result) => [result.uuid, result]));
  await store.done(scans.map((scan) => scan.order));
  for (const scan of scans) {
    const result = byUuid.get(scan.uuid);
    desk.answer(scan, result);
  }
  await store.keep("log", desk.log);
}

// A record that the server cannot read at all would hold up all others; it is shown and taken out.
async function reject(scan) {
  await store.done([scan.order]);
  desk.answer(scan, { tone: "red", label: "未上传", name: scan.name, sentence: "记录损坏，请按姓名重新登记" });
}

async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(root.dataset.worker);
  await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((one) => one.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  const cache = await caches.open("activities-door");
  await cache.addAll([location.href, ...new Set(parts)]);
  root.dataset.kept = "1";
}

async function finish() {
  if ((await store.waiting()).length) return desk.trouble("还有记录没有上传，请联网上传完毕后再结束值守。");
  await store.forget();
  await caches.delete("activities-door");
  const registration = await navigator.serviceWorker?.getRegistration(root.dataset.worker);
  if (registration) await registration.unregister();
  return location.assign("/admin/");
}

root.querySelector("[data-camera]").addEventListener("click", async (event) => {
  const note = root.querySelector("[data-camera-trouble]");
  try {
    await watch(root.querySelector("[data-video]"), scanned);
    event.target.closest("button").hidden = true;
    note.hidden = true;
  } catch (error) {
    note.textContent = whyNot(error);
    note.hidden = false;
  }
});
root.querySelector("[data-finish]").addEventListener("click", finish);
root.querySelector("[data-search]").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const text = event.target.value.trim();
  if (!text || desk.isName(text)) return;
  event.target.value = "";
  desk.search();
  scanned(text);
});
window.addEventListener("online", () => loadRoster().then(send));
window.addEventListener("offline", () => desk.network(false));
setInterval(() => { time.save(); send(); }, AGAIN);
setInterval(() => { if (document.visibilityState === "visible" && navigator.onLine !== false) loadRoster(); }, NEWS);

desk.restore((await store.kept("log")) || []);
await loadRoster();
await send();
if (csrf) await keepPage().catch(() => desk.trouble("本机不能保存本页，断网时请勿刷新。"));
