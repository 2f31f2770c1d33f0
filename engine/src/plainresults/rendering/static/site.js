// Four small extras. Without this script every number still links to its entry and every chart shows.

// 1. A number or term says what it is when it is pointed at, tapped or reached by keyboard.
const card = document.createElement("div");
card.className = "about-number";
card.id = "about-number";
card.role = "tooltip";
card.hidden = true;
let owner = null, opened = 0, timer = 0;

function show(link) {
  clearTimeout(timer);
  if (owner === link) return;
  hide();
  owner = link;
  opened = Date.now();
  const text = document.createElement("p");
  text.textContent = link.dataset.about;
  const more = document.createElement("a");
  more.href = link.href;
  more.textContent = "See its entry";
  more.tabIndex = -1; // the number itself is the way there by keyboard
  card.replaceChildren(text, more);
  link.setAttribute("aria-describedby", card.id);
  card.hidden = false;
  const place = link.getClientRects()[0], below = place.bottom + card.offsetHeight + 12 < innerHeight;
  const left = Math.min(Math.max(8, place.left), document.documentElement.clientWidth - card.offsetWidth - 8);
  card.style.left = `${left + scrollX}px`;
  card.style.top = `${(below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + scrollY}px`;
}

function hide() {
  clearTimeout(timer);
  owner?.removeAttribute("aria-describedby");
  owner = null;
  card.hidden = true;
}

document.body.append(card);
const number = (event) => event.target.closest?.("a.num");
document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  if (number(event)) show(number(event));
  else if (card.contains(event.target)) clearTimeout(timer);
  else if (owner && owner !== document.activeElement) timer = setTimeout(hide, 250);
});
document.addEventListener("focusin", (event) => (number(event) ? show(number(event)) : card.contains(event.target) || hide()));
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("click", (event) => {
  const link = number(event);
  // The first tap shows the card; the link in it, or a second tap, goes to the entry.
  if (link && event.pointerType === "touch" && (owner !== link || Date.now() - opened < 600)) {
    event.preventDefault();
    show(link);
  } else if (!link && !card.contains(event.target)) hide();
});

// 2. Leaving quickly also takes this page's own entry off the browser's history. Shift, pressed three times, does it too.
const leave = document.querySelector(".leave a");
leave.addEventListener("click", (event) => {
  event.preventDefault();
  location.replace(leave.href);
});
let presses = [];
document.addEventListener("keyup", (event) => {
  presses = event.key === "Shift" ? [...presses, event.timeStamp].slice(-3) : [];
  if (presses.length === 3 && event.timeStamp - presses[0] < 3000) leave.click();
});

// 3. A chart that gains from it can be explored. The chart library loads from this site, when asked.
for (const button of document.querySelectorAll("button.explore")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = "Loading …";
    const place = button.closest("figure").querySelector(".picture").parentElement;
    try {
      await load(button.dataset.vega, button.dataset.integrity);
      const spec = await (await fetch(button.dataset.spec)).json();
      const box = document.createElement("div");
      box.className = "explored";
      place.querySelectorAll(".picture").forEach((picture) => { picture.hidden = true; });
      place.querySelector("figcaption").after(box);
      await window.vegaEmbed(box, spec, { ast: true, actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true }, renderer: "svg" });
      button.remove();
    } catch {
      place.querySelectorAll(".picture").forEach((picture) => { picture.hidden = false; });
      button.textContent = "The chart could not be loaded. The picture and the table hold the same numbers.";
    }
  });
}

// 4. All sections of a summary can be closed and opened at once.
for (const button of document.querySelectorAll("button.all-sections")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const close = button.textContent.startsWith("Close");
    document.querySelectorAll("article section > details:not(.code)").forEach((section) => { section.open = !close; });
    button.textContent = close ? "Open all sections" : "Close all sections";
  });
}

// A script of this site, only if its file is the one that was published.
function load(address, integrity) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, integrity, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
