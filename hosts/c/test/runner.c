/* The runner of this host: one call a line in, one answer a line out, as hosts/README.md says. */
#include <math.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../src/command/command.h"
#include "machine.h"
#include "seal.h"

enum { MOST_COMPONENTS = 4096 };

static latchkey_verifier *verifier;

/* Bytes of a member, which are hexadecimal digits; NULL data when it was not given. */
static lk_chars bytes_in(const json_t *call, const char *name) {
  const char *text = json_string_value(json_object_get(call, name));
  if (text == NULL) return (lk_chars){0};
  lk_chars bytes = {lk_memory(strlen(text) / 2 + 1), strlen(text) / 2};
  if (!lk_bytes_from_hex(text, (uint8_t *)bytes.data, bytes.length)) abort();
  return bytes;
}

static const char *text_in(const json_t *call, const char *name) { return json_string_value(json_object_get(call, name)); }

static double number_in(const json_t *call, const char *name) {
  const json_t *member = json_object_get(call, name);
  const char *text = json_string_value(member);
  if (text == NULL) return json_number_value(member);
  return strcmp(text, "NaN") == 0 ? (double)NAN : strcmp(text, "Infinity") == 0 ? (double)INFINITY : (double)-INFINITY;
}

static long repeats_of(const json_t *call) {
  const json_t *repeat = json_object_get(call, "repeat");
  return repeat == NULL ? 1 : (long)json_number_value(repeat);
}

/* What the types of C do not say: the caller hands over exactly as many bytes as the function reads. */
static bool has_length(const lk_chars *bytes, size_t length) { return bytes->data == NULL || bytes->length == length; }

static json_t *mistake(const char *name, const char *sentence) { return json_pack("{s:s,s:s}", "error", name, "sentence", sentence); }

static json_t *bad_length(void) { return mistake("bad-input", "an argument has a wrong number of bytes"); }

static json_t *last_problem(void) {
  const latchkey_problem *problem = latchkey_last_problem(verifier);
  json_t *json = json_pack("{s:i,s:s,s:s,s:i}", "code", (int)problem->code, "name", problem->name, "sentence", problem->sentence, "detail",
                           (int)problem->detail);
  put_place(json, problem->row, problem->group, problem->offset);
  return json;
}

/* A value, or the problem; `value` is taken. */
static json_t *reading(uint32_t status, json_t *value) {
  if (status == LATCHKEY_OK) return json_pack("{s:b,s:o}", "ok", 1, "value", value);
  json_decref(value);
  if (status >= LATCHKEY_BAD_MODULE) return mistake(latchkey_last_problem(verifier)->name, "the module is broken");
  /* A text that does not fit is the program's mistake in every language. */
  if (latchkey_last_problem(verifier)->detail == 0 && status == LATCHKEY_BAD_INPUT && strstr(latchkey_last_problem(verifier)->sentence, "room") != NULL)
    return mistake("bad-input", latchkey_last_problem(verifier)->sentence);
  return json_pack("{s:b,s:o}", "ok", 0, "problem", last_problem());
}

/* Something made, or the program's mistake. */
static json_t *made(uint32_t status, json_t *value) {
  if (status == LATCHKEY_OK) return value;
  json_decref(value);
  return mistake(latchkey_last_problem(verifier)->name, latchkey_last_problem(verifier)->sentence);
}

static json_t *load(const json_t *call) {
  latchkey_verifier *loaded = latchkey_load(text_in(call, "sha256"));
  if (loaded == NULL) return mistake("wrong-module", "the module has another digest");
  latchkey_free(verifier);
  verifier = loaded;
  return json_pack("{s:b}", "ok", 1);
}

static json_t *about_key(const json_t *call, bool trusting) {
  lk_chars key = bytes_in(call, "key");
  uint32_t status = (trusting ? latchkey_trust : latchkey_check_key)(verifier, (const uint8_t *)key.data, key.length);
  free(key.data);
  if (status == LATCHKEY_OK) return json_pack("{s:b}", "ok", 1);
  return trusting ? made(status, NULL) : json_pack("{s:b,s:o}", "ok", 0, "problem", last_problem());
}

