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
#include "reqlint/unjudged.h"

#include <stdlib.h>

/* Records inside a file that are tried for one place: a list of a thousand records is a thousand before each place. */
enum { MOST_TRIED = 8 };

struct table {
    const struct rq_record **records; /* with an id; by path and place */
    size_t count;
};

/* The file of the last finding, and how far it was read: findings come in the order of their places, and counting goes on
 * from the last one, for lines may be long. */
struct reading {
    const struct rq_source *source;
    uint32_t line, column;
    size_t offset; /* of that place, in bytes */
    rq_str digest; /* of the file; empty until it is asked for */
};

bool rq_is_unread(rq_str rule)
{
    return rq_str_starts(rule, RQ_STR("yaml-")) || rq_str_equal(rule, RQ_UNJUDGED);
}

static int compare_places(rq_str path, size_t offset, const struct rq_record *record)
{
    size_t start = rq_value_origin(record->object).start;
    int order = rq_str_compare(path, record->path);
    return order != 0 ? order : (offset > start) - (offset < start);
}

static int by_place(const void *a, const void *b)
{
    const struct rq_record *left = *(const struct rq_record *const *)a, *right = *(const struct rq_record *const *)b;
    int order = compare_places(left->path, rq_value_origin(left->object).start, right);
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

/* Goes to where the finding starts. */
static void go_to(struct reading *reading, const struct rq_finding *finding)
{
    const struct rq_source *source = finding->source;
    rq_str text = rq_source_text(source);
    rq_pos pos = finding->pos;
    if (source != reading->source)
        *reading = (struct reading){.source = source};
    if (pos.line == 0 || pos.line > rq_source_line_count(source))
        return;
    if (pos.line != reading->line || pos.column < reading->column) {
        reading->line = pos.line;
        reading->column = 1;
        reading->offset = (size_t)(rq_source_line(source, pos.line).ptr - text.ptr);
    }
    reading->offset += rq_utf8_offset(rq_str_slice(text, reading->offset, text.len), pos.column - reading->column);
    reading->column = pos.column;
}

/* The innermost record around a place: the last of those that start before it and do not end before it. */
static const struct rq_record *record_around(const struct table *table, rq_str path, size_t offset)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_places(path, offset, table->records[middle]) >= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t tried = 0; low > 0 && tried < MOST_TRIED; tried++) {
        const struct rq_record *record = table->records[--low];
        if (!rq_str_equal(record->path, path))
            return NULL;
        if (offset < rq_value_origin(record->object).end)
            return record;
    }
    return NULL;
}

/* Stands for a file by its bytes, which are hashed once for all findings in a row; empty where there are none. */
static rq_str digest_of(struct reading *reading, struct rq_arena *arena)
{
    rq_str text = rq_source_text(reading->source);
    if (reading->digest.len == 0 && rq_str_trim(text).len > 0)
        reading->digest = rq_sha256(arena, text);
    return reading->digest;
}

void rq_identify_unread(const struct rq_graph *graph, struct rq_findings *findings)
{
    struct rq_arena *scratch = rq_arena_new();
    struct table table = {0};
    struct reading reading = {0};
    for (size_t i = 0; i < findings->count; i++) {
        struct rq_finding *finding = &findings->items[i];
        if (!rq_is_unread(finding->rule) || finding->source == NULL)
            continue;
        if (table.records == NULL)
            table = sort_records(graph, scratch);
        go_to(&reading, finding);
        const struct rq_record *record = record_around(&table, finding->path, reading.offset);
        rq_str whose = record == NULL ? digest_of(&reading, findings->arena)
                                      : rq_arena_format(findings->arena, "%.*s/%.*s", RQ_ARG(record->kind->name),
                                                        RQ_ARG(record->id));
        if (whose.len > 0)
            finding->identity.whose = whose;
    }
    rq_arena_free(scratch);
}
