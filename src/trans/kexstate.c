/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* The state of an exchange, forgotten. */
#include "trans/kex.h"

void s2_kex_free(s2_session *s)
{
    struct s2_kex *k = s->kex;

    if (!k)
        return;
    /* A method that was never chosen has no state; one that failed half way is wiped
     * all the same. */
    if (k->ops && k->state) {
        k->ops->wipe(k, &s->mem);
        s2_wipe_free(&s->mem, k->state, k->ops->state);
    }
    s2_wr_free(&k->own_init);
    s2_wr_free(&k->peer_init);
    s2_wipe_free(&s->mem, k, sizeof(*k));
    s->kex = NULL;
}
