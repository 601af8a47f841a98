/*
 * Of which fields of a record it depends whether a rule finds anything.  Each field that some rule reads has a number, up to
 * a bound; the fields of a rule are a set of these.  Expressions that are only asked where something is found do not count,
 * nor do variables that are the same for all records.
 */
#include "policy/build.h"

struct reader {
    struct rq_arena *arena;
    struct rq_policy *policy;
    rq_str *fields;
    size_t cap;
    struct rq_rule_reads reads;
};

static void add_field(void *host, rq_str field)
{
    struct reader *reader = host;
    struct rq_policy *policy = reader->policy;
    size_t number = 0;
    while (number < policy->read_field_count && !rq_str_equal(reader->fields[number], field))
        number++;
    if (number == RQ_READ_FIELDS) {
        reader->reads.whole = true;
        return;
    }
    if (number == policy->read_field_count) {
        reader->fields = rq_grow(reader->arena, reader->fields, number, &reader->cap, sizeof *reader->fields);
        reader->fields[policy->read_field_count++] = field;
    }
    reader->reads.fields |= UINT64_C(1) << number;
}

static void read_program(struct reader *reader, const struct rq_cel_program *program)
{
    struct rq_rule_reads *reads = &reader->reads;
    if (program == NULL)
        return;
    reads->record |= rq_cel_uses(program, RQ_SLOT_RECORD);
    reads->links |= rq_cel_uses(program, RQ_SLOT_REFS) || rq_cel_uses(program, RQ_SLOT_BACKREFS);
    reads->whole |= !rq_cel_reads_fields(program, RQ_SLOT_OBJECT, add_field, reader);
}

static void read_form(struct reader *reader, struct rq_rule *form)
{
    reader->reads = (struct rq_rule_reads){.whole = form->find != NULL};
    read_program(reader, form->when);
    read_program(reader, form->each);
    read_program(reader, form->expression);
    for (size_t v = 0; v < form->variable_count; v++)
        if (!form->variables[v].of_all)
            read_program(reader, form->variables[v].program);
    form->reads = reader->reads;
}

void rq_build_reads(struct rq_policy_build *build, struct rq_policy *policy)
{
    struct reader reader = {.arena = build->arena, .policy = policy};
    for (size_t i = 0; i < build->rule_count; i++)
        for (struct rq_rule *form = build->rules[i]; form != NULL; form = (struct rq_rule *)form->also)
            read_form(&reader, form);
    policy->read_fields = reader.fields;
}
