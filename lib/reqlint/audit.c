/*
 * `audit`: which commit brought each violation in, and which one took it out.
 *
 *   range -> walk -> for each commit: verdict -> episodes -> report
 *
 * Each commit is judged as `check --rev` would judge it at the commit's own time.  A commit on which that gives no verdict
 * changes nothing, and is told in the report.  What the commits before the range have was there before.
 */
#include "base/err.h"
#include "diag/episodes.h"
#include "reqlint/range.h"
#include "reqlint/replay.h"

#include <stdlib.h>
#include <string.h>

/* A commit of the walk. */
struct stop {
    const struct rq_walk_commit *commit;
    struct rq_moment *moment;     /* NULL until it is asked for */
    struct rq_episodes_open open; /* after it */
    bool skipped;                 /* it is of no interest */
    bool before;                  /* only what it has is of interest, as what was there before */
    bool unknown;                 /* nothing is known of what it has or of what was before */
};

struct audit {
    struct rq_arena *arena;
    const struct rq_options *options;
    const struct rq_audit_options *wish;
    struct rq_repo *repo;
    bool all_parents;
    struct rq_walk walk;
    struct stop *stops; /* one per commit of the walk */
    const struct stop **by_oid;
    struct rq_replay *replay; /* along first parents; NULL before the first commit */
    struct rq_episodes *episodes;
    size_t judged, wanted; /* commits of the range that are done, and all */
    struct rq_no_verdict *unjudged;
    size_t unjudged_count, unjudged_cap;
    rq_str *notes;
    size_t note_count, note_cap;
    struct rq_report *report;
    struct rq_err *err;
};

static void add_note(struct audit *audit, rq_str text)
{
    audit->notes = rq_grow(audit->arena, audit->notes, audit->note_count, &audit->note_cap, sizeof *audit->notes);
    audit->notes[audit->note_count++] = text;
}

/* Along first parents all changes are asked for; over all parents only the commits count. */
static bool walk(struct audit *audit)
{
    static const struct rq_walk_path none = {{".reqlint.yaml", sizeof ".reqlint.yaml" - 1}, true};
    struct rq_range range;
    if (!rq_range_read(audit->arena, audit->wish->range, &range, audit->err))
        return false;
    audit->all_parents = audit->wish->all_parents && !range.single;
    if (range.single && !rq_has_commit(audit->arena, audit->options, range.until))
        range.until = NULL;
    struct rq_walk_input input = {
        .revision = range.newest,
        .until = range.until,
        .mode = audit->all_parents ? RQ_WALK_ALL_PARENTS : RQ_WALK_FIRST_PARENT,
        .paths = &none,
        .path_count = audit->all_parents ? 1 : 0,
        .threads = audit->options->threads,
        .texts = true,
        .every = true,
    };
    return rq_walk(audit->repo, &input, audit->arena, &audit->walk, audit->err);
}

static int by_oid(const void *a, const void *b)
{
    const struct stop *const *left = a, *const *right = b;
    return memcmp((*left)->commit->oid.bytes, (*right)->commit->oid.bytes, sizeof(struct rq_oid));
}

static void list_stops(struct audit *audit)
{
    size_t count = audit->walk.commit_count;
    audit->stops = RQ_NEW_ARRAY(audit->arena, struct stop, count);
    audit->by_oid = RQ_NEW_ARRAY(audit->arena, const struct stop *, count);
    for (size_t i = 0; i < count; i++) {
        const struct rq_walk_commit *commit = &audit->walk.commits[i];
        audit->stops[i] = (struct stop){.commit = commit, .before = commit->before};
        audit->by_oid[i] = &audit->stops[i];
    }
    if (count > 0)
        qsort(audit->by_oid, count, sizeof *audit->by_oid, by_oid);
}

