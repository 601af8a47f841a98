/*
 * Adding an entry to a list in a file: behind the last one, at its column.  As with single fields, the result is read again,
 * and a file that would differ in anything else is left alone.
 */
#include "draft/edit.h"

#include "base/err.h"
#include "base/source.h"
#include "yaml/yaml.h"

struct appending {
    struct rq_arena *arena;
    const struct rq_source *source;
    rq_str text, key;
    const struct rq_draft *draft;
    struct rq_err *err;
};

static bool fail_append(const struct appending *appending, rq_pos pos, const char *why)
{
    rq_fail_at(appending->err, appending->source, pos, "nothing can be added to `%.*s` here: %s",
               RQ_ARG(appending->key), why);
    return rq_fail_hint(appending->err, "add it by hand");
}

/* The first byte of the line from `at` that is no blank, and its column from 0. */
static size_t first_byte(rq_str text, size_t at, size_t *column)
{
    size_t start = at;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    *column = at - start;
    return at;
}

static size_t next_line(rq_str text, size_t at)
{
    size_t end = rq_str_find_byte(text, '\n', at);
    return end == RQ_NOT_FOUND ? text.len : end + 1;
}

/* The end of the last line that belongs to the entry whose dash is at `dash`: of those further in than the dash, up to one
 * that is not; blank lines and comments at its end do not count. */
static size_t entry_end(rq_str text, size_t dash, size_t column)
{
    size_t end = rq_edit_line_end(text, dash);
    for (size_t at = next_line(text, end); at < text.len; at = next_line(text, at)) {
        size_t inner, first = first_byte(text, at, &inner), last = rq_edit_line_end(text, at);
        rq_str line = rq_str_trim(rq_str_slice(text, first, last));
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (inner <= column)
            break;
        end = last;
    }
    return end;
}

/* The lines of the entry, without a break at the end, with those of the file. */
static rq_str entry_like(const struct appending *appending, size_t column)
{
    rq_str entry = rq_str_chomp(rq_draft_entry(appending->draft, column));
    struct rq_buf buf = {.arena = appending->arena};
    for (size_t at = 0; at <= entry.len;) {
        size_t end = rq_edit_line_end(entry, at);
        rq_buf_add(&buf, rq_edit_line_break(appending->text));
        rq_buf_add(&buf, rq_str_slice(entry, at, end));
        at = end + 1;
    }
    return rq_buf_text(&buf);
}

static rq_str put_in(const struct appending *appending, size_t start, size_t end, rq_str entry)
{
    struct rq_buf buf = {.arena = appending->arena};
    rq_buf_add(&buf, rq_str_slice(appending->text, 0, start));
    rq_buf_add(&buf, entry);
    rq_buf_add(&buf, rq_str_slice(appending->text, end, appending->text.len));
    return rq_buf_text(&buf);
}

/* Behind the last entry of a list with dashes. */
static bool add_to_list(const struct appending *appending, rq_value list, rq_str *text)
{
    size_t dash = rq_value_origin(list).start, start = dash, column;
    while (start > 0 && appending->text.ptr[start - 1] != '\n')
        start--;
    if (appending->text.ptr[dash] != '-' || first_byte(appending->text, start, &column) != dash)
        return fail_append(appending, rq_value_pos(list), "its list has no dashes on lines of their own");
    size_t end = dash;
    for (uint32_t i = 0; i < list.as.list->count; i++)
        end = rq_value_origin(list.as.list->items[i]).start > end ? rq_value_origin(list.as.list->items[i]).start : end;
    end = entry_end(appending->text, end, column);
    *text = put_in(appending, end, end, entry_like(appending, column));
    return true;
}

/* In the place of nothing, or of `[]`. */
static bool start_list(const struct appending *appending, const struct rq_entry *entry, rq_str *text)
{
    struct rq_origin value = rq_value_origin(entry->value);
    size_t key = rq_value_origin(entry->key).end, colon = rq_str_find_byte(appending->text, ':', key);
    size_t end = rq_value_written(entry->value).len > 0 ? value.end : colon + 1;
    if (colon == RQ_NOT_FOUND || end <= colon ||
        rq_str_trim(rq_str_slice(appending->text, end, rq_edit_line_end(appending->text, end))).len > 0)
        return fail_append(appending, rq_value_pos(entry->key), "something else stands behind it");
    *text = put_in(appending, colon + 1, end, entry_like(appending, 2));
    return true;
}

/* The same mapping, but for the one entry that its list has more. */
static bool is_added(const struct appending *appending, rq_value before, rq_value after)
{
    const rq_value *list = rq_value_field(after, appending->key), *old = rq_value_field(before, appending->key);
    uint32_t count = old->kind == RQ_LIST ? old->as.list->count : 0;
    if (before.as.map->count != after.as.map->count || list == NULL || list->kind != RQ_LIST ||
        list->as.list->count != count + 1)
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (!rq_edit_is_same(appending->arena, old->as.list->items[i], list->as.list->items[i]))
            return false;
    for (uint32_t i = 0; i < before.as.map->count; i++) {
        const struct rq_entry *entry = &before.as.map->entries[i];
        const rq_value *other = rq_map_get(after.as.map, entry->key);
        if (&entry->value != old && (other == NULL || !rq_edit_is_same(appending->arena, entry->value, *other)))
            return false;
    }
    return rq_value_equal(list->as.list->items[count], rq_draft_object(appending->draft));
}

static bool check(const struct appending *appending, rq_value before, rq_str text)
{
    const struct rq_source *changed = rq_source_new(appending->arena, rq_source_path(appending->source), text);
    struct rq_yaml after = rq_yaml_read(appending->arena, changed);
    bool good = after.issue_count == 0 && after.document_count == 1 && after.documents[0].kind == RQ_MAP &&
                is_added(appending, before, after.documents[0]);
    return good || fail_append(appending, rq_value_pos(before), "something else in the file would change with it");
}

bool rq_edit_append(struct rq_arena *arena, const struct rq_source *source, rq_str key, const struct rq_draft *draft,
                    rq_str *text, struct rq_err *err)
{
    struct appending appending = {arena, source, rq_source_text(source), key, draft, err};
    struct rq_yaml yaml = rq_yaml_read(arena, source);
    rq_value root = yaml.document_count == 1 && yaml.issue_count == 0 ? yaml.documents[0] : rq_null();
    const struct rq_entry *entry = NULL;
    for (uint32_t i = 0; root.kind == RQ_MAP && i < root.as.map->count; i++)
        if (rq_str_equal(rq_value_text(root.as.map->entries[i].key), key))
            entry = &root.as.map->entries[i];
    if (entry == NULL)
        return fail_append(&appending, (rq_pos){1, 1, 1, 1}, "the file is not one mapping with this list");
    if (entry->value.kind != RQ_LIST && entry->value.kind != RQ_NULL)
        return fail_append(&appending, rq_value_pos(entry->value), "it is no list");
    bool filled = entry->value.kind == RQ_LIST && entry->value.as.list->count > 0;
    bool good = filled ? add_to_list(&appending, entry->value, text) : start_list(&appending, entry, text);
    return good && check(&appending, root, *text);
}
