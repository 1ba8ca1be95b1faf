/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* What every platform does alike on top of its own lock and clock. */
#include "os/os.h"

#include <limits.h>

int s2_os_once(struct s2_os_once *o, int (*fn)(void))
{
    int result;

    s2_os_lock();
    if (!o->done) {
        o->result = fn();
        o->done = 1;
    }
    result = o->result;
    s2_os_unlock();
    return result;
}

int s2_os_time_left(int64_t ms, uint64_t start)
{
    uint64_t gone = s2_os_mono_ms() - start;
    uint64_t left;

    if (ms < 0)
        return -1;
    if (gone >= (uint64_t)ms)
        return 0;
    left = (uint64_t)ms - gone;
    return left > INT_MAX ? INT_MAX : (int)left;
}
