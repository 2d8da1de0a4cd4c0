// What reading the site feels like: ten interactions, and everything without JavaScript and on paper.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HARD, KINDS, SITE, launch, open, serve } from "./support.mjs";

let browser, host, hard;
before(async () => { [browser, host, hard] = [await launch(), await serve(SITE), await serve(HARD)] });
after(async () => { await browser.close(); host.close(); hard.close() });

const ARTICLE = KINDS.article;
const card = page => page.locator("#card");
const shown = page => card(page).evaluate(e => e.matches(":popover-open"));

/** Moves the mouse to the middle of a link's first line as a hand does, in steps. */
async function point(page, link) {
  await link.scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
  const box = await link.evaluate(e => { const r = e.getClientRects()[0]; return { x: r.x + r.width / 2, y: r.y + r.height / 2 } });
  await page.mouse.move(5, 300);
  await page.mouse.move(box.x, box.y, { steps: 12 });
}

test("a figure lights up its evidence in the rail; where there is no rail, its card opens and Esc closes it", async () => {
  const wide = await open(browser);
  await wide.page.goto(host.origin + ARTICLE);
  const link = wide.page.locator(".body p > a.fact").nth(4);
  await point(wide.page, link);
  await wide.page.locator(".rail .item.on").waitFor();
  const href = await link.getAttribute("href");
  const lit = await wide.page.locator(".rail .item.on").getAttribute("data-h");
  assert.ok(lit.split(" ").includes(href));
  assert.equal(await shown(wide.page), false);
  await wide.close();

  const medium = await open(browser, { width: 1000 });
  await medium.page.goto(host.origin + ARTICLE);
  assert.equal(await medium.page.locator(".rail").first().isVisible(), false);
  await point(medium.page, medium.page.locator(".body p > a.fact").nth(4));
  await medium.page.waitForFunction(() => document.querySelector("#card").matches(":popover-open"));
  const box = await card(medium.page).boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 1000 && box.y >= 0 && box.y + box.height <= 900, "the card is on the screen");
  await medium.page.keyboard.press("Escape");
  assert.equal(await shown(medium.page), false);
  await medium.close();
});

test("a page that scrolls under a resting mouse opens nothing", async () => {
  const { page, close } = await open(browser, { width: 1000 });
  await page.goto(host.origin + ARTICLE);
  await page.mouse.move(500, 450, { steps: 5 });
  await page.waitForTimeout(200);
  for (let i = 0; i < 10; i++) {
    await page.evaluate(() => scrollBy({ top: 23, behavior: "instant" }));
    await page.waitForTimeout(40);
  }
  await page.waitForTimeout(250);
  assert.equal(await shown(page), false);
  await close();
});

test("on a phone a tap opens the card as a sheet; the cross and a tap outside close it", async () => {
  const { page, close } = await open(browser, { width: 375, height: 700, hasTouch: true, isMobile: true });
  await page.goto(host.origin + ARTICLE);
  const link = page.locator(".body p > a.fact").nth(2);
  await link.tap();
  assert.equal(await shown(page), true);
  await card(page).evaluate(e => Promise.all(e.getAnimations().map(animation => animation.finished)));
  const box = await card(page).boundingBox();
  assert.ok(Math.abs(box.y + box.height - 700) < 2 && box.width >= 374, "it stands at the bottom, as wide as the screen");
  assert.ok(await link.evaluate(e => e.classList.contains("on")), "the tapped words stay lit");
  assert.equal(new URL(page.url()).pathname, ARTICLE, "a tap does not leave the page");
  await page.locator("#card .close").tap();
  assert.equal(await shown(page), false);
  await link.tap();
  await page.touchscreen.tap(20, 60);
  assert.equal(await shown(page), false);
  await close();
});

test("a citation is copied in the style chosen last, and the live region says so", async () => {
  const { page, close } = await open(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(host.origin + ARTICLE);
  const select = page.locator(".styles select");
  await select.selectOption({ index: 1 });
  await page.locator(".styles .copy:not([hidden]) button").click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.locator(".styles .copy:not([hidden]) span").textContent());
  assert.match(await page.locator("#live").textContent(), /^Copied: /);
  assert.equal(await page.locator(".styles .copy:not([hidden]) button").textContent(), "Copied");
  await page.reload();
  assert.equal(await select.evaluate(e => e.selectedIndex), 1, "the style is remembered");
  await close();
});

