/*
 * Waivers.  Each names a rule and a record; they are sorted by both, so that findings are looked up and never compared
 * with every waiver.  One that stands in a comment names a rule and lines of its file instead of a record.
 *
 * Where waivers are taken from another state, that state cannot know the lines of this one.  So a comment of this one only
 * marks what it would waive, and whoever compares both states keeps to what the other has waived.
 */
#include "lint/waive.h"

#include "base/limits.h"
#include "base/source.h"
#include "lint/scope.h"

#include <stdlib.h>
#include <string.h>

struct waiver {
    rq_str rule;
    rq_str record;        /* "kind/id"; of a comment the path */
    bool comment;         /* and this is one: */
    uint32_t first, last; /* lines of the file */
    const struct rq_record *source;
    bool used;
};

struct table {
    struct waiver *items;
    size_t count, cap;
};

static rq_str eval_text(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    rq_value value = rq_lint_scope_eval(scope, program);
    if (value.kind == RQ_OPTIONAL && value.as.inner != NULL)
        value = *value.as.inner;
    return rq_str_chomp(rq_value_source_text(scope->arena, value));
}

static bool is_valid(struct rq_lint_scope *scope, const struct rq_waives *waives)
{
    rq_value valid = rq_lint_scope_eval(scope, waives->valid);
    return valid.kind == RQ_BOOL && valid.as.boolean;
}

static bool is_comment(const struct rq_record *record)
{
    return record->place->format == RQ_FORMAT_COMMENTS;
}

/* The line that starts at an offset, without blanks around it; the offset is then that of the next line. */
static rq_str take_line(rq_str text, size_t *start)
{
    size_t newline = rq_str_find_byte(text, '\n', *start), end = newline == RQ_NOT_FOUND ? text.len : newline;
    rq_str line = rq_str_trim(rq_str_slice(text, *start, end));
    *start = end < text.len ? end + 1 : text.len;
    return line;
}

/* A line of marks and a comment for reqlint: what opens a comment is no letter in any language. */
static bool only_comment(rq_str line)
{
    size_t at = rq_str_find(line, RQ_STR("reqlint:"), 0);
    for (size_t i = 0; at != RQ_NOT_FOUND && i < at; i++)
        if (line.ptr[i] == '\0' || strchr("#/*<!-;% \t", line.ptr[i]) == NULL)
            return false;
    return at != RQ_NOT_FOUND;
}

/* What stands before a comment in its line is meant by it; before a comment with a line of its own nothing does, and it
 * means the next line that is neither blank nor such a comment: in prose the paragraph that begins there. */
static void find_lines(const struct rq_record *record, struct waiver *waiver)
{
    const struct rq_source *source = record->source;
    rq_str text = rq_source_text(source);
    uint32_t count = rq_source_line_count(source), line = rq_value_pos(record->object).line;
    uint32_t last = line + RQ_LIMIT_COMMENT_LINES;
    size_t next = rq_source_line_start(source, line);
    rq_str words = take_line(text, &next);
    waiver->first = waiver->last = line;
    bool prose = rq_str_starts(words, RQ_STR("<!--"));
    if (!only_comment(words))
        return;
    for (; line < count && line < last && (only_comment(words) || words.len == 0); line++)
        words = take_line(text, &next);
    waiver->first = waiver->last = line;
    last = line + RQ_LIMIT_COMMENT_LINES;
    while (prose && waiver->last < count && waiver->last < last && take_line(text, &next).len > 0)
        waiver->last++;
}

static void add_waiver(struct table *table, const struct rq_lint_input *input, const struct rq_record *record,
                       struct rq_arena *scratch, struct rq_arena *arena)
{
    const struct rq_waives *waives = record->kind->waives;
    struct rq_lint_scope *scope = RQ_NEW(scratch, struct rq_lint_scope);
    rq_lint_scope_init(scope, input, NULL, record, scratch);
    if (!is_valid(scope, waives))
        return;
    rq_str id = eval_text(scope, waives->rule), name = eval_text(scope, waives->record);
    const struct rq_rule *rule = rq_policy_rule(input->policy, id);
    if (rule == NULL || !rule->waivable)
        return;
    table->items = rq_grow(arena, table->items, table->count, &table->cap, sizeof *table->items);
    struct waiver waiver = {.rule = rq_arena_copy(arena, id), .record = rq_arena_copy(arena, name), .source = record};
    waiver.comment = is_comment(record);
    if (waiver.comment) {
        waiver.record = record->path;
        find_lines(record, &waiver);
    }
    table->items[table->count++] = waiver;
}

