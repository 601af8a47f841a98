/*
 * A list of all expressions of a rule, each compiled a second time with probes.  Whoever evaluates for the rule
 * (scope.c) hands the expression over first, and the one with probes is evaluated in its place and thrown away: what the
 * rule finds comes from the same programs as ever.
 */
#include "lint/coverage.h"

/* One form of the rule while its expressions are listed. */
struct form {
    struct rq_coverage *coverage;
    const struct rq_rule *rule;
    rq_str prefix; /* of its keys: empty for the first form */
};

static struct rq_coverage_part *add(const struct form *form, rq_str key, rq_value written, const void *judged)
{
    struct rq_coverage *coverage = form->coverage;
    coverage->parts =
        rq_grow(coverage->arena, coverage->parts, coverage->count, &coverage->cap, sizeof *coverage->parts);
    struct rq_coverage_part *part = &coverage->parts[coverage->count++];
    *part = (struct rq_coverage_part){
        .key = rq_arena_format(coverage->arena, "%.*s%.*s", RQ_ARG(form->prefix), RQ_ARG(key)),
        .written = written,
        .judged = judged,
    };
    return part;
}

static void add_program(const struct form *form, rq_str key, const struct rq_cel_program *program,
                        enum rq_cel_role role)
{
    if (program == NULL)
        return;
    struct rq_arena *arena = form->coverage->arena;
    struct rq_coverage_part *part = add(form, key, rq_rule_written(form->rule, program), program);
    part->program = rq_cel_probed(arena, program, role, &part->probes);
    part->seen = RQ_NEW_ARRAY(arena, uint8_t, part->probes.count);
}

/* What gives the things that the form judges: it gives some or none. */
static void add_source(const struct form *form, enum rq_coverage_kind kind, rq_str key, const void *judged)
{
    if (judged == NULL)
        return;
    struct rq_arena *arena = form->coverage->arena;
    const rq_value *written = rq_value_field(form->rule->form, key);
    if (written->kind == RQ_MAP && kind == RQ_COVERAGE_FIND && written->as.map->count > 0)
        written = &written->as.map->entries[0].value;
    struct rq_coverage_part *part = add(form, key, *written, judged);
    part->probes = (struct rq_cel_probes){RQ_NEW(arena, struct rq_cel_probe), 1, 1};
    part->probes.items[0] = (struct rq_cel_probe){0, (uint32_t)rq_str_chomp(rq_value_text(*written)).len, true};
    part->seen = RQ_NEW(arena, uint8_t);
    part->kind = kind;
}

static void add_variables(const struct form *form)
{
    for (size_t i = 0; i < form->rule->variable_count; i++) {
        const struct rq_variable *variable = &form->rule->variables[i];
        rq_str key = rq_arena_format(form->coverage->arena, "variables.%.*s", RQ_ARG(variable->name));
        add_program(form, key, variable->program, RQ_CEL_RESULT);
    }
}

static void add_form(const struct form *form)
{
    const struct rq_rule *rule = form->rule;
    add_program(form, RQ_STR("levelExpression"), rule->level_expression, RQ_CEL_RESULT);
    add_program(form, RQ_STR("when"), rule->when, RQ_CEL_CONDITION);
    add_variables(form);
    add_program(form, RQ_STR("each"), rule->each, RQ_CEL_UNWATCHED);
    if (rule->each != NULL && !rq_cel_is_fixed(rule->each))
        add_source(form, RQ_COVERAGE_EACH, RQ_STR("each"), rule->each);
    add_source(form, RQ_COVERAGE_FIND, RQ_STR("find"), rule->find);
    add_program(form, RQ_STR("near.threshold"), rule->near == NULL ? NULL : rule->near->threshold, RQ_CEL_RESULT);
    add_source(form, RQ_COVERAGE_NEAR, RQ_STR("near"), rule->near);
    add_program(form, RQ_STR("expression"), rule->expression, RQ_CEL_CONDITION);
    add_program(form, RQ_STR("messageExpression"), rule->message_expression, RQ_CEL_RESULT);
    add_program(form, RQ_STR("at"), rule->at, RQ_CEL_UNWATCHED);
}

struct rq_coverage *rq_coverage_new(struct rq_arena *arena, const struct rq_rule *rule)
{
    struct rq_coverage *coverage = RQ_NEW(arena, struct rq_coverage);
    coverage->arena = arena;
    add_form(&(struct form){coverage, rule, RQ_STR("")});
    for (uint32_t i = 0; (rule = rule->also) != NULL; i++)
        add_form(&(struct form){coverage, rule, rq_arena_format(arena, "also[%u].", i)});
    return coverage;
}

void rq_coverage_watch(struct rq_coverage *coverage, const struct rq_cel_program *program,
                       const struct rq_cel_activation *activation, struct rq_arena *scratch)
{
    for (size_t i = 0; i < coverage->count; i++) {
        struct rq_coverage_part *part = &coverage->parts[i];
        if (part->judged != program || part->kind != RQ_COVERAGE_PROGRAM)
            continue;
        struct rq_cel_activation watched = *activation;
        watched.seen = part->seen;
        rq_cel_eval(part->program, &watched, scratch);
    }
}

void rq_coverage_note(struct rq_coverage *coverage, const void *judged, bool something)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (coverage->parts[i].judged == judged && coverage->parts[i].kind != RQ_COVERAGE_PROGRAM)
            coverage->parts[i].seen[0] |= something ? RQ_CEL_SEEN_TRUE : RQ_CEL_SEEN_FALSE;
}

static bool is_same(const struct rq_coverage_part *a, const struct rq_coverage_part *b)
{
    return a->kind == b->kind && a->probes.count == b->probes.count && rq_str_equal(a->key, b->key) &&
           rq_str_equal(rq_value_text(a->written), rq_value_text(b->written));
}

void rq_coverage_add(struct rq_coverage *coverage, const struct rq_coverage *other)
{
    for (size_t i = 0; i < coverage->count && i < other->count; i++)
        for (size_t p = 0; p < coverage->parts[i].probes.count && is_same(&coverage->parts[i], &other->parts[i]); p++)
            coverage->parts[i].seen[p] |= other->parts[i].seen[p];
}