static struct stop *find_stop(const struct audit *audit, const struct rq_oid *oid)
{
    const struct rq_walk_commit commit = {.oid = *oid};
    const struct stop wanted = {.commit = &commit}, *key = &wanted;
    const struct stop **found = audit->walk.commit_count == 0
                                    ? NULL
                                    : bsearch(&key, audit->by_oid, audit->walk.commit_count, sizeof key, by_oid);
    return found == NULL ? NULL : &audit->stops[*found - audit->stops];
}

static size_t parent_count(const struct audit *audit, const struct stop *stop)
{
    size_t count = stop->commit->parent_count;
    return audit->all_parents || count == 0 ? count : 1;
}

/* The parent with this number, if it is part of the walk. */
static struct stop *parent_of(const struct audit *audit, const struct stop *stop, size_t number)
{
    return find_stop(audit, &stop->commit->parents[number]);
}

/* A commit that is too old counts all the same if it comes after one that is not: clocks differ, parents do not. */
static void leave_out_old(struct audit *audit)
{
    if (audit->wish->since.kind == RQ_ABSENT)
        return;
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        struct stop *stop = &audit->stops[i];
        bool old = stop->commit->time < audit->wish->since.as.integer;
        for (size_t p = 0; old && p < parent_count(audit, stop); p++) {
            const struct stop *parent = parent_of(audit, stop, p);
            old = parent == NULL || parent->before;
        }
        stop->before = stop->before || old;
    }
}

/* Of those before, only the parents of the others are looked at. */
static void choose(struct audit *audit)
{
    leave_out_old(audit);
    for (size_t i = 0; i < audit->walk.commit_count; i++)
        audit->stops[i].skipped = audit->stops[i].before;
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        const struct stop *stop = &audit->stops[i];
        if (stop->before)
            continue;
        audit->wanted++;
        for (size_t p = 0; p < parent_count(audit, stop); p++) {
            struct stop *parent = parent_of(audit, stop, p);
            if (parent != NULL)
                parent->skipped = false;
        }
    }
}

static bool check_range(struct audit *audit)
{
    if (audit->wanted > 0)
        return true;
    if (audit->options->allow_empty) {
        add_note(audit, RQ_STR("the range has no commit; --allow-empty lets that pass"));
        return true;
    }
    if (audit->wish->range == NULL && audit->walk.commit_count == 0) {
        rq_fail(audit->err, "there is no commit yet, so there is nothing to audit");
        return rq_fail_hint(audit->err, "`reqlint check` judges what is not committed; or pass --allow-empty");
    }
    rq_fail(audit->err, "the range has no commit: there is nothing to audit");
    return rq_fail_hint(audit->err, "check the order of A..B and the date of --since, or pass --allow-empty");
}

static const struct rq_moment *moment_of(struct audit *audit, struct stop *stop)
{
    struct rq_commit commit;
    if (stop->moment != NULL || !rq_walk_read(stop->commit, audit->arena, &commit, audit->err))
        return stop->moment;
    stop->moment = RQ_NEW(audit->arena, struct rq_moment);
    *stop->moment = (struct rq_moment){
        .commit = commit.oid, .time = commit.time, .author = commit.author_name, .email = commit.author_email};
    return stop->moment;
}

/* One line for why there is no verdict, with the place. */
static rq_str reason_of(struct rq_arena *arena, const struct rq_err *err)
{
    if (err->source == NULL)
        return rq_arena_copy(arena, err->message);
    rq_str path = rq_source_path(err->source);
    return rq_arena_format(arena, "%.*s:%u: %.*s", RQ_ARG(path), err->pos.line, RQ_ARG(err->message));
}

