/* The YAML loader: any bytes as a file, and as Markdown with front matter.  All places must lie in the file. */
#include "fuzz.h"

#include "base/limits.h"
#include "base/source.h"
#include "value/value.h"
#include "yaml/yaml.h"

struct check {
    struct rq_arena *arena;
    const struct rq_source *source;
    rq_value root;
    size_t traced; /* values whose pointer was looked for: each is a search of its own */
};

static void check_pos(const struct check *check, rq_pos pos)
{
    uint32_t lines = rq_source_line_count(check->source) + 1;
    FUZZ_HOLDS(pos.line > 0 && pos.line <= pos.end_line && pos.end_line <= lines);
    FUZZ_HOLDS(pos.column > 0 && pos.end_column > 0 && (pos.line < pos.end_line || pos.column <= pos.end_column));
}

/* A place inside a scalar lies inside the scalar's own. */
static void check_inside(const struct check *check, rq_value scalar)
{
    rq_pos whole = rq_value_pos(scalar);
    size_t length = rq_value_text(scalar).len;
    for (size_t i = 0; i < 4; i++) {
        rq_pos pos = rq_yaml_locate(scalar, length * i / 4, length * (i + 1) / 4);
        check_pos(check, pos);
        FUZZ_HOLDS(pos.line >= whole.line && pos.end_line <= whole.end_line);
    }
}

/* A place leads to the value that stands there; a list or a map is the only one that does. */
static void check_trace(struct check *check, rq_value value, struct rq_origin origin)
{
    struct rq_trace trace;
    FUZZ_HOLDS(rq_value_trace(check->arena, check->root, origin, &trace));
    FUZZ_HOLDS(value.kind != RQ_LIST || (trace.value.kind == RQ_LIST && trace.value.as.list == value.as.list));
    FUZZ_HOLDS(value.kind != RQ_MAP || (trace.value.kind == RQ_MAP && trace.value.as.map == value.as.map));
}

static void check_origin(struct check *check, rq_value value)
{
    enum { TRACED = 50 };
    struct rq_origin origin = rq_value_origin(value);
    FUZZ_HOLDS(origin.source != NULL);
    FUZZ_HOLDS(origin.start <= origin.end);
    FUZZ_HOLDS(origin.end <= rq_source_text(origin.source).len);
    check_pos(check, rq_value_pos(value));
    rq_value_source_text(check->arena, value);
    if (check->traced++ < TRACED)
        check_trace(check, value, origin);
}

static void check_node(struct check *check, rq_value value, unsigned depth)
{
    FUZZ_HOLDS(depth <= RQ_LIMIT_YAML_DEPTH);
    check_origin(check, value);
    if (value.kind == RQ_STRING) {
        FUZZ_HOLDS(rq_utf8_valid(rq_value_text(value), NULL));
        check_inside(check, value);
    }
    for (uint32_t i = 0; value.kind == RQ_LIST && i < value.as.list->count; i++)
        check_node(check, value.as.list->items[i], depth + 1);
    for (uint32_t i = 0; value.kind == RQ_MAP && i < value.as.map->count; i++) {
        const struct rq_entry *entry = &value.as.map->entries[i];
        FUZZ_HOLDS(entry->key.source != NULL);
        FUZZ_HOLDS(rq_map_get(value.as.map, entry->key) == &entry->value);
        check_node(check, entry->value, depth + 1);
    }
}

static void check_yaml(struct rq_arena *arena, const struct rq_source *source, struct rq_yaml yaml)
{
    struct check check = {.arena = arena, .source = source};
    for (size_t i = 0; i < yaml.issue_count; i++) {
        FUZZ_HOLDS(yaml.issues[i].rule.len > 0 && yaml.issues[i].message.len > 0);
        check_pos(&check, yaml.issues[i].pos);
        if (yaml.issues[i].other.line > 0)
            check_pos(&check, yaml.issues[i].other);
    }
    for (size_t i = 0; i < yaml.document_count; i++) {
        check.root = yaml.documents[i];
        check.traced = 0;
        check_node(&check, yaml.documents[i], 0);
        fuzz_check_value(arena, yaml.documents[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source *source = rq_source_new(arena, RQ_STR("fuzz.yaml"), fuzz_text(data, size));
    rq_str front, body;
    check_yaml(arena, source, rq_yaml_read(arena, source));
    rq_yaml_front_matter(source, &front, &body);
    if (front.len > 0)
        check_yaml(arena, source, rq_yaml_read_part(arena, source, front));
    rq_arena_free(arena);
    return 0;
}
