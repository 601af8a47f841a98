/*
 * Joins.
 *
 * Each locator gives a relation: first of paths alone (which files there are, and what their paths capture), then of what
 * stands in them.  To open as few files as possible,
 *
 *   1. a file is dropped where its path agrees with no path of another locator;
 *   2. locators are read one after the other, first those whose paths capture nothing that can still be learned from the
 *      text of another one's files;
 *   3. of each, only files are read whose paths agree with what was joined so far.
 *
 * Rows of a relation may have captured different names (alternatives, groups of a pattern that took no part), so each row has
 * a shape: the list of its names.  Two relations are joined shape by shape, by a hash over the texts of the names that both
 * shapes have (a pairing).
 *
 * Read rq_join, read_relation and join_two.
 */
#include "locate/join.h"

#include "base/err.h"
#include "base/limits.h"

struct shape {
    const rq_str *names;
    size_t count;
};

struct row {
    const struct rq_capture *captures;
    uint32_t shape;
    uint32_t file;
    bool bare; /* the only locator found nothing in this file */
    rq_value value;
};

struct relation {
    struct row *rows;
    size_t count, cap;
};

struct input {
    const struct rq_locator *locator;
    struct relation paths; /* a row for each file */
    bool *dropped;         /* of those rows */
    bool done;
    struct rq_join_yield *yield;
};

struct join {
    struct rq_arena *arena, *scratch;
    const struct rq_join_files *files;
    struct input *inputs;
    size_t input_count;
    struct shape *shapes;
    size_t shape_count, shape_cap;
    struct rq_err *err;
};

/* ---- relations ---- */

static bool has_shape(const struct shape *shape, const struct rq_capture *captures, size_t count)
{
    bool same = shape->count == count;
    for (size_t i = 0; i < count && same; i++)
        same = rq_str_equal(shape->names[i], captures[i].name);
    return same;
}

/* The shape with these names, which is a new one if there is none.  False where there are too many. */
static bool find_shape(struct join *join, const struct rq_capture *captures, size_t count, uint32_t *shape)
{
    for (size_t i = join->shape_count; i > 0; i--)
        if (has_shape(&join->shapes[i - 1], captures, count)) {
            *shape = (uint32_t)(i - 1);
            return true;
        }
    if (join->shape_count == RQ_LIMIT_JOIN_SHAPES)
        return rq_fail(join->err, "what is joined captures more than %d different lists of names",
                       RQ_LIMIT_JOIN_SHAPES);
    rq_str *names = RQ_NEW_ARRAY(join->scratch, rq_str, count);
    for (size_t i = 0; i < count; i++)
        names[i] = captures[i].name;
    join->shapes = rq_grow(join->scratch, join->shapes, join->shape_count, &join->shape_cap, sizeof *join->shapes);
    join->shapes[join->shape_count] = (struct shape){names, count};
    *shape = (uint32_t)join->shape_count++;
    return true;
}

static void add_row(struct join *join, struct relation *relation, struct row row)
{
    relation->rows = rq_grow(join->scratch, relation->rows, relation->count, &relation->cap, sizeof *relation->rows);
    relation->rows[relation->count++] = row;
}

static bool add_captured(struct join *join, struct relation *relation, size_t file, rq_value value,
                         const struct rq_capture *captures, size_t count)
{
    struct row row = {.captures = captures, .file = (uint32_t)file, .value = value};
    if (!find_shape(join, captures, count, &row.shape))
        return false;
    add_row(join, relation, row);
    return true;
}

static bool list_paths(struct join *join, struct input *input)
{
    struct rq_captures captures;
    for (size_t i = 0; i < join->files->count; i++) {
        if (!rq_locator_matches(input->locator, join->files->paths[i], &captures))
            continue;
        struct rq_capture *kept = RQ_NEW_ARRAY(join->arena, struct rq_capture, captures.count);
        for (size_t c = 0; c < captures.count; c++)
            kept[c] = captures.items[c];
        if (!add_captured(join, &input->paths, i, (rq_value){0}, kept, captures.count))
            return false;
    }
    input->dropped = RQ_NEW_ARRAY(join->scratch, bool, input->paths.count);
    input->yield->file_count = input->paths.count;
    return true;
}

/* ---- pairings ---- */

/* How rows of one shape go together with those of another one. */
struct pairing {
    size_t *left, *right; /* where the names that both have stand in each */
    size_t shared_count;
    size_t *extra; /* where those stand that only the right one has */
    size_t extra_count;
    uint32_t merged;         /* the shape of both together, */
    bool is_merged;          /* once rows were joined */
    const struct row **rows; /* those of the right relation that have the right shape, in their order */
    uint32_t *heads;         /* of these by hash: numbers plus one */
    uint32_t *next;
    uint32_t mask;
};

