/*
 * --set NAME=VALUE.  The name is followed down the form; at its end the field's type says how the value is read.
 */
#include "draft/draft.h"

#include "base/err.h"
#include "base/source.h"
#include "cel/time.h"
#include "value/value.h"
#include "yaml/yaml.h"

/* assignment = name "=" value; name = key { "." key } */
struct setting {
    rq_str name, value;
    struct rq_arena *arena;
    struct rq_err *err;
};

/* The node of the name's next part, and what is left of the name behind it.  Keys may have dots of their own. */
static struct rq_draft_node *next_node(struct rq_draft_node *node, rq_str *name)
{
    for (size_t i = 0; i < node->inner_count; i++) {
        struct rq_draft_node *inner = &node->inner[i];
        size_t length = inner->name.len;
        if (!rq_str_starts(*name, inner->name) || (name->len > length && name->ptr[length] != '.'))
            continue;
        *name = rq_str_slice(*name, length + 1, name->len);
        return inner;
    }
    return NULL;
}

static bool fail_unknown(const struct setting *setting, const struct rq_draft *draft, const struct rq_draft_node *node,
                         rq_str rest)
{
    rq_str *names = RQ_NEW_ARRAY(setting->arena, rq_str, node->inner_count);
    rq_str above = rq_str_slice(setting->name, 0, setting->name.len - rest.len), kind = draft->kind->name;
    for (size_t i = 0; i < node->inner_count; i++)
        names[i] = node->inner[i].name;
    rq_str near = rq_nearest(rest, names, node->inner_count);
    rq_fail(setting->err, "the kind `%.*s` has no field `%.*s`", RQ_ARG(kind), RQ_ARG(setting->name));
    if (near.len > 0)
        return rq_fail_hint(setting->err, "did you mean `%.*s%.*s`?", RQ_ARG(above), RQ_ARG(near));
    return rq_fail_hint(setting->err, "`reqlint kinds -v` lists the fields of all kinds");
}

static bool fail_type(const struct setting *setting, const char *wanted)
{
    return rq_fail(setting->err, "`%.*s` takes %s, not `%.*s`", RQ_ARG(setting->name), wanted, RQ_ARG(setting->value));
}

bool rq_draft_check_word(struct rq_arena *arena, const struct rq_field *field, rq_str word, struct rq_err *err)
{
    rq_str *words = RQ_NEW_ARRAY(arena, rq_str, field->words.count), name = field->name;
    struct rq_buf all = {.arena = arena};
    for (size_t i = 0; i < field->words.count; i++) {
        words[i] = rq_value_source_text(arena, field->words.items[i]);
        if (rq_str_equal(words[i], word))
            return true;
        rq_buf_add(&all, i == 0 ? RQ_STR("") : i + 1 < field->words.count ? RQ_STR(", ") : RQ_STR(" and "));
        rq_buf_add(&all, words[i]);
    }
    if (field->words.count == 0)
        return true;
    rq_str near = rq_nearest(word, words, field->words.count);
    if (name.len > 0)
        rq_fail(err, "`%.*s` is no %.*s: there are %.*s", RQ_ARG(word), RQ_ARG(name), RQ_ARG(rq_buf_text(&all)));
    else
        rq_fail(err, "`%.*s` does not belong there: there are %.*s", RQ_ARG(word), RQ_ARG(rq_buf_text(&all)));
    return near.len > 0 && rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
}

/* The value as a file would give it where it is a scalar; RQ_ABSENT where it is none. */
static rq_value read_scalar(const struct setting *setting)
{
    const struct rq_source *source = rq_source_new(setting->arena, RQ_STR("--set"), setting->value);
    struct rq_yaml yaml = rq_yaml_read(setting->arena, source);
    bool one = yaml.document_count == 1 && yaml.issue_count == 0;
    if (!one || yaml.documents[0].kind == RQ_LIST || yaml.documents[0].kind == RQ_MAP)
        return (rq_value){0};
    return yaml.documents[0];
}

/* A number whose spelling says more than its value (1.10, 007) stays the text that it is. */
static rq_value any_scalar(const struct setting *setting)
{
    rq_value value = read_scalar(setting);
    rq_value text = rq_string(setting->value);
    if (value.kind == RQ_BOOL)
        return rq_bool(value.as.boolean);
    if (value.kind == RQ_INT &&
        rq_str_equal(rq_arena_format(setting->arena, "%lld", (long long)value.as.integer), setting->value))
        return rq_int(value.as.integer);
    if (value.kind == RQ_DOUBLE && rq_str_equal(rq_double_print(setting->arena, value.as.number), setting->value))
        return rq_double(value.as.number);
    return text;
}

static bool read_number(const struct setting *setting, bool whole, rq_value *value)
{
    *value = read_scalar(setting);
    if (value->kind == RQ_INT)
        *value = rq_int(value->as.integer);
    else if (value->kind == RQ_DOUBLE && !whole)
        *value = rq_double(value->as.number);
    else
        return fail_type(setting, whole ? "a whole number" : "a number");
    return true;
}

