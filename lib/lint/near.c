/*
 * Rules on pairs: which records take part, the words of their texts as sets of numbers, and the findings.  Similarity is
 * Jaccard's: common words over all words of two texts, each word counted once.
 *
 * No number of records makes this compare every pair: alike.c finds the pairs by an index of the rarest words of each
 * text, as near.h says.  And what was found in another state of the tree is not looked for again: texts of records that
 * the states share are compared with the others alone, and what is said of a pair of them is said again.
 */
#include "lint/near.h"

#include "base/limits.h"
#include "base/source.h"
#include "cel/prose.h"
#include "lint/alike.h"
#include "lint/pass.h"
#include "lint/place.h"
#include "lint/report.h"

#include <stdlib.h>
#include <string.h>

struct text {
    const struct rq_record *record;
    rq_value field;
};

struct near {
    const struct rq_lint_input *input;
    const struct rq_rule *rule;
    struct rq_findings *findings;
    const struct rq_near_memory *known; /* of the same rule in another state, with all pairs; or NULL, */
    const struct rq_near_memory *said;  /* and with findings that may be said again */
    const struct rq_finding **kept;     /* per pair, for the next state */
    struct rq_arena *arena;             /* of the whole comparison */
    struct rq_arena *scratch;           /* of one record */
    struct rq_lint_scope *scope;
    rq_value given; /* the threshold, as the rule's expression gives it */
    double threshold;

    struct text *texts;
    struct rq_alike_set *sets; /* their words */
    uint32_t count;
    size_t text_cap, set_cap;
    uint32_t *words; /* of one text */
    size_t words_cap;

    rq_str *names;      /* word number -> word */
    uint32_t *last_use; /* word number -> number of the last text that has it, plus one */
    size_t word_count, name_cap, use_cap;
    uint32_t *table; /* open addressing: word number + 1 */
    size_t table_size;
};

static void grow_table(struct near *near)
{
    size_t size = near->table_size == 0 ? 1024 : near->table_size * 2;
    uint32_t *table = RQ_NEW_ARRAY(near->arena, uint32_t, size);
    for (size_t i = 0; i < near->word_count; i++) {
        size_t at = rq_str_hash(near->names[i]) & (size - 1);
        while (table[at] != 0)
            at = (at + 1) & (size - 1);
        table[at] = (uint32_t)i + 1;
    }
    near->table = table;
    near->table_size = size;
}

static uint32_t word_number(struct near *near, rq_str word)
{
    if (near->word_count * 2 >= near->table_size)
        grow_table(near);
    size_t at = rq_str_hash(word) & (near->table_size - 1);
    for (; near->table[at] != 0; at = (at + 1) & (near->table_size - 1))
        if (rq_str_equal(near->names[near->table[at] - 1], word))
            return near->table[at] - 1;
    near->names = rq_grow(near->arena, near->names, near->word_count, &near->name_cap, sizeof *near->names);
    near->last_use = rq_grow(near->arena, near->last_use, near->word_count, &near->use_cap, sizeof *near->last_use);
    near->names[near->word_count] = word;
    near->last_use[near->word_count] = 0;
    near->table[at] = (uint32_t)++near->word_count;
    return near->table[at] - 1;
}

/* The set of the text's words. */
static struct rq_alike_set read_words(struct near *near, rq_str prose)
{
    uint32_t count = 0;
    rq_str word;
    for (size_t at = 0; (word = rq_cel_next_word(near->arena, prose, &at)).len > 0;) {
        uint32_t number = word_number(near, word);
        if (near->last_use[number] == near->count + 1)
            continue;
        near->last_use[number] = near->count + 1;
        near->words = rq_grow(near->arena, near->words, count, &near->words_cap, sizeof *near->words);
        near->words[count++] = number;
    }
    uint32_t *words = RQ_NEW_ARRAY(near->arena, uint32_t, count);
    if (count > 0)
        memcpy(words, near->words, count * sizeof *words);
    return (struct rq_alike_set){.words = words, .count = count};
}

static bool takes_part(struct near *near, const struct rq_record *record)
{
    bool matched = false;
    for (size_t i = 0; i < near->rule->match_count && !matched; i++)
        matched = near->rule->match[i] == record->kind;
    if (!matched || record->superseded)
        return false;
    rq_lint_scope_init(near->scope, near->input, near->rule, record, near->scratch);
    rq_value when = near->rule->when == NULL ? rq_bool(true) : rq_lint_scope_eval(near->scope, near->rule->when);
    return when.kind == RQ_BOOL && when.as.boolean;
}

