// ---- The moons ----

const moons = record.moons;
const levels = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const runNames = { python: "Python", r: "R", moved: "Python, its first weight of wout moved by one ULP" };
const moonsState = { frame: moons.epochs.length - 1, beside: "r", timer: 0, near: false };

// The region where the network answers 1, its boundary, and the points: rings are 0, squares are 1.
function drawBoundary(canvas, field, frame) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const ratio = Math.min(2, devicePixelRatio || 1);
  const width = Math.max(1, canvas.clientWidth) * ratio;
  const height = (width * 2) / 3;
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  const { columns, rows, low, high } = field;
  const output = Float64Array.from(frame, (letter) => levels.indexOf(letter) / 63);
  const at = (i, j) => output[j * columns + i];
  const x = (i) => (i / (columns - 1)) * width;
  const y = (j) => height - (j / (rows - 1)) * height;
  pen.fillStyle = colour("--card");
  pen.fillRect(0, 0, width, height);
  const edges = [];
  pen.fillStyle = colour("--region");
  pen.strokeStyle = colour("--region");
  pen.lineWidth = ratio;
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      // The corners of a square of the grid in turn; where two neighbours disagree, the boundary crosses between them.
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const inside = [];
      const crossings = [];
      corners.forEach(([a, b], k) => {
        const [c, d] = corners[(k + 1) % 4];
        const [p, q] = [at(a, b), at(c, d)];
        if (p >= 0.5) inside.push([x(a), y(b)]);
        if (p >= 0.5 !== q >= 0.5) {
          const share = (0.5 - p) / (q - p);
          const point = [x(a + share * (c - a)), y(b + share * (d - b))];
          inside.push(point);
          crossings.push(point);
        }
      });
      if (inside.length > 2) {
        pen.beginPath();
        inside.forEach(([a, b]) => pen.lineTo(a, b));
        pen.closePath();
        pen.fill();
        pen.stroke(); // closes the seams between neighbours
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) edges.push([crossings[k], crossings[k + 1]]);
    }
  }
  const size = 2.6 * ratio;
  pen.lineWidth = 1.2 * ratio;
  for (const [a, b, kind] of field.points) {
    const px = ((a - low[0]) / (high[0] - low[0])) * width;
    const py = height - ((b - low[1]) / (high[1] - low[1])) * height;
    if (kind === 1) {
      pen.fillStyle = colour("--one");
      pen.fillRect(px - size * 0.8, py - size * 0.8, size * 1.6, size * 1.6);
    } else {
      pen.strokeStyle = colour("--zero");
      pen.beginPath();
      pen.arc(px, py, size, 0, 2 * Math.PI);
      pen.stroke();
    }
  }
  pen.strokeStyle = colour("--region-edge");
  pen.lineWidth = 3 * ratio;
  pen.beginPath();
  for (const [[a, b], [c, d]] of edges) {
    pen.moveTo(a, b);
    pen.lineTo(c, d);
  }
  pen.stroke();
}
function renderMoons() {
  const epoch = moons.epochs[moonsState.frame];
  const words = epoch.toLocaleString("en");
  one("#moons-epoch").value = moonsState.frame;
  one("#moons-epoch").setAttribute("aria-valuetext", `epoch ${epoch}`);
  one("[data-moons-label]").textContent = words;
  for (const [place, run] of [["python", "python"], ["beside", moonsState.beside]]) {
    const error = parseNumber(moons.errors[run].find(([at]) => at === epoch)[1]);
    const caption = `${runNames[run]}, epoch ${words}: error ${error.toFixed(5)}`;
    one(`[data-moons-caption=${place}]`).textContent = caption;
    const canvas = one(`canvas[data-moons=${place}]`);
    canvas.setAttribute("aria-label", `Decision boundary of the two moons. ${caption}`);
    if (moonsState.near) drawBoundary(canvas, moons, moons.frames[run][moonsState.frame]);
  }
  const apart = moons.apart[moonsState.beside].find(([at]) => at === epoch)[1];
  one("[data-moons-apart]").textContent = `Epoch ${words}: the weights of the two runs are ${apart === 0 ? "the same bits" : `up to ${power(apart)} apart`}.`;
  drawDrift(epoch);
}
function drawDrift(epoch) {
  const [width, height, left, bottom] = [1000, 250, 76, 34];
  const last = moons.epochs.at(-1);
  const [least, most] = [-17, 2];
  const x = (at) => left + ((width - left - 40) * at) / last;
  const y = (distance) => 12 + (height - bottom - 12) * (1 - (Math.log10(Math.max(distance, 10 ** least)) - least) / (most - least));
  const path = (points) => points.map(([at, distance], n) => `${n ? "L" : "M"}${x(at).toFixed(1)} ${y(distance).toFixed(1)}`).join("");
  const picture = element("svg:svg", { viewBox: `0 0 ${width} ${height}`, class: "curve", role: "img", "aria-label": "How far the weights of the runs are apart, by epoch, from 1e-17 at the foot to 100 at the top: both distances grow." });
  picture.append(element("svg:path", { class: "frame", d: `M${left} 10V${height - bottom}H${width - 20}` }));
  for (const at of [0, 2000, 4000, 6000, 8000, 10000].filter((each) => each <= last)) picture.append(element("svg:text", { x: x(at), y: height - 12, "text-anchor": "middle" }, at.toLocaleString("en")));
  for (const power of [-16, -12, -8, -4, 0]) picture.append(element("svg:text", { x: left - 8, y: y(10 ** power) + 5, "text-anchor": "end" }, power === 0 ? "1" : tidy(`1e${power}`)));
  picture.append(element("svg:path", { class: "r", d: path(moons.apart.r) }), element("svg:path", { class: "python", d: path(moons.apart.moved) }));
  const now = moons.apart[moonsState.beside].find(([at]) => at === epoch)[1];
  picture.append(element("svg:path", { class: "mark-line", d: `M${x(epoch)} 12V${height - bottom}` }), element("svg:circle", { class: "mark", cx: x(epoch), cy: y(now), r: 7 }));
  one("[data-drift]").replaceChildren(element("p", { class: "hint" }, "The largest distance between two weights, by epoch. Dashed: Python and R. Solid: Python and Python with its first weight of wout moved by one ULP at the start."), picture);
}
function playMoons(start) {
  clearInterval(moonsState.timer);
  const button = one("[data-moons-play]");
  button.setAttribute("aria-pressed", String(start));
  button.textContent = start ? "Stop" : "Play";
  if (!start) return;
  if (moonsState.frame === moons.epochs.length - 1) moonsState.frame = 0;
  renderMoons();
  moonsState.timer = setInterval(() => {
    moonsState.frame += 1;
    renderMoons();
    if (moonsState.frame === moons.epochs.length - 1) playMoons(false);
  }, 700);
}
one("#moons-epoch").addEventListener("input", (event) => { playMoons(false); moonsState.frame = Number(event.target.value); renderMoons(); });
one("[data-moons-play]").addEventListener("click", (event) => playMoons(event.target.getAttribute("aria-pressed") !== "true"));
all("input[name=beside]").forEach((input) => input.addEventListener("change", () => { moonsState.beside = input.value; renderMoons(); }));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", renderMoons);
// The pictures are drawn when they first come near the view, and again when their size changes.
renderMoons();
new IntersectionObserver(([seen], observer) => {
  if (!seen.isIntersecting) return;
  observer.disconnect();
  moonsState.near = true;
  new ResizeObserver(renderMoons).observe(one(".moons-pictures"));
}, { rootMargin: "50%" }).observe(one(".moons-pictures"));
