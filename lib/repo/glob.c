/*
 * Patterns of gitignore(5).  A name is matched byte by byte and a path folder by folder; in both, a star remembers where
 * it stood, and a mismatch goes back to the last star only.  That is enough, because an earlier star can give nothing
 * that the last one cannot, and it keeps hostile patterns at pattern length times text length.
 */
#include "repo/internal.h"

/* The named classes as pairs of first and last byte, for ASCII in every locale. */
static const struct {
    const char *name, *ranges;
} classes[] = {
    {"alnum", "09AZaz"},   {"alpha", "AZaz"},   {"blank", "\t\t  "}, {"cntrl", "\1\x1f\x7f\x7f"},
    {"digit", "09"},       {"graph", "!~"},     {"lower", "az"},     {"print", " ~"},
    {"punct", "!/:@[`{~"}, {"space", "\t\r  "}, {"upper", "AZ"},     {"xdigit", "09AFaf"},
};

static bool in_ranges(const char *ranges, unsigned char byte)
{
    for (; *ranges; ranges += 2)
        if (byte >= (unsigned char)ranges[0] && byte <= (unsigned char)ranges[1])
            return true;
    return false;
}

/* One byte of a pattern that may be escaped; false at its end. */
static bool take(rq_str pattern, size_t *at, unsigned char *byte)
{
    if (*at < pattern.len && pattern.ptr[*at] == '\\')
        ++*at;
    if (*at >= pattern.len)
        return false;
    *byte = (unsigned char)pattern.ptr[(*at)++];
    return true;
}

/* named = "[:" name ":]".  False where the class has no such name or no end. */
static bool match_named(rq_str pattern, size_t *at, unsigned char byte, bool *matched)
{
    size_t end = rq_str_find(pattern, RQ_STR(":]"), *at + 2);
    if (end == RQ_NOT_FOUND)
        return false;
    rq_str name = rq_str_slice(pattern, *at + 2, end);
    *at = end + 2;
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (!rq_str_equal(rq_str_from(classes[i].name), name))
            continue;
        *matched |= in_ranges(classes[i].ranges, byte);
        return true;
    }
    return false;
}

/* item = named | byte [ "-" byte ].  False where the set is broken off. */
static bool match_item(rq_str pattern, size_t *at, unsigned char byte, bool *matched)
{
    if (rq_str_starts(rq_str_slice(pattern, *at, pattern.len), RQ_STR("[:")))
        return match_named(pattern, at, byte, matched);
    unsigned char first, last;
    if (!take(pattern, at, &first))
        return false;
    last = first;
    if (*at + 1 < pattern.len && pattern.ptr[*at] == '-' && pattern.ptr[*at + 1] != ']') {
        ++*at;
        if (!take(pattern, at, &last))
            return false;
    }
    *matched |= byte >= first && byte <= last;
    return true;
}

/* set = "[" [ "!" | "^" ] item { item } "]".  A "]" that comes first is an item; a set without end matches nothing. */
static bool match_set(rq_str pattern, size_t *at, unsigned char byte)
{
    size_t next = *at + 1;
    bool negated = next < pattern.len && (pattern.ptr[next] == '!' || pattern.ptr[next] == '^');
    bool matched = false;
    next += negated;
    do {
        if (!match_item(pattern, &next, byte, &matched))
            return false;
    } while (next < pattern.len && pattern.ptr[next] != ']');
    if (next >= pattern.len)
        return false;
    *at = next + 1;
    return matched != negated;
}

/* one = "?" | set | [ "\" ] byte */
static bool match_one(rq_str pattern, size_t *at, unsigned char byte)
{
    if (*at >= pattern.len)
        return false;
    if (pattern.ptr[*at] == '?') {
        ++*at;
        return true;
    }
    if (pattern.ptr[*at] == '[')
        return match_set(pattern, at, byte);
    unsigned char wanted;
    return take(pattern, at, &wanted) && wanted == byte;
}

/* name = { "*" | one } */
bool rq_glob_name(rq_str pattern, rq_str name)
{
    size_t p = 0, n = 0, star = RQ_NOT_FOUND, star_name = 0;
    while (n < name.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = ++p;
            star_name = n;
        } else if (match_one(pattern, &p, (unsigned char)name.ptr[n])) {
            n++;
        } else if (star != RQ_NOT_FOUND) {
            p = star;
            n = ++star_name;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

/* The part from `at` to the next slash. */
static rq_str part_at(rq_str path, size_t at)
{
    return rq_str_slice(path, at, rq_str_find_byte(path, '/', at));
}

/* path = ( "**" | name ) { "/" ( "**" | name ) }.  "**" is any number of folders; at the end it is at least one part. */
bool rq_glob_path(rq_str pattern, rq_str path)
{
    size_t p = 0, t = 0, star = RQ_NOT_FOUND, star_path = 0;
    while (t < path.len) {
        rq_str wanted = part_at(pattern, p);
        rq_str part = part_at(path, t);
        if (p < pattern.len && rq_str_equal(wanted, RQ_STR("**"))) {
            p += wanted.len + 1;
            if (p >= pattern.len)
                return true;
            star = p;
            star_path = t;
        } else if (p < pattern.len && rq_glob_name(wanted, part)) {
            p += wanted.len + 1;
            t += part.len + 1;
        } else if (star != RQ_NOT_FOUND) {
            p = star;
            star_path += part_at(path, star_path).len + 1;
            t = star_path;
        } else {
            return false;
        }
    }
    return p >= pattern.len;
}
