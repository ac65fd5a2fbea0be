// Writes web/dist, which is committed and which the server embeds: a build of the server needs no npm.
// Usage: node build.mjs [--out DIR] [--watch]
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const flag = process.argv.indexOf('--out');
const out = flag < 0 ? join(here, 'dist') : process.argv[flag + 1];

const options = {
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx' },
  outdir: out,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  minify: true,
  lineLimit: 160,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** The licence texts of the packages that are in the bundle, by the bundler's own list. */
function licences(metafile) {
  const packages = new Set();
  for (const path of Object.keys(metafile.inputs)) {
    const match = path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
    if (match) packages.add(match[1]);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join(here, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '(the package holds no licence text)';
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const line = `\n${'-'.repeat(78)}\n\n`;
  return `The page of Credence is under the Apache License 2.0. It contains these packages.\n${line}${parts.join(line)}`;
}

if (process.argv.includes('--watch')) {
  const context = await esbuild.context({ ...options, minify: false });
  copyStatic();
  await context.watch();
} else {
  if (existsSync(out)) rmSync(out, { recursive: true });
  mkdirSync(out, { recursive: true });
  const { metafile } = await esbuild.build(options);
  copyStatic();
  writeFileSync(join(out, 'LICENSES.txt'), licences(metafile));
}

function copyStatic() {
  for (const file of ['index.html', 'favicon.svg']) copyFileSync(join(here, 'src', file), join(out, file));
}
