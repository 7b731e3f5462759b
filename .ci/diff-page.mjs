// node .ci/diff-page.mjs NODE_FOLDER PAGE
//
// Opens a page of `cargo xtask diff` in a headless browser as wide as a desk and as a phone, searches and filters, and fails
// unless it shows what it should. Leaves a screenshot of each beside the page. Nothing is asked for anything.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, file] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(folder), 'node_modules', 'x.js'))('playwright-core');
const TIMEOUT = 60_000;

const profile = await mkdtemp(join(tmpdir(), 'diff-page-'));
const problems = [];
const asked = [];
let browser;

function expect(what, is, expected) {
    if (JSON.stringify(is) !== JSON.stringify(expected)) {
        problems.push(`${what}: ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`);
    }
}

async function look(page, name) {
    const shown = () => page.locator('article:visible').count();
    const paths = () => page.locator('article:visible h3').allTextContents();
    const all = await page.locator('article').count();
    if (all < 7) {
        problems.push(`${name}: only ${all} changes`);
    }
    expect(`${name}: all are shown`, await shown(), all);
    expect(`${name}: the first is about money`, await page.locator('h2').first().innerText(), 'Money 2');
    expect(`${name}: the description is text`, await page.getByText('<img src=x').count() > 0, true);
    expect(`${name}: nothing of it is markup`, await page.evaluate(() => [window.hacked, document.images.length]), [null, 0]);

    const search = page.locator('#search');
    await search.fill('STAGE sold');
    expect(`${name}: search`, await paths(), ['v2/thing/enum/Stage/value/sold']);
    await search.fill('no such thing');
    expect(`${name}: search for nothing`, [await shown(), await page.locator('#none').isVisible()], [0, true]);
    await search.press('Enter');
    await search.fill('');
    expect(`${name}: after searching`, await shown(), all);

    await page.getByLabel('money').check();
    expect(`${name}: money`, await shown(), 2);
    await page.getByLabel('words').check();
    const both = await shown();
    expect(`${name}: money or words`, both > 2 && both < all, true);
    await page.getByLabel('money').uncheck();
    await page.getByLabel('words').uncheck();
    await page.getByLabel('Resource').selectOption('v2/widget');
    const widget = await paths();
    expect(`${name}: a resource`, widget.length > 0 && widget.every((it) => it.startsWith('v2/widget/')), true);
    await page.getByLabel('Resource').selectOption('');
    expect(`${name}: the count`, await page.locator('#shown').textContent(), `${all} of ${all} shown`);

    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(`${name}: nothing stands out at the side`, widths[0] <= widths[1], true);
    const sizes = await page.locator('.message').evaluateAll((them) => them.map((it) => parseFloat(getComputedStyle(it).fontSize)));
    expect(`${name}: text can be read`, sizes.every((size) => size >= 16), true);
}

try {
    for (const [name, options] of [
        ['desk', { viewport: { width: 1280, height: 1400 } }],
        ['phone', { viewport: { width: 360, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
        ['dark', { viewport: { width: 1280, height: 1000 }, colorScheme: 'dark' }],
    ]) {
        browser = await chromium.launchPersistentContext(join(profile, name), {
            executablePath: '/usr/bin/chromium',
            headless: true,
            args: [
                '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
                '--disable-component-update', '--disable-sync',
            ],
            ...options,
        });
        const page = await browser.newPage();
        page.setDefaultTimeout(TIMEOUT);
        page.on('pageerror', (error) => problems.push(`${name}: ${error}`));
        page.on('console', (message) => message.type() === 'error' && problems.push(`${name}: ${message.text()}`));
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(pathToFileURL(file).href, { timeout: TIMEOUT });
        await look(page, name);
        await page.screenshot({ path: file.replace(/\.html$/, `-${name}.png`), timeout: TIMEOUT });
        await browser.close();
    }
    const page = pathToFileURL(file).href;
    expect('what was asked for', asked.filter((url) => url !== page && !url.startsWith('data:')), []);
} catch (error) {
    problems.push(String(error));
} finally {
    await browser?.close().catch(() => {});
    await rm(profile, { recursive: true, force: true });
}
if (problems.length === 0) {
    console.log(`    ${file}: searched and filtered on a desk, on a phone and in the dark`);
}
problems.forEach((problem) => console.error(`${file}: ${problem}`));
process.exit(problems.length === 0 ? 0 : 1);