static size_t find_name(const struct shape *shape, rq_str name)
{
    for (size_t i = 0; i < shape->count; i++)
        if (rq_str_equal(shape->names[i], name))
            return i;
    return RQ_NOT_FOUND;
}

static void match_names(struct join *join, struct pairing *pairing, uint32_t left, uint32_t right)
{
    struct shape a = join->shapes[left], b = join->shapes[right];
    pairing->left = RQ_NEW_ARRAY(join->scratch, size_t, b.count);
    pairing->right = RQ_NEW_ARRAY(join->scratch, size_t, b.count);
    pairing->extra = RQ_NEW_ARRAY(join->scratch, size_t, b.count);
    for (size_t i = 0; i < b.count; i++) {
        size_t at = find_name(&a, b.names[i]);
        if (at == RQ_NOT_FOUND) {
            pairing->extra[pairing->extra_count++] = i;
        } else {
            pairing->left[pairing->shared_count] = at;
            pairing->right[pairing->shared_count++] = i;
        }
    }
}

static uint32_t hash_of(const struct row *row, const size_t *positions, size_t count)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < count; i++)
        hash = (hash + rq_str_hash(row->captures[positions[i]].text)) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 32);
}

static void index_rows(struct join *join, struct pairing *pairing, const struct row **rows, size_t count)
{
    pairing->mask = 15;
    while (pairing->mask < count && pairing->mask < UINT32_MAX / 2)
        pairing->mask = pairing->mask * 2 + 1;
    pairing->rows = rows;
    pairing->heads = RQ_NEW_ARRAY(join->scratch, uint32_t, (size_t)pairing->mask + 1);
    pairing->next = RQ_NEW_ARRAY(join->scratch, uint32_t, count);
    for (size_t i = count; i > 0; i--) {
        uint32_t *head = &pairing->heads[hash_of(rows[i - 1], pairing->right, pairing->shared_count) & pairing->mask];
        pairing->next[i - 1] = *head;
        *head = (uint32_t)i;
    }
}

/* Pairings of two relations, made when they are first needed. */
struct pairings {
    struct pairing **made;   /* [left shape × shapes + right shape] */
    size_t shapes;           /* that there were at the start: no row of either has a later one */
    const struct row **rows; /* of the right relation, by their shapes */
    size_t *starts;          /* where those of each shape begin, and behind the last one */
};

static struct pairings pair_with(struct join *join, const struct relation *right)
{
    struct pairings pairings = {.shapes = join->shape_count};
    /* Counted two places further, so that each start is one further when it is filled from, and right when that is done. */
    size_t *ends = RQ_NEW_ARRAY(join->scratch, size_t, pairings.shapes + 2);
    pairings.made = RQ_NEW_ARRAY(join->scratch, struct pairing *, pairings.shapes * pairings.shapes);
    pairings.rows = RQ_NEW_ARRAY(join->scratch, const struct row *, right->count);
    pairings.starts = ends;
    for (size_t i = 0; i < right->count; i++)
        ends[right->rows[i].shape + 2]++;
    for (size_t shape = 2; shape < pairings.shapes + 2; shape++)
        ends[shape] += ends[shape - 1];
    for (size_t i = 0; i < right->count; i++)
        pairings.rows[ends[right->rows[i].shape + 1]++] = &right->rows[i];
    return pairings;
}

static bool is_in_right(const struct pairings *pairings, uint32_t shape)
{
    return pairings->starts[shape + 1] > pairings->starts[shape];
}

static struct pairing *pairing_of(struct join *join, struct pairings *pairings, uint32_t left, uint32_t right)
{
    struct pairing **slot = &pairings->made[left * pairings->shapes + right];
    if (*slot == NULL) {
        *slot = RQ_NEW(join->scratch, struct pairing);
        match_names(join, *slot, left, right);
        index_rows(join, *slot, pairings->rows + pairings->starts[right],
                   pairings->starts[right + 1] - pairings->starts[right]);
    }
    return *slot;
}

static bool agree(const struct pairing *pairing, const struct row *left, const struct row *right)
{
    for (size_t i = 0; i < pairing->shared_count; i++)
        if (!rq_str_equal(left->captures[pairing->left[i]].text, right->captures[pairing->right[i]].text))
            return false;
    return true;
}