/* True if the record took part in the state that is known, with this very text. */
static bool is_known(const struct near *near, const struct rq_record *record)
{
    return near->known != NULL && record->shared > 0 && near->known->took_part[record->shared - 1];
}

static void add_text(struct near *near, const struct rq_record *record)
{
    const rq_value *field = rq_value_field(record->object, near->rule->near->field);
    if (field == NULL || field->kind != RQ_STRING || !takes_part(near, record))
        return;
    struct rq_alike_set set = read_words(near, rq_value_text(*field));
    if (set.count == 0)
        return;
    set.known = is_known(near, record);
    near->texts = rq_grow(near->arena, near->texts, near->count, &near->text_cap, sizeof *near->texts);
    near->sets = rq_grow(near->arena, near->sets, near->count, &near->set_cap, sizeof *near->sets);
    near->texts[near->count] = (struct text){record, *field};
    near->sets[near->count++] = set;
}

static void add_texts(struct near *near)
{
    for (size_t i = 0; i < near->input->graph->record_count; i++) {
        add_text(near, &near->input->graph->records[i]);
        rq_arena_reset(near->scratch);
    }
}

static void report_pair(struct near *near, const struct text *a, const struct text *b)
{
    bool a_later = rq_record_id_compare(a->record->id, b->record->id) > 0;
    const struct text *later = a_later ? a : b, *earlier = a_later ? b : a;
    struct rq_arena *arena = near->findings->arena;
    const struct rq_rule *rule = near->rule;
    rq_str id = earlier->record->id, message;
    enum rq_level level;
    rq_lint_scope_init(near->scope, near->input, rule, later->record, near->scratch);
    rq_lint_scope_item(near->scope, earlier->record->object, rq_string(id));
    struct rq_lint_judge judge = {
        .scope = near->scope, .findings = near->findings, .rule = rule, .record = later->record};
    if (!rq_lint_report_words(&judge, &level, &message))
        return;
    struct rq_finding finding = rq_record_finding(arena, later->record, NULL, rule->id, later->field, message);
    finding.level = level;
    finding.help = rule->help;
    finding.pos = rq_place_pos(later->field);
    finding.identity.what = id;
    rq_finding_relate(arena, &finding,
                      (struct rq_related){earlier->record->source, earlier->record->path, rq_place_pos(earlier->field),
                                          rq_arena_format(arena, "`%.*s` says nearly the same", RQ_ARG(id))});
    rq_findings_add(near->findings, finding);
}

static void report_limit(struct near *near, const struct text *text)
{
    struct rq_arena *arena = near->findings->arena;
    rq_str message = rq_arena_format(arena, "more than %d pairs of texts are nearly equal: no verdict on the others",
                                     RQ_LIMIT_PAIRS);
    struct rq_finding finding = rq_record_finding(arena, text->record, NULL, near->rule->id, text->field, message);
    finding.level = RQ_LEVEL_ERROR;
    finding.fault = true;
    finding.help = near->rule->help;
    finding.pos = rq_place_pos(text->field);
    rq_findings_add(near->findings, finding);
}

/* A threshold that is none is a fault of the rule, and no record is to blame. */
static void report_threshold(struct near *near)
{
    rq_value value = near->given;
    struct rq_arena *arena = near->findings->arena;
    const struct rq_rule *rule = near->rule;
    const struct rq_cel_program *threshold = rule->near->threshold;
    rq_str given = value.kind == RQ_FAULT ? value.as.fault->message : rq_value_print(near->arena, value, 40);
    struct rq_finding finding = {
        .rule = rule->id,
        .level = RQ_LEVEL_ERROR,
        .fault = true,
        .path = rq_source_path(rule->source),
        .source = rule->source,
        .pos = rq_rule_place(rule, threshold, 0, rq_cel_text(threshold).len),
        .identity = {.whose = rule->id, .what = RQ_STR("threshold")},
        .message = rq_arena_format(
            arena, "the `threshold` of `near` must be above 0 and at most 1, not %.*s: no verdict", RQ_ARG(given)),
    };
    rq_findings_add(near->findings, finding);
}

static bool read_threshold(struct near *near)
{
    rq_lint_scope_init(near->scope, near->input, near->rule, NULL, near->arena);
    rq_value given = rq_lint_scope_eval(near->scope, near->rule->near->threshold);
    near->given = given;
    near->threshold = given.kind == RQ_DOUBLE ? given.as.number : given.kind == RQ_INT ? (double)given.as.integer : -1;
    return near->threshold > 0 && near->threshold <= 1;
}

