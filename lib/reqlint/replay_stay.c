/*
 * Most commits touch nothing that any rule looks at.  Then the findings are those of the commit before, without a look at
 * any of them, unless the time decides another way: each verdict says when it is due (lib/cel/clock.c).
 *
 * What findings show may be older than the commit then; whoever shows them asks here for what they show by now.
 */
#include "reqlint/replay.h"
#include "reqlint/replay_parts.h"
#include "reqlint/verdict.h"

/* True if a commit on the way changes the policy, so that the era ends there. */
static bool changes_policy(const struct rq_replay *replay, size_t number)
{
    for (size_t n = replay->next; n <= number; n++) {
        const struct rq_walk_commit *commit = &replay->input.walk->commits[n];
        for (size_t i = 0; i < commit->change_count; i++)
            if (rq_replay_is_policy(
                    replay, replay->input.walk->paths[replay->input.walk->changes[commit->first_change + i].path]))
                return true;
    }
    return false;
}

/* True if rules that look at the time, or at which files there are, decide what they decided at the last commit. */
static bool decides_same(const struct rq_replay *replay, size_t number)
{
    const struct rq_lint_memory *memory = &replay->last->memory;
    const struct rq_lint_sum sum = rq_lint_sum_up(memory);
    const struct rq_file_edits *edits = &replay->era.edits;
    bool same_paths = edits->path_count == 0 && !edits->too_many_paths;
    int64_t now = replay->input.walk->commits[number].time;
    return (sum.looks & RQ_LOOK_NOW) == 0 && memory->now.as.integer <= now && now < sum.due &&
           (same_paths || (sum.looks & (RQ_LOOK_PATHS | RQ_LOOK_ASKED)) == 0);
}

/* True if searching the source code gives what it gave. */
static bool scans_same(struct rq_replay *replay, size_t number)
{
    if (!replay->era.scans)
        return true;
    struct rq_arena *scratch = rq_arena_new();
    struct rq_session session = replay->era.session;
    session.arena = scratch;
    struct rq_state *state = rq_replay_state(replay, scratch, number);
    session.snapshot = state->snapshot;
    bool same = rq_session_scans_same(&session, state, replay->last, false);
    rq_arena_free(scratch);
    return same;
}

static bool stays(struct rq_replay *replay, size_t number)
{
    const struct era *era = &replay->era;
    struct rq_err ignored = {.arena = replay->arena};
    if (replay->last == NULL || changes_policy(replay, number) || !rq_replay_go_to(replay, number, &ignored))
        return false;
    return era->edits.count == 0 && !era->edits.too_many && !era->settings_changed &&
           !rq_graph_has_waivers(replay->last->graph) && decides_same(replay, number) && scans_same(replay, number);
}

bool rq_replay_stays(struct rq_replay *replay, size_t number)
{
    if (replay->weighed != number + 1)
        replay->stays = stays(replay, number);
    replay->weighed = number + 1;
    return replay->stays;
}

void rq_replay_stay(struct rq_replay *replay, size_t number, struct rq_report *report)
{
    replay->last->memory.now = replay->options.now;
    replay->report.now = replay->options.now;
    replay->report.source = rq_walk_oid_text(replay->states[replay->turn], &replay->input.walk->commits[number].oid);
    replay->stayed = true;
    *report = replay->report;
}

const struct rq_report *rq_replay_report(const struct rq_replay *replay)
{
    return &replay->report;
}

void rq_replay_show(struct rq_replay *replay, struct rq_arena *arena, struct rq_findings *findings)
{
    *findings = (struct rq_findings){.arena = arena};
    if (replay == NULL || replay->last == NULL || !replay->last->memory.shows)
        return;
    struct rq_session session = replay->era.session;
    session.arena = arena;
    session.snapshot = replay->last->snapshot;
    rq_verdict_show(&session, replay->last, findings);
}
