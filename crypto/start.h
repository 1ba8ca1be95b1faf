/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* Starting the crypto library behind the backend.  It is never stopped: the application
 * may use the same library itself. */
#ifndef S2_CRYPTO_START_H
#define S2_CRYPTO_START_H

#include "base/base.h"

/* Start the backend unless that was done; safe from several threads.  0 or the
 * backend's code. */
int s2_crypto_start(void) S2_CHECK;

#endif
