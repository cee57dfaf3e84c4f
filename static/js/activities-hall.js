// The hall's screen: a code that could not be renewed in time is taken away; full screen; the screen stays lit.

const TOO_OLD = 15000;
const live = document.querySelector("[data-live]");
const stale = document.querySelector("[data-stale]");
let renewed = performance.now();

function show() {
  const old = performance.now() - renewed > TOO_OLD;
  live.classList.toggle("is-stale", old);
  stale.hidden = !old;
}

async function stayLit() {
  if (!("wakeLock" in navigator) || document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
  } catch {
    // A browser that saves its battery may refuse; the screen still works.
  }
}

if (live) {
  live.addEventListener("htmx:afterSwap", () => { renewed = performance.now(); show(); });
  setInterval(show, 1000);
  document.addEventListener("visibilitychange", stayLit);
  stayLit();
}

const full = document.querySelector("[data-full-screen]");
if (full) full.addEventListener("click", () => document.documentElement.requestFullscreen());
