// Ten minutes of updates, one a second, by a clock that does not wait: the page must not grow without bound.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fill, openPage, startBrowser, startServer } from './support.mjs';

const model = 'physionet2012_mlp';
// The sparklines remember 300 points; they are full before the first measurement.
const warmUp = 330;
const updates = 600;
let server, browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  if (!process.env.CREDENCE_PAGE_URL) await fill(server.url, model, 200);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function measure(session) {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const get = (name) => metrics.find((m) => m.name === name).value;
  return { heap: get('JSHeapUsedSize'), nodes: get('Nodes'), listeners: get('JSEventListeners') };
}

/** Lets `count` intervals pass, each with its answer. */
async function pass(page, count, path, interval) {
  for (let i = 0; i < count; i++) {
    const answered = page.waitForResponse((r) => r.url().includes(`/api/v1/${path}`)).then((r) => r.finished());
    await page.clock.runFor(interval);
    await answered;
  }
}

for (const { view, path, interval, rounds } of [
  { view: 'overview', path: 'overview', interval: 1000, rounds: updates },
  { view: `calibration?model=${model}`, path: 'evidence', interval: 5000, rounds: updates / 5 },
]) {
  test(`${view}: ${updates} updates leave heap and document as they were`, async (t) => {
    const { page, close } = await openPage(browser, server.url);
    await page.clock.install();
    await page.goto(`${server.url}#/${view}`);
    await page.locator('.panel').first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    await pass(page, Math.ceil((warmUp * rounds) / updates), path, interval);
    const before = await measure(session);
    await pass(page, rounds, path, interval);
    const now = await measure(session);
    t.diagnostic(`heap ${before.heap} -> ${now.heap} bytes, nodes ${before.nodes} -> ${now.nodes}, listeners ${before.listeners} -> ${now.listeners}`);
    assert.ok(now.heap - before.heap < 1e6, `the heap grew by ${now.heap - before.heap} bytes`);
    assert.ok(now.nodes - before.nodes < 100, `the document grew by ${now.nodes - before.nodes} nodes`);
    assert.ok(now.listeners - before.listeners < 20, `${now.listeners - before.listeners} more listeners`);
    await close();
  });
}
