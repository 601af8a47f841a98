/* From a rule's programs back to its file: the table says under which key each of them is written. */
#include "policy/policy.h"
#include "yaml/yaml.h"

#include <stddef.h>

static const struct {
    const char *key;
    size_t program; /* offset in struct rq_rule */
} programs[] = {
    {"when", offsetof(struct rq_rule, when)},
    {"each", offsetof(struct rq_rule, each)},
    {"expression", offsetof(struct rq_rule, expression)},
    {"messageExpression", offsetof(struct rq_rule, message_expression)},
    {"levelExpression", offsetof(struct rq_rule, level_expression)},
    {"at", offsetof(struct rq_rule, at)},
};

static rq_value child(rq_value map, const char *key)
{
    const rq_value *found = rq_value_field(map, rq_str_from(key));
    return found == NULL ? (rq_value){0} : *found;
}

rq_value rq_rule_written(const struct rq_rule *rule, const struct rq_cel_program *program)
{
    if (program == NULL)
        return (rq_value){0};
    for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
        const void *field = (const char *)rule + programs[i].program;
        if (*(const struct rq_cel_program *const *)field == program)
            return child(rule->form, programs[i].key);
    }
    for (size_t i = 0; i < rule->variable_count; i++)
        if (rule->variables[i].program == program)
            return child(child(rule->form, "variables").as.list->items[i], "expression");
    if (rule->near != NULL && rule->near->threshold == program)
        return child(child(rule->form, "near"), "threshold");
    return (rq_value){0};
}

rq_pos rq_rule_place(const struct rq_rule *rule, const struct rq_cel_program *program, size_t start, size_t end)
{
    return rq_yaml_locate(rq_rule_written(rule, program), start, end);
}
