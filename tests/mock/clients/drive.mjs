// Drives the mock with the official Node client: node drive.mjs FOLDER PORT CASES, FOLDER being where it is installed.
//
// Each case of the file is one call. A call fails where the client rejects it, or makes nothing of the answer. The mock checks
// strictly, so that what the client sends is checked as well.

import { readFileSync } from 'node:fs';
import { check, client as of, method } from './official.mjs';

const [folder, port, cases] = process.argv.slice(2);
const client = of(folder, port);

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
    const call = method(client, name);
    if (!call) {
        absent.add(name);
        continue;
    }
    try {
        check(name, await call(...Object.values(it.path_params), it.params));
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