/* The next row of the pairing, from number plus one `at` on, that goes with the left one; 0 if there is none. */
static uint32_t next_partner(const struct pairing *pairing, const struct row *left, uint32_t at)
{
    while (at > 0 && !agree(pairing, left, pairing->rows[at - 1]))
        at = pairing->next[at - 1];
    return at;
}

static uint32_t first_partner(const struct pairing *pairing, const struct row *left)
{
    uint32_t head = pairing->heads[hash_of(left, pairing->left, pairing->shared_count) & pairing->mask];
    return next_partner(pairing, left, head);
}

static bool has_partner(struct join *join, struct pairings *pairings, const struct row *left)
{
    for (uint32_t shape = 0; shape < pairings->shapes; shape++)
        if (is_in_right(pairings, shape) && first_partner(pairing_of(join, pairings, left->shape, shape), left) > 0)
            return true;
    return false;
}

/* ---- joining ---- */

static const struct rq_capture *merge_captures(struct join *join, const struct pairing *pairing, const struct row *left,
                                               const struct row *right)
{
    if (pairing->extra_count == 0)
        return left->captures;
    size_t count = join->shapes[left->shape].count;
    struct rq_capture *merged = RQ_NEW_ARRAY(join->arena, struct rq_capture, count + pairing->extra_count);
    for (size_t i = 0; i < count; i++)
        merged[i] = left->captures[i];
    for (size_t i = 0; i < pairing->extra_count; i++)
        merged[count + i] = right->captures[pairing->extra[i]];
    return merged;
}

static bool add_joined(struct join *join, struct pairing *pairing, const struct row *left, const struct row *right,
                       struct relation *out)
{
    struct row joined = *left;
    if (out->count == RQ_LIMIT_JOIN_ROWS)
        return rq_fail(join->err, "what is joined has more than %d rows", RQ_LIMIT_JOIN_ROWS);
    joined.captures = merge_captures(join, pairing, left, right);
    if (!pairing->is_merged &&
        !find_shape(join, joined.captures, join->shapes[left->shape].count + pairing->extra_count, &pairing->merged))
        return false;
    pairing->is_merged = true;
    joined.shape = pairing->merged;
    add_row(join, out, joined);
    return true;
}

static bool join_row(struct join *join, struct pairings *pairings, const struct row *left, struct relation *out)
{
    for (uint32_t shape = 0; shape < pairings->shapes; shape++) {
        if (!is_in_right(pairings, shape))
            continue;
        struct pairing *pairing = pairing_of(join, pairings, left->shape, shape);
        for (uint32_t at = first_partner(pairing, left); at > 0;
             at = next_partner(pairing, left, pairing->next[at - 1]))
            if (!add_joined(join, pairing, left, pairing->rows[at - 1], out))
                return false;
    }
    return true;
}

/* Rows keep file and value of the left side. */
static bool join_two(struct join *join, const struct relation *left, const struct relation *right, struct relation *out)
{
    struct pairings pairings = pair_with(join, right);
    *out = (struct relation){0};
    for (size_t i = 0; i < left->count; i++)
        if (!join_row(join, &pairings, &left->rows[i], out))
            return false;
    return true;
}

/* Drops files whose paths go with no row of a relation. */
static void drop(struct join *join, struct input *input, const struct relation *relation)
{
    struct pairings pairings = pair_with(join, relation);
    for (size_t i = 0; i < input->paths.count; i++)
        input->dropped[i] = input->dropped[i] || !has_partner(join, &pairings, &input->paths.rows[i]);
}

/* What stands in a file whose path is that of a row. */
static bool read_file(struct join *join, size_t number, const struct row *path, struct relation *out)
{
    struct rq_captures captures = {.count = join->shapes[path->shape].count};
    for (size_t c = 0; c < captures.count; c++)
        captures.items[c] = path->captures[c];
    struct rq_rows rows = {0};
    if (!join->files->rows(join->files->host, number, path->file, &captures, &rows, join->err))
        return false;
    for (size_t r = 0; r < rows.count; r++)
        if (!add_captured(join, out, path->file, rows.rows[r].value, rows.rows[r].captures, rows.rows[r].capture_count))
            return false;
    join->inputs[number].yield->row_count += rows.count;
    if (rows.count == 0 && join->input_count == 1) {
        struct row bare = *path;
        bare.bare = true;
        add_row(join, out, bare);
    }
    return true;
}

static void announce(struct join *join, size_t number)
{
    const struct input *input = &join->inputs[number];
    size_t *files = RQ_NEW_ARRAY(join->scratch, size_t, input->paths.count), count = 0;
    for (size_t i = 0; i < input->paths.count; i++)
        if (!input->dropped[i])
            files[count++] = input->paths.rows[i].file;
    join->files->prepare(join->files->host, number, files, count);
}

