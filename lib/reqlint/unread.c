/*
 * What findings about files are known by: reading knows no ids yet, so this comes after the graph.
 *
 * Where the record around the place could be read all the same (it has a key twice, say), the finding is that record's.
 * Where nothing could, it is known by the bytes of the file: a file that was only moved is the same, and whatever else
 * cannot be read is new, for no rule has seen what it holds.  A file that holds nothing is known by its path.
 */
#include "reqlint/unread.h"

#include "base/source.h"
#include "digest.h"

#include <stdlib.h>

/* Records inside a file that are tried for one place: a list of a thousand records is a thousand before each place. */
enum { MOST_TRIED = 8 };

struct table {
    const struct rq_record **records; /* with an id; by path and place */
    size_t count;
};

/* The file of the last finding that is known by its bytes. */
struct content {
    const struct rq_source *source;
    rq_str digest;
};

bool rq_is_unread(rq_str rule)
{
    return rq_str_starts(rule, RQ_STR("yaml-"));
}

static int compare_places(rq_str path, rq_pos pos, const struct rq_record *record)
{
    rq_pos start = rq_value_pos(record->object);
    int order = rq_str_compare(path, record->path);
    if (order == 0)
        order = (pos.line > start.line) - (pos.line < start.line);
    return order != 0 ? order : (pos.column > start.column) - (pos.column < start.column);
}

static int by_place(const void *a, const void *b)
{
    const struct rq_record *left = *(const struct rq_record *const *)a, *right = *(const struct rq_record *const *)b;
    int order = compare_places(left->path, rq_value_pos(left->object), right);
    return order != 0 ? order : (left > right) - (left < right);
}

static struct table sort_records(const struct rq_graph *graph, struct rq_arena *arena)
{
    struct table table = {.records = RQ_NEW_ARRAY(arena, const struct rq_record *, graph->record_count)};
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].object.source != NULL && graph->records[i].id.len > 0)
            table.records[table.count++] = &graph->records[i];
    if (table.count > 0)
        qsort(table.records, table.count, sizeof *table.records, by_place);
    return table;
}

static bool ends_before(const struct rq_record *record, rq_pos pos)
{
    rq_pos end = rq_value_pos(record->object);
    return end.end_line < pos.line || (end.end_line == pos.line && end.end_column < pos.end_column);
}

/* The innermost record around a place: the last of those that start before it and do not end before it. */
static const struct rq_record *record_around(const struct table *table, const struct rq_finding *finding)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(finding->path, finding->pos, table->records[middle]) >= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t tried = 0; low > 0 && tried < MOST_TRIED; tried++) {
        const struct rq_record *record = table->records[--low];
        if (!rq_str_equal(record->path, finding->path))
            return NULL;
        if (!ends_before(record, finding->pos))
            return record;
    }
    return NULL;
}

/* Stands for a file by its bytes, which are hashed once for all findings in a row; empty where there are none. */
static rq_str content_of(struct content *content, const struct rq_source *source, struct rq_arena *arena)
{
    if (content->source != source) {
        rq_str text = rq_source_text(source);
        content->source = source;
        content->digest = rq_str_trim(text).len == 0 ? RQ_STR("") : rq_sha256(arena, text);
    }
    return content->digest;
}

void rq_identify_unread(const struct rq_graph *graph, struct rq_findings *findings)
{
    struct rq_arena *scratch = rq_arena_new();
    struct table table = {0};
    struct content content = {0};
    for (size_t i = 0; i < findings->count; i++) {
        struct rq_finding *finding = &findings->items[i];
        if (!rq_is_unread(finding->rule) || finding->source == NULL)
            continue;
        if (table.records == NULL)
            table = sort_records(graph, scratch);
        const struct rq_record *record = record_around(&table, finding);
        rq_str whose = record == NULL ? content_of(&content, finding->source, findings->arena)
                                      : rq_arena_format(findings->arena, "%.*s/%.*s", RQ_ARG(record->kind->name),
                                                        RQ_ARG(record->id));
        if (whose.len > 0)
            finding->identity.whose = whose;
    }
    rq_arena_free(scratch);
}
