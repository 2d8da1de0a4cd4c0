//! A client: the binary driven over stdio as an editor would, on a site that is one literal.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longest wait for an answer; a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A site with a fact of each sort, in English and Chinese.
pub const SITE: &str = r#"
-- content/site.yml --
title: T
url: https://example.org/
topics: {sanctions: {title: Sanctions, zh: 制裁}, stages: {title: Stages}}
units: [sanctions, companies]
rules: {link-text: off, orphan: off, stale: off, single-origin: off, unused-fact: off, unused-source: off, no-archive: off, relayed-only: off}
-- content/why.md --
---
title: Why
summary: On [10,128](fact:russia-sanctions/count) sanctions.
date: 2022-05-10
topics: [sanctions]
---
## The count

制裁🙂 By May [nearly 1,000](fact:russia-sanctions/companies) companies went [@epoch, para. 8]. See [more](other.md).
-- content/other.md --
---
title: Other
summary: Another page.
date: 2022-05-11
topics: [stages]
---
There were [10,128](fact:russia-sanctions/count) of them, says [Castellum](entity:castellum), on [SWIFT](term:swift).
-- content/facts/russia-sanctions.yml --
title: Sanctions on Russia
summary: What the invasion cost.
topics: [sanctions]
facts:
  count:
    kind: statistic
    claim: Russia has incurred ___ sanctions.
    value: 10,128
    unit: sanctions
    as_of: 2022-04-29
    by: castellum
    evidence:
      - source: epoch
        at: para. 7
        quote: incurred 10,128 sanctions
  companies:
    kind: statistic
    claim: ___ companies will withdraw or cut back.
    value: nearly 1,000
    unit: companies
    as_of: 2022-05-05
    by: yale-som
    evidence: epoch, para. 8
  departures:
    kind: statistic
    claim: ___ companies left the market.
    unit: companies
    as_of: 2022-05-05
    values:
      a: {value: 1000, by: castellum, evidence: epoch}
      b: {value: 600 to 700, by: yale-som, evidence: epoch}
  rising:
    kind: statistic
    claim: The count of sanctions rose.
    unit: sanctions
    as_of: 2022
    by: castellum
    evidence: epoch
    series:
      2021: 2,754
      2022: 10,128
-- content/sources/news.yml --
epoch:
  type: newspaper
  title: CCP Calls for Self-Reliance
  publisher: epoch-times
  date: 2022-05-09
  capture: captures/epoch.txt
-- content/captures/epoch.txt --
Russia has incurred 10,128 sanctions. Nearly 1,000 companies will withdraw.
-- content/entities/e.yml --
castellum: {name: Castellum.AI, kind: company, zh: 卡斯特勒姆}
yale-som: {name: Yale School of Management, kind: university}
epoch-times: {name: The Epoch Times, kind: newspaper, zh: 大纪元时报}
-- content/glossary.yml --
swift: {term: SWIFT, zh: 环球银行金融电信协会, def: The messaging system of banks., evidence: "epoch, para. 7"}
"#;

/// Writes the files of a literal, `-- path --` and the lines that follow, below a folder.
pub fn write_site(folder: &Path, literal: &str) {
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    for line in literal.split_inclusive('\n') {
        let header = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (header, files.last_mut()) {
            (Some(path), _) => files.push((folder.join(path), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => assert!(line.trim().is_empty(), "text before the first file: {line}"),
        }
    }
    for (path, text) in files {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// A running server and what it said.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    seen: VecDeque<Value>,
    next: i32,
    /// The site.
    pub root: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

/// What an editor of today offers.
pub fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "workspace": {
            "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename"] },
            "didChangeWatchedFiles": { "dynamicRegistration": true, "relativePatternSupport": true },
        },
        "textDocument": {
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "completion": { "completionItem": { "labelDetailsSupport": true } },
        },
    })
}

