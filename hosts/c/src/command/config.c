#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "folder.h"

static const char config_name[] = "latchkey.json";

/* The file that was named must be there; the one that is looked for need not. NULL without a sentence: there is none. */
static json_t *read_file(const char *path, bool named, char **wrong) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    bool absent = errno == ENOENT;
    if (!absent || named)
      *wrong = lk_format("%s cannot be read: %s.", path, absent ? "there is no such file" : "check its permissions");
    return NULL;
  }
  json_t *config = json_loadf(file, 0, NULL);
  fclose(file);
  if (json_is_object(config)) return config;
  json_decref(config);
  *wrong = lk_format("%s is not a JSON object like {\"product\": \"…\", \"publicKeys\": [\"…\"]}.", path);
  return NULL;
}

/* 32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module. */
static bool take_key(const char *text, command_config *config, char **wrong) {
  size_t begin = strspn(text, " \t\r\n"), end = strlen(text);
  while (end > begin && strchr(" \t\r\n", text[end - 1]) != NULL) end--;
  char *trimmed = lk_copy_part(text + begin, end - begin);
  uint8_t *key = config->public_keys[config->public_key_count];
  bool good = lk_bytes_from_hex(trimmed, key, 32) || lk_bytes_from_base64(trimmed, key, 32);
  free(trimmed);
  if (good) config->public_key_count++;
  else *wrong = lk_copy("A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again.");
  return good;
}

static bool take_keys_of_file(const json_t *keys, const char *path, command_config *config, char **wrong) {
  size_t i;
  json_t *key;
  if (keys == NULL) return true;
  if (!json_is_array(keys) || json_array_size(keys) > MOST_KEYS) return *wrong = lk_format("\"publicKeys\" in %s is not a list of texts.", path), false;
  json_array_foreach(keys, i, key) {
    if (!json_is_string(key)) return *wrong = lk_format("\"publicKeys\" in %s is not a list of texts.", path), false;
    if (!take_key(json_string_value(key), config, wrong)) return false;
  }
  return true;
}

/* Options win over the file, each for itself. */
bool read_config(const command_options *options, command_config *config, char **wrong) {
  char *path = options->config == NULL ? lk_absolute_path(config_name) : lk_copy(options->config);
  *config = (command_config){0};
  json_t *file = read_file(path, options->config != NULL, wrong);
  const json_t *product = json_object_get(file, "product");
  if (*wrong == NULL && product != NULL && !json_is_string(product)) *wrong = lk_format("\"product\" in %s is not a text.", path);
  config->product = lk_copy(options->product != NULL ? options->product : json_string_value(product));
  if (*wrong == NULL && options->key_count == 0) take_keys_of_file(json_object_get(file, "publicKeys"), path, config, wrong);
  for (size_t i = 0; i < options->key_count && *wrong == NULL; i++) take_key(options->keys[i], config, wrong);
  json_decref(file);
  free(path);
  if (*wrong != NULL) return false;
  if (config->product == NULL || config->product[0] == 0)
    *wrong = lk_format("No product. Pass --product ID, or write \"product\" into %s.", config_name);
  else if (config->public_key_count == 0)
    *wrong = lk_format("No public key. Pass --key KEY, or write \"publicKeys\": [\"…\"] into %s. The vendor's portal shows the key; it "
                       "ships with the application.", config_name);
  return *wrong == NULL;
}
