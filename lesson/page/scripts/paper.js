// ---- Paper ----

let paper = "solved";
function drawWorksheet() {
  const blank = paper === "blank";
  const grid = (key) => element("table", {}, element("caption", {}, label(key)), element("tbody", {}, ...rowsOf(key).map((row, i) => element("tr", {}, ...row.map((_, j) => element("td", {}, blank && quantities.get(key).tree ? "" : showCell(key, value(key, i, j))))))));
  const parts = [element("h1", {}, blank ? "One epoch by hand" : "One epoch, solved"), element("p", { class: "meta" }, `nnref, epoch ${state.epoch.toLocaleString("en")}, learning rate ${engine.rate}${blank ? ". Name: ______________________" : `. Values of ${languageNames[first()]}.`}`)];
  for (let step = 0; step <= lastStep; step += 1) {
    const title = stepTitle(step);
    const formulas = targetsOf(step).filter((key) => treeOf(key)).map((key) => element("p", { class: "formula" }, element("code", {}, `${quantities.get(key).name} = ${formulaOf(key)}`)));
    parts.push(element("section", { "data-step": step }, element("div", {}, element("h2", {}, title), ...formulas), element("div", { class: "matrices" }, ...targetsOf(step).map(grid))));
  }
  const widest = Math.max(...keys.map((key) => rowsOf(key)[0].length));
  one("[data-worksheet]").className = `worksheet${state.digits > 8 || widest > 4 ? " wide" : ""}`;
  one("[data-worksheet]").replaceChildren(...parts);
}
addEventListener("beforeprint", drawWorksheet);
addEventListener("afterprint", () => { paper = "solved"; });
all("[data-print]").forEach((button) => button.addEventListener("click", () => {
  paper = button.dataset.print;
  drawWorksheet();
  print();
}));
