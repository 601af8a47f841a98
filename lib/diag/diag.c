/*
 * Findings become a report: sorted, without doubles, counted, each with its fingerprint.  Read rq_report_finish first.
 *
 * The order is total up to exact doubles, so a report is the same whatever order (and from however many threads) the
 * findings came in, and doubles stand side by side.
 *
 * A fingerprint says "the same finding as last week" to gates, to baselines and to GitLab.  It is made of what a finding
 * is about (rule, kind, identity) and of nothing that moves when lines, files or commits do.  Findings that are alike are
 * told apart by an ordinal, which is all that their order decides: which of them is number two matters to the person who
 * reads "this one is new", so those that were there already take the numbers that base has.
 */
#include "reqlint/diag.h"

#include "base/text.h"
#include "diag/hash.h"
#include "digest.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* 128 bits: half of SHA-256, because people paste fingerprints into waivers and baselines; with a million findings
     * the odds of two alike are still below 1 in 10^26. */
    FINGERPRINT_DIGITS = 32
};

/* What decides the order where path, place and rule are alike. */
static const size_t minor_texts[] = {
    offsetof(struct rq_finding, message),
    offsetof(struct rq_finding, kind),
    offsetof(struct rq_finding, id),
    offsetof(struct rq_finding, pointer),
    offsetof(struct rq_finding, help),
    offsetof(struct rq_finding, commit),
    offsetof(struct rq_finding, identity.whose),
    offsetof(struct rq_finding, identity.where),
    offsetof(struct rq_finding, identity.what),
};

static int compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

static int compare_positions(rq_pos a, rq_pos b)
{
    int order = compare_numbers(a.line, b.line);

    return order != 0 ? order : compare_numbers(a.column, b.column);
}

static int compare_ends(rq_pos a, rq_pos b)
{
    int order = compare_numbers(a.end_line, b.end_line);

    return order != 0 ? order : compare_numbers(a.end_column, b.end_column);
}

static int compare_places(const struct rq_finding *a, const struct rq_finding *b)
{
    int order = rq_str_compare(a->path, b->path);

    if (order == 0)
        order = compare_positions(a->pos, b->pos);
    if (order == 0)
        order = rq_str_compare(a->rule, b->rule);
    return order != 0 ? order : compare_ends(a->pos, b->pos);
}

static int compare_texts(const struct rq_finding *a, const struct rq_finding *b)
{
    for (size_t i = 0; i < sizeof minor_texts / sizeof *minor_texts; i++) {
        const rq_str *left = (const rq_str *)(const void *)((const char *)a + minor_texts[i]);
        const rq_str *right = (const rq_str *)(const void *)((const char *)b + minor_texts[i]);
        int order = rq_str_compare(*left, *right);

        if (order != 0)
            return order;
    }
    return 0;
}

static int compare_related(const struct rq_finding *a, const struct rq_finding *b)
{
    int order = compare_numbers(a->related_count, b->related_count);

    for (size_t i = 0; order == 0 && i < a->related_count; i++) {
        const struct rq_related *left = &a->related[i], *right = &b->related[i];

        order = rq_str_compare(left->path, right->path);
        if (order == 0)
            order = compare_positions(left->pos, right->pos);
        if (order == 0)
            order = rq_str_compare(left->message, right->message);
    }
    return order;
}

/* The whole order; 0 for exact doubles only. */
static int compare_findings(const void *left, const void *right)
{
    const struct rq_finding *a = left, *b = right;
    int order = compare_places(a, b);

    if (order == 0)
        order = compare_texts(a, b);
    if (order == 0)
        order = compare_related(a, b);
    if (order == 0)
        order = compare_numbers(a->level, b->level);
    if (order == 0 && a->episode != NULL && b->episode != NULL)
        order = compare_numbers(a->episode->number, b->episode->number);
    return order != 0 ? order : compare_numbers(a->waived, b->waived);
}

/* Sorts what is nearly sorted, as the findings of records in the order of their files are: each finding is moved to its
 * place among those before it, as long as that does not mean to move too many.  Doubles come to stand side by side, and so
 * are compared. */
