// The page in a real browser against a real server.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, call, fill, openPage, show, startBrowser, startServer } from './support.mjs';

const model = 'physionet2012_mlp';
const views = ['overview', 'calibration', 'try', 'inputs', 'deferral', 'card'];
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
let server, browser;

before(async () => {
  server = await startServer();
  browser = await startBrowser();
  if (!process.env.CREDENCE_PAGE_URL) await fill(server.url, model);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Runs `body` on a fresh page, and fails on any complaint of the browser. */
async function onPage(options, body) {
  const { page, complaints, close } = await openPage(browser, server.url, options);
  try {
    await body(page);
    assert.deepEqual(complaints, []);
  } finally {
    await close();
  }
}

/** What the accessibility rules of axe find wrong with the page as it stands. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join('; ')}`);
}

for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`every view, ${size}, ${colorScheme}: fits, asks no other host, and passes axe`, async () => {
      await onPage({ viewport, colorScheme, bypassCSP: false }, async (page) => {
        for (const view of views) {
          await show(page, server.url, `${view}?model=${model}`);
          assert.equal(await page.locator('h1').count(), 1, view);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= viewport.width, `${view} is ${wide} pixels wide`);
          assert.equal(await page.locator('.notice[data-tone=bad]').count(), 0, `${view} shows an error`);
          assert.deepEqual(await violations(page), [], view);
        }
      });
    });
  }
}

test('the policy lets nothing in but this server’s own files', async () => {
  const response = await fetch(server.url);
  const policy = response.headers.get('content-security-policy') ?? '';
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]) assert.ok(policy.includes(rule), policy);
  assert.ok(!policy.includes('unsafe'), policy);
  assert.ok(!/<script>|<style| style=| on[a-z]+=/.test(await response.text()));
});

test('the overview shows every version with the rule of its light, and keeps up', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, 'overview');
    const { models } = await call(server.url, 'overview');
    assert.equal(await page.locator('.panel.model').count(), models.length);
    for (const m of models) assert.ok((await page.locator('main').innerText()).includes(m.light.reason), m.light.reason);
    await page.waitForResponse((r) => r.url().endsWith('/api/v1/overview'));
  });
});

test('calibration shows the figures that the server gives', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `calibration?model=${model}`);
    const { calibration } = await call(server.url, `calibration?model=${model}`);
    const shown = await page.locator('main').innerText();
    assert.ok(shown.includes(`${Number(calibration.outcomes).toLocaleString('en')} outcomes`), shown.slice(0, 900));
    assert.ok(shown.includes(calibration.ece.value.toFixed(4)), 'ECE');
    await page.locator('.as-table summary').first().click();
    await page.locator('.as-table tbody tr').first().waitFor();
    assert.equal(await page.locator('.as-table tbody tr').count(), calibration.bins.length);
    const filled = calibration.bins.filter((b) => Number(b.outcomes) > 0).length;
    assert.equal(await page.locator('.plot .one circle.dot').count(), filled);
    const own = await page.getByLabel('Window').locator('option').allInnerTexts();
    assert.ok(own[0].includes('2,000'), own[0]);
    assert.equal(own.filter((text) => text.includes('2,000')).length, 1);
    const asked = page.waitForResponse((r) => r.url().includes('decision=DEFER'));
    await page.getByLabel('Deferred').check();
    await asked;
  });
});

test('two versions: whose band, whose alarm, whose error', async () => {
  const other = 'physionet2012_mlp_set_a';
  const asks = (url) => new URL(url).searchParams.get('model');
  const raised = { alarmed: true, alarmedAt: '2026-11-24T00:00:00Z', logEvidence: 6, logEvidenceMax: 7 };
  let alarmed = [other];
  await onPage({}, async (page) => {
    await page.route('**/api/v1/calibration?*', async (route) => {
      const body = await call(server.url, `calibration?model=${model}`);
      await route.fulfill({ json: { calibration: { ...body.calibration, model: asks(route.request().url()) } } });
    });
    await page.route('**/api/v1/evidence?*', async (route) => {
      const name = asks(route.request().url());
      const body = await call(server.url, `evidence?model=${model}`);
      await route.fulfill({ json: { ...body, model: name, ...(alarmed.includes(name) && raised) } });
    });
    const compare = () => show(page, server.url, `calibration?model=${model}&beside=${other}@1`);
    await compare();
    const band = page.locator('.legend li', { hasText: 'Null band' });
    assert.match(await band.innerText(), new RegExp(`^Null band of ${model} · version 1 alone, at its 360 outcomes: `));
    const banners = page.locator('.notice[data-tone=bad] .notice-title');
    assert.deepEqual(await banners.allInnerTexts(), [`The alarm of ${other} · version 1 is raised`]);
    alarmed = [model, other];
    await compare();
    assert.deepEqual(await banners.allInnerTexts(), [model, other].map((name) => `The alarm of ${name} · version 1 is raised`));
  });
  const { page, close } = await openPage(browser, server.url);
  for (const what of ['calibration', 'evidence']) {
    await page.route(`**/api/v1/${what}?*`, async (route) => {
      if (asks(route.request().url()) !== other) return route.continue();
      await route.fulfill({ status: 503, json: { code: 14, message: `no ${what} today` } });
    });
  }
  await show(page, server.url, `calibration?model=${model}&beside=${other}@1`);
  const shown = await page.locator('main').innerText();
  for (const what of ['calibration', 'evidence']) {
    assert.ok(shown.includes(`The server did not give the ${what} of ${other} · version 1`), shown);
    assert.ok(shown.includes(`no ${what} today`), shown);
  }
  await close();
});

