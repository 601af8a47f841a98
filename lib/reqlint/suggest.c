/*
 * What looks like data among the keys of settings.
 *
 * fold: a mapping whose keys are data, such as courses or host names, has many keys that one account has, of more than one
 * account; and either what is below them is alike, or the keys do not look like names that a program asks for.
 *
 * skip: a key that is single at many places, such as `resources`, is one that may differ wherever it stands.
 *
 * These are guesses: people decide.
 */
#include "reqlint/suggest.h"

#include "reqlint/json.h"
#include "value/value.h"

#include <stdlib.h>

enum {
    LEAST_KEYS = 4,   /* of a mapping that may be data */
    LEAST_PLACES = 3, /* of a key that may differ */
    FEW_DIGITS = 4    /* in a row: a year, the number of a course */
};

enum { PATTERN, LINE, WHY, PASTE, COLUMNS };

/* One key of one setting below some way: what settings look like from there. */
struct below {
    struct rq_keys keys; /* of the setting */
    size_t at;           /* the number of the key that is looked at */
    uint32_t account;    /* the only one that has the setting; UINT32_MAX: others do */
};

struct suggesting {
    struct rq_arena *arena;
    const struct rq_settings_set *set;
    struct below *below;
    size_t count;
    struct rq_sheet_row *rows;
    size_t row_count, row_cap;
};

static void add_row(struct suggesting *suggesting, const char *line, rq_str pattern, rq_str why)
{
    rq_value *cells = RQ_NEW_ARRAY(suggesting->arena, rq_value, COLUMNS);
    cells[PATTERN] = rq_string(pattern);
    cells[LINE] = rq_string(rq_str_from(line));
    cells[WHY] = rq_string(why);
    cells[PASTE] = rq_string(rq_json_write(suggesting->arena, cells[PATTERN], 0));
    suggesting->rows = rq_grow(suggesting->arena, suggesting->rows, suggesting->row_count, &suggesting->row_cap,
                               sizeof *suggesting->rows);
    suggesting->rows[suggesting->row_count++] =
        (struct rq_sheet_row){.kind = RQ_STR("setting"), .id = pattern, .cells = cells};
}

static int compare_keys(const struct rq_keys *a, const struct rq_keys *b, size_t count)
{
    int order = 0;
    for (size_t i = 0; i < count && order == 0; i++) {
        order = (int)a->items[i].items - (int)b->items[i].items;
        order = order != 0 ? order : rq_str_compare(a->items[i].text, b->items[i].text);
    }
    return order;
}

static bool has_next(const struct below *below)
{
    return below->at + 1 < below->keys.count;
}

/* The key below the one that is looked at; empty where there is none, or where it is a list. */
static rq_str next_key(const struct below *below)
{
    return has_next(below) ? below->keys.items[below->at + 1].text : RQ_STR("");
}

/* By the mapping, which is all before the key, then by the key, then by the one below it. */
static int by_mapping(const void *a, const void *b)
{
    const struct below *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    int order = compare_keys(&left->keys, &right->keys, left->at + 1);
    return order != 0 ? order : rq_str_compare(next_key(left), next_key(right));
}

static bool same_mapping(const struct below *a, const struct below *b)
{
    return a->at == b->at && compare_keys(&a->keys, &b->keys, a->at) == 0;
}

static bool same_entry(const struct below *a, const struct below *b)
{
    return same_mapping(a, b) && rq_str_equal(a->keys.items[a->at].text, b->keys.items[b->at].text);
}

/* "1536576", "a11y.datahub.berkeley.edu", "dana@example.com": no name that a program asks for. */
static bool looks_like_data(rq_str key)
{
    size_t digits = 0;
    for (size_t i = 0; i < key.len; i++) {
        bool digit = key.ptr[i] >= '0' && key.ptr[i] <= '9';
        digits = digit ? digits + 1 : 0;
        if (digits >= FEW_DIGITS || (key.ptr[i] != '\0' && strchr(".:/@ ", key.ptr[i]) != NULL))
            return true;
    }
    return false;
}

/* What is known of the keys of one mapping. */
struct mapping {
    size_t keys, single, data, alike;
    uint32_t account; /* of the first single one */
    bool accounts;    /* there are single ones of another account too */
};

/* True if one account alone has the key, in each of its settings. */
static bool is_single(const struct below *first, const struct below *end)
{
    for (const struct below *at = first; at < end; at++)
        if (at->account == UINT32_MAX || at->account != first->account)
            return false;
    return true;
}

/* True if the two entries, each sorted by the keys below it, have one of these in common. */
static bool is_alike(const struct below *first, const struct below *end, const struct below *other,
                     const struct below *other_end)
{
    for (const struct below *a = first, *b = other; a < end && b < other_end;) {
        int order = rq_str_compare(next_key(a), next_key(b));
        if (order == 0 && has_next(a) && has_next(b))
            return true;
        a += order < 0 || (order == 0 && !has_next(a));
        b += order > 0 || (order == 0 && !has_next(b));
    }
    return false;
}