static bool read_relation(struct join *join, size_t number, struct relation *out)
{
    const struct input *input = &join->inputs[number];
    *out = (struct relation){0};
    if (input->locator->at_count > 0 && join->files->prepare != NULL)
        announce(join, number);
    for (size_t i = 0; i < input->paths.count; i++) {
        if (input->dropped[i])
            continue;
        input->yield->read_count++;
        if (input->locator->at_count > 0) {
            if (!read_file(join, number, &input->paths.rows[i], out))
                return false;
        } else {
            input->yield->row_count++;
            add_row(join, out, input->paths.rows[i]);
        }
    }
    return true;
}

/* True if a name that paths of one locator capture may still be learned from the text of another one's files. */
static bool waits_for(struct join *join, const struct input *waiting, const struct input *other)
{
    const struct rq_locator paths = {.files = waiting->locator->files, .file_count = waiting->locator->file_count};
    const struct rq_locator text = {.at = other->locator->at, .at_count = other->locator->at_count};
    return rq_locators_share_name(&paths, &text, join->scratch);
}

static const bool *list_waits(struct join *join)
{
    bool *waits = RQ_NEW_ARRAY(join->scratch, bool, join->input_count * join->input_count);
    for (size_t i = 0; i < join->input_count; i++)
        for (size_t j = 0; j < join->input_count; j++)
            waits[i * join->input_count + j] = i != j && waits_for(join, &join->inputs[i], &join->inputs[j]);
    return waits;
}

/* The locator to read next: the first one that waits for no other, the main one last; where all wait, the first. */
static size_t next_input(const struct join *join, const bool *waiting)
{
    size_t first = RQ_NOT_FOUND;
    for (size_t n = 1; n <= join->input_count; n++) {
        size_t number = n % join->input_count;
        if (join->inputs[number].done)
            continue;
        bool waits = false;
        for (size_t i = 0; i < join->input_count; i++)
            waits = waits || (!join->inputs[i].done && waiting[number * join->input_count + i]);
        if (!waits)
            return number;
        first = first == RQ_NOT_FOUND ? number : first;
    }
    return first;
}

static bool join_all(struct join *join, struct relation *joined)
{
    const bool *waits = list_waits(join);
    bool has_main = false;
    for (size_t round = 0; round < join->input_count; round++) {
        size_t number = next_input(join, waits);
        struct relation read, both;
        if (round > 0)
            drop(join, &join->inputs[number], joined);
        if (!read_relation(join, number, &read))
            return false;
        join->inputs[number].done = true;
        bool good = round == 0 || (has_main || number > 0 ? join_two(join, joined, &read, &both)
                                                          : join_two(join, &read, joined, &both));
        if (!good)
            return false;
        *joined = round == 0 ? read : both;
        has_main = has_main || number == 0;
    }
    return true;
}

static void give(struct join *join, const struct relation *joined, struct rq_join_rows *out)
{
    struct rq_join_row *rows = RQ_NEW_ARRAY(join->arena, struct rq_join_row, joined->count);
    for (size_t i = 0; i < joined->count; i++) {
        const struct row *row = &joined->rows[i];
        rows[i] = (struct rq_join_row){row->file, row->value, row->bare, row->captures, join->shapes[row->shape].count};
        out->found_count += !row->bare;
    }
    out->items = rows;
    out->count = joined->count;
}

bool rq_join(struct rq_arena *arena, const struct rq_locator *const *locators, size_t count,
             const struct rq_join_files *files, struct rq_join_rows *out, struct rq_err *err)
{
    struct join join = {.arena = arena, .scratch = rq_arena_new(), .files = files, .input_count = count, .err = err};
    struct relation joined = {0};
    struct rq_join_yield *yields = RQ_NEW_ARRAY(arena, struct rq_join_yield, count);
    bool good = true;
    *out = (struct rq_join_rows){.yields = yields};
    join.inputs = RQ_NEW_ARRAY(join.scratch, struct input, count);
    for (size_t i = 0; i < count && good; i++) {
        join.inputs[i].locator = locators[i];
        join.inputs[i].yield = &yields[i];
        good = list_paths(&join, &join.inputs[i]);
    }
    for (size_t i = 0; i < count && good; i++)
        for (size_t j = 0; j < count; j++)
            if (i != j)
                drop(&join, &join.inputs[i], &join.inputs[j].paths);
    good = good && join_all(&join, &joined);
    if (good)
        give(&join, &joined, out);
    rq_arena_free(join.scratch);
    return good;
}