static void note_unjudged(struct audit *audit, struct stop *stop, const struct rq_err *why)
{
    rq_str reason = reason_of(audit->arena, why);
    struct rq_no_verdict *last = audit->unjudged_count > 0 ? &audit->unjudged[audit->unjudged_count - 1] : NULL;
    const struct stop *before = stop == audit->stops ? NULL : stop - 1;
    const struct rq_moment *moment = moment_of(audit, stop);
    if (stop->before || moment == NULL)
        return;
    if (last != NULL && before != NULL && before->moment != NULL && rq_str_equal(last->reason, reason) &&
        rq_str_equal(before->moment->commit, last->last.commit)) {
        last->last = *moment;
        last->count++;
        return;
    }
    audit->unjudged =
        rq_grow(audit->arena, audit->unjudged, audit->unjudged_count, &audit->unjudged_cap, sizeof *audit->unjudged);
    audit->unjudged[audit->unjudged_count++] = (struct rq_no_verdict){*moment, *moment, 1, reason};
}

/* As `check --rev COMMIT --now ITS-TIME` judges it.  Side branches lead nowhere that could be taken over from. */
static bool judge(struct audit *audit, const struct stop *stop, struct rq_arena *arena, struct rq_report *report,
                  struct rq_err *why)
{
    const struct rq_walk_commit *commit = stop->commit;
    *why = (struct rq_err){.arena = arena};
    if (audit->all_parents)
        return rq_replay_judge_alone(audit->repo, audit->options, &commit->oid, commit->time, arena, report, why);
    if (audit->replay == NULL)
        audit->replay = rq_replay_new(audit->repo, audit->options, &audit->walk);
    return rq_replay_judge(audit->replay, (size_t)(stop - audit->stops), report, why);
}

/* What is reported of the newest commit. */
static void describe(struct audit *audit, const struct rq_report *newest)
{
    struct rq_report *report = audit->report;
    report->policy = rq_arena_copy(audit->arena, newest->policy);
    report->files = newest->files;
    report->records = newest->records;
    report->rules = newest->rules;
    for (size_t i = 0; i < newest->note_count; i++)
        add_note(audit, rq_arena_copy(audit->arena, newest->notes[i]));
}

static bool fail_newest(struct audit *audit, const struct stop *stop, const struct rq_err *why)
{
    rq_str oid = rq_walk_oid_text(audit->arena, &stop->commit->oid), reason = reason_of(audit->arena, why);
    rq_fail(audit->err, "there is no verdict on %.12s, the newest commit: %.*s", oid.ptr, RQ_ARG(reason));
    return rq_fail_hint(audit->err, "%.*s", RQ_ARG(why->hint));
}

static void take(struct audit *audit, struct stop *stop, const struct rq_report *report, const struct rq_err *why)
{
    size_t count = parent_count(audit, stop), known = 0;
    struct rq_episodes_open *parents = RQ_NEW_ARRAY(audit->arena, struct rq_episodes_open, count);
    bool unknown = stop->before || stop->commit->cut;
    for (size_t i = 0; i < count; i++) {
        const struct stop *parent = parent_of(audit, stop, i);
        if (parent == NULL || parent->skipped)
            continue;
        parents[known++] = parent->open;
        unknown |= parent->unknown;
    }
    struct rq_episodes_commit commit = {
        .moment = moment_of(audit, stop),
        .before = unknown,
        .findings = report->findings,
        .finding_count = report->finding_count,
        .parents = parents,
        .parent_count = known,
    };
    stop->unknown = why->failed && unknown;
    stop->open =
        why->failed ? rq_episodes_carry(audit->episodes, parents, known) : rq_episodes_take(audit->episodes, &commit);
}

static bool go_to(struct audit *audit, struct stop *stop)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_report report;
    struct rq_err why = {0};
    bool newest = stop == &audit->stops[audit->walk.commit_count - 1];
    bool good = moment_of(audit, stop) != NULL;
    if (good && !judge(audit, stop, arena, &report, &why))
        note_unjudged(audit, stop, &why);
    if (good && audit->wish->judged != NULL)
        audit->wish->judged(audit->wish->host, stop->moment->commit, why.failed ? NULL : &report, &why);
    if (good && newest && why.failed)
        good = fail_newest(audit, stop, &why);
    if (good)
        take(audit, stop, &report, &why);
    if (good && newest)
        describe(audit, &report);
    rq_arena_free(arena);
    return good;
}