static struct mapping look_at(const struct below *first, const struct below *end)
{
    struct mapping mapping = {0};
    const struct below *before = NULL;
    for (const struct below *entry = first, *next; entry < end; entry = next) {
        for (next = entry + 1; next < end && same_entry(entry, next); next++)
            continue;
        bool single = is_single(entry, next);
        mapping.keys++;
        mapping.single += single;
        mapping.data += looks_like_data(entry->keys.items[entry->at].text);
        mapping.alike += before != NULL && is_alike(before, entry, entry, next);
        mapping.accounts |= single && mapping.single > 1 && entry->account != mapping.account;
        if (single && mapping.single == 1)
            mapping.account = entry->account;
        before = entry;
    }
    return mapping;
}

static bool is_folded(const struct below *below)
{
    return below->keys.items[below->at].folded || below->keys.items[below->at].items;
}

/* Lists do not count in a pattern. */
static rq_str pattern_of(struct rq_arena *arena, const struct below *below)
{
    struct rq_key *keys = RQ_NEW_ARRAY(arena, struct rq_key, below->at);
    size_t count = 0;
    for (size_t i = 0; i < below->at; i++)
        if (!below->keys.items[i].items)
            keys[count++] = below->keys.items[i];
    rq_str above = rq_keys_print(arena, (struct rq_keys){keys, count});
    return rq_arena_format(arena, "%.*s%s*", RQ_ARG(above), above.len > 0 ? "." : "");
}

static void suggest_folds(struct suggesting *suggesting)
{
    struct rq_arena *arena = suggesting->arena;
    const struct below *end = suggesting->below + suggesting->count;
    for (const struct below *first = suggesting->below, *next; first < end; first = next) {
        for (next = first + 1; next < end && same_mapping(first, next); next++)
            continue;
        struct mapping mapping = look_at(first, next);
        bool data = mapping.data * 2 >= mapping.keys || mapping.alike * 2 >= mapping.keys;
        if (is_folded(first) || mapping.keys < LEAST_KEYS || mapping.single * 2 < mapping.keys || !mapping.accounts ||
            !data || first->at == 0)
            continue;
        add_row(suggesting, "fold", pattern_of(arena, first),
                rq_arena_format(arena, "%zu of its %zu keys are one account's own", mapping.single, mapping.keys));
    }
}

/* ---- keys that may differ ---- */

static int by_last_key(const void *a, const void *b)
{
    const struct rq_setting_single *left = *(const struct rq_setting_single *const *)a,
                                   *right = *(const struct rq_setting_single *const *)b;
    return rq_str_compare(left->keys.items[left->keys.count - 1].text, right->keys.items[right->keys.count - 1].text);
}

static void suggest_skips(struct suggesting *suggesting)
{
    const struct rq_settings_set *set = suggesting->set;
    const struct rq_setting_single **sorted =
        RQ_NEW_ARRAY(suggesting->arena, const struct rq_setting_single *, set->single_count);
    size_t count = 0;
    for (size_t i = 0; i < set->single_count; i++)
        if (set->singles[i].keys.count > 1)
            sorted[count++] = &set->singles[i];
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_last_key);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && by_last_key(&sorted[i], &sorted[end]) == 0; end++)
            continue;
        const struct rq_key *key = &sorted[i]->keys.items[sorted[i]->keys.count - 1];
        if (end - i < LEAST_PLACES || key->folded || key->items)
            continue;
        rq_str text = rq_keys_print(suggesting->arena, (struct rq_keys){key, 1});
        add_row(suggesting, "skip", rq_arena_format(suggesting->arena, "**.%.*s", RQ_ARG(text)),
                rq_arena_format(suggesting->arena, "at %zu places one account alone has it", end - i));
    }
}

/* Every key on the way to every setting. */
static void list_below(struct suggesting *suggesting)
{
    const struct rq_settings_set *set = suggesting->set;
    size_t most = 0;
    for (size_t i = 0; i < set->setting_count; i++)
        most += set->settings[i].keys.count;
    suggesting->below = RQ_NEW_ARRAY(suggesting->arena, struct below, most);
    for (size_t i = 0; i < set->setting_count; i++) {
        const struct rq_setting *setting = &set->settings[i];
        uint32_t account = setting->account_count == 1 ? setting->accounts[0] : UINT32_MAX;
        for (size_t at = 0; at < setting->keys.count; at++)
            suggesting->below[suggesting->count++] = (struct below){setting->keys, at, account};
    }
    if (suggesting->count > 0)
        qsort(suggesting->below, suggesting->count, sizeof *suggesting->below, by_mapping);
}

void rq_suggest(struct rq_arena *arena, const struct rq_settings_set *set, struct rq_sheet_section *section)
{
    static const struct rq_sheet_column columns[COLUMNS] = {
        [PATTERN] = {.name = {"pattern", 7}, .beside = true},
        [LINE] = {.name = {"line", 4}},
        [WHY] = {.name = {"why", 3}, .beside = true},
        [PASTE] = {.name = {"paste", 5}, .beside = true},
    };
    struct suggesting suggesting = {.arena = arena, .set = set};
    struct rq_sheet_table *table = RQ_NEW(arena, struct rq_sheet_table);
    list_below(&suggesting);
    suggest_folds(&suggesting);
    suggest_skips(&suggesting);
    *table = (struct rq_sheet_table){RQ_STR("records"), columns, COLUMNS, suggesting.rows, suggesting.row_count};
    *section = (struct rq_sheet_section){.name = set->name, .title = set->name, .tables = table, .table_count = 1};
}
