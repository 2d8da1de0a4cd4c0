// The YAML language server on a site's files, over stdio as an editor drives it. FACTLOOM_ROOT is a copy of the
// repository's content with its schemas, FACTLOOM_SCHEMAS what `factloom schema --write` said there,
// FACTLOOM_STARTER a site as `factloom init` makes it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-jsonrpc/node.js';

const root = process.env.FACTLOOM_ROOT;
const starter = process.env.FACTLOOM_STARTER;
/** The settings that the command prints for VS Code, taken from its words. */
const settings = JSON.parse(`{${process.env.FACTLOOM_SCHEMAS.match(/"yaml\.schemas": \{[^}]*\}/)[0]}}`)['yaml.schemas'];

let server;
let connection;
const waiting = new Map();
/** The server keeps what it read by path and version. */
let version = 0;

before(async () => {
  const main = new URL('node_modules/yaml-language-server/out/server/src/server.js', import.meta.url).pathname;
  server = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  connection = rpc.createMessageConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => waiting.get(uri)?.(diagnostics));
  connection.onNotification('window/logMessage', () => {});
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('custom/schema/request', () => null);
  const yaml = { schemas: settings, schemaStore: { enable: false }, validate: true, hover: true, completion: true };
  connection.onRequest('workspace/configuration', ({ items }) => items.map(({ section }) => (section === 'yaml' ? yaml : {})));
  connection.listen();
  const folders = [root, starter].map((path) => ({ uri: pathToFileURL(path).href, name: path }));
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: folders[0].uri,
    workspaceFolders: folders,
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: { hover: { contentFormat: ['markdown'] }, completion: { completionItem: { documentationFormat: ['markdown'] } }, publishDiagnostics: {} },
    },
  });
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: { yaml } });
});

after(() => {
  connection?.dispose();
  server?.kill();
});

/** The next diagnostics of a file. */
function next(uri) {
  return new Promise((resolve) => {
    waiting.set(uri, (diagnostics) => {
      waiting.delete(uri);
      resolve(diagnostics);
    });
  });
}

/** Opens a text under a path and gives what the server says of it. */
async function diagnose(path, text) {
  const uri = pathToFileURL(path).href;
  const said = next(uri);
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: (version += 1), text } });
  const diagnostics = await said;
  const close = async () => {
    // Closing a file takes its diagnostics back: they are not those of the next text.
    const cleared = next(uri);
    await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await cleared;
  };
  return { uri, diagnostics, close };
}

const messages = (diagnostics) => diagnostics.map(({ message, range }) => `${range.start.line + 1}: ${message}`);

function yamlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yml'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** The text with a place marked `|` taken out, and the place. */
function marked(text) {
  const at = text.indexOf('|');
  const lines = text.slice(0, at).split('\n');
  return { text: text.replace('|', ''), position: { line: lines.length - 1, character: lines.at(-1).length } };
}

const sheet = `title: T
summary: S.
topics: [a]
facts:
  one:
    kind: statistic
    claim: ___ left.
    value: nearly 1,000
    as_of: 2022
    by: yale
    evidence: s, para. 7
`;

test('nothing is wrong with any real file, and a misspelt key in it is', async () => {
  const files = yamlFiles(join(root, 'content'));
  assert.ok(files.length > 30, `${files.length} files`);
  await Promise.all(files.map(async (path) => {
    const text = readFileSync(path, 'utf8');
    const clean = await diagnose(path, text);
    assert.deepEqual(messages(clean.diagnostics), [], path);
    await clean.close();
    const [wrong, key] = misspelt(text);
    const broken = await diagnose(path, wrong);
    assert.match(messages(broken.diagnostics).join('\n'), new RegExp(`Property ${key} is not allowed`), path);
    await broken.close();
  }));
});

/** The last key of a text, misspelt, and how. */
function misspelt(text) {
  const keys = [...text.matchAll(/^( *)(claim|name|title|def):/gm)];
  const last = keys.at(-1);
  const key = `${last[2]}x`;
  return [`${text.slice(0, last.index)}${last[1]}${key}:${text.slice(last.index + last[0].length)}`, key];
}