static bool sort_by_insertion(struct rq_finding *findings, size_t count, bool *doubles)
{
    size_t moves = 4 * count;

    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        int order = compare_findings(&findings[at - 1], &findings[i]);

        while (order > 0) {
            at--;
            order = at > 0 ? compare_findings(&findings[at - 1], &findings[i]) : -1;
        }
        *doubles = *doubles || order == 0;
        if (at == i)
            continue;
        if (i - at > moves)
            return false;
        moves -= i - at;
        struct rq_finding moved = findings[i];
        memmove(&findings[at + 1], &findings[at], (i - at) * sizeof moved);
        findings[at] = moved;
    }
    return true;
}

/* True if there are doubles. */
static bool sort(struct rq_report *report)
{
    bool doubles = false;

    if (sort_by_insertion(report->findings, report->finding_count, &doubles))
        return doubles;
    qsort(report->findings, report->finding_count, sizeof *report->findings, compare_findings);
    return true;
}

/* Keeps the first of equal neighbours. */
static void drop_doubles(struct rq_report *report)
{
    size_t kept = 0;

    for (size_t i = 0; i < report->finding_count; i++)
        if (kept == 0 || compare_findings(&report->findings[kept - 1], &report->findings[i]) != 0)
            report->findings[kept++] = report->findings[i];
    report->finding_count = kept;
}

/* A part of what is hashed, with its length before it: no two lists of parts give the same bytes. */
static void add_part(struct rq_buf *buf, rq_str part)
{
    rq_buf_format(buf, "%zu:", part.len);
    rq_buf_add(buf, part);
}

/* The fingerprint of the nth finding of those that are about the same thing. */
static rq_str fingerprint(const struct rq_finding *finding, size_t ordinal, struct rq_arena *arena)
{
    struct rq_arena_mark mark = rq_arena_mark(arena);
    struct rq_buf buf = {.arena = arena};
    char digits[FINGERPRINT_DIGITS];
    rq_str hash;

    add_part(&buf, finding->rule);
    add_part(&buf, finding->kind);
    add_part(&buf, finding->identity.whose);
    add_part(&buf, finding->identity.where);
    add_part(&buf, finding->identity.what.len > 0 ? finding->identity.what : finding->message);
    if (ordinal > 1)
        rq_buf_format(&buf, "%zu", ordinal);
    hash = rq_sha256(arena, rq_buf_text(&buf));
    for (size_t i = 0; i < FINGERPRINT_DIGITS; i++)
        digits[i] = hash.ptr[i];
    rq_arena_release(arena, mark);
    return rq_arena_copy(arena, (rq_str){digits, FINGERPRINT_DIGITS});
}

void rq_finding_liken(struct rq_arena *arena, struct rq_finding *finding)
{
    if (finding->alike.len == 0)
        finding->alike = fingerprint(finding, 1, arena);
}

/* A finding while it waits for its ordinal: `first` is the fingerprint that it has if it is the first of its like. */
struct numbered {
    rq_str first;
    struct rq_finding *finding;
    bool known; /* base has one of its like in the same file */
};

static bool is_excused(const struct rq_finding *finding)
{
    return finding->waived || finding->ignored;
}

/* Like ones side by side, in the order of their ordinals. */
static int compare_numbered(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    int order = rq_str_compare(a->first, b->first);

    if (order == 0)
        order = compare_numbers(is_excused(a->finding), is_excused(b->finding));
    if (order == 0)
        order = compare_numbers(b->known, a->known);
    return order != 0 ? order : (a->finding > b->finding) - (a->finding < b->finding);
}

static int compare_like_in_file(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    int order = rq_str_compare(a->first, b->first);

    return order != 0 ? order : rq_str_compare(a->finding->path, b->finding->path);
}

static struct numbered *number(const struct rq_report *report, struct rq_arena *arena)
{
    struct numbered *all = RQ_NEW_ARRAY(arena, struct numbered, report->finding_count);

    for (size_t i = 0; i < report->finding_count; i++) {
        rq_finding_liken(arena, &report->findings[i]);
        all[i] = (struct numbered){report->findings[i].alike, &report->findings[i], false};
    }
    return all;
}

static void mark_known(struct numbered *all, size_t count, const struct rq_report *base, struct rq_arena *arena)
{
    struct numbered *old = number(base, arena);

    qsort(old, base->finding_count, sizeof *old, compare_like_in_file);
    for (size_t i = 0; i < count; i++)
        all[i].known = bsearch(&all[i], old, base->finding_count, sizeof *old, compare_like_in_file) != NULL;
}

