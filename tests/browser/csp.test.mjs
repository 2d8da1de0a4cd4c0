// The policy of `factloom hosting headers`, sent with every file: no page asks for what it refuses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { HARD, KINDS, SITE, launch, open, serve } from "./support.mjs";

const POLICY = policyOf(process.cwd());
let browser, host, hard;
before(async () => {
  browser = await launch();
  [host, hard] = [await serve(SITE, { "content-security-policy": POLICY }), await serve(HARD, { "content-security-policy": POLICY })];
});
after(async () => { await browser.close(); host.close(); hard.close() });

/** The policy of a site, from the rule for all addresses. */
function policyOf(root) {
  const text = execFileSync(process.env.FACTLOOM_BINARY, ["hosting", "headers", "--for", "cloudflare", "--date", "2026-11-24", "--root", root], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return text.match(/^\/\*\n(?: {2}.*\n)*? {2}Content-Security-Policy: (.*)$/m)[1];
}

/** Opens pages and gathers what their policy refused. */
async function watched() {
  const { page, problems, close } = await open(browser);
  const refused = [];
  await page.exposeFunction("refused", what => refused.push(what));
  await page.addInitScript(() => addEventListener("securitypolicyviolation", e => refused(`${location.pathname}: ${e.effectiveDirective} ${e.blockedURI} ${e.sample}`)));
  /** Whatever was refused so far, by event or by console. */
  const seen = async () => {
    await page.waitForTimeout(50);
    // A page that is left while it loads breaks off what it asked for; what a policy refuses is said by an event too.
    return [...refused, ...problems.filter(text => !text.includes("404") && !text.startsWith("failed: "))];
  };
  return { page, seen, close };
}

test("the policy is strict", () => {
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) assert.ok(POLICY.split("; ").includes(part), part);
  assert.ok(!/unsafe|\*|https?:/.test(POLICY), POLICY);
});

test("no page of any kind is refused anything", async () => {
  const { page, seen, close } = await watched();
  for (const path of Object.values(KINDS)) {
    const response = await page.goto(host.origin + path, { waitUntil: "networkidle" });
    assert.equal(response.headers()["content-security-policy"], POLICY);
    assert.deepEqual(await seen(), [], path);
    // Styled, scripted, with its icon: what the policy lets pass is at work.
    assert.ok(await page.evaluate(() => document.styleSheets.length > 0 && !document.querySelector("#switches").hidden), path);
  }
  for (const path of ["/", "/hard/", "/facts/hard/", "/facts/hard/many/", "/facts/hard/answers/", "/pair/", "/pair.zh/", "/charts/"]) {
    await page.goto(hard.origin + path, { waitUntil: "networkidle" });
    assert.deepEqual(await seen(), [], path);
  }
  await close();
});

test("search, cards, the switch of colours, filters and copying work under it", async () => {
  const { page, seen, close } = await watched();
  await page.goto(host.origin + "/search/");
  await page.fill("#q", "chips");
  await page.waitForSelector("#results li");
  await page.goto(host.origin + KINDS.article);
  await page.locator("a.fact").first().click();
  await page.waitForSelector("#card:popover-open");
  assert.notEqual(await page.evaluate(() => document.querySelector("#card").style.top), "", "a card is placed by its style");
  await page.keyboard.press("Escape");
  await page.locator("#scheme").click();
  assert.equal(await page.evaluate(() => document.documentElement.style.colorScheme), "dark");
  await page.goto(host.origin + KINDS.timeline);
  const kind = page.locator("form.filters input[type=checkbox]").first(), count = page.locator("form.filters output");
  await kind.click();
  assert.match(await count.textContent(), /^\d+ of \d+$/);
  await page.goto(host.origin + KINDS.source);
  await page.locator("[data-copy]").first().click();
  await page.goto(host.origin + "/no/such/chips/");
  await page.waitForSelector("#results li");
  await page.goto(host.origin + KINDS.article);
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").isVisible());
  assert.deepEqual(await seen(), []);
  await close();
});

test("a picture that stands alone keeps its style", async () => {
  const svg = readdirSync(SITE, { recursive: true }).find(path => path.endsWith(".svg"));
  const { page, seen, close } = await watched();
  await page.goto(`${host.origin}/${svg}`);
  assert.deepEqual(await seen(), []);
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.querySelector(".bg")).fill), "rgb(0, 0, 0)", "its ground is drawn");
  await close();
});

test("old addresses lead on by a script that the policy lets pass", async () => {
  const root = mkdtempSync(join(tmpdir(), "factloom-csp-"));
  const folder = join(root, "public"), run = (...words) => execFileSync(process.env.FACTLOOM_BINARY, words, { stdio: "ignore" });
  run("init", root, "--title", "T", "--url", "https://example.org/");
  const article = join(root, "content/declaration.md"), text = readFileSync(article, "utf8");
  writeFileSync(article, text.replace("---\n", "---\naliases: [/before/]\n"));
  writeFileSync(join(root, "content/other.md"), "---\ntitle: Other\nsummary: O.\ndate: 2026-01-01\ntopics: []\naliases: [\"/before/#part\"]\n---\nText.\n");
  run("build", "--quiet", "--root", root);
  const old = await serve(folder, { "content-security-policy": policyOf(root) });
  const { page, seen, close } = await watched();
  for (const [from, to] of [["/before/#here", "/declaration/#here"], ["/before/#part", "/other/"], ["/before/", "/declaration/"]]) {
    await page.goto(old.origin + from);
    await page.waitForURL(old.origin + to);
    await page.goto("about:blank");
  }
  assert.deepEqual(await seen(), []);
  await close();
  old.close();
});

test("what is not in the policy would be seen", async () => {
  const tight = await serve(SITE, { "content-security-policy": POLICY.replace("connect-src 'self'", "connect-src 'none'").replace(/ 'sha256-[^']*'/, "") });
  const { page, seen, close } = await watched();
  await page.goto(tight.origin + "/search/?q=chips", { waitUntil: "networkidle" });
  assert.match((await seen()).join("\n"), /connect-src/);
  const svg = readdirSync(SITE, { recursive: true }).find(path => path.endsWith(".svg"));
  await page.goto(`${tight.origin}/${svg}`);
  assert.match((await seen()).join("\n"), /style-src/);
  await close();
  tight.close();
});