test('the starter names its schemas in its first lines', async () => {
  const files = yamlFiles(join(starter, 'content'));
  assert.equal(files.length, 4);
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    assert.match(text, /^# yaml-language-server: \$schema=(\.\.\/)+\.factloom\/schema\/[a-z]+\.json\n/);
    // Under another name, so that only its first line leads to a schema.
    const elsewhere = path.replace('.yml', '.other');
    const clean = await diagnose(elsewhere, text);
    assert.deepEqual(messages(clean.diagnostics), [], path);
    await clean.close();
    const broken = await diagnose(elsewhere, misspelt(text)[0]);
    assert.ok(broken.diagnostics.length > 0, path);
    await broken.close();
  }
});

test('what is missing, or no word, date or id, is said in words', async () => {
  const path = join(root, 'content/facts/trial.yml');
  const say = async (text) => {
    const { diagnostics, close } = await diagnose(path, text);
    await close();
    return messages(diagnostics);
  };
  assert.deepEqual(await say(sheet), []);
  assert.match((await say(sheet.replace('    by: yale\n', ''))).join(), /5: Missing property "by"/);
  assert.deepEqual(await say(sheet.replace('    by: yale\n', '').replace('facts:', 'defaults: {by: yale}\nfacts:')), []);
  assert.match((await say(sheet.replace('statistic', 'statistics'))).join(), /6: Value is not accepted. Valid values: "statistic"/);
  assert.match((await say(sheet.replace('2022', 'May 2022'))).join(), /9: Write 2022-04-29/);
  assert.match((await say(sheet.replace('yale', 'Yale SOM'))).join(), /10: An id is lower-case/);
  assert.match((await say(sheet.replace('value: nearly 1,000', 'value: [1]'))).join(), /8: Incorrect type/);
  assert.match((await say(sheet.replace('s, para. 7', '{source: s, page: 7}'))).join(), /11: Property page is not allowed/);
  const translation = join(root, 'content/facts/trial.zh.yml');
  const good = await diagnose(translation, 'facts:\n  one:\n    claim: 约___家。\n');
  assert.deepEqual(messages(good.diagnostics), [], 'a translation is no sheet');
  await good.close();
});

test('keys are offered with what they mean, words with theirs', async () => {
  const path = join(root, 'content/facts/trial.yml');
  const complete = async (textWithMark) => {
    const { text, position } = marked(textWithMark);
    const { uri, close } = await diagnose(path, text);
    const result = await connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
    await close();
    return new Map((result.items ?? result).map((item) => [item.label, item]));
  };
  const documentation = (item) => item?.documentation?.value ?? item?.documentation ?? '';
  const keys = await complete(`${sheet}    |\n`);
  for (const key of ['unit', 'note', 'method', 'stale_after', 'corrections', 'retired', 'see']) {
    assert.ok(documentation(keys.get(key)).length > 10, `${key} of ${[...keys.keys()]}`);
  }
  assert.match(documentation(keys.get('unit')), /What is counted or measured/);
  assert.ok(!keys.has('claim'), 'what is there already is not offered');
  const kinds = await complete(sheet.replace('statistic', '|'));
  assert.match(documentation(kinds.get('forecast')), /What someone expects/);
  const evidence = await complete(sheet.replace('evidence: s, para. 7', 'evidence:\n      source: s\n      |'));
  assert.match(documentation(evidence.get('quote')), /word for word/);
});

test('hovering over a key says what it means', async () => {
  const path = join(root, 'content/facts/trial.yml');
  const { uri, close } = await diagnose(path, sheet);
  const hover = async (line, character) => {
    const result = await connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
    return result?.contents?.value ?? '';
  };
  assert.match(await hover(8, 5), /When the value held\./);
  assert.match(await hover(8, 5), /2022-04-29/, 'with an example');
  assert.match(await hover(10, 5), /Where it was read\./);
  assert.match(await hover(5, 5), /A number that someone counted/, 'the words and their meanings');
  await close();
});
