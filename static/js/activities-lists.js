// Searchable lists of sites and people: named for a screen reader, and heard by what listens to the form.
function nameSearches() {
  document.querySelectorAll("select.unfold-admin-autocomplete").forEach((list) => {
    const search = list.parentElement.querySelector(".select2-search__field");
    const label = document.querySelector(`label[for="${list.id}"]`);
    if (search && label) search.setAttribute("aria-label", `查找${label.textContent.trim()}`);
  });
}

window.addEventListener("load", () => {
  // The lists speak only jQuery; the sentence above the form listens to the browser's own events.
  django.jQuery(document).on("select2:select select2:unselect", (event) => {
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // After unfold's own script has drawn them.
  django.jQuery(() => setTimeout(nameSearches));
});
