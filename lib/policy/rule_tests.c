/* The tests of a rule, from its file: those of built-in rules are left unread until they are asked for. */
#include "policy/policy.h"
#include "yaml/yaml.h"

static struct rq_rule_tests tests_of(rq_value root)
{
    const rq_value *tests = rq_value_field(root, RQ_STR("tests"));
    if (tests == NULL || tests->kind != RQ_LIST)
        return (struct rq_rule_tests){0};
    return (struct rq_rule_tests){tests->as.list->items, tests->as.list->count};
}

static bool has_id(rq_value root, rq_str id)
{
    const rq_value *found = rq_value_field(root, RQ_STR("id"));
    return found != NULL && rq_str_equal(rq_value_text(*found), id);
}

struct rq_rule_tests rq_rule_tests(struct rq_arena *arena, const struct rq_rule *rule)
{
    if (!rule->tests_unread)
        return tests_of(rule->root);
    struct rq_yaml yaml = rq_yaml_read(arena, rule->source);
    for (size_t i = 0; i < yaml.document_count; i++)
        if (has_id(yaml.documents[i], rule->id))
            return tests_of(yaml.documents[i]);
    return (struct rq_rule_tests){0};
}