test('a second version without outcomes is said to have none', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `calibration?model=${model}&beside=physionet2012_mlp_set_a@1`);
    const shown = await page.locator('main').innerText();
    assert.ok(shown.includes('No outcomes of physionet2012_mlp_set_a · version 1 in this window'), shown);
    assert.ok(shown.includes('physionet2012_mlp_set_a · version 1: no outcomes yet'), shown);
    assert.equal(await page.locator('.plot .one circle.dot').count() > 0, true);
  });
});

test('the threshold’s name stands beside the evidence, not over its curve', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `calibration?model=${model}`);
    await page.getByText('Alarm: evidence of 100').waitFor();
    assert.equal(await page.locator('svg[role=img] text', { hasText: 'Alarm' }).count(), 0);
  });
});

test('what is tried leaves no trace in the figures', async () => {
  await onPage({}, async (page) => {
    const counted = async () => (await call(server.url, 'overview')).models.map((m) => m.predictions);
    const seen = async () => (await call(server.url, `inputs?model=${model}`)).predictions;
    const before = [await counted(), await seen()];
    await show(page, server.url, `try?model=${model}`);
    await page.getByLabel('Age', { exact: true }).fill('71');
    await page.getByRole('button', { name: 'Predict' }).click();
    await page.locator('.headline-number').waitFor();
    const answered = page.waitForResponse((r) => r.url().endsWith('/predict'));
    await page.getByLabel('Move Age').fill('300');
    const response = await answered;
    assert.equal(response.request().postDataJSON().exploratory, true);
    assert.equal((await response.json()).predictions[0].receipt, '');
    assert.deepEqual([await counted(), await seen()], before);
    assert.ok((await page.locator('form').innerText()).includes('The server writes nothing down'));
    for (const language of ['grpcurl', 'Python', 'C++', 'curl']) {
      await page.getByLabel(language, { exact: true }).check();
      assert.ok(!(await page.locator('.code').innerText()).includes('exploratory'), language);
    }
  });
});

test('a slider steps as the chart does, by keyboard too', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `try?model=${model}`);
    const age = page.getByLabel('Age', { exact: true });
    await age.fill('71');
    const slider = page.getByLabel('Move Age');
    await slider.fill('117');
    assert.equal(await age.inputValue(), '46');
    await slider.press('ArrowRight');
    assert.equal(await age.inputValue(), '47');
    await slider.press('ArrowLeft');
    assert.equal(await age.inputValue(), '46');
    await slider.press('Home');
    assert.equal(await age.inputValue(), '15');
    const ph = page.getByLabel('pH', { exact: true });
    await ph.fill('7.4');
    await page.getByLabel('Move pH').fill('300');
    assert.match(await ph.inputValue(), /^7\.\d{1,2}$/);
  });
});

