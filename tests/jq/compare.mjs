// Compares answers line by line: node compare.mjs QUESTIONS THEIRS OURS. Prints each difference; the exit status is 1 if there is one.
//
// Numbers are compared as doubles, objects without regard to the order of their members.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const [questions, theirs, ours] = process.argv.slice(2, 5).map((file) => readFileSync(file, 'utf8').trimEnd().split('\n'));
const words = process.argv[5] === '--any-error';  // random expressions: the position of an error counts, not its words
let differences = 0;
questions.forEach((question, at) => {
  const [expression, input] = question.split('\t');
  let left = JSON.parse(theirs[at]);
  let right = JSON.parse(ours[at]);
  if (words && 'error' in left && 'error' in right) return;
  if (isDeepStrictEqual(left, right)) return;
  ++differences;
  console.log(`${expression}   on ${input ?? 'null'}\n    jq:    ${theirs[at]}\n    baton: ${ours[at]}`);
});
console.log(`${questions.length} expressions, ${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
