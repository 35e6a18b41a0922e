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
    if (part.more > 0) terms.push(` + \u2026 (${part.more} more)`);
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
  left.append(element("h2", {}, element("code", {}, label(cell.key)), element("span", { class: "address" }, `  ${digitNames[cell.j]}${cell.i + 1}: row ${cell.i + 1}, column ${digitNames[cell.j]}. Python `), element("code", {}, `[${cell.i}, ${cell.j}]`), element("span", { class: "address" }, ", R "), element("code", {}, `[${cell.i + 1}, ${cell.j + 1}]`)));
  const plugged = element("p", { class: "plugged", "data-plugged": "" });
  const lines = pluggedLines(cell);
  if (lines.length === 0) plugged.append(element("span", { class: "line" }, element("span", { class: "value" }, shown)));
  lines.forEach((line, n) => plugged.append(element("span", { class: "line" }, ...(n ? [] : [element("span", { class: "value" }, shown)]), " = ", ...line)));
  left.append(plugged);
  if (!quantity.tree) left.append(origin(cell));
  if (engine.editor && !hidden) left.append(engine.editor(cell));
  if (hidden) left.append(guessForm(cell));
  const right = hidden ? element("div", {}, element("p", { class: "origin" }, "Its value is hidden. Type what you expect, or reveal it.")) : agreementView(cell);
  const step = quantity.step === state.step && !anythingHidden() ? tallyText() : "";
  if (step) right.append(element("p", { class: "tally", "data-tally": "" }, step));
  panel.replaceChildren(left, right);
  one(`section.step[data-step="${state.step}"] [data-cell-slot]`).append(panel);
}
function origin(cell) {
  const said = element("p", { class: "origin" });
  if (quantities.get(cell.key).step === 0 || state.epoch === 1) said.append(engine.origin ?? "Read from the experiment's file; nothing computes it.");
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
  const row = (language) => element("tr", { "data-language": language }, element("th", { scope: "row" }, names[language]), element("td", { "data-decimal": language }, found.missing === language ? "not computed" : show(found[language], 17)));
  const hexRow = (language) => {
    const rows = texts(language, cell.key);
    return element("tr", {}, element("th", { scope: "row" }, names[language]), element("td", { "data-hex": language }, rows[rows.length === 1 ? 0 : cell.i][cell.j]));
  };
  const hex = element("details", { open: hexOpen, ontoggle: (event) => { hexOpen = event.target.open; } }, element("summary", {}, "In hex, every bit"), element("table", {}, element("tbody", {}, ...inOrder.map(hexRow))));
  const wrong = state.listing === "published" && !found.same;
  const third = engine.third?.(cell) ?? [];
  const said = element("p", { class: `said ${found.missing ? "apart" : found.same ? "same" : wrong ? "wrong" : "apart"}`, "data-agreement": "" }, element("strong", {}, found.missing ? `${languageNames[found.missing]} has not computed this` : found.same ? "\u2713 the same bits" : wrong ? `\u2717 ${power(Math.abs(found.python - found.r))} apart` : `\u2248 ${apartText(found)}`), ` ${found.missing ? "" : reason(cell)} `, ...(/ULP/.test(apartText(found)) && !found.same ? [element("a", { href: "#glossary" }, "What is a ULP?")] : []));
  const view = element("div", { class: "agreement" }, element("table", {}, element("tbody", {}, ...inOrder.map(row), ...third)), said);
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
