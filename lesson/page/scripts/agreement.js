// ---- Agreement ----

// The published listing has a row of biases for each sample, where Python has one row for all.
function agreementOf({ key, i, j }) {
  const missing = ["python", "r"].find((language) => !engine.has(language, state.epoch));
  const [python, r] = ["python", "r"].map((language) => {
    const rows = numbersOf(texts(language, key));
    return rows[rows.length === 1 ? 0 : i][j];
  });
  const same = bits(python) === bits(r);
  return { python, r, same, missing, ulps: same ? 0n : ulpsApart(python, r) };
}
const differs = (cell) => { const found = agreementOf(cell); return !found.missing && !found.same; };
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
  if (!engine.bound) return "";
  if (quantity.kind === "given") {
    if (state.epoch === 1) return "Read from the same file: no difference is allowed.";
    if (engine.epochs.includes(state.epoch - 1)) return `Bounded where it was made: step ${cell.key.startsWith("w") ? 10 : 11} of epoch ${state.epoch - 1}.`;
    return `No bound is claimed over ${(state.epoch - 1).toLocaleString("en")} epochs; this is what was measured.`;
  }
  if (state.arithmetic === "portable") return "Portable arithmetic: no difference is allowed, in any cell.";
  const known = engine.bound(state.arithmetic, state.epoch, cell.key, cell.i, cell.j);
  if (!known) return "";
  const [own, carried] = known;
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
  const missing = ["python", "r"].find((language) => !engine.has(language, state.epoch));
  if (missing) return `Step ${state.step}: the values of ${languageNames[missing === "r" ? "python" : "r"]} alone; ${languageNames[missing]} has not computed this.`;
  if (state.listing === "published") {
    const wrong = count - same;
    return wrong === 0 ? `As published: all ${count} values still equal Python's.` : `As published: ${wrong} of ${count} values are not Python's.`;
  }
  const whole = `Step ${state.step}, Python and R: the same bits in ${same === count ? `all ${count}` : `${same} of ${count}`} values`;
  return same === count ? `${whole}.` : `${whole}; the others up to ${most} ULP apart.`;
}
