// The lesson. Its modules stand in one file, one after the other, as lesson/build.py lists them.
// Numbers are in #data, formulas as trees, code in the page itself.

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const record = JSON.parse(document.getElementById("data").textContent);
const quantities = new Map(record.quantities.map((quantity) => [quantity.key, quantity]));
const keys = [...quantities.keys()];
const lastStep = Math.max(...record.quantities.map((quantity) => quantity.step));
const digitNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const languageNames = { python: "Python", r: "R" };

// ---- Where the numbers come from ----
// An engine answers these questions; this one from the record. A live one (lesson/live) can take its place by useEngine:
// an object with the same names, and a call of render() when it has something new.

const recorded = {
  epochs: record.epochs,
  rate: record.settings.learning_rate,
  last: record.settings.epochs,
  activation: record.settings.hidden_activation ?? "sigmoid",
  batches: record.batches,
  // A quantity as rows of texts, hex or whole: language is "python" or "r", run the arithmetic or "published".
  texts(language, run, epoch, key) {
    return record.data[key] ?? record.traces[epoch][`${language} ${run}`][key];
  },
  errors: (language, run) => record.errors[`${language} ${run}`],
  // Rows and columns of a matrix of which a window is shown.
  shape: (key) => record.shapes[key] ?? record.shapes[key.replace(/^new_/, "")],
  // Whether a language has computed an epoch.
  has: () => true,
  // What the step's rounding may add to a cell, and what its inputs carry in.
  bound: (arithmetic, epoch, key, i, j) => record.bounds[arithmetic]?.[epoch]?.[key]?.[i][j],
};
let engine = recorded;
function useEngine(other) {
  engine = other;
}
