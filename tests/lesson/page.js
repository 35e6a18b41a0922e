// The lesson. Everything it shows is recorded: numbers in #data, formulas as trees, code in the page itself.

const record = JSON.parse(document.getElementById("data").textContent);
const quantities = new Map(record.quantities.map((quantity) => [quantity.key, quantity]));
const keys = [...quantities.keys()];
const lastStep = Math.max(...record.quantities.map((quantity) => quantity.step));
const digitNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const languageNames = { python: "Python", r: "R" };

// ---- Where the numbers come from ----
// An engine answers three questions; this one from the record. A live one (R or Python as WebAssembly) can take its
// place: an object with the same three functions, and a call of render() when it has something new.

const recorded = {
  epochs: record.epochs,
  // A quantity as rows of texts, hex or whole: language is "python" or "r", run the arithmetic or "published".
  texts(language, run, epoch, key) {
    return record.data[key] ?? record.traces[epoch][`${language} ${run}`][key];
  },
  errors: (language, run) => record.errors[`${language} ${run}`],
  // What the step's rounding may add to a cell, and what its inputs carry in.
  bound: (arithmetic, epoch, key, i, j) => record.bounds[arithmetic]?.[epoch]?.[key]?.[i][j],
};
const engine = recorded;

// ---- Numbers, bit for bit ----

function parseNumber(text) {
  const hex = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]?\d+)$/.exec(text);
  if (!hex) return Number(text);
  const [, sign, whole, fraction = "", exponent] = hex;
  const power = Number(exponent) - 4 * fraction.length;
  const half = Math.trunc(power / 2); // the power alone may be below the smallest number
  return (sign ? -1 : 1) * parseInt(whole + fraction, 16) * 2 ** half * 2 ** (power - half);
}

const view = new DataView(new ArrayBuffer(8));
function bits(number) {
  view.setFloat64(0, number);
  return view.getBigInt64(0);
}
// How many doubles lie between two numbers, counting the second.
function ulpsApart(a, b) {
  const place = (number) => (bits(number) < 0n ? -(bits(number) & 0x7fffffffffffffffn) : bits(number));
  const apart = place(a) - place(b);
  return apart < 0n ? -apart : apart;
}

// A true minus sign, in front and in exponents.
const tidy = (text) => text.replace(/(^|e)-/g, "$1\u2212");
const power = (number) => (number >= 0.01 ? number.toPrecision(2) : tidy(number.toExponential(1)));
function show(number, digits = state.digits) {
  if (digits === 17) return tidy(String(Number(number.toPrecision(17))) === String(number) && Number.isInteger(number) ? String(number) : number.toPrecision(17));
  if (number !== 0 && Math.abs(number) < 0.5 * 10 ** -digits) return power(number);
  return tidy(number.toFixed(digits));
}
const isWhole = (rows) => rows.every((row) => row.every((text) => !text.includes("x")));
const wholeData = Object.keys(record.data).filter((key) => isWhole(record.data[key]));
function showCell(key, number) {
  return wholeData.includes(key) ? tidy(String(number)) : show(number);
}

// ---- State, and the address that holds it ----

const initial = { step: 0, epoch: engine.epochs[0], cell: "", order: "python-r", arithmetic: record.arithmetics[0], listing: "package" };
const state = { ...initial, digits: 4, hidden: new Set(), hiddenSteps: new Set(), shown: new Set() };
const choices = {
  order: ["python-r", "r-python"],
  arithmetic: record.arithmetics,
  listing: ["package", "published"],
};

const run = (language) => (language === "r" && state.listing === "published" ? "published" : state.listing === "published" ? record.arithmetics[0] : state.arithmetic);
const texts = (language, key, epoch = state.epoch) => engine.texts(language, run(language), epoch, key);
const first = () => (state.listing === "published" ? "r" : state.order.split("-")[0]);
const rowsOf = (key, language = first()) => texts(language, key);
const parsed = new WeakMap(); // the numbers of a matrix of texts, made once
function numbersOf(rows) {
  if (!parsed.has(rows)) parsed.set(rows, rows.map((row) => row.map(parseNumber)));
  return parsed.get(rows);
}
const value = (key, i, j, language = first()) => numbersOf(rowsOf(key, language))[i][j];
const treeOf = (key) => {
  const quantity = quantities.get(key);
  return state.listing === "published" && quantity.published ? quantity.published : quantity.tree;
};

function parseCell(text) {
  const found = /^([A-Za-z_]+)\.([A-Z])(\d+)$/.exec(text);
  if (!found || !quantities.has(found[1])) return null;
  const cell = { key: found[1], i: Number(found[3]) - 1, j: digitNames.indexOf(found[2]) };
  const rows = rowsOf(cell.key);
  return rows[cell.i]?.[cell.j] === undefined ? null : cell;
}
const cellName = ({ key, i, j }) => `${key}.${digitNames[j]}${i + 1}`;
const targetsOf = (step) => keys.filter((key) => quantities.get(key).step === step);
const known = (key) => quantities.get(key).step <= state.step;