/* Items of a list of texts in hexadecimal digits, one behind the other. Each must have 16 bytes. */
static lk_chars components_in(const json_t *call, size_t *count, bool *good) {
  lk_chars all = {0};
  const json_t *list = json_object_get(call, "components");
  lk_append(&all, "", 0);
  *count = json_array_size(list);
  *good = *count <= MOST_COMPONENTS;
  for (size_t i = 0; i < *count && *good; i++) {
    uint8_t component[16];
    *good = lk_bytes_from_hex(json_string_value(json_array_get(list, i)), component, 16);
    lk_append(&all, (const char *)component, 16);
  }
  return all;
}

typedef struct {
  lk_chars code, witness, secret, lock, pending, components;
  latchkey_evidence evidence;
  bool good;
} prepared_check;

static prepared_check prepare_check(const json_t *call) {
  prepared_check check = {.code = bytes_in(call, "code"), .witness = bytes_in(call, "witness"), .secret = bytes_in(call, "secret"),
                          .lock = bytes_in(call, "lock"), .pending = bytes_in(call, "pending")};
  size_t count;
  check.components = components_in(call, &count, &check.good);
  check.good = check.good && has_length(&check.witness, 16) && has_length(&check.secret, 16) && has_length(&check.lock, 16) && has_length(&check.pending, 16);
  check.evidence = (latchkey_evidence){
      .product = text_in(call, "product"),
      .now_seconds = number_in(call, "now"),
      .running_seconds = number_in(call, "running"),
      .witness = (const uint8_t *)check.witness.data,
      .components = (const uint8_t *)check.components.data,
      .component_count = count,
      .secret = (const uint8_t *)check.secret.data,
      .lock = (const uint8_t *)check.lock.data,
      .host = text_in(call, "host"),
      .pending = (const uint8_t *)check.pending.data,
  };
  return check;
}

static json_t *check(const json_t *call) {
  prepared_check prepared = prepare_check(call);
  latchkey_verdict *verdict = NULL;
  for (long round = repeats_of(call); round > 0 && prepared.good; round--) {
    latchkey_verdict_free(verdict);
    verdict = latchkey_check(verifier, prepared.code.data, prepared.code.length, &prepared.evidence);
  }
  json_t *answer = !prepared.good ? bad_length() : verdict == NULL ? made(latchkey_last_problem(verifier)->code, NULL) : verdict_in_json(verdict, true);
  latchkey_verdict_free(verdict);
  lk_chars *all[] = {&prepared.code, &prepared.witness, &prepared.secret, &prepared.lock, &prepared.pending, &prepared.components};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]->data);
  return answer;
}

static json_t *component(const json_t *call) {
  lk_chars value = bytes_in(call, "value");
  uint8_t bytes[16] = {0};
  char *normalized;
  size_t length = 0;
  uint32_t status = latchkey_normalize(verifier, text_in(call, "product"), text_in(call, "kind"), value.data, value.length, bytes, &normalized, &length);
  /* What a person typed may be no UTF-8, but JSON is. A mark at its beginning stays. */
  lk_chars shown = {0};
  if (status == LATCHKEY_OK) shown = lk_utf8((const uint8_t *)normalized, length);
  json_t *answer = status == LATCHKEY_OK ? json_pack("{s:o,s:s}", "component", hex_in_json(bytes, 16), "normalized", shown.data) : NULL;
  free(value.data);
  free(normalized);
  answer = reading(status, answer);
  free(shown.data);
  return answer;
}

static json_t *spelled_in_json(latchkey_spelled *spelled) {
  json_t *json = spelled->code == NULL ? NULL : json_pack("{s:s,s:s}", "code", spelled->code, "file", spelled->file);
  latchkey_spelled_free(spelled);
  return json;
}