test('inputs show missing and impossible values beside their reference', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `inputs?model=${model}`);
    const heads = await page.locator('table.drift thead th').allInnerTexts();
    assert.deepEqual(heads.slice(2), ['Missing', 'Out of range', 'Now', 'Reference', 'Now', 'Reference']);
    assert.ok(await page.locator('.table-scroll').evaluate((box) => box.scrollWidth <= box.clientWidth), 'the table is cut');
    const name = (await page.locator('table.drift tbody th').first().innerText()).trim();
    const drift = (await call(server.url, `inputs?model=${model}`)).inputs.find((i) => i.name.replaceAll('_', ' ') === name);
    const last = await page.locator('table.drift tbody tr').first().locator('td').last().innerText();
    assert.equal(last, `${(drift.referenceOutOfRange * 100).toFixed(2)} %`);
  });
});

test('the model card says nothing twice', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `card?model=${model}`);
    assert.equal(await page.getByRole('heading', { name: 'Provenance' }).count(), 1);
    assert.equal(await page.getByRole('heading', { name: 'Held-out figures' }).count(), 0);
    assert.ok((await page.locator('.facts').first().innerText()).includes('8 components with 1 sample each'));
    await page.route('**/api/v1/models/*', async (route) => {
      const body = await (await route.fetch()).json();
      await route.fulfill({ json: { model: { ...body.model, modelCard: '# None' } } });
    });
    await show(page, server.url, `card?model=${model}`);
    await page.getByRole('heading', { name: 'Held-out figures' }).waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Provenance' }).count(), 1);
  });
});

test('from the form to an answer, and a slider moves it', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `try?model=${model}`);
    await page.getByLabel('Age', { exact: true }).fill('71');
    await page.getByLabel('GCS', { exact: true }).fill('9');
    await page.getByRole('button', { name: 'Predict' }).click();
    const number = page.locator('.headline-number');
    await number.waitFor();
    assert.match(await number.innerText(), /^\d+(\.\d)? %$/);
    const { model: schema } = await call(server.url, `models/${model}`);
    assert.equal(await page.locator('.answer svg[role=img] .one circle.dot').count(), schema.summary.members);
    assert.ok((await page.locator('.answer').innerText()).includes('not a confidence interval'));
    const before = await number.innerText();
    const answered = page.waitForResponse((r) => r.url().endsWith('/predict'));
    await page.getByLabel('Move GCS').fill('0');
    await answered;
    await page.locator('.answer[data-stale=false]').waitFor();
    await page.waitForFunction((old) => document.querySelector('.headline-number').textContent !== old, before);
    assert.notEqual(await number.innerText(), before);
    assert.ok((await page.locator('.code').innerText()).includes('"GCS"'));
    assert.deepEqual(await violations(page), []);
  });
});

test('an example patient, where the model brings some, and pasted JSON', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, `try?model=${model}`);
    const { model: schema } = await call(server.url, `models/${model}`);
    if (schema.examples?.length) {
      await page.locator('.example').first().click();
      await page.locator('.headline-number').waitFor();
    }
    await page.getByText('Paste JSON').click();
    await page.locator('#paste').fill('{"features": [{"name": "Age", "number": 55}], "series": [{"code": "HR", "hours": [0, 5], "values": [80, 95]}]}');
    await page.getByRole('button', { name: 'Fill the form' }).click();
    await page.locator('.answer[data-stale=false]').waitFor();
    assert.equal(await page.getByLabel('Age', { exact: true }).inputValue(), '55');
    assert.equal(await page.getByLabel('HR', { exact: true }).inputValue(), '95');
    await page.locator('#paste').fill('{"features": ');
    await page.getByRole('button', { name: 'Fill the form' }).click();
    assert.match(await page.locator('#paste-problem').innerText(), /JSON/);
  });
});

test('a wrong input shows the server’s own message at its field', async () => {
  const { page, complaints, close } = await openPage(browser, server.url);
  await show(page, server.url, `try?model=${model}`);
  const age = page.getByLabel('Age', { exact: true });
  await age.fill('very old');
  const answered = page.waitForResponse((r) => r.url().endsWith('/predict'));
  await page.getByRole('button', { name: 'Predict' }).click();
  const { details } = await (await answered).json();
  const { description } = details.flatMap((d) => d.fieldViolations ?? [])[0];
  assert.match(description, /finite number/);
  const message = page.locator('.input', { has: age }).locator('.input-message');
  assert.equal(await message.innerText(), description);
  assert.equal(await age.getAttribute('aria-invalid'), 'true');
  assert.ok(await age.evaluate((element) => element === document.activeElement));
  assert.deepEqual(await violations(page), []);
  await age.fill('70');
  await page.getByRole('button', { name: 'Predict' }).click();
  await page.locator('.headline-number').waitFor();
  assert.equal(await age.getAttribute('aria-invalid'), 'false');
  // The browser itself notes the one refused request.
  assert.ok(complaints.length === 1 && complaints[0].includes('400'), complaints.join('\n'));
  await close();
});

