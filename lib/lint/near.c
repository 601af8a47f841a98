/*
 * Nearly equal texts, without comparing every pair.
 *
 * Similarity is Jaccard's: common words over all words of two texts, each word counted once.  The method is prefix
 * filtering (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007): with the words of each text sorted from rare to
 * common, two texts can only be as similar as t if they share one of the first n - ceil(t n) + 1 words of each.  So an
 * index of these rare words gives few candidates, and only they are compared.
 */
#include "lint/near.h"

#include "base/limits.h"
#include "base/source.h"
#include "cel/prose.h"
#include "lint/place.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A record's text as a set of word numbers, sorted from rare to common. */
struct text {
    const struct rq_record *record;
    rq_value field;
    uint32_t *words;
    uint32_t count;
};

struct near {
    const struct rq_lint_input *input;
    const struct rq_rule *rule;
    struct rq_findings *findings;
    struct rq_arena *arena; /* of the whole comparison */
    struct rq_lint_scope *scope;
    struct text *texts;
    size_t count, cap;
    double threshold;
    size_t pairs;  /* that were reported */
    rq_str *names; /* word number -> word */
    uint32_t *uses;
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
    near->uses = rq_grow(near->arena, near->uses, near->word_count, &near->use_cap, sizeof *near->uses);
    near->names[near->word_count] = word;
    near->uses[near->word_count] = 0;
    near->table[at] = (uint32_t)++near->word_count;
    return near->table[at] - 1;
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* The set of the text's words; each counts as one use. */
static void read_words(struct near *near, struct text *text)
{
    rq_str prose = rq_value_text(text->field), word;
    size_t cap = 0, count = 0;
    for (size_t at = 0; (word = rq_cel_next_word(near->arena, prose, &at)).len > 0;) {
        text->words = rq_grow(near->arena, text->words, count, &cap, sizeof *text->words);
        text->words[count++] = word_number(near, word);
    }
    if (count > 0)
        qsort(text->words, count, sizeof *text->words, by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || text->words[i] != text->words[i - 1])
            text->words[text->count++] = text->words[i];
    for (uint32_t i = 0; i < text->count; i++)
        near->uses[text->words[i]]++;
}

static bool takes_part(struct near *near, const struct rq_record *record)
{
    bool matched = false;
    for (size_t i = 0; i < near->rule->match_count && !matched; i++)
        matched = near->rule->match[i] == record->kind;
    if (!matched || record->superseded)
        return false;
    rq_lint_scope_init(near->scope, near->input, near->rule, record, near->arena);
    rq_value when = near->rule->when == NULL ? rq_bool(true) : rq_lint_scope_eval(near->scope, near->rule->when);
    return when.kind == RQ_BOOL && when.as.boolean;
}

static void add_text(struct near *near, const struct rq_record *record)
{
    const rq_value *field = rq_value_field(record->object, near->rule->near->field);
    if (field == NULL || field->kind != RQ_STRING || !takes_part(near, record))
        return;
    near->texts = rq_grow(near->arena, near->texts, near->count, &near->cap, sizeof *near->texts);
    near->texts[near->count] = (struct text){.record = record, .field = *field};
    read_words(near, &near->texts[near->count]);
    near->count += near->texts[near->count].count > 0;
}

/* Numbers the words anew, rare ones first, so that sorting by number is sorting from rare to common. */
struct ranked {
    uint32_t uses, word;
};

static int by_uses(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->uses != right->uses)
        return left->uses < right->uses ? -1 : 1;
    return (left->word > right->word) - (left->word < right->word);
}

static void rank_words(struct near *near)
{
    struct ranked *ranked = RQ_NEW_ARRAY(near->arena, struct ranked, near->word_count);
    uint32_t *rank = RQ_NEW_ARRAY(near->arena, uint32_t, near->word_count);
    for (size_t i = 0; i < near->word_count; i++)
        ranked[i] = (struct ranked){near->uses[i], (uint32_t)i};
    if (near->word_count > 0)
        qsort(ranked, near->word_count, sizeof *ranked, by_uses);
    for (size_t i = 0; i < near->word_count; i++)
        rank[ranked[i].word] = (uint32_t)i;
    for (size_t t = 0; t < near->count; t++) {
        struct text *text = &near->texts[t];
        for (uint32_t i = 0; i < text->count; i++)
            text->words[i] = rank[text->words[i]];
        qsort(text->words, text->count, sizeof *text->words, by_number);
    }
}

static uint32_t common_words(const struct text *a, const struct text *b)
{
    uint32_t common = 0;
    for (uint32_t i = 0, j = 0; i < a->count && j < b->count;) {
        common += a->words[i] == b->words[j];
        if (a->words[i] <= b->words[j])
            j += a->words[i] == b->words[j], i++;
        else
            j++;
    }
    return common;
}

/* Ids in the order people read them: runs of digits by their value, so that REQ-9 comes before REQ-10. */
static int compare_ids(rq_str a, rq_str b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        bool digits = a.ptr[i] >= '0' && a.ptr[i] <= '9' && b.ptr[j] >= '0' && b.ptr[j] <= '9';
        if (!digits && a.ptr[i] != b.ptr[j])
            return (unsigned char)a.ptr[i] < (unsigned char)b.ptr[j] ? -1 : 1;
        if (!digits) {
            i++;
            j++;
            continue;
        }
        uint64_t x = 0, y = 0;
        for (; i < a.len && a.ptr[i] >= '0' && a.ptr[i] <= '9'; i++)
            x = x * 10 + (uint64_t)(a.ptr[i] - '0');
        for (; j < b.len && b.ptr[j] >= '0' && b.ptr[j] <= '9'; j++)
            y = y * 10 + (uint64_t)(b.ptr[j] - '0');
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.len - i < b.len - j ? -1 : a.len - i > b.len - j;
}

