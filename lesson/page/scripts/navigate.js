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
