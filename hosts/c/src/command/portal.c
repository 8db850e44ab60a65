/* The address of the vendor's portal, for the picture of a request. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"

static bool begins_with(const char *text, const char *beginning) { return strncasecmp(text, beginning, strlen(beginning)) == 0; }

/* A host's name and perhaps a port: nothing that could be a name of a user, and no other way to write an address. */
static bool is_authority(const char *text, size_t length) {
  size_t name = 0;
  while (name < length && (isalnum((unsigned char)text[name]) || strchr(".-_", text[name]) != NULL)) name++;
  if (name == 0) return false;
  if (name == length) return true;
  size_t digits = strspn(text + name + 1, "0123456789");
  return text[name] == ':' && digits > 0 && digits <= 5 && name + 1 + digits == length;
}

/* Ends with a slash or a path; has no query and no fragment, because the request becomes the fragment. */
char *read_portal(const char *text, char **wrong) {
  bool secure = begins_with(text, "https://"), local = begins_with(text, "http://localhost");
  const char *authority = text + (secure ? strlen("https://") : local ? strlen("http://") : 0);
  size_t length = strcspn(authority, "/");
  const char *path = authority + length;
  if (local) local = length == strlen("localhost") || authority[strlen("localhost")] == ':';
  bool plain = true;
  for (const char *c = path; *c != 0; c++) plain = plain && *c > 0x20 && *c < 0x7f && strchr("?#\\\"<>^`{|}", *c) == NULL;
  if (!(secure || local) || !plain || !is_authority(authority, length)) {
    *wrong = lk_copy("--portal is the https address of the portal, such as https://licenses.example.com");
    return NULL;
  }
  char *portal = lk_format("%s://%.*s%s", secure ? "https" : "http", (int)length, authority, path[0] == 0 ? "/" : path);
  for (size_t i = 0; i < strlen(portal) - strlen(path); i++) portal[i] = (char)tolower((unsigned char)portal[i]);
  return portal;
}