static json_t *create_request(const json_t *call) {
  lk_chars nonce = bytes_in(call, "nonce"), secret = bytes_in(call, "secret"), witness = bytes_in(call, "witness");
  size_t count;
  bool good;
  lk_chars components = components_in(call, &count, &good);
  latchkey_request input = {(const uint8_t *)nonce.data, text_in(call, "product"), (const uint8_t *)components.data, count,
                            (const uint8_t *)secret.data, (const uint8_t *)witness.data, text_in(call, "label"), text_in(call, "licenseKey")};
  latchkey_spelled spelled = {0};
  json_t *answer;
  if (!good || !has_length(&nonce, 8) || !has_length(&secret, 16) || !has_length(&witness, 16)) {
    answer = bad_length();
  } else {
    uint32_t status = latchkey_create_request(verifier, &input, &spelled);
    json_t *pending = hex_in_json(spelled.pending, 16), *value = spelled_in_json(&spelled);
    if (value != NULL) json_object_set(value, "pending", pending);
    json_decref(pending);
    answer = made(status, value);
  }
  free(nonce.data);
  free(secret.data);
  free(witness.data);
  free(components.data);
  return answer;
}

static json_t *create_receipt(const json_t *call) {
  lk_chars code = bytes_in(call, "code"), secret = bytes_in(call, "secret");
  latchkey_spelled spelled = {0};
  json_t *answer;
  if (!has_length(&secret, 16)) {
    answer = bad_length();
  } else {
    uint32_t status = latchkey_create_receipt(verifier, code.data, code.length, (const uint8_t *)secret.data, &spelled);
    answer = reading(status, spelled_in_json(&spelled));
  }
  free(code.data);
  free(secret.data);
  return answer;
}

static json_t *decode_request(const lk_chars *text) {
  latchkey_decoded_request request;
  uint32_t status = latchkey_decode_request(verifier, text->data, text->length, &request);
  if (status != LATCHKEY_OK) return reading(status, NULL);
  json_t *json = json_pack("{s:o,s:s,s:s,s:s}", "nonce", hex_in_json(request.nonce, 8), "product", request.product, "label", request.label, "code", request.code);
  json_t *components = json_array();
  for (size_t i = 0; i < request.component_count; i++) json_array_append_new(components, hex_in_json(request.components[i], 16));
  json_object_set_new(json, "components", components);
  if (request.has_lock) json_object_set_new(json, "lock", hex_in_json(request.lock, 16));
  if (request.license_key != NULL) json_object_set_new(json, "licenseKey", json_string(request.license_key));
  latchkey_decoded_request_free(&request);
  return reading(LATCHKEY_OK, json);
}

static json_t *decode_receipt(const lk_chars *text) {
  latchkey_decoded_receipt receipt;
  uint32_t status = latchkey_decode_receipt(verifier, text->data, text->length, &receipt);
  if (status != LATCHKEY_OK) return reading(status, NULL);
  json_t *json = json_pack("{s:o,s:o,s:s}", "tokenId", hex_in_json(receipt.token_id, 8), "lock", hex_in_json(receipt.lock, 16), "code", receipt.code);
  latchkey_decoded_receipt_free(&receipt);
  return reading(LATCHKEY_OK, json);
}

static json_t *decode(const json_t *call, const char *name) {
  lk_chars text = bytes_in(call, "text");
  json_t *answer = NULL;
  if (strcmp(name, "decode_request") == 0) {
    answer = decode_request(&text);
  } else if (strcmp(name, "decode_receipt") == 0) {
    answer = decode_receipt(&text);
  } else if (strcmp(name, "decode_license_key") == 0) {
    char *key;
    uint32_t status = latchkey_decode_license_key(verifier, text.data, text.length, &key);
    answer = reading(status, key == NULL ? NULL : json_string(key));
    free(key);
  } else {
    latchkey_spelled spelled;
    uint32_t status = latchkey_canonical(verifier, text.data, text.length, &spelled);
    char letter[2] = {spelled.letter, 0};
    json_t *value = spelled_in_json(&spelled);
    if (value != NULL) json_object_set_new(value, "letter", json_string(letter));
    answer = reading(status, value);
  }
  free(text.data);
  return answer;
}

