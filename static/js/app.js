// Small helpers of every page. Everything works without them; they only make it pleasant.

const YEAR_SECONDS = 31536000;

function toggleLargeType(button) {
  const root = document.documentElement;
  const large = root.dataset.type !== "large";
  if (large) root.dataset.type = "large";
  else delete root.dataset.type;
  button.setAttribute("aria-pressed", String(large));
  document.cookie = `type_size=${large ? "large" : "normal"}; path=/; max-age=${YEAR_SECONDS}; SameSite=Lax`;
  window.dispatchEvent(new Event("resize"));
}

async function copyText(button) {
  const words = button.querySelector("[data-copy-label]") || button;
  const before = words.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = "已复制";
  } catch {
    words.textContent = "请长按文字复制";
  }
  setTimeout(() => { words.textContent = before; }, 2000);
}

function toggleDetail(button) {
  const row = document.getElementById(button.getAttribute("aria-controls"));
  row.hidden = !row.hidden;
  button.setAttribute("aria-expanded", String(!row.hidden));
}

const CLICKS = {
  "[data-type-toggle]": toggleLargeType,
  "[data-dismiss]": (button) => button.closest("[data-dismissable]").remove(),
  "[data-copy]": copyText,
  "[data-print]": () => window.print(),
  "[data-detail]": toggleDetail,
};

document.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(CLICKS)) {
    const target = event.target.closest(selector);
    if (target) act(target);
  }
});

// One press sends a form once; coming back by the browser's button frees it again.
function guardForm(event) {
  const form = event.target;
  if (!form.matches("form[data-guard]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
}

function freeForms() {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
}

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
  else guardForm(event);
});
window.addEventListener("pageshow", freeForms);

function fileSize(bytes) {
  return bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function showChosen(area) {
  const files = [...area.querySelector("input[type=file]").files];
  if (!files.length) return;
  area.querySelector("[data-drop-name]").textContent = files.map((file) => `${file.name}（${fileSize(file.size)}）`).join("、");
}

function readyDrop(area) {
  area.addEventListener("change", () => showChosen(area));
  area.addEventListener("dragover", () => area.classList.add("is-over"));
  ["dragleave", "drop"].forEach((name) => area.addEventListener(name, () => area.classList.remove("is-over")));
}

function readyUndo(dock) {
  const words = dock.querySelector("[data-undo-left]");
  let left = Number(dock.dataset.undo);
  const timer = setInterval(() => {
    left -= 1;
    words.textContent = left;
    if (left > 0 && dock.isConnected) return;
    clearInterval(timer);
    if (!dock.contains(document.activeElement)) dock.remove();
  }, 1000);
}

function readyCount(area) {
  const note = document.getElementById(area.dataset.count);
  const show = () => { note.textContent = `${[...area.value.trim()].length} / ${area.maxLength} 字`; };
  area.addEventListener("input", show);
  show();
}

const READY = { "[data-drop]": readyDrop, "[data-undo]": readyUndo, "textarea[data-count]": readyCount };

function readyAll(root) {
  for (const [selector, ready] of Object.entries(READY)) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches && root.matches(selector)) found.push(root);
    found.filter((one) => !one.dataset.ready).forEach((one) => { one.dataset.ready = "1"; ready(one); });
  }
  const focus = root.querySelector("[data-focus]");
  if (focus) focus.focus();
}

readyAll(document);
document.addEventListener("htmx:load", (event) => readyAll(event.target));
