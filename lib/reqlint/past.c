/*
 * History for the rules that ask for it: which kinds they ask about, up to which commit, and how lint gets its answers.
 * Where no rule in force asks, no commit is read.
 */
#include "reqlint/past.h"

static struct rq_past_wish wish_new(const struct rq_session *session)
{
    size_t count = session->policy->kind_count;
    return (struct rq_past_wish){.kinds = RQ_NEW_ARRAY(session->arena, bool, count),
                                 .removed = RQ_NEW_ARRAY(session->arena, bool, count)};
}

/* Somebody wrote its records as such: they lie in files of their own. */
static bool is_written(const struct rq_record_kind *kind)
{
    return !kind->is_virtual && !kind->incidental;
}

/* historyOf() may name any record that somebody wrote as one, and such as are gone. */
static void want_all(const struct rq_session *session, struct rq_past_wish *wish)
{
    for (size_t i = 0; i < session->policy->kind_count; i++) {
        bool written = is_written(session->policy->kinds[i]);
        wish->kinds[i] |= written;
        wish->removed[i] |= written;
    }
}

/* What is gone has its backrefs from such as went with it. */
static void want_pointing(const struct rq_session *session, struct rq_past_wish *wish,
                          const struct rq_record_kind *target)
{
    for (size_t i = 0; i < session->policy->kind_count; i++) {
        const struct rq_record_kind *kind = session->policy->kinds[i];
        bool points = false;
        for (size_t l = 0; l < kind->link_count && is_written(kind); l++)
            points = points || kind->links[l].target == target;
        wish->kinds[i] |= points;
        wish->removed[i] |= points;
    }
}

static void want_form(const struct rq_session *session, struct rq_past_wish *wish, const struct rq_rule *form)
{
    if (!form->asks.history && !form->asks.others && !form->removed)
        return;
    for (size_t i = 0; i < form->match_count; i++) {
        wish->kinds[form->match[i]->number] |= form->asks.history || form->removed;
        wish->removed[form->match[i]->number] |= form->removed;
        if (form->removed && form->asks.backrefs)
            want_pointing(session, wish, form->match[i]);
    }
    if (form->asks.others)
        want_all(session, wish);
    wish->people |= form->asks.people;
    if (!wish->any)
        wish->asker = rq_arena_format(session->arena, "the rule `%.*s`", RQ_ARG(form->id));
    wish->any = true;
}

struct rq_past_wish rq_past_of_rules(const struct rq_session *session)
{
    struct rq_past_wish wish = wish_new(session);
    for (size_t i = 0; i < session->policy->rule_count; i++) {
        const struct rq_rule *rule = session->policy->rules[i];
        for (bool wanted = rq_session_wants(session, rule->id); wanted && rule != NULL; rule = rule->also)
            if (rule->level != RQ_LEVEL_OFF)
                want_form(session, &wish, rule);
    }
    return wish;
}

struct rq_past_wish rq_past_of_sheet(const struct rq_session *session, enum rq_sheet_kind sheet)
{
    struct rq_past_wish wish = wish_new(session);
    for (size_t r = 0; r < session->policy->role_count; r++) {
        const struct rq_role *role = &session->policy->roles[r];
        for (size_t v = 0; role->sheet == sheet && v < role->view_count; v++) {
            want_form(session, &wish, &role->views[v].form);
            for (const struct rq_rule *rule = role->views[v].alike; rule != NULL; rule = rule->also)
                want_form(session, &wish, rule);
        }
    }
    rq_str name = rq_sheet_kind_name(sheet);
    wish.asker = rq_arena_format(session->arena, "`reqlint %.*s`", RQ_ARG(name));
    return wish;
}

struct rq_past_wish rq_past_of_program(const struct rq_session *session, const struct rq_cel_program *program,
                                       const struct rq_record_kind *kind)
{
    struct rq_past_wish wish = wish_new(session);
    struct rq_asks asks = rq_program_asks(program);
    wish.any = asks.history || asks.others;
    wish.people = true;
    wish.asker = RQ_STR("the expression");
    wish.kinds[kind->number] = asks.history;
    if (asks.others)
        want_all(session, &wish);
    return wish;
}

struct rq_past_wish rq_past_of_settings(const struct rq_session *session, rq_str asker)
{
    struct rq_past_wish wish = wish_new(session);
    const struct rq_record_kind *kind = rq_setting_kind(session->policy);
    wish.any = kind != NULL;
    wish.asker = asker;
    if (kind != NULL)
        wish.kinds[kind->number] = true;
    return wish;
}

static const char *revision_of(const struct rq_state *state)
{
    return state->snapshot->origin == RQ_SNAPSHOT_COMMIT ? state->snapshot->name.ptr : NULL;
}

static bool read_past(struct rq_session *session, const struct rq_past_wish *wish, struct rq_state *state,
                      struct rq_err *err)
{
    struct rq_history_input input = {
        .policy = session->policy,
        .repo = session->repo,
        .revision = revision_of(state),
        .kinds = wish->kinds,
        .known = &state->load,
        .people = wish->people,
        .threads = session->options->threads,
        .progress = session->options->progress,
        .asker = wish->asker.ptr,
    };
    if (!wish->any || state->snapshot->repo == NULL)
        return true;
    state->removed_kinds = wish->removed;
    state->past.merge = state->merge;
    state->past.now = session->options->now;
    state->past.history =
        state->merge != NULL ? state->base->past.history : rq_history_read(session->arena, &input, err);
    return state->past.history != NULL;
}

const struct rq_graph *rq_past_graph(struct rq_session *session, const struct rq_past_wish *wish,
                                     struct rq_state *state, struct rq_err *err)
{
    bool good = rq_session_load(session, state, wish->any, err) && read_past(session, wish, state, err);
    return good ? rq_session_graph(session, state) : NULL;
}

static rq_value history(const void *host, struct rq_arena *arena, const struct rq_record *record)
{
    return rq_history_value(host, arena, record);
}

static bool has(const void *host, const struct rq_record *record)
{
    return rq_history_has(host, record);
}

const struct rq_lint_past *rq_past_of(struct rq_session *session, struct rq_state *state)
{
    if (state->past.history == NULL)
        return NULL;
    state->past.graph = state->graph;
    struct rq_lint_past *past = RQ_NEW(session->arena, struct rq_lint_past);
    *past = (struct rq_lint_past){history, has, &state->past};
    return past;
}