static json_t *verify(const json_t *call, bool natively) {
  lk_chars key = bytes_in(call, "key"), message = bytes_in(call, "message"), signature = bytes_in(call, "signature");
  const uint8_t *k = (const uint8_t *)key.data, *m = (const uint8_t *)message.data, *s = (const uint8_t *)signature.data;
  bool valid = false;
  for (long round = repeats_of(call); round > 0; round--)
    valid = natively ? key.length == 32 && signature.length == 64 && crypto_sign_verify_detached(s, m, message.length, k) == 0
                     : latchkey_verify_signature(verifier, k, key.length, m, message.length, s, signature.length);
  free(key.data);
  free(message.data);
  free(signature.data);
  json_t *answer = json_pack("{s:b}", "valid", valid);
  char *library = lk_format("libsodium %s", sodium_version_string());
  if (natively) json_object_set_new(answer, "library", json_string(library));
  free(library);
  return answer;
}

static json_t *describe(const json_t *call) {
  latchkey_problem description;
  uint32_t status = (uint32_t)number_in(call, "status"), detail = (uint32_t)number_in(call, "detail");
  if (!latchkey_describe(verifier, status, detail, &description)) return json_object();
  return json_pack("{s:s,s:s}", "name", description.name, "sentence", description.sentence);
}

/* A recorded machine: `platform`, its files below `root`, what its commands print in `commands`. */
static char *recorded_output(const void *context, const char *command, const char *const *arguments) {
  char *path = lk_format("/commands/%s", command);
  lk_source files = {"", context, NULL, NULL};
  char *output = lk_source_read(&files, path, NULL);
  free(path);
  return output;
}

static lk_source open_recorded(const char *folder) {
  lk_source files = {"", folder, NULL, NULL};
  char *platform = lk_source_read(&files, "/platform", NULL);
  platform[strcspn(platform, " \r\n")] = 0;
  return (lk_source){platform, lk_format("%s/root", folder), recorded_output, folder};
}

static void close_recorded(lk_source source) {
  free((char *)(uintptr_t)source.platform);
  free((char *)(uintptr_t)source.root);
}

static latchkey_machine *read_recorded(const char *folder) {
  lk_source source = open_recorded(folder);
  latchkey_machine *machine = lk_read_machine(&source);
  close_recorded(source);
  return machine;
}

static json_t *machine(const json_t *call) {
  const char *recorded = text_in(call, "recorded");
  latchkey_machine *read = recorded == NULL ? latchkey_read_machine() : read_recorded(recorded);
  json_t *findings = json_array(), *components = json_object(), *unusable = json_array();
  for (size_t i = 0; i < read->finding_count; i++) {
    const latchkey_finding *finding = &read->findings[i];
    uint8_t bytes[16];
    json_array_append_new(findings, json_pack("{s:s,s:s#,s:s}", "kind", finding->kind, "value", finding->value, (int)finding->length, "source", finding->source));
    if (latchkey_component(verifier, text_in(call, "product"), finding->kind, finding->value, finding->length, bytes) != LATCHKEY_OK)
      json_array_append_new(unusable, json_pack("{s:s,s:s}", "kind", finding->kind, "reason", latchkey_last_problem(verifier)->name));
    else if (json_object_get(components, finding->kind) == NULL) json_object_set_new(components, finding->kind, hex_in_json(bytes, 16));
  }
  json_t *nature = nature_in_json(read);
  latchkey_machine_free(read);
  return json_pack("{s:o,s:o,s:o,s:o}", "nature", nature, "findings", findings, "components", components, "unusable", unusable);
}

/* Threads share the one verifier, and each compares what it gets with what was said before, alone. */

typedef struct {
  lk_chars code;
  latchkey_evidence evidence;
  latchkey_verdict *expected;
  long rounds, equal;
} thread_work;

static bool same_verdict(const latchkey_verdict *a, const latchkey_verdict *b) {
  json_t *left = verdict_in_json(a, true), *right = verdict_in_json(b, true);
  bool same = json_equal(left, right);
  json_decref(left);
  json_decref(right);
  return same;
}