static uint32_t table_mask(size_t count)
{
    uint32_t mask = 15;

    while (mask < count * 2)
        mask = mask * 2 + 1;
    return mask;
}

/* Moves those to the front that have another one of their like, and gives their number. */
static size_t repeated_first(struct numbered *all, size_t count, struct rq_arena *arena)
{
    uint32_t mask = table_mask(count);
    uint32_t *table = RQ_NEW_ARRAY(arena, uint32_t, mask + (size_t)1); /* numbers plus one */
    bool *repeated = RQ_NEW_ARRAY(arena, bool, count);
    size_t front = 0;

    for (size_t i = 0; i < count; i++) {
        uint32_t at = rq_fingerprint_hash(all[i].first) & mask;

        while (table[at] != 0 && !rq_str_equal(all[table[at] - 1].first, all[i].first))
            at = (at + 1) & mask;
        if (table[at] != 0)
            repeated[i] = repeated[table[at] - 1] = true;
        else
            table[at] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < count; i++) {
        struct numbered moved = all[i];

        if (!repeated[i])
            continue;
        all[i] = all[front];
        all[front++] = moved;
    }
    return front;
}

/* Most are the only one of their like. */
static void add_fingerprints(struct rq_report *report, const struct rq_report *base, struct rq_arena *arena)
{
    struct numbered *all = number(report, arena);
    size_t count = repeated_first(all, report->finding_count, arena), ordinal = 0;

    for (size_t i = count; i < report->finding_count; i++)
        all[i].finding->fingerprint = all[i].first;
    if (base != NULL && base->finding_count > 0 && count > 0)
        mark_known(all, count, base, arena);
    if (count > 0)
        qsort(all, count, sizeof *all, compare_numbered);
    for (size_t i = 0; i < count; i++) {
        bool another = i > 0 && rq_str_equal(all[i].first, all[i - 1].first);

        ordinal = another ? ordinal + 1 : 1;
        all[i].finding->fingerprint = another ? fingerprint(all[i].finding, ordinal, arena) : all[i].first;
    }
}

bool rq_finding_counts(const struct rq_finding *finding)
{
    return !finding->waived && (finding->episode == NULL || finding->episode->fixed == NULL);
}

void rq_report_count(struct rq_report *report)
{
    report->errors = report->warnings = report->infos = report->waived = report->fixed = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        bool counts = rq_finding_counts(finding);

        report->waived += finding->waived;
        report->fixed += !counts && !finding->waived;
        report->errors += counts && finding->level == RQ_LEVEL_ERROR;
        report->warnings += counts && finding->level == RQ_LEVEL_WARNING;
        report->infos += counts && finding->level == RQ_LEVEL_INFO;
    }
}

void rq_report_finish(struct rq_report *report, const struct rq_report *base, struct rq_arena *arena)
{
    if (report->finding_count > 0) {
        if (sort(report))
            drop_doubles(report);
        add_fingerprints(report, base, arena);
    }
    rq_report_count(report);
}

void rq_report_sort(struct rq_report *report)
{
    if (report->finding_count > 0)
        sort(report);
    rq_report_count(report);
}

size_t rq_report_find(const struct rq_report *report, const struct rq_finding *like)
{
    size_t low = 0, high = report->finding_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare_places(&report->findings[middle], like) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < report->finding_count && compare_places(&report->findings[low], like) == 0; low++)
        if (rq_str_equal(report->findings[low].alike, like->alike))
            return low;
    return report->finding_count;
}

bool rq_report_reaches(const struct rq_report *report, enum rq_level level)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (rq_finding_counts(&report->findings[i]) && report->findings[i].level >= level)
            return true;
    return false;
}

static const rq_str level_names[] = {
    [RQ_LEVEL_OFF] = {"off", 3},
    [RQ_LEVEL_INFO] = {"info", 4},
    [RQ_LEVEL_WARNING] = {"warning", 7},
    [RQ_LEVEL_ERROR] = {"error", 5},
};

rq_str rq_level_name(enum rq_level level)
{
    return level_names[level];
}

bool rq_level_parse(rq_str name, enum rq_level *level)
{
    for (size_t i = 0; i < sizeof level_names / sizeof *level_names; i++) {
        if (rq_str_equal(name, level_names[i])) {
            *level = (enum rq_level)i;
            return true;
        }
    }
    return false;
}
