/* Snapshots of files in memory: entries and texts in the same order, sorted by path. */
#include "repo/internal.h"

#include <stdlib.h>
#include <string.h>

static int compare_files(const void *left, const void *right)
{
    const struct rq_memory_file *a = left, *b = right;
    return rq_str_compare(a->path, b->path);
}

const struct rq_snapshot *rq_snapshot_memory(const struct rq_memory_file *files, size_t count, struct rq_arena *arena)
{
    struct rq_memory_file *sorted = RQ_NEW_ARRAY(arena, struct rq_memory_file, count);
    struct rq_snapshot_entry *entries = RQ_NEW_ARRAY(arena, struct rq_snapshot_entry, count);
    rq_str *texts = RQ_NEW_ARRAY(arena, rq_str, count);
    if (count > 0) {
        memcpy(sorted, files, count * sizeof *files);
        qsort(sorted, count, sizeof *sorted, compare_files);
    }
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct rq_snapshot_entry){.path = sorted[i].path, .mode = RQ_ENTRY_FILE};
        texts[i] = sorted[i].text;
    }
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){
        .entries = entries,
        .entry_count = count,
        .origin = RQ_SNAPSHOT_MEMORY,
        .name = RQ_STR("memory"),
        .texts = texts,
    };
    return snapshot;
}