static bool tell(const struct audit *audit)
{
    const struct rq_progress *progress = audit->options->progress;
    return progress == NULL || progress->tell(progress->host, "commits", audit->judged, audit->wanted) ||
           rq_fail(audit->err, "the audit was given up");
}

static bool go_through(struct audit *audit)
{
    audit->episodes = rq_episodes_new(audit->arena);
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        struct stop *stop = &audit->stops[i];
        if (!stop->skipped && !go_to(audit, stop))
            return false;
        audit->judged += !stop->before;
        if (!tell(audit))
            return false;
    }
    return true;
}

/* Where a shallow clone ends: what the oldest commit has may be older. */
static void note_cut(struct audit *audit)
{
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        const struct stop *stop = &audit->stops[i];
        if (!stop->commit->cut || stop->skipped)
            continue;
        rq_str oid = rq_walk_oid_text(audit->arena, &stop->commit->oid);
        rq_str date = rq_timestamp_print(audit->arena, rq_timestamp(stop->commit->time, 0));
        add_note(audit,
                 rq_arena_format(audit->arena,
                                 "this clone is shallow: history ends at %.12s of %.10s, and what that has may be "
                                 "older",
                                 oid.ptr, date.ptr));
    }
}

/* Not every format has a place for it. */
static void note_no_verdict(struct audit *audit)
{
    size_t count = 0;
    for (size_t i = 0; i < audit->unjudged_count; i++)
        count += audit->unjudged[i].count;
    if (count > 0)
        add_note(audit,
                 rq_arena_format(audit->arena, "there is no verdict on %zu of %zu commits; text and json list them",
                                 count, audit->wanted));
}

/* From where to where: for a range along first parents also the commit before it. */
static void name_ends(struct audit *audit)
{
    struct rq_report *report = audit->report;
    size_t count = audit->walk.commit_count;
    if (count == 0)
        return;
    report->source = report->head = rq_walk_oid_text(audit->arena, &audit->stops[count - 1].commit->oid);
    for (size_t i = 0; i < count && !audit->all_parents; i++)
        if (audit->stops[i].before && !audit->stops[i].skipped)
            report->base = rq_walk_oid_text(audit->arena, &audit->stops[i].commit->oid);
}

static void finish(struct audit *audit)
{
    struct rq_report *report = audit->report;
    struct rq_audit_course *course = RQ_NEW(audit->arena, struct rq_audit_course);
    size_t count = audit->walk.commit_count;
    const struct rq_episodes_open none = {0};
    *course = (struct rq_audit_course){audit->wanted, audit->unjudged, audit->unjudged_count};
    report->audit = course;
    report->now = audit->options->now;
    report->notes = audit->notes;
    report->note_count = audit->note_count;
    name_ends(audit);
    rq_episodes_tell(audit->episodes, count == 0 ? &none : &audit->stops[count - 1].open, report->now.as.integer,
                     audit->wish->open, report);
}

static bool run(struct audit *audit)
{
    if (!walk(audit))
        return false;
    list_stops(audit);
    choose(audit);
    if (!check_range(audit) || !go_through(audit))
        return false;
    note_cut(audit);
    note_no_verdict(audit);
    finish(audit);
    return true;
}

bool rq_audit(struct rq_arena *arena, const struct rq_options *options, const struct rq_audit_options *wish,
              struct rq_report *report, struct rq_err *err)
{
    struct audit audit = {.arena = arena, .options = options, .wish = wish, .report = report, .err = err};
    *report = (struct rq_report){.mode = RQ_STR("audit")};
    audit.repo = rq_repo_open(options->directory == NULL ? "." : options->directory, err);
    bool good = audit.repo != NULL && run(&audit);
    rq_replay_end(audit.replay);
    rq_repo_close(audit.repo);
    return good;
}