static bool read_bool(const struct setting *setting, rq_value *value)
{
    *value = read_scalar(setting);
    if (value->kind != RQ_BOOL)
        return fail_type(setting, "true or false");
    *value = rq_bool(value->as.boolean);
    return true;
}

static bool read_date(const struct setting *setting, rq_value *value)
{
    rq_value day;
    *value = rq_string(setting->value);
    return rq_cel_date_parse(setting->value, &day) || fail_type(setting, "a date such as 2026-11-28");
}

/* One value for a field that is neither a list nor a mapping. */
static bool read_value(const struct setting *setting, const struct rq_field *field, rq_value *value)
{
    switch (field == NULL ? RQ_FIELD_ANY : field->type) {
    case RQ_FIELD_INT:
        return read_number(setting, true, value);
    case RQ_FIELD_NUMBER:
        return read_number(setting, false, value);
    case RQ_FIELD_BOOL:
        return read_bool(setting, value);
    case RQ_FIELD_DATE:
        return read_date(setting, value);
    case RQ_FIELD_ANY:
        *value = any_scalar(setting);
        return true;
    default:
        *value = rq_string(setting->value);
        return rq_draft_check_word(setting->arena, field, setting->value, setting->err);
    }
}

static bool add_item(const struct setting *setting, struct rq_draft_node *node)
{
    rq_value item;
    const struct rq_field *field = node->field->items;
    if (!read_value(setting, field, &item))
        return false;
    uint32_t count = node->value.kind == RQ_LIST ? node->value.as.list->count : 0;
    rq_value *items = RQ_NEW_ARRAY(setting->arena, rq_value, count + 1);
    for (uint32_t i = 0; i < count; i++)
        items[i] = node->value.as.list->items[i];
    items[count] = item;
    node->value = rq_list_over(setting->arena, items, count + 1);
    return true;
}

static bool fail_parts(const struct setting *setting, const struct rq_draft_node *node)
{
    rq_fail(setting->err, "`%.*s` has parts: set those", RQ_ARG(setting->name));
    if (node->inner_count > 0)
        return rq_fail_hint(setting->err, "for example `%.*s.%.*s`", RQ_ARG(setting->name),
                            RQ_ARG(node->inner[0].name));
    return rq_fail_hint(setting->err, "for example `%.*s.NAME=VALUE`", RQ_ARG(setting->name));
}

static bool assign(const struct setting *setting, struct rq_draft_node *node)
{
    enum rq_field_type type = node->field == NULL ? RQ_FIELD_ANY : node->field->type;
    if (type == RQ_FIELD_MAP || node->inner_count > 0)
        return fail_parts(setting, node);
    return type == RQ_FIELD_LIST ? add_item(setting, node) : read_value(setting, node->field, &node->value);
}

/* The key of a mapping whose keys are not known. */
static struct rq_draft_node *any_key(const struct setting *setting, struct rq_draft_node *node, rq_str key)
{
    for (size_t i = 0; i < node->inner_count; i++)
        if (rq_str_equal(node->inner[i].name, key))
            return &node->inner[i];
    node->inner = rq_grow(setting->arena, node->inner, node->inner_count, &node->inner_cap, sizeof *node->inner);
    node->inner[node->inner_count] = (struct rq_draft_node){.name = key};
    return &node->inner[node->inner_count++];
}

static bool follow(const struct setting *setting, struct rq_draft *draft)
{
    struct rq_draft_node *node = &draft->root;
    for (rq_str rest = setting->name; rest.len > 0;) {
        bool open = node->field != NULL && node->field->type == RQ_FIELD_MAP && node->field->field_count == 0;
        struct rq_draft_node *next = open ? any_key(setting, node, rest) : next_node(node, &rest);
        if (next == NULL)
            return fail_unknown(setting, draft, node, rest);
        rest = open ? RQ_STR("") : rest;
        next->left_out = false;
        next->asked_for = true;
        node = next;
    }
    return assign(setting, node);
}

bool rq_draft_set(struct rq_draft *draft, rq_str assignment, struct rq_err *err)
{
    size_t sign = rq_str_find_byte(assignment, '=', 0);
    if (!rq_utf8_valid(assignment, NULL))
        return rq_fail(err, "what follows `--set` is not UTF-8");
    if (sign == RQ_NOT_FOUND || sign == 0) {
        rq_fail(err, "`--set` takes FIELD=VALUE, not `%.*s`", RQ_ARG(assignment));
        return rq_fail_hint(err, "write one `--set` for each field, and quotes around values with blanks");
    }
    struct setting setting = {.name = rq_str_slice(assignment, 0, sign),
                              .value = rq_str_slice(assignment, sign + 1, assignment.len),
                              .arena = draft->arena,
                              .err = err};
    return follow(&setting, draft);
}
