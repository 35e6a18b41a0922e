// The live lesson: R and Python in the page. The page hands in what it is made of, and gets an engine in return.

import { assemble, blank, difference, original, placeOf } from "./code.js";
import { makeEditor } from "./editor.js";
import { Engine } from "./engine.js";
import { download, experimentZip } from "./export.js";
import { bound } from "./judge.js";
import { Training, hashOf, readAnswer } from "./training.js";

const LANGUAGES = ["python", "r"];
const STEPS = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const PROGRESS = "nnref-exercises";

export async function start(page) {
  const { element, one, all, record, state, languageNames } = page;
  const base = new URL("live/", location.href);
  const getJson = async (path) => {
    const answer = await fetch(new URL(path, base));
    if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
    return answer.json();
  };
  const [known, manifest] = await Promise.all([getJson("known.json"), getJson("../manifest.json")]);
  const names = Object.keys(known.experiments);
  const own = names.includes("lesson") ? "lesson" : "article";

  // ---- What is asked for ----

  const fresh = () => ({ experiment: own, changes: [], rate: "", epochs: "", activation: "", code: { python: {}, r: {} } });
  let spec = fresh();
  let table = null; // a table of the student's own: it never leaves the page, not even in its address
  function describe() {
    const told = Object.fromEntries(Object.entries(spec).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(fresh()[name])));
    return Object.keys(told).length === 0 ? "" : JSON.stringify(told);
  }
  function readSpec(text) {
    try {
      const told = JSON.parse(text || "{}");
      const texts = (object) => Object.fromEntries(Object.entries(object ?? {}).filter(([, value]) => typeof value === "string"));
      return {
        ...fresh(),
        ...(names.includes(told.experiment) && { experiment: told.experiment }),
        ...(Array.isArray(told.changes) && { changes: told.changes.map(String) }),
        ...Object.fromEntries(["rate", "epochs", "activation"].filter((name) => typeof told[name] === "string").map((name) => [name, told[name]])),
        code: { python: texts(told.code?.python), r: texts(told.code?.r) },
      };
    } catch {
      return fresh();
    }
  }
  const option = (name, value) => (value === "" ? [] : [name, value]);
  function argumentsOf() {
    const data = table
      ? ["--data", table.name, "--target", table.target, "--scale", "minmax", "--seed", table.seed, "--hidden-neurons", table.hidden]
      : ["--fixture", `fixtures/${spec.experiment}`];
    return [...data, "--arithmetic", state.arithmetic, ...option("--learning-rate", spec.rate), ...option("--epochs", spec.epochs), ...option("--hidden-activation", spec.activation)];
  }
  const codeOf = (language) => (Object.keys(spec.code[language]).length === 0 ? "" : assemble(record.code[language], spec.code[language]).text);

  // ---- The panel ----

  const said = one("[data-live-said]");
  const place = one("[data-live]");
  const button = (text, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, text);
  const states = Object.fromEntries(LANGUAGES.map((language) => [language, element("span", { class: "state", "data-live-state": language })]));
  const outcome = element("p", { class: "hint", role: "status", "data-live-outcome": "" });
  const problems = element("div", { role: "alert", "data-live-problems": "" });
  const progress = element("progress", { max: "1", value: "0", "aria-label": "Progress of the training", hidden: true });
  const stop = button("Stop", () => stopAll(), { "data-live-stop": "", hidden: true });
  const experiment = element("select", { "data-live-experiment": "", onchange: () => { table = null; spec = { ...fresh(), experiment: experiment.value, code: spec.code }; begin(); } }, ...names.map((name) => element("option", { value: name }, name === "lesson" ? record.name : name)));
  const field = (name, label, attributes) => {
    const input = element("input", { ...attributes, "data-live-field": name, autocomplete: "off", onchange: () => { spec[name] = input.value.trim().replace(",", "."); begin(); } });
    return [element("label", {}, label, input), input];
  };
  const [rateLabel, rate] = field("rate", "Learning rate", { inputmode: "decimal" });
  const [epochsLabel, epochs] = field("epochs", "Epochs", { inputmode: "numeric" });
  const activation = element("select", { "data-live-field": "activation", onchange: () => { spec.activation = activation.value; begin(); } }, ...["sigmoid", "tanh", "relu"].map((name) => element("option", { value: name }, name)));
  const arithmetic = element("select", { "data-live-field": "arithmetic", onchange: () => { page.go({ arithmetic: arithmetic.value }); } }, ...record.arithmetics.map((name) => element("option", { value: name }, name)));
  const change = (text) => { spec.changes = [...spec.changes, text]; begin(); };
  const shapeOf = (key) => view?.shape(key) ?? [1, 1];
  const size = (name, label, count) => element("span", { class: "live-row" }, `${label}:`, button("+", () => change(`${name}+`), { "aria-label": `Add one: ${label}` }), button("\u2212", () => change(`${name}-${count()}`), { "aria-label": `Take the last away: ${label}` }));
  const sizes = element("div", { class: "live-row", "data-live-sizes": "" },
    size("samples", "samples", () => shapeOf("X")[0]), size("features", "features", () => shapeOf("X")[1]), size("hidden", "hidden neurons", () => shapeOf("wh")[1]));
  const seed = element("input", { type: "number", min: "0", max: "4294967295", value: "42", "aria-label": "Seed" });
  const draw = button("Draw new weights from seed", () => change(`draw=${seed.value || 0}`), { "data-live-draw": "" });

  // A table of the student's own
  const pasted = element("textarea", { rows: "6", "aria-label": "Your table as CSV", placeholder: "size,weight,kind\n1.2,3.4,apple\n\u2026", "data-live-table": "", oninput: () => listColumns() });
  const target = element("select", { "data-live-target": "", "aria-label": "Column to learn" });
  const hidden = element("input", { type: "number", min: "1", value: "3", "aria-label": "Hidden neurons", "data-live-hidden": "" });
  const tableSeed = element("input", { type: "number", min: "0", value: "0", "aria-label": "Seed of the table's weights" });
  const chosen = element("input", { type: "file", accept: ".csv,text/csv,text/plain", "aria-label": "A file of yours", onchange: async () => { pasted.value = await chosen.files[0].text(); listColumns(); } });
  function listColumns() {
    const head = pasted.value.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
    const columns = head.split(",").map((name) => name.trim().replace(/^"|"$/g, "")).filter(Boolean);
    target.replaceChildren(...columns.map((name) => element("option", { value: name }, name)));
    if (columns.length) target.value = columns.at(-1);
  }
  async function useTable() {
    const name = `table-${Date.now() % 100000}.csv`;
    await Promise.all(LANGUAGES.filter((language) => engines[language].state === "ready").map((language) => engines[language].put(name, pasted.value)));
    table = { name, target: target.value, hidden: hidden.value, seed: tableSeed.value };
    spec = { ...fresh(), code: spec.code };
    begin();
  }
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("dropping"); });
  place.addEventListener("dragleave", () => place.classList.remove("dropping"));
  place.addEventListener("drop", async (event) => {
    event.preventDefault();
    place.classList.remove("dropping");
    const file = event.dataTransfer.files[0];
    if (!file) return;
    pasted.value = await file.text();
    tableBox.open = true;
    listColumns();
  });
  const tableBox = element("details", {}, element("summary", {}, "A table of your own"),
    element("p", { class: "hint" }, "Paste it, choose a file, or drop one here: a header row, then a row for each sample. It stays in this page. Both languages read it themselves; features are scaled to 0 up to 1."),
    pasted, element("div", { class: "live-row" }, chosen, element("label", {}, "Learn", target), element("label", {}, "Hidden neurons", hidden), element("label", {}, "Seed", tableSeed), button("Use this table", useTable, { class: "main", "data-live-use": "" })));

  // Take along
  const exports = element("details", {}, element("summary", {}, "Take it along"), element("div", { class: "live-row" },
    button("mine.py", () => download("mine.py", assemble(record.code.python, spec.code.python).text)),
    button("mine.R", () => download("mine.R", assemble(record.code.r, spec.code.r).text)),
    button("The numbers as a folder (zip)", () => exportNumbers()),
    button("Copy the link to exactly this", async () => {
      const done = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
      outcome.textContent = done ? "The link is copied." : `The link is the page's address: ${location.href}`;
    })),
    element("p", { class: "hint" }, "Both commands read the folder: python -m nnref --fixture mine, Rscript r/train.R --fixture mine."));
  async function exportNumbers() {
    const language = LANGUAGES.find((each) => engines[each].state === "ready" && training?.sides[each].data);
    if (!language) return;
    const request = { ask: "begin", arguments: argumentsOf(), changes: spec.changes, code: "", window: 0 };
    const answer = readAnswer(await engines[language].ask(request), Infinity);
    if (answer.problem !== undefined) {
      outcome.textContent = answer.problem;
      return;
    }
    download("mine.zip", experimentZip(answer.traces.get(0), answer.settings), "application/zip");
    begin();
  }

  const boundaries = element("div", { class: "boundaries", hidden: true, "data-live-boundaries": "" }, ...LANGUAGES.map((language) => element("figure", {}, element("canvas", { role: "img", "data-live-boundary": language }), element("figcaption", { "data-live-caption": language }))));
  const reset = button("Back to the start", () => { table = null; spec = fresh(); rewriteEditors(); begin(); }, { "data-live-reset": "" });

  // ---- Engines ----

  const engines = {};
  const loaded = { python: 0, r: 0 };
  const total = { python: 0, r: 0 };
  for (const [path, { bytes }] of Object.entries(manifest.files)) {
    const part = path.split("/");
    if (part[1] === "engines" && !/LICENSE|webr\.js|webr-worker\.js$|pyodide\.mjs|asm\.mjs/.test(path)) total[part[2]] += bytes;
  }
  total.python += manifest.files["live/nnref-python.txt"].bytes;
  const channel = new BroadcastChannel("nnref-live");
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  channel.onmessage = ({ data }) => {
    const engine = engines[data.language];
    if (data.problem && engine) engine.why = data.problem;
    if (engine?.state !== "loading" || data.problem) return;
    loaded[data.language] += data.bytes;
    drawStates();
  };
  function drawStates() {
    for (const language of LANGUAGES) {
      const engine = engines[language];
      const text = { loading: `loading, ${megabytes(loaded[language])} of ${megabytes(total[language])} MB`, ready: `ready in ${engine.seconds.toFixed(1)} s`, failed: `failed: ${engine.why ?? engine.problem}. The record stays.` }[engine.state];
      const shown = `${languageNames[language]} ${text}`;
      if (states[language].textContent !== shown) states[language].replaceChildren(element("strong", {}, languageNames[language]), ` ${text}`);
    }
  }
  if ("serviceWorker" in navigator && isSecureContext) {
    try {
      await navigator.serviceWorker.register(`service-worker.js?build=${manifest.build}`, { updateViaCache: "none" });
      const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
      if (!navigator.serviceWorker.controller) await Promise.race([controlled, new Promise((resolve) => setTimeout(resolve, 2000))]);
      // The live part's own script and lists came before it; kept now, they are there next time
      await Promise.all(["live/live.js", "live/known.json"].map((path) => fetch(path)));
    } catch {
      // without it the page works as well, only not without a network
    }
  }
  one(".live-start").replaceChildren(states.python, " ", states.r, " ", progress, stop);
  place.append(
    element("div", { class: "live-row" }, element("label", {}, "Experiment", experiment), rateLabel, epochsLabel, element("label", {}, "Activation", activation), element("label", {}, "Arithmetic", arithmetic), reset),
    element("details", {}, element("summary", {}, "Rows, columns, weights"), sizes, element("div", { class: "live-row" }, draw, seed)),
    tableBox, exercisesBox(), exports, problems, outcome, boundaries,
  );
  for (const language of LANGUAGES) {
    engines[language] = new Engine(language);
    engines[language].ready.then(() => {
      drawStates();
      if (engines[language].state === "ready") joinIn(language);
    });
  }
  drawStates();

  // ---- The engine as the page knows it ----

  let training = null;
  let view = null;
  let shownSpec = "";
  const languagesOf = (each) => LANGUAGES.filter((language) => each.engines[language] && each.sides[language].traces.size > 0);
  function makeView(from) {
    const sides = from.sides;
    const present = languagesOf(from);
    const main = sides[present[0]];
    const side = (language) => (sides[language].traces.size > 0 ? sides[language] : main);
    const common = [...main.traces.keys()].filter((epoch) => present.every((language) => sides[language].traces.has(epoch)));
    return {
      version: `${main.done} ${present} ${from.began}`,
      epochs: common.length ? common : [...main.traces.keys()],
      rate: Number(main.settings.learning_rate),
      last: main.last,
      activation: main.settings.hidden_activation ?? "sigmoid",
      batches: main.batches,
      origin: "Computed here from the numbers that you can change.",
      texts: (language, run, epoch, key) => (["X", "y"].includes(key) ? side(language).data[key] : (side(language).traces.get(epoch) ?? main.traces.get(epoch))[key]),
      errors: (language) => side(language).errors,
      shape: (key) => main.shapes[key] ?? main.shapes[key.replace(/^new_/, "")],
      has: (language, epoch) => sides[language].traces.has(epoch),
      editor: cellEditor,
      third: desktopRow,
    };
  }
  // The stored value of the desktop, where this is what was recorded.
  function desktopRow(cell) {
    if (describe() !== "" || table || !record.epochs.includes(state.epoch) || state.listing === "published") return [];
    const text = page.recorded.texts(page.state.order.split("-")[0], state.arithmetic, state.epoch, cell.key)[cell.i][cell.j];
    const value = page.parseNumber(text);
    const apart = page.ulpsApart(value, page.value(cell.key, cell.i, cell.j));
    return [element("tr", { "data-language": "desktop" }, element("th", { scope: "row" }, "Recorded"), element("td", { "data-decimal": "desktop" }, `${page.show(value, 17)} ${apart === 0n ? "(the same bits)" : `(${apart} ULP)`}`))];
  }
  function cellEditor(cell) {
    const given = ["X", "y"].includes(cell.key) || (["wh", "bh", "wout", "bout"].includes(cell.key) && state.epoch === 1);
    if (!given) return "";
    const text = page.recorded && page.numbersOf(page.rowsOf(cell.key))[cell.i][cell.j];
    const input = element("input", { id: "edit", inputmode: "decimal", autocomplete: "off", value: String(text), "data-live-cell": "" });
    return element("form", {
      class: "edit",
      onsubmit: (event) => {
        event.preventDefault();
        const head = `${cell.key}[${cell.i + 1},${cell.j + 1}]=`;
        const value = input.value.trim().replace(",", ".").replace("\u2212", "-");
        const last = spec.changes.findLastIndex((each) => !/\]=/.test(each));
        spec.changes = [...spec.changes.filter((each, n) => n < last || !each.startsWith(head)), head + value];
        begin();
      },
    }, element("label", { for: "edit" }, "Change it to"), input, element("button", { type: "submit" }, "Set"));
  }

  // ---- Running ----

  let count = 0;
  function begin() {
    training?.stop();
    const available = Object.fromEntries(LANGUAGES.filter((language) => engines[language].state === "ready").map((language) => [language, engines[language]]));
    const job = { arguments: argumentsOf(), changes: spec.changes, code: { python: codeOf("python"), r: codeOf("r") }, epoch: state.epoch, boundary: true };
    shownSpec = describe();
    const mine = new Training(available, job, () => hear(mine));
    mine.arithmetic = state.arithmetic;
    mine.code = spec.code;
    count += 1;
    mine.number = count;
    place.dataset.begun = String(count);
    training = mine;
    problems.replaceChildren();
    fillFields();
    if (state.live !== shownSpec) page.go({ live: shownSpec, listing: "package" }, { quiet: true });
    mine.run();
  }
  // An engine that comes later does the same as the one that is there already.
  function joinIn(language) {
    if (training === null) {
      spec = readSpec(state.live);
      rewriteEditors();
      begin();
      return;
    }
    training.engines[language] = engines[language];
    training.runOne(language);
  }
  function stopAll() {
    training?.stop();
    for (const language of LANGUAGES) {
      const engine = engines[language];
      const asked = engine.abandon;
      // A piece of a training ends by itself; a loop of the student's own may not
      if (asked) setTimeout(() => { if (engine.abandon === asked) engine.stop("stopped"); }, 400);
    }
    finish("Stopped. What was computed is shown.");
    place.dataset.finished = String(training?.number);
  }
  function finish(text) {
    progress.hidden = true;
    stop.hidden = true;
    outcome.textContent = text;
  }
  let drawing = 0;
  let drawnAt = 0;
  function hear(from) {
    if (from !== training) return;
    clearTimeout(drawing);
    const sides = Object.keys(from.engines).map((language) => from.sides[language]);
    const both = sides.every((side) => side.first !== undefined || side.problem !== undefined);
    const ended = sides.every((side) => side.final !== undefined || side.problem !== undefined);
    const since = performance.now() - drawnAt;
    if (both && (ended || !from.drawn || since > 200)) drawNews(from);
    else drawing = setTimeout(() => { if (from === training && !from.stopped) drawNews(from); }, both ? 200 - since : 60);
  }
  function drawNews(from) {
    drawnAt = performance.now();
    from.drawn = true;
    const present = languagesOf(from);
    if (present.length > 0) {
      view = makeView(from);
      page.useEngine(view);
      if (!view.epochs.includes(state.epoch)) state.epoch = view.epochs.filter((epoch) => epoch <= state.epoch).at(-1) ?? view.epochs[0];
      page.go({}, { quiet: true });
    }
    const sides = Object.entries(from.sides).filter(([language]) => from.engines[language]);
    if (sides.some(([, side]) => side.network !== undefined && side.network !== "article") && view !== null) {
      view = null; // its steps are others: the page goes back to what was recorded
      page.useEngine(page.recorded);
      if (!record.epochs.includes(state.epoch)) state.epoch = record.epochs[0];
      page.go({}, { quiet: true });
    }
    const running = sides.some(([, side]) => side.final === undefined && side.problem === undefined);
    const share = Math.min(...sides.map(([, side]) => (side.problem !== undefined ? 1 : side.done / Math.max(1, side.last ?? 1))));
    progress.hidden = !running;
    stop.hidden = !running;
    progress.value = share;
    drawProblems(from);
    drawBoundaries(from);
    drawOutcome(from, running);
    fillFields();
    judgeExercises(from);
    if (!running) place.dataset.finished = String(from.number);
    place.dataset.first = sides.map(([language, side]) => `${language} ${Math.round(side.first ?? -1)}`).join(" ");
    place.dataset.took = sides.map(([language, side]) => `${language} ${Math.round(side.took ?? -1)}`).join(" ");
  }
  // A bracket that is left open is noticed only in a later step: the line is then the last one that the student wrote.
  function locate(language, line) {
    const mine = Object.keys(spec.code[language]).map(Number);
    const { places } = assemble(record.code[language], spec.code[language]);
    const found = placeOf(places, line);
    if (found && (mine.includes(found.step) || mine.length === 0)) return found;
    const before = places.filter(({ step, first }) => first <= line && mine.includes(step)).at(-1);
    return before ? { step: before.step, line: before.count } : found;
  }
  function sentence(language, side) {
    const name = languageNames[language];
    if (side.line === undefined) return `${name}: ${side.problem}`;
    const found = locate(language, side.line);
    return `${name}, ${found ? `step ${found.step}, line ${found.line}` : `line ${side.line} of the file`}: ${side.problem}`;
  }
  function drawProblems(from) {
    const told = Object.entries(from.sides).filter(([, side]) => side.problem !== undefined).map(([language, side]) => element("p", { class: "problem" }, `${sentence(language, side)}.`.replace(/\.\.$/, ".").replace(/\?\.$/, "?")));
    const notes = [...new Set(Object.values(from.sides).flatMap((side) => side.notes ?? []))].map((note) => element("p", { class: "hint" }, note));
    problems.replaceChildren(...told, ...notes);
  }
  let outcomeCount = 0;
  async function drawOutcome(from, running) {
    outcomeCount += 1;
    const mine = outcomeCount;
    const { python, r } = from.sides;
    if (running) {
      outcome.textContent = Object.entries(from.sides).filter(([language]) => from.engines[language]).map(([language, side]) => `${languageNames[language]}: epoch ${side.done.toLocaleString("en")} of ${(side.last ?? 0).toLocaleString("en")}`).join("; ");
      return;
    }
    const elsewhere = python.network !== undefined && python.network !== "article" ? " The steps below show the recorded lesson: this network has others." : "";
    if (!python.final || !r.final) {
      outcome.textContent = "";
      return;
    }
    let [same, count] = [0, 0];
    for (const key of Object.keys(python.final)) {
      python.final[key].flat().forEach((text, n) => {
        count += 1;
        if (page.bits(page.parseNumber(text)) === page.bits(page.parseNumber(r.final[key].flat()[n]))) same += 1;
      });
    }
    const times = LANGUAGES.map((language) => `${languageNames[language]} ${(from.sides[language].took / 1000).toFixed(2)} s`).join(", ");
    let text = `${python.last.toLocaleString("en")} epochs (${times}): Python and R have the same bits in ${same === count ? `all ${count.toLocaleString("en")}` : `${same.toLocaleString("en")} of ${count.toLocaleString("en")}`} trained parameters and outputs.${elsewhere}`;
    if (isSecureContext) text += ` Fingerprint: ${(await hashOf(Object.values(python.final), page.parseNumber)).slice(0, 16)}.`;
    const stored = known.experiments[spec.experiment];
    if (from.arithmetic === "portable" && describe().replace(/^\{"experiment":"\w+"\}$/, "") === "" && !table && stored.wh !== undefined && isSecureContext) {
      const right = await Promise.all(Object.keys(python.final).map(async (key) => (await hashOf([python.final[key]], page.parseNumber)) === stored[key] && (await hashOf([r.final[key]], page.parseNumber)) === stored[key]));
      text += right.every(Boolean) ? " They are the bits stored for every machine." : " They are NOT the bits stored for every machine.";
    }
    if (mine === outcomeCount) outcome.textContent = text;
  }
  function drawBoundaries(from) {
    const drawn = Object.entries(from.sides).filter(([, side]) => side.boundary !== undefined);
    boundaries.hidden = drawn.length === 0;
    for (const [language, side] of drawn) {
      const { low_high: corners, points, levels } = side.boundary;
      const [lowX, lowY, highX, highY] = corners.split(" ").map(page.parseNumber);
      const numbers = points.split(",").map(page.parseNumber);
      const triples = Array.from({ length: numbers.length / 3 }, (_, n) => [numbers[3 * n], numbers[3 * n + 1], Math.round(numbers[3 * n + 2])]);
      const frame = Array.from(levels.split(","), (level) => page.levels[Number(level)]).join("");
      const error = side.errors.at(-1);
      const caption = `${languageNames[language]}, epoch ${side.done.toLocaleString("en")}${error ? `: error ${page.show(page.parseNumber(error[1]), 5)}` : ""}`;
      const canvas = one(`[data-live-boundary=${language}]`);
      canvas.setAttribute("aria-label", `Decision boundary. ${caption}`);
      one(`[data-live-caption=${language}]`).textContent = caption;
      page.drawBoundary(canvas, { columns: 48, rows: 32, low: [lowX, lowY], high: [highX, highY], points: triples }, frame);
    }
  }
  function fillFields() {
    const stored = table ? { learning_rate: "0.1", epochs: "5000" } : known.experiments[spec.experiment];
    const fill = (input, value) => { if (document.activeElement !== input) input.value = value; };
    fill(experiment, spec.experiment);
    fill(rate, spec.rate || stored.learning_rate);
    fill(epochs, spec.epochs || stored.epochs);
    fill(activation, spec.activation || stored.hidden_activation || "sigmoid");
    fill(arithmetic, state.arithmetic);
    const steps = table !== null || [undefined, "article"].includes(stored.network);
    sizes.hidden = !steps || (view?.batches ?? 1) > 1;
    draw.parentElement.hidden = !steps;
    activation.disabled = ["single_layer", "neuron"].includes(stored.network);
  }

  // ---- Code ----

  const editors = new Map(); // by language and step
  const problemPlaces = new Map();
  function setCode(language, step, text) {
    const mine = { ...spec.code[language] };
    if (text === original(record.code[language], step)) delete mine[step];
    else mine[step] = text;
    spec.code = { ...spec.code, [language]: mine };
    drawEditor(language, step);
  }
  function rewriteEditors() {
    for (const [name, editor] of editors) {
      const [language, step] = name.split(" ");
      const wanted = spec.code[language][step] ?? original(record.code[language], Number(step));
      if (editor.get() !== wanted) editor.set(wanted);
      drawEditor(language, Number(step));
    }
  }
  function runCode() {
    for (const language of LANGUAGES) engines[language].prepareSpare();
    begin();
  }
  async function check(language, step, hint) {
    const out = one("[data-checked]", problemPlaces.get(`${language} ${step}`));
    out.hidden = false;
    out.textContent = "Checking \u2026";
    try {
      const answer = readAnswer(await engines[language].ask({ ask: "check", code: assemble(record.code[language], spec.code[language]).text, hint }, 60));
      out.textContent = answer.problem !== undefined ? answer.problem : answer.checked.join("\n");
    } catch (problem) {
      out.textContent = String(problem.message ?? problem);
    }
    begin(); // what was asked before may have been ended
  }
  function drawEditor(language, step) {
    const box = problemPlaces.get(`${language} ${step}`);
    if (!box) return;
    const before = original(record.code[language], step);
    const now = spec.code[language][step] ?? before;
    const lines = difference(before, now);
    one(".plain", box.closest(".language")).hidden = now !== before || state.arithmetic !== "native"; // else it gives the answer away
    one("[data-difference]", box).hidden = now === before;
    one("[data-difference]", box).replaceChildren(...lines.map((line) => element("span", { class: line.startsWith("+") ? "added" : "removed" }, `${line}\n`)));
    one("[data-reset]", box).disabled = now === before;
    const side = training?.sides[language];
    const told = side?.problem !== undefined && side.line !== undefined ? locate(language, side.line) : null;
    const problem = one("[data-problem]", box);
    problem.textContent = told?.step === step ? `Line ${told.line}: ${side.problem}` : "";
    const printed = one("[data-printed]", box);
    printed.hidden = !side?.printed.length;
    printed.textContent = side?.printed.length ? `Your code printed:\n${side.printed.slice(0, 200).join("\n")}` : "";
  }
  function placeEditors() {
    const { step } = state;
    const section = one(`section.step[data-step="${step}"]`);
    for (const host of all("[data-editor]", section)) {
      const language = host.dataset.editor;
      const column = host.closest(".language");
      const name = `${language} ${step}`;
      if (!STEPS.includes(step) || column.dataset.listing === "published") continue;
      one("pre", column).hidden = true;
      if (!editors.has(name)) {
        const shell = element("div", { class: "box" });
        const box = element("div", {},
          shell,
          element("div", { class: "buttons" },
            button("Run", runCode, { "data-run": "", title: "Ctrl+Enter" }),
            button("Reset", () => { editors.get(name).set(original(record.code[language], step)); begin(); }, { "data-reset": "" }),
            button("Blank", () => editors.get(name).set(blank(language, original(record.code[language], step))), { "data-blank": "", title: "As an exercise" }),
            ...(known.checks ? [button("Is mine right?", () => check(language, step, 0), { "data-check": "" }), ...[1, 2, 3].map((hint) => button(`Hint ${hint}`, () => check(language, step, hint)))] : [])),
          element("p", { class: "problem", role: "alert", "data-problem": "" }),
          element("pre", { "data-difference": "", hidden: true, tabindex: "0", "aria-label": "What you changed" }),
          element("pre", { "data-printed": "", hidden: true, tabindex: "0", "aria-label": "What your code printed" }),
          element("pre", { "data-checked": "", hidden: true, tabindex: "0", "aria-label": "What the check says" }));
        host.append(box);
        problemPlaces.set(name, box);
        editors.set(name, makeEditor(shell, {
          language,
          label: `${languageNames[language]}, the lines of step ${step}`,
          text: spec.code[language][step] ?? original(record.code[language], step),
          changed: (text) => setCode(language, step, text),
          run: runCode,
          leave: () => one("[data-run]", box).focus(),
        }));
      }
      drawEditor(language, step);
    }
  }
  page.afterRender.push(placeEditors);

  // ---- Exercises ----

  function exercisesBox() {
    const path = Object.fromEntries(LANGUAGES.map((language) => [language, element("ol", { class: "path", "aria-label": `Steps in ${languageNames[language]}`, "data-path": language })]));
    const hint = element("p", { class: "hint", "data-hint": "", role: "status" });
    let level = 0;
    let hinted = 0;
    const next = button("Hint", () => {
      const step = STEPS.includes(state.step) ? state.step : 2;
      if (hinted !== step) [hinted, level] = [step, 0];
      const hints = record.hints[step];
      const language = state.order.split("-")[0];
      hint.textContent = [`Step ${step}: ${hints[0]}`, `As a formula: ${hints[1]}.`, `One answer: ${LANGUAGES.map((each) => hints[2][each]).join("   or in R:   ")}`][level] ?? "";
      hint.dataset.language = language;
      level = Math.min(2, level + 1);
    }, { "data-hint-button": "" });
    const blankAll = button("Begin: leave every step blank", () => {
      for (const language of LANGUAGES) {
        spec.code[language] = Object.fromEntries(STEPS.map((step) => [step, blank(language, original(record.code[language], step))]));
      }
      rewriteEditors();
      page.go({ step: 2 });
      runCode();
    }, { "data-exercises-begin": "" });
    const blankOne = button("Only this step", () => {
      if (!STEPS.includes(state.step)) page.go({ step: 2 });
      for (const language of LANGUAGES) setCode(language, state.step, blank(language, original(record.code[language], state.step)));
      rewriteEditors();
      runCode();
    });
    const resume = button("Go on where I was", () => {
      spec.code = progressKept().code;
      rewriteEditors();
      runCode();
    });
    const forget = button("Forget my progress", () => { try { localStorage.removeItem(PROGRESS); } catch { /* nothing was kept */ } drawPath(); });
    exerciseParts = { path, hint };
    const box = element("details", { "data-exercises": "" }, element("summary", {}, "Exercises: write it yourself"),
      element("p", { class: "hint" }, "The right-hand sides are blank. Fill in a step, in one language or in both, and run it: a step is done when its numbers are right, within what rounding can explain. Your progress is kept in this browser."),
      element("div", { class: "live-row" }, blankAll, blankOne, resume, next, forget),
      ...LANGUAGES.map((language) => element("div", { class: "live-row" }, `${languageNames[language]}:`, path[language])), hint);
    drawPath();
    return box;
  }
  function progressKept() {
    try {
      const kept = JSON.parse(localStorage.getItem(PROGRESS) ?? "{}");
      return { python: kept.python ?? [], r: kept.r ?? [], code: { python: {}, r: {}, ...kept.code } };
    } catch {
      return { python: [], r: [], code: { python: {}, r: {} } };
    }
  }
  function keepProgress(kept) {
    try {
      localStorage.setItem(PROGRESS, JSON.stringify(kept));
    } catch {
      // a browser that keeps nothing still runs the exercises
    }
  }
  function drawPath() {
    const kept = progressKept();
    for (const language of LANGUAGES) {
      exerciseParts.path[language].replaceChildren(...STEPS.map((step) => {
        const right = kept[language].includes(step);
        return element("li", {}, button(`${right ? "\u2713 " : ""}${step}`, () => page.go({ step }), { class: right ? "right" : "", "aria-label": `Step ${step}${right ? ", done" : ""}` }));
      }));
    }
  }
  // A step that the student has written is done when every cell of the first epoch is within the bound.
  function judgeExercises(from) {
    const kept = progressKept();
    let news = false;
    for (const language of LANGUAGES) {
      const trace = from.sides[language].traces.get(1);
      if (!trace) continue;
      for (const step of Object.keys(from.code[language]).map(Number)) {
        const text = from.code[language][step];
        if (/= \.\.\.|<- TODO/.test(text)) continue;
        const right = stepIsRight(from.sides[language], trace, step);
        if (right && !kept[language].includes(step)) {
          kept[language] = [...kept[language], step].sort((a, b) => a - b);
          news = true;
          page.announce(`Step ${step} is right in ${languageNames[language]}.`);
        }
      }
    }
    if (Object.keys(spec.code.python).length + Object.keys(spec.code.r).length > 0) {
      kept.code = spec.code;
      keepProgress(kept);
    }
    if (news) drawPath();
  }
  function stepIsRight(side, trace, step) {
    const numbers = (key) => page.numbersOf(["X", "y"].includes(key) ? side.data[key] : trace[key]);
    const value = ({ key, i, j }) => numbers(key)[i][j];
    return page.targetsOf(step).every((key) => numbers(key).every((row, i) => row.every((number, j) => {
      const parts = page.takeApart(page.treeOf(key), i, j);
      if (hasMore(parts)) return true; // only a window of it is here
      return Math.abs(number - compute(parts, value)) <= bound(parts, value);
    })));
  }
  const hasMore = (part) => part.more > 0 || (part.sum ?? part.parts ?? []).some(hasMore);
  const calls = {
    sigmoid: (x) => 1 / (1 + Math.exp(-x)), tanh: Math.tanh, relu: (x) => Math.max(0, x),
    derivatives_sigmoid: (a) => a * (1 - a), derivatives_tanh: (a) => 1 - a * a, derivatives_relu: (a) => (a > 0 ? 1 : 0),
  };
  function compute(part, value) {
    if (part.cell) return value(part.cell);
    if (part.constant !== undefined) return part.constant;
    if (part.sum) return part.sum.reduce((sum, term) => sum + compute(term, value), 0);
    if (part.call) return calls[part.call](compute(part.parts[0], value));
    const [a, b] = part.parts.map((each) => compute(each, value));
    return { "*": a * b, "+": a + b, "-": a - b }[part.operator];
  }

  // ---- Where the address leads ----

  let arithmeticNow = state.arithmetic;
  page.afterRender.push(() => {
    if (state.arithmetic !== arithmeticNow) {
      arithmeticNow = state.arithmetic;
      if (training) queueMicrotask(begin);
    } else if (training && state.live !== shownSpec) {
      shownSpec = state.live;
      queueMicrotask(() => { spec = readSpec(state.live); table = null; rewriteEditors(); begin(); });
    }
  });
  said.textContent = "";
}
let exerciseParts = null;
