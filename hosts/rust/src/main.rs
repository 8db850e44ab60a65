//! The command `latchkey`.
fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    latchkey::command::run(&arguments, &latchkey::ThisMachine)
}
