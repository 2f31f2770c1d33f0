// Only the preview server adds this to a page: it reloads the page at the same place after a build, and
// shows what stops the build over the last good page, and what breaks a rule beside its paragraph.
(() => {
  const place = `hcs-preview:${location.pathname}`;
  const kept = sessionStorage.getItem(place);
  if (kept !== null && !location.hash) scrollTo(0, Number(kept));
  addEventListener("pagehide", () => sessionStorage.setItem(place, String(scrollY)));
  addEventListener("scroll", () => sessionStorage.setItem(place, String(scrollY)), { passive: true });

  const show = (problems) => {
    document.getElementById("hcs-preview")?.remove();
    if (!problems.length) return;
    const box = document.body.appendChild(document.createElement("div"));
    box.id = "hcs-preview";
    box.setAttribute("role", "alert");
    box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;z-index:9999;padding:1rem 1.5rem;" +
      "background:#fff4f0;color:#4a1206;border-top:4px solid #a3260b;font:16px/1.5 system-ui,sans-serif";
    const head = box.appendChild(document.createElement("strong"));
    head.textContent = "To mend. The page above is the last good one.";
    for (const [file, line, text] of problems) {
      const row = box.appendChild(document.createElement("p"));
      row.style.cssText = "margin:.5rem 0 0;white-space:pre-wrap";
      row.appendChild(document.createElement("code")).textContent = line ? `${file}:${line}` : file;
      row.append(` ${text}`);
    }
  };

  const LOOK = "background:#fff8e5;color:#3d2c00;border-left:4px solid #b07d00;font:15px/1.5 system-ui,sans-serif;" +
    "padding:.4rem .8rem;margin:.3rem 0 1rem;white-space:pre-wrap";
  const page = location.pathname.replace(/\/$/, "/index.html").slice(1).replace(/\.html$/, ".md");

  const beside = (words) => {
    const blocks = words.length < 4 ? [] : [...document.querySelectorAll("main :is(p, li, h1, h2, h3, h4, td, th, dt, dd, figcaption, caption)")];
    return blocks.filter((block) => block.textContent.replace(/\s+/g, " ").includes(words)).pop();
  };

  const remark = (notes) => {
    document.querySelectorAll(".hcs-note").forEach((note) => note.remove());
    const elsewhere = [];
    for (const [file, line, text, words] of notes) {
      const block = file === page && beside(words);
      if (!block) { elsewhere.push(`${file}:${line} ${text}`); continue; }
      const note = document.createElement("div");
      note.className = "hcs-note";
      note.style.cssText = LOOK;
      note.textContent = `${file}:${line} ${text}`;
      (block.closest("td, th, caption") ?? block).after(note);
    }
    if (!elsewhere.length) return;
    const box = document.body.appendChild(document.createElement("div"));
    box.className = "hcs-note";
    box.style.cssText = `${LOOK};position:fixed;inset:auto 0 0 0;margin:0;max-height:30vh;overflow:auto;z-index:9998`;
    box.textContent = elsewhere.join("\n");
  };

  // A quiet way to the review of this page's sentences, on this machine only.
  const review = document.querySelector("footer")?.appendChild(document.createElement("p"))
    .appendChild(document.createElement("a"));
  if (review) {
    review.href = `/review/${page.replace(/^chapters\//, "").replace(/\.md$/, "")}`;
    review.textContent = "Preview: review the sentences of this page";
  }

  let built = null;
  new EventSource("/preview-events").onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (built !== null && news.built !== built) return location.reload();
    built = news.built;
    show(news.problems);
    remark(news.notes);
  };
})();
