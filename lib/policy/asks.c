/*
 * What rules ask of history.  Walking over a repository takes a moment, and more of one where all parents count; so it is
 * done only for what an expression can come to ask.  Names are looked for in its text: that may find too many, in a
 * comment or a string, and never too few, for CEL can compute no name.  (A key can be computed: then it finds no `people`,
 * which is an error and no pass.)
 */
#include "policy/build.h"

static bool mentions(const struct rq_cel_program *program, rq_str name)
{
    return rq_str_find(rq_cel_text(program), name, 0) != RQ_NOT_FOUND;
}

struct rq_asks rq_program_asks(const struct rq_cel_program *program)
{
    struct rq_asks asks = {0};
    if (program == NULL)
        return asks;
    asks.history = rq_cel_uses(program, RQ_SLOT_HISTORY);
    asks.backrefs = rq_cel_uses(program, RQ_SLOT_BACKREFS);
    asks.others = mentions(program, RQ_STR("historyOf"));
    asks.people = mentions(program, RQ_STR("people"));
    return asks;
}

static void add(struct rq_asks *all, const struct rq_cel_program *program)
{
    struct rq_asks asks = rq_program_asks(program);
    all->history |= asks.history;
    all->backrefs |= asks.backrefs;
    all->others |= asks.others;
    all->people |= asks.people;
}

struct rq_asks rq_build_asks(const struct rq_rule *form)
{
    struct rq_asks asks = {0};
    for (size_t i = 0; i < form->variable_count; i++)
        add(&asks, form->variables[i].program);
    add(&asks, form->when);
    add(&asks, form->each);
    add(&asks, form->expression);
    add(&asks, form->message_expression);
    add(&asks, form->level_expression);
    add(&asks, form->at);
    asks.people &= asks.history || asks.others;
    return asks;
}