impl Client {
    /// Starts the server without a word.
    pub fn start(root: &Path, arguments: &[&str]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
        command.arg("lsp").args(arguments).env("SOURCE_DATE_EPOCH", "1795478400");
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
        let mut reader = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, output) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        Client { child, input, output, seen: VecDeque::new(), next: 0, root: root.to_owned(), _folder: None }
    }

    /// A server on a site literal, past the handshake.
    pub fn on(literal: &str) -> Client {
        Client::with(literal, capabilities())
    }

    /// The same for an editor of our choice.
    pub fn with(literal: &str, capabilities: Value) -> Client {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().to_owned();
        write_site(&root, literal);
        let mut client = Client::start(&root, &[]);
        client._folder = Some(folder);
        let folders = json!([{ "uri": client.uri(""), "name": "site" }]);
        client.ask(
            "initialize",
            json!({ "processId": null, "capabilities": capabilities, "rootUri": null, "workspaceFolders": folders }),
        );
        client.tell("initialized", json!({}));
        client
    }

    /// The address of a path below the site.
    pub fn uri(&self, path: &str) -> String {
        format!("file://{}", self.root.join(path).display()).trim_end_matches('/').to_owned()
    }

    /// Sends bytes as they are.
    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("open");
        input.write_all(bytes).and_then(|()| input.flush()).expect("sent");
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Sends news.
    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks without waiting; returns the id.
    pub fn begin(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        self.next
    }

    /// Waits for the first message that fits; those before it are kept for later.
    pub fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&fits) {
            return self.seen.remove(at).expect("there");
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(message) if fits(&message) => return message,
                Ok(message) => self.seen.push_back(message),
                Err(error) => panic!("no {what} ({error}); there were {:#?}", self.seen),
            }
        }
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: i32) -> Value {
        self.wait("answer", |message| message["id"] == json!(id) && message.get("method").is_none())
    }

    /// Asks and returns the result; an error fails.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Asks and returns the error; a result fails.
    pub fn ask_in_vain(&mut self, method: &str, params: Value) -> (i64, String) {
        let id = self.begin(method, params);
        let answer = self.answer(id);
        let error = answer.get("error").unwrap_or_else(|| panic!("{method}: {answer}"));
        (error["code"].as_i64().expect("a code"), error["message"].as_str().expect("a message").to_owned())
    }

    /// Opens a document with some text. A mark `|` in it is taken out and its position returned.
    pub fn open(&mut self, path: &str, marked: &str) -> Value {
        let (text, position) = cut(marked);
        let document = json!({ "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.at(path, position)
    }

    /// Opens a file of the site as it is on disk, `what` replaced by a text with a mark.
    pub fn open_with(&mut self, path: &str, what: &str, marked: &str) -> Value {
        let text = fs::read_to_string(self.root.join(path)).expect("there");
        assert!(text.contains(what), "{what} is not in {path}");
        self.open(path, &text.replacen(what, marked, 1))
    }

    /// Document and position as a parameter.
    pub fn at(&self, path: &str, position: Value) -> Value {
        json!({ "textDocument": { "uri": self.uri(path) }, "position": position })
    }

    /// The next findings sent for a file, as `line:column-line:column severity code: message`.
    pub fn findings(&mut self, path: &str) -> Vec<String> {
        let uri = self.uri(path);
        let method = "textDocument/publishDiagnostics";
        let news = self
            .wait(&format!("findings for {path}"), |it| it["method"] == method && it["params"]["uri"] == json!(uri));
        news["params"]["diagnostics"].as_array().expect("a list").iter().map(shown).collect()
    }

    /// Messages that came and were not waited for, after the server has answered all before.
    pub fn rest(&mut self) -> Vec<Value> {
        self.ask("workspace/symbol", json!({ "query": "zzzz" }));
        self.seen.drain(..).collect()
    }

    /// Ends the talk properly and returns the exit code.
    pub fn end(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.exit_code()
    }

    /// Closes the input and waits for the process.
    pub fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.exit_code()
    }

    /// Waits for the process to end by itself.
    pub fn exit_code(&mut self) -> Option<i32> {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            assert!(Instant::now() < end, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Takes the mark out of a text; its position in UTF-16 units.
pub fn cut(marked: &str) -> (String, Value) {
    let Some(at) = marked.find('|') else { return (marked.to_owned(), json!({ "line": 0, "character": 0 })) };
    let before = &marked[..at];
    let line = before.matches('\n').count();
    let column: usize = before.rsplit('\n').next().unwrap_or("").chars().map(char::len_utf16).sum();
    (marked.replacen('|', "", 1), json!({ "line": line, "character": column }))
}

/// A finding in one line.
fn shown(finding: &Value) -> String {
    let place = |end: &str| format!("{}:{}", finding["range"][end]["line"], finding["range"][end]["character"]);
    let code = finding["code"].as_str().unwrap_or("");
    let message = finding["message"].as_str().unwrap_or("");
    format!("{}-{} {} {code}: {message}", place("start"), place("end"), finding["severity"])
}

fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
