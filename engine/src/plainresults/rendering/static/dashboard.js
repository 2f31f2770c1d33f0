// Draws the view of the dashboard that a reader chooses. No request but for one file of this site, nothing is stored.
// What may be shown is decided where data/dashboard.json is made (the engine's evidence/tables.py): one place and one measure at a time.
"use strict";
(() => {
  const box = document.querySelector("[data-views]");
  if (!box) return;
  const find = (name) => box.querySelector(name);
  const form = find("form"), view = find(".dash-view"), wait = find(".dash-wait");
  const SVG = "http://www.w3.org/2000/svg";
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  let data;

  fetch(box.dataset.views)
    .then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
    .then((found) => { data = found; start(); })
    .catch(() => { wait.textContent = "The figures for this part could not be loaded. Every chart and table stands below."; });

  function start() {
    wait.hidden = true;
    form.hidden = view.hidden = false;
    fillMeasures();
    read();
    form.addEventListener("change", () => update(true));
    form.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", () => { if (wanted().has("measure")) read(); });
    find(".dash-copy").addEventListener("click", copy);
    let width = 0;
    new ResizeObserver(() => {
      const now = find(".dash-picture").clientWidth;
      if (now !== width) { width = now; draw(chosen()); }
    }).observe(find(".dash-picture"));
  }

  function fillMeasures() {
    const groups = new Map();
    for (const one of data.measures) {
      let parent = form.elements.measure;
      if (one.group) {
        if (!groups.has(one.group)) {
          groups.set(one.group, Object.assign(document.createElement("optgroup"), { label: one.group }));
          parent.append(groups.get(one.group));
        }
        parent = groups.get(one.group);
      }
      parent.append(new Option(one.title, one.id));
    }
  }

  // The address: #measure=deaths&place=KY&from=2015&to=2025&show=count
  function wanted() { return new URLSearchParams(location.hash.slice(1)); }

  function read() {
    const asked = wanted();
    set(form.elements.measure, asked.get("measure"));
    fillPlaces(asked.get("place"));
    setShow(asked.get("show"));
    fillYears(asked.get("from"), asked.get("to"));
    update(false);
  }

  function set(select, value) {
    if ([...select.options].some((option) => option.value === value && !option.disabled)) select.value = value;
  }

  function measure() { return data.measures.find((one) => one.id === form.elements.measure.value); }

  function fillPlaces(place) {
    const select = form.elements.place, before = place || select.value, known = measure().points;
    select.replaceChildren(...Object.entries(data.places).filter(([key]) => known[key]).map(([key, name]) => new Option(name, key)));
    set(select, before);
  }

  function setShow(show) {
    const one = measure(), [count, rate] = form.elements.show;
    count.disabled = one.kind !== "count";
    rate.disabled = one.kind === "count" && !one.rates;
    if (show === "rate" || show === "count") (show === "rate" ? rate : count).checked = true;
    if (count.disabled || (!count.checked && !rate.checked)) (count.disabled ? rate : count).checked = true;
    if (rate.disabled) count.checked = true;
  }

  function all() {
    const one = measure(), place = form.elements.place.value;
    return (form.elements.show.value === "rate" && one.rates ? one.rates : one.points)[place];
  }

  function fillYears(from, to) {
    const years = [...new Set(all().map(([when]) => when.slice(0, 4)))];
    for (const [name, value, ends] of [["from", from, years[0]], ["to", to, years[years.length - 1]]]) {
      const select = form.elements[name], end = name === "from" ? 0 : select.options.length - 1;
      const before = value || (select.selectedIndex === end ? "" : select.value);  // all years stay all years
      select.replaceChildren(...years.map((year) => new Option(year, year)));
      select.value = years.includes(before) ? before : ends;
    }
  }

  function update(byReader) {
    if (byReader) { fillPlaces(); setShow(); fillYears(); }
    if (form.elements.from.value > form.elements.to.value) {
      [form.elements.from.value, form.elements.to.value] = [form.elements.to.value, form.elements.from.value];
    }
    const address = "#" + new URLSearchParams(["measure", "place", "from", "to", "show"].map((name) => [name, form.elements[name].value]));
    if (byReader) history.replaceState(null, "", address);
    find(".dash-link").href = location.pathname + address;
    find(".dash-copied").textContent = "";
    show(chosen());
  }

  function chosen() {
    const one = measure(), rate = Boolean(form.elements.show.value === "rate" && one.rates);
    const [from, to] = [form.elements.from.value, form.elements.to.value];
    const points = all().filter(([when]) => when.slice(0, 4) >= from && when.slice(0, 4) <= to)
      .map(([when, value, mark]) => ({ when, value, mark, at: place(when) }));
    return { one, rate, points, place: data.places[form.elements.place.value], unit: rate ? one.rateUnit : one.unit };
  }

  function place(when) { return when.length > 4 ? +when.slice(0, 4) + (+when.slice(5) - 1) / 12 : +when; }
  function date(when) { return when.length > 4 ? `${MONTHS[+when.slice(5) - 1]} ${when.slice(0, 4)}` : when; }
  function number(now, value) {
    const digits = now.one.kind === "count" && !now.rate ? 0 : 1;
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  function text(now, point) { return point.mark === "h" ? "1 to 9 (hidden)" : point.value === null ? "no figure" : number(now, point.value); }
  function late(now, point) { return point.mark === "p" ? (now.one.late ? ` ${now.one.late}` : "") : ""; }

  function show(now) {
    find(".dash-title").textContent = `${now.place}: ${now.one.title}`;
    find(".dash-subtitle").textContent = `${now.unit[0].toUpperCase()}${now.unit.slice(1)}. ${now.one.better}.`;
    find(".dash-text").textContent = describe(now);
    find(".dash-rows").replaceChildren(...now.points.map((point) => row(now, point)));
    find(".dash-facts").replaceChildren(...facts(now));
    find(".dash-file").href = `${box.dataset.files}${now.one.table}.csv`;
    draw(now);
  }

  function describe(now) {
    const known = now.points.filter((point) => point.value !== null);
    if (!known.length) return `${now.place}: no figure for these years.`;
    const first = known[0], last = known[known.length - 1], top = known.reduce((a, b) => (b.value > a.value ? b : a));
    const gaps = now.points.filter((point) => point.value === null).map((point) => date(point.when));
    const said = (point) => `${text(now, point)}${late(now, point)} in ${date(point.when)}`;
    return (first === last ? `${now.place}: ${said(first)}.` : `${now.place}: ${said(first)}, ${said(last)}. The highest is ${said(top)}.`)
      + (known.some((point) => point.mark === "p") ? " The dashed part is provisional and not complete yet." : "")
      + (gaps.length ? ` No figure for ${gaps.join(", ")}.` : "");
  }

  function row(now, point) {
    const tr = document.createElement("tr"), th = document.createElement("th");
    th.scope = "row";
    th.textContent = date(point.when);
    tr.append(th, cell(text(now, point)), cell(point.mark === "p" ? "yes" : "no"));
    return tr;
  }
  function cell(words) { return Object.assign(document.createElement("td"), { textContent: words }); }

  function facts(now) {
    const one = now.one, source = Object.assign(document.createElement(one.link ? "a" : "span"), { textContent: one.source });
    if (one.link) source.href = one.link;
    const list = document.createElement("ul");
    for (const caution of [...one.cautions, ...(now.rate ? [one.rateCaution] : [])]) {
      list.append(Object.assign(document.createElement("li"), { textContent: caution }));
    }
    const pairs = [["What it is", one.definition], ["Unit", now.unit], ["Which way is better", one.better], ["Source", source],
      ["Date of the data", `${one.date}. ${one.credit}`], ["Keep in mind", list]];
    return pairs.map(([name, value]) => {
      const div = document.createElement("div"), dt = document.createElement("dt"), dd = document.createElement("dd");
      dt.textContent = name;
      dd.append(value);
      div.append(dt, dd);
      return div;
    });
  }

  function copy() {
    const address = find(".dash-link").href, said = find(".dash-copied");
    const failed = () => { said.textContent = "Could not copy. Use the link beside this button."; };
    if (!navigator.clipboard) return failed();
    navigator.clipboard.writeText(address).then(() => { said.textContent = "Copied."; }, failed);
  }

  // The picture
  function make(name, attributes, words) {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (words !== undefined) node.textContent = words;
    return node;
  }

  function draw(now) {
    const width = Math.max(280, find(".dash-picture").clientWidth), height = width > 500 ? 340 : 280;
    const known = now.points.filter((point) => point.value !== null);
    const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": "dash-svg-title", "aria-describedby": "dash-svg-desc", class: "dash-svg" });
    svg.append(make("title", { id: "dash-svg-title" }, find(".dash-title").textContent), make("desc", { id: "dash-svg-desc" }, describe(now)));
    find(".dash-picture").replaceChildren(svg);
    if (!known.length) return;
    const steps = ticks(Math.max(...known.map((point) => point.value)));
    const left = 16 + 8 * Math.max(...steps.map((step) => step.toLocaleString("en-US").length)), right = 24, top = 34, bottom = 34;
    const first = now.points[0].at, last = now.points[now.points.length - 1].at;
    const x = (at) => left + 12 + (last > first ? (at - first) / (last - first) : 0.5) * (width - left - right - 24);
    const y = (value) => height - bottom - value / steps[steps.length - 1] * (height - top - bottom);
    for (const step of steps) {
      svg.append(make("line", { x1: left, x2: width - right, y1: y(step), y2: y(step), class: "dash-grid" }),
        make("text", { x: left - 8, y: y(step) + 5, "text-anchor": "end", "font-size": 14, class: "dash-soft" }, step.toLocaleString("en-US")));
    }
    const years = [...new Set(now.points.map((point) => Math.floor(point.at)))].filter((year) => year >= first - 0.01);
    const every = Math.ceil(years.length / Math.max(2, Math.floor((width - left) / 64)));
    for (const year of years.filter((_, index) => index % every === 0)) {
      svg.append(make("text", { x: x(year), y: height - 10, "text-anchor": "middle", "font-size": 14, class: "dash-soft" }, year));
    }
    bands(now, svg, x, [left, width - right], top, height - bottom);
    lines(now, svg, x, y);
    marks(now, svg, x, y, known, left, width - right);
  }

  function ticks(most) {
    const rough = (most || 1) / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough);
    return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => +(index * step).toPrecision(6));
  }

  function bands(now, svg, x, [left, right], top, bottom) {
    const half = now.points.length > 1 ? (x(now.points[1].at) - x(now.points[0].at)) / 2 : 12;
    for (const point of now.points.filter((one) => one.value === null)) {
      const from = Math.max(x(point.at) - half, left), to = Math.min(x(point.at) + half, right);
      svg.append(make("rect", { x: from, y: top, width: to - from, height: bottom - top, class: "dash-gap" }));
    }
  }

  // A line joins only neighbours that both have a figure: a gap stays a gap.
  function lines(now, svg, x, y) {
    const paths = { "": "", p: "" }, spot = (point) => `${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`;
    let pen = null;
    now.points.slice(1).forEach((point, index) => {
      const before = now.points[index], joins = point.value !== null && before.value !== null;
      if (joins) paths[point.mark] += `${pen === point.mark ? "" : `M${spot(before)}`}L${spot(point)}`;
      pen = joins ? point.mark : null;
    });
    for (const [mark, more] of [["", {}], ["p", { "stroke-dasharray": "5 4" }]]) {
      if (paths[mark]) svg.append(make("path", { d: paths[mark], class: "dash-line", ...more }));
    }
  }

  function marks(now, svg, x, y, known, left, right) {
    const last = known[known.length - 1], top = known.reduce((a, b) => (b.value > a.value ? b : a));
    const shown = now.points[0].when.length > 4 && known.length > 30 ? [known[0], top, last] : known;
    for (const point of shown) {
      svg.append(make("circle", { cx: x(point.at), cy: y(point.value), r: 4.5, class: point.mark === "p" ? "dash-dot dash-late" : "dash-dot" }));
    }
    for (const [point, dy] of top === last ? [[top, -12]] : [[top, -12], [last, 24]]) {
      const words = text(now, point) + late(now, point), half = words.length * 4;
      const at = Math.min(Math.max(x(point.at), left + half), right - half), height = Math.max(y(point.value) + dy, 16);
      svg.append(make("text", { x: at, y: y(point.value) > y(0) - 30 && dy > 0 ? y(point.value) - 12 : height, "text-anchor": "middle", "font-size": 15, class: "dash-value" }, words));
    }
  }
})();
