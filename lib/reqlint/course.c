/*
 * One course: commits, parents before their children.
 *
 *   commit -> verdict (replay) -> episodes
 *
 * A commit on which there is no verdict changes nothing, and is listed.  A course that joins another one judges the commit
 * where that ends as if its findings had been there before; who puts both together knows which episodes these go on with
 * (rq_episodes_join).
 */
#include "reqlint/course.h"

#include "base/err.h"
#include "base/progress.h"

#include <stdlib.h>
#include <string.h>

static int by_oid(const void *a, const void *b)
{
    const struct rq_stop *const *left = a, *const *right = b;
    return memcmp((*left)->commit->oid.bytes, (*right)->commit->oid.bytes, sizeof(struct rq_oid));
}

void rq_stops_list(struct rq_stops *stops, const struct rq_walk *walk, bool all_parents, struct rq_arena *arena)
{
    size_t count = walk->commit_count;
    stops->walk = walk;
    stops->all_parents = all_parents;
    stops->items = RQ_NEW_ARRAY(arena, struct rq_stop, count);
    stops->by_oid = RQ_NEW_ARRAY(arena, const struct rq_stop *, count);
    for (size_t i = 0; i < count; i++) {
        const struct rq_walk_commit *commit = &walk->commits[i];
        stops->items[i] = (struct rq_stop){.commit = commit, .before = commit->before};
        stops->by_oid[i] = &stops->items[i];
    }
    if (count > 0)
        qsort(stops->by_oid, count, sizeof *stops->by_oid, by_oid);
}

static struct rq_stop *find_stop(const struct rq_stops *stops, const struct rq_oid *oid)
{
    const struct rq_walk_commit commit = {.oid = *oid};
    const struct rq_stop wanted = {.commit = &commit}, *key = &wanted;
    size_t count = stops->walk->commit_count;
    const struct rq_stop **found = count == 0 ? NULL : bsearch(&key, stops->by_oid, count, sizeof key, by_oid);
    return found == NULL ? NULL : &stops->items[*found - stops->items];
}

size_t rq_stop_parent_count(const struct rq_stops *stops, const struct rq_stop *stop)
{
    size_t count = stop->commit->parent_count;
    return stops->all_parents || count == 0 ? count : 1;
}

struct rq_stop *rq_stop_parent(const struct rq_stops *stops, const struct rq_stop *stop, size_t number)
{
    return find_stop(stops, &stop->commit->parents[number]);
}

