#!/usr/bin/env bash
# chargebee 3.33.0 (the official client for Node.js), its webhook handler.
#
# An `error` listener is declared as `(error, context)`; the context holds the response that is to be answered.
# Expected: a listener of an event that fails gets there with the context, whether it throws at once or after an `await`.
# Seen: what is thrown at once comes with the context. What is thrown after an `await` comes with the error alone, after `handle()` has
# resolved: nobody has the response any more, so the request is not answered with an error, and a listener that takes the context apart
# fails itself.
# Exits 0 as long as that is so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund chargebee@3.33.0 >>npm.log
cat >listeners.mjs <<'JS'
import Chargebee from 'chargebee';

const event = { id: 'ev_1', occurred_at: 1, object: 'event', api_version: 'v2', event_type: 'customer_created', content: {} };
for (const [when, listener] of [
    ['at once', () => { throw new Error('the database is down'); }],
    ['after an await', async () => { await null; throw new Error('the database is down'); }],
]) {
    const handler = new Chargebee({ site: 'acme-test', apiKey: 'unused' }).webhooks.createHandler();
    handler.requestValidator = () => {};
    let resolved = false;
    handler.on('customer_created', listener);
    handler.on('error', (error, context) => {
        const has = context?.response ? 'a response' : 'no response';
        console.log(`thrown ${when}: ${has}, ${resolved ? 'after' : 'before'} handle() has resolved`);
    });
    await handler.handle({ body: event, headers: {}, request: {}, response: {} });
    resolved = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
}
JS
seen=$(node listeners.mjs)
echo "$seen"
grep -qxF 'thrown at once: a response, before handle() has resolved' <<<"$seen"
grep -qxF 'thrown after an await: no response, after handle() has resolved' <<<"$seen"
