// What can be taken along: the student's files, and an experiment folder that both commands read.

import { strToU8, zipSync } from "fflate";

export function download(name, content, type = "text/plain") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// matrices: rows of texts by name; settings: texts by name.
export function experimentZip(matrices, settings) {
  const files = {};
  for (const [name, rows] of Object.entries(matrices)) {
    files[`mine/${name}.csv`] = strToU8(`# ${name}: ${rows.length} x ${rows[0].length}, from the live lesson of nnref\n${rows.map((row) => row.join(",")).join("\n")}\n`);
  }
  files["mine/settings.csv"] = strToU8(`# settings: name,value\n${Object.entries(settings).map(([name, value]) => `${name},${value}`).join("\n")}\n`);
  return zipSync(files);
}
