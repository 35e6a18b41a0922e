// ---- A cell's formula ----

// The formula of cell (i, j) with its matrices taken apart: leaves are cells, the rest are operations on numbers.
function takeApart(tree, i, j) {
  const [operator, a, b] = tree;
  switch (operator) {
    case "name": return { cell: { key: a, i: rowsOf(a).length === 1 ? 0 : i, j } };
    case "number": return { constant: b, name: a };
    case "transpose": return takeApart(a, j, i);
    case "dot": return { sum: Array.from({ length: innerSize(a)[0] }, (_, k) => ({ operator: "*", parts: [takeApart(a, i, k), takeApart(b, k, j)] })), more: innerSize(a)[1] };
    case "column_sums": return { sum: rowsOf(a[1]).map((_, k) => takeApart(a, k, j)), more: shapeOf(a[1])[0] - rowsOf(a[1]).length };
    case "row_sums": return { sum: rowsOf(a[1])[0].map((_, k) => takeApart(a, i, k)), more: 0 }; // R recycles it down the columns
    case "call": return { call: a, parts: [takeApart(b, i, j)] };
    default: return { operator, parts: [takeApart(a, i, j), takeApart(b, i, j)] };
  }
}
// How many terms of a product are shown, and how many more there are.
function innerSize(tree) {
  const [key, side] = tree[0] === "transpose" ? [tree[1][1], 0] : [tree[1], 1];
  const shown = side === 0 ? rowsOf(key).length : rowsOf(key)[0].length;
  return [shown, shapeOf(key)[side] - shown];
}
function leaves(part) {
  return part.cell ? [part.cell] : (part.sum ?? part.parts ?? []).flatMap(leaves);
}
const sourcesOf = ({ key, i, j }) => (treeOf(key) ? leaves(takeApart(treeOf(key), i, j)) : []);

// How an activation is computed, for the second line of a plugged-in formula.
const written = {
  sigmoid: (x) => ["1 / (1 + exp(\u2212", x, "))"],
  tanh: (x) => ["tanh(", x, ")"],
  relu: (x) => ["max(0, ", x, ")"],
  derivatives_sigmoid: (a) => [a, " \u00b7 (1 \u2212 ", a, ")"],
  derivatives_tanh: (a) => ["1 \u2212 ", a, " \u00b7 ", a],
  derivatives_relu: (a) => ["1 if ", a, " > 0, else 0"],
};
