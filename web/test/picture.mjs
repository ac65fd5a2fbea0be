// A picture of the page, or of one part of it, as the documents hold them.
// Usage: node test/picture.mjs URL FILE [--panel TITLE] [--width PIXELS] [--dark]
//   URL with the view, e.g. 'http://127.0.0.1:8501/#/calibration?model=physionet2012_mlp'; --panel: only the panel with
//   this title. Wants Chromium (CREDENCE_CHROMIUM, default chromium) and the packages that script/web_modules names.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const script = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'script', 'web_modules');
const modules = execFileSync(script, { encoding: 'utf8' }).trim();
const { chromium } = createRequire(join(modules, 'x.js'))('playwright-core');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { panel: { type: 'string' }, width: { type: 'string', default: '1440' }, dark: { type: 'boolean', default: false } },
});
const [url, file] = positionals;
const executablePath = execFileSync('sh', ['-c', 'command -v "$1"', 'sh', process.env.CREDENCE_CHROMIUM ?? 'chromium'], { encoding: 'utf8' }).trim();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: Number(values.width), height: 900 }, colorScheme: values.dark ? 'dark' : 'light' });
  await page.goto(url);
  await page.locator('h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.waiting') === null);
  if (values.panel) await page.getByRole('region', { name: values.panel, exact: true }).screenshot({ path: file });
  else await page.screenshot({ path: file, fullPage: true });
} finally {
  await browser.close();
}
