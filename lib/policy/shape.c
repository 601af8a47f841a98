/*
 * Mappings by table.  One row per key says what shape its value must have and where it goes; everything that can be wrong
 * with a mapping is said here once, with its place: an unknown key, a list where a text belongs.
 */
#include "policy/shape.h"

#include "base/err.h"
#include "base/source.h"
#include "yaml/yaml.h"

#include <string.h>

bool rq_shape_fail(struct rq_err *err, rq_value where, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    rq_str message = rq_arena_format_list(err->arena, format, arguments);
    va_end(arguments);
    const struct rq_source *source = where.source;
    return rq_fail_at(err, source, rq_value_pos(where), "%.*s", RQ_ARG(message));
}

void rq_shape_suggest(struct rq_err *err, rq_str typed, const rq_str *names, size_t count)
{
    rq_str nearest = rq_nearest(typed, names, count);
    if (nearest.len > 0)
        rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(nearest));
}

size_t rq_shape_find(rq_value name, const rq_str *names, size_t count, rq_str what, struct rq_err *err)
{
    rq_str wanted = rq_value_source_text(err->arena, name);
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(names[i], wanted))
            return i;
    rq_shape_fail(err, name, "%.*s `%.*s`", RQ_ARG(what), RQ_ARG(wanted));
    rq_shape_suggest(err, wanted, names, count);
    return RQ_NOT_FOUND;
}

static bool is_scalar(rq_value value)
{
    return value.kind != RQ_LIST && value.kind != RQ_MAP && value.kind != RQ_NULL;
}

bool rq_shape_texts(struct rq_arena *arena, rq_value value, const char *key, struct rq_texts *texts, struct rq_err *err)
{
    if (is_scalar(value)) {
        rq_value *one = RQ_NEW(arena, rq_value);
        *one = value;
        *texts = (struct rq_texts){one, 1};
        return true;
    }
    if (value.kind != RQ_LIST)
        return rq_shape_fail(err, value, "`%s` must be a text or a list of texts", key);
    for (uint32_t i = 0; i < value.as.list->count; i++)
        if (!is_scalar(value.as.list->items[i]))
            return rq_shape_fail(err, value.as.list->items[i], "each item of `%s` must be a text", key);
    *texts = (struct rq_texts){value.as.list->items, value.as.list->count};
    return true;
}

static bool read_level(rq_value value, const char *key, enum rq_level *level, struct rq_err *err)
{
    if (rq_level_parse(rq_value_text(value), level))
        return true;
    return rq_shape_fail(err, value, "`%s` must be off, info, warning or error", key);
}

static bool read_kind(rq_value value, uint8_t kind, const char *key, const char *words, rq_value *target,
                      struct rq_err *err)
{
    if (value.kind != kind)
        return rq_shape_fail(err, value, "`%s` must be %s", key, words);
    *target = value;
    return true;
}

static bool read_flag(rq_value value, const char *key, bool *target, struct rq_err *err)
{
    if (value.kind != RQ_BOOL)
        return rq_shape_fail(err, value, "`%s` must be true or false", key);
    *target = value.as.boolean;
    return true;
}

static bool read_text(struct rq_arena *arena, rq_value value, const char *key, rq_str *target, struct rq_err *err)
{
    if (!is_scalar(value))
        return rq_shape_fail(err, value, "`%s` must be a text", key);
    *target = rq_value_source_text(arena, value);
    return true;
}

static bool read_code(rq_value value, const char *key, rq_value *target, struct rq_err *err)
{
    if (!is_scalar(value))
        return rq_shape_fail(err, value, "`%s` must be an expression", key);
    *target = value;
    return true;
}

static bool read_word(rq_value value, const char *key, rq_value *target, struct rq_err *err)
{
    if (!is_scalar(value))
        return rq_shape_fail(err, value, "`%s` must be a text", key);
    *target = value;
    return true;
}

static bool read_shape(struct rq_arena *arena, rq_value value, const struct rq_shape_key *key, void *target,
                       struct rq_err *err)
{
    void *field = (char *)target + key->offset;
    switch (key->shape) {
    case RQ_SHAPE_TEXT:
        return read_text(arena, value, key->name, field, err);
    case RQ_SHAPE_FLAG:
        return read_flag(value, key->name, field, err);
    case RQ_SHAPE_TEXTS:
        return rq_shape_texts(arena, value, key->name, field, err);
    case RQ_SHAPE_LEVEL:
        return read_level(value, key->name, field, err);
    case RQ_SHAPE_LIST:
        return read_kind(value, RQ_LIST, key->name, "a list", field, err);
    case RQ_SHAPE_MAP:
        return read_kind(value, RQ_MAP, key->name, "a mapping", field, err);
    case RQ_SHAPE_CODE:
        return read_code(value, key->name, field, err);
    case RQ_SHAPE_WORD:
        return read_word(value, key->name, field, err);
    case RQ_SHAPE_VALUE:
        *(rq_value *)field = value;
        return true;
    }
    return false;
}

