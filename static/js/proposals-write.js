// Writing that saves by itself: to the server a moment after typing, to this device while there is no network.
// A copy on the device is thrown away only when the server has it.

const form = document.getElementById("proposal-form");
const state = form.querySelector("[data-save-state]");
const revision = form.elements.revision;
const KEY = `proposal:${form.dataset.owner}:${form.dataset.draft}`;
const PAUSE = 1500;
const AGAIN = 8000;
let timer = null;
let saving = false;
let dirty = false;

function written() {
  const data = new URLSearchParams(new FormData(form));
  data.delete("csrfmiddlewaretoken");
  return data;
}

function contents() {
  const data = written();
  data.delete("revision");
  return data.toString();
}

function keepHere() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ base: revision.value, data: contents() }));
    return true;
  } catch {
    return false;
  }
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function forget() {
  try { localStorage.removeItem(KEY); } catch { /* nothing is kept where nothing can be */ }
}

function tell(words, late = false) {
  state.textContent = words;
  state.classList.toggle("is-late", late);
}

function clock(moment) {
  const at = moment ? new Date(moment) : new Date();
  return at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
}

async function send() {
  const sent = contents();
  const answer = await fetch(form.dataset.autosaveUrl, {
    method: "POST",
    body: written(),
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    credentials: "same-origin",
    redirect: "error",
  });
  if (answer.status >= 500) throw new Error("server");
  const said = await answer.json();
  if (!answer.ok) {
    tell(`${said.said}。内容仍在本机，没有丢失。`, true);
    return;
  }
  revision.value = said.revision;
  dirty = contents() !== sent;
  if (dirty) keepHere();
  else forget();
  tell(`已保存于 ${clock(said.saved_at)}`);
}

async function save() {
  clearTimeout(timer);
  if (saving || !dirty) return;
  saving = true;
  try {
    await send();
  } catch {
    tell(keepHere() ? "没有网络，已存在本机，联网后自动上传" : "没有网络，请不要关闭本页", true);
    timer = setTimeout(save, AGAIN);
  } finally {
    saving = false;
  }
  if (dirty && !timer) later();
}

function later() {
  dirty = true;
  keepHere();
  clearTimeout(timer);
  timer = setTimeout(() => { timer = null; save(); }, PAUSE);
}

function addSuggestion(words = "") {
  const list = form.querySelector("[data-suggestions]");
  const number = list.children.length + 1;
  const item = document.createElement("li");
  const label = document.createElement("label");
  const area = document.createElement("textarea");
  area.id = `suggestion-${number}`;
  area.name = "suggestion";
  area.rows = 3;
  area.className = "form-control";
  area.value = words;
  label.className = "visually-hidden";
  label.htmlFor = area.id;
  label.textContent = `建议 ${number}`;
  item.append(label, area);
  list.append(item);
  showAdd();
  return area;
}

function showAdd() {
  const button = form.querySelector("[data-add-suggestion]");
  button.hidden = form.querySelectorAll("[name=suggestion]").length >= Number(button.dataset.most);
}

function restore(copy) {
  const data = new URLSearchParams(copy.data);
  for (const element of form.elements) {
    if (element.type === "checkbox") element.checked = data.has(element.name);
    else if (data.has(element.name) && element.name !== "suggestion") element.value = data.get(element.name);
  }
  const list = form.querySelector("[data-suggestions]");
  list.replaceChildren();
  data.getAll("suggestion").forEach((words) => addSuggestion(words));
  later();
}

function offerCopy() {
  const copy = kept();
  if (!copy || copy.data === contents()) {
    forget();
    return;
  }
  if (copy.base === revision.value) {
    restore(copy);
    tell("已恢复本机上没有上传的内容");
    return;
  }
  const offer = form.querySelector("[data-local-copy]");
  offer.hidden = false;
  offer.querySelector("[data-use-local]").addEventListener("click", () => { offer.hidden = true; restore(copy); });
  offer.querySelector("[data-drop-local]").addEventListener("click", () => { offer.hidden = true; forget(); });
}

form.addEventListener("input", later);
form.addEventListener("change", later);
form.querySelector("[data-add-suggestion]").addEventListener("click", () => addSuggestion().focus());
form.addEventListener("submit", () => { clearTimeout(timer); dirty = false; });
window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
showAdd();
offerCopy();
