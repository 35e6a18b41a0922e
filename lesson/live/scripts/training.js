// One training in both languages, piece by piece: what the page shows comes from here as it arrives.

const LISTED = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 500, 1000, 2000, 5000];
const WINDOW = 8;
const PIECE = 80; // ms that a piece of a training should take, so that it can be stopped and shown
export const LIMIT = 5; // s that code of the student's own may take

export function readAnswer(lines, window = WINDOW) {
  const answer = { traces: new Map(), errors: [], shapes: {}, settings: {}, notes: [], printed: [], checked: [], columns: [] };
  for (const text of lines) {
    const [, head, rest = ""] = /^(\S+) ?(.*)$/s.exec(text) ?? [];
    if (/^\d+$/.test(head ?? "")) {
      const [name, rows, columns, values] = rest.split(" ");
      const epoch = Number(head);
      if (name === "error") {
        answer.errors.push([epoch, values]);
        continue;
      }
      const width = Math.min(Number(columns), window);
      const cells = values.split(",");
      if (!answer.traces.has(epoch)) answer.traces.set(epoch, {});
      answer.traces.get(epoch)[name] = Array.from({ length: Math.min(Number(rows), window) }, (_, i) => cells.slice(i * width, (i + 1) * width));
      answer.shapes[name] = [Number(rows), Number(columns)];
    } else if (head === "setting") {
      const [name, value] = rest.split(" ");
      answer.settings[name] = value;
    } else if (["note", "printed", "checked", "column"].includes(head)) {
      answer[{ note: "notes", column: "columns" }[head] ?? head].push(rest);
    } else answer[head] = rest;
  }
  return answer;
}

// What one language has computed so far.
class Side {
  constructor() {
    this.traces = new Map();
    this.errors = [];
    this.done = 0;
    this.printed = [];
  }
}

export class Training {
  // job: arguments, changes, code (by language), epoch (the one that is shown); tell is called when there is news
  constructor(engines, job, tell) {
    this.engines = engines;
    this.job = job;
    this.tell = tell;
    this.sides = { python: new Side(), r: new Side() };
    this.began = performance.now();
  }
  async run() {
    await Promise.all(Object.keys(this.engines).map((language) => this.runOne(language)));
  }
  stop() {
    this.stopped = true;
  }
  limit(language) {
    return this.job.code[language] ? LIMIT : Infinity;
  }
  async ask(language, request, window) {
    const answer = readAnswer(await this.engines[language].ask(request, this.limit(language)), window);
    const side = this.sides[language];
    side.printed.push(...answer.printed);
    if (answer.problem !== undefined || answer.stopped !== undefined) {
      side.problem = answer.problem ?? answer.stopped;
      side.line = answer.line === undefined ? undefined : Number(answer.line);
      this.tell();
      return null;
    }
    return answer;
  }
  async runOne(language) {
    const side = this.sides[language];
    const began = performance.now();
    try {
      const { arguments: given, changes, code, epoch } = this.job;
      const begun = await this.ask(language, { ask: "begin", arguments: given, changes, code: code[language], window: WINDOW });
      if (!begun || this.stopped) return;
      Object.assign(side, { settings: begun.settings, shapes: begun.shapes, data: begun.traces.get(0), notes: begun.notes, network: begun.network, batches: Number(begun.batches), last: Number(begun.settings.epochs) });
      const { last } = side;
      const listed = [...new Set([...LISTED.filter((each) => each <= last), last])].filter((each) => each > 0);
      let size = 10;
      let to = Math.min(last, Math.max(epoch, 1) <= 100 ? Math.max(epoch, 1) : 10);
      if (side.batches > 1) [size, to] = [1, Math.min(last, 1)];
      for (;;) {
        const from = side.done;
        const wanted = side.network === "article" ? listed.filter((each) => each > from && each <= to) : [];
        const every = Math.max(1, Math.floor(last / 100));
        const marks = [];
        for (let each = from + 1; each <= to; each += 1) if (each < 20 || each % every === 0) marks.push(each);
        const clock = performance.now();
        const answer = await this.ask(language, { ask: "advance", wanted, marks, done: to });
        if (!answer || this.stopped) return;
        const took = performance.now() - clock;
        for (const [at, trace] of answer.traces) side.traces.set(at, trace);
        Object.assign(side.shapes, answer.shapes);
        side.errors.push(...answer.errors);
        side.done = to;
        if (this.job.boundary && side.data.X[0].length === 2) {
          const drawn = await this.ask(language, { ask: "boundary", columns: 48, rows: 32 });
          if (!drawn || this.stopped) return;
          side.boundary = drawn;
        }
        if (side.first === undefined) side.first = performance.now() - began;
        this.tell();
        if (to >= last) break;
        size = Math.max(1, Math.min(5000, Math.round((size * PIECE) / Math.max(took, 5))));
        to = Math.min(last, to + size);
      }
      const final = await this.ask(language, { ask: "final" }, Infinity);
      if (!final || this.stopped) return;
      side.final = final.traces.get(last);
      side.took = performance.now() - began;
      this.tell();
    } catch (problem) {
      if (this.stopped) return;
      side.problem = String(problem.message ?? problem);
      this.tell();
    }
  }
}

// SHA-256 of matrices: little-endian doubles, row by row, as fixtures/*/expected/portable.csv has them.
export async function hashOf(matrices, parseNumber) {
  const texts = matrices.flat(2);
  const bytes = new DataView(new ArrayBuffer(8 * texts.length));
  texts.forEach((text, n) => bytes.setFloat64(8 * n, parseNumber(text), true));
  const hash = await crypto.subtle.digest("SHA-256", bytes.buffer);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
