// ---- All together ----

function drawRail() {
  all(".rail a").forEach((link) => {
    const step = Number(link.dataset.step);
    link.href = address({ step, cell: firstCell(step) });
    link.classList.toggle("done", step < state.step);
    if (step === state.step) {
      link.setAttribute("aria-current", "step");
      const nav = link.closest("nav");
      const [box, place] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
      if (nav.scrollWidth > nav.clientWidth) nav.scrollLeft += box.left + box.width / 2 - place.left - place.width / 2;
    } else link.removeAttribute("aria-current");
  });
}
function drawBar() {
  const [back, next] = all(".bar .move");
  back.disabled = state.step === 0;
  next.disabled = state.step === lastStep && state.epoch === engine.epochs.at(-1);
  one("[data-label]", back).textContent = state.step === 0 ? "Back" : `Step ${state.step - 1}`;
  const at = engine.epochs.indexOf(state.epoch);
  one(".ticks").replaceChildren(...engine.epochs.map((epoch) => element("span", {}, String(epoch))));
  one("[data-label]", next).textContent = state.step < lastStep ? `Step ${state.step + 1}` : next.disabled ? "The end" : `Epoch ${engine.epochs[at + 1].toLocaleString("en")}`;
  const slider = one("#epoch");
  slider.max = engine.epochs.length - 1;
  slider.value = at;
  slider.setAttribute("aria-valuetext", `epoch ${state.epoch}`);
  one("[data-epoch-label]").textContent = state.epoch.toLocaleString("en");
}
function drawListing() {
  const published = state.listing === "published";
  const banner = one("[data-banner]");
  banner.hidden = !published;
  if (published) {
    const wrong = keys.find((key) => rowsOf(key, "r").some((row, i) => row.some((_, j) => quantities.get(key).tree && differs({ key, i, j }))));
    const said = wrong ? `In this epoch it leaves the corrected numbers at step ${quantities.get(wrong).step}: ${label(wrong)}.` : "In this epoch it still equals the corrected one.";
    banner.replaceChildren(element("span", {}, element("strong", {}, "The R listing as published is playing. "), said), element("button", { type: "button", onclick: () => go({ listing: "package" }) }, "Back to the package"));
  }
  all(".language[data-listing]").forEach((column) => { column.hidden = column.dataset.listing !== state.listing; });
  all("[data-formula]").forEach((formula) => {
    formula.textContent = formulaOf(formula.dataset.formula);
  });
  all("[data-sums]").forEach((sign) => { sign.textContent = published ? "along the rows" : "down the columns"; });
  all(".inside").forEach((block) => { block.hidden = block.dataset.arithmetic !== state.arithmetic || published || !block.dataset.activations.split(" ").includes(engine.activation); });
  all("[data-plain]").forEach((line) => { line.hidden = state.arithmetic !== "native" || published || (line.dataset.plain !== "" && line.dataset.plain !== engine.activation); });
  all("[data-call]").forEach((name) => { if (ofActivation.includes(name.dataset.call)) name.firstChild.textContent = activated(name.firstChild.textContent); });
  all("[data-rate]").forEach((box) => { box.textContent = tidy(String(engine.rate)); });
  one("[data-batch]").hidden = engine.batches < 2;
  one("[data-batch]").textContent = `An epoch of this training has ${engine.batches} updates, one for each batch of samples. Shown is the first of them.`;
}
const afterRender = []; // what else is drawn when something has changed
function render() {
  document.documentElement.dataset.order = state.order;
  sources = new Set(sourcesOf(parseCell(state.cell)).map(cellName));
  all("section.step").forEach((section) => { section.hidden = Number(section.dataset.step) !== state.step; });
  all(`section.step[data-step="${state.step}"] .matrix`).forEach(drawGrid);
  all(`section.step[data-step="${state.step}"] .equation`).forEach((equation) => equation.classList.toggle("dense", all("thead th", equation).length > 14));
  for (const name of Object.keys(choices)) {
    const input = one(`input[name=${name}][value="${state[name]}"]`);
    if (input) input.checked = true;
  }
  drawRail();
  drawListing();
  drawTools();
  drawCell();
  drawSheet();
  drawCurve();
  drawBar();
  afterRender.forEach((each) => each());
}

// One sentence for a screen reader.
function announce(sentence) {
  one("[data-status]").textContent = sentence;
}
let saidStep = "";
function say() {
  const cell = parseCell(state.cell);
  const hidden = isHidden(cell);
  const place = `${label(cell.key)}, row ${cell.i + 1}, column ${digitNames[cell.j]}`;
  const where = `${state.step} ${state.epoch}`;
  const step = where === saidStep ? "" : `${stepTitle(state.step)}, epoch ${state.epoch}. ${anythingHidden() ? "" : tallyText()} `;
  saidStep = where;
  const from = [...new Set(sourcesOf(cell).map((source) => label(source.key)))].join(", ");
  announce(`${step}${place}: ${hidden ? "hidden" : one("[data-plugged] .line", panel).textContent.trim().replace(/\s+/g, " ")}.${from ? ` It comes from ${from}.` : ""}`);
}
