/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The one-time start of the backend: the only variable of the library that is shared
 * between sessions. */
#include "crypto/start.h"
#include "crypto/crypto.h"
#include "os/os.h"

static struct s2_os_once started = {0, 0};

int s2_crypto_start(void)
{
    return s2_backend.start ? s2_os_once(&started, s2_backend.start) : 0;
}
