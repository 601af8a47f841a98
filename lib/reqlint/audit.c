/*
 * `audit`: which commit brought each violation in, and which one took it out.
 *
 *   range -> walk -> courses (for each commit: verdict -> episodes) -> report
 *
 * Each commit is judged as `check --rev` would judge it at the commit's own time.  A commit on which that gives no verdict
 * changes nothing, and is told in the report.  What the commits before the range have was there before.
 */
#include "base/err.h"
#include "base/progress.h"
#include "base/threads.h"
#include "reqlint/course.h"
#include "reqlint/range.h"

enum {
    COURSES = 2,
    LEAST = 8, /* commits that make a second course worth its start, where it judges a whole state */
    /* What a commit costs, each file that it changes, brings or takes away, and each one with which a second course starts,
     * as measured: in files that are there and stay as they are.  Reading one comes on top of that, where it is not read
     * ahead. */
    COMMIT = 6000,
    CHANGE = 2000,
    MOVE = 3000,
    START = 1500,
    READ = 2000
};

struct audit {
    struct rq_arena *arena;
    const struct rq_options *options;
    const struct rq_audit_options *wish;
    struct rq_repo *repo;
    struct rq_session fixed; /* --config: the policy of all commits, if it can be built */
    struct rq_walk walk;
    bool walked;
    struct rq_stops stops;
    struct rq_options alone; /* for a course that is one of several */
    struct rq_course courses[COURSES];
    struct rq_episodes_open open; /* at the end */
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

static bool tell_walk(void *host, size_t commits, size_t total)
{
    return rq_progress_tell(((const struct audit *)host)->options->progress, "commits", commits, total);
}

/* Along first parents all changes are asked for; over all parents only the commits count. */
static bool walk(struct audit *audit)
{
    static const struct rq_walk_path none = {{".reqlint.yaml", sizeof ".reqlint.yaml" - 1}, true};
    struct rq_range range;
    if (!rq_range_read(audit->arena, audit->wish->range, &range, audit->err))
        return false;
    bool all_parents = audit->wish->all_parents && !range.single;
    if (range.single && !rq_has_commit(audit->arena, audit->options, range.until))
        range.until = NULL;
    struct rq_walk_input input = {
        .revision = range.newest,
        .until = range.until,
        .mode = all_parents ? RQ_WALK_ALL_PARENTS : RQ_WALK_FIRST_PARENT,
        .paths = &none,
        .path_count = all_parents ? 1 : 0,
        .threads = audit->options->threads,
        .texts = true,
        .every = true,
        .host = audit,
        .progress = tell_walk,
    };
    if (!rq_walk(audit->repo, &input, audit->arena, &audit->walk, audit->err))
        return false;
    rq_stops_list(&audit->stops, &audit->walk, all_parents, audit->arena);
    return true;
}

/* A commit that is too old counts all the same if it comes after one that is not: clocks differ, parents do not. */
static void leave_out_old(struct audit *audit)
{
    if (audit->wish->since.kind == RQ_ABSENT)
        return;
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        struct rq_stop *stop = &audit->stops.items[i];
        bool old = stop->commit->time < audit->wish->since.as.integer;
        for (size_t p = 0; old && p < rq_stop_parent_count(&audit->stops, stop); p++) {
            const struct rq_stop *parent = rq_stop_parent(&audit->stops, stop, p);
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
        audit->stops.items[i].skipped = audit->stops.items[i].before;
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        const struct rq_stop *stop = &audit->stops.items[i];
        if (stop->before)
            continue;
        audit->stops.wanted++;
        for (size_t p = 0; p < rq_stop_parent_count(&audit->stops, stop); p++) {
            struct rq_stop *parent = rq_stop_parent(&audit->stops, stop, p);
            if (parent != NULL)
                parent->skipped = false;
        }
    }
}

static bool check_range(struct audit *audit)
{
    if (audit->stops.wanted > 0)
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

/* Work and files up to a commit of the walk. */
struct mark {
    int64_t work, files;
};

/* Where the second of two courses begins: each has half of the work, as far as changes and the sizes of trees tell. */
static size_t middle(const struct audit *audit, size_t first)
{
    const struct rq_walk *walk = &audit->walk;
    size_t count = walk->commit_count, at = first;
    int64_t read = audit->fixed.policy == NULL ? READ : 0;
    struct mark *marks = RQ_NEW_ARRAY(audit->arena, struct mark, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct rq_walk_commit *commit = &walk->commits[i];
        int64_t files = marks[i].files, own = COMMIT + (CHANGE + read) * (int64_t)commit->change_count;
        for (size_t c = 0; c < commit->change_count; c++) {
            const struct rq_walk_change *change = &walk->changes[commit->first_change + c];
            int more = (change->new_mode != 0) - (change->old_mode != 0);
            files += more;
            own += more == 0 ? 0 : MOVE;
        }
        files = files > 0 ? files : 0;
        own += files;
        marks[i + 1] = (struct mark){marks[i].work + (i < first ? 0 : own), files};
    }
    while (at + 1 < count && marks[at].work * 2 < marks[count].work + (START + read) * marks[at].files)
        at++;
    return at;
}

/* Courses along first parents, up to two; whoever wants to know of each commit most often wants them in their order. */
static size_t plan_courses(struct audit *audit)
{
    const struct rq_stops *stops = &audit->stops;
    size_t first = 0, count = audit->walk.commit_count;
    unsigned threads = rq_threads_count(audit->options->threads, stops->wanted, LEAST);
    while (first < count && stops->items[first].skipped)
        first++;
    struct rq_course course = {.arena = audit->arena,
                               .repo = audit->repo,
                               .options = audit->options,
                               .wish = audit->wish,
                               .fixed = audit->fixed.policy == NULL ? NULL : &audit->fixed,
                               .stops = &audit->stops,
                               .first = first,
                               .end = count,
                               .err = {.arena = audit->arena}};
    audit->courses[0] = course;
    if (stops->all_parents || (audit->wish->judged != NULL && !audit->wish->any_order) || threads < COURSES ||
        count - first < LEAST)
        return 1;
    audit->alone = *audit->options;
    audit->alone.threads = 1;
    audit->courses[0].options = &audit->alone;
    audit->courses[0].end = middle(audit, first + 1);
    audit->courses[1] = audit->courses[0];
    audit->courses[1].arena = rq_arena_new();
    audit->courses[1].first = audit->courses[0].end - 1;
    audit->courses[1].end = count;
    audit->courses[1].joins = true;
    return COURSES;
}

static void go_course(void *host, const struct rq_threads_part *part)
{
    struct audit *audit = host;
    struct rq_course *course = &audit->courses[part->number];
    course->tells = part->thread == 0;
    course->err.arena = course->arena;
    if (part->number > 0)
        course->repo = rq_session_repo(audit->options, &course->err);
    if (course->repo != NULL && !rq_course_go(course))
        atomic_store(&audit->stops.given_up, true);
    rq_course_end(course);
    if (part->number > 0)
        rq_repo_close(course->repo);
}

/* What of history the newest commit has, and why there is no verdict on others. */
static void gather(struct audit *audit, const struct rq_course *course)
{
    struct rq_report *report = audit->report;
    const struct rq_report *newest = &course->newest;
    if (newest->policy.len > 0) {
        report->policy = newest->policy;
        report->files = newest->files;
        report->records = newest->records;
        report->rules = newest->rules;
    }
    for (size_t i = 0; i < newest->note_count; i++)
        add_note(audit, newest->notes[i]);
    for (size_t i = 0; i < course->unjudged_count; i++) {
        audit->unjudged = rq_grow(audit->arena, audit->unjudged, audit->unjudged_count, &audit->unjudged_cap,
                                  sizeof *audit->unjudged);
        audit->unjudged[audit->unjudged_count++] = course->unjudged[i];
    }
}

static bool fail(struct audit *audit)
{
    for (size_t i = 0; i < COURSES; i++)
        if (audit->courses[i].err.failed)
            return rq_fail_again(audit->err, &audit->courses[i].err);
    return rq_fail(audit->err, "the audit was given up");
}

static struct rq_episodes_open open_after(const struct audit *audit, const struct rq_course *course)
{
    const struct rq_stop *last = &audit->stops.items[course->end - 1];
    return last == course->base ? course->open_at_base : last->open;
}

/* One course, after which its own end is that of all. */
static bool go_alone(struct audit *audit)
{
    struct rq_course *course = &audit->courses[0];
    course->end = audit->walk.commit_count;
    course->tells = true;
    bool good = rq_course_go(course);
    rq_course_end(course);
    if (good && course->end > 0)
        audit->open = open_after(audit, course);
    return good;
}

/* Where the second course could not begin, the first goes on. */
static bool go_beside(struct audit *audit)
{
    struct rq_course *first = &audit->courses[0], *second = &audit->courses[1];
    rq_threads_run(COURSES, COURSES, 1, go_course, audit);
    if (atomic_load(&audit->stops.given_up))
        return false;
    if (second->apart || second->repo == NULL) {
        first->first = first->end;
        return go_alone(audit);
    }
    struct rq_episodes_open open = open_after(audit, second);
    audit->open = rq_episodes_join(first->episodes, second->episodes, &open);
    return true;
}

/* The files of all commits, for both courses, if these have one policy. */
static bool read_ahead(struct audit *audit)
{
    if (audit->fixed.policy == NULL)
        return true;
    struct rq_session session = audit->fixed;
    session.arena = audit->arena;
    session.repo = audit->repo;
    bool good = rq_ahead_read(&session, &audit->walk, audit->courses[0].first, &audit->courses[0].ahead);
    audit->courses[1].ahead = audit->courses[0].ahead;
    return good;
}

static bool go_through(struct audit *audit)
{
    size_t count = plan_courses(audit);
    bool good = count == 1 ? go_alone(audit) : read_ahead(audit) && go_beside(audit);
    for (size_t i = 0; good && i < count; i++)
        gather(audit, &audit->courses[i]);
    if (!good)
        fail(audit);
    if (count > 1)
        rq_arena_join(audit->arena, audit->courses[1].arena);
    return good;
}

/* Where a shallow clone ends: what the oldest commit has may be older. */
static void note_cut(struct audit *audit)
{
    for (size_t i = 0; i < audit->walk.commit_count; i++) {
        const struct rq_stop *stop = &audit->stops.items[i];
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
                                 count, audit->stops.wanted));
}

/* From where to where: for a range along first parents also the commit before it. */
static void name_ends(struct audit *audit)
{
    struct rq_report *report = audit->report;
    size_t count = audit->walk.commit_count;
    if (count == 0)
        return;
    report->source = report->head = rq_walk_oid_text(audit->arena, &audit->stops.items[count - 1].commit->oid);
    for (size_t i = 0; i < count && !audit->stops.all_parents; i++)
        if (audit->stops.items[i].before && !audit->stops.items[i].skipped)
            report->base = rq_walk_oid_text(audit->arena, &audit->stops.items[i].commit->oid);
}

static void finish(struct audit *audit)
{
    struct rq_report *report = audit->report;
    struct rq_audit_course *course = RQ_NEW(audit->arena, struct rq_audit_course);
    *course = (struct rq_audit_course){audit->stops.wanted, audit->unjudged, audit->unjudged_count};
    report->audit = course;
    report->now = audit->options->now;
    report->notes = audit->notes;
    report->note_count = audit->note_count;
    name_ends(audit);
    rq_episodes_tell(audit->courses[0].episodes, &audit->open, report->now.as.integer, audit->wish->open, report);
}

/* Where it cannot be built, each commit says why there is no verdict. */
static void build_policy(void *host)
{
    struct audit *audit = host;
    struct rq_err ignored = {.arena = audit->fixed.arena};
    if (!rq_session_build_policy(&audit->fixed, &ignored))
        audit->fixed.policy = NULL;
}

static void open_and_walk(void *host)
{
    struct audit *audit = host;
    audit->repo = rq_session_repo(audit->options, audit->err);
    audit->walked = audit->repo != NULL && walk(audit);
}

/* A policy that lies beside the repository is built while that is walked over. */
static bool begin(struct audit *audit)
{
    struct rq_arena *beside = rq_arena_new();
    bool lies_beside = audit->options->config != NULL, apart = rq_threads_count(audit->options->threads, 2, 1) > 1;
    audit->fixed = (struct rq_session){.arena = beside, .options = audit->options};
    if (lies_beside && apart) {
        rq_threads_beside(open_and_walk, build_policy, audit);
    } else {
        open_and_walk(audit);
        if (lies_beside && audit->walked)
            build_policy(audit);
    }
    rq_arena_join(audit->arena, beside);
    return audit->walked;
}

static bool run(struct audit *audit)
{
    if (!begin(audit))
        return false;
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
    bool good = run(&audit);
    rq_repo_close(audit.repo);
    return good;
}
