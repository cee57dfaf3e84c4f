// The member's own code: shows how long it still holds, and asks for a new one when the phone wakes up.

const square = document.querySelector("[data-code]");
const stale = document.querySelector("[data-stale]");
const left = document.querySelector("[data-left]");
const life = Number(square.dataset.life);
let issued = performance.now();

function show() {
  const remaining = life - (performance.now() - issued) / 1000;
  left.value = Math.max(0, remaining);
  square.classList.toggle("is-stale", remaining <= 0);
  stale.hidden = remaining > 0;
}

square.addEventListener("htmx:afterSwap", () => { issued = performance.now(); show(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") window.htmx.trigger(square, "renew");
});
window.addEventListener("online", () => window.htmx.trigger(square, "renew"));
setInterval(show, 1000);
