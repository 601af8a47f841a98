/*
 * From sources to facts.  The locators of a source are joined; each row that comes out names an account and a setting.  Rows
 * by the thousand name the same ones, so both are looked up by what was captured, and worked out only when that is new.
 */
#include "settings/collect.h"

#include "base/err.h"
#include "settings/name.h"

#include <string.h>

/* Stands for no account, and for no node. */
#define NOT_COUNTED UINT32_MAX

struct source_run {
    struct rq_settings_collection *collection;
    const struct rq_setting_source *source;
    const struct rq_locator *const *locators;
    struct rq_intern account_texts, setting_texts; /* as they were captured */
    struct rq_buf captured;                        /* of the row at hand */
    uint32_t *accounts, *nodes;                    /* what they stand for */
    bool *skipped;                                 /* per node: accounts may differ there */
    size_t account_cap, node_cap, skipped_cap;
};

static void prepare(void *host, size_t locator, const size_t *files, size_t count)
{
    const struct source_run *run = host;
    const struct rq_settings_files *asked = run->collection->files;
    if (asked->prepare != NULL)
        asked->prepare(asked->host, run->source, run->locators[locator], files, count);
}

static bool give_rows(void *host, size_t locator, size_t file, const struct rq_captures *captures, struct rq_rows *rows,
                      struct rq_err *err)
{
    const struct source_run *run = host;
    const struct rq_settings_files *files = run->collection->files;
    bool good = files->rows(files->host, run->source, run->locators[locator], file, captures, rows, err);
    run->collection->unread[file] = run->collection->unread[file] || rows->exhausted;
    return good;
}

/* The rows live in `arena`, no longer than until they are counted: there are as many as accounts have settings. */
static bool join(struct source_run *run, const struct rq_locator *const *locators, size_t count, struct rq_arena *arena,
                 struct rq_join_rows *rows)
{
    struct rq_settings_collection *collection = run->collection;
    const struct rq_join_files files = {run, collection->files->paths, collection->files->count, prepare, give_rows};
    rq_value origin = run->source->origin;
    run->locators = locators;
    if (rq_join(arena, locators, count, &files, rows, collection->err))
        return true;
    if (collection->err->source == NULL && origin.source != NULL) {
        collection->err->source = origin.source;
        collection->err->pos = rq_value_pos(origin);
    }
    return false;
}

/* ---- accounts ---- */

static bool is_ignored(const struct rq_setting_source *source, rq_str account, struct rq_arena *arena)
{
    for (size_t i = 0; i < source->ignore.count; i++)
        if (rq_wildcards_match(rq_value_source_text(arena, source->ignore.items[i]), account))
            return true;
    return false;
}

static uint32_t new_account(struct source_run *run, rq_str text)
{
    struct rq_settings_collection *collection = run->collection;
    if (text.len == 0)
        return NOT_COUNTED;
    if (!is_ignored(run->source, text, collection->scratch))
        return rq_intern(&collection->accounts, text);
    rq_intern(&collection->ignored, text);
    return NOT_COUNTED;
}

static uint32_t account_of(struct source_run *run, const struct rq_join_row *row)
{
    rq_str text;
    if (!rq_settings_text(run->collection->arena, &run->source->account, row, &text))
        return NOT_COUNTED;
    size_t known = run->account_texts.count;
    uint32_t number = rq_intern(&run->account_texts, text);
    run->accounts = rq_grow(run->collection->scratch, run->accounts, number, &run->account_cap, sizeof *run->accounts);
    if (number == known)
        run->accounts[number] = new_account(run, text);
    return run->accounts[number];
}

/* ---- settings ---- */

/* What was captured for a setting, so that no two ways have one text: each text with its length.  Good until the next call. */
static rq_str captured_text(struct source_run *run, const struct rq_join_row *row)
{
    struct rq_buf *buf = &run->captured;
    const struct rq_template *template = &run->source->setting;
    buf->len = 0;
    for (size_t i = 0; i < template->count; i++)
        for (size_t c = 0; template->parts[i].captured && c < row->capture_count; c++) {
            const struct rq_capture *capture = &row->captures[c];
            if (!rq_str_equal(capture->name, template->parts[i].text))
                continue;
            rq_buf_byte(buf, capture->keys ? 'k' : 't');
            rq_buf_add(buf, (rq_str){(const char *)&capture->text.len, sizeof capture->text.len});
            rq_buf_add(buf, capture->text);
        }
    return rq_buf_text(buf);
}

static uint32_t new_node(struct source_run *run, const struct rq_join_row *row, bool *skipped)
{
    struct rq_arena *arena = run->collection->arena;
    struct rq_keys keys;
    *skipped = false;
    if (!rq_settings_way(arena, &run->source->setting, row, &keys))
        return NOT_COUNTED;
    keys = rq_settings_canonical(arena, run->source, keys);
    *skipped = rq_key_patterns_match(run->source->skip, keys);
    return rq_settings_tree_add(run->collection->tree, keys);
}

