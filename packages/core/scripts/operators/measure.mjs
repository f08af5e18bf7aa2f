// Which operators of com.microsoft do onnxruntime-node's and onnxruntime-web's builds for processors have? Opens the graphs
// that one-node-graphs.py wrote, and prints the names for src/onnx/processor-operators.ts.
//
//     node measure.mjs FOLDER

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.argv[2];
/** Names of the operators that there are graphs of. */
const names = [...new Set(readdirSync(folder).map((file) => file.split('.')[0]))].sort();
const graphsOf = (name) => readdirSync(folder).filter((file) => file.startsWith(`${name}.`) && file.endsWith('.onnx'));
const untried = names.filter((name) => graphsOf(name).length === 0);
/** What ONNX Runtime says where it has no kernel, or none but for float16, which it tries to do without. */
const missing =
  /Could not find an implementation|Failed to find kernel|is not a registered function\/op|not compatible with any execution provider|InsertedPrecisionFreeCast/;

/** Opens each graph of these names in a process of its own kind: some operators end the process when they are opened like this. */
function measure(runtime) {
  const has = [];
  const left = [...names];
  while (left.length > 0) {
    const { stdout } = spawnSync(process.execPath, [import.meta.filename, folder, runtime, ...left], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const told = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    for (const { name, found } of told.filter(({ done }) => done)) if (found) has.push(name);
    const last = told.at(-1);
    if (last === undefined) throw new Error(`${runtime} does not start`);
    if (!last.done) has.push(last.name); // it has a kernel, which ended the process
    left.splice(0, left.indexOf(last.name) + 1);
  }
  return has;
}

async function open(runtime, asked) {
  const [module, owner] = runtime === 'node' ? ['onnxruntime-node', 'node'] : ['onnxruntime-web/wasm', 'web'];
  const ort = createRequire(new URL(`../../../${owner}/package.json`, import.meta.url))(module);
  ort.env.logLevel = 'fatal';
  for (const name of asked) {
    console.log(JSON.stringify({ name, done: false }));
    let found = false;
    let why;
    for (const file of graphsOf(name)) {
      const bytes = new Uint8Array(readFileSync(join(folder, file)));
      const opening = ort.InferenceSession.create(bytes, { logSeverityLevel: 4 });
      const reason = await opening.then(
        (session) => void session.release(),
        (error) => String(error.message ?? error),
      );
      if (reason !== undefined && missing.test(reason)) continue;
      found = true;
      why = reason?.slice(0, 200);
      break;
    }
    console.log(JSON.stringify({ name, done: true, found, why }));
  }
}

const [runtime, ...asked] = process.argv.slice(3);
if (runtime !== undefined) await open(runtime, asked);
else {
  const node = measure('node');
  const web = measure('web');
  console.log('in both:', node.filter((name) => web.includes(name)).join(' '));
  console.log('in Node alone:', node.filter((name) => !web.includes(name)).join(' ') || 'none');
  console.log('in the browser alone:', web.filter((name) => !node.includes(name)).join(' ') || 'none');
  console.log('not tried:', untried.join(' '));
  console.log('in neither:', names.filter((name) => ![...node, ...web, ...untried].includes(name)).join(' '));
}
