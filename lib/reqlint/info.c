/* What `rules`, `kinds` and `explain` show: the policy in force, as people see it. */
#include "reqlint/session.h"

#include "base/err.h"
#include "base/source.h"

#include <stdlib.h>

static rq_str program_text(const struct rq_cel_program *program)
{
    return program == NULL ? RQ_STR("") : rq_cel_text(program);
}

static bool expects(rq_value test, bool passing)
{
    const rq_value *expect = rq_value_field(test, RQ_STR("expect"));
    return expect != NULL && rq_str_equal(rq_value_text(*expect), RQ_STR("pass")) == passing;
}

static struct rq_example_part example_part(rq_str key, rq_value value)
{
    struct rq_example_part part = {.key = key, .text = rq_value_written(value)};
    struct rq_origin origin = rq_value_origin(value);
    if (origin.source == NULL)
        return part;
    rq_str text = rq_source_text(origin.source);
    size_t start = origin.start;
    while (start > 0 && text.ptr[start - 1] == ' ')
        start--;
    part.below = start == 0 || text.ptr[start - 1] == '\n';
    part.indent = part.below ? origin.start - start : 0;
    return part;
}

/* Without the records, the history or the day that it is judged with, one example often looks like the other. */
static struct rq_example example_of(struct rq_arena *arena, rq_value test)
{
    const struct rq_map *map = test.as.map;
    struct rq_example_part *parts = RQ_NEW_ARRAY(arena, struct rq_example_part, map->count);
    struct rq_example example = {.parts = parts};
    for (size_t i = 0; i < map->count; i++) {
        rq_str key = rq_value_text(map->entries[i].key);
        rq_value value = map->entries[i].value;
        if (rq_str_equal(key, RQ_STR("name")))
            example.name = rq_value_text(value);
        else if (!rq_str_equal(key, RQ_STR("expect")))
            parts[example.part_count++] = example_part(key, value);
    }
    return example;
}

/* The first test that expects this outcome. */
static struct rq_example example(struct rq_arena *arena, const struct rq_rule *rule, bool passing)
{
    struct rq_rule_tests tests = rq_rule_tests(arena, rule);
    for (size_t i = 0; i < tests.count; i++)
        if (expects(tests.items[i], passing))
            return example_of(arena, tests.items[i]);
    return (struct rq_example){.part_count = 0};
}

static struct rq_rule_form form_info(struct rq_arena *arena, const struct rq_rule *form)
{
    rq_str *kinds = RQ_NEW_ARRAY(arena, rq_str, form->match_count);
    for (size_t i = 0; i < form->match_count; i++)
        kinds[i] = form->match[i]->name;
    return (struct rq_rule_form){
        .kinds = kinds,
        .kind_count = form->match_count,
        .reads_text = form->find != NULL,
        .when = program_text(form->when),
        .each = program_text(form->each),
        .expression = program_text(form->expression),
    };
}

static void add_forms(struct rq_arena *arena, const struct rq_rule *rule, struct rq_rule_info *info)
{
    size_t room = 0, kind_cap = 0;
    rq_str *kinds = NULL;
    for (const struct rq_rule *form = rule; form != NULL; form = form->also)
        room++;
    struct rq_rule_form *forms = RQ_NEW_ARRAY(arena, struct rq_rule_form, room);
    for (const struct rq_rule *form = rule; form != NULL; form = form->also) {
        forms[info->form_count++] = form_info(arena, form);
        for (size_t i = 0; i < form->match_count; i++) {
            size_t k = 0;
            while (k < info->kind_count && !rq_str_equal(kinds[k], form->match[i]->name))
                k++;
            if (k < info->kind_count)
                continue;
            kinds = rq_grow(arena, kinds, info->kind_count, &kind_cap, sizeof *kinds);
            kinds[info->kind_count++] = form->match[i]->name;
        }
    }
    info->forms = forms;
    info->kinds = kinds;
}

static struct rq_rule_info rule_info(struct rq_arena *arena, const struct rq_rule *rule)
{
    struct rq_rule_info info = {
        .id = rule->id,
        .title = rule->title,
        .help = rule->help,
        .why = rule->why,
        .pack = rule->pack,
        .path = rq_source_path(rule->source),
        .level = rule->level,
        .written = rule->written,
        .waivable = rule->waivable,
        .builtin = rule->builtin,
        .passing = example(arena, rule, true),
        .failing = example(arena, rule, false),
    };
    add_forms(arena, rule, &info);
    return info;
}

