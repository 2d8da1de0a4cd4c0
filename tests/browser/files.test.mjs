// The files themselves: valid HTML, CSS and SVG, and light over the wire.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { HARD, SITE } from "./support.mjs";

const VNU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

for (const [name, folder] of [["the site", SITE], ["the site of hard cases", HARD]]) {
  test(`${name} is valid by the Nu HTML checker: HTML, CSS, SVG`, () => {
    const files = readdirSync(folder, { recursive: true }).filter(path => /\.(html|css|svg)$/.test(path));
    assert.ok(files.length > 20);
    const options = ["--also-check-css", "--also-check-svg", "--errors-only", "--format", "gnu"];
    const run = spawnSync("java", ["-Xss4m", "-jar", VNU, ...options, ...files], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 });
    assert.equal(run.error, undefined, "java is installed");
    const lines = run.stderr.split("\n").filter(line => line && !line.startsWith("Picked up"));
    assert.deepEqual(lines.slice(0, 10), []);
    assert.equal(run.status, 0);
  });
}

test("no article weighs more than 40 KiB or asks for more than three files", () => {
  const file = address => readFileSync(join(SITE, address));
  const zipped = address => gzipSync(file(address), { level: 9 }).length;
  const articles = readdirSync(SITE).filter(name => existsSync(join(SITE, name, "index.md")));
  assert.ok(articles.length >= 12);
  for (const name of articles) {
    const html = file(`${name}/index.html`).toString();
    const parts = [...html.matchAll(/<(?:link rel="stylesheet" href|script src)="\/([^"]+)"/g)].map(m => m[1]);
    assert.equal(parts.length, 2, `${name}: ${parts}`);
    const sum = zipped(`${name}/index.html`) + parts.map(zipped).reduce((a, b) => a + b);
    assert.ok(sum <= 40 * 1024, `${name} takes ${sum} bytes`);
    assert.doesNotMatch(html, /<img|<iframe|@import|url\(http/, name);
  }
});

test("a picture that stands alone carries its title, its source line and its own colours", () => {
  const svg = readFileSync(join(SITE, "decoupling-since-2018/figure-2.svg"), "utf8");
  for (const part of ["<title", "<desc", "Source: ", "prefers-color-scheme:dark", 'xmlns="http://www.w3.org/2000/svg"']) assert.ok(svg.includes(part), part);
});