static void report_pair(struct near *near, const struct text *a, const struct text *b)
{
    bool a_later = compare_ids(a->record->id, b->record->id) > 0;
    const struct text *later = a_later ? a : b, *earlier = a_later ? b : a;
    struct rq_arena *arena = near->findings->arena;
    const struct rq_rule *rule = near->rule;
    rq_str id = earlier->record->id;
    rq_str message = rule->message.len > 0 ? rule->message : rule->title;
    rq_lint_scope_init(near->scope, near->input, rule, later->record, near->arena);
    rq_lint_scope_item(near->scope, earlier->record->object, rq_string(id));
    if (rule->message_expression != NULL) {
        rq_value made = rq_lint_scope_eval(near->scope, rule->message_expression);
        message = made.kind == RQ_STRING ? rq_arena_copy(arena, rq_value_text(made)) : message;
    }
    struct rq_finding finding = rq_record_finding(arena, later->record, rule->id, later->field, message);
    finding.level = rule->level;
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
    struct rq_finding finding = rq_record_finding(arena, text->record, near->rule->id, text->field, message);
    finding.level = RQ_LEVEL_ERROR;
    finding.help = near->rule->help;
    finding.pos = rq_place_pos(text->field);
    rq_findings_add(near->findings, finding);
}

/* A threshold that is none is a fault of the rule, and no record is to blame. */
static void report_threshold(struct near *near, rq_value value)
{
    struct rq_arena *arena = near->findings->arena;
    const struct rq_rule *rule = near->rule;
    rq_str given = value.kind == RQ_FAULT ? value.as.fault->message : rq_value_print(near->arena, value, 40);
    const rq_value *id = rq_value_field(rule->root, RQ_STR("id"));
    struct rq_finding finding = {
        .rule = rule->id,
        .level = RQ_LEVEL_ERROR,
        .path = rq_source_path(rule->source),
        .source = rule->source,
        .pos = id == NULL ? (rq_pos){0} : rq_value_pos(*id),
        .identity = {.whose = rule->id, .what = RQ_STR("threshold")},
        .message = rq_arena_format(
            arena, "the `threshold` of `near` must be above 0 and at most 1, not %.*s: no verdict", RQ_ARG(given)),
    };
    rq_findings_add(near->findings, finding);
}

/* How many of a text's rarest words must be looked at to miss no similar text. */
static uint32_t prefix_length(const struct near *near, const struct text *text)
{
    double least = ceil(near->threshold * text->count - 1e-9);
    return text->count - (uint32_t)(least < 1 ? 1 : least) + 1;
}

static bool is_near(const struct near *near, const struct text *a, const struct text *b)
{
    uint32_t common = common_words(a, b);
    return (double)common + 1e-9 >= near->threshold * (double)(a->count + b->count - common);
}

/* Lists of the texts that have a word among their rarest, linked through `next`. */
struct posting {
    uint32_t text, next; /* next: number of a posting plus one; 0 ends the list */
};

struct index {
    uint32_t *heads;
    struct posting *postings;
    size_t count, cap;
    uint32_t *seen; /* per text: the last one that it was compared with, plus one */
};

/* False where there are too many pairs to go on. */
static bool compare_with_earlier(struct near *near, struct index *index, uint32_t number)
{
    const struct text *text = &near->texts[number];
    uint32_t prefix = prefix_length(near, text);
    for (uint32_t i = 0; i < prefix; i++) {
        for (uint32_t p = index->heads[text->words[i]]; p != 0; p = index->postings[p - 1].next) {
            uint32_t other = index->postings[p - 1].text;
            if (index->seen[other] == number + 1)
                continue;
            index->seen[other] = number + 1;
            if (!is_near(near, text, &near->texts[other]))
                continue;
            if (near->pairs++ == RQ_LIMIT_PAIRS) {
                report_limit(near, text);
                return false;
            }
            report_pair(near, text, &near->texts[other]);
        }
    }
    for (uint32_t i = 0; i < prefix; i++) {
        index->postings = rq_grow(near->arena, index->postings, index->count, &index->cap, sizeof *index->postings);
        index->postings[index->count++] = (struct posting){number, index->heads[text->words[i]]};
        index->heads[text->words[i]] = (uint32_t)index->count;
    }
    return true;
}

static bool read_threshold(struct near *near)
{
    rq_lint_scope_init(near->scope, near->input, near->rule, NULL, near->arena);
    rq_value value = rq_lint_scope_eval(near->scope, near->rule->near->threshold);
    near->threshold = value.kind == RQ_DOUBLE ? value.as.number : value.kind == RQ_INT ? (double)value.as.integer : -1;
    if (near->threshold > 0 && near->threshold <= 1)
        return true;
    report_threshold(near, value);
    return false;
}

void rq_judge_near(const struct rq_lint_input *input, const struct rq_rule *rule, struct rq_findings *findings)
{
    struct near near = {.input = input, .rule = rule, .findings = findings, .arena = rq_arena_new()};
    near.scope = RQ_NEW(near.arena, struct rq_lint_scope);
    for (size_t i = 0; i < input->graph->record_count; i++)
        add_text(&near, &input->graph->records[i]);
    if (near.count > 0 && read_threshold(&near)) {
        rank_words(&near);
        struct index index = {.heads = RQ_NEW_ARRAY(near.arena, uint32_t, near.word_count),
                              .seen = RQ_NEW_ARRAY(near.arena, uint32_t, near.count)};
        for (uint32_t i = 0; i < near.count && compare_with_earlier(&near, &index, i); i++)
            continue;
        rq_lint_scope_note(near.scope, rule->near, near.pairs > 0);
    }
    rq_arena_free(near.arena);
}