/* True if what is said of a pair is made of more than the two records. */
static bool says_more(const struct rq_rule *rule)
{
    bool more = false;
    for (size_t s = RQ_SLOT_REFS; s <= RQ_SLOT_BACKREFS; s++) {
        more = more || (rule->message_expression != NULL && rq_cel_uses(rule->message_expression, (uint32_t)s)) ||
               (rule->level_expression != NULL && rq_cel_uses(rule->level_expression, (uint32_t)s));
        for (size_t v = 0; v < rule->variable_count && !more; v++)
            more = rq_cel_uses(rule->variables[v].program, (uint32_t)s);
    }
    return more;
}

static void recall(struct near *near)
{
    const struct rq_near_memory *known = near->input->known == NULL ? NULL : near->input->known->near;
    while (known != NULL && known->rule != near->rule)
        known = known->next;
    bool same = known != NULL && known->threshold >= near->threshold && known->threshold <= near->threshold;
    near->known = same && !known->limited ? known : NULL;
    near->said = known != NULL && known->looks == 0 && !says_more(near->rule) ? known : NULL;
}

static int by_numbers(const void *a, const void *b)
{
    const struct rq_alike_pair *left = a, *right = b;
    if (left->set != right->set)
        return left->set < right->set ? -1 : 1;
    return (left->other > right->other) - (left->other < right->other);
}

/* Adds the pairs that are known and still there: then as if all of them had been found here.  False where that makes too
 * many. */
static bool add_known(const struct near *near, struct rq_alike_pair **pairs, size_t *count)
{
    const struct rq_near_memory *known = near->known;
    uint32_t *texts = RQ_NEW_ARRAY(near->arena, uint32_t, known->record_count); /* of its records: plus one, or 0 */
    struct rq_alike_pair *all = RQ_NEW_ARRAY(near->arena, struct rq_alike_pair, *count + known->pair_count);
    if (*count > 0)
        memcpy(all, *pairs, *count * sizeof *all);
    for (uint32_t t = 0; t < near->count; t++)
        if (near->sets[t].known)
            texts[near->texts[t].record->shared - 1] = t + 1;
    for (size_t p = 0; p < known->pair_count; p++) {
        uint32_t set = texts[known->pairs[p].set], other = texts[known->pairs[p].other];
        if (set > 0 && other > 0)
            all[(*count)++] = (struct rq_alike_pair){set - 1, other - 1};
    }
    *pairs = all;
    return *count <= RQ_LIMIT_PAIRS;
}

static size_t find_pairs(struct near *near, struct rq_alike_pair **pairs)
{
    struct rq_alike_input input = {.sets = near->sets,
                                   .count = near->count,
                                   .word_count = (uint32_t)near->word_count,
                                   .threshold = near->threshold,
                                   .most = RQ_LIMIT_PAIRS,
                                   .threads = near->input->threads};
    size_t count = rq_alike_find(near->arena, &input, pairs);
    if (near->known == NULL || add_known(near, pairs, &count))
        return count;
    /* Which of too many pairs are reported must not depend on what was known. */
    for (uint32_t t = 0; t < near->count; t++)
        near->sets[t].known = false;
    return rq_alike_find(near->arena, &input, pairs);
}

/* In the order of the records, whichever of the two was looked up. */
static void sort_pairs(struct rq_alike_pair *pairs, size_t count)
{
    for (size_t p = 0; p < count; p++)
        if (pairs[p].set < pairs[p].other)
            pairs[p] = (struct rq_alike_pair){pairs[p].other, pairs[p].set};
    if (count > 0)
        qsort(pairs, count, sizeof *pairs, by_numbers);
}

