//! What `latchkey --help` says: the same as in every host.

pub(super) fn help_for(command: Option<&str>) -> String {
    let page = match command {
        Some("request") => REQUEST,
        Some("install") => INSTALL,
        Some("status") => STATUS,
        Some("release") => RELEASE,
        Some("components") => COMPONENTS,
        _ => GENERAL,
    };
    format!("{page}{COMMON}{KEYCHAIN}{ALSO}")
}

const GENERAL: &str = "\
latchkey – a license on this machine, without a network

  latchkey request      show this machine's activation request
  latchkey install      install the activation code that answers it
  latchkey status       say whether the license is valid, and until when
  latchkey release      give the license back and show the receipt
  latchkey components   say which identifiers this machine has

More about each: latchkey COMMAND --help
";

const REQUEST: &str = "\
latchkey request [--to FOLDER] [--label NAME] [--new] [--portal URL]

Shows the activation request: as rows to copy or read aloud, and as a QR code. Take it to the vendor's portal. The same request
is shown until it is answered, so asking twice spoils nothing.

  --to FOLDER        also write it as a file (.lkr), to a stick for example
  --label NAME       a name by which you know this machine; default: its host name
  --new              throw the pending request away and make a new one
  --portal URL       the vendor's portal: a phone that scans the picture opens it, with the request filled in
  --qr, --no-qr      show the QR code or not; default: on a terminal
";

const INSTALL: &str = "\
latchkey install [FILE | - | --from FOLDER | --stick]

Installs an activation code. Without an argument: paste it, then an empty line. A code that is refused changes nothing.

  FILE               the .lic file from the portal
  -                  read the code from standard input
  --from FOLDER      find the .lic file for this machine in a folder or on a stick
  --stick            find it on the removable drives that are plugged in
";

const STATUS: &str = "\
latchkey status

Checks the installed license and says whether it is valid, until when, and what comes next. Exit code 0 only when it is accepted.
";

const RELEASE: &str = "\
latchkey release [--yes] [--to FOLDER] [--qr]
latchkey release --taken

Gives the license back: it stops working here, and the receipt that is shown frees its seat in the portal. The same receipt is
shown until you say that it was taken.

  --yes              do not ask
  --to FOLDER        also write the receipt as a file (.lkd)
  --qr, --no-qr      show the receipt as a QR code too, or not; default: on a terminal
  --taken            the portal has the receipt; forget it here
";

const COMPONENTS: &str = "\
latchkey components [--show-values]

Lists which identifiers this machine has, which of them a license can use, and why the others not. Values stay hidden.

  --show-values      show them
";

const COMMON: &str = "
Which product, and whom to trust (options win over the file latchkey.json in this folder):
  --product ID       the product's id
  --key KEY          a public key of the vendor: 64 hex digits or base64; may be repeated
  --config FILE      another file like {\"product\": \"…\", \"publicKeys\": [\"…\"]}

Also:
  --store FOLDER     keep the license there instead of in the user's own place
";

const KEYCHAIN: &str = if cfg!(feature = "keychain") { "  --keychain         keep the key of a new store in the system's keychain\n" } else { "" };

const ALSO: &str = "\
  --json             answer as JSON
  --help             this page

Exit codes:
  0  done; for status and install: the license is accepted
  1  refused: no valid license, the code was not accepted, nothing to give back
  2  the command line or the configuration is wrong
  3  this machine: files, folders or identifiers cannot be used
";
