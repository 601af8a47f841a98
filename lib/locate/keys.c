/*
 * Ways of keys, and patterns of them.
 *
 * A way is printed as a key path would name it: keys joined by dots, in quotes where they need them, "[]" for the items of a
 * list, "*" for a key that was folded away.  A key that is called "*" stands in quotes, so no two ways have one text.
 *
 * Patterns are matched as shell patterns are, once for the keys of a way and once for the characters of a key: from left to
 * right, and back only to the last star, which is enough, since an earlier star could take nothing that this one cannot.
 */
#include "base/err.h"
#include "locate/locate.h"
#include "locate/quoted.h"

struct key_part {
    rq_str text;
    bool any;    /* "**" */
    bool quoted; /* stars in it are stars */
};

struct rq_key_pattern {
    const struct key_part *parts;
    size_t count;
};

rq_str rq_keys_print(struct rq_arena *arena, struct rq_keys keys)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < keys.count; i++) {
        if (keys.items[i].items)
            rq_buf_add(&buf, RQ_STR("[]"));
        else if (keys.items[i].folded)
            rq_buf_add(&buf, buf.len > 0 ? RQ_STR(".*") : RQ_STR("*"));
        else
            rq_quoted_add(&buf, keys.items[i].text);
    }
    return rq_buf_text(&buf);
}

/* One key, which starts at *at; what rq_keys_print does not write is taken for text. */
static struct rq_key read_key(struct rq_arena *arena, rq_str text, size_t *at)
{
    struct rq_err unused = {.arena = arena};
    size_t start = *at, offset;
    struct rq_key key = {0};
    if (rq_str_starts(rq_str_slice(text, start, text.len), RQ_STR("[]"))) {
        *at += 2;
        return (struct rq_key){.items = true};
    }
    if (text.ptr[start] == '"' && rq_quoted_read(arena, text, at, &key.text, &offset, &unused))
        return key;
    for (*at = start + (text.ptr[start] == '['); *at < text.len && text.ptr[*at] != '.' && text.ptr[*at] != '[';)
        ++*at;
    key.text = rq_str_slice(text, start, *at);
    key.folded = rq_str_equal(key.text, RQ_STR("*"));
    return key;
}

struct rq_keys rq_keys_read(struct rq_arena *arena, rq_str text)
{
    struct rq_key *keys = NULL;
    size_t count = 0, cap = 0, at = 0;
    while (at < text.len) {
        keys = rq_grow(arena, keys, count, &cap, sizeof *keys);
        keys[count++] = read_key(arena, text, &at);
        at += at < text.len && text.ptr[at] == '.';
    }
    return (struct rq_keys){keys, count};
}

/* part = quoted | "**" | byte { byte } */
static bool read_part(struct rq_arena *arena, rq_str text, size_t *at, struct key_part *part, size_t *offset,
                      struct rq_err *err)
{
    size_t start = *at;
    part->quoted = start < text.len && text.ptr[start] == '"';
    if (part->quoted)
        return rq_quoted_read(arena, text, at, &part->text, offset, err);
    while (*at < text.len && text.ptr[*at] != '.')
        ++*at;
    part->text = rq_str_slice(text, start, *at);
    part->any = rq_str_equal(part->text, RQ_STR("**"));
    *offset = start;
    if (part->text.len == 0)
        return rq_fail(err, "a key is missing here");
    size_t list = rq_str_find(part->text, RQ_STR("[]"), 0);
    if (list == RQ_NOT_FOUND)
        return true;
    *offset = start + list;
    rq_fail(err, "lists do not count in a pattern of keys");
    return rq_fail_hint(err, "leave out `[]`");
}

/* pattern = part { "." part } */
const struct rq_key_pattern *rq_key_pattern_compile(struct rq_arena *arena, rq_str text, size_t *offset,
                                                    struct rq_err *err)
{
    struct rq_key_pattern *pattern = RQ_NEW(arena, struct rq_key_pattern);
    struct key_part *parts = NULL;
    size_t cap = 0, at = 0, ignored;
    bool more = true;
    offset = offset == NULL ? &ignored : offset;
    while (more) {
        parts = rq_grow(arena, parts, pattern->count, &cap, sizeof *parts);
        parts[pattern->count] = (struct key_part){0};
        if (!read_part(arena, text, &at, &parts[pattern->count++], offset, err))
            return NULL;
        more = at < text.len && text.ptr[at] == '.';
        if (!more && at < text.len) {
            *offset = at;
            rq_fail(err, "a `.` is missing here");
            return NULL;
        }
        at++;
    }
    pattern->parts = parts;
    return pattern;
}

bool rq_wildcards_match(rq_str pattern, rq_str text)
{
    size_t p = 0, t = 0, star = RQ_NOT_FOUND, taken = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.len && pattern.ptr[p] == '?') {
            p++;
            rq_utf8_next(text, &t);
        } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
            p++, t++;
        } else if (star != RQ_NOT_FOUND) {
            p = star + 1;
            rq_utf8_next(text, &taken);
            t = taken;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static bool matches_key(const struct key_part *part, const struct rq_key *key)
{
    rq_str text = key->folded ? RQ_STR("*") : key->text;
    return part->quoted ? rq_str_equal(part->text, text) : rq_wildcards_match(part->text, text);
}

/* The next key of a way that counts, from `at` on. */
static size_t next_key(struct rq_keys keys, size_t at)
{
    while (at < keys.count && keys.items[at].items)
        at++;
    return at;
}

bool rq_key_pattern_matches(const struct rq_key_pattern *pattern, struct rq_keys keys)
{
    size_t p = 0, k = next_key(keys, 0), any = RQ_NOT_FOUND, taken = 0;
    while (k < keys.count) {
        if (p < pattern->count && pattern->parts[p].any) {
            any = p++;
            taken = k;
        } else if (p < pattern->count && matches_key(&pattern->parts[p], &keys.items[k])) {
            p++;
            k = next_key(keys, k + 1);
        } else if (any != RQ_NOT_FOUND) {
            p = any + 1;
            k = taken = next_key(keys, taken + 1);
        } else {
            return false;
        }
    }
    while (p < pattern->count && pattern->parts[p].any)
        p++;
    return p == pattern->count;
}

bool rq_key_patterns_match(struct rq_key_patterns patterns, struct rq_keys keys)
{
    for (size_t i = 0; i < patterns.count; i++)
        if (rq_key_pattern_matches(patterns.items[i], keys))
            return true;
    return false;
}
