/* A store whose key lies in a keychain that the application brings: what happens when the keychain is there, locked, empty, or missing. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folder.h"
#include "latchkey-client.h"
#include "seal.h"

#define expect(what) ((what) ? (void)0 : (fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #what), exit(1)))

static const uint8_t keys[][32] = {{0xfc, 0x2f, 0xe8, 0x02, 0x9b, 0x3d, 0x44, 0x4c, 0x11, 0x0a, 0x5a, 0x62, 0x7d, 0xe2, 0xde, 0x08,
                                    0xb5, 0x98, 0xe9, 0x1a, 0xa9, 0x9a, 0x29, 0x5b, 0x04, 0xb2, 0xd1, 0x96, 0x66, 0x7f, 0x67, 0x2d}};
static const char machine_id[] = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

/* Stands for the system's; locked or empty as the test likes. */
static struct {
  char account[65];
  uint8_t key[32];
  bool has_key, locked;
} entry;

static latchkey_keychain_answer read_key(void *context, const char *account, uint8_t key[32]) {
  expect(context == &entry);
  if (entry.locked) return LATCHKEY_KEYCHAIN_LOCKED;
  if (!entry.has_key || strcmp(entry.account, account) != 0) return LATCHKEY_KEYCHAIN_HAS_NONE;
  memcpy(key, entry.key, 32);
  return LATCHKEY_KEYCHAIN_HAS_KEY;
}

static bool write_key(void *context, const char *account, const uint8_t key[32]) {
  expect(context == &entry);
  if (entry.locked) return false;
  snprintf(entry.account, sizeof entry.account, "%s", account);
  memcpy(entry.key, key, 32);
  return entry.has_key = true;
}

static const latchkey_keychain keychain = {read_key, write_key, &entry};
static char folder[] = "/tmp/latchkey-keychain-XXXXXX";
static latchkey_fault fault;

static latchkey_license *open_with(const latchkey_keychain *brought) {
  static latchkey_finding finding = {"machine-id", machine_id, sizeof machine_id - 1, "the test"};
  static latchkey_machine machine = {"computer", NULL, &finding, 1};
  latchkey_license_options options = {
      .product = "acme-cad", .public_keys = keys, .public_key_count = 1, .folder = folder, .machine = &machine, .keychain = brought};
  latchkey_license *license = latchkey_license_open(&options, &fault);
  expect(license != NULL);
  return license;
}

/* The pending request as it is stored, or a new one; empty, with the fault, when there can be none. */
static lk_chars request_with(const latchkey_keychain *brought) {
  latchkey_license *license = open_with(brought);
  latchkey_spelled request;
  bool is_new;
  lk_chars code = {0};
  fault = (latchkey_fault){0};
  if (latchkey_license_request(license, "", NULL, false, &request, &is_new, &fault)) lk_append(&code, request.code, strlen(request.code));
  latchkey_spelled_free(&request);
  latchkey_license_close(license);
  return code;
}

static bool same_request(const latchkey_keychain *brought, const lk_chars *expected) {
  lk_chars code = request_with(brought);
  bool same = code.data != NULL && strcmp(code.data, expected->data) == 0;
  free(code.data);
  return same;
}

static bool refuses(const latchkey_keychain *brought, latchkey_fault_kind kind, const char *words) {
  lk_chars code = request_with(brought);
  bool refused = code.data == NULL && fault.kind == kind && strstr(fault.sentence, words) != NULL;
  free(code.data);
  return refused;
}

static bool stands(const latchkey_keychain *brought, const char *reason) {
  latchkey_license *license = open_with(brought);
  latchkey_standing standing = latchkey_license_check(license);
  bool same = standing.verdict == NULL && strcmp(standing.reason, reason) == 0;
  latchkey_standing_free(&standing);
  latchkey_license_close(license);
  return same;
}

static lk_chars file(const char *name) {
  lk_chars bytes;
  expect(lk_folder_read(folder, name, &bytes) == 0);
  return bytes;
}

static void a_new_store_keeps_its_key_there(void) {
  lk_chars code = request_with(&keychain), key = file("key");
  uint8_t digest[32];
  char account[65];
  expect(code.data != NULL && key.length == 4 && memcmp(key.data, "LKK1", 4) == 0);
  lk_sha256(folder, strlen(folder), digest);
  lk_hex(digest, 32, account);
  expect(strcmp(entry.account, account) == 0); /* as in every host */
  expect(same_request(&keychain, &code));
  free(code.data);
  free(key.data);
}

static void without_it_or_locked_nothing_is_lost(void) {
  lk_chars code = request_with(&keychain), before = file("license");
  expect(refuses(NULL, LATCHKEY_NOT_READABLE, "in the system's keychain"));
  expect(stands(NULL, "store-fault"));
  entry.locked = true;
  expect(refuses(&keychain, LATCHKEY_NOT_READABLE, "unlock it"));
  expect(stands(&keychain, "store-fault"));
  entry.locked = false;
  lk_chars after = file("license");
  expect(after.length == before.length && memcmp(after.data, before.data, before.length) == 0);
  expect(same_request(&keychain, &code));
  free(code.data);
  free(before.data);
  free(after.data);
}

static void a_key_that_is_gone_is_damage(void) {
  lk_chars code = request_with(&keychain);
  entry.has_key = false;
  expect(stands(&keychain, "store-damaged"));
  expect(!same_request(&keychain, &code)); /* a new one, which can be answered */
  expect(entry.has_key);
  lk_chars again = request_with(&keychain);
  expect(same_request(&keychain, &again));
  free(code.data);
  free(again.data);
}

static void empty_folder(void) {
  DIR *entries = opendir(folder);
  expect(entries != NULL);
  for (struct dirent *found; (found = readdir(entries)) != NULL;)
    if (found->d_name[0] != '.') expect(lk_folder_remove(folder, found->d_name) == 0);
  closedir(entries);
}

static void a_locked_keychain_stores_nothing_new(void) {
  empty_folder();
  entry.locked = true;
  expect(refuses(&keychain, LATCHKEY_NOT_WRITABLE, "unlock it"));
  entry.locked = false;
  expect(stands(&keychain, "no-code"));
}

static void a_key_in_the_folder_stays_there(void) {
  empty_folder();
  entry.has_key = false;
  lk_chars code = request_with(NULL);
  expect(same_request(&keychain, &code));
  lk_chars key = file("key");
  expect(key.length == 32 && !entry.has_key);
  free(code.data);
  free(key.data);
}

int main(void) {
  expect(mkdtemp(folder) != NULL);
  a_new_store_keeps_its_key_there();
  without_it_or_locked_nothing_is_lost();
  a_key_that_is_gone_is_damage();
  a_locked_keychain_stores_nothing_new();
  a_key_in_the_folder_stays_there();
  empty_folder();
  expect(rmdir(folder) == 0);
  return 0;
}
