/* SPDX-License-Identifier: BSD-3-Clause
 * Copyright (c) 2026, the ringssh authors */
/* chacha20-poly1305@openssh.com.  The packets were computed by another program from the
 * definitions of ChaCha20 and Poly1305: key = 00 01 .. 3f, the length sealed is n, byte
 * i of the text is 7 * i + seq. */
#include "crypto/chachapoly.h"
#include "unit/vec.h"

#define MOST 160

static const struct {
    uint32_t seq;
    size_t n;
    const char *length, *sealed, *tag;
} packets[] = {
    {0x0u, 0, "94450e59", "", "92f94ca2da7b35916a690374c68b6e32"},
    {0x7u, 1, "a39afcab", "2f", "43b4b72a673a1ef0bf37e451c8fe868f"},
    {0x3u, 64, "fb1a92ca",
     "834f0da32d6c8945b30db55aecb9f32f14a6cd4f4f4bc2e3a0b8bfa8667b541e9a374adc"
     "fc6502fb944fd9daea03eda2245a2a6dc7c15023da6a4b7211e90429",
     "b0aaab277048dc782eb4e0a3f9900470"},
    {0xffffffffu, 143, "b90ee43f",
     "f694018fb526fdd2a108eefe21dc63c679cc449244bd42d8f58a53fced2dc7e31fbc3479"
     "005744a8f55e07de2525b0d0cd8700f6093546dc94812af7c6f4e902e4d66bc478bc487e"
     "2c1a1904be7d32329024f66fad3e4dc1bce252f46dcf9030a4a5021845066ae62794ac8c"
     "17ec4e0375ab802ae55431bb9dc45e4817f520043d73ba34b4abc6579571b977cee9a6",
     "f5ee456c72043ea584634e1ce709f5fb"},
};

static void *keyed(void)
{
    uint8_t key[S2_CP_KEY];
    size_t i;
    void *c;

    if (s2_cp_ctx() == 0)
        return NULL;
    for (i = 0; i < sizeof(key); i++)
        key[i] = (uint8_t)i;
    c = vec_ctx(s2_cp_ctx());
    if (s2_cp_init(c, key))
        abort();
    return c;
}

static void done(void *c)
{
    s2_cp_wipe(c);
    free(c);
}

/* Seal packet seq of n bytes in pieces: length, text, tag in a row at out. */
static void seal(void *c, uint32_t seq, size_t n, size_t piece, uint8_t *out)
{
    uint8_t length[4], text[MOST];
    size_t i, take;

    s2_put_u32(length, (uint32_t)n);
    for (i = 0; i < n; i++)
        text[i] = (uint8_t)(7 * i + seq);
    T_EQ(s2_cp_length(c, seq, out, length), 0);
    T_EQ(s2_cp_start(c, seq), 0);
    for (i = 0; i < n; i += take) {
        take = s2_min(piece, n - i);
        T_EQ(s2_cp_crypt(c, out + 4 + i, text + i, take), 0);
    }
    T_EQ(s2_cp_tag(c, out, 4 + n, out + 4 + n), 0);
}

static void check_packet(void *c, size_t i, size_t piece)
{
    uint8_t out[4 + MOST + S2_CP_TAG], want[4 + MOST + S2_CP_TAG];
    size_t n = packets[i].n;

    (void)vec_hex(packets[i].length, want, 4);
    T_EQ(vec_hex(packets[i].sealed, want + 4, MOST), n);
    T_EQ(vec_hex(packets[i].tag, want + 4 + n, S2_CP_TAG), S2_CP_TAG);
    seal(c, packets[i].seq, n, piece, out);
    T_STOP;
    T_MEM(out, 4 + n + S2_CP_TAG, want, 4 + n + S2_CP_TAG);
}

