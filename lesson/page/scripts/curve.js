// ---- The error curve ----

let drawnCurve = "";
function drawCurve() {
  const place = one("[data-curve]");
  const wanted = [state.epoch, state.arithmetic, state.listing, engine.version ?? ""].join();
  if (wanted === drawnCurve) return;
  drawnCurve = wanted;
  const [width, height, left, bottom] = [1000, 260, 62, 34];
  const python = engine.errors("python", run("python"));
  const r = engine.errors("r", run("r"));
  const top = Math.max(...[...python, ...r].map(([, error]) => parseNumber(error)));
  const last = Math.max(python.at(-1)[0], r.at(-1)[0]);
  const x = (epoch) => left + ((width - left - 40) * Math.log(epoch)) / Math.log(Math.max(2, last));
  const y = (error) => 14 + (height - bottom - 14) * (1 - error / top);
  const path = (points) => points.map(([epoch, error], n) => `${n ? "L" : "M"}${x(epoch).toFixed(1)} ${y(parseNumber(error)).toFixed(1)}`).join("");
  const at = (points) => parseNumber((points.find(([epoch]) => epoch === state.epoch) ?? points.at(-1))[1]);
  const [now, nowR] = [at(python), at(r)];
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
