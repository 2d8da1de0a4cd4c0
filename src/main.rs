//! The clock, the arguments, the exit code.

use std::process::ExitCode;

/// Two threads allocate small strings all the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let code = factloom::cli::run(std::env::args_os(), &|name| std::env::var(name).ok(), now);
    ExitCode::from(code)
}