static int compare_waivers(const void *left, const void *right)
{
    const struct waiver *a = left, *b = right;
    int order = rq_str_compare(a->rule, b->rule);
    if (order == 0)
        order = a->comment - b->comment;
    return order != 0 ? order : rq_str_compare(a->record, b->record);
}

/* The first waiver of the sorted table that is not before `key`. */
static size_t lower_bound(const struct table *table, const struct waiver *key)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_waivers(&table->items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True if some waiver of the key, and for a comment of the line, is there.  Several may name one finding: all of them have
 * something to waive. */
static bool use(struct table *table, const struct waiver *key, uint32_t line)
{
    bool found = false;
    for (size_t w = lower_bound(table, key); w < table->count && compare_waivers(&table->items[w], key) == 0; w++) {
        struct waiver *waiver = &table->items[w];
        if (waiver->comment && (line < waiver->first || line > waiver->last))
            continue;
        found = waiver->used = true;
    }
    return found;
}

static void apply(struct table *table, bool own, struct rq_findings *findings, struct rq_arena *scratch)
{
    for (size_t f = 0; table->count > 0 && f < findings->count; f++) {
        struct rq_finding *finding = &findings->items[f];
        rq_str record = rq_arena_format(scratch, "%.*s/%.*s", RQ_ARG(finding->kind), RQ_ARG(finding->id));
        struct waiver by_record = {.rule = finding->rule, .record = record};
        struct waiver by_line = {.rule = finding->rule, .record = finding->path, .comment = true};
        bool waived = use(table, &by_record, 0);
        bool ignored = use(table, &by_line, finding->pos.line);
        finding->waived = waived || (own && ignored);
        finding->ignored = ignored;
        rq_arena_reset(scratch);
    }
}

static void report_unused(const struct rq_policy *policy, const struct table *table, struct rq_findings *findings)
{
    for (size_t w = 0; w < table->count; w++) {
        const struct waiver *waiver = &table->items[w];
        const struct rq_rule *rule = rq_policy_rule(policy, waiver->source->kind->waives->unused);
        if (waiver->used || rule == NULL || rule->level == RQ_LEVEL_OFF)
            continue;
        rq_str message = rq_arena_format(findings->arena, "`%.*s` finds nothing at `%.*s`: there is nothing to waive",
                                         RQ_ARG(waiver->rule), RQ_ARG(waiver->record));
        if (waiver->comment)
            message = rq_arena_format(findings->arena, "`%.*s` finds nothing in line %u: there is nothing to waive",
                                      RQ_ARG(waiver->rule), waiver->first);
        struct rq_finding finding =
            rq_record_finding(findings->arena, waiver->source, NULL, rule->id, (rq_value){0}, message);
        finding.level = rule->level;
        finding.help = rule->help;
        finding.identity.what = waiver->rule;
        rq_findings_add(findings, finding);
    }
}

static void collect(struct table *table, const struct rq_lint_input *input, bool comments, struct rq_arena *scratch,
                    struct rq_arena *arena)
{
    for (size_t i = 0; i < input->graph->record_count; i++) {
        const struct rq_record *record = &input->graph->records[i];
        const struct rq_waives *waives = record->kind->waives;
        if (waives == NULL || waives->rule == NULL || record->superseded || is_comment(record) != comments)
            continue;
        add_waiver(table, input, record, scratch, arena);
        rq_arena_reset(scratch);
    }
}

/* Whether a waiver is valid is asked where it comes from: with the approvers of the base, not those of the head. */
void rq_lint_waive(const struct rq_lint_input *input, struct rq_findings *findings)
{
    struct rq_lint_input records = *input;
    records.graph = input->waivers != NULL ? input->waivers : input->graph;
    if (!rq_graph_has_waivers(records.graph) && !rq_graph_has_waivers(input->graph))
        return;
    struct rq_arena *scratch = rq_arena_new();
    struct table table = {0};
    collect(&table, &records, false, scratch, findings->arena);
    collect(&table, input, true, scratch, findings->arena);
    if (table.count > 0)
        qsort(table.items, table.count, sizeof *table.items, compare_waivers);
    apply(&table, input->waivers == NULL, findings, scratch);
    rq_arena_free(scratch);
    if (input->waivers == NULL)
        report_unused(input->policy, &table, findings);
}
