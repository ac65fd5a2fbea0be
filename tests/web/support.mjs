// What the page's tests share: a real server with outcomes in its journal, and a browser that remembers every complaint.
//   CREDENCE_SERVER, CREDENCE_REPOSITORY   the program, and the models it serves
//   CREDENCE_CHROMIUM, CREDENCE_NODE_MODULES   the browser, and where npm's packages are
//   CREDENCE_PAGE_URL   instead of a server of its own: test the one at this address
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(join(process.env.CREDENCE_NODE_MODULES, 'x.js'));
const { chromium } = require('playwright-core');
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Starts a server; resolves once it has written its ports. stop() ends it and removes what it wrote. */
export async function startServer(extra = []) {
  if (process.env.CREDENCE_PAGE_URL) return { url: process.env.CREDENCE_PAGE_URL, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'credence-web-'));
  const ports = join(folder, 'ports');
  const flags = ['--repository', process.env.CREDENCE_REPOSITORY, '--listen', '127.0.0.1:0', '--metrics-listen', '127.0.0.1:0', '--port-file', ports, '--journal', join(folder, 'journal.db'), '--drain-grace', '0s', ...extra];
  const child = spawn(process.env.CREDENCE_SERVER, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (text) => (log += text));
  child.stderr.on('data', (text) => (log += text));
  const ended = new Promise((resolve) => {
    child.on('exit', resolve);
    child.on('error', (error) => resolve(error.message));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const done = new AbortController();
  const early = ended.then((why) => {
    done.abort();
    throw new Error(`the server ended with ${why}:\n${log}`);
  });
  early.catch(() => {});
  const port = await Promise.race([early, readPort(ports, done.signal)]);
  return { url: `http://127.0.0.1:${port}/`, stop };
}

async function readPort(file, ended) {
  while (!ended.aborted) {
    try {
      const port = readFileSync(file, 'utf8').match(/^metrics=(\d+)$/m);
      if (port) return port[1];
    } catch {
      // Not written yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return undefined;
}

export async function call(url, path, body) {
  const response = await fetch(`${url}api/v1/${path}`, body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const json = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(json)}`);
  return json;
}

/** Predictions for many patients, and outcomes for most: drawn from the stated risks by a fixed generator. */
export async function fill(url, model, patients = 400) {
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const instances = Array.from({ length: patients }, () => ({
    features: [{ name: 'Age', number: Math.round(20 + 70 * random()) }, { name: 'Gender', category: random() < 0.5 ? 'female' : 'male' }],
    series: [
      { code: 'GCS', hours: [1, 40], values: [3 + Math.floor(13 * random()), 3 + Math.floor(13 * random())] },
      { code: 'Lactate', hours: [2], values: [Number((0.5 + 8 * random()).toFixed(1))] },
      { code: 'HR', hours: [1, 20], values: [60 + Math.floor(60 * random()), 60 + Math.floor(60 * random())] },
    ],
  }));
  const { predictions } = await call(url, 'predict', { model, instances });
  const outcomes = predictions.slice(0, Math.floor(patients * 0.9)).map((p) => ({ receipt: p.receipt, label: random() < p.mean[1] ? 1 : 0 }));
  const { results } = await call(url, 'outcomes', { outcomes });
  const refused = results.filter((r) => r.status !== 'OUTCOME_STATUS_COUNTED');
  if (refused.length) throw new Error(`outcomes were refused: ${JSON.stringify(refused[0])}`);
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CREDENCE_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** A page that notes what must not happen: console errors, exceptions, requests to another host. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => { if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`left the host: ${request.url()}`); });
  return { page, complaints, close: () => context.close() };
}

/** Shows a view and waits for what it asks the server for. */
export async function show(page, url, view) {
  await page.goto('about:blank');
  await page.goto(`${url}#/${view}`);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.waiting') === null);
}
