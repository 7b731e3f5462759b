// node .ci/schema.mjs SERVER SCHEMA FILE...
//
// Speaks to a YAML language server as an editor does. Fails unless it finds nothing in the files, finds each thing that is wrong in
// spoilt ones, and completes and explains annotations where they may stand.

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [server, schema, ...files] = process.argv.slice(2);
const TIMEOUT = 120_000;
const uri = (path) => pathToFileURL(resolve(path)).href;
const settings = {
    schemas: { [uri(schema)]: ['**/spec/*/*.yaml'] },
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
};

const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = new Map();
const diagnosed = new Map();
let last = 0;
let unread = Buffer.alloc(0);

function send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function ask(method, params) {
    last += 1;
    send({ id: last, method, params });
    return new Promise((done) => waiting.set(last, done));
}

function receive(message) {
    if (message.method === 'workspace/configuration') {
        const of = (item) => (item.section === 'yaml' ? settings : null);
        send({ id: message.id, result: message.params.items.map(of) });
    } else if (message.method === 'textDocument/publishDiagnostics') {
        const { uri, diagnostics } = message.params;
        diagnosed.get(uri)?.(diagnostics);
    } else if (message.method && message.id !== undefined) {
        send({ id: message.id, result: null });
    } else if (message.id !== undefined) {
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
    }
}

child.stdout.on('data', (data) => {
    unread = Buffer.concat([unread, data]);
    for (;;) {
        const head = unread.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/Content-Length: (\d+)/i.exec(unread.subarray(0, head).toString())[1]);
        if (unread.length < head + 4 + length) return;
        receive(JSON.parse(unread.subarray(head + 4, head + 4 + length).toString()));
        unread = unread.subarray(head + 4 + length);
    }
});

// What the server finds in a text, as if it were a file of the spec.
function diagnose(path, text) {
    const found = new Promise((done) => diagnosed.set(uri(path), done));
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri: uri(path), languageId: 'yaml', version: 1, text } } });
    return found;
}

function close(path) {
    diagnosed.delete(uri(path));
    send({ method: 'textDocument/didClose', params: { textDocument: { uri: uri(path) } } });
}

const problems = [];
const guard = setTimeout(() => {
    console.error('    the language server does not answer');
    child.kill();
    process.exit(1);
}, TIMEOUT);

await ask('initialize', { processId: process.pid, rootUri: uri('.'), capabilities: { workspace: { configuration: true } } });
send({ method: 'initialized', params: {} });
send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });

const said = (it) => `${it.range.start.line + 1}: ${it.message}`;
for (const file of files) {
    const found = await diagnose(file, await readFile(file, 'utf8'));
    problems.push(...found.map((it) => `${file}:${said(it)}`));
    close(file);
}
console.log(`    ${files.length} files of the spec: ${problems.length === 0 ? 'nothing to say' : 'not right'}`);

// A file in which everything is right; `#` marks the ends of lines that are made another.
const GOOD = `openapi: 3.0.3
info: { title: thing, version: v2 }
paths:
  /things:
    get:
      operationId: thing_list
      x-resource: thing
      x-method: list
      description: Lists things. #get
      parameters: [{ name: state, in: query, description: A state., schema: { type: string } }]
      responses:
        '200': { description: Success., content: { application/json: { schema: { type: object, properties: {} } } } }
        default: { $ref: common.yaml#/components/responses/Error }
components:
  schemas:
    Thing:
      description: A thing.
      type: object
      x-resource: thing #object
      properties:
        id: { description: Its id., type: string }
        count:
          description: How many.
          type: integer
          format: int64 #property
    Level:
      description: How high.
      type: string
      enum: [low]
      x-enum-descriptions: { low: Low. } #enum
    shared: { description: A value., type: string }
`;

