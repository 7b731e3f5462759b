// The official Node client, pointed at the mock; and what its answers must hold.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const BESIDE = ['headers', 'isIdempotencyReplayed', 'httpStatusCode'];
const spec = JSON.parse(readFileSync(join(process.env.MOCK_TABLES, 'v2.json'), 'utf8'));
const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

// The client of a folder where it is installed.
export function client(folder, port) {
    const module = createRequire(join(resolve(folder), 'node_modules/x.js'))('chargebee');
    const Chargebee = module.default ?? module;
    return new Chargebee({
        site: '127.0.0.1', hostSuffix: '', protocol: 'http', port: Number(port), apiKey: 'test_key',
        sdkTelemetryEnabled: false,
    });
}

// The method for `customer.create`; undefined where this client has no such.
export function method(client, name) {
    const [resource, operation] = name.split('.').map(camel);
    const found = client[resource]?.[operation];
    return typeof found === 'function' ? found.bind(client[resource]) : undefined;
}

// The client must have made every member that the answer must have.
export function check(name, answer) {
    const record = spec.records[spec.operations[name].answer];
    const members = Object.keys(answer).filter((it) => !BESIDE.includes(it));
    const missing = record.fields.find((it) => it.required && answer[it.name] == null);
    if (missing) {
        throw new Error(`the client made no ${missing.name} of the answer`);
    }
    if (!members.some((it) => typeof answer[it] === 'object')) {
        throw new Error('the client made no object of the answer');
    }
}
