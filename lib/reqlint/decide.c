/*
 * `decide`: a record that decides about another one.  Which kinds decide, through which link and with which words, is said
 * by `decides` in the kind; what each word asks for, by `when` in its fields.
 */
#include "reqlint/fresh.h"

#include "base/err.h"

struct deciding {
    struct rq_session *session;
    const struct rq_graph *graph;
    const struct rq_decide_options *wanted;
    const struct rq_record *record; /* that is decided */
    struct rq_fresh fresh;
    struct rq_err *err;
};

/* Of the kinds that decide, the one about records that have such an id. */
static const struct rq_record_kind *find_kind(struct deciding *deciding)
{
    const struct rq_policy *policy = deciding->session->policy;
    const struct rq_record_kind *first = NULL;
    rq_str id = rq_str_from(deciding->wanted->id);
    for (size_t i = 0; i < policy->kind_count; i++) {
        const struct rq_record_kind *kind = policy->kinds[i];
        if (kind->decides == NULL)
            continue;
        first = first == NULL ? kind : first;
        deciding->record = rq_graph_find(deciding->graph, kind->decides->link->target, id);
        if (deciding->record != NULL)
            return kind;
    }
    if (first == NULL) {
        rq_fail(deciding->err, "no kind here decides about another");
        rq_fail_hint(deciding->err, "a kind that does says so with `decides`");
        return NULL;
    }
    rq_fresh_exists(deciding->graph, first->decides->link->target, id, deciding->session->arena, deciding->err);
    return NULL;
}

static bool leads_to(const struct rq_record *record, const struct rq_link *link, const struct rq_record *target)
{
    const struct rq_link_end *end = &record->links[link - record->kind->links];
    for (size_t i = 0; i < end->count; i++)
        if (end->targets[i] == target)
            return true;
    return false;
}

/* The decision in force, or NULL. */
static const struct rq_record *find_decision(const struct deciding *deciding, const struct rq_record_kind *kind)
{
    for (size_t i = 0; i < deciding->graph->record_count; i++) {
        const struct rq_record *record = &deciding->graph->records[i];
        if (record->kind == kind && !record->superseded && leads_to(record, kind->decides->link, deciding->record))
            return record;
    }
    return NULL;
}

/* One decision at a time: a second one says which it replaces. */
static bool check_decided(struct deciding *deciding, const struct rq_record *decision)
{
    rq_str name = deciding->record->kind->name, id = deciding->record->id;
    if (decision == NULL && deciding->wanted->supersede)
        return rq_fail(deciding->err, "the %.*s `%.*s` is not decided: there is nothing to supersede", RQ_ARG(name),
                       RQ_ARG(id));
    if (decision == NULL || deciding->wanted->supersede)
        return true;
    rq_fail(deciding->err, "the %.*s `%.*s` is decided already: %.*s", RQ_ARG(name), RQ_ARG(id),
            RQ_ARG(decision->path));
    return rq_fail_hint(deciding->err, "`--supersede` writes a decision that takes its place");
}

/* A record is replaced by its path, or, where others stand in the same file, by its id. */
static bool put_superseded(struct deciding *deciding, const struct rq_record *decision)
{
    rq_str name = decision->path;
    for (size_t i = 0; i < deciding->graph->record_count; i++) {
        const struct rq_record *other = &deciding->graph->records[i];
        if (other != decision && rq_str_equal(other->path, decision->path))
            name = decision->id;
    }
    return rq_fresh_put(&deciding->fresh, decision->kind->supersedes, "record that it supersedes", rq_string(name),
                        deciding->err);
}

/* The id of what is decided, with a number where another is superseded; or the next one, where decisions have their own. */
static bool name_decision(struct deciding *deciding)
{
    struct rq_fresh *fresh = &deciding->fresh;
    rq_str id = deciding->record->id;
    if (fresh->kind->start.first.len > 0)
        return rq_fresh_choose_id(fresh, &id, deciding->err) && rq_fresh_name(fresh, id, deciding->err);
    for (unsigned number = 2; deciding->wanted->supersede && !rq_fresh_is_free(fresh, id); number++)
        id = rq_arena_format(deciding->session->arena, "%.*s-%u", RQ_ARG(deciding->record->id), number);
    return rq_fresh_name(fresh, id, deciding->err);
}

static bool decide(struct deciding *deciding, struct rq_writing *file)
{
    struct rq_fresh *fresh = &deciding->fresh;
    const struct rq_record_kind *kind = find_kind(deciding);
    if (kind == NULL || !rq_draft_check_word(deciding->session->arena, kind->decides->field,
                                             rq_str_from(deciding->wanted->word), deciding->err))
        return false;
    const struct rq_record *decision = find_decision(deciding, kind);
    if (!check_decided(deciding, decision) ||
        !rq_fresh_start(fresh, deciding->session, deciding->graph, kind, deciding->err) ||
        !rq_fresh_put(fresh, kind->decides->link->id, "record that is decided", rq_string(deciding->record->id),
                      deciding->err))
        return false;
    rq_draft_put(&fresh->draft, kind->decides->field->name, rq_string(rq_str_from(deciding->wanted->word)));
    return (decision == NULL || put_superseded(deciding, decision)) &&
           rq_fresh_set(fresh, deciding->wanted->settings, deciding->wanted->setting_count, deciding->err) &&
           name_decision(deciding) && rq_fresh_file(fresh, file, deciding->err);
}

bool rq_decide(struct rq_arena *arena, const struct rq_options *options, const struct rq_decide_options *wanted,
               struct rq_writing *file, struct rq_err *err)
{
    struct rq_session session;
    struct deciding deciding = {.session = &session, .wanted = wanted, .err = err};
    bool good = rq_fresh_open(&session, arena, options, err);
    deciding.graph = good ? rq_fresh_graph(&session, NULL, 0, err) : NULL;
    good = deciding.graph != NULL && decide(&deciding, file);
    rq_session_close(&session);
    return good;
}