test("a figure is copied with who says it, when it held and where", async () => {
  const { page, close } = await open(browser, { width: 1000, permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(host.origin + "/sanctions-on-russia/");
  await page.locator(".body a.fact", { hasText: "10,128" }).first().click();
  await page.locator("#card button[data-copy]").click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /10,128/);
  assert.match(copied, /Castellum\.AI via The Epoch Times, 29 April 2022/);
  assert.match(copied, /\/facts\/russia-sanctions\/castellum-10128-apr-2022\/$/);
  await close();
});

test("an address with #use-n marks the sentence", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + ARTICLE + "#use-12");
  const target = page.locator("#use-12");
  assert.ok(await target.evaluate(e => e.matches(":target") && getComputedStyle(e).backgroundColor !== "rgba(0, 0, 0, 0)"));
  // Scrolling there may be smooth.
  await page.waitForFunction(() => { const { y } = document.querySelector("#use-12").getBoundingClientRect(); return y > 50 && y < 850 });
  assert.equal(await shown(page), false, "no card covers it");
  await close();
});

test("a fact lists its sentences and each leads back to its own", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + "/facts/russia-sanctions/castellum-10128-apr-2022/");
  const link = page.locator("#used ~ .from .mentions a").first();
  assert.match(await link.textContent(), /10,128/);
  await link.click();
  assert.match(new URL(page.url()).hash, /^#use-\d+$/);
  assert.match(await page.locator(":target").textContent(), /10,128/);
  await close();
});

test("the way to the original carries the quote as a text fragment", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + KINDS.statement);
  const address = await page.locator("a[rel~=external]").first().getAttribute("href");
  assert.match(address, /#:~:text=/);
  await close();
});

test("n and p walk the figures, a dot leads to its sentence and is filled", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + ARTICLE);
  await page.keyboard.press("n");
  assert.equal(await page.locator(".dots [aria-current]").count(), 1);
  assert.equal(new URL(page.url()).hash, await page.locator(".dots a").first().getAttribute("href"));
  await page.keyboard.press("n");
  await page.keyboard.press("p");
  assert.equal(new URL(page.url()).hash, await page.locator(".dots a").first().getAttribute("href"));
  await page.keyboard.press("?");
  assert.ok(await page.locator("#help").evaluate(e => e.open));
  await close();
});

test("a review that has come due says so", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + "/facts/russia-sanctions/castellum-10128-apr-2022/");
  assert.match(await page.locator(".mark.due").first().textContent(), /^Review overdue since /);
  await close();
  const plain = await open(browser, { javaScriptEnabled: false });
  await plain.page.goto(host.origin + "/facts/russia-sanctions/castellum-10128-apr-2022/");
  assert.match(await plain.page.locator(".mark.due").first().textContent(), /^Review due /, "the date alone is true");
  await plain.close();
});

test("colours and cards can be switched in the footer and stay so", async () => {
  const { page, close } = await open(browser, { width: 1000 });
  await page.goto(host.origin + ARTICLE);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.locator("#scheme").click();
  assert.notEqual(await ground(), light);
  await page.locator("#card-switch").click();
  await page.reload();
  assert.notEqual(await ground(), light);
  await point(page, page.locator(".body p > a.fact").nth(4));
  await page.waitForTimeout(400);
  assert.equal(await shown(page), false);
  await page.locator(".body p > a.fact").nth(4).click();
  assert.equal(await shown(page), true, "a click still opens it");
  await close();
});

test("a browser that keeps nothing for the site has all but what would be kept", async () => {
  const { page, problems, close } = await open(browser, { width: 1000 });
  await page.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("refused", "SecurityError") } }));
  await page.goto(host.origin + ARTICLE);
  await page.locator("#card-switch").click();
  await page.locator(".body p > a.fact").nth(4).click();
  assert.equal(await shown(page), true);
  assert.deepEqual(problems, []);
  await close();
});

test("the name of another language leads to the same section", async () => {
  const phone = await open(browser, { width: 375, height: 812 });
  await phone.page.goto(hard.origin + "/pair/");
  await phone.page.evaluate(() => document.querySelector("#second").scrollIntoView({ behavior: "instant" }));
  await phone.page.locator("nav a[hreflang=zh]").evaluate(e => e.click());
  await phone.page.waitForURL(url => url.pathname === "/zh/pair/");
  assert.equal(decodeURIComponent(new URL(phone.page.url()).hash), "#第二", "also where the table of contents is folded");
  await phone.close();
  const { page, close } = await open(browser);
  await page.goto(hard.origin + "/pair/");
  await page.evaluate(() => document.querySelector("#second").scrollIntoView({ behavior: "instant" }));
  await page.locator(".toc [aria-current]", { hasText: "Second" }).waitFor();
  // By the mouse itself: the driver's own click may scroll the page to reach a header that stays in sight anyway.
  const { x, y, width, height } = await page.locator("nav a[hreflang=zh]").boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  await page.waitForURL(url => url.pathname === "/zh/pair/");
  assert.equal(await page.locator(":target").textContent(), "第二");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh");
  await page.locator("nav a[hreflang=en]").click();
  await page.waitForURL(url => url.pathname === "/pair/");
  await close();
});