test('by keyboard alone: skip link, navigation, form, answer', async () => {
  await onPage({}, async (page) => {
    await show(page, server.url, 'overview');
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), 'Overview');
    await page.evaluate(() => document.activeElement?.blur());
    await page.reload();
    for (let i = 0; i < 12 && (await focused()) !== 'Try a prediction'; i++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('form[aria-label=Inputs]').waitFor();
    assert.equal(await focused(), 'Try a prediction');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
    for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement?.id)) !== 'input-Age'; i++) await page.keyboard.press('Tab');
    await page.keyboard.type('64');
    await page.keyboard.press('Enter');
    await page.locator('.headline-number').waitFor();
  });
});

test('the theme follows the system until it is chosen, and the choice stays', async () => {
  await onPage({ colorScheme: 'dark' }, async (page) => {
    await show(page, server.url, 'overview');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await page.getByRole('button', { name: 'Light theme' }).click();
    await page.getByRole('button', { name: 'Dark theme' }).waitFor();
    const light = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    await page.getByRole('button', { name: 'Dark theme' }).waitFor();
    assert.equal(await ground(), light);
  });
});

test('a model card’s HTML and links stay text', async () => {
  await onPage({}, async (page) => {
    await page.route('**/api/v1/models/*', async (route) => {
      const body = await (await route.fetch()).json();
      body.model.modelCard = '# T\n\n<img src=x onerror="window.bad=1"> [click](javascript:window.bad=1) <script>window.bad=1</script>\n\n![far](http://example.com/x.png)';
      await route.fulfill({ json: body });
    });
    await show(page, server.url, `card?model=${model}`);
    const prose = page.locator('.prose');
    await prose.waitFor();
    assert.equal(await prose.locator('img, script, a').count(), 0);
    assert.ok((await prose.innerText()).includes('onerror'));
    assert.equal(await page.evaluate(() => window.bad), undefined);
  });
});

test('a server that is gone is said so, and found again', async () => {
  const { page, close } = await openPage(browser, server.url);
  await show(page, server.url, 'overview');
  await page.route('**/api/v1/**', (route) => route.abort());
  await page.locator('.stale').waitFor();
  assert.equal(await page.locator('.health').innerText(), 'No answer');
  assert.ok((await page.locator('.panel.model').count()) > 0, 'the last figures stay');
  await page.unroute('**/api/v1/**');
  await page.locator('.stale').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.health').innerText(), 'Serving');
  await close();
});

test('a server that wants a token is given one; a closed API is said so', { skip: process.env.CREDENCE_PAGE_URL !== undefined }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'credence-token-'));
  const token = 'a-token-for-this-test-alone';
  writeFileSync(join(folder, 'tokens'), `${token}\n`);
  const guarded = await startServer(['--api-token-file', join(folder, 'tokens')]);
  const closed = await startServer(['--api', 'off']);
  const { page, close } = await openPage(browser, guarded.url);
  try {
    await page.goto(guarded.url);
    const enter = async (text) => {
      await page.getByRole('textbox', { name: 'Access token' }).fill(text);
      await page.getByRole('button', { name: 'Use this token' }).click();
    };
    await enter('another-token-altogether');
    await page.getByText('The server refused this token.').waitFor();
    assert.deepEqual(await violations(page), []);
    await enter(token);
    await page.locator('.panel.model').first().waitFor();
    const kept = await page.evaluate(() => [localStorage.length, document.cookie, location.href].join(' '));
    assert.ok(!kept.includes(token), 'the token stays in this tab');
    await page.goto(closed.url);
    await page.getByText('The JSON API is switched off').waitFor();
  } finally {
    await close();
    await guarded.stop();
    await closed.stop();
    rmSync(folder, { recursive: true });
  }
});
