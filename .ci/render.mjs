// node .ci/render.mjs NODE_FOLDER BUNDLE OPERATION_ID PATH
//
// Has Redoc show a bundle in a headless browser, and fails unless the page has as many operations as the bundle and shows the
// path of the one named. Leaves a screenshot beside the bundle. Nothing but the loopback server below is asked for anything.

import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder, bundle, operation, path] = process.argv.slice(2);
const packages = join(resolve(folder), 'node_modules');
const { chromium } = createRequire(join(packages, 'x.js'))('playwright-core');
const TIMEOUT = 120_000;

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>Redoc</title>
<link rel="icon" href="data:,">
<div id="redoc"></div>
<script src="/redoc.standalone.js"></script>
<script>
  // The search index of a large document takes longer than the page.
  const options = { disableSearch: true, hideDownloadButton: true };
  Redoc.init(location.origin + '/bundle.yaml', options, document.getElementById('redoc'), (error) => {
    window.outcome = error ? String(error.stack || error) : 'shown';
  });
</script>
`;

const text = await readFile(bundle, 'utf8');
const files = new Map([
    ['/', ['text/html', PAGE]],
    ['/bundle.yaml', ['application/yaml', text]],
    ['/redoc.standalone.js', [
        'text/javascript',
        await readFile(join(packages, 'redoc/bundles/redoc.standalone.js')),
    ]],
]);
const server = createServer((request, response) => {
    const [type, content] = files.get(request.url) ?? [];
    response.writeHead(type ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(content);
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${server.address().port}`;

const profile = await mkdtemp(join(tmpdir(), 'render-'));
const problems = [];
// What the page logs; told only where something is wrong, since requests that are kept from leaving are logged too.
const logged = [];
let browser;
try {
    const start = Date.now();
    browser = await chromium.launchPersistentContext(profile, {
        executablePath: '/usr/bin/chromium',
        headless: true,
        viewport: { width: 1400, height: 1000 },
        args: [
            '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync',
        ],
    });
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT);
    page.on('console', (message) => message.type() === 'error' && logged.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    // Redoc's own logo, for one, would come from elsewhere.
    await page.route((url) => url.origin !== origin && url.protocol !== 'data:', (route) => route.abort());
    await page.goto(origin, { timeout: TIMEOUT });
    const outcome = await (await page.waitForFunction(() => window.outcome)).jsonValue();
    if (outcome !== 'shown') {
        throw new Error(outcome);
    }
    // `tag/<tag>/operation/<operationId>`.
    const section = page.locator(`[id^="tag/"][id$="/operation/${operation}"]`);
    const shown = await section.textContent();
    if (!shown.includes(path)) {
        problems.push(`the section of ${operation} does not show ${path}`);
    }
    const expected = text.match(/^      operationId: /gm).length;
    const sections = await page.locator('[id^="tag/"][id*="/operation/"]').evaluateAll((all) => new Set(all.map((it) => it.id)).size);
    if (sections !== expected) {
        problems.push(`${sections} operations are shown, ${expected} are described`);
    }
    const body = await page.evaluate(() => document.body.textContent.length);
    console.log(`    ${bundle}: ${sections} operations, ${body} characters of text, ${Date.now() - start} ms`);
    await section.evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: bundle.replace(/\.yaml$/, '.png'), timeout: TIMEOUT });
} catch (error) {
    problems.push(String(error));
} finally {
    await browser?.close();
    server.close();
    await rm(profile, { recursive: true, force: true });
}
for (const problem of problems.length === 0 ? [] : [...problems, ...logged]) {
    console.error(`${bundle}: ${problem}`);
}
process.exit(problems.length === 0 ? 0 : 1);