static void *work(void *context) {
  thread_work *work = context;
  for (long i = 0; i < work->rounds; i++) {
    latchkey_verdict *verdict = latchkey_check(verifier, work->code.data, work->code.length, &work->evidence);
    work->equal += verdict != NULL && same_verdict(verdict, work->expected);
    latchkey_verdict_free(verdict);
  }
  return NULL;
}

static json_t *threads(const json_t *call) {
  size_t count = json_array_size(json_object_get(call, "codes"));
  thread_work works[16] = {0};
  pthread_t running[16];
  long equal = 0, total = 0;
  for (size_t i = 0; i < count && i < 16; i++) {
    const char *hex = json_string_value(json_array_get(json_object_get(call, "codes"), i));
    works[i].code = (lk_chars){lk_memory(strlen(hex) / 2 + 1), strlen(hex) / 2};
    lk_bytes_from_hex(hex, (uint8_t *)works[i].code.data, works[i].code.length);
    works[i].evidence = (latchkey_evidence){.product = text_in(call, "product"), .now_seconds = number_in(call, "now")};
    works[i].expected = latchkey_check(verifier, works[i].code.data, works[i].code.length, &works[i].evidence);
    works[i].rounds = repeats_of(call);
  }
  for (size_t i = 0; i < count && i < 16; i++) pthread_create(&running[i], NULL, work, &works[i]);
  for (size_t i = 0; i < count && i < 16; i++) {
    pthread_join(running[i], NULL);
    equal += works[i].equal;
    total += works[i].rounds;
    latchkey_verdict_free(works[i].expected);
    free(works[i].code.data);
  }
  return json_pack("{s:I,s:I}", "equal", (json_int_t)equal, "total", (json_int_t)total);
}

static json_t *answer(const json_t *call) {
  const char *name = text_in(call, "call");
  if (name == NULL) return mistake("bad-call", "expected one JSON object a line");
  if (strcmp(name, "load") == 0) return load(call);
  if (strcmp(name, "trust") == 0) return about_key(call, true);
  if (strcmp(name, "check_key") == 0) return about_key(call, false);
  if (strcmp(name, "check") == 0) return check(call);
  if (strcmp(name, "component") == 0) return component(call);
  if (strcmp(name, "create_request") == 0) return create_request(call);
  if (strcmp(name, "create_receipt") == 0) return create_receipt(call);
  if (strcmp(name, "verify_signature") == 0) return verify(call, false);
  if (strcmp(name, "native_verify") == 0) return verify(call, true);
  if (strcmp(name, "describe") == 0) return describe(call);
  if (strcmp(name, "machine") == 0) return machine(call);
  if (strcmp(name, "threads") == 0) return threads(call);
  return decode(call, name);
}

/* The module is part of this program; the file says which one the tests mean. */
static bool is_our_module(const char *path) {
  FILE *file = fopen(path, "rb");
  lk_chars bytes = {0};
  char part[4096], digest_text[65];
  uint8_t digest[32];
  size_t count;
  if (file == NULL) return false;
  while ((count = fread(part, 1, sizeof part, file)) > 0) lk_append(&bytes, part, count);
  fclose(file);
  lk_sha256(bytes.data, bytes.length, digest);
  lk_hex(digest, sizeof digest, digest_text);
  free(bytes.data);
  return strcmp(digest_text, latchkey_module_sha256()) == 0;
}

static int run_as(int count, char **words) {
  lk_source recorded = open_recorded(words[2]);
  int code = run_command_line(count - 4, words + 4, &recorded);
  close_recorded(recorded);
  return code;
}

int main(int count, char **words) {
  if (count > 3 && strcmp(words[1], "--as") == 0) return run_as(count, words);
  if (count != 2 || !is_our_module(words[1])) return fputs("expected the module that this program was built from; build it again\n", stderr), 2;
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) >= 0) {
    json_t *call = json_loads(line, JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, NULL), *said = answer(call);
    char *text = json_dumps(said, JSON_COMPACT);
    puts(text);
    fflush(stdout);
    free(text);
    json_decref(call);
    json_decref(said);
  }
  free(line);
  latchkey_free(verifier);
  return 0;
}
