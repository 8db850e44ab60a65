#include "lock.h"

#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "folder.h"
#include "seal.h"

/* A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon. */
enum { STALE_MILLISECONDS = 5000, STEP_MILLISECONDS = 10 };

static char *random_id(void) {
  uint8_t bytes[16] = {0};
  char text[33];
  lk_random(bytes, sizeof bytes);
  lk_hex(bytes, sizeof bytes, text);
  return lk_copy(text);
}

static char *host_name(void) {
  char name[256] = {0};
  gethostname(name, sizeof name - 1);
  return lk_copy(name);
}

static char *new_content(void) {
  char *host = host_name(), *id = random_id();
  json_t *record = json_pack("{s:i,s:s,s:s}", "pid", (int)getpid(), "host", host, "id", id);
  char *text = record == NULL ? NULL : json_dumps(record, JSON_COMPACT);
  char *content = text == NULL ? lk_copy(id) : lk_copy(text);
  json_decref(record);
  free(text);
  free(host);
  free(id);
  return content;
}

static char *holder_of(const char *folder) {
  lk_chars bytes;
  return lk_folder_read(folder, "lock", &bytes) == 0 ? bytes.data : lk_copy("");
}

/* Only where process numbers are the same world: a container that shares the folder has others. */
static bool is_dead(const char *holder) {
  json_t *record = json_loads(holder, 0, NULL);
  char *host = host_name();
  const char *its_host = json_string_value(json_object_get(record, "host"));
  const json_t *pid = json_object_get(record, "pid");
  bool dead = its_host != NULL && strcmp(its_host, host) == 0 && json_is_integer(pid) && json_integer_value(pid) > 0 &&
              kill((pid_t)json_integer_value(pid), 0) != 0 && errno == ESRCH;
  json_decref(record);
  free(host);
  return dead;
}

/* By renaming, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again. */
static void put_aside(const char *folder, const char *holder) {
  char *now = holder_of(folder);
  bool same = strcmp(now, holder) == 0;
  free(now);
  if (!same) return;
  char *id = random_id(), *aside = lk_format("lock.%s.tmp", id);
  if (lk_folder_rename(folder, "lock", aside) == 0) lk_folder_remove(folder, aside);
  free(id);
  free(aside);
}

int lk_lock_acquire(const char *folder, lk_lock *lock) {
  *lock = (lk_lock){folder, new_content()};
  char *observed = lk_copy("");
  int error, waited = 0;
  while ((error = lk_folder_create(folder, "lock", lock->content, strlen(lock->content))) == EEXIST) {
    char *holder = holder_of(folder);
    if (strcmp(holder, observed) != 0) waited = 0;
    else if (is_dead(holder) || waited >= STALE_MILLISECONDS) put_aside(folder, holder);
    free(observed);
    observed = holder;
    lk_pause(STEP_MILLISECONDS);
    waited += STEP_MILLISECONDS;
  }
  free(observed);
  if (error != 0) {
    free(lock->content);
    lock->content = NULL;
  }
  return error;
}

bool lk_lock_is_still_ours(const lk_lock *lock) {
  char *holder = holder_of(lock->folder);
  bool ours = strcmp(holder, lock->content) == 0;
  free(holder);
  return ours;
}

void lk_lock_release(lk_lock *lock) {
  if (lk_lock_is_still_ours(lock)) lk_folder_remove(lock->folder, "lock");
  free(lock->content);
  lock->content = NULL;
}
