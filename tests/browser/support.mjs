// A static host on loopback, and a browser that must not ask for anything else.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";

/** The built site, and a site of hard cases; both are made by tests/browser.rs. */
export const SITE = process.env.FACTLOOM_SITE;
export const HARD = process.env.FACTLOOM_HARD_SITE;
if (!SITE || !HARD) throw new Error("run these tests with `cargo test --test browser`");

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".xml": "application/xml", ".csv": "text/csv", ".md": "text/markdown",
};

/** Serves a folder gzipped, as static hosts do, with further headers; an unknown address gets 404.html. Returns its origin. */
export async function serve(folder, headers = {}) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host/").pathname));
    let file = join(folder, path);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = file.startsWith(folder) && existsSync(file);
    const body = readFileSync(found ? file : join(folder, "404.html"));
    const type = TYPES[found ? extname(file) : ".html"] ?? "application/octet-stream";
    response.writeHead(found ? 200 : 404, { "content-type": type, "content-encoding": "gzip", ...headers });
    response.end(gzipSync(body));
  });
  await new Promise(ready => server.listen(0, "127.0.0.1", ready));
  // A test that fails before it closes its server must not keep the others waiting.
  server.unref();
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"],
  });
}

/** A page, with what went wrong on it and what it asked for. */
export async function open(browser, options = {}) {
  const { width = 1360, height = 900, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, ...rest });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems = [], requests = [];
  page.on("console", message => message.type() === "error" && problems.push(message.text()));
  page.on("pageerror", error => problems.push(String(error)));
  page.on("requestfailed", request => problems.push(`failed: ${request.url()}`));
  page.on("response", async response => {
    if (response.url().startsWith("data:")) return;
    requests.push(response.url());
  });
  return { page, problems, requests, close: () => context.close() };
}

/** One address of every kind of page. */
export const KINDS = {
  home: "/", article: "/decoupling-since-2018/", topic: "/topics/technology/", sheets: "/facts/", sheet: "/facts/trade/",
  fact: "/facts/trade/us-goods-imports-from-china/", conflict: "/facts/russia-measures/duma-members-listed/",
  statement: "/facts/lessons-for-beijing/mike-sun-chicken-monkey/", bibliography: "/sources/",
  source: "/sources/epoch-times-2022-self-reliance/", entities: "/entities/", entity: "/entities/epoch-times/",
  timeline: "/timeline/", stages: "/stages/", charts: "/charts/", glossary: "/glossary/", corrections: "/corrections/",
  changes: "/changes/", method: "/method/", data: "/data/", search: "/search/?q=chips", about: "/about/",
  missing: "/no/such/page/",
};

/** Pixels by which a page is wider than its window. */
export const overflow = page => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
