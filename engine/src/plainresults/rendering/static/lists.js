// Finding words in a list, and how many entries are left. Without this script the list is complete and its menus work.
for (const listed of document.querySelectorAll(".listed")) {
  const form = listed.querySelector(".list-filter"), field = form.elements.q, count = form.querySelector(".list-count");
  const entries = [...listed.querySelectorAll(".entry")], groups = listed.querySelectorAll(".entries");
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const texts = new Map(entries.map((entry) => [entry, plain(`${entry.textContent} ${entry.closest(".entries")?.querySelector("h2, h3").textContent ?? ""}`)]));
  const narrow = () => {
    const words = plain(field.value).match(/[\p{L}\p{N}]+/gu) ?? [];
    for (const group of groups) group.hidden = false;
    for (const entry of entries) entry.hidden = !words.every((word) => texts.get(entry).includes(word));
    const left = entries.filter((entry) => entry.checkVisibility());
    for (const group of groups) group.hidden = !left.some((entry) => group.contains(entry));
    count.textContent = left.length === entries.length ? `${left.length} ${listed.dataset.things}`
      : left.length ? `${left.length} of ${entries.length} ${listed.dataset.things}` : "Nothing fits. Take away a word, or show all again.";
  };
  form.addEventListener("input", narrow);
  form.addEventListener("reset", () => setTimeout(narrow));
  form.addEventListener("submit", (event) => event.preventDefault());
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value || entries.some((entry) => !entry.checkVisibility())) narrow();
}
