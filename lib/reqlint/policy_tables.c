/*
 * What the policy says, as tables: rules that are on, parameters with their values, words that a field may have.  Nothing
 * here is written by hand, so it cannot be older than what is enforced.
 */
#include "reqlint/policy_tables.h"

const struct rq_role *rq_next_role(const struct rq_policy *policy, enum rq_sheet_kind sheet, size_t *at)
{
    while (*at < policy->role_count) {
        const struct rq_role *role = &policy->roles[(*at)++];
        if (role->sheet == sheet)
            return role;
    }
    return NULL;
}

/* A table that is being filled; there is room for as many rows as were announced. */
struct filling {
    struct rq_arena *arena;
    struct rq_sheet_row *rows;
    size_t count, column_count;
};

static struct filling filling_new(struct rq_arena *arena, size_t column_count, size_t most_rows)
{
    return (struct filling){arena, RQ_NEW_ARRAY(arena, struct rq_sheet_row, most_rows), 0, column_count};
}

static void add_row(struct filling *filling, const rq_value *cells)
{
    rq_value *own = RQ_NEW_ARRAY(filling->arena, rq_value, filling->column_count);
    memcpy(own, cells, filling->column_count * sizeof *own);
    filling->rows[filling->count++] = (struct rq_sheet_row){.cells = own};
}

static struct rq_sheet_table filled(const struct filling *filling, const char *name,
                                    const struct rq_sheet_column *columns)
{
    return (struct rq_sheet_table){rq_str_from(name), columns, filling->column_count, filling->rows, filling->count};
}

static void add_rule(struct filling *filling, const struct rq_rule *rule)
{
    const rq_value cells[] = {rq_string(rule->id), rq_string(rq_level_name(rule->level)), rq_string(rule->title),
                              rq_string(rule->help)};
    if (rule->level != RQ_LEVEL_OFF)
        add_row(filling, cells);
}

/* True if a view of this sheet names the rule. */
static bool names_rule(const struct rq_policy *policy, enum rq_sheet_kind sheet, const struct rq_rule *rule)
{
    const struct rq_role *role;
    for (size_t at = 0; (role = rq_next_role(policy, sheet, &at)) != NULL;)
        for (size_t v = 0; v < role->view_count; v++)
            for (size_t i = 0; i < role->views[v].rule_count; i++)
                if (role->views[v].rules[i] == rule)
                    return true;
    return false;
}

struct rq_sheet_table rq_rules_table(struct rq_arena *arena, const struct rq_policy *policy, enum rq_sheet_kind sheet,
                                     const struct rq_view *view)
{
    static const struct rq_sheet_column columns[] = {{.name = {"rule", 4}},
                                                     {.name = {"level", 5}},
                                                     {.name = {"title", 5}, .markup = true},
                                                     {.name = {"help", 4}, .markup = true}};
    struct filling filling = filling_new(arena, 4, view->rule_count + policy->rule_count);
    for (size_t i = 0; i < view->rule_count; i++)
        add_rule(&filling, view->rules[i]);
    for (size_t i = 0; view->other_rules && i < policy->rule_count; i++)
        if (!names_rule(policy, sheet, policy->rules[i]))
            add_rule(&filling, policy->rules[i]);
    return filled(&filling, "rules", columns);
}

/* The words of a field, or of the items of its list. */
static rq_value words_of(struct rq_arena *arena, const struct rq_field *field)
{
    if (field->words.count == 0 && field->items != NULL)
        field = field->items;
    rq_value *words = RQ_NEW_ARRAY(arena, rq_value, field->words.count);
    for (size_t i = 0; i < field->words.count; i++)
        words[i] = rq_string(rq_value_source_text(arena, field->words.items[i]));
    return rq_list_over(arena, words, field->words.count);
}

struct rq_sheet_table rq_fields_table(struct rq_arena *arena, const struct rq_view *view)
{
    static const struct rq_sheet_column columns[] = {
        {.name = {"field", 5}}, {.name = {"type", 4}}, {.name = {"words", 5}}, {.name = {"about", 5}, .markup = true}};
    struct filling filling = filling_new(arena, 4, view->field_count);
    for (size_t i = 0; i < view->field_count; i++) {
        const struct rq_view_field *at = &view->fields[i];
        const rq_value cells[] = {rq_string(at->path), rq_string(rq_field_type_name(at->field->type)),
                                  words_of(arena, at->field), rq_string(at->field->about)};
        add_row(&filling, cells);
    }
    return filled(&filling, "fields", columns);
}

/* Long lists are told by their length: a page of patterns is no page for people. */
static rq_value param_value(struct rq_arena *arena, rq_value value)
{
    enum { SHOWN = 100 }; /* bytes */
    uint32_t count = value.kind == RQ_LIST ? value.as.list->count : value.kind == RQ_MAP ? value.as.map->count : 0;
    if (count == 0 || rq_value_print(arena, value, SHOWN).len < SHOWN)
        return value;
    return rq_string(rq_arena_format(arena, "%u entries", (unsigned)count));
}

static void add_param(struct filling *filling, const struct rq_param *param)
{
    const rq_value cells[] = {rq_string(param->name), param_value(filling->arena, param->value),
                              rq_string(param->about)};
    add_row(filling, cells);
}

static bool names_param(const struct rq_policy *policy, enum rq_sheet_kind sheet, const struct rq_param *param)
{
    const struct rq_role *role;
    for (size_t at = 0; (role = rq_next_role(policy, sheet, &at)) != NULL;)
        for (size_t v = 0; v < role->view_count; v++)
            for (size_t i = 0; i < role->views[v].param_count; i++)
                if (role->views[v].params[i] == param)
                    return true;
    return false;
}

struct rq_sheet_table rq_params_table(struct rq_arena *arena, const struct rq_policy *policy, enum rq_sheet_kind sheet,
                                      const struct rq_view *view)
{
    static const struct rq_sheet_column columns[] = {
        {.name = {"parameter", 9}}, {.name = {"value", 5}}, {.name = {"about", 5}, .markup = true}};
    struct filling filling = filling_new(arena, 3, view->param_count + policy->param_count);
    for (size_t i = 0; i < view->param_count; i++)
        add_param(&filling, view->params[i]);
    for (size_t i = 0; view->other_params && i < policy->param_count; i++)
        if (!names_param(policy, sheet, &policy->param_list[i]))
            add_param(&filling, &policy->param_list[i]);
    return filled(&filling, "parameters", columns);
}
