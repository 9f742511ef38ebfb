// Whether two engines give one answer. The order of rows does not count (every ordered query here is a top ten, whose
// rows are compared as a set), nor how a number is written: one engine prints six digits of a double.
const TOLERANCE = 1e-5;

// A cell as text or as a number: N-Triples, as the SQL tables keep terms, loses its brackets, quotes and datatype.
function value(cell) {
  if (cell === null || cell === undefined) return '';
  let text = String(cell);
  if (text.startsWith('<') && text.endsWith('>')) text = text.slice(1, -1);
  const literal = /^"(.*)"(@[\w-]+|\^\^<[^>]*>)?$/s.exec(text);
  if (literal) text = literal[1];
  return /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}

function sorted(rows) {
  return rows.map((row) => row.map(value))
    .map((row) => ({
      text: JSON.stringify(row.map((cell) => (typeof cell === 'number' ? 0 : cell))),
      numbers: row.filter((cell) => typeof cell === 'number'),
    }))
    .sort((a, b) => {
      if (a.text !== b.text) return a.text < b.text ? -1 : 1;
      for (let i = 0; i < a.numbers.length; ++i) {
        if (a.numbers[i] !== b.numbers[i]) return a.numbers[i] - b.numbers[i];
      }
      return 0;
    });
}

const near = (a, b) => Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));

// Null where the answers agree, else what differs.
export function difference(expected, found) {
  if (expected.length !== found.length) return `${found.length} rows instead of ${expected.length}`;
  const a = sorted(expected);
  const b = sorted(found);
  for (let i = 0; i < a.length; ++i) {
    const same = a[i].text === b[i].text && a[i].numbers.length === b[i].numbers.length &&
      a[i].numbers.every((number, at) => near(number, b[i].numbers[at]));
    if (!same) return `${b[i].text} ${b[i].numbers} instead of ${a[i].text} ${a[i].numbers}`;
  }
  return null;
}

// Rows of SPARQL's JSON.
export function rowsOfSparqlJson(text) {
  const { head, results } = JSON.parse(text);
  return results.bindings.map((binding) => head.vars.map((name) => binding[name]?.value ?? null));
}