bool rq_rules(struct rq_arena *arena, const struct rq_options *options, const struct rq_rule_info **rules,
              size_t *count, struct rq_err *err)
{
    struct rq_session session;
    bool good = rq_session_open_policy(&session, arena, options, err) && rq_session_check_rules(&session, err);
    if (good) {
        struct rq_rule_info *infos = RQ_NEW_ARRAY(arena, struct rq_rule_info, session.policy->rule_count);
        *count = 0;
        for (size_t i = 0; i < session.policy->rule_count; i++)
            if (rq_session_wants(&session, session.policy->rules[i]->id))
                infos[(*count)++] = rule_info(arena, session.policy->rules[i]);
        *rules = infos;
    }
    rq_session_close(&session);
    return good;
}

bool rq_rule(struct rq_arena *arena, const struct rq_options *options, rq_str id, struct rq_rule_info *rule,
             struct rq_err *err)
{
    const char *name = rq_arena_copy(arena, id).ptr;
    struct rq_options narrowed = *options;
    narrowed.rules = &name;
    narrowed.rule_count = 1;
    const struct rq_rule_info *rules = NULL;
    size_t count = 0;
    if (!rq_rules(arena, &narrowed, &rules, &count, err))
        return false;
    *rule = rules[0];
    return true;
}

struct field_list {
    struct rq_arena *arena;
    struct rq_field_info *items;
    size_t count, cap;
};

static void add_fields(struct field_list *list, rq_str prefix, const struct rq_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rq_str name = rq_arena_format(list->arena, "%.*s%.*s", RQ_ARG(prefix), RQ_ARG(fields[i].name));
        list->items = rq_grow(list->arena, list->items, list->count, &list->cap, sizeof *list->items);
        list->items[list->count++] = (struct rq_field_info){name, rq_field_type_name(fields[i].type), fields[i].about};
        add_fields(list, rq_arena_format(list->arena, "%.*s.", RQ_ARG(name)), fields[i].fields, fields[i].field_count);
    }
}

static size_t file_pattern_count(const struct rq_record_kind *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < kind->place_count; i++)
        count += kind->places[i].where.file_count;
    return count;
}

static struct rq_kind_info kind_info(struct rq_arena *arena, const struct rq_record_kind *kind)
{
    rq_str *files = RQ_NEW_ARRAY(arena, rq_str, file_pattern_count(kind));
    rq_str *links = RQ_NEW_ARRAY(arena, rq_str, kind->link_count);
    struct field_list fields = {.arena = arena};
    size_t file = 0;
    for (size_t p = 0; p < kind->place_count; p++)
        for (size_t i = 0; i < kind->places[p].where.file_count; i++)
            files[file++] = rq_glob_text(kind->places[p].where.files[i]);
    for (size_t i = 0; i < kind->link_count; i++)
        links[i] =
            rq_arena_format(arena, "%.*s -> %.*s", RQ_ARG(kind->links[i].name), RQ_ARG(kind->links[i].target->name));
    add_fields(&fields, RQ_STR(""), kind->fields, kind->field_count);
    return (struct rq_kind_info){
        .name = kind->name,
        .pack = kind->pack,
        .path = kind->source == NULL ? RQ_STR("") : rq_source_path(kind->source),
        .files = files,
        .file_count = file,
        .links = links,
        .link_count = kind->link_count,
        .fields = fields.items,
        .field_count = fields.count,
    };
}

static int by_name(const void *a, const void *b)
{
    const struct rq_kind_info *left = a, *right = b;
    return rq_str_compare(left->name, right->name);
}

bool rq_kinds(struct rq_arena *arena, const struct rq_options *options, const struct rq_kind_info **kinds,
              size_t *count, struct rq_err *err)
{
    struct rq_session session;
    bool good = rq_session_open_policy(&session, arena, options, err);
    if (good) {
        struct rq_kind_info *infos = RQ_NEW_ARRAY(arena, struct rq_kind_info, session.policy->kind_count);
        for (size_t i = 0; i < session.policy->kind_count; i++)
            infos[i] = kind_info(arena, session.policy->kinds[i]);
        if (session.policy->kind_count > 0)
            qsort(infos, session.policy->kind_count, sizeof *infos, by_name);
        *kinds = infos;
        *count = session.policy->kind_count;
    }
    rq_session_close(&session);
    return good;
}
