// node .ci/mock-page.mjs NODE_FOLDER MOCK [SCREENSHOT_FOLDER]
//
// Opens the page of a mock with a company in a headless browser as wide as a desk and as a phone, presses the buttons of its clock, and
// completes a hosted page. Fails unless the page shows what came of it, and nothing of a hostile name as markup.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder, mock, screenshots] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(folder), 'node_modules', 'x.js'))('playwright-core');
const profile = await mkdtemp(join(tmpdir(), 'mock-page-'));
const problems = [];
let browser;

function expect(what, is, expected) {
    if (JSON.stringify(is) !== JSON.stringify(expected)) {
        problems.push(`${what}: ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`);
    }
}

async function call(path, form) {
    const answer = await fetch(`${mock}/api/v2/${path}`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('test_key:')}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form),
    });
    return answer.json();
}

async function look(page, name) {
    const id = `hostile_${name}`;
    await call('customers', { id, first_name: '<img src=x onerror=hacked=1>' });
    await page.goto(mock);
    expect(`${name}: what is listed`, await page.locator('h2').allInnerTexts(), ['customers', 'subscriptions', 'invoices', 'events', 'requests']);
    expect(`${name}: the newest customer`, await page.locator('#customers + .scroll tbody tr').first().locator('td').first().innerText(), id);
    expect(`${name}: invoices`, await page.locator('#invoices + .scroll tbody tr').count(), 50);
    expect(`${name}: money`, /^USD \d+\.\d\d$/.test(await page.locator('#invoices + .scroll tbody tr').first().locator('td').nth(4).innerText()), true);
    expect(`${name}: nothing of a name is markup`, await page.evaluate(() => [window.hacked, document.images.length, document.scripts.length]), [null, 0, 0]);
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(`${name}: nothing stands out at the side`, widths[0] <= widths[1], true);
    if (screenshots) {
        await page.screenshot({ path: join(screenshots, `mock-${name}.png`) });
    }
    const now = async () => Date.parse((await page.locator('#now').innerText()).replace(' UTC', 'Z').replace(' ', 'T'));
    const before = await now();
    await page.getByRole('button', { name: 'A day on' }).click();
    const day = (await now()) - before;
    expect(`${name}: a day on`, day >= 86_400_000 && day < 86_460_000, true);
    const next = await page.locator('#next').innerText();
    await page.getByRole('button', { name: 'To what is next' }).click();
    expect(`${name}: to what is next`, await page.locator('#now').innerText(), next);
    const events = await page.locator('#events + .scroll tbody tr').first().innerText();
    expect(`${name}: something happened then`, events.includes(next), true);
    await page.getByRole('button', { name: 'A month on' }).click();
    expect(`${name}: a month on`, (await page.locator('[role=alert]').count()), 0);
    const made = await call('hosted_pages/manage_payment_sources', { 'customer[id]': id });
    await page.goto(made.hosted_page.url);
    await page.getByRole('button', { name: 'Succeed' }).click();
    await page.goto(made.hosted_page.url);
    expect(`${name}: the hosted page`, (await page.locator('p').innerText()).includes('succeeded'), true);
}

try {
    for (const [name, options] of [
        ['desk', { viewport: { width: 1280, height: 1000 } }],
        ['phone', { viewport: { width: 360, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }],
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
        await look(browser.pages()[0] ?? (await browser.newPage()), name);
        await browser.close();
    }
} finally {
    await browser?.close();
    await rm(profile, { recursive: true, force: true });
}
for (const problem of problems) {
    console.error(problem);
}
if (problems.length > 0) {
    process.exit(1);
}
console.log('the page of the mock works on a desk and on a phone');