test("filters narrow the lists and count what is left", async () => {
  const { page, close } = await open(browser);
  await page.goto(host.origin + KINDS.bibliography);
  await page.locator("select[name=lang]").selectOption("zh");
  const visible = await page.locator(".refs li:not([hidden])").count();
  const all = await page.locator(".refs li").count();
  assert.ok(visible > 0 && visible < all);
  assert.equal(await page.locator(".filters output").textContent(), `${visible} of ${all}`);
  await page.goto(host.origin + KINDS.timeline);
  const events = await page.locator(".timeline li").count();
  await page.locator("input[value=statistic]").uncheck();
  assert.ok(await page.locator(".timeline li:not([hidden])").count() < events);
  await close();
});

test("search finds facts before pages, numbers and Chinese, from the keyboard, with little over the wire", async () => {
  const { page, close } = await open(browser);
  let bytes = 0;
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  client.on("Network.loadingFinished", event => bytes += event.encodedDataLength);
  await page.goto(host.origin + ARTICLE);
  await page.keyboard.press("/");
  await page.waitForURL("**/search/");
  bytes = 0;
  await page.reload({ waitUntil: "networkidle" });
  await page.keyboard.type("grain stocks");
  // What was found for its first letters may stand there for a moment.
  await page.waitForURL(url => url.searchParams.get("q") === "grain stocks");
  await page.waitForFunction(() => /\d/.test(document.querySelector("#results .value")?.textContent));
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("#results h2").first().textContent(), "Facts");
  assert.ok(bytes <= 100 * 1024, `a first query takes ${bytes} bytes`);
  for (const [query, found] of [["10,128", /10,128|10128/], ["自力更生", /self-reliance|自力更生|zili/i], ["Huawei", /Huawei/]]) {
    await page.fill("#q", "");
    await page.waitForFunction(() => !document.querySelector("#results").firstChild);
    await page.fill("#q", query);
    await page.locator("#results", { hasText: found }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get("q"), query, "the query can be linked to");
  }
  await page.fill("#q", "qqqqqqqq");
  await page.locator("#results", { hasText: "Nothing found" }).waitFor();
  await close();
});

test("an unknown address offers the nearest titles", async () => {
  const { page, close } = await open(browser);
  const response = await page.goto(host.origin + "/chip-controls/");
  assert.equal(response.status(), 404);
  await page.locator("#results a").first().waitFor();
  assert.match(await page.locator("#results").textContent(), /chip/i);
  await close();
});

test("without JavaScript all text and evidence is there", async () => {
  const { page, requests, close } = await open(browser, { javaScriptEnabled: false });
  await page.goto(host.origin + ARTICLE);
  assert.ok(await page.locator(".rail .item").first().isVisible(), "the evidence stands beside the text");
  assert.ok(await page.locator(".dots a").first().isVisible());
  assert.ok(await page.locator("svg.chart").first().isVisible());
  assert.equal(await page.locator("form.filters:visible, #switches:visible").count(), 0, "nothing that would do nothing");
  const hrefs = await page.locator(".body a.fact").evaluateAll(list => list.map(e => e.getAttribute("href")));
  assert.ok(hrefs.length > 30 && hrefs.every(href => href.startsWith("/facts/")), "figures are links to their facts");
  assert.ok(requests.length <= 4);
  await page.goto(host.origin + hrefs[0]);
  assert.ok(await page.locator("#evidence").isVisible());
  await close();
});

/** Whether an element is laid out, or waits for a reader to come near. */
const near = e => e.checkVisibility({ contentVisibilityAuto: true });
/** A browser that is never idle: nothing that waits is laid out before its time. */
const busy = page => page.addInitScript(() => { window.requestIdleCallback = () => {} });

test("what lies far below is not laid out, yet a jump to a reference there lands on it", async () => {
  for (const width of [1360, 375]) {
    const { page, close } = await open(browser, { width });
    await busy(page);
    await page.goto(host.origin + ARTICLE);
    const last = page.locator(".refs li").nth(-12);
    assert.equal(await last.locator("a").first().evaluate(near), false);
    await page.goto(`${host.origin}${ARTICLE}#${await last.getAttribute("id")}`);
    const top = () => last.evaluate(e => e.getBoundingClientRect().top);
    for (let before = NaN; before !== await top(); await page.waitForTimeout(150)) before = await top();
    const at = await top();
    assert.ok(at > 40 && at < 300, `at ${at} of a window ${width} wide`);
    await close();
  }
});

