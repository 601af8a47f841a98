/*
 * Nearly equal sets: a join by prefixes, positions and lengths (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007;
 * Xiao, Wang, Lin, Yu 2008).
 *
 * The words of each set are sorted from rare to common over all sets.  Two sets of a and b words are as similar as t only
 * if they share at least t / (1 + t) (a + b) of them; that rules out nearly all pairs before they are compared:
 *   - Their first common word is among the first n - ceil(t n) + 1 of each: only these rarest words are indexed and looked
 *     up, and sets without a rare word in common never meet.
 *   - Where that word is the i-th of one and the j-th of the other, no more than the words from there on can be common.
 *   - Lists of the index are sorted by the length of the sets, and only those of a fitting length are looked at.
 * What is left is compared word by word, up to where it cannot be reached any more.
 *
 * The index is built once and then only read, so that several threads look sets up.  Read rq_alike_find, then look_up.
 */
#include "lint/alike.h"

#include "base/text.h"
#include "base/threads.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Sets that are handed out at a time. */
    PART = 64,
    /* Sets that make another thread worth its start. */
    LEAST = 1000
};

/* Sums of products of doubles are rounded: what is short by less than this is not short. */
static const double ROUNDING = 1e-9;

/* A set has the word as its at-th. */
struct posting {
    uint32_t set, at;
};

struct worker {
    struct rq_arena *arena;
    uint32_t *seen; /* per set: the last one that met it, plus one */
};

struct pairs {
    struct rq_arena *arena;
    struct rq_alike_pair *items;
    size_t count, cap;
};

struct join {
    const struct rq_alike_input *input;
    uint32_t **words;         /* per set, from rare to common */
    size_t *lists;            /* per word: where its postings begin; those of the next word end them */
    struct posting *postings; /* sorted by the length of their sets */
    struct worker workers[RQ_THREADS_MOST];
    struct pairs *parts;
    atomic_size_t found;
};

struct weight {
    uint32_t weight, number;
};

