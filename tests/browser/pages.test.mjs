// Every kind of page: accessible, inside its window, silent, and asking nobody else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { HARD, KINDS, SITE, launch, open, overflow, serve } from "./support.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, host, hard;
before(async () => { [browser, host, hard] = [await launch(), await serve(SITE), await serve(HARD)] });
after(async () => { await browser.close(); host.close(); hard.close() });

async function violations(page) {
  await page.evaluate(AXE);
  const result = await page.evaluate(() => axe.run({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } }));
  return result.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(" | ")}`);
}

for (const [kind, path] of Object.entries(KINDS)) {
  test(`${kind} is accessible and fits, light and dark, wide and narrow`, async () => {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [1360, 375, 320]) {
        // Colours do not change between the two narrow widths.
        if (colorScheme === "dark" && width === 320) continue;
        const { page, problems, requests, close } = await open(browser, { width, colorScheme });
        // What a page asks for late shows once; half a second of silence each time would be a minute of the suite.
        const waitUntil = width === 1360 && colorScheme === "light" ? "networkidle" : "load";
        await page.goto(host.origin + path, { waitUntil });
        const where = `${path} at ${width}, ${colorScheme}`;
        assert.ok(await overflow(page) <= 0, `${where} is wider than its window by ${await overflow(page)} px`);
        assert.deepEqual(await violations(page), [], where);
        const wrong = problems.filter(text => kind !== "missing" || !text.includes("404"));
        assert.deepEqual(wrong, [], where);
        assert.deepEqual(requests.filter(url => !url.startsWith(host.origin)), [], `${where} asks another host`);
        await close();
      }
    }
  });
}

test("hard content never breaks the layout", async () => {
  for (const width of [1360, 375, 320]) {
    const { page, problems, close } = await open(browser, { width });
    for (const path of ["/", "/hard/", "/facts/hard/", "/facts/hard/one-point/", "/facts/hard/long-chinese/", "/facts/hard/long-word/", "/sources/long/", "/entities/ohne/", "/timeline/", "/stages/", "/glossary/", "/search/", "/corrections/", "/method/", "/data/", "/topics/busy/"]) {
      const response = await page.goto(hard.origin + path);
      assert.equal(response.status(), 200, path);
      const by = await overflow(page);
      assert.ok(by <= 0, `${path} at ${width} is wider than its window by ${by} px`);
      if (width === 375) assert.deepEqual(await violations(page), [], path);
    }
    assert.deepEqual(problems, []);
    const empty = await page.goto(hard.origin + "/topics/empty/");
    assert.equal(empty.status(), 404, "a topic without anything has no page");
    await close();
  }
});

test("a page has one h1, a skip link that works and a focus that shows", async () => {
  const { page, close } = await open(browser);
  for (const path of Object.values(KINDS)) {
    await page.goto(host.origin + path);
    assert.equal(await page.locator("h1").count(), 1, path);
  }
  await page.goto(host.origin + KINDS.article);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  assert.ok((await page.locator(".skip").boundingBox()).x >= 0, "the skip link is seen when focused");
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    });
    assert.ok(seen, `tab stop ${stop + 1} shows its focus`);
  }
  await close();
});

test("forced colours and more contrast keep marks and borders", async () => {
  const { page, close } = await open(browser, { forcedColors: "active" });
  await page.goto(host.origin + KINDS.article);
  const dot = page.locator(".dots a").first();
  const look = forcedColors => page.emulateMedia({ forcedColors }).then(() => dot.evaluate(e => {
    const { color, backgroundImage } = getComputedStyle(e);
    return `${color} ${backgroundImage}`;
  }));
  const [forced, own] = [await look("active"), await look("none")];
  assert.equal(forced, own);
  assert.match(own, /gradient/);
  await close();
});
