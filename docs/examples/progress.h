/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */

/* How far a transfer is, on standard error: on a terminal a bar with rate and time left
 * that is redrawn in place, otherwise one line every ten percent. Knows nothing of SSH.
 */

#ifndef EXAMPLE_PROGRESS_H
#define EXAMPLE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *label;
    uint64_t total; /* 0 if not known */
    uint64_t done;
    double begun;  /* seconds on a clock that is never set back */
    double drawn;  /* when the bar was last redrawn */
    unsigned told; /* percent of the last line */
    bool terminal;
    bool quiet;
};

/* Starts the clock. `label` is kept, not copied. */
void progress_begin(struct progress *p, const char *label, uint64_t total, bool quiet);

/* `done` bytes are over now. Cheap: draws at most ten times a second. */
void progress_update(struct progress *p, uint64_t done);

/* Draws the last state and a line with the sum. */
void progress_end(struct progress *p);

#endif
