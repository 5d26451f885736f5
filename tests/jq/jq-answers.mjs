// Asks jq 1.8 (the npm package jq-wasm) for its answers: reads lines EXPRESSION, tab, INPUT and prints for each one line:
// {"results":[...]}, {"error":VALUE}, {"compile":true}, or {"failed":TEXT} where jq itself ended or took too long.
//
//   node jq-answers.mjs FOLDER < questions     where FOLDER/node_modules holds jq-wasm
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const patienceMs = 30000;
const exitOfCompileError = 3;

if (isMainThread) {
  await askAll(resolve(process.argv[2] ?? '.'));
} else {
  answerAll(workerData);
}

// A worker holds the jq, so that one that never ends can be stopped.
async function askAll(folder) {
  const start = () => new Worker(new URL(import.meta.url), { workerData: folder });
  let worker = start();
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await ask(worker, line);
    if (answer.startsWith('{"failed"')) {
      await worker.terminate();
      worker = start();
    }
    process.stdout.write(`${answer}\n`);
  }
  await worker.terminate();
}

function ask(worker, line) {
  return new Promise((done) => {
    const fail = (text) => done(JSON.stringify({ failed: text }));
    const timer = setTimeout(() => fail('no answer in time'), patienceMs);
    worker.once('message', (answer) => {
      clearTimeout(timer);
      done(answer);
    });
    worker.postMessage(line);
  });
}

async function answerAll(folder) {
  const { loadJq } = createRequire(`${folder}/package.json`)('jq-wasm');
  const loading = loadJq();
  parentPort.on('message', async (line) => {
    const [expression, input] = line.split('\t');
    parentPort.postMessage(answer(await loading, expression, input || 'null'));
  });
}

function answer(jq, expression, input) {
  try {
    const { stdout, stderr, exitCode } = jq.raw(input, `try {results: [${expression}\n]} catch {error: .}`, ['-c']);
    if (exitCode === exitOfCompileError) return '{"compile":true}';
    if (exitCode === 0 && stdout !== '') return stdout.trimEnd();
    return JSON.stringify({ failed: stderr });
  } catch (failure) {
    return JSON.stringify({ failed: String(failure) });
  }
}
