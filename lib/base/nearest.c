/*
 * Nearest names, for "did you mean": the restricted Damerau-Levenshtein distance (insertion, deletion, substitution and
 * the swap of two neighbours cost 1 each), letter case aside.  Long names are not compared: nobody mistypes them.
 */
#include "base/ascii.h"
#include "base/text.h"

enum { LONGEST_NAME = 64 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t two = a < b ? a : b;
    return two < c ? two : c;
}

/* One row of the distance table per character of `a`; the swap looks two rows back.  Distances grow from row to row: what
 * is more than `most` is not told apart. */
static size_t distance(rq_str a, rq_str b, size_t most)
{
    size_t rows[3][LONGEST_NAME + 1], lowest_before = 0;
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        size_t lowest = now[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            char x = rq_ascii_lower(a.ptr[i - 1]), y = rq_ascii_lower(b.ptr[j - 1]);
            now[j] = smallest(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y));
            bool swapped = i > 1 && j > 1 && x == rq_ascii_lower(b.ptr[j - 2]) && y == rq_ascii_lower(a.ptr[i - 2]);
            if (swapped && earlier[j - 2] + 1 < now[j])
                now[j] = earlier[j - 2] + 1;
            lowest = now[j] < lowest ? now[j] : lowest;
        }
        if (lowest > most && lowest_before + 1 > most)
            return most + 1;
        lowest_before = lowest;
    }
    return rows[a.len % 3][b.len];
}

rq_str rq_nearest(rq_str typed, const rq_str *candidates, size_t count)
{
    rq_str best = RQ_STR("");
    size_t least = typed.len / 3 < 2 ? typed.len / 3 : 2;
    bool found = false;
    if (typed.len > LONGEST_NAME)
        return best;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].len > LONGEST_NAME || candidates[i].len > typed.len + 2 || candidates[i].len + 2 < typed.len)
            continue;
        size_t cost = distance(typed, candidates[i], least);
        if (cost < least || (cost == least && !found)) {
            found = true;
            least = cost;
            best = candidates[i];
        }
    }
    return best;
}
