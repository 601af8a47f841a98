/*
 * Editing a file as a careful person does: a value is replaced where it stands, in the quotes that it has; a field that is
 * not there yet goes behind the last one of its mapping that ends on its line, laid out like it.
 *
 * The rules for where to cut are simple, and YAML is not.  So the result is read again and compared with what was wanted; a
 * file that these rules do not suit is left alone.
 */
#include "draft/edit.h"

#include "base/err.h"
#include "base/source.h"
#include "yaml/yaml.h"

#include <stdlib.h>

/* Bytes that are cut out of the file, and what comes in their place. */
struct cut {
    size_t start, end;
    rq_str text;
};

struct editor {
    struct rq_arena *arena;
    const struct rq_source *source;
    rq_str text; /* of the file */
    const struct rq_edit *edits;
    size_t count;
    struct rq_err *err;
};

static bool fail_edit(const struct editor *editor, const struct rq_edit *edit, const char *why)
{
    rq_fail_at(editor->err, editor->source, rq_value_pos(edit->map), "`%.*s` cannot be set here: %s", RQ_ARG(edit->key),
               why);
    return rq_fail_hint(editor->err, "set it by hand, to `%.*s`", RQ_ARG(edit->text));
}

static bool is_inside(rq_value value, rq_value map)
{
    struct rq_origin inner = rq_value_origin(value), outer = rq_value_origin(map);
    return inner.source == outer.source && inner.start >= outer.start && inner.end <= outer.end;
}

static bool is_flow(rq_value map)
{
    rq_str written = rq_value_written(map);
    return written.len > 0 && written.ptr[0] == '{';
}

rq_str rq_edit_line_break(rq_str text)
{
    size_t end = rq_str_find_byte(text, '\n', 0);
    return end != RQ_NOT_FOUND && end > 0 && text.ptr[end - 1] == '\r' ? RQ_STR("\r\n") : RQ_STR("\n");
}

size_t rq_edit_line_end(rq_str text, size_t at)
{
    size_t end = rq_str_find_byte(text, '\n', at);
    if (end == RQ_NOT_FOUND)
        return text.len;
    return end > at && text.ptr[end - 1] == '\r' ? end - 1 : end;
}

/* True if only blanks and a comment follow on the line. */
static bool ends_line(rq_str text, size_t at)
{
    rq_str rest = rq_str_slice(text, at, rq_edit_line_end(text, at)), trimmed = rq_str_trim(rest);
    bool apart = rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t');
    return trimmed.len == 0 || (apart && trimmed.ptr[0] == '#');
}

/* ---- a value that is there ---- */

static rq_str quoted_like(const struct editor *editor, const struct rq_edit *edit, char quote)
{
    struct rq_buf buf = {.arena = editor->arena};
    bool single = quote == '\'' && rq_str_find_byte(edit->text, '\'', 0) == RQ_NOT_FOUND;
    if (single) {
        rq_buf_format(&buf, "'%.*s'", RQ_ARG(edit->text));
    } else if (quote == '"') {
        rq_buf_format(&buf, "\"%.*s\"", RQ_ARG(edit->text));
    } else {
        rq_yaml_emit(&buf, rq_string(edit->text), RQ_YAML_DAYS_QUOTED, 0);
    }
    return rq_buf_text(&buf);
}

static bool replace(const struct editor *editor, const struct rq_edit *edit, const struct rq_entry *entry,
                    struct cut *cut)
{
    struct rq_origin key = rq_value_origin(entry->key), value = rq_value_origin(entry->value);
    size_t colon = rq_str_find_byte(editor->text, ':', key.end);
    if (colon == RQ_NOT_FOUND || colon > rq_edit_line_end(editor->text, key.end))
        return fail_edit(editor, edit, "its key is not followed by a colon");
    rq_str written = rq_value_written(entry->value);
    if (written.len == 0) {
        rq_str text = rq_arena_format(editor->arena, " %.*s", RQ_ARG(quoted_like(editor, edit, '\0')));
        *cut = (struct cut){colon + 1, colon + 1, text};
        return true;
    }
    if (value.start < colon)
        return fail_edit(editor, edit, "its value stands elsewhere, and is an alias here");
    if (rq_str_find_byte(written, '\n', 0) != RQ_NOT_FOUND)
        return fail_edit(editor, edit, "its value stands on more than one line");
    *cut = (struct cut){value.start, value.end, quoted_like(editor, edit, written.ptr[0])};
    return true;
}

