/* What each command does with a license, and what it prints. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "commands.h"
#include "machine.h"

static const char after_request[] =
    "What to do next:\n"
    "  1. Open your vendor's portal on a phone or another computer, and scan the picture, paste the rows, or upload the file.\n"
    "  2. Bring the activation code back and run: latchkey install";
static const char after_link[] =
    "What to do next:\n"
    "  1. Scan the picture with a phone: it opens your vendor's portal with this request. Or paste the rows there, or upload the file.\n"
    "  2. Bring the activation code back and run: latchkey install";
static const char after_release[] =
    "What to do next:\n"
    "  1. Enter the receipt in your vendor's portal, under \"Give back\", or tell it to your vendor; that frees the seat.\n"
    "  2. Then run: latchkey release --taken";

void print_json(json_t *json) {
  char *text = json_dumps(json, JSON_INDENT(2));
  if (text != NULL) puts(text);
  free(text);
  json_decref(json);
}

int complain(const char *sentence, int code) {
  fflush(stdout);
  fprintf(stderr, "latchkey: %s\n", sentence);
  if (code == EXIT_WRONG_USAGE) fputs("Help: latchkey --help\n", stderr);
  return code;
}

int fail(desk *desk) {
  const char *sentence = desk->wrong != NULL ? desk->wrong : desk->fault.sentence;
  return complain(sentence, desk->wrong == NULL && desk->fault.kind == LATCHKEY_WRONG_ARGUMENT ? EXIT_WRONG_USAGE : EXIT_MACHINE);
}

/* A host name as a label: at most 64 bytes, no control characters (docs/token.md, "Activation request"). */
static void label_from_host(char label[65]) {
  char name[256] = {0};
  size_t length = 0;
  gethostname(name, sizeof name - 1);
  for (const char *c = name; *c != 0 && length < 64; c++)
    if (*c >= 0x21 && *c <= 0x7e) label[length++] = *c;
  label[length] = 0;
}

static void print_rows(const char *file) {
  size_t end = strlen(file);
  while (end > 0 && strchr(" \r\n", file[end - 1]) != NULL) end--;
  printf("\n%.*s\n\n", (int)end, file);
}

static void put_spelled(json_t *json, const latchkey_spelled *spelled) {
  json_object_set_new(json, "code", json_string(spelled->code));
  json_object_set_new(json, "file", json_string(spelled->file));
}

static bool shows_picture(const desk *desk, bool terminal) { return desk->options->qr == 1 || (desk->options->qr < 0 && terminal); }

static void show_request(desk *desk, const latchkey_spelled *request, bool is_new, const char *path, const char *link) {
  bool terminal = isatty(STDOUT_FILENO);
  char *nature = nature_in_words(latchkey_license_machine(desk->license));
  puts(is_new ? "The activation request of this machine:" : "The request that waits for its answer:");
  print_rows(request->file);
  if (shows_picture(desk, terminal) && link != NULL) print_picture_of_link(link, terminal);
  else if (shows_picture(desk, terminal)) print_picture(request->code, terminal);
  if (path != NULL) printf("Written to %s\n\n", path);
  if (nature != NULL) printf("%s\n\n", nature);
  puts(link != NULL ? after_link : after_request);
  free(nature);
}

static json_t *request_in_json(const latchkey_spelled *request, bool is_new, const char *path, const char *link) {
  json_t *json = json_object();
  put_spelled(json, request);
  json_object_set_new(json, "isNew", json_boolean(is_new));
  if (path != NULL) json_object_set_new(json, "path", json_string(path));
  if (link != NULL) json_object_set_new(json, "link", json_string(link));
  return json;
}

/* `portal` is NULL when nobody said where it is. */
static int request_with(desk *desk, const char *portal) {
  char host[65], *path = NULL, *link = NULL;
  latchkey_spelled request;
  bool is_new;
  label_from_host(host);
  const char *label = desk->options->label != NULL ? desk->options->label : host;
  if (!latchkey_license_request(desk->license, label, NULL, desk->options->new_request, &request, &is_new, &desk->fault)) return fail(desk);
  if (desk->options->to != NULL) path = write_code_file(desk->options->to, desk->product, &request, "lkr", &desk->wrong);
  /* A license key belongs into no address; such a request is shown as it is. */
  if (portal != NULL && !latchkey_license_carries_key(desk->license, &request)) link = link_to(portal, request.code);
  int code = desk->wrong != NULL ? fail(desk) : EXIT_DONE;
  if (code == EXIT_DONE && desk->options->json) print_json(request_in_json(&request, is_new, path, link));
  else if (code == EXIT_DONE) show_request(desk, &request, is_new, path, link);
  free(path);
  free(link);
  latchkey_spelled_free(&request);
  return code;
}

static int request_command(desk *desk) {
  if (desk->options->portal == NULL) return request_with(desk, NULL);
  char *portal = read_portal(desk->options->portal, &desk->wrong);
  int code = portal == NULL ? complain(desk->wrong, EXIT_WRONG_USAGE) : request_with(desk, portal);
  free(portal);
  return code;
}

static json_t *standing_in_json(const latchkey_standing *standing, const latchkey_machine *machine) {
  json_t *json = json_object(), *rest;
  json_object_set_new(json, "installed", json_boolean(standing->verdict != NULL));
  if (standing->verdict != NULL) rest = verdict_in_json(standing->verdict, false);
  else rest = json_pack("{s:b,s:s,s:s}", "accepted", 0, "reason", standing->reason, "sentence", standing->sentence);
  json_object_update(json, rest);
  json_decref(rest);
  if (standing->request.code != NULL) json_object_set_new(json, "request", json_string(standing->request.code));
  if (standing->receipt.code != NULL) json_object_set_new(json, "receipt", json_string(standing->receipt.code));
  if (standing->notice != NULL) json_object_set_new(json, "notice", json_string(standing->notice));
  json_object_set_new(json, "nature", nature_in_json(machine));
  return json;
}

