// ---- Numbers, bit for bit ----

function parseNumber(text) {
  const hex = /^(-?)0x([01])(?:\.([0-9a-f]+))?p([+-]?\d+)$/.exec(text);
  if (!hex) return Number(text);
  const [, sign, whole, fraction = "", exponent] = hex;
  const power = Number(exponent) - 4 * fraction.length;
  const half = Math.trunc(power / 2); // the power alone may be below the smallest number
  return (sign ? -1 : 1) * parseInt(whole + fraction, 16) * 2 ** half * 2 ** (power - half);
}

const view = new DataView(new ArrayBuffer(8));
function bits(number) {
  view.setFloat64(0, number);
  return view.getBigInt64(0);
}
// How many doubles lie between two numbers, counting the second.
function ulpsApart(a, b) {
  const place = (number) => (bits(number) < 0n ? -(bits(number) & 0x7fffffffffffffffn) : bits(number));
  const apart = place(a) - place(b);
  return apart < 0n ? -apart : apart;
}

// A true minus sign, in front and in exponents.
const tidy = (text) => text.replace(/(^|e)-/g, "$1\u2212");
const power = (number) => (number >= 0.01 ? number.toPrecision(2) : tidy(number.toExponential(1)));
function show(number, digits = state.digits) {
  if (digits === 17) return tidy(String(Number(number.toPrecision(17))) === String(number) && Number.isInteger(number) ? String(number) : number.toPrecision(17));
  if (number !== 0 && Math.abs(number) < 0.5 * 10 ** -digits) return power(number);
  return tidy(number.toFixed(digits));
}
const isWhole = (rows) => rows.every((row) => row.every((text) => !text.includes("x")));
function showCell(key, number) {
  return ["X", "y"].includes(key) && isWhole(rowsOf(key)) ? tidy(String(number)) : show(number);
}