/* ---- a field that is not there ---- */

/* The blanks that the mapping is indented by: what stands before its key on the line, with the dashes of lists. */
static bool indentation(rq_str text, size_t key, size_t *blanks)
{
    size_t start = key;
    while (start > 0 && text.ptr[start - 1] != '\n' && (text.ptr[start - 1] == ' ' || text.ptr[start - 1] == '-'))
        start--;
    *blanks = key - start;
    bool bom = start == 3 && rq_str_starts(text, RQ_STR("\xEF\xBB\xBF"));
    return start == 0 || bom || text.ptr[start - 1] == '\n';
}

/* The last field that the mapping has of its own, behind which another may stand; NULL if there is none. */
static const struct rq_entry *last_entry(const struct editor *editor, const struct rq_edit *edit)
{
    const struct rq_map *map = edit->map.as.map;
    for (uint32_t i = map->count; i-- > 0;) {
        const struct rq_entry *entry = &map->entries[i];
        rq_str written = rq_value_written(entry->value);
        if (!is_inside(entry->key, edit->map) || written.len == 0 || rq_str_find_byte(written, '\n', 0) != RQ_NOT_FOUND)
            continue;
        if (is_flow(edit->map) || ends_line(editor->text, rq_value_origin(entry->value).end))
            return entry;
    }
    return NULL;
}

/* The field as it is written beside another one: in JSON, keys and texts are in quotes. */
static rq_str field_like(const struct editor *editor, const struct rq_edit *edit, const struct rq_entry *entry)
{
    rq_str key = rq_value_written(entry->key);
    bool json = key.len > 0 && key.ptr[0] == '"';
    rq_str value = quoted_like(editor, edit, json ? '"' : '\0');
    return rq_arena_format(editor->arena, json ? "\"%.*s\": %.*s" : "%.*s: %.*s", RQ_ARG(edit->key), RQ_ARG(value));
}

static bool insert(const struct editor *editor, const struct rq_edit *edit, struct cut *cut)
{
    size_t blanks;
    const struct rq_entry *entry = last_entry(editor, edit);
    if (entry == NULL)
        return fail_edit(editor, edit, "no field of this mapping ends on its own line");
    rq_str field = field_like(editor, edit, entry);
    size_t end = rq_value_origin(entry->value).end;
    if (is_flow(edit->map)) {
        *cut = (struct cut){end, end, rq_arena_format(editor->arena, ", %.*s", RQ_ARG(field))};
        return true;
    }
    if (!indentation(editor->text, rq_value_origin(entry->key).start, &blanks))
        return fail_edit(editor, edit, "its mapping does not start on a line of its own");
    end = rq_edit_line_end(editor->text, end);
    rq_str line_break = rq_edit_line_break(editor->text);
    *cut = (struct cut){
        end, end, rq_arena_format(editor->arena, "%.*s%*s%.*s", RQ_ARG(line_break), (int)blanks, "", RQ_ARG(field))};
    return true;
}

static bool find_cut(const struct editor *editor, const struct rq_edit *edit, struct cut *cut)
{
    for (uint32_t i = 0; i < edit->map.as.map->count; i++) {
        const struct rq_entry *entry = &edit->map.as.map->entries[i];
        if (rq_str_equal(rq_value_text(entry->key), edit->key) && is_inside(entry->key, edit->map))
            return replace(editor, edit, entry, cut);
    }
    return insert(editor, edit, cut);
}

/* ---- the result ---- */

static int by_start(const void *a, const void *b)
{
    const struct cut *left = a, *right = b;
    return left->start < right->start ? -1 : left->start > right->start;
}

static rq_str apply(const struct editor *editor, struct cut *cuts)
{
    struct rq_buf buf = {.arena = editor->arena};
    size_t at = 0;
    qsort(cuts, editor->count, sizeof *cuts, by_start);
    for (size_t i = 0; i < editor->count; i++) {
        rq_buf_add(&buf, rq_str_slice(editor->text, at, cuts[i].start));
        rq_buf_add(&buf, cuts[i].text);
        at = cuts[i].end;
    }
    rq_buf_add(&buf, rq_str_slice(editor->text, at, editor->text.len));
    return rq_buf_text(&buf);
}

