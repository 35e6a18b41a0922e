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
