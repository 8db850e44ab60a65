#include "clock.h"

#include <time.h>

static double read_clock(clockid_t clock) {
  struct timespec now;
  return clock_gettime(clock, &now) == 0 ? (double)now.tv_sec + (double)now.tv_nsec / 1e9 : 0;
}

double lk_now_seconds(void) { return (double)(long long)read_clock(CLOCK_REALTIME); }

double lk_monotonic_seconds(void) { return read_clock(CLOCK_MONOTONIC); }

void lk_pause(long milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}
