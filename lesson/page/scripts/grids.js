// ---- Grids ----

function label(key, transposed = false) {
  return (key.startsWith("new_") ? `${key.slice(4)}, updated` : key) + (transposed ? ", transposed" : "");
}
function shapeText(key) {
  const [rows, columns] = shapeOf(key);
  const shown = rowsOf(key);
  const window = shown.length < rows || shown[0].length < columns ? `, of which ${shown.length} \u00d7 ${shown[0].length} are shown` : "";
  return `${rows} \u00d7 ${columns}${window}`;
}
const drawn = new WeakMap(); // what each cell shows, so that only what changes is drawn
let sources = new Set(); // the names of the cells that the selected one comes from
function drawGrid(place) {
  const { key } = place.dataset;
  if (!key) return;
  const rows = rowsOf(key);
  const shape = `${rows.length}x${rows[0].length} ${shapeText(key)}`;
  if (place.dataset.shape !== shape) {
    place.dataset.shape = shape;
    const transposed = "transposed" in place.dataset;
    const caption = element("caption", {}, label(key), element("small", {}, `  ${shapeText(key)}${transposed ? ", taken transposed" : ""}`));
    const head = element("tr", { role: "row" }, element("td", { role: "presentation", class: "corner", hidden: true }), element("th", { role: "presentation" }), ...rows[0].map((_, j) => element("th", { scope: "col", role: "columnheader" }, digitNames[j])));
    head.firstChild.remove();
    const body = rows.map((row, i) => element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader" }, String(i + 1)), ...row.map((_, j) => element("td", { role: "gridcell", "data-cell": cellName({ key, i, j }), tabindex: "-1" }))));
    place.replaceChildren(element("table", { role: "grid", "aria-label": label(key, transposed) }, caption, element("thead", { role: "rowgroup" }, head), element("tbody", { role: "rowgroup" }, ...body)));
  }
  const computed = known(key);
  const cells = all("td", place);
  let stop = cells[0];
  for (const [n, cell] of cells.entries()) {
    const name = cell.dataset.cell;
    const at = { key, i: Math.floor(n / rows[0].length), j: n % rows[0].length };
    const hidden = computed && isHidden(at);
    const isCurrent = name === state.cell && computed;
    const isSource = sources.has(name) && computed;
    const marks = [!computed && "empty", isCurrent && "current", isSource && "source", hidden && "hidden", computed && !hidden && differs(at) && "differs"].filter(Boolean).join(" ");
    const text = !computed ? "\u00b7" : hidden ? "?" : showCell(key, value(key, at.i, at.j));
    const note = isCurrent ? ", selected" : isSource ? ", source" : !computed ? ", not yet computed" : hidden ? ", hidden" : "";
    const drawing = `${marks}|${text}|${note}`;
    if (drawn.get(cell) !== drawing) {
      drawn.set(cell, drawing);
      cell.className = marks;
      cell.replaceChildren(text, ...(note ? [element("span", { class: "vh" }, note)] : []));
      cell.setAttribute("aria-selected", String(isCurrent));
    }
    if (cell.tabIndex === 0) cell.setAttribute("tabindex", "-1");
    if (isCurrent) stop = cell;
  }
  stop?.setAttribute("tabindex", "0");
}

function drawSheet() {
  const sheet = one("[data-sheet]");
  one("[data-values-of]").textContent = state.listing === "published" ? "the R listing as published" : `${languageNames[first()]}, ${state.arithmetic} arithmetic`;
  if (!sheet.children.length) sheet.append(...keys.map((key) => element("div", { class: "matrix", "data-key": key })));
  all(".matrix", sheet).forEach(drawGrid);
}

// Every recorded value of both languages, compared here and now.
function census() {
  if (engine !== recorded) return;
  const said = record.arithmetics.map((arithmetic) => {
    let count = 0;
    let same = 0;
    for (const epoch of engine.epochs) {
      for (const key of keys.filter((name) => quantities.get(name).step > 0)) {
        const [python, r] = ["python", "r"].map((language) => numbersOf(engine.texts(language, arithmetic, epoch, key)));
        python.forEach((row, i) => row.forEach((number, j) => {
          count += 1;
          if (bits(number) === bits(r[i][j])) same += 1;
        }));
      }
    }
    return `in ${arithmetic} arithmetic ${same === count ? "all " : `${same.toLocaleString("en")} of `}${count.toLocaleString("en")} are the same bits`;
  });
  one("[data-census]").textContent = `This page has compared Python and R in all ${engine.epochs.length} recorded epochs, value by value: ${said.join(", ")}.`;
}
