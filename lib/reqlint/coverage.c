/*
 * From probes to gaps: each probe has one or two sides, and one that misses a side is a gap, with a sentence about what
 * never happened and its place in the rule's file.
 */
#include "reqlint/coverage.h"

#include "base/source.h"
#include "yaml/yaml.h"

#include <stdlib.h>

/* Code points of an expression in a sentence. */
enum { SHOWN = 60 };

/* What is said of a probe, by what it is about; of the first side, of the second, of both. */
struct wording {
    const char *sides[2];
    const char *never[2];
    const char *neither;
};

static const struct wording wordings[] = {
    [RQ_COVERAGE_PROGRAM] = {{"true", "false"}, {"was never true", "was never false"}, "was never evaluated"},
    [RQ_COVERAGE_EACH] = {{"some", "none"}, {"never gave an element", "never was empty"}, "was never evaluated"},
    [RQ_COVERAGE_FIND] = {{"some", "none"}, {"never matched", "always matched"}, "was never tried"},
    [RQ_COVERAGE_NEAR] = {{"some", "none"}, {"never found a pair", "always found a pair"}, "was never tried"},
};

/* A part that is no condition has one side: it gave a value. */
static const struct wording any_value = {{"value", NULL}, {"was never evaluated", NULL}, NULL};

static size_t side_count(const struct rq_cel_probe *probe)
{
    return probe->condition ? 2 : 1;
}

static bool is_reached(const struct rq_cel_probe *probe, uint8_t seen, size_t side)
{
    uint8_t any = RQ_CEL_SEEN_TRUE | RQ_CEL_SEEN_FALSE | RQ_CEL_SEEN_VALUE;
    uint8_t wanted = !probe->condition ? any : side == 0 ? RQ_CEL_SEEN_TRUE : RQ_CEL_SEEN_FALSE;
    return (seen & wanted) != 0;
}

/* What the gap is called in a sentence. */
static rq_str name_of(struct rq_arena *arena, const struct rq_coverage_part *part, rq_str text)
{
    return part->kind == RQ_COVERAGE_NEAR ? part->key : rq_str_excerpt(arena, text, SHOWN);
}

static const char *words_for(const struct wording *wording, const struct rq_gap *gap, uint8_t seen)
{
    if (seen & RQ_CEL_SEEN_FAULT && !(seen & (RQ_CEL_SEEN_TRUE | RQ_CEL_SEEN_FALSE | RQ_CEL_SEEN_VALUE)))
        return "failed whenever it was evaluated";
    if (seen == RQ_CEL_SEEN_VALUE)
        return "was never true or false";
    if (gap->missing_count == 2)
        return wording->neither;
    return wording->never[rq_str_equal(gap->missing[0], rq_str_from(wording->sides[0])) ? 0 : 1];
}

static struct rq_gap make_gap(struct rq_arena *arena, const struct rq_coverage_part *part, size_t number)
{
    const struct rq_cel_probe *probe = &part->probes.items[number];
    const struct wording *wording = probe->condition ? &wordings[part->kind] : &any_value;
    uint8_t seen = part->seen[number];
    rq_str code = part->program != NULL ? rq_cel_text(part->program) : rq_value_text(part->written);
    struct rq_gap gap = {.key = part->key, .text = rq_str_slice(code, probe->start, probe->end)};
    for (size_t side = 0; side < side_count(probe); side++)
        if (!is_reached(probe, seen, side))
            gap.missing[gap.missing_count++] = rq_str_from(wording->sides[side]);
    if (gap.missing_count == 0)
        return gap;
    gap.message =
        rq_arena_format(arena, "`%.*s` %s", RQ_ARG(name_of(arena, part, gap.text)), words_for(wording, &gap, seen));
    gap.pos = rq_yaml_locate(part->written, probe->start, probe->end);
    return gap;
}

static int by_place(const void *left, const void *right)
{
    const struct rq_gap *a = left, *b = right;
    if (a->pos.line != b->pos.line)
        return a->pos.line < b->pos.line ? -1 : 1;
    if (a->pos.column != b->pos.column)
        return a->pos.column < b->pos.column ? -1 : 1;
    return rq_str_compare(a->message, b->message);
}

struct rq_rule_coverage rq_rule_coverage(struct rq_arena *arena, const struct rq_rule *rule,
                                         const struct rq_coverage *coverage)
{
    struct rq_rule_coverage result = {.rule = rule->id, .path = rq_source_path(rule->source), .source = rule->source};
    struct rq_gap *gaps = NULL;
    size_t cap = 0;
    for (size_t i = 0; i < coverage->count; i++)
        for (size_t p = 0; p < coverage->parts[i].probes.count; p++) {
            struct rq_gap gap = make_gap(arena, &coverage->parts[i], p);
            size_t sides = side_count(&coverage->parts[i].probes.items[p]);
            result.sides += sides;
            result.reached += sides - gap.missing_count;
            if (gap.missing_count == 0)
                continue;
            gaps = rq_grow(arena, gaps, result.gap_count, &cap, sizeof *gaps);
            gaps[result.gap_count++] = gap;
        }
    if (result.gap_count > 0)
        qsort(gaps, result.gap_count, sizeof *gaps, by_place);
    result.gaps = gaps;
    return result;
}
