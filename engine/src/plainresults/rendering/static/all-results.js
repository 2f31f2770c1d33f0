// Sorting for the table of all results. Without this script the table is complete and can be filtered.
for (const table of document.querySelectorAll(".results-table")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const first = [...body.rows].filter((row) => "first" in row.dataset);
  const rest = [...body.rows].filter((row) => !("first" in row.dataset));
  const key = (row, index) => row.cells[index].dataset.sort ?? row.cells[index].textContent.trim();
  const compare = (a, b) => {
    const numbers = [Number(a), Number(b)];
    return numbers.some(Number.isNaN) ? a.localeCompare(b) : numbers[0] - numbers[1];
  };
  heads.forEach((head, index) => {
    if (!("sortable" in head.dataset)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      // What is not known goes last, whichever way the rest is sorted.
      const known = rest.filter((row) => key(row, index) !== "").sort((a, b) => compare(key(a, index), key(b, index)));
      const unknown = rest.filter((row) => key(row, index) === "");
      body.append(...first, ...(down ? known.reverse() : known), ...unknown);
    });
  });
}
