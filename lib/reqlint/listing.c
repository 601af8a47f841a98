/* The files of a tree, in two sorted arrays side by side: most commits change a few of them, and each is read in order. */
#include "reqlint/listing.h"

#include <string.h>

/* Where the path is, or belongs. */
static size_t find(const struct rq_listing *listing, rq_str path, bool *found)
{
    size_t low = 0, high = listing->count;
    *found = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = rq_str_compare(listing->entries[middle].path, path);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void make_room(struct rq_listing *listing, size_t at)
{
    size_t cap = listing->cap, behind = listing->count - at;
    listing->entries =
        rq_grow(listing->arena, listing->entries, listing->count, &listing->cap, sizeof *listing->entries);
    listing->files = rq_grow(listing->arena, listing->files, listing->count, &cap, sizeof *listing->files);
    memmove(&listing->entries[at + 1], &listing->entries[at], behind * sizeof *listing->entries);
    memmove(&listing->files[at + 1], &listing->files[at], behind * sizeof *listing->files);
    listing->count++;
}

bool rq_listing_put(struct rq_listing *listing, const struct rq_snapshot_entry *entry,
                    const struct rq_stored_file *file)
{
    bool found;
    size_t at = find(listing, entry->path, &found);
    if (!found)
        make_room(listing, at);
    listing->entries[at] = *entry;
    listing->files[at] = file;
    return !found;
}

const struct rq_stored_file *rq_listing_find(const struct rq_listing *listing, rq_str path)
{
    bool found;
    size_t at = find(listing, path, &found);
    return found ? listing->files[at] : NULL;
}

bool rq_listing_remove(struct rq_listing *listing, rq_str path)
{
    bool found;
    size_t at = find(listing, path, &found);
    if (!found)
        return false;
    size_t behind = --listing->count - at;
    memmove(&listing->entries[at], &listing->entries[at + 1], behind * sizeof *listing->entries);
    memmove(&listing->files[at], &listing->files[at + 1], behind * sizeof *listing->files);
    return true;
}
