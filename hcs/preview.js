// Only the preview server adds this to a page: it reloads the page at the same place after a build, and
// shows what is to be mended over the last good page.
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

  let built = null;
  new EventSource("/preview-events").onmessage = (event) => {
    const news = JSON.parse(event.data);
    if (built !== null && news.built !== built) return location.reload();
    built = news.built;
    show(news.problems);
  };
})();
