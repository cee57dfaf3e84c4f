// The review desk by keyboard: j and k walk the queue, numbers put in a phrase, Ctrl with Enter sends.

const desk = document.getElementById("review-desk");
const form = document.getElementById("review-form");
const phrases = [...document.querySelectorAll("[data-phrase]")];

function usePhrase(button) {
  form.elements.text.value = button.dataset.phrase;
  form.elements.verdict.value = button.dataset.verdict;
  form.elements.text.focus();
}

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

phrases.forEach((button) => button.addEventListener("click", () => usePhrase(button)));

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    form.requestSubmit(form.querySelector("[name=decide]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "j" && desk.dataset.next) window.location.assign(desk.dataset.next);
  if (event.key === "k" && desk.dataset.previous) window.location.assign(desk.dataset.previous);
  const chosen = phrases[Number(event.key) - 1];
  if (chosen) {
    event.preventDefault();
    usePhrase(chosen);
  }
});
