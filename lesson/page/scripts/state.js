// ---- State, and the address that holds it ----

const initial = { step: 0, epoch: engine.epochs[0], cell: "", order: "python-r", arithmetic: record.arithmetics[0], listing: "package", live: "" };
const state = { ...initial, digits: 4, hidden: new Set(), hiddenSteps: new Set(), shown: new Set() };
const choices = {
  order: ["python-r", "r-python"],
  arithmetic: record.arithmetics,
  listing: all("input[name=listing]").map((input) => input.value),
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
// The activation and the learning rate may be others than those recorded.
const ofActivation = ["hidden_layer_activations", "slope_hidden_layer"];
const activated = (text) => text.replace(/sigmoid|tanh|relu/, engine.activation);
function treeOf(key) {
  const quantity = quantities.get(key);
  const tree = state.listing === "published" && quantity.published ? quantity.published : quantity.tree;
  if (tree && ofActivation.includes(key)) return ["call", activated(tree[1]), tree[2]];
  if (tree && quantity.step >= 10) return [tree[0], tree[1], [tree[2][0], tree[2][1], ["number", "learning_rate", engine.rate]]];
  return tree;
}
function formulaOf(key) {
  const { formula } = quantities.get(key);
  if (ofActivation.includes(key)) return activated(formula);
  return state.listing === "published" && quantities.get(key).published ? formula.replace("column_sums", "row_sums") : formula;
}
// Rows and columns, also of what a window leaves out; columns of y and of the like may be more than are shown.
const shapeOf = (key) => (state.listing === "published" ? undefined : engine.shape(key)) ?? [rowsOf(key).length, rowsOf(key)[0].length];

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
    .map((name) => `${name}=${encodeURIComponent(wanted[name])}`);
  return `#${parts.join("&")}`;
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const step = Number(given.get("step") ?? initial.step);
  state.step = Number.isInteger(step) && step >= 0 && step <= lastStep ? step : 0;
  const epoch = Number(given.get("epoch") ?? initial.epoch);
  state.epoch = engine.epochs.includes(epoch) ? epoch : engine.epochs[0];
  state.live = given.get("live") ?? "";
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
