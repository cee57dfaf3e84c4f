// The searchable list of sites speaks only jQuery; the sentence above the form listens to the browser's own events.
window.addEventListener("load", () => {
  django.jQuery(document).on("select2:select select2:unselect", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
});
