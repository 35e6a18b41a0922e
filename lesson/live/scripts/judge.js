// Whether a student's cell is right: within what rounding alone can explain, whatever the order of the terms.
// As tests/parity/bounds.py: sums of k products by 2 gamma_k (|A| |B|), an activation by 8 units in the last place.

const unit = 2 ** -53;
const gamma = (k) => (k * unit) / (1 - k * unit);

// How large the terms of a formula are, and how many roundings lie on the way.
function spread(part, value) {
  if (part.cell) return { size: Math.abs(value(part.cell)), roundings: 0 };
  if (part.constant !== undefined) return { size: Math.abs(part.constant), roundings: 0 };
  if (part.sum) {
    const terms = part.sum.map((term) => spread(term, value));
    return { size: terms.reduce((sum, term) => sum + term.size, 0), roundings: Math.max(...terms.map((term) => term.roundings)) + terms.length };
  }
  if (part.call) return { size: 1, roundings: 8 };
  const [a, b] = part.parts.map((each) => spread(each, value));
  if (part.operator === "*") return { size: a.size * b.size, roundings: a.roundings + b.roundings + 1 };
  return { size: a.size + b.size, roundings: Math.max(a.roundings, b.roundings) + 1 };
}
export function bound(part, value) {
  const { size, roundings } = spread(part, value);
  return 2 * gamma(roundings + 1) * size + roundings * Number.MIN_VALUE;
}
