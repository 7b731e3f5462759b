// Plays a scenario on a mock that remembers, with the official Node client: node scenario.mjs FOLDER PORT FILE
// LEAST. What a step is stands in scenario.py.

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { check, client as of, method } from './official.mjs';

const [folder, port, file, least] = process.argv.slice(2);
const client = of(folder, port);
const kept = {};

// What was kept in the place of its name.
function fill(value) {
    if (typeof value === 'string' && value.startsWith('$')) {
        return kept[value.slice(1)];
    }
    if (Array.isArray(value)) {
        return value.map(fill);
    }
    if (value && typeof value === 'object') {
        return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, fill(it)]));
    }
    return value;
}

// What stands at `list.0.customer.id` of an answer, or at `list.*.customer.id` of all its entries.
function at(answer, path) {
    const every = path.indexOf('.*.');
    if (every >= 0) {
        return at(answer, path.slice(0, every)).map((it) => at(it, path.slice(every + 3)));
    }
    return path.split('.').reduce((it, name) => it?.[name], answer);
}

async function send(step, params) {
    const call = method(client, step.call);
    if (!call) {
        throw new Error('the client has no such operation');
    }
    const answer = await call(...(step.ids ?? []).map(fill), params);
    check(step.call, answer);
    return answer;
}

async function pages(step) {
    let params = fill(step.params ?? {});
    const found = [];
    for (;;) {
        const answer = await send(step, params);
        found.push(...answer.list.map((it) => at(it, step.pages)));
        if (!answer.next_offset) {
            return { count: found.length, different: new Set(found).size };
        }
        params = { ...params, offset: answer.next_offset };
    }
}

// Moves the clock of the mock, and gives what it answers.
async function move(clock) {
    const answer = await fetch(`http://127.0.0.1:${port}/mock/clock`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(clock),
    });
    if (!answer.ok) {
        throw new Error(await answer.text());
    }
    return answer.json();
}

function ask(step) {
    if (step.clock) {
        return move(step.clock);
    }
    return step.pages ? pages(step) : send(step, fill(step.params ?? {}));
}

async function play(step) {
    if (step.refused) {
        const found = await send(step, fill(step.params ?? {})).then(() => 'it was not', (problem) => problem.api_error_code);
        if (found !== step.refused) {
            throw new Error(`refused: ${found}`);
        }
        return;
    }
    const answer = await ask(step);
    for (const [name, path] of Object.entries(step.keep ?? {})) {
        kept[name] = at(answer, path);
    }
    for (const [path, expected] of Object.entries(step.expect ?? {})) {
        const found = at(answer, path);
        if (!isDeepStrictEqual(found, fill(expected))) {
            throw new Error(`${path} is ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`);
        }
    }
}

const steps = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const failed = [];
const operations = new Set();
for (const [index, step] of steps.entries()) {
    try {
        await play(step);
        if (step.call) {
            operations.add(step.call);
        }
    } catch (problem) {
        failed.push(`${index + 1} ${step.call ?? 'clock'}: ${String(problem.message ?? JSON.stringify(problem)).slice(0, 300)}`);
    }
}
failed.forEach((failure) => console.log('FAILED', failure));
const passed = steps.length - failed.length;
console.log(`node v2 with a memory: ${operations.size} operations, ${passed} steps passed, ${failed.length} failed`);
process.exit(failed.length > 0 || operations.size < Number(least) ? 1 : 0);
