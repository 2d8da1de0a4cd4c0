//! A real editor: Neovim, headless, with the client it is built with.
//!
//! `NVIM` names another Neovim than that on the path; 0.7 and 0.11 were tried.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{SITE, write_site};

const PATIENCE: Duration = Duration::from_secs(180);

/// What the script beside this file saw in Neovim.
fn run(site: &Path) -> Value {
    let out = site.join("out.json");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lsp/neovim.lua");
    let neovim = std::env::var("NVIM").unwrap_or_else(|_| "nvim".to_owned());
    let mut command = Command::new(&neovim);
    command.args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-c"]).arg(format!("luafile {}", script.display()));
    command.env("FACTLOOM", env!("CARGO_BIN_EXE_factloom")).env("SITE", site).env("OUT", &out);
    // Its logs and state stay in the folder of the test.
    for home in ["HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(home, site.join("home"));
    }
    command.env("SOURCE_DATE_EPOCH", "1795478400").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!("`{neovim}` does not start ({error}): run .ci/setup, or set NVIM to the path of a Neovim")
    });
    let end = Instant::now() + PATIENCE;
    while child.try_wait().expect("a child").is_none() {
        if Instant::now() > end {
            child.kill().expect("killed");
            panic!("Neovim does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    serde_json::from_str(&fs::read_to_string(out).expect("the script wrote what it saw")).expect("JSON")
}

#[test]
fn neovim_shows_findings_completes_hovers_jumps_and_renames() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().canonicalize().expect("there");
    write_site(&site, &SITE.replace("[nearly 1,000](", "[1,000]("));
    let seen = run(&site);
    assert_eq!(seen.get("error"), None, "{seen:#}");
    let finding = &seen["before"][0];
    // Neovim counts bytes: 制裁🙂 are ten of them.
    assert_eq!(
        (&finding["line"], &finding["column"], &finding["last"]),
        (&json!(8), &json!(19), &json!(24)),
        "{finding}"
    );
    assert!(finding["message"].as_str().expect("text").contains("drops the hedge"), "{finding}");
    assert_eq!(seen["completion"]["label"], json!("russia-sanctions/companies"));
    assert_eq!(seen["completion"]["detail"], json!("nearly 1,000 companies, 5 May 2022, Yale School of Management"));
    assert!(seen["hover"].as_str().expect("text").contains("Yale School of Management → The Epoch Times"), "{seen:#}");
    let definition = seen["definition"]["uri"].as_str().expect("an address");
    assert!(definition.ends_with("content/facts/russia-sanctions.yml"), "{definition}");
    assert_eq!(seen["definition"]["line"], json!(15));
    assert!(
        seen["article"]
            .as_str()
            .expect("text")
            .contains("[nearly 1,000](fact:russia-sanctions/companies) companies went [@epoch-2022, para. 8]")
    );
    assert_eq!(seen["sheet"].as_str().expect("text").matches("epoch-2022").count(), 5);
}