static const struct rq_edit *edit_of(const struct editor *editor, rq_value map)
{
    for (size_t i = 0; map.kind == RQ_MAP && i < editor->count; i++)
        if (rq_origin_equal(rq_value_origin(editor->edits[i].map), rq_value_origin(map)))
            return &editor->edits[i];
    return NULL;
}

static bool is_wanted(const struct editor *editor, rq_value before, rq_value after);

static bool lists_agree(const struct editor *editor, const struct rq_list *before, const struct rq_list *after)
{
    bool good = before->count == after->count;
    for (uint32_t i = 0; good && i < before->count; i++)
        good = is_wanted(editor, before->items[i], after->items[i]);
    return good;
}

/* The same keys with the same values, but for the field that is set. */
static bool maps_agree(const struct editor *editor, rq_value before, rq_value after)
{
    const struct rq_edit *edit = edit_of(editor, before);
    const rq_value *set = edit == NULL ? NULL : rq_value_field(after, edit->key);
    uint32_t added = edit != NULL && rq_value_field(before, edit->key) == NULL;
    if (edit != NULL && (set == NULL || set->kind != RQ_STRING || !rq_str_equal(rq_value_text(*set), edit->text)))
        return false;
    if (after.as.map->count != before.as.map->count + added)
        return false;
    for (uint32_t i = 0; i < before.as.map->count; i++) {
        const struct rq_entry *entry = &before.as.map->entries[i];
        const rq_value *other = rq_map_get(after.as.map, entry->key);
        bool changed = edit != NULL && rq_str_equal(rq_value_text(entry->key), edit->key);
        if (other == NULL || (!changed && !is_wanted(editor, entry->value, *other)))
            return false;
    }
    return true;
}

/* Text is compared as it is written: 1.10 is not 1.1. */
static bool is_wanted(const struct editor *editor, rq_value before, rq_value after)
{
    if (before.kind != after.kind)
        return false;
    if (before.kind == RQ_LIST)
        return lists_agree(editor, before.as.list, after.as.list);
    if (before.kind == RQ_MAP)
        return maps_agree(editor, before, after);
    return rq_str_equal(rq_value_source_text(editor->arena, before), rq_value_source_text(editor->arena, after));
}

bool rq_edit_is_same(struct rq_arena *arena, rq_value a, rq_value b)
{
    struct editor nothing = {.arena = arena};
    return is_wanted(&nothing, a, b);
}

static struct rq_yaml read_all(struct rq_arena *arena, const struct rq_source *source, bool markdown)
{
    rq_str front, body;
    if (!markdown)
        return rq_yaml_read(arena, source);
    rq_yaml_front_matter(source, &front, &body);
    return rq_yaml_read_part(arena, source, front);
}

static bool check(const struct editor *editor, bool markdown, rq_str text)
{
    const struct rq_source *changed = rq_source_new(editor->arena, rq_source_path(editor->source), text);
    struct rq_yaml before = read_all(editor->arena, editor->source, markdown);
    struct rq_yaml after = read_all(editor->arena, changed, markdown);
    bool good = after.issue_count == 0 && before.document_count == after.document_count;
    for (size_t i = 0; good && i < before.document_count; i++)
        good = is_wanted(editor, before.documents[i], after.documents[i]);
    return good || fail_edit(editor, &editor->edits[0], "something else in the file would change with it");
}

bool rq_edit_apply(struct rq_arena *arena, const struct rq_source *source, bool markdown, const struct rq_edit *edits,
                   size_t count, rq_str *text, struct rq_err *err)
{
    struct editor editor = {arena, source, rq_source_text(source), edits, count, err};
    struct cut *cuts = RQ_NEW_ARRAY(arena, struct cut, count);
    for (size_t i = 0; i < count; i++)
        if (!find_cut(&editor, &edits[i], &cuts[i]))
            return false;
    *text = apply(&editor, cuts);
    return check(&editor, markdown, *text);
}