/* All on one context, each whole and in odd pieces. */
T_CASE(packets_are_sealed_as_defined)
{
    static const size_t piece[] = {MOST, 1, 63, 65};
    void *c = keyed();
    size_t i, j;

    if (!c)
        T_SKIP("no ChaCha20 or no Poly1305");
    for (i = 0; i < S2_COUNT(packets); i++)
        for (j = 0; j < S2_COUNT(piece); j++) {
            check_packet(c, i, piece[j]);
            T_STOP;
        }
    done(c);
}

/* The way of the receiver: length, tag, and only then the text; all in place. */
T_CASE(a_packet_is_opened_in_place)
{
    uint8_t p[4 + MOST + S2_CP_TAG], tag[S2_CP_TAG];
    void *c = keyed();
    size_t i;

    if (!c)
        T_SKIP("no ChaCha20 or no Poly1305");
    seal(c, 77, 100, 100, p);
    T_STOP;
    T_EQ(s2_cp_start(c, 77), 0);
    T_EQ(s2_cp_tag(c, p, 104, tag), 0);
    T_MEM(tag, S2_CP_TAG, p + 104, S2_CP_TAG);
    T_EQ(s2_cp_length(c, 77, p, p), 0); /* between the parts of a packet, too */
    T_EQ(s2_get_u32(p), 100);
    T_EQ(s2_cp_crypt(c, p + 4, p + 4, 33), 0);
    T_EQ(s2_cp_crypt(c, p + 37, p + 37, 67), 0);
    for (i = 0; i < 100; i++)
        T_EQ(p[4 + i], (uint8_t)(7 * i + 77));
    done(c);
}

T_CASE(every_flipped_bit_changes_the_tag)
{
    uint8_t p[4 + MOST + S2_CP_TAG], tag[S2_CP_TAG];
    void *c = keyed();
    size_t bit;

    if (!c)
        T_SKIP("no ChaCha20 or no Poly1305");
    seal(c, 5, 40, 40, p);
    T_STOP;
    for (bit = 0; bit < 8 * 44; bit++) {
        p[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        T_EQ(s2_cp_start(c, 5), 0);
        T_EQ(s2_cp_tag(c, p, 44, tag), 0);
        T_OK(!s2_ct_equal(tag, p + 44, S2_CP_TAG));
        p[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    T_EQ(s2_cp_start(c, 6), 0); /* as does another sequence number */
    T_EQ(s2_cp_tag(c, p, 44, tag), 0);
    T_OK(!s2_ct_equal(tag, p + 44, S2_CP_TAG));
    done(c);
}

/* Rekeying replaces both keys. */
T_CASE(init_works_on_a_live_context)
{
    uint8_t key[S2_CP_KEY] = {0}, a[200], b[200];
    void *c = keyed(), *fresh;

    if (!c)
        T_SKIP("no ChaCha20 or no Poly1305");
    seal(c, 1, 64, 64, a);
    T_STOP;
    T_EQ(s2_cp_init(c, key), 0);
    seal(c, 1, 64, 64, a);
    T_STOP;
    fresh = vec_ctx(s2_cp_ctx());
    T_EQ(s2_cp_init(fresh, key), 0);
    seal(fresh, 1, 64, 64, b);
    T_STOP;
    T_MEM(a, 84, b, 84);
    done(c);
    done(fresh);
}

T_CASE(wipe_leaves_nothing)
{
    uint8_t *c = (uint8_t *)keyed();
    size_t i;

    if (!c)
        T_SKIP("no ChaCha20 or no Poly1305");
    T_EQ(s2_cp_start(c, 9), 0);
    s2_cp_wipe(c);
    for (i = 0; i < s2_cp_ctx(); i++)
        T_EQ(c[i], 0);
    s2_cp_wipe(c);
    free(c);
}

T_SUITE(chachapoly) = {
    T_RUN(packets_are_sealed_as_defined),
    T_RUN(a_packet_is_opened_in_place),
    T_RUN(every_flipped_bit_changes_the_tag),
    T_RUN(init_works_on_a_live_context),
    T_RUN(wipe_leaves_nothing),
    T_END,
};