/* What everybody has by default is there whether accounts may differ or not. */
static uint32_t node_of(struct source_run *run, const struct rq_join_row *row, bool by_default)
{
    size_t known = run->setting_texts.count;
    rq_str text = captured_text(run, row);
    uint32_t number = rq_intern(&run->setting_texts, text);
    run->nodes = rq_grow(run->collection->scratch, run->nodes, number, &run->node_cap, sizeof *run->nodes);
    run->skipped = rq_grow(run->collection->scratch, run->skipped, number, &run->skipped_cap, sizeof *run->skipped);
    if (number == known) {
        run->setting_texts.texts[number] = rq_arena_copy(run->collection->scratch, text);
        run->nodes[number] = new_node(run, row, &run->skipped[number]);
    }
    return run->skipped[number] && !by_default ? NOT_COUNTED : run->nodes[number];
}

/* ---- facts ---- */

static void make_room(struct rq_settings_collection *collection, struct rq_settings_facts *facts, size_t more)
{
    if (facts->count > 0 || more == 0)
        return;
    facts->items = rq_arena_raw(collection->scratch, more * sizeof *facts->items);
    facts->cap = more;
}

static void add_fact(struct rq_settings_collection *collection, struct rq_settings_facts *facts, uint32_t node,
                     uint32_t account, const struct rq_join_row *row)
{
    facts->items = rq_grow(collection->scratch, facts->items, facts->count, &facts->cap, sizeof *facts->items);
    facts->items[facts->count++] = (struct rq_settings_fact){node, account, (uint32_t)row->file, row->value};
}

static void count_own(struct source_run *run, const struct rq_join_rows *rows)
{
    struct rq_settings_collection *collection = run->collection;
    make_room(collection, &collection->facts, rows->found_count);
    for (size_t i = 0; i < rows->count; i++) {
        const struct rq_join_row *row = &rows->items[i];
        uint32_t account = account_of(run, row);
        bool counts = account != NOT_COUNTED && !row->bare;
        uint32_t node = counts ? node_of(run, row, false) : NOT_COUNTED;
        if (node != NOT_COUNTED)
            add_fact(collection, &collection->facts, node, account, row);
    }
}

static bool collect_own(struct source_run *run, struct rq_settings_yield *yield)
{
    const struct rq_setting_source *source = run->source;
    struct rq_settings_collection *collection = run->collection;
    size_t count = source->with_count + 1;
    const struct rq_locator **locators = RQ_NEW_ARRAY(collection->scratch, const struct rq_locator *, count);
    struct rq_join_yield *yields = RQ_NEW_ARRAY(collection->arena, struct rq_join_yield, count);
    struct rq_arena *arena = rq_arena_new();
    struct rq_join_rows rows = {0};
    locators[0] = &source->where;
    for (size_t i = 0; i < source->with_count; i++)
        locators[i + 1] = &source->with[i];
    bool good = join(run, locators, count, arena, &rows);
    if (good) {
        memcpy(yields, rows.yields, count * sizeof *yields);
        yield->own = yields;
        yield->joined_count = rows.found_count;
        count_own(run, &rows);
    }
    rq_arena_free(arena);
    return good;
}

static bool collect_defaults(struct source_run *run, const struct rq_locator *locator, struct rq_join_yield *yield)
{
    struct rq_settings_collection *collection = run->collection;
    struct rq_arena *arena = rq_arena_new();
    struct rq_join_rows rows = {0};
    bool good = join(run, &locator, 1, arena, &rows);
    if (good)
        *yield = rows.yields[0];
    for (size_t i = 0; i < rows.count; i++) {
        uint32_t node = rows.items[i].bare ? NOT_COUNTED : node_of(run, &rows.items[i], true);
        if (node != NOT_COUNTED)
            add_fact(collection, &collection->defaults, node, 0, &rows.items[i]);
    }
    rq_arena_free(arena);
    return good;
}

bool rq_settings_collect(struct rq_settings_collection *collection, const struct rq_setting_source *source,
                         struct rq_settings_yield *yield)
{
    struct rq_join_yield *defaults = RQ_NEW_ARRAY(collection->arena, struct rq_join_yield, source->default_count);
    struct source_run run = {.collection = collection, .source = source};
    run.account_texts.arena = run.setting_texts.arena = run.captured.arena = collection->scratch;
    *yield = (struct rq_settings_yield){.source = source, .defaults = defaults};
    if (!collect_own(&run, yield))
        return false;
    for (size_t i = 0; i < source->default_count; i++)
        if (!collect_defaults(&run, &source->defaults[i], &defaults[i]))
            return false;
    return true;
}
