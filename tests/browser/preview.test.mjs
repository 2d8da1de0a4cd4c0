// `factloom serve` as a writer meets it: files are edited on disk, the page is watched.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { launch } from "./support.mjs";

const BINARY = process.env.FACTLOOM_BINARY;
if (!BINARY) throw new Error("run these tests with `cargo test --test browser`");

const ARTICLE = `---
title: First
summary: S
date: 2022-01-01
topics: [t]
---
## One

There were [nearly 1,000](fact:s/left) companies [@x]. A second sentence stands here.

${"A paragraph to scroll past. ".repeat(60)}

${"Another paragraph to scroll past. ".repeat(60)}

## Two

The last words of the *article* stand here, at the very end. See [the other](b.md).
`;
const FILES = {
  "content/site.yml": "title: Live\nurl: https://example.org/\ntopics:\n  t: {title: Topic}\nrules: {single-origin: off, stale: off}\n",
  "content/a.md": ARTICLE,
  "content/b.md": "---\ntitle: Second\nsummary: S\ndate: 2022-01-01\ntopics: [t]\n---\nQuite another text.\n",
  "content/facts/s.yml": "title: Sheet\nsummary: S.\ntopics: [t]\nfacts:\n  left:\n    kind: statistic\n    claim: ___ companies left.\n    value: nearly 1,000\n    as_of: 2022\n    by: e\n    evidence: x\n",
  "content/sources/x.yml": "x: {type: web, title: Source, publisher: e}\n",
  "content/entities/e.yml": "e: {name: Echo, kind: company}\n",
  "static/film.bin": "0123456789",
};

