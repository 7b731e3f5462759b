// Drives the mock with the official Node client: node drive.mjs FOLDER PORT CASES, FOLDER being where it is installed.
//
// Each case of the file is one call. A call fails where the client rejects it, or makes nothing of the answer. The mock checks
// strictly, so that what the client sends is checked as well.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, port, cases] = process.argv.slice(2);
const module = createRequire(join(resolve(folder), 'node_modules/x.js'))('chargebee');
const Chargebee = module.default ?? module;
const client = new Chargebee({
    site: '127.0.0.1', hostSuffix: '', protocol: 'http', port: Number(port), apiKey: 'test_key',
    sdkTelemetryEnabled: false,
});
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

// Cases whose made-up values the API would refuse, as the mock does.
const expected = JSON.parse(readFileSync(new URL('refused.json', import.meta.url), 'utf8'));
const refused = [];
let passed = 0;
const failed = [];
const operations = new Set();
const absent = new Set();
for (const line of readFileSync(cases, 'utf8').split('\n').filter(Boolean)) {
    const it = JSON.parse(line);
    if (it.expect.host_prefix.includes('.')) {
        continue; // Loopback has no sub-domains.
    }
    const name = `${it.resource}.${it.operation}`;
    if (typeof client[camel(it.resource)]?.[camel(it.operation)] !== 'function') {
        absent.add(name);
        continue;
    }
    const args = [...Object.values(it.path_params), it.params];
    try {
        const answer = await client[camel(it.resource)][camel(it.operation)](...args);
        const members = Object.keys(answer).filter((name) => !['headers', 'isIdempotencyReplayed', 'httpStatusCode'].includes(name));
        if (members.length === 0) {
            throw new Error('the client made nothing of the answer');
        }
        passed += 1;
        operations.add(name);
    } catch (problem) {
        if (it.id in expected && problem.api_error_code === 'param_wrong_value') {
            refused.push(it.id);
            continue;
        }
        const text = problem.message ?? JSON.stringify(problem);
        failed.push(`${it.id}: ${String(text).slice(0, 300)}`);
    }
}
failed.forEach((failure) => console.log('FAILED', failure));
console.log('refused as they should be:', refused.join(' '));
console.log('not in this client:', [...absent].sort().join(' '));
console.log('operations:', [...operations].sort().join(' '));
console.log(`node v2: ${operations.size} operations, ${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 || operations.size < 60 ? 1 : 0);
