// Evaluates and parses one expression as often as it is told: the side of @marcbachmann/cel-js in tests/bench/cel.
//
//   node cel.mjs MODULE FILE     MODULE: the file that cel-js starts with; FILE and orders: as in cel.c
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { parse } = await import(pathToFileURL(process.argv[2]).href);
const { expression, object, expect } = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const program = parse(expression); // once, as its README advises; evaluated often
const context = { object };

function evaluate(times) {
  for (let i = 0; i < times; i++) {
    if (program(context) !== expect) throw new Error('the expression gives something else');
  }
}

function plan(times) {
  for (let i = 0; i < times; i++) {
    if (typeof parse(expression) !== 'function') throw new Error('the expression does not parse');
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order, times] = line.split(' ');
  const start = process.hrtime.bigint();
  (order === 'eval' ? evaluate : plan)(Number(times));
  console.log(String(process.hrtime.bigint() - start));
}