const struct rq_moment *rq_stop_moment(struct rq_stop *stop, struct rq_arena *arena, struct rq_err *err)
{
    struct rq_commit commit;
    if (stop->moment != NULL || !rq_walk_read(stop->commit, arena, &commit, err))
        return stop->moment;
    stop->moment = RQ_NEW(arena, struct rq_moment);
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

static void note_unjudged(struct rq_course *course, struct rq_stop *stop, const struct rq_err *why)
{
    rq_str reason = reason_of(course->arena, why);
    struct rq_no_verdict *last = course->unjudged_count > 0 ? &course->unjudged[course->unjudged_count - 1] : NULL;
    const struct rq_stop *before = stop == course->stops->items ? NULL : stop - 1;
    const struct rq_moment *moment = stop->moment;
    if (stop->before || moment == NULL)
        return;
    if (last != NULL && before != NULL && before->moment != NULL && rq_str_equal(last->reason, reason) &&
        rq_str_equal(before->moment->commit, last->last.commit)) {
        last->last = *moment;
        last->count++;
        return;
    }
    course->unjudged = rq_grow(course->arena, course->unjudged, course->unjudged_count, &course->unjudged_cap,
                               sizeof *course->unjudged);
    course->unjudged[course->unjudged_count++] = (struct rq_no_verdict){*moment, *moment, 1, reason};
}

/* The findings of the last report, as they are shown, and the numbers of those that are shown in another way. */
struct shown {
    struct rq_finding *findings;
    size_t *numbers;
    size_t count;
};

static struct shown show(struct rq_replay *replay, const struct rq_report *report, struct rq_arena *arena)
{
    struct rq_findings anew;
    rq_replay_show(replay, arena, &anew);
    struct shown shown = {.findings = report->findings};
    if (anew.count == 0 || report->finding_count == 0)
        return shown;
    shown.findings = RQ_NEW_ARRAY(arena, struct rq_finding, report->finding_count);
    shown.numbers = RQ_NEW_ARRAY(arena, size_t, anew.count);
    memcpy(shown.findings, report->findings, report->finding_count * sizeof *shown.findings);
    for (size_t i = 0; i < anew.count; i++) {
        size_t number = rq_report_find(report, &anew.items[i]);
        if (number == report->finding_count)
            continue;
        struct rq_finding *finding = &shown.findings[number];
        const rq_str fingerprint = finding->fingerprint;
        const bool waived = finding->waived, ignored = finding->ignored;
        *finding = anew.items[i];
        finding->fingerprint = fingerprint;
        finding->waived = waived;
        finding->ignored = ignored;
        shown.numbers[shown.count++] = number;
    }
    return shown;
}

/* Tells the episodes how their findings look at the last commit, as long as that can be known. */
static void look_again(struct rq_course *course)
{
    struct rq_arena *arena = rq_arena_new();
    if (course->replay != NULL && course->judged != NULL) {
        const struct rq_report *report = rq_replay_report(course->replay);
        struct shown shown = show(course->replay, report, arena);
        rq_episodes_look(course->episodes, shown.findings, report->finding_count, shown.numbers, shown.count);
    }
    rq_arena_free(arena);
}

/* As `check --rev COMMIT --now ITS-TIME` judges it.  Side branches lead nowhere that could be taken over from. */
static bool judge(struct rq_course *course, const struct rq_stop *stop, struct rq_arena *arena,
                  struct rq_report *report, struct rq_err *why)
{
    *why = (struct rq_err){.arena = arena};
    if (course->stops->all_parents)
        return rq_replay_judge_alone(course->repo, course->options, course->fixed, stop->commit, arena, report, why);
    if (course->replay == NULL)
        course->replay = rq_replay_new(&(struct rq_replay_input){
            .repo = course->repo,
            .options = course->options,
            .fixed = course->fixed,
            .walk = course->stops->walk,
            .ahead = course->ahead,
            .progress = course->tells ? course->options->progress : NULL,
        });
    size_t number = (size_t)(stop - course->stops->items);
    if (!rq_replay_stays(course->replay, number))
        look_again(course);
    return rq_replay_judge(course->replay, number, report, why);
}

/* What is reported of the newest commit. */
static void describe(struct rq_course *course, const struct rq_report *newest)
{
    rq_str *notes = RQ_NEW_ARRAY(course->arena, rq_str, newest->note_count);
    for (size_t i = 0; i < newest->note_count; i++)
        notes[i] = rq_arena_copy(course->arena, newest->notes[i]);
    course->newest = (struct rq_report){.policy = rq_arena_copy(course->arena, newest->policy),
                                        .files = newest->files,
                                        .records = newest->records,
                                        .rules = newest->rules,
                                        .notes = notes,
                                        .note_count = newest->note_count};
}

static bool fail_newest(struct rq_course *course, const struct rq_stop *stop, const struct rq_err *why)
{
    rq_str oid = rq_walk_oid_text(course->arena, &stop->commit->oid), reason = reason_of(course->arena, why);
    rq_fail(&course->err, "there is no verdict on %.12s, the newest commit: %.*s", oid.ptr, RQ_ARG(reason));
    return rq_fail_hint(&course->err, "%.*s", RQ_ARG(why->hint));
}

/* True if the commit has one parent that counts, which was judged just before. */
static bool follows(const struct rq_course *course, const struct rq_stop *stop)
{
    return !course->stops->all_parents && stop->commit->parent_count > 0 && course->judged != NULL &&
           rq_stop_parent(course->stops, stop, 0) == course->judged;
}

/* A commit with the episodes that are open at its parents. */
static void take(struct rq_course *course, struct rq_stop *stop, const struct rq_report *report,
                 const struct rq_err *why)
{
    size_t count = rq_stop_parent_count(course->stops, stop), known = 0;
    struct rq_episodes_open *parents = RQ_NEW_ARRAY(course->arena, struct rq_episodes_open, count);
    bool unknown = stop->before || stop->commit->cut;
    for (size_t i = 0; i < count; i++) {
        const struct rq_stop *parent = rq_stop_parent(course->stops, stop, i);
        if (parent == NULL || parent->skipped)
            continue;
        parents[known++] = parent == course->base ? course->open_at_base : parent->open;
        unknown |= parent != course->base && parent->unknown;
    }
    struct rq_episodes_commit commit = {
        .moment = stop->moment,
        .before = unknown,
        .findings = report->findings,
        .finding_count = report->finding_count,
        .parents = parents,
        .parent_count = known,
        .follows = known == 1 && follows(course, stop),
        .in_line = !course->stops->all_parents,
    };
    stop->unknown = why->failed && unknown;
    bool carries = why->failed || (commit.follows && rq_replay_same(course->replay));
    stop->open =
        carries ? rq_episodes_carry(course->episodes, parents, known) : rq_episodes_take(course->episodes, &commit);
    course->judged = why->failed ? NULL : stop;
}

static void tell_judged(struct rq_course *course, const struct rq_stop *stop, const struct rq_report *report,
                        const struct rq_err *why, struct rq_arena *arena)
{
    const struct rq_audit_options *wish = course->wish;
    struct rq_report copy = *report;
    if (!why->failed) {
        copy.findings = show(course->replay, report, arena).findings;
        rq_report_sort(&copy);
    }
    wish->judged(wish->host, stop->moment->commit, why->failed ? NULL : &copy, why);
}

static bool go_to(struct rq_course *course, struct rq_stop *stop)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_report report;
    struct rq_err why = {0};
    bool newest = stop == &course->stops->items[course->stops->walk->commit_count - 1];
    bool good = rq_stop_moment(stop, course->arena, &course->err) != NULL;
    if (good && !judge(course, stop, arena, &report, &why))
        note_unjudged(course, stop, &why);
    if (good && course->wish->judged != NULL)
        tell_judged(course, stop, &report, &why, arena);
    if (good && newest && why.failed)
        good = fail_newest(course, stop, &why);
    if (good)
        take(course, stop, &report, &why);
    if (good && newest)
        describe(course, &report);
    rq_arena_free(arena);
    return good;
}