/* For the next state, in the arena of the findings. */
static void remember(const struct near *near, const struct rq_alike_pair *pairs, size_t count, bool limited)
{
    struct rq_arena *arena = near->findings->arena;
    const struct rq_record *first = near->input->graph->records;
    struct rq_near_memory *memory = RQ_NEW(arena, struct rq_near_memory);
    bool *took_part = RQ_NEW_ARRAY(arena, bool, near->input->graph->record_count);
    struct rq_alike_pair *kept = RQ_NEW_ARRAY(arena, struct rq_alike_pair, count);
    for (uint32_t t = 0; t < near->count; t++)
        took_part[near->texts[t].record - first] = true;
    for (size_t p = 0; p < count; p++) {
        kept[p].set = (uint32_t)(near->texts[pairs[p].set].record - first);
        kept[p].other = (uint32_t)(near->texts[pairs[p].other].record - first);
    }
    *memory = (struct rq_near_memory){.rule = near->rule,
                                      .threshold = near->threshold,
                                      .took_part = took_part,
                                      .record_count = near->input->graph->record_count,
                                      .pairs = kept,
                                      .findings = near->kept,
                                      .pair_count = count,
                                      .limited = limited,
                                      .looks = near->scope->looks,
                                      .next = near->input->memory->near};
    near->input->memory->near = memory;
    near->input->memory->pair_count += count;
}

/* What was said of a pair in the other state, where it would be said again; or NULL. */
static const struct rq_finding *said_before(const struct near *near, const struct rq_alike_pair *pair)
{
    const struct rq_near_memory *said = near->said;
    size_t set = near->texts[pair->set].record->shared, other = near->texts[pair->other].record->shared;
    if (said == NULL || said->pair_count == 0 || set == 0 || other == 0)
        return NULL;
    const struct rq_alike_pair wanted = {(uint32_t)((set > other ? set : other) - 1),
                                         (uint32_t)((set > other ? other : set) - 1)};
    const struct rq_alike_pair *found = bsearch(&wanted, said->pairs, said->pair_count, sizeof wanted, by_numbers);
    return found == NULL ? NULL : said->findings[found - said->pairs];
}

/* What is said, for the next state; a fault is made anew there. */
static const struct rq_finding *keep_said(struct near *near, size_t before)
{
    struct rq_finding *said = near->findings->count == before + 1 ? &near->findings->items[before] : NULL;
    if (near->input->memory == NULL || said == NULL || said->fault)
        return NULL;
    rq_finding_liken(near->findings->arena, said);
    struct rq_finding *kept = RQ_NEW(near->findings->arena, struct rq_finding);
    *kept = *said;
    kept->kept = true;
    return kept;
}

static const struct rq_finding *say(struct near *near, const struct rq_alike_pair *pair)
{
    struct rq_arena *arena = near->findings->arena;
    const struct rq_finding *said = said_before(near, pair);
    size_t before = near->findings->count;
    if (said == NULL) {
        report_pair(near, &near->texts[pair->set], &near->texts[pair->other]);
        rq_arena_reset(near->scratch);
        return keep_said(near, before);
    }
    if (near->input->known->passes) {
        struct rq_finding *copy = RQ_NEW(arena, struct rq_finding);
        *copy = rq_finding_copy(arena, said);
        said = copy;
    }
    rq_findings_add(near->findings, *said);
    return said;
}

static void compare_texts(struct near *near)
{
    struct rq_alike_pair *pairs;
    size_t count = find_pairs(near, &pairs), most = count < RQ_LIMIT_PAIRS ? count : RQ_LIMIT_PAIRS;
    uint16_t looks = near->scope->looks;
    rq_lint_scope_note(near->scope, near->rule->near, count > 0);
    sort_pairs(pairs, most);
    near->kept = RQ_NEW_ARRAY(near->findings->arena, const struct rq_finding *, most);
    near->scope->looks = 0;
    for (size_t p = 0; p < most; p++)
        near->kept[p] = say(near, &pairs[p]);
    if (near->input->memory != NULL)
        remember(near, pairs, most, count > RQ_LIMIT_PAIRS);
    near->scope->looks |= looks;
    if (count > RQ_LIMIT_PAIRS)
        report_limit(near, &near->texts[pairs[RQ_LIMIT_PAIRS].set]);
}

void rq_judge_near(const struct rq_lint_input *input, const struct rq_rule *rule, struct rq_findings *findings)
{
    struct near near = {
        .input = input, .rule = rule, .findings = findings, .arena = rq_arena_new(), .scratch = rq_arena_new()};
    near.scope = RQ_NEW(near.arena, struct rq_lint_scope);
    bool good = read_threshold(&near);
    if (good)
        recall(&near);
    add_texts(&near);
    if (near.count > 0 && good)
        compare_texts(&near);
    else if (near.count > 0)
        report_threshold(&near);
    if (input->memory != NULL)
        input->memory->pair_looks |= near.scope->looks;
    rq_arena_free(near.scratch);
    rq_arena_free(near.arena);
}
