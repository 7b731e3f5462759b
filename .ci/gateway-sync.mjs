// node .ci/gateway-sync.mjs NODE_FOLDER PAGE PAGE_WITH_A_WRONG_KEY INVOICE
//
// Opens the page of examples/gateway-sync in a headless browser as wide as a desk and as a phone, and fails unless it shows the
// connection, the payment of the invoice and the events, and nothing of a hostile event as markup.

import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const [folder, right, wrong, invoice] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(folder), 'node_modules', 'x.js'))('playwright-core');
const profile = await mkdtemp(join(tmpdir(), 'gateway-sync-'));
const problems = [];
let browser;

function expect(what, is, expected) {
    if (JSON.stringify(is) !== JSON.stringify(expected)) {
        problems.push(`${what}: ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`);
    }
}

async function look(page, name) {
    await page.goto(right);
    // The payment is made by and by.
    const payment = page.locator('#payments tr', { hasText: invoice });
    for (let tries = 0; tries < 50 && !(await payment.innerText()).includes('done'); tries += 1) {
        await page.waitForTimeout(200);
        await page.reload();
    }
    const cells = await payment.locator('td').allInnerTexts();
    expect(`${name}: the payment`, [cells[0], cells[1], cells[2]], ['charge', invoice, 'done']);
    expect(`${name}: money and reference`, [/^[A-Z]{3} \d/.test(cells[3]), /^fake_\d+$/.test(cells[4])], [true, true]);
    expect(`${name}: the sum`, await page.locator('#sums tr').nth(1).locator('td').allInnerTexts(), ['charge', 'done', '1']);
    expect(`${name}: the events`, await page.locator('#events tr').count(), 3);
    expect(`${name}: a hostile event is text`, await page.getByText('<img src=x').count(), 1);
    expect(`${name}: nothing of it is markup`, await page.evaluate(() => [window.hacked, document.images.length, document.scripts.length]), [null, 0, 0]);
    const good = await page.locator('#connection').innerText();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(`${name}: nothing stands out at the side`, widths[0] <= widths[1], true);
    await page.goto(wrong);
    const bad = await page.locator('#connection').innerText();
    expect(`${name}: a wrong key is told from a right one`, [/key/.test(bad), good !== bad], [true, true]);
    expect(`${name}: no key is shown`, bad.includes('wrong_key'), false);
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
        const page = await browser.newPage();
        page.setDefaultTimeout(60_000);
        page.on('pageerror', (error) => problems.push(`${name}: ${error}`));
        await look(page, name);
        await browser.close();
    }
} catch (error) {
    problems.push(String(error));
} finally {
    await browser?.close().catch(() => {});
    await rm(profile, { recursive: true, force: true });
}
if (problems.length === 0) {
    console.log('    the page shows connection, payments and events, on a desk and on a phone');
}
problems.forEach((problem) => console.error(problem));
process.exit(problems.length === 0 ? 0 : 1);
