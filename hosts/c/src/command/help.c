/* What `latchkey --help` says: the same as in every host (hosts/node/help.ts). */
#include <string.h>

#include "command.h"

#define COMMON \
    "\n" \
    "Which product, and whom to trust (options win over the file latchkey.json in this folder):\n" \
    "  --product ID       the product's id\n" \
    "  --key KEY          a public key of the vendor: 64 hex digits or base64; may be repeated\n" \
    "  --config FILE      another file like {\"product\": \"…\", \"publicKeys\": [\"…\"]}\n" \
    "\n" \
    "Also:\n" \
    "  --store FOLDER     keep the license there instead of in the user's own place\n" \
    "  --json             answer as JSON\n" \
    "  --help             this page\n" \
    "\n" \
    "Exit codes:\n" \
    "  0  done; for status and install: the license is accepted\n" \
    "  1  refused: no valid license, the code was not accepted, nothing to give back\n" \
    "  2  the command line or the configuration is wrong\n" \
    "  3  this machine: files, folders or identifiers cannot be used\n"

static const char general[] =
    "latchkey – a license on this machine, without a network\n"
    "\n"
    "  latchkey request      show this machine's activation request\n"
    "  latchkey install      install the activation code that answers it\n"
    "  latchkey status       say whether the license is valid, and until when\n"
    "  latchkey release      give the license back and show the receipt\n"
    "  latchkey components   say which identifiers this machine has\n"
    "\n"
    "More about each: latchkey COMMAND --help\n"
    COMMON;

static const char request_help[] =
    "latchkey request [--to FOLDER] [--label NAME] [--new] [--portal URL]\n"
    "\n"
    "Shows the activation request: as rows to copy or read aloud, and as a QR code. Take it to the vendor's portal. The same request\n"
    "is shown until it is answered, so asking twice spoils nothing.\n"
    "\n"
    "  --to FOLDER        also write it as a file (.lkr), to a stick for example\n"
    "  --label NAME       a name by which you know this machine; default: its host name\n"
    "  --new              throw the pending request away and make a new one\n"
    "  --portal URL       the vendor's portal: a phone that scans the picture opens it, with the request filled in\n"
    "  --qr, --no-qr      show the QR code or not; default: on a terminal\n"
    COMMON;

static const char install_help[] =
    "latchkey install [FILE | - | --from FOLDER | --stick]\n"
    "\n"
    "Installs an activation code. Without an argument: paste it, then an empty line. A code that is refused changes nothing.\n"
    "\n"
    "  FILE               the .lic file from the portal\n"
    "  -                  read the code from standard input\n"
    "  --from FOLDER      find the .lic file for this machine in a folder or on a stick\n"
    "  --stick            find it on the removable drives that are plugged in\n"
    COMMON;

static const char status_help[] =
    "latchkey status\n"
    "\n"
    "Checks the installed license and says whether it is valid, until when, and what comes next. Exit code 0 only when it is accepted.\n"
    COMMON;

static const char release_help[] =
    "latchkey release [--yes] [--to FOLDER] [--qr]\n"
    "latchkey release --taken\n"
    "\n"
    "Gives the license back: it stops working here, and the receipt that is shown frees its seat in the portal. The same receipt is\n"
    "shown until you say that it was taken.\n"
    "\n"
    "  --yes              do not ask\n"
    "  --to FOLDER        also write the receipt as a file (.lkd)\n"
    "  --qr, --no-qr      show the receipt as a QR code too, or not; default: on a terminal\n"
    "  --taken            the portal has the receipt; forget it here\n"
    COMMON;

static const char components_help[] =
    "latchkey components [--show-values]\n"
    "\n"
    "Lists which identifiers this machine has, which of them a license can use, and why the others not. Values stay hidden.\n"
    "\n"
    "  --show-values      show them\n"
    COMMON;

const char *help_for(const char *command) {
  if (command == NULL) return general;
  if (strcmp(command, "request") == 0) return request_help;
  if (strcmp(command, "install") == 0) return install_help;
  if (strcmp(command, "status") == 0) return status_help;
  if (strcmp(command, "release") == 0) return release_help;
  if (strcmp(command, "components") == 0) return components_help;
  return general;
}
