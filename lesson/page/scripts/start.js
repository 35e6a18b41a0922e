function restore() {
  const places = { "#main": "#main", "#moons": "#moons-title", "#glossary": "#glossary-title" };
  if (location.hash in places) {
    one(places[location.hash]).focus();
    history.replaceState(null, "", address());
    return;
  }
  readAddress();
  history.replaceState(null, "", address());
  render();
  say();
}
addEventListener("hashchange", restore);
addEventListener("popstate", restore);

// Comments in the code a shade softer than the code.
all("pre > code").forEach((code) => {
  if (code.querySelector("samp")) return;
  const parts = code.textContent.split(/(#.*)/);
  code.replaceChildren(...parts.map((part) => (part.startsWith("#") ? element("span", { class: "comment" }, part) : part)));
});
restore();
setTimeout(census, 100); // after the first view

// One epoch slider at a time: near the moons, theirs.
new IntersectionObserver(([seen]) => { document.body.classList.toggle("at-moons", seen.isIntersecting); }, { rootMargin: "-30% 0px" }).observe(one("#moons"));

// ---- Live ----
// Nothing of it is loaded before somebody asks for it. The engines lie beside the page, or nowhere.

const page = { record, recorded, state, quantities, keys, languageNames, all, one, element, go, render, announce, useEngine, parseNumber, numbersOf, bits, ulpsApart, show, tidy, cellName, digitNames, address, restore, drawBoundary, label, targetsOf, stepTitle, levels, afterRender, treeOf, takeApart, rowsOf, value };
const liveButton = one("[data-live-start]");
if (state.live) one("[data-live-said]").textContent = "This link holds changes of its own: run it live to see them.";
liveButton.addEventListener("click", async () => {
  liveButton.disabled = true;
  try {
    if (!location.protocol.startsWith("http")) throw new Error("this page was opened as a file");
    const { start } = await import(new URL("live/live.js", location.href).href);
    await start(page);
  } catch (problem) {
    liveButton.disabled = false;
    one("[data-live-said]").textContent = `It does not run live here (${problem.message}): the engines of R and Python must lie beside this page, on a server. \u201cmake live\u201d builds a folder with all of it. What was recorded stays as it is.`;
  }
});