const servers = [];
/** A site in a folder of its own. */
function site(files = FILES) {
  const root = mkdtempSync(join(tmpdir(), "factloom-preview-"));
  for (const [path, text] of Object.entries(files)) put(root, path, text);
  return root;
}
function put(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
/** Replaces words of a file as editors do: a new file takes the old one's place. */
function edit(root, path, from, to) {
  const text = readFileSync(join(root, path), "utf8");
  assert.ok(text.includes(from), `${from} is in ${path}`);
  put(root, path + ".tmp~", text.replace(from, to));
  renameSync(join(root, path + ".tmp~"), join(root, path));
}
/** Starts the server; its address, and what it prints. */
async function serve(root, ...options) {
  const port = options.includes("--port") ? [] : ["--port", "0"];
  const child = spawn(BINARY, ["serve", "--root", root, "--date", "2026-11-24", ...port, ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const server = { child, said: "", root };
  servers.push(server);
  for (const stream of [child.stdout, child.stderr]) stream.on("data", data => (server.said += data));
  server.ended = new Promise(resolve => child.on("exit", resolve));
  server.ended.then(code => (server.said += `\n(ended with ${code})`));
  server.origin = await until(() => server.said.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0], "an address", () => server.said);
  return server;
}
/** Stops a server for certain: its port is free only once the process is gone, a while after its connections. */
async function stop(server) {
  server.child.kill("SIGKILL");
  await server.ended;
}
async function until(probe, what, said = () => "", limit = 30_000) {
  for (const start = Date.now(); ;) {
    // A page on its way to another has no content: asked again.
    const value = await Promise.resolve().then(probe).catch(() => false);
    if (value) return value;
    assert.ok(Date.now() - start < limit, `${what} did not come ${said()}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

let browser;
before(async () => { browser = await launch(); });
after(async () => {
  await browser.close();
  for (const { child, root } of servers) { child.kill("SIGKILL"); rmSync(root, { recursive: true, force: true }); }
});
async function open(server, path) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const listening = page.waitForResponse(response => response.url().includes("/_factloom/events"));
  await page.goto(server.origin + path);
  await listening;
  await page.evaluate(() => (window.kept = true));
  return page;
}
const text = page => page.locator("main").innerText();
const reads = (page, words) => until(async () => (await text(page)).includes(words), words);
const bar = page => page.locator("factloom-bar [role=status]");
const barSays = (page, words) => until(async () => (await bar(page).innerText().catch(() => "")).includes(words), `“${words}” in the bar`);
const barIsGone = page => until(async () => !(await page.locator("factloom-bar section").isVisible()), "an empty bar");

test("a saved sentence appears without a reload; place, focus and other pages stay", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/"), other = await open(server, "/b/");
  await page.locator(".body a", { hasText: "the other" }).focus();
  await page.evaluate(() => scrollTo(0, 600));
  const requests = [];
  other.on("request", request => requests.push(request.url()));
  edit(server.root, "content/a.md", "A second sentence", "A changed sentence");
  await reads(page, "A changed sentence stands here");
  assert.equal(await page.evaluate(() => window.kept), true, "no reload");
  assert.equal(await page.evaluate(() => scrollY), 600);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "the other");
  edit(server.root, "content/facts/s.yml", "claim: ___ companies left.", "claim: In all ___ companies left.");
  await until(async () => (await page.content()).includes("In all nearly 1,000 companies left"), "the fact's new claim");
  edit(server.root, "content/b.md", "Quite another", "Still another");
  await reads(other, "Still another text");
  assert.equal(requests.length, 1, `asked for itself, once: ${requests}`);
});

test("paragraphs come and go, and a page that disappears says so and comes back", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/");
  edit(server.root, "content/a.md", "## Two", "A new paragraph.\n\n## Two");
  await reads(page, "A new paragraph.");
  edit(server.root, "content/a.md", "A new paragraph.\n\n", "");
  await until(async () => !(await text(page)).includes("A new paragraph."), "its end");
  const saved = readFileSync(join(server.root, "content/a.md"), "utf8");
  unlinkSync(join(server.root, "content/a.md"));
  await until(async () => !(await text(page)).includes("There were"), "the page's end");
  put(server.root, "content/a.md", saved);
  await reads(page, "There were nearly 1,000 companies");
});

test("a stylesheet is exchanged without a reload", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/");
  const border = () => page.evaluate(() => getComputedStyle(document.querySelector("main")).outlineColor);
  put(server.root, "templates/theme/print.css", "main { outline: 1px solid rgb(1, 2, 3); }\n");
  await until(async () => (await border()) == "rgb(1, 2, 3)", "the new style");
  assert.equal(await page.evaluate(() => window.kept), true, "no reload");
  assert.equal(await page.locator("link[rel=stylesheet]").count(), 1);
});

test("errors stand on the page in the words of the terminal, and leave it when they are mended", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/"), other = await open(server, "/b/");
  edit(server.root, "content/a.md", "[nearly 1,000]", "[1,000]");
  await barSays(page, "1 error");
  assert.match(await bar(page).innerText(), /on this page/);
  await barSays(other, "elsewhere on the site");
  await page.locator("factloom-bar button").click();
  const shown = await page.locator("factloom-bar pre").first().innerText();
  assert.match(shown, /error\[figure-mismatch\]/);
  assert.match(shown, /There were \[1,000\]/, "the excerpt");
  const words = said => said.replace(/\s+/g, " ").trim();
  await until(() => words(server.said).includes(words(shown)), "the same text in the terminal");
  assert.ok((await text(page)).includes("There were 1,000 companies"), "the page is the page of the file as it is");
  edit(server.root, "content/a.md", "[1,000]", "[nearly 1,000]");
  await barIsGone(page);
  await barIsGone(other);
});

test("a sheet saved half-way and a broken template are said, and the page recovers", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/");
  const sheet = readFileSync(join(server.root, "content/facts/s.yml"), "utf8");
  put(server.root, "content/facts/s.yml", sheet.slice(0, 60) + "\n  left: {kind: [");
  await barSays(page, "error");
  put(server.root, "content/facts/s.yml", sheet);
  await barIsGone(page);
  put(server.root, "templates/article.html", "{% extends \"base.html\" %}{% block main %}{{ nonsense");
  await until(async () => (await page.content()).includes("This page cannot be shown"), "the failure");
  assert.match(await page.locator("pre").first().innerText(), /article\.html/);
  put(server.root, "templates/article.html", "{% extends \"base.html\" %}{% block main %}<h1>A theme of one's own</h1>{% endblock main %}");
  await reads(page, "A theme of one's own");
  unlinkSync(join(server.root, "templates/article.html"));
  await reads(page, "There were nearly 1,000 companies");
});

test("a site that is broken at the start is served, and recovers", async () => {
  const root = site({ ...FILES, "content/site.yml": "title: [\n", "templates/home.html": "{{ broken" });
  const server = await serve(root);
  const page = await open(server, "/a/");
  await until(async () => (await page.content()).includes("home.html"), "the template's error");
  unlinkSync(join(root, "templates/home.html"));
  await reads(page, "There were");
  await barSays(page, "error");
  put(root, "content/site.yml", FILES["content/site.yml"]);
  await barIsGone(page);
  rmSync(join(root, "content"), { recursive: true });
  await until(async () => !(await text(page)).includes("There were"), "an empty site");
  for (const [path, words] of Object.entries(FILES)) put(root, path, words);
  await reads(page, "There were nearly 1,000 companies");
  await barIsGone(page);
});

test("a click on a place, on a figure or on a sentence opens the editor there", async () => {
  const root = site();
  const log = join(root, "opened.txt");
  put(root, "editor.sh", `printf '%s|%s|%s\\n' "$1" "$2" "$3" >> '${log}'\n`);
  const server = await serve(root, "--editor", `sh ${root}/editor.sh {file} {line} {column}`);
  const opened = async place => {
    await until(() => { try { return readFileSync(log, "utf8").includes(place) } catch { return false } }, place);
    unlinkSync(log);
  };
  const page = await open(server, "/a/");
  await page.locator(".body a.fact").first().click({ modifiers: ["Alt"] });
  await opened("content/facts/s.yml|5|");
  await page.locator(".body p", { hasText: "The last words" }).click({ modifiers: ["Alt"], position: { x: 120, y: 8 } });
  await opened("content/a.md|17|");
  assert.equal(new URL(page.url()).pathname, "/a/", "nothing was followed");
  edit(root, "content/a.md", "[nearly 1,000]", "[1,000]");
  await barSays(page, "1 error");
  await page.locator("factloom-bar button").click();
  await page.locator("factloom-bar a").first().click();
  await opened("content/a.md|9|");
  const ask = (query, headers) => fetch(`${server.origin}/_factloom/open?${query}`, { method: "POST", headers });
  assert.equal((await ask("path=/etc/passwd&line=1", { "x-factloom": "1" })).status, 422, "no file of the site");
  assert.equal((await ask("path=../secret&line=1", { "x-factloom": "1" })).status, 422);
  assert.equal((await ask("path=content/a.md&line=1", {})).status, 403, "a form of another site");
});

test("files are answered as a host would: types, tags, ranges, folders, what is not there", async () => {
  const server = await serve(site());
  const get = (path, headers = {}) => fetch(server.origin + path, { headers, redirect: "manual" });
  const page = await get("/a/");
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  assert.equal((await get("/a/", { "if-none-match": page.headers.get("etag") })).status, 304);
  const folder = await get("/a?x=1");
  assert.deepEqual([folder.status, folder.headers.get("location")], [302, "/a/?x=1"]);
  const range = await get("/film.bin", { range: "bytes=2-4" });
  assert.deepEqual([range.status, await range.text()], [206, "234"]);
  const missing = await get("/facts/s/nothing/");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<main/, "the site's own page");
  for (const [path, type] of [["/a/index.json", "application/json; charset=utf-8"], ["/feed.xml", /xml/], ["/facts.csv", "text/csv; charset=utf-8"], ["/sources/x/index.json", /json/]]) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.match(answer.headers.get("content-type"), new RegExp(type), path);
  }
  assert.equal((await fetch(server.origin + "/a/", { method: "POST" })).status, 405);
  const foreign = await new Promise((resolve, reject) => {
    const url = new URL(server.origin);
    request({ host: url.hostname, port: url.port, path: "/a/", headers: { host: "evil.example" } }, resolve).on("error", reject).end();
  });
  assert.equal(foreign.statusCode, 403, "a foreign name that resolves to this machine");
});

test("hundreds of files at once, folders that move and files that vanish are survived", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/");
  for (let number = 0; number < 300; number++) put(server.root, `content/more/n${number}.md`, FILES["content/b.md"].replace("Second", `Number ${number}`));
  for (let number = 0; number < 300; number += 2) unlinkSync(join(server.root, `content/more/n${number}.md`));
  renameSync(join(server.root, "content/more"), join(server.root, "content/else"));
  await until(async () => (await fetch(server.origin + "/else/n299/")).status == 200, "the last of the files");
  assert.equal((await fetch(server.origin + "/more/n299/")).status, 404);
  assert.equal((await fetch(server.origin + "/else/n298/")).status, 404);
  put(server.root, "content/huge.md", "x".repeat(9 << 20));
  writeFileSync(join(server.root, "content/binary.md"), Buffer.from([0xff, 0xfe, 0, 1]));
  await barSays(page, "2 errors");
  rmSync(join(server.root, "content/huge.md"));
  rmSync(join(server.root, "content/binary.md"));
  cpSync(join(server.root, "content/b.md"), join(server.root, "content/c.md"));
  await barIsGone(page);
  renameSync(join(server.root, "content/c.md"), join(server.root, "content/c"));
  rmSync(join(server.root, "content/c"));
  put(server.root, "content/c/d.md", FILES["content/b.md"]);
  await until(async () => (await fetch(server.origin + "/c/d/")).status == 200, "a folder where a file was");
});

test("a server that stops is missed, and one that comes back is found", async () => {
  const server = await serve(site());
  const page = await open(server, "/a/");
  await stop(server);
  await barSays(page, "The preview has stopped");
  edit(server.root, "content/a.md", "A second sentence", "A late sentence");
  const port = new URL(server.origin).port;
  const again = await serve(server.root, "--port", port);
  assert.equal(new URL(again.origin).port, port);
  await reads(page, "A late sentence");
  await barIsGone(page);
  const second = spawn(BINARY, ["serve", "--root", server.root, "--port", port]);
  let said = "";
  second.stderr.on("data", data => (said += data));
  const code = await new Promise(resolve => second.on("exit", resolve));
  assert.equal(code, 2);
  assert.match(said, /port \d+ cannot be used/);
});
