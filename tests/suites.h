/* Every suite once, a line each: X(name). Included by the drivers. */
X(ring)
