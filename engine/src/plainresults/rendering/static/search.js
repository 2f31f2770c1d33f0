// The search page. Pagefind's index and program lie on this site and load when someone searches;
// what is typed stays in the browser. Without this script the page is a list of all pages.

const form = document.querySelector("form.search"), field = form.elements.q;
const count = document.querySelector(".search-count"), list = document.querySelector(".search-results");
const filters = form.querySelectorAll(".search-filters select");
const answers = [...document.querySelectorAll(".search-answer")];
const MOST = 20;
// Words of a question that say nothing about its subject, and the word that the pages use for another one.
const { small, same, first } = JSON.parse(form.dataset.words), SMALL = new Set(small);
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
  const kept = all.filter((word) => !SMALL.has(word)).map((word) => same[word] ?? word);
  return kept.length ? kept : all;
}

const chosen = () => Object.fromEntries([...filters].filter((select) => select.value).map((select) => [select.name, select.value]));

// Pagefind takes the beginning of a word where the word itself is nowhere: “pregnant” would find the initials “PR”.
// So a result counts only if a word that it marks is a form of a word that was typed.
const like = (mark, word) => mark.startsWith(word.slice(0, Math.max(4, word.length - 3)));
const holds = (data, word) => [...data.excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].some(([, text]) =>
  (text.toLowerCase().match(/[\p{L}\p{N}.%-]+/gu) ?? []).some((mark) => like(mark, word)));

// The results for one word; none if the best of them does not hold it.
async function holding(word) {
  const { results } = await pagefind.search(word);
  return results.length && holds(await results[0].data(), word) ? results : [];
}

// The pages with the most of the words, best first, and the words that stand on none. Only pages with the chosen values.
async function find(words, only) {
  const lists = await Promise.all(words.map(holding)), byPage = new Map();
  for (const result of lists.flat()) {
    const before = byPage.get(result.id) ?? { result, score: 0, words: 0 };
    byPage.set(result.id, { result: before.result, score: before.score + result.score, words: before.words + 1 });
  }
  const ranked = [...byPage.values()].sort((one, other) => other.words - one.words || other.score - one.score);
  const best = ranked.filter((page) => page.words === ranked[0].words);
  const read = await Promise.all(best.slice(0, only.length ? undefined : 2 * MOST).map((page) => page.result.data()));
  const pages = read.filter((data) => only.every(([name, value]) => data.meta[name] === value));
  // The page that a book names for a word or phrase comes first; the longest phrase counts.
  const said = ` ${words.join(" ")} `, phrase = Object.keys(first).filter((one) => said.includes(` ${one} `)).sort((a, b) => b.length - a.length)[0];
  const named = (data) => Boolean(phrase) && data.url.endsWith(`/${first[phrase]}.html`);
  pages.sort((one, other) => named(other) - named(one));
  return { pages, count: only.length ? pages.length : best.length, nowhere: words.filter((_, index) => !lists[index].length) };
}

// The answer that was set by hand for what is asked, if there is one: the longest phrase that stands in it.
function answer(words) {
  const asked = ` ${(words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
  const fits = (one) => Math.max(0, ...one.dataset.ask.split("|").filter((phrase) => asked.includes(` ${phrase} `)).map((phrase) => phrase.length));
  const best = answers.toSorted((one, other) => fits(other) - fits(one))[0];
  for (const one of answers) one.hidden = Boolean(words) && (one !== best || !fits(one));
  return best && fits(best) ? best : null;
}

async function search() {
  const words = field.value.trim(), turn = ++last;
  if (!words) return clear();
  try {
    await load();
    const { pages, count: all, nowhere } = await find(subject(words), Object.entries(chosen()));
    if (turn !== last) return;
    const set = answer(words), shown = pages.slice(0, MOST);
    list.replaceChildren(...shown.map(entry));
    list.hidden = !shown.length;
    const missing = nowhere.length ? ` “${nowhere.join("”, “")}” ${nowhere.length > 1 ? "stand" : "stands"} on no page.` : "";
    const found = all === 1 ? "1 page" : `${all} pages`;
    count.textContent = (pages.length ? `${found} for “${words}”${all > shown.length ? `, the first ${shown.length} here` : ""}.`
      : set ? `An answer for “${words}”.` : `No page for “${words}”. Try one word, or choose from all pages below.`) + missing;
    toAddress(words);
  } catch {
    count.textContent = "The search could not be loaded. All pages are listed below.";
  }
}

function clear() {
  answer("");
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
  if (filters.length && Object.keys(chosen()).length) form.querySelector(".search-narrow").open = true;
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
