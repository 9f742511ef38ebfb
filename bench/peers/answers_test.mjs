// node --test bench/peers/answers_test.mjs; `make bench-peers` begins with it.
import assert from 'node:assert/strict';
import test from 'node:test';
import { difference, rowsOfSparqlJson } from './answers.mjs';

test('the order of rows and the way a term is written do not count', () => {
  const tern = [['http://x/C0', '12'], ['http://x/C1', '7']];
  assert.equal(difference(tern, [['<http://x/C1>', '7'], ['<http://x/C0>', '12']]), null);
  assert.equal(difference([['a "b"'], ['3.5']], [['"3.5"^^<http://x/double>'], ['"a "b""@en']]), null);
});

test('six digits of a number are enough', () => {
  assert.equal(difference([['99999.123'], ['12345.491']], [['12345.5'], ['99999.1']]), null);
  assert.notEqual(difference([['99999.123']], [['99990.1']]), null);
  assert.notEqual(difference([['120']], [['121']]), null);
});

test('a missing row, another text, another number, a null are differences', () => {
  assert.notEqual(difference([['a'], ['b']], [['a']]), null);
  assert.notEqual(difference([['a'], ['a'], ['b']], [['a'], ['b'], ['b']]), null);
  assert.notEqual(difference([['a', '1']], [['a', '2']]), null);
  assert.notEqual(difference([['a']], [[null]]), null);
  assert.equal(difference([[null]], [[undefined]]), null);
});

test('rows of the SPARQL JSON format follow the order of the variables', () => {
  const bindings = [{ y: { value: '2' }, x: { value: '1' } }, { y: { value: '3' } }];
  const json = JSON.stringify({ head: { vars: ['x', 'y'] }, results: { bindings } });
  assert.deepEqual(rowsOfSparqlJson(json), [['1', '2'], [null, '3']]);
});