function address(changes = {}) {
  const wanted = { ...state, ...changes };
  const parts = Object.keys(initial)
    .filter((name) => ["step", "epoch", "cell"].includes(name) || wanted[name] !== initial[name])
    .filter((name) => wanted[name] !== "")
    .map((name) => `${name}=${wanted[name]}`);
  return `#${parts.join("&")}`;
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const step = Number(given.get("step") ?? initial.step);
  state.step = Number.isInteger(step) && step >= 0 && step <= lastStep ? step : 0;
  const epoch = Number(given.get("epoch") ?? initial.epoch);
  state.epoch = engine.epochs.includes(epoch) ? epoch : initial.epoch;
  for (const [name, values] of Object.entries(choices)) {
    state[name] = values.includes(given.get(name)) ? given.get(name) : initial[name];
  }
  const cell = parseCell(given.get("cell") ?? "");
  state.cell = cell && known(cell.key) ? cellName(cell) : firstCell(state.step);
}
const firstCell = (step) => cellName({ key: targetsOf(step)[0], i: 0, j: 0 });

function go(changes, { quiet = false } = {}) {
  const before = state.step;
  Object.assign(state, changes);
  if (state.step !== before && !("cell" in changes)) state.cell = firstCell(state.step);
  const cell = parseCell(state.cell);
  if (!cell || !known(cell.key)) state.cell = firstCell(state.step);
  const hash = address();
  if (hash !== location.hash) {
    if (state.step !== before) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
  render();
  if (!quiet) say();
}

// ---- A cell's formula ----

// The formula of cell (i, j) with its matrices taken apart: leaves are cells, the rest are operations on numbers.
function takeApart(tree, i, j) {
  const [operator, a, b] = tree;
  switch (operator) {
    case "name": return { cell: { key: a, i: rowsOf(a).length === 1 ? 0 : i, j } };
    case "number": return { constant: b, name: a };
    case "transpose": return takeApart(a, j, i);
    case "dot": return { sum: Array.from({ length: innerSize(a) }, (_, k) => ({ operator: "*", parts: [takeApart(a, i, k), takeApart(b, k, j)] })) };
    case "column_sums": return { sum: rowsOf(a[1]).map((_, k) => takeApart(a, k, j)) };
    case "row_sums": return { sum: rowsOf(a[1])[0].map((_, k) => takeApart(a, i, k)) }; // R recycles it down the columns
    case "call": return { call: a, parts: [takeApart(b, i, j)] };
    default: return { operator, parts: [takeApart(a, i, j), takeApart(b, i, j)] };
  }
}
function innerSize(tree) {
  return tree[0] === "transpose" ? rowsOf(tree[1][1]).length : rowsOf(tree[1])[0].length;
}
function leaves(part) {
  return part.cell ? [part.cell] : (part.sum ?? part.parts ?? []).flatMap(leaves);
}
const sourcesOf = ({ key, i, j }) => (treeOf(key) ? leaves(takeApart(treeOf(key), i, j)) : []);

// How an activation is computed, for the second line of a plugged-in formula.
const written = {
  sigmoid: (x) => ["1 / (1 + exp(\u2212", x, "))"],
  tanh: (x) => ["tanh(", x, ")"],
  relu: (x) => ["max(0, ", x, ")"],
  derivatives_sigmoid: (a) => [a, " \u00b7 (1 \u2212 ", a, ")"],
  derivatives_tanh: (a) => ["1 \u2212 ", a, " \u00b7 ", a],
  derivatives_relu: (a) => ["1 if ", a, " > 0, else 0"],
};

// ---- Elements ----

function stepTitle(step) {
  const title = one(`#title-${step} .title`).textContent;
  return `Step ${step}: ${title[0].toUpperCase()}${title.slice(1)}`;
}

function element(tag, attributes = {}, ...children) {
  const made = tag.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, text] of Object.entries(attributes)) {
    if (name === "class") made.setAttribute("class", text);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), text);
    else if (text !== false && text !== undefined) made.setAttribute(name, text === true ? "" : text);
  }
  made.append(...children);
  return made;
}
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);

// ---- What may be shown: predicting ----

function isHidden({ key, i, j }) {
  const name = cellName({ key, i, j });
  if (state.shown.has(name)) return false;
  return state.hidden.has(name) || state.hiddenSteps.has(quantities.get(key).step);
}
const anythingHidden = () => (state.hidden.size > 0 || state.hiddenSteps.size > 0) && targetsOf(state.step).some((key) => rowsOf(key).some((row, i) => row.some((_, j) => isHidden({ key, i, j }))));

