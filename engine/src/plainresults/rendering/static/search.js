// The search page. Pagefind's index and program lie on this site and load when someone searches;
// what is typed stays in the browser. Without this script the page is a list of all pages.

const form = document.querySelector("form.search"), field = form.elements.q;
const count = document.querySelector(".search-count"), list = document.querySelector(".search-results");
const filters = form.querySelectorAll(".search-filters select");
const MOST = 20;
// Words of a question that say nothing about its subject.
const SMALL = new Set(("a about an and any are at be by can could did do does down for from go goes going had has have how i if in is it its many may me much my of on or "
  + "our people person so than that the their them there they this to up us was we were what when where which who why will with would you your").split(" "));
// Words that people use, and the word that the pages use.
const SAME = { dead: "deaths", die: "deaths", died: "deaths", dies: "deaths", dying: "deaths", killed: "deaths", lives: "deaths", narcan: "naloxone",
  meth: "methamphetamine", money: "cost", price: "cost", ods: "overdose", od: "overdose", shame: "stigma", rehab: "treatment" };
let pagefind = null, last = 0;

async function load() {
  if (!pagefind) {
    const program = await import(new URL("../pagefind/pagefind.js", document.baseURI));
    await program.options({ excerptLength: 26 });
    pagefind = program;
  }
  return pagefind;
}

function subject(words) {
  const all = words.toLowerCase().match(/[\p{L}\p{N}.%-]+/gu) ?? [];
  const kept = all.filter((word) => !SMALL.has(word)).map((word) => SAME[word] ?? word);
  return kept.length ? kept : all;
}

const chosen = () => Object.fromEntries([...filters].filter((select) => select.value).map((select) => [select.name, select.value]));

// All words first; if no page has them all, the pages with the most of them. Only pages with the chosen values.
async function find(words, only) {
  const read = async (results) => {
    const pages = await Promise.all(results.slice(0, only.length ? undefined : MOST).map((result) => result.data()));
    return pages.filter((data) => only.every(([name, value]) => data.meta[name] === value)).slice(0, MOST);
  };
  const found = await read((await pagefind.search(words.join(" "))).results);
  if (found.length || words.length < 2) return found;
  const byPage = new Map();
  for (const word of words) {
    for (const result of (await pagefind.search(word)).results) {
      const before = byPage.get(result.id);
      byPage.set(result.id, { ...(before ?? result), score: (before?.score ?? 0) + result.score });
    }
  }
  return read([...byPage.values()].sort((one, other) => other.score - one.score));
}

async function search() {
  const words = field.value.trim(), turn = ++last;
  if (!words) return clear();
  try {
    await load();
    const shown = await find(subject(words), Object.entries(chosen()));
    if (turn !== last) return;
    list.replaceChildren(...shown.map(entry));
    list.hidden = !shown.length;
    count.textContent = shown.length ? `${shown.length === 1 ? "1 page" : `${shown.length} pages`} for “${words}”`
      : `No page for “${words}”. Try one word, or choose from all pages below.`;
    toAddress(words);
  } catch {
    count.textContent = "The search could not be loaded. All pages are listed below.";
  }
}

function clear() {
  list.hidden = true;
  count.textContent = "";
  toAddress("");
}

function entry(data) {
  const item = document.createElement("li"), heading = document.createElement("h2"), link = document.createElement("a");
  link.href = new URL(`..${data.raw_url ?? data.url}`, document.baseURI);
  link.textContent = data.meta.title;
  heading.append(link);
  const kind = document.createElement("p");
  kind.className = "search-kind";
  kind.textContent = [data.meta.part, data.meta.topic].filter(Boolean).join(" · ");
  const excerpt = document.createElement("p");
  excerpt.append(...marked(data.excerpt));
  item.append(heading, kind, excerpt);
  return item;
}

// Pagefind gives HTML; only its text and its marks are taken over.
function marked(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) => {
    if (node.nodeName !== "MARK") return node.textContent;
    const mark = document.createElement("mark");
    mark.textContent = node.textContent;
    return mark;
  });
}

function toAddress(words) {
  const query = new URLSearchParams(words ? { q: words, ...chosen() } : {});
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function fromAddress() {
  const query = new URLSearchParams(location.search);
  field.value = query.get("q") ?? field.value;
  for (const select of filters) select.value = query.get(select.name) ?? "";
}

let timer = 0;
form.style.display = "block"; // for a browser that cannot tell a style sheet that scripts run
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search().then(() => list.querySelector("a")?.focus());
});
for (const select of filters) select.addEventListener("change", () => search());
field.addEventListener("focus", () => load().catch(() => {}), { once: true });
field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, 200);
});
document.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("h2 a")], at = links.indexOf(document.activeElement);
  if (event.key === "/" && event.ctrlKey) { // one key alone would get in the way of those who steer by voice
    event.preventDefault();
    field.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at >= 0 || document.activeElement === field) && links.length) {
    event.preventDefault();
    const next = at + (event.key === "ArrowDown" ? 1 : -1);
    (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
  } else if (event.key === "Escape" && at >= 0) field.focus();
});
fromAddress();
if (field.value) search();
