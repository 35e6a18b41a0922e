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