static int status_command(desk *desk) {
  latchkey_standing standing = latchkey_license_check(desk->license);
  const latchkey_machine *machine = latchkey_license_machine(desk->license);
  bool accepted = latchkey_standing_accepted(&standing);
  if (desk->options->json) {
    print_json(standing_in_json(&standing, machine));
  } else {
    char *nature = nature_in_words(machine);
    print_standing(&standing);
    if (nature != NULL) puts(nature);
    free(nature);
  }
  latchkey_standing_free(&standing);
  return accepted ? EXIT_DONE : EXIT_REFUSED;
}

static int receipt_taken(desk *desk) {
  bool taken;
  if (!latchkey_license_receipt_taken(desk->license, &taken, &desk->fault)) return fail(desk);
  if (desk->options->json) print_json(json_pack("{s:b}", "taken", taken));
  else puts(taken ? "The receipt is forgotten here." : "No receipt was waiting.");
  return taken ? EXIT_DONE : EXIT_REFUSED;
}

static bool is_sure(void) {
  char *line = NULL;
  size_t size = 0;
  fputs("The license stops working on this machine. Give it back? Type yes: ", stdout);
  fflush(stdout);
  ssize_t count = getline(&line, &size, stdin);
  while (count > 0 && strchr(" \t\r\n", line[count - 1]) != NULL) line[--count] = 0;
  bool sure = count > 0 && strcasecmp(line + strspn(line, " \t"), "yes") == 0;
  free(line);
  return sure;
}

static int show_receipt(desk *desk, const latchkey_release *release) {
  char *path = NULL;
  if (desk->options->to != NULL) path = write_code_file(desk->options->to, desk->product, &release->receipt, "lkd", &desk->wrong);
  if (desk->wrong != NULL) return fail(desk);
  if (desk->options->json) {
    json_t *json = json_pack("{s:b}", "released", 1);
    put_spelled(json, &release->receipt);
    if (path != NULL) json_object_set_new(json, "path", json_string(path));
    print_json(json);
  } else {
    bool terminal = isatty(STDOUT_FILENO);
    puts("The license was given back. This is the receipt:");
    print_rows(release->receipt.file);
    if (shows_picture(desk, terminal)) print_picture(release->receipt.code, terminal);
    if (path != NULL) printf("Written to %s\n\n", path);
    puts(after_release);
  }
  free(path);
  return EXIT_DONE;
}

static int release_command(desk *desk) {
  latchkey_release release;
  if (desk->options->taken) return receipt_taken(desk);
  latchkey_standing standing = latchkey_license_check(desk->license);
  bool waits = standing.receipt.code != NULL;
  latchkey_standing_free(&standing);
  if (!waits && !desk->options->yes) {
    if (!isatty(STDIN_FILENO)) return complain("Giving a license back cannot be undone here; say --yes.", EXIT_WRONG_USAGE);
    if (!is_sure()) return puts("Nothing has changed."), EXIT_REFUSED;
  }
  if (!latchkey_license_release(desk->license, &release, &desk->fault)) return fail(desk);
  int code = EXIT_REFUSED;
  if (release.reason == NULL) code = show_receipt(desk, &release);
  else if (desk->options->json) print_json(json_pack("{s:b,s:s,s:s}", "released", 0, "reason", release.reason, "sentence", release.sentence));
  else printf("Not given back; nothing has changed.\n%s\n", release.sentence);
  latchkey_release_free(&release);
  return code;
}

static int run_opened(desk *desk) {
  const char *command = desk->options->command;
  if (strcmp(command, "request") == 0) return request_command(desk);
  if (strcmp(command, "install") == 0) return install_command(desk);
  if (strcmp(command, "status") == 0) return status_command(desk);
  if (strcmp(command, "release") == 0) return release_command(desk);
  return components_command(desk);
}

static int run_command(const command_options *options, const lk_source *source) {
  command_config config;
  desk desk = {.options = options, .source = source};
  char *wrong = NULL;
  if (!read_config(options, &config, &wrong)) {
    int code = complain(wrong, EXIT_WRONG_USAGE);
    free(wrong);
    free(config.product);
    return code;
  }
  latchkey_machine *machine = lk_read_machine(source);
  latchkey_license_options wanted = {.product = config.product,
                                     .public_keys = (const uint8_t (*)[32])config.public_keys,
                                     .public_key_count = config.public_key_count,
                                     .folder = options->store,
                                     .machine = machine};
  desk.product = config.product;
  desk.license = latchkey_license_open(&wanted, &desk.fault);
  int code = desk.license == NULL ? fail(&desk) : run_opened(&desk);
  latchkey_license_close(desk.license);
  latchkey_machine_free(machine);
  free(desk.wrong);
  free(config.product);
  return code;
}

int run_command_line(int count, char **words, const lk_source *source) {
  command_options options;
  char *wrong = NULL;
  int code = EXIT_DONE;
  if (!parse_command_line(count, words, &options, &wrong)) code = complain(wrong, EXIT_WRONG_USAGE);
  else if (options.command != NULL && !options.help) code = run_command(&options, source);
  else {
    fputs(help_for(options.command), stdout);
    if (!options.help) code = EXIT_WRONG_USAGE;
  }
  free(wrong);
  free_options(&options);
  return code;
}
