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
    (one("#guess") ?? one("[data-tool=step]")).focus();
  };
  const hideCell = () => {
    if (cellHidden) state.shown.add(state.cell);
    else {
      state.shown.delete(state.cell);
      state.hidden.add(state.cell);
    }
    go({});
    (one("#guess") ?? one("[data-tool=cell]")).focus();
  };
  tools.replaceChildren(
    element("button", { type: "button", "data-tool": "step", onclick: hideStep }, stepHidden ? "Reveal this step" : "Hide this step"),
    element("button", { type: "button", "data-tool": "cell", onclick: hideCell }, cellHidden ? "Reveal this cell" : "Hide this cell"),
    element("button", { type: "button", "data-tool": "copy", onclick: openCopy }, "Copy matrices"),
  );
  one(`section.step[data-step="${state.step}"] [data-tools-slot]`).append(tools);
}