/* Judges the commit where another course ends.  All that is written is the course's own. */
static void go_to_base(struct rq_course *course)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_report report;
    struct rq_err why = {0};
    course->base = &course->stops->items[course->first];
    course->apart = !judge(course, course->base, arena, &report, &why);
    course->judged = course->apart ? NULL : course->base;
    if (!course->apart) {
        struct rq_moment *moment = RQ_NEW(course->arena, struct rq_moment);
        course->open_at_base =
            rq_episodes_take(course->episodes, &(struct rq_episodes_commit){.moment = moment,
                                                                            .before = true,
                                                                            .findings = report.findings,
                                                                            .finding_count = report.finding_count,
                                                                            .in_line = true});
    }
    rq_arena_free(arena);
}

/* False where this course, or another one, has been given up. */
static bool tell(struct rq_course *course)
{
    struct rq_stops *stops = course->stops;
    if (atomic_load(&stops->given_up))
        return false;
    const struct rq_progress *progress = course->tells ? course->options->progress : NULL;
    return rq_progress_tell(progress, "commits", atomic_load(&stops->judged), stops->wanted) ||
           rq_fail(&course->err, "the audit was given up");
}

bool rq_course_go(struct rq_course *course)
{
    size_t at = course->first;
    if (course->episodes == NULL)
        course->episodes = rq_episodes_new(course->arena);
    if (course->joins) {
        go_to_base(course);
        at++;
    }
    for (; at < course->end && !course->apart; at++) {
        struct rq_stop *stop = &course->stops->items[at];
        if (!stop->skipped && !go_to(course, stop))
            return false;
        atomic_fetch_add(&course->stops->judged, !stop->before);
        if (!tell(course))
            return false;
    }
    look_again(course);
    return true;
}

void rq_course_end(struct rq_course *course)
{
    rq_replay_end(course->replay);
    course->replay = NULL;
    rq_episodes_settle(course->episodes);
}
