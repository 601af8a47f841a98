/*
 * Renamed files, told from their texts.
 *
 * A text is a list of lines, each a hash and a length, in the order of the hashes: what two texts share is found by going
 * through both once.  Files that are byte for byte the same are paired first, and cost nothing more.
 */
#include "reqlint/renames.h"

#include "base/limits.h"

#include <stdlib.h>

struct line {
    uint32_t hash, length;
};

struct sheet {
    const struct rq_rename_file *file;
    struct line *lines; /* NULL: not cut yet */
    size_t count;
    uint32_t hash; /* of the text */
    bool taken;
};

struct search {
    struct rq_arena *arena;
    struct sheet *before, *after;
    size_t before_count, after_count;
    size_t *from;
    size_t compared; /* lines */
};

static int by_hash(const void *left, const void *right)
{
    const struct line *a = left, *b = right;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return (a->length > b->length) - (a->length < b->length);
}

static void cut(struct rq_arena *arena, struct sheet *sheet)
{
    rq_str text = sheet->file->text;
    size_t cap = 1;
    for (size_t i = 0; i < text.len; i++)
        cap += text.ptr[i] == '\n';
    sheet->lines = RQ_NEW_ARRAY(arena, struct line, cap);
    for (size_t start = 0; start < text.len; sheet->count++) {
        size_t end = rq_str_find_byte(text, '\n', start);
        end = end == RQ_NOT_FOUND ? text.len : end + 1;
        rq_str line = rq_str_slice(text, start, end);
        sheet->lines[sheet->count] = (struct line){rq_str_hash(line), (uint32_t)line.len};
        start = end;
    }
    if (sheet->count > 1)
        qsort(sheet->lines, sheet->count, sizeof *sheet->lines, by_hash);
}

static struct sheet *make_sheets(struct rq_arena *arena, const struct rq_rename_file *files, size_t count)
{
    struct sheet *sheets = RQ_NEW_ARRAY(arena, struct sheet, count);
    for (size_t i = 0; i < count; i++)
        sheets[i] = (struct sheet){.file = &files[i], .hash = rq_str_hash(files[i].text)};
    return sheets;
}

static size_t larger(const struct sheet *a, const struct sheet *b)
{
    return a->file->text.len > b->file->text.len ? a->file->text.len : b->file->text.len;
}

/* Bytes of the lines that both have. */
static size_t shared_bytes(const struct sheet *a, const struct sheet *b)
{
    size_t bytes = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = by_hash(&a->lines[i], &b->lines[j]);
        bytes += order == 0 ? a->lines[i].length : 0;
        i += order <= 0;
        j += order >= 0;
    }
    return bytes;
}

/* Bytes that both have; 0 for less than half of the larger one. */
static size_t likeness(struct search *search, struct sheet *a, struct sheet *b)
{
    size_t most = larger(a, b);
    if (most == 0 || (a->file->text.len + b->file->text.len - most) * 2 < most)
        return 0;
    if (a->lines == NULL)
        cut(search->arena, a);
    if (b->lines == NULL)
        cut(search->arena, b);
    search->compared += a->count + b->count;
    if (search->compared > RQ_LIMIT_RENAME_LINES)
        return 0;
    size_t shared = shared_bytes(a, b);
    return shared * 2 < most ? 0 : shared;
}

static void take(struct search *search, size_t after, size_t before)
{
    search->from[after] = before;
    search->before[before].taken = search->after[after].taken = true;
}

static int compare_sheets(const struct sheet *a, const struct sheet *b)
{
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return rq_str_compare(a->file->text, b->file->text);
}

static int by_text(const void *left, const void *right)
{
    const struct sheet *a = *(const struct sheet *const *)left, *b = *(const struct sheet *const *)right;
    int order = compare_sheets(a, b);
    return order != 0 ? order : (a > b) - (a < b);
}

static struct sheet **sort_sheets(struct rq_arena *arena, struct sheet *sheets, size_t count)
{
    struct sheet **sorted = RQ_NEW_ARRAY(arena, struct sheet *, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &sheets[i];
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, by_text);
    return sorted;
}

static void pair_equal(struct search *search)
{
    struct sheet **before = sort_sheets(search->arena, search->before, search->before_count);
    struct sheet **after = sort_sheets(search->arena, search->after, search->after_count);
    for (size_t i = 0, j = 0; i < search->after_count && j < search->before_count;) {
        int order = compare_sheets(after[i], before[j]);
        if (order == 0)
            take(search, (size_t)(after[i] - search->after), (size_t)(before[j] - search->before));
        i += order <= 0;
        j += order >= 0;
    }
}

static void pair_alike(struct search *search)
{
    for (size_t i = 0; i < search->after_count; i++) {
        size_t best = 0, which = RQ_NOT_FOUND;
        for (size_t j = 0; j < search->before_count && !search->after[i].taken; j++) {
            size_t bytes = search->before[j].taken ? 0 : likeness(search, &search->after[i], &search->before[j]);
            which = bytes > best ? j : which;
            best = bytes > best ? bytes : best;
        }
        if (which != RQ_NOT_FOUND)
            take(search, i, which);
    }
}

const size_t *rq_renames_find(struct rq_arena *arena, const struct rq_rename_file *before, size_t before_count,
                              const struct rq_rename_file *after, size_t after_count)
{
    struct rq_arena *scratch = rq_arena_new();
    struct search search = {.arena = scratch,
                            .before = make_sheets(scratch, before, before_count),
                            .after = make_sheets(scratch, after, after_count),
                            .before_count = before_count,
                            .after_count = after_count,
                            .from = RQ_NEW_ARRAY(arena, size_t, after_count)};
    for (size_t i = 0; i < after_count; i++)
        search.from[i] = RQ_NOT_FOUND;
    pair_equal(&search);
    pair_alike(&search);
    rq_arena_free(scratch);
    return search.from;
}