static int by_weight(const void *a, const void *b)
{
    const struct weight *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight < right->weight ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

static void sort_weights(struct weight *weights, size_t count)
{
    if (count > 0)
        qsort(weights, count, sizeof *weights, by_weight);
}

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Per word: its place in the order from rare to common. */
static uint32_t *rank_words(struct rq_arena *arena, const struct rq_alike_input *input)
{
    struct weight *uses = RQ_NEW_ARRAY(arena, struct weight, input->word_count);
    uint32_t *ranks = RQ_NEW_ARRAY(arena, uint32_t, input->word_count);
    for (uint32_t w = 0; w < input->word_count; w++)
        uses[w].number = w;
    for (uint32_t s = 0; s < input->count; s++)
        for (uint32_t i = 0; i < input->sets[s].count; i++)
            uses[input->sets[s].words[i]].weight++;
    sort_weights(uses, input->word_count);
    for (uint32_t rank = 0; rank < input->word_count; rank++)
        ranks[uses[rank].number] = rank;
    return ranks;
}

/* From here on words are named by their ranks. */
static void sort_words(struct join *join, struct rq_arena *arena)
{
    const struct rq_alike_input *input = join->input;
    const uint32_t *ranks = rank_words(arena, input);
    join->words = RQ_NEW_ARRAY(arena, uint32_t *, input->count);
    for (uint32_t s = 0; s < input->count; s++) {
        const struct rq_alike_set *set = &input->sets[s];
        uint32_t *words = RQ_NEW_ARRAY(arena, uint32_t, set->count);
        for (uint32_t i = 0; i < set->count; i++)
            words[i] = ranks[set->words[i]];
        qsort(words, set->count, sizeof *words, by_number);
        join->words[s] = words;
    }
}

/* How many of a set's rarest words must be looked at to miss no similar set. */
static uint32_t prefix_length(const struct join *join, uint32_t set)
{
    uint32_t count = join->input->sets[set].count;
    double least = ceil(join->input->threshold * count - ROUNDING);
    return count - (uint32_t)(least < 1 ? 1 : least) + 1;
}

static struct weight *sort_by_length(const struct join *join, struct rq_arena *arena)
{
    struct weight *order = RQ_NEW_ARRAY(arena, struct weight, join->input->count);
    for (uint32_t s = 0; s < join->input->count; s++)
        order[s] = (struct weight){join->input->sets[s].count, s};
    sort_weights(order, join->input->count);
    return order;
}

/* Lists of the sets that have a word among their rarest. */
static void build_index(struct join *join, struct rq_arena *arena)
{
    const struct rq_alike_input *input = join->input;
    const struct weight *order = sort_by_length(join, arena);
    size_t *ends = RQ_NEW_ARRAY(arena, size_t, (size_t)input->word_count + 1), total = 0;
    for (uint32_t s = 0; s < input->count; s++)
        for (uint32_t i = 0; i < prefix_length(join, s); i++)
            ends[join->words[s][i] + 1]++;
    for (uint32_t w = 0; w < input->word_count; w++) {
        total += ends[w + 1];
        ends[w + 1] = total;
    }
    join->postings = RQ_NEW_ARRAY(arena, struct posting, total);
    join->lists = RQ_NEW_ARRAY(arena, size_t, (size_t)input->word_count + 1);
    memcpy(join->lists, ends, ((size_t)input->word_count + 1) * sizeof *ends);
    for (uint32_t s = 0; s < input->count; s++)
        for (uint32_t i = 0; i < prefix_length(join, order[s].number); i++) {
            uint32_t word = join->words[order[s].number][i];
            join->postings[ends[word]++] = (struct posting){order[s].number, i};
        }
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* The least number of common words that makes two sets similar; by rounding it may be one less. */
static uint32_t least_common(const struct join *join, uint32_t a, uint32_t b)
{
    double threshold = join->input->threshold;
    return (uint32_t)ceil(threshold / (1 + threshold) * ((double)a + b) - ROUNDING * ((double)a + b));
}

/* The common words of two sets from their first common word on; 0 where there are fewer than `least`. */
static uint32_t count_common(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count, uint32_t least)
{
    uint32_t common = 0;
    for (uint32_t i = 0, j = 0; i < a_count && j < b_count;) {
        if (common + smaller(a_count - i, b_count - j) < least)
            return 0;
        uint32_t left = a[i], right = b[j];
        common += left == right;
        i += left <= right;
        j += right <= left;
    }
    return common;
}

/* True if two sets are similar whose first common word is the i-th of the one and the posting's of the other. */
static bool is_near(const struct join *join, uint32_t set, uint32_t i, const struct posting *posting)
{
    uint32_t a = join->input->sets[set].count, b = join->input->sets[posting->set].count, j = posting->at;
    uint32_t least = least_common(join, a, b);
    if (smaller(a - i, b - j) < least)
        return false;
    uint32_t common = count_common(join->words[set] + i, a - i, join->words[posting->set] + j, b - j, least);
    return (double)common + ROUNDING >= join->input->threshold * ((double)a + b - common);
}

/* Each pair is compared once: when it is the later one's turn, or that of the one which is not known. */
static bool has_turn(const struct join *join, uint32_t set, uint32_t other)
{
    return join->input->sets[other].known || other < set;
}

/* Compares a set with those that have one of its rarest words, the i-th, and can be similar by their length. */
static void look_up_word(const struct join *join, struct worker *worker, uint32_t set, uint32_t i, struct pairs *pairs)
{
    double threshold = join->input->threshold, count = join->input->sets[set].count;
    double shortest = threshold * count - 1e-6, longest = (count - i) * (1 + threshold) / threshold - count + 1e-6;
    uint32_t word = join->words[set][i];
    for (size_t p = join->lists[word]; p < join->lists[word + 1]; p++) {
        const struct posting *posting = &join->postings[p];
        uint32_t other = posting->set;
        double length = join->input->sets[other].count;
        if (length > longest)
            return;
        if (length < shortest || !has_turn(join, set, other) || worker->seen[other] == set + 1)
            continue;
        worker->seen[other] = set + 1;
        if (!is_near(join, set, i, posting))
            continue;
        pairs->items = rq_grow(pairs->arena, pairs->items, pairs->count, &pairs->cap, sizeof *pairs->items);
        pairs->items[pairs->count++] = (struct rq_alike_pair){set, other};
        if (pairs->count > join->input->most)
            return;
    }
}

/* Parts are handed out in order: what was found when this one starts was found in parts before it, and if that is more than
 * is wanted, nobody wants what this one finds. */
static void look_up(void *host, const struct rq_threads_part *part)
{
    struct join *join = host;
    struct worker *worker = &join->workers[part->thread];
    struct pairs *pairs = &join->parts[part->number];
    size_t most = join->input->most;
    pairs->arena = worker->arena;
    if (atomic_load(&join->found) > most)
        return;
    for (uint32_t set = (uint32_t)part->first; set < part->end && pairs->count <= most; set++) {
        uint32_t prefix = join->input->sets[set].known ? 0 : prefix_length(join, set);
        for (uint32_t i = 0; i < prefix && pairs->count <= most; i++)
            look_up_word(join, worker, set, i, pairs);
    }
    atomic_fetch_add(&join->found, pairs->count);
}

static size_t gather(struct rq_arena *arena, const struct join *join, size_t parts, struct rq_alike_pair **pairs)
{
    size_t most = join->input->most, total = 0, count = 0;
    for (size_t p = 0; p < parts && total <= most; p++)
        total += join->parts[p].count;
    total = total <= most ? total : most + 1;
    *pairs = RQ_NEW_ARRAY(arena, struct rq_alike_pair, total);
    for (size_t p = 0; count < total; p++)
        for (size_t i = 0; i < join->parts[p].count && count < total; i++)
            (*pairs)[count++] = join->parts[p].items[i];
    return total;
}

size_t rq_alike_find(struct rq_arena *arena, const struct rq_alike_input *input, struct rq_alike_pair **pairs)
{
    struct rq_arena *scratch = rq_arena_new();
    unsigned threads = rq_threads_count(input->threads, input->count, LEAST);
    size_t parts = rq_threads_parts(input->count, PART);
    struct join join = {.input = input, .parts = RQ_NEW_ARRAY(scratch, struct pairs, parts)};
    sort_words(&join, scratch);
    build_index(&join, scratch);
    for (unsigned i = 0; i < threads; i++)
        join.workers[i] = (struct worker){rq_arena_new(), RQ_NEW_ARRAY(scratch, uint32_t, input->count)};
    rq_threads_run(threads, input->count, PART, look_up, &join);
    size_t count = gather(arena, &join, parts, pairs);
    for (unsigned i = 0; i < threads; i++)
        rq_arena_free(join.workers[i].arena);
    rq_arena_free(scratch);
    return count;
}
