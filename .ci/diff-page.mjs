// node .ci/diff-page.mjs NODE_FOLDER DIFF_PAGE DRIFT_PAGE
//
// Opens a page of `cargo xtask diff` and one of `cargo xtask drift` in a headless browser as wide as a desk and as a phone, searches
// and filters, and fails unless they show what they should. Leaves screenshots of each beside it. Nothing is asked for anything.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, diff, drift] = process.argv.slice(2);
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

// What each page must show; `most` is the verdict that stands first, with how many there are of it.
const PAGES = [
    {
        file: diff,
        least: 7,
        first: 'Money 2',
        search: ['STAGE sold', 'v2/thing/enum/Stage/value/sold'],
        verdicts: [['money', 2], 'words'],
        resource: 'v2/widget',
    },
    {
        file: drift,
        least: 4,
        first: 'missing in the spec 3',
        search: ['THING height', 'v2/thing/attribute/Thing/height'],
        verdicts: [['missing', 3], 'different'],
        resource: 'v2/thing',
    },
];

async function look(page, name, wanted) {
    const shown = () => page.locator('article:visible').count();
    const paths = () => page.locator('article:visible h3').allTextContents();
    const all = await page.locator('article').count();
    if (all < wanted.least) {
        problems.push(`${name}: only ${all} entries`);
    }
    expect(`${name}: all are shown`, await shown(), all);
    expect(`${name}: the first section`, await page.locator('h2').first().innerText(), wanted.first);
    expect(`${name}: hostile text is text`, await page.getByText('<img src=x').count() > 0, true);
    expect(`${name}: nothing of it is markup`, await page.evaluate(() => [window.hacked, document.images.length]), [null, 0]);

    const search = page.locator('#search');
    await search.fill(wanted.search[0]);
    expect(`${name}: search`, await paths(), [wanted.search[1]]);
    await search.fill('nowhere xyzzy');
    expect(`${name}: search for nothing`, [await shown(), await page.locator('#none').isVisible()], [0, true]);
    await search.press('Enter');
    await search.fill('');
    expect(`${name}: after searching`, await shown(), all);

    const [[most, count], other] = wanted.verdicts;
    await page.getByLabel(most, { exact: true }).check();
    expect(`${name}: ${most}`, await shown(), count);
    await page.getByLabel(other, { exact: true }).check();
    const both = await shown();
    expect(`${name}: ${most} or ${other}`, both > count && both < all, true);
    await page.getByLabel(most, { exact: true }).uncheck();
    await page.getByLabel(other, { exact: true }).uncheck();
    await page.getByLabel('Resource').selectOption(wanted.resource);
    const own = await paths();
    const inside = own.every((it) => it.startsWith(`${wanted.resource}/`));
    expect(`${name}: a resource`, own.length > 0 && own.length < all && inside, true);
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
        for (const wanted of PAGES) {
            await page.goto(pathToFileURL(wanted.file).href, { timeout: TIMEOUT });
            await look(page, `${wanted.file}: ${name}`, wanted);
            await page.screenshot({ path: wanted.file.replace(/\.html$/, `-${name}.png`), timeout: TIMEOUT });
        }
        await browser.close();
    }
    const pages = PAGES.map((it) => pathToFileURL(it.file).href);
    expect('what was asked for', asked.filter((url) => !pages.includes(url) && !url.startsWith('data:')), []);
} catch (error) {
    problems.push(String(error));
} finally {
    await browser?.close().catch(() => {});
    await rm(profile, { recursive: true, force: true });
}
if (problems.length === 0) {
    console.log('    both pages: searched and filtered on a desk, on a phone and in the dark');
}
problems.forEach((problem) => console.error(problem));
process.exit(problems.length === 0 ? 0 : 1);