// Right if the number typed is what the value rounds to, at the digits typed (two at least).
function judgeGuess(text, wanted) {
  const clean = text.trim().replace(",", ".").replace("\u2212", "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(clean)) return null;
  const guess = Number(clean);
  const places = Math.max(2, (clean.split(/e/i)[0].split(".")[1] ?? "").length);
  const allowed = 0.5 * 10 ** -places * (1 + 1e-9);
  const off = guess - wanted;
  return { right: Math.abs(off) <= allowed, off, places };
}

// ---- Agreement ----

// The published listing has a row of biases for each sample, where Python has one row for all.
function agreementOf({ key, i, j }) {
  const [python, r] = ["python", "r"].map((language) => {
    const rows = numbersOf(texts(language, key));
    return rows[rows.length === 1 ? 0 : i][j];
  });
  const same = bits(python) === bits(r);
  return { python, r, same, ulps: same ? 0n : ulpsApart(python, r) };
}
const differs = (cell) => !agreementOf(cell).same;
function apartText({ python, r, ulps }) {
  if (ulps <= 1000n) return `${ulps} ULP apart`;
  return `${power(Math.abs(python - r))} apart`;
}
const classWords = {
  exact: "This step only adds, subtracts or multiplies cell by cell, which IEEE 754 settles to the bit",
  ulp: "NumPy and R round exp differently in the last bit",
  gauge: "The two languages add the products up in another order",
};
function reason(cell) {
  const found = agreementOf(cell);
  const quantity = quantities.get(cell.key);
  if (found.same) return "";
  if (state.listing === "published") return "The listing as published computes another network.";
  if (quantity.kind === "given") return "It carries what the epochs before have rounded.";
  const carried = sourcesOf(cell).some(differs);
  if (carried) return quantity.kind === "exact" ? "The cells that it comes from differ already." : `The cells that it comes from differ already. And: ${classWords[quantity.kind].replace(/^T/, "t")}.`;
  return `${classWords[quantity.kind]}.`;
}
function boundText(cell) {
  const quantity = quantities.get(cell.key);
  if (state.listing === "published") return "";
  if (quantity.kind === "given") {
    if (state.epoch === 1) return "Read from the same file: no difference is allowed.";
    if (engine.epochs.includes(state.epoch - 1)) return `Bounded where it was made: step ${cell.key.startsWith("w") ? 10 : 11} of epoch ${state.epoch - 1}.`;
    return `No bound is claimed over ${(state.epoch - 1).toLocaleString("en")} epochs; this is what was measured.`;
  }
  if (state.arithmetic === "portable") return "Portable arithmetic: no difference is allowed, in any cell.";
  const [own, carried] = engine.bound(state.arithmetic, state.epoch, cell.key, cell.i, cell.j);
  const found = agreementOf(cell);
  const seen = Math.abs(found.python - found.r);
  if (own === "0" && carried === "0") return "Bound: 0. The same numbers went in, and no rounding may differ here.";
  const parts = carried === "0" ? `${tidy(own)}, the rounding of this step` : `${tidy(own)} from this step's rounding, ${tidy(carried)} carried in`;
  return `Bound: ${parts}. Seen: ${seen === 0 ? "0" : power(seen)}.`;
}

function tally(step) {
  let same = 0;
  let count = 0;
  let most = 0n;
  for (const key of targetsOf(step)) {
    rowsOf(key).forEach((row, i) => row.forEach((_, j) => {
      const found = agreementOf({ key, i, j });
      count += 1;
      if (found.same) same += 1;
      else if (found.ulps > most) most = found.ulps;
    }));
  }
  return { same, count, most };
}
function tallyText() {
  const { same, count, most } = tally(state.step);
  if (state.listing === "published") {
    const wrong = count - same;
    return wrong === 0 ? `As published: all ${count} values still equal Python's.` : `As published: ${wrong} of ${count} values are not Python's.`;
  }
  const whole = `Step ${state.step}, Python and R: the same bits in ${same === count ? `all ${count}` : `${same} of ${count}`} values`;
  return same === count ? `${whole}.` : `${whole}; the others up to ${most} ULP apart.`;
}

// ---- Grids ----

function label(key, transposed = false) {
  return (key.startsWith("new_") ? `${key.slice(4)}, updated` : key) + (transposed ? ", transposed" : "");
}
const drawn = new WeakMap(); // what each cell shows, so that only what changes is drawn
let sources = new Set(); // the names of the cells that the selected one comes from
function drawGrid(place) {
  const { key } = place.dataset;
  if (!key) return;
  const rows = rowsOf(key);
  const shape = `${rows.length}x${rows[0].length}`;
  if (place.dataset.shape !== shape) {
    place.dataset.shape = shape;
    const transposed = "transposed" in place.dataset;
    const caption = element("caption", {}, label(key), element("small", {}, `  ${rows.length} \u00d7 ${rows[0].length}${transposed ? ", taken transposed" : ""}`));
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

// ---- The selected cell ----

function chip(part, again = false) {
  if (part.cell) {
    const text = isHidden(part.cell) ? "?" : showCell(part.cell.key, value(part.cell.key, part.cell.i, part.cell.j));
    const shown = text.startsWith("\u2212") ? `(${text})` : text;
    return element("span", { class: again ? "from again" : "from", title: cellName(part.cell) }, shown);
  }
  return String(part.constant);
}
const closing = "\u2060)"; // never alone on a line
// The plugged-in formula, as texts and chips.
function plug(part, again = false, inner = false) {
  if (part.cell || part.constant !== undefined) return [chip(part, again)];
  if (part.sum) {
    const terms = part.sum.flatMap((term, k) => [...(k ? [" + "] : []), ...plug(term, again, true)]);
    return inner ? ["(", ...terms, closing] : terms;
  }
  if (part.call) return [`${part.call}(`, ...plug(part.parts[0], again), closing];
  const sign = { "*": " \u00b7 ", "+": " + ", "-": " \u2212 " }[part.operator];
  const bracket = part.operator === "*";
  return [...plug(part.parts[0], again, bracket), sign, ...plug(part.parts[1], again, bracket || part.operator === "-")];
}
function pluggedLines(cell) {
  const tree = treeOf(cell.key);
  if (!tree) return [];
  const apart = takeApart(tree, cell.i, cell.j);
  const lines = [plug(apart)];
  if (apart.call) {
    const inner = apart.parts[0].cell;
    lines.push(written[apart.call](chip(apart.parts[0], true)).map((part) => (part instanceof Node ? part.cloneNode(true) : part)));
    const before = treeOf(inner.key);
    if (before && !apart.call.startsWith("derivatives")) lines.push([`${apart.call}(`, ...plug(takeApart(before, inner.i, inner.j), true), closing]);
  }
  return lines;
}

const panel = element("section", { class: "cell", "aria-label": "The selected cell" });

function drawCell() {
  const cell = parseCell(state.cell);
  const quantity = quantities.get(cell.key);
  const hidden = isHidden(cell);
  const shown = hidden ? "?" : showCell(cell.key, value(cell.key, cell.i, cell.j));
  const left = element("div", {});
  left.append(element("h2", {}, element("code", {}, label(cell.key)), element("span", { class: "address" }, `  ${digitNames[cell.j]}${cell.i + 1}: row ${cell.i + 1}, column ${digitNames[cell.j]}`)));
  const plugged = element("p", { class: "plugged", "data-plugged": "" });
  const lines = pluggedLines(cell);
  if (lines.length === 0) plugged.append(element("span", { class: "line" }, element("span", { class: "value" }, shown)));
  lines.forEach((line, n) => plugged.append(element("span", { class: "line" }, ...(n ? [] : [element("span", { class: "value" }, shown)]), " = ", ...line)));
  left.append(plugged);
  if (!quantity.tree) left.append(origin(cell));
  if (hidden) left.append(guessForm(cell));
  const right = hidden ? element("div", {}, element("p", { class: "origin" }, "Its value is hidden. Type what you expect, or reveal it.")) : agreementView(cell);
  const step = quantity.step === state.step && !anythingHidden() ? tallyText() : "";
  if (step) right.append(element("p", { class: "tally", "data-tally": "" }, step));
  panel.replaceChildren(left, right);
  one(`section.step[data-step="${state.step}"] [data-cell-slot]`).append(panel);
}
function origin(cell) {
  const said = element("p", { class: "origin" });
  if (quantities.get(cell.key).step === 0 || state.epoch === 1) said.append("Read from the experiment's file; nothing computes it.");
  else {
    const step = cell.key.startsWith("w") ? 10 : 11;
    const before = engine.epochs[engine.epochs.indexOf(state.epoch) - 1];
    if (before === state.epoch - 1) {
      const target = { step, epoch: before, cell: cellName({ ...cell, key: `new_${cell.key}` }) };
      said.append("It was made in ", element("a", { href: address(target), onclick: (event) => { event.preventDefault(); go(target); } }, `step ${step} of epoch ${before}`), ".");
    } else said.append(`It was made in step ${step} of epoch ${(state.epoch - 1).toLocaleString("en")}, which is not among those recorded.`);
  }
  return said;
}
let hexOpen = false;
function agreementView(cell) {
  const found = agreementOf(cell);
  const inOrder = state.order.split("-");
  const names = state.listing === "published" ? { python: "Python", r: "R as published" } : languageNames;
  const row = (language) => element("tr", { "data-language": language }, element("th", { scope: "row" }, names[language]), element("td", { "data-decimal": language }, show(found[language], 17)));
  const hexRow = (language) => {
    const rows = texts(language, cell.key);
    return element("tr", {}, element("th", { scope: "row" }, names[language]), element("td", { "data-hex": language }, rows[rows.length === 1 ? 0 : cell.i][cell.j]));
  };
  const hex = element("details", { open: hexOpen, ontoggle: (event) => { hexOpen = event.target.open; } }, element("summary", {}, "In hex, every bit"), element("table", {}, element("tbody", {}, ...inOrder.map(hexRow))));
  const wrong = state.listing === "published" && !found.same;
  const said = element("p", { class: `said ${found.same ? "same" : wrong ? "wrong" : "apart"}`, "data-agreement": "" }, element("strong", {}, found.same ? "\u2713 the same bits" : wrong ? `\u2717 ${power(Math.abs(found.python - found.r))} apart` : `\u2248 ${apartText(found)}`), ` ${reason(cell)}`);
  const view = element("div", { class: "agreement" }, element("table", {}, element("tbody", {}, ...inOrder.map(row))), said);
  const bound = boundText(cell);
  if (bound) view.append(element("p", { class: "bound" }, bound));
  view.append(hex);
  return element("div", {}, view);
}
function guessForm(cell) {
  const wanted = value(cell.key, cell.i, cell.j);
  const input = element("input", { id: "guess", inputmode: "decimal", autocomplete: "off", spellcheck: "false" });
  const answer = element("span", { class: "answer", role: "status", "data-answer": "" });
  const form = element("form", {
    class: "guess",
    onsubmit: (event) => {
      event.preventDefault();
      const judged = judgeGuess(input.value, wanted);
      answer.className = `answer ${judged?.right ? "right" : "off"}`;
      if (!judged) answer.textContent = "Please type a number.";
      else if (judged.right) {
        state.shown.add(cellName(cell));
        go({}, { quiet: true });
        const told = `Right, to ${judged.places} digits: ${show(wanted)}.`;
        one("h2", panel).after(element("p", { class: "guess" }, element("span", { class: "answer right", "data-answer": "" }, `\u2713 ${told}`)));
        announce(told);
        focusCell();
      } else answer.textContent = `\u2717 Too ${judged.off > 0 ? "high" : "low"} by ${tidy(String(Number(Math.abs(judged.off).toPrecision(2))))}.`;
    },
  }, element("label", { for: "guess" }, "Your number"), input, element("button", { type: "submit" }, "Check"), element("button", { type: "button", onclick: () => { state.shown.add(cellName(cell)); go({}); focusCell(); } }, "Reveal"), answer);
  return form;
}

// ---- The tools of a step ----

const tools = element("div", {});
function drawTools() {
  const stepHidden = state.hiddenSteps.has(state.step) && anythingHidden();
  const cellHidden = isHidden(parseCell(state.cell));
  const names = new Set(targetsOf(state.step));
  const inStep = (set) => [...set].filter((name) => names.has(name.split(".")[0]));
  const hideStep = () => {
    for (const name of inStep(state.shown)) state.shown.delete(name);
    if (stepHidden) state.hiddenSteps.delete(state.step);
    else state.hiddenSteps.add(state.step);
    if (stepHidden) for (const name of inStep(state.hidden)) state.hidden.delete(name);
    go({});
    one("[data-tool=step]").focus();
  };
  const hideCell = () => {
    if (cellHidden) state.shown.add(state.cell);
    else {
      state.shown.delete(state.cell);
      state.hidden.add(state.cell);
    }
    go({});
    one("[data-tool=cell]").focus();
  };
  tools.replaceChildren(
    element("button", { type: "button", "data-tool": "step", onclick: hideStep }, stepHidden ? "Reveal this step" : "Hide this step"),
    element("button", { type: "button", "data-tool": "cell", onclick: hideCell }, cellHidden ? "Reveal this cell" : "Hide this cell"),
    element("button", { type: "button", "data-tool": "copy", onclick: openCopy }, "Copy matrices"),
  );
  one(`section.step[data-step="${state.step}"] [data-tools-slot]`).append(tools);
}

// ---- The error curve ----

let drawnCurve = "";
function drawCurve() {
  const place = one("[data-curve]");
  const wanted = [state.epoch, state.arithmetic, state.listing].join();
  if (wanted === drawnCurve) return;
  drawnCurve = wanted;
  const [width, height, left, bottom] = [1000, 260, 62, 34];
  const python = engine.errors("python", run("python"));
  const r = engine.errors("r", run("r"));
  const top = Math.max(...[...python, ...r].map(([, error]) => parseNumber(error)));
  const last = python.at(-1)[0];
  const x = (epoch) => left + ((width - left - 40) * Math.log(epoch)) / Math.log(Math.max(2, last));
  const y = (error) => 14 + (height - bottom - 14) * (1 - error / top);
  const path = (points) => points.map(([epoch, error], n) => `${n ? "L" : "M"}${x(epoch).toFixed(1)} ${y(parseNumber(error)).toFixed(1)}`).join("");
  const now = parseNumber(python.find(([epoch]) => epoch === state.epoch)[1]);
  const nowR = parseNumber(r.find(([epoch]) => epoch === state.epoch)[1]);
  const names = state.listing === "published" ? "Python, and dashed R as published" : "Python, and dashed R over it";
  const sentence = `Epoch ${state.epoch.toLocaleString("en")}: error ${show(now, 6)} in Python, ${show(nowR, 6)} in R.`;
  const picture = element("svg:svg", { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img", "aria-label": `Error by epoch: ${names}. ${sentence}` });
  picture.append(element("svg:path", { class: "frame", d: `M${left} 10V${height - bottom}H${width - 20}` }));
  for (const epoch of [1, 10, 100, 1000, 5000].filter((epoch) => epoch <= last)) {
    picture.append(element("svg:text", { x: x(epoch), y: height - 12, "text-anchor": "middle" }, epoch.toLocaleString("en")));
  }
  for (const share of [0, 0.5, 1]) picture.append(element("svg:text", { x: left - 8, y: y(top * share) + 5, "text-anchor": "end" }, (top * share).toFixed(3)));
  picture.append(element("svg:path", { class: "python", d: path(python) }), element("svg:path", { class: "r", d: path(r) }));
  picture.append(element("svg:path", { class: "mark-line", d: `M${x(state.epoch)} 14V${height - bottom}` }), element("svg:circle", { class: "mark", cx: x(state.epoch), cy: y(now), r: 8 }));
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * width;
    go({ epoch: engine.epochs.reduce((best, epoch) => (Math.abs(x(epoch) - at) < Math.abs(x(best) - at) ? epoch : best)) });
  });
  place.replaceChildren(element("p", { class: "hint" }, `Half the squared error, before the update of each epoch: ${names}. ${sentence}`), picture);
}

// ---- The moons ----

const moons = record.moons;
const levels = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const runNames = { python: "Python", r: "R", moved: "Python, its first weight of wout moved by one ULP" };
const moonsState = { frame: moons.epochs.length - 1, beside: "r", timer: 0, near: false };

// The region where the network answers 1, its boundary, and the points: rings are 0, squares are 1.
function drawMoons(canvas, frame) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = Math.max(1, canvas.clientWidth) * ratio;
  const height = (width * 2) / 3;
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const { columns, rows, low, high } = moons;
  const output = Float64Array.from(frame, (letter) => levels.indexOf(letter) / 63);
  const at = (i, j) => output[j * columns + i];
  const x = (i) => (i / (columns - 1)) * width;
  const y = (j) => height - (j / (rows - 1)) * height;
  pen.fillStyle = colour("--card");
  pen.fillRect(0, 0, width, height);
  const edges = [];
  pen.fillStyle = colour("--region");
  pen.strokeStyle = colour("--region");
  pen.lineWidth = ratio;
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      // The corners of a square of the grid in turn; where two neighbours disagree, the boundary crosses between them.
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const inside = [];
      const crossings = [];
      corners.forEach(([a, b], k) => {
        const [c, d] = corners[(k + 1) % 4];
        const [p, q] = [at(a, b), at(c, d)];
        if (p >= 0.5) inside.push([x(a), y(b)]);
        if (p >= 0.5 !== q >= 0.5) {
          const share = (0.5 - p) / (q - p);
          const point = [x(a + share * (c - a)), y(b + share * (d - b))];
          inside.push(point);
          crossings.push(point);
        }
      });
      if (inside.length > 2) {
        pen.beginPath();
        inside.forEach(([a, b]) => pen.lineTo(a, b));
        pen.closePath();
        pen.fill();
        pen.stroke(); // closes the seams between neighbours
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) edges.push([crossings[k], crossings[k + 1]]);
    }
  }
  const size = 2.6 * ratio;
  pen.lineWidth = 1.2 * ratio;
  for (const [a, b, kind] of moons.points) {
    const px = ((a - low[0]) / (high[0] - low[0])) * width;
    const py = height - ((b - low[1]) / (high[1] - low[1])) * height;
    if (kind === 1) {
      pen.fillStyle = colour("--one");
      pen.fillRect(px - size * 0.8, py - size * 0.8, size * 1.6, size * 1.6);
    } else {
      pen.strokeStyle = colour("--zero");
      pen.beginPath();
      pen.arc(px, py, size, 0, 2 * Math.PI);
      pen.stroke();
    }
  }
  pen.strokeStyle = colour("--region-edge");
  pen.lineWidth = 3 * ratio;
  pen.beginPath();
  for (const [[a, b], [c, d]] of edges) {
    pen.moveTo(a, b);
    pen.lineTo(c, d);
  }
  pen.stroke();
}
function renderMoons() {
  const epoch = moons.epochs[moonsState.frame];
  const words = epoch.toLocaleString("en");
  one("#moons-epoch").value = moonsState.frame;
  one("#moons-epoch").setAttribute("aria-valuetext", `epoch ${epoch}`);
  one("[data-moons-label]").textContent = words;
  for (const [place, run] of [["python", "python"], ["beside", moonsState.beside]]) {
    const error = parseNumber(moons.errors[run].find(([at]) => at === epoch)[1]);
    const caption = `${runNames[run]}, epoch ${words}: error ${error.toFixed(5)}`;
    one(`[data-moons-caption=${place}]`).textContent = caption;
    const canvas = one(`canvas[data-moons=${place}]`);
    canvas.setAttribute("aria-label", `Decision boundary of the two moons. ${caption}`);
    if (moonsState.near) drawMoons(canvas, moons.frames[run][moonsState.frame]);
  }
  const apart = moons.apart[moonsState.beside].find(([at]) => at === epoch)[1];
  one("[data-moons-apart]").textContent = `Epoch ${words}: the weights of the two runs are ${apart === 0 ? "the same bits" : `up to ${power(apart)} apart`}.`;
  drawDrift(epoch);
}
function drawDrift(epoch) {
  const [width, height, left, bottom] = [1000, 250, 76, 34];
  const last = moons.epochs.at(-1);
  const [least, most] = [-17, 2];
  const x = (at) => left + ((width - left - 40) * at) / last;
  const y = (distance) => 12 + (height - bottom - 12) * (1 - (Math.log10(Math.max(distance, 10 ** least)) - least) / (most - least));
  const path = (points) => points.map(([at, distance], n) => `${n ? "L" : "M"}${x(at).toFixed(1)} ${y(distance).toFixed(1)}`).join("");
  const picture = element("svg:svg", { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img", "aria-label": "How far the weights of the runs are apart, by epoch, from 1e-17 at the foot to 100 at the top: both distances grow." });
  picture.append(element("svg:path", { class: "frame", d: `M${left} 10V${height - bottom}H${width - 20}` }));
  for (const at of [0, 2000, 4000, 6000, 8000, 10000].filter((each) => each <= last)) picture.append(element("svg:text", { x: x(at), y: height - 12, "text-anchor": "middle" }, at.toLocaleString("en")));
  for (const power of [-16, -12, -8, -4, 0]) picture.append(element("svg:text", { x: left - 8, y: y(10 ** power) + 5, "text-anchor": "end" }, power === 0 ? "1" : tidy(`1e${power}`)));
  picture.append(element("svg:path", { class: "r", d: path(moons.apart.r) }), element("svg:path", { class: "python", d: path(moons.apart.moved) }));
  const now = moons.apart[moonsState.beside].find(([at]) => at === epoch)[1];
  picture.append(element("svg:path", { class: "mark-line", d: `M${x(epoch)} 12V${height - bottom}` }), element("svg:circle", { class: "mark", cx: x(epoch), cy: y(now), r: 7 }));
  one("[data-drift]").replaceChildren(element("p", { class: "hint" }, "The largest distance between two weights, by epoch. Dashed: Python and R. Solid: Python and Python with its first weight of wout moved by one ULP at the start."), picture);
}
function playMoons(start) {
  clearInterval(moonsState.timer);
  const button = one("[data-moons-play]");
  button.setAttribute("aria-pressed", String(start));
  button.textContent = start ? "Stop" : "Play";
  if (!start) return;
  if (moonsState.frame === moons.epochs.length - 1) moonsState.frame = 0;
  renderMoons();
  moonsState.timer = setInterval(() => {
    moonsState.frame += 1;
    renderMoons();
    if (moonsState.frame === moons.epochs.length - 1) playMoons(false);
  }, 700);
}
one("#moons-epoch").addEventListener("input", (event) => { playMoons(false); moonsState.frame = Number(event.target.value); renderMoons(); });
one("[data-moons-play]").addEventListener("click", (event) => playMoons(event.target.getAttribute("aria-pressed") !== "true"));
all("input[name=beside]").forEach((input) => input.addEventListener("change", () => { moonsState.beside = input.value; renderMoons(); }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", renderMoons);
// The pictures are drawn when they first come near the view, and again when their size changes.
renderMoons();
new IntersectionObserver(([seen], observer) => {
  if (!seen.isIntersecting) return;
  observer.disconnect();
  moonsState.near = true;
  new ResizeObserver(renderMoons).observe(one(".moons-pictures"));
}, { rootMargin: "50%" }).observe(one(".moons-pictures"));

// ---- Copying ----

const dialog = one("dialog.copy");
function stepMatrices() {
  const wanted = new Set();
  for (const key of targetsOf(state.step)) {
    const collect = (tree) => { if (tree[0] === "name") wanted.add(tree[1]); tree.slice(1).forEach((part) => { if (Array.isArray(part)) collect(part); }); };
    if (treeOf(key)) collect(treeOf(key));
    wanted.add(key);
  }
  return [...wanted];
}
function copyText(format) {
  const language = languageNames[first()];
  const head = (mark) => `${mark} nnref, step ${state.step}, epoch ${state.epoch}, ${state.listing === "published" ? "R as published" : `${language}, ${state.arithmetic} arithmetic`}\n`;
  return {
    // The shortest decimals that come back as the same double; R's own parser would miss some, hence hex for R.
    csv: () => head("#") + stepMatrices().map((key) => `# ${key}\n${rowsOf(key).map((row) => row.map((text) => String(parseNumber(text))).join(",")).join("\n")}\n`).join(""),
    numpy: () => head("#") + stepMatrices().map((key) => `${key} = np.array([${rowsOf(key).map((row) => `[${row.map((text) => { const shown = String(parseNumber(text)); return /[.e]/.test(shown) ? shown : `${shown}.0`; }).join(", ")}]`).join(",\n    ")}])\n`).join(""),
    r: () => head("#") + stepMatrices().map((key) => `${key} <- matrix(c(\n  ${rowsOf(key).map((row) => row.join(", ")).join(",\n  ")}\n), nrow = ${rowsOf(key).length}, byrow = TRUE)\n`).join(""),
  }[format]();
}
function openCopy() {
  fillCopy();
  one("[data-copy-status]").textContent = "";
  dialog.showModal();
}
function fillCopy() {
  one("[data-copy-text]").value = copyText(one("input[name=format]:checked").value);
}
all("input[name=format]").forEach((input) => input.addEventListener("change", fillCopy));
one("[data-copy-close]").addEventListener("click", () => dialog.close());
one("[data-copy-now]").addEventListener("click", async () => {
  const area = one("[data-copy-text]");
  area.select();
  const done = await navigator.clipboard?.writeText(area.value).then(() => true, () => false) || document.execCommand("copy");
  one("[data-copy-status]").textContent = done ? "Copied." : "Press Ctrl+C to copy.";
});

// ---- Paper ----

let paper = "solved";
function drawWorksheet() {
  const blank = paper === "blank";
  const grid = (key) => element("table", {}, element("caption", {}, label(key)), element("tbody", {}, ...rowsOf(key).map((row, i) => element("tr", {}, ...row.map((_, j) => element("td", {}, blank && quantities.get(key).tree ? "" : showCell(key, value(key, i, j))))))));
  const parts = [element("h1", {}, blank ? "One epoch by hand" : "One epoch, solved"), element("p", { class: "meta" }, `nnref, epoch ${state.epoch.toLocaleString("en")}, learning rate ${record.settings.learning_rate}${blank ? ". Name: ______________________" : `. Values of ${languageNames[first()]}.`}`)];
  for (let step = 0; step <= lastStep; step += 1) {
    const title = stepTitle(step);
    const formulas = targetsOf(step).filter((key) => treeOf(key)).map((key) => element("p", { class: "formula" }, element("code", {}, `${quantities.get(key).name} = ${quantities.get(key).formula}`)));
    parts.push(element("section", { "data-step": step }, element("div", {}, element("h2", {}, title), ...formulas), element("div", { class: "matrices" }, ...targetsOf(step).map(grid))));
  }
  one("[data-worksheet]").replaceChildren(...parts);
}
addEventListener("beforeprint", drawWorksheet);
addEventListener("afterprint", () => { paper = "solved"; });
all("[data-print]").forEach((button) => button.addEventListener("click", () => {
  paper = button.dataset.print;
  drawWorksheet();
  print();
}));

// ---- All together ----

function drawRail() {
  all(".rail a").forEach((link) => {
    const step = Number(link.dataset.step);
    link.href = address({ step, cell: firstCell(step) });
    link.classList.toggle("done", step < state.step);
    if (step === state.step) {
      link.setAttribute("aria-current", "step");
      const nav = link.closest("nav");
      if (nav.scrollWidth > nav.clientWidth) nav.scrollLeft = link.offsetLeft - nav.clientWidth / 2;
    } else link.removeAttribute("aria-current");
  });
}
function drawBar() {
  const [back, next] = all(".bar .move");
  back.disabled = state.step === 0;
  next.disabled = state.step === lastStep && state.epoch === engine.epochs.at(-1);
  one("[data-label]", back).textContent = state.step === 0 ? "Back" : `Step ${state.step - 1}`;
  const at = engine.epochs.indexOf(state.epoch);
  one("[data-label]", next).textContent = state.step < lastStep ? `Step ${state.step + 1}` : next.disabled ? "The end" : `Epoch ${engine.epochs[at + 1].toLocaleString("en")}`;
  const slider = one("#epoch");
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
    const quantity = quantities.get(formula.dataset.formula);
    formula.textContent = published && quantity.published ? quantity.formula.replace("column_sums", "row_sums") : quantity.formula;
  });
  all("[data-sums]").forEach((sign) => { sign.textContent = published ? "along the rows" : "down the columns"; });
  all(".inside").forEach((block) => { block.hidden = block.dataset.arithmetic !== state.arithmetic || published; });
}
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

// ---- Moving ----

function move(by) {
  const step = state.step + by;
  if (step < 0) return;
  if (step > lastStep) {
    const next = engine.epochs[engine.epochs.indexOf(state.epoch) + 1];
    if (next !== undefined) go({ step: 2, epoch: next });
    return;
  }
  go({ step });
}
all(".bar .move").forEach((button) => button.addEventListener("click", () => move(Number(button.dataset.move))));
one("#epoch").addEventListener("input", (event) => go({ epoch: engine.epochs[event.target.value] }));
all(".rail a").forEach((link) => link.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go({ step: Number(link.dataset.step) });
}));
all("[data-go]").forEach((link) => link.addEventListener("click", (event) => {
  event.preventDefault();
  go({ step: Number(link.dataset.go) });
  one(`#title-${state.step}`).focus();
  scrollTo(0, 0);
}));
all("button[data-listing]").forEach((button) => button.addEventListener("click", () => { go({ listing: button.dataset.listing, step: button.closest(".step") ? state.step : 2 }); scrollTo(0, 0); }));
for (const name of Object.keys(choices)) all(`input[name=${name}]`).forEach((input) => input.addEventListener("change", () => go({ [name]: input.value })));
all("input[name=digits]").forEach((input) => input.addEventListener("change", () => go({ digits: Number(input.value) })));
all("input[name=theme]").forEach((input) => input.addEventListener("change", () => {
  if (input.value === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = input.value;
  renderMoons();
}));

function focusCell() {
  one(`section.step[data-step="${state.step}"] td[data-cell="${state.cell}"], [data-sheet] td[data-cell="${state.cell}"]`)?.focus();
}
document.addEventListener("click", (event) => {
  const cell = event.target.closest("td[data-cell]");
  if (cell && !cell.classList.contains("empty")) {
    go({ cell: cell.dataset.cell });
    cell.focus();
  }
  const options = one(".options");
  if (options.open && !event.target.closest(".options")) options.open = false;
});
// Arrows: in a grid they move from cell to cell, elsewhere from step to step. A presenter's clicker sends Page Up and Page Down.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  const cell = event.target.closest?.("td[data-cell]");
  if (cell) {
    const table = cell.closest("table");
    const at = parseCell(cell.dataset.cell);
    const [di, dj] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [0, 0];
    const name = event.key === "Home" ? cellName({ ...at, j: 0 }) : event.key === "End" ? cellName({ ...at, j: rowsOf(at.key)[0].length - 1 }) : cellName({ key: at.key, i: at.i + di, j: at.j + dj });
    if (di || dj || ["Home", "End", "Enter", " "].includes(event.key)) {
      event.preventDefault();
      const next = one(`td[data-cell="${CSS.escape(name)}"]`, table);
      if (next && !next.classList.contains("empty")) {
        go({ cell: name });
        next.focus();
      }
      return;
    }
  }
  if (event.key === "Escape" && one(".options").open) {
    one(".options").open = false;
    one(".options summary").focus();
  }
  if (event.target.closest?.("input, textarea, select, pre")) return;
  const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  if (by && !(cell && event.key.startsWith("Arrow"))) {
    event.preventDefault();
    move(by);
  }
});
// A swipe across the step, not along a grid that scrolls.
let touch = null;
one("main").addEventListener("touchstart", (event) => { touch = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null; }, { passive: true });
one("main").addEventListener("touchend", (event) => {
  if (!touch) return;
  const dx = event.changedTouches[0].clientX - touch.x;
  const dy = event.changedTouches[0].clientY - touch.y;
  touch = null;
  if (Math.abs(dx) > 70 && Math.abs(dx) > 2 * Math.abs(dy)) move(dx < 0 ? 1 : -1);
}, { passive: true });

function restore() {
  if (["#main", "#moons"].includes(location.hash)) {
    one(location.hash === "#main" ? "#main" : "#moons-title").focus();
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