// What is written at a mark, and what is said about it.
const BAD = [
    ['get', '      x-money: {}', /x-money/],
    ['get', '      x-idempotent: true', /x-idempotent/],
    ['get', '      x-paged: false', /true/],
    ['get', '      x-catalog: [1.0]', /1\.0/],
    ['get', '      x-evidence-of: [call]', /`x-evidence-of` stands here without `x-evidence`/],
    ['get', '      x-evidence-of: [cal]\n      x-evidence: Seen.', /beyond/],
    ['object', '      x-sensitive: true', /x-sensitive/],
    ['object', '      x-money: { cost: { units: count } }', /nanos/],
    ['property', '          nullable: true', /nullable/],
    ['property', '          x-id: thing', /`x-id` stands on an integer; ids are strings/],
    ['property', '          x-currency-unit: cents\n          x-currency-code: site', /minor/],
    ['property', '          x-currency-unit: minor', /`x-currency-unit` stands here without `x-currency-code`/],
    ['property', '          maxLength: 5', /only strings have a length/],
    ['property', '          x-paged: true', /x-paged/],
    ['enum', '      x-retry: { low: refused }', /without `x-http-status`/],
    ['enum', '      x-enum-names: { low: 1 }', /string/],
];
// Each text under a name of its own: what the server still says about another is no answer.
let texts = 0;
const another = () => `spec/v2/text_${(texts += 1)}.yaml`;
const spoilt = (mark, line) => GOOD.replace(` #${mark}\n`, `\n${line}\n`).replaceAll(/ #\w+\n/g, '\n');
const clean = await diagnose(another(), spoilt('none', ''));
problems.push(...clean.map((it) => `the good file: ${said(it)}`));
const whole = await diagnose(another(), (await readFile(files.at(-1), 'utf8')) + 'x-method: none\n');
if (!whole.some((it) => /x-method/.test(it.message))) problems.push('a mistake at the end of a file of the spec is not found');
for (const [mark, line, expected] of BAD) {
    const text = spoilt(mark, line);
    const found = await diagnose(another(), text);
    const first = text.slice(0, text.indexOf(line)).split('\n').length;
    if (!found.some((it) => expected.test(it.message))) {
        problems.push(`${line.trim()} at ${mark}, line ${first}: ${JSON.stringify(found.map(said))}, expected ${expected}`);
    }
}

// What an editor offers and explains at a mark.
const OFFERED = [
    ['get', '      x-', ['x-paged', 'x-sub-domain', 'x-evidence'], ['x-idempotent', 'x-money', 'x-sensitive']],
    ['object', '      x-', ['x-money', 'x-events', 'x-catalog'], ['x-paged', 'x-id', 'x-sensitive']],
    ['property', '          x-', ['x-currency-unit', 'x-sensitive', 'x-content'], ['x-money', 'x-method', 'x-enum-names']],
    ['property', '          x-decimal: ', ['price', 'quantity'], ['minor']],
    ['enum', '      x-', ['x-enum-names', 'x-retry'], ['x-paged']],
];
for (const [mark, line, wanted, unwanted] of OFFERED) {
    const text = spoilt(mark, line);
    const path = another();
    await diagnose(path, text);
    const at = { line: text.slice(0, text.indexOf(`\n${line}\n`) + 1).split('\n').length - 1, character: line.length };
    const answer = await ask('textDocument/completion', { textDocument: { uri: uri(path) }, position: at });
    const labels = (answer?.items ?? answer ?? []).map((it) => it.label);
    const missing = wanted.filter((it) => !labels.includes(it));
    const besides = unwanted.filter((it) => labels.includes(it));
    if (missing.length + besides.length > 0) {
        problems.push(`offered at ${mark} for "${line.trim()}": ${labels.join(', ')}; missing ${missing}, unwanted ${besides}`);
    }
}
const path = another();
const text = spoilt('property', '          x-sensitive: true');
await diagnose(path, text);
const line = text.split('\n').findIndex((it) => it.includes('x-sensitive'));
const hover = await ask('textDocument/hover', { textDocument: { uri: uri(path) }, position: { line, character: 12 } });
if (!JSON.stringify(hover ?? '').includes('never printed')) {
    problems.push(`x-sensitive is not explained: ${JSON.stringify(hover)}`);
}
console.log(`    ${BAD.length} mistakes, ${OFFERED.length} completions, 1 explanation`);

clearTimeout(guard);
child.kill();
for (const problem of problems) console.error(`    ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