test("on a phone a section is laid out when it comes near, and keeps about its height until then", async () => {
  const { page, close } = await open(browser, { width: 375, height: 812 });
  await busy(page);
  for (const path of [ARTICLE, "/"]) {
    await page.goto(host.origin + path);
    assert.equal(await page.locator("[data-tall] a").last().evaluate(near), false, path);
    const [kept, real] = await page.locator("[data-tall]").evaluateAll(list => {
      const heights = () => list.map(e => Math.round(e.getBoundingClientRect().height));
      const before = heights();
      list.forEach(e => e.style.contentVisibility = "visible");
      return [before, heights()];
    });
    const sum = list => list.reduce((a, b) => a + b, 0);
    assert.ok(sum(kept) > .9 * sum(real) && sum(kept) < 1.1 * sum(real), `${path}: ${kept} and ${real}`);
    kept.forEach((height, i) => assert.ok(Math.abs(height - real[i]) < 150 + real[i] / 5, `${path}: ${height} and ${real[i]}`));
  }
  // Who follows a link to a heading lands there.
  const heading = await page.goto(host.origin + ARTICLE).then(() => page.locator(".body h2").last().getAttribute("id"));
  await page.goto(`${host.origin}${ARTICLE}#${heading}`);
  const top = () => page.locator(`[id="${heading}"]`).evaluate(e => e.getBoundingClientRect().top);
  for (let before = NaN; before !== await top(); await page.waitForTimeout(150)) before = await top();
  assert.ok(await top() > 40 && await top() < 300, `at ${await top()}`);
  await page.goto(host.origin + ARTICLE);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator(".body [data-tall] a").last().evaluate(near), "all is printed");
  await close();
});

test("what waits is laid out when there is nothing else to do, and at once on a desk and without the script", async () => {
  const { page, close } = await open(browser, { width: 375, height: 812 });
  await page.goto(host.origin + ARTICLE);
  const waits = () => [...document.querySelectorAll("[data-tall] a, .refs a")].filter(e => e.checkVisibility() && !e.checkVisibility({ contentVisibilityAuto: true })).length;
  await page.waitForFunction(`(${waits})() === 0`);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await close();
  const desk = await open(browser);
  await busy(desk.page);
  await desk.page.goto(host.origin + ARTICLE);
  assert.ok(await desk.page.locator(".body [data-tall] a").last().evaluate(near), "the rail stands outside of the sections");
  await desk.close();
  const plain = await open(browser, { width: 375, height: 812, javaScriptEnabled: false });
  await plain.page.goto(host.origin + ARTICLE);
  for (const link of [".body [data-tall] a", ".refs li a"]) assert.ok(await plain.page.locator(link).last().evaluate(near), link);
  await plain.close();
});

test("a printed article has numbered references with addresses, and none of the screen's furniture", async () => {
  const { page, close } = await open(browser, { width: 794 });
  await page.goto(host.origin + ARTICLE);
  await page.emulateMedia({ media: "print" });
  for (const part of [".top", ".toc", ".rail", ".filters", ".figure-links", ".btns", "#switches", ".onward"]) {
    for (const one of await page.locator(part).all()) assert.equal(await one.isVisible(), false, part);
  }
  const list = page.locator(".refs");
  assert.equal(await list.evaluate(e => e.tagName), "OL");
  const numbered = await list.locator("li").first().evaluate(e => {
    const { content, width } = getComputedStyle(e, "::before");
    return { content, width: parseFloat(width), shown: getComputedStyle(e).contentVisibility };
  });
  assert.ok(numbered.content.startsWith("counter(list-item)") && numbered.width > 8, JSON.stringify(numbered));
  assert.equal(numbered.shown, "visible", "what counts is outside of what is contained");
  assert.ok(await page.locator(".all-facts table").isVisible(), "what is folded away on a screen is printed");
  const long = page.locator(".refs a.cut").first();
  const printed = await long.evaluate(e => getComputedStyle(e, "::after").content.replace(/"/g, ""));
  assert.equal(printed, await long.getAttribute("href"), "a shortened address is printed whole");
  assert.equal(await page.locator("figure.figure-chart").first().evaluate(e => getComputedStyle(e).breakInside), "avoid");
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages >= 4 && pages <= 16, `${pages} sheets of paper`);
  await close();
});

test("reduced motion: nothing fades, nothing rises", async () => {
  const { page, close } = await open(browser, { reducedMotion: "reduce" });
  await page.goto(host.origin + ARTICLE + "#use-12");
  assert.equal(await page.locator("#use-12").evaluate(e => getComputedStyle(e).animationName), "none");
  await close();
});
