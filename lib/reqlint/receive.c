/*
 * `receive`: each ref of a push, before git accepts it.
 *
 *   ref -> plan (repo/push.c: what it is compared with) -> judged as gate judges, the new state in the place of the merge
 *
 * Each ref is judged by the state before the push.  Two refs at one commit would be refused or accepted for the same reasons,
 * so that is judged once.  Most refs of a push of many are judged by one state, whose policy takes longer to make than most of
 * them to judge: it is kept for the next.
 */
#include "base/err.h"
#include "reqlint/gate.h"
#include "reqlint/verdict.h"

/* What was judged before, in this push. */
struct judged {
    const char *base, *head;
    rq_str name;
    const struct judged *earlier;
};

/* That of the state which judged the last ref. */
struct policy {
    struct rq_arena *arena; /* NULL: there is none */
    rq_str of;              /* the commit; empty: the built-in one */
    struct rq_session session;
};

struct rq_push {
    struct rq_arena *arena;
    const struct rq_options *options;
    struct rq_repo *repo;
    struct rq_push_refs *refs;
    const struct judged *judged;
    struct policy policy;
};

struct rq_push *rq_push_open(const struct rq_options *options, struct rq_err *err)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_push *push = RQ_NEW(arena, struct rq_push);
    *push = (struct rq_push){.arena = arena, .options = options};
    push->repo = rq_session_repo(options, err);
    push->refs = push->repo == NULL ? NULL : rq_push_refs_read(push->repo, arena, err);
    if (push->refs != NULL)
        return push;
    rq_push_close(push);
    return NULL;
}

void rq_push_close(struct rq_push *push)
{
    if (push == NULL)
        return;
    rq_repo_close(push->repo);
    rq_arena_free(push->policy.arena);
    rq_arena_free(push->arena);
}

void rq_push_announce(struct rq_push *push, const struct rq_push_ref *ref)
{
    rq_push_refs_announce(push->refs, ref->name, ref->new_id);
}

static bool same(const char *a, const char *b)
{
    return rq_str_equal(rq_str_from(a), rq_str_from(b));
}

static const struct judged *find_judged(const struct rq_push *push, const struct rq_push_plan *plan)
{
    const struct judged *judged = push->judged;
    while (judged != NULL && !(same(judged->base, plan->base) && same(judged->head, plan->head)))
        judged = judged->earlier;
    return judged;
}

static void remember(struct rq_push *push, const struct rq_push_plan *plan, rq_str name)
{
    struct judged *judged = RQ_NEW(push->arena, struct judged);
    *judged = (struct judged){
        .base = plan->base == NULL ? NULL : rq_arena_copy(push->arena, rq_str_from(plan->base)).ptr,
        .head = rq_arena_copy(push->arena, rq_str_from(plan->head)).ptr,
        .name = rq_arena_copy(push->arena, name),
        .earlier = push->judged,
    };
    push->judged = judged;
}

static enum rq_push_result skip(struct rq_report *report, struct rq_arena *arena, rq_str note)
{
    rq_str *notes = RQ_NEW_ARRAY(arena, rq_str, 1);
    notes[0] = note;
    report->notes = notes;
    report->note_count = 1;
    return RQ_PUSH_NOTHING;
}

/* A failure does not know which ref it is about. */
static enum rq_push_result fail(const struct rq_push_ref *ref, struct rq_err *err)
{
    err->message = rq_arena_format(err->arena, "%.*s: %.*s", RQ_ARG(ref->name), RQ_ARG(err->message));
    return RQ_PUSH_FAILED;
}

/* The commit whose policy judges; NULL: the built-in one does. */
static const char *find_judge(const struct rq_push_plan *plan, const struct rq_gate_options *gate)
{
    return gate->policy_from_head ? plan->head : plan->base != NULL ? plan->base : plan->policy;
}

/* The policy that judges, if it can be built: gate tries again, and knows what to say. */
static const struct rq_session *make_policy(struct rq_push *push, const char *of)
{
    struct policy *policy = &push->policy;
    rq_str name = rq_str_from(of == NULL ? "" : of);
    if (policy->arena != NULL && rq_str_equal(policy->of, name))
        return &policy->session;
    rq_arena_free(policy->arena);
    struct rq_arena *arena = rq_arena_new();
    struct rq_err ignored = {.arena = arena};
    *policy = (struct policy){.arena = arena, .of = rq_arena_copy(arena, name)};
    policy->session = (struct rq_session){.arena = arena, .options = push->options, .repo = push->repo};
    policy->session.snapshot =
        of == NULL ? RQ_NEW(arena, struct rq_snapshot) : rq_snapshot_commit(push->repo, of, arena, &ignored);
    if (policy->session.snapshot != NULL && rq_session_build_policy(&policy->session, &ignored))
        return &policy->session;
    rq_arena_free(arena);
    policy->arena = NULL;
    return NULL;
}

static bool judge(struct rq_push *push, const struct rq_push_plan *plan, const struct rq_gate_options *gate,
                  struct rq_arena *arena, struct rq_report *report, struct rq_err *err)
{
    struct rq_options options = *push->options;
    options.base = plan->base;
    struct rq_gate state = {
        .session = {.arena = arena,
                    .options = &options,
                    .repo = push->repo,
                    .fixed = make_policy(push, find_judge(plan, gate))},
        .options = gate,
        .plan = plan,
        .report = report,
        .err = err,
    };
    if (!rq_repo_replace(push->repo, plan->base, plan->head, plan->known, arena, &state.merge, err))
        return false;
    if (plan->held != NULL)
        state.merge.held = rq_snapshot_commit(push->repo, plan->held, arena, err);
    return !err->failed && rq_gate_judge(&state);
}

enum rq_push_result rq_push_judge(struct rq_push *push, const struct rq_push_ref *ref,
                                  const struct rq_gate_options *gate, struct rq_arena *arena, struct rq_report *report,
                                  struct rq_err *err)
{
    struct rq_push_plan plan;
    *report = (struct rq_report){.mode = RQ_STR("receive")};
    if (!rq_push_plan(push->refs, ref->name, ref->old_id, ref->new_id, arena, &plan, err))
        return fail(ref, err);
    if (plan.nothing.len > 0)
        return skip(report, arena, rq_arena_format(arena, "%.*s %.*s", RQ_ARG(ref->name), RQ_ARG(plan.nothing)));
    const struct judged *judged = find_judged(push, &plan);
    if (judged != NULL)
        return skip(report, arena,
                    rq_arena_format(arena, "%.*s names the same commit as %.*s, and is judged with it",
                                    RQ_ARG(ref->name), RQ_ARG(judged->name)));
    remember(push, &plan, ref->name);
    struct rq_gate_options own = {
        .head = plan.head,
        .ref = rq_arena_copy(arena, ref->name).ptr,
        .replaces = true,
        .policy_from_head = gate->policy_from_head,
        .fail_level = gate->fail_level,
    };
    return judge(push, &plan, &own, arena, report, err) ? RQ_PUSH_JUDGED : fail(ref, err);
}
