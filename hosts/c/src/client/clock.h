/* The one place of this client that reads a clock. */
#ifndef LATCHKEY_CLOCK_H
#define LATCHKEY_CLOCK_H

/* Whole seconds since 1970, whatever this machine believes. */
double lk_now_seconds(void);
/* Seconds on a clock that nobody can set; only differences mean anything. */
double lk_monotonic_seconds(void);
void lk_pause(long milliseconds);

#endif
