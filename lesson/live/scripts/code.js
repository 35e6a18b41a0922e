// The student's files: the package's functions with the lines of some steps replaced.

// parts: as lesson/sources.py cuts them, text in turn with the lines of a step. own: lines by step.
export function assemble(parts, own) {
  const lines = [];
  const places = []; // for each step: its first line, how many, how far indented
  for (const part of parts) {
    const text = own[part.step] ?? part.text;
    const shown = text.replace(/\n+$/, "").split("\n");
    if (part.step) places.push({ step: part.step, first: lines.length + 1, count: shown.length });
    lines.push(...shown.map((line) => (line === "" ? "" : " ".repeat(part.indent) + line)));
  }
  return { text: `${lines.join("\n")}\n`, places };
}

// A line of the file, as the reader knows it.
export function placeOf(places, line) {
  const found = places.find(({ first, count }) => line >= first && line < first + count);
  return found ? { step: found.step, line: line - found.first + 1 } : null;
}

export const original = (parts, step) => parts.find((part) => part.step === step)?.text;

// The same lines with every right-hand side left blank, as the exercises begin.
export function blank(language, text) {
  const sign = language === "python" ? " = " : " <- ";
  return text.split("\n").map((line) => {
    const at = line.indexOf(sign);
    if (at < 0) return line;
    const shape = /\s*#.*$/.exec(line)?.[0] ?? "";
    return `${line.slice(0, at)}${sign}${language === "python" ? "..." : "TODO"}${shape}`;
  }).join("\n");
}

// What has changed: lines that went, lines that came.
export function difference(before, after) {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `\u2212 ${line}`);
  const come = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}