static bool unknown_key(struct rq_arena *arena, rq_value key, const struct rq_shape_key *keys, const char *what,
                        struct rq_err *err)
{
    enum { MOST_KEYS = 40 };
    rq_str names[MOST_KEYS];
    size_t count = 0;
    while (count < MOST_KEYS && keys[count].name != NULL) {
        names[count] = rq_str_from(keys[count].name);
        count++;
    }
    rq_str typed = rq_value_source_text(arena, key);
    rq_shape_fail(err, key, "unknown key `%.*s` in %s", RQ_ARG(typed), what);
    rq_shape_suggest(err, typed, names, count);
    return false;
}

static const struct rq_shape_key *find_key(const struct rq_shape_key *keys, rq_value key)
{
    for (; keys->name != NULL; keys++)
        if (key.kind == RQ_STRING && rq_str_equal(rq_value_text(key), rq_str_from(keys->name)))
            return keys;
    return NULL;
}

bool rq_shape_read(struct rq_arena *arena, rq_value map, const struct rq_shape_key *keys, const char *what,
                   void *target, struct rq_err *err)
{
    if (map.kind != RQ_MAP)
        return rq_shape_fail(err, map, "%s must be a mapping", what);
    for (uint32_t i = 0; i < map.as.map->count; i++) {
        const struct rq_entry *entry = &map.as.map->entries[i];
        const struct rq_shape_key *key = find_key(keys, entry->key);
        if (key == NULL)
            return unknown_key(arena, entry->key, keys, what, err);
        if (entry->value.kind != RQ_NULL && !read_shape(arena, entry->value, key, target, err))
            return false;
    }
    return true;
}

rq_value rq_shape_root(struct rq_arena *arena, const struct rq_source *source, const struct rq_yaml *yaml,
                       struct rq_err *err)
{
    for (size_t i = 0; i < yaml->issue_count; i++) {
        if (rq_str_equal(yaml->issues[i].rule, RQ_STR("yaml-empty")))
            return rq_map_over(arena, NULL, 0);
        rq_fail_at(err, source, yaml->issues[i].pos, "%.*s", RQ_ARG(yaml->issues[i].message));
        return (rq_value){0};
    }
    if (yaml->document_count > 1) {
        rq_shape_fail(err, yaml->documents[1], "only one document is allowed here");
        return (rq_value){0};
    }
    if (yaml->document_count == 0 || yaml->documents[0].kind == RQ_NULL)
        return rq_map_over(arena, NULL, 0);
    if (yaml->documents[0].kind != RQ_MAP) {
        rq_shape_fail(err, yaml->documents[0], "the file must be a mapping");
        return (rq_value){0};
    }
    return yaml->documents[0];
}

rq_value rq_shape_document(struct rq_arena *arena, const struct rq_source *source, struct rq_err *err)
{
    struct rq_yaml yaml = rq_yaml_read(arena, source);
    return rq_shape_root(arena, source, &yaml, err);
}

bool rq_shape_fail_inside(struct rq_err *err, rq_value scalar, size_t offset)
{
    rq_pos pos = rq_yaml_locate(scalar, offset, offset + 1);
    if (scalar.source != NULL) {
        err->source = scalar.source;
        err->pos = pos;
    }
    return false;
}

bool rq_shape_globs(struct rq_arena *arena, const struct rq_texts *texts, const struct rq_glob *const **globs,
                    struct rq_err *err)
{
    const struct rq_glob **compiled = RQ_NEW_ARRAY(arena, const struct rq_glob *, texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        size_t offset = 0;
        compiled[i] = rq_glob_compile(arena, rq_value_source_text(arena, texts->items[i]), &offset, err);
        if (compiled[i] == NULL)
            return rq_shape_fail_inside(err, texts->items[i], offset);
    }
    *globs = compiled;
    return true;
}

static bool keypaths(struct rq_arena *arena, const struct rq_texts *texts, const struct rq_keypath *const **paths,
                     struct rq_err *err)
{
    const struct rq_keypath **compiled = RQ_NEW_ARRAY(arena, const struct rq_keypath *, texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        size_t offset = 0;
        compiled[i] = rq_keypath_compile(arena, rq_value_source_text(arena, texts->items[i]), &offset, err);
        if (compiled[i] == NULL)
            return rq_shape_fail_inside(err, texts->items[i], offset);
    }
    *paths = compiled;
    return true;
}

bool rq_shape_locator(struct rq_arena *arena, const struct rq_shape_locator *written, struct rq_locator *locator,
                      struct rq_err *err)
{
    locator->file_count = written->files.count;
    locator->not_count = written->not_files.count;
    locator->at_count = written->at.count;
    return rq_shape_globs(arena, &written->files, &locator->files, err) &&
           rq_shape_globs(arena, &written->not_files, &locator->not_files, err) &&
           keypaths(arena, &written->at, &locator->at, err);
}
