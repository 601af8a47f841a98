/*
 * A merge can bring in a record that no rule sees: under a pattern that the same merge brings in, behind a symbolic link or a
 * submodule, or under a name that matches on the disks of some people only.  A gate that said nothing would pass it.
 *
 * A file is no such record where the base has the same bytes and judged them: a folder may be moved together with its
 * pattern.  A link is none where it leads to a place whose files are judged.
 */
#include "reqlint/unjudged.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

static bool reads(const struct rq_policy *policy, const struct rq_record_kind *kind, rq_str path)
{
    for (size_t i = 0; i < kind->place_count; i++) {
        if (rq_locator_matches(&kind->places[i].where, path, NULL))
            return !rq_globs_match(policy->exclude, policy->exclude_count, path);
    }
    return false;
}

static bool reads_any(const struct rq_policy *policy, rq_str path)
{
    for (size_t k = 0; k < policy->kind_count; k++)
        if (reads(policy, policy->kinds[k], path))
            return true;
    return false;
}

/* Files that only the merged configuration has read. */

static int compare_bytes(const struct rq_snapshot_entry *a, const struct rq_snapshot_entry *b)
{
    return memcmp(a->oid, b->oid, sizeof a->oid);
}

static int by_bytes(const void *a, const void *b)
{
    const struct rq_snapshot_entry *left = *(const struct rq_snapshot_entry *const *)a;
    const struct rq_snapshot_entry *right = *(const struct rq_snapshot_entry *const *)b;
    int order = compare_bytes(left, right);
    return order != 0 ? order : (left > right) - (left < right);
}

static void sort_base(struct rq_unjudged *unjudged)
{
    const struct rq_snapshot *base = unjudged->merge->base;
    unjudged->by_bytes = RQ_NEW_ARRAY(unjudged->findings->arena, const struct rq_snapshot_entry *, base->entry_count);
    for (size_t i = 0; i < base->entry_count; i++)
        unjudged->by_bytes[i] = &base->entries[i];
    if (base->entry_count > 0)
        qsort(unjudged->by_bytes, base->entry_count, sizeof *unjudged->by_bytes, by_bytes);
}

static size_t first_with_bytes(const struct rq_unjudged *unjudged, const struct rq_snapshot_entry *entry)
{
    size_t low = 0, high = unjudged->merge->base->entry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_bytes(unjudged->by_bytes[middle], entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True if these bytes are in the base where the kind is read. */
static bool was_judged(struct rq_unjudged *unjudged, const struct rq_record_kind *kind,
                       const struct rq_snapshot_entry *entry)
{
    if (unjudged->by_bytes == NULL)
        sort_base(unjudged);
    for (size_t i = first_with_bytes(unjudged, entry); i < unjudged->merge->base->entry_count; i++) {
        const struct rq_snapshot_entry *old = unjudged->by_bytes[i];
        if (compare_bytes(old, entry) != 0)
            return false;
        if (old->mode == RQ_ENTRY_FILE && reads(unjudged->judge, kind, old->path))
            return true;
    }
    return false;
}

static bool is_brought_by_policy(struct rq_unjudged *unjudged, const struct rq_record_kind *kind,
                                 const struct rq_snapshot_entry *entry)
{
    const struct rq_record_kind *after = rq_policy_kind(unjudged->after, kind->name);
    return after != NULL && reads(unjudged->after, after, entry->path) && !was_judged(unjudged, kind, entry);
}

/* The pattern that would match the path if letter case did not count; empty if none would. */
static rq_str pattern_but_for_case(const struct rq_record_kind *kind, rq_str path)
{
    for (size_t p = 0; p < kind->place_count && !kind->incidental; p++)
        for (size_t i = 0; i < kind->places[p].where.file_count; i++)
            if (rq_glob_match_folded(kind->places[p].where.files[i], path))
                return rq_glob_text(kind->places[p].where.files[i]);
    return RQ_STR("");
}

static rq_str why_unread(struct rq_unjudged *unjudged, const struct rq_record_kind *kind,
                         const struct rq_snapshot_entry *entry)
{
    struct rq_arena *arena = unjudged->findings->arena;
    if (reads(unjudged->judge, kind, entry->path))
        return RQ_STR("");
    if (is_brought_by_policy(unjudged, kind, entry))
        return rq_arena_format(arena,
                               "this becomes a %.*s by the configuration that the merge brings in; no rule in "
                               "force has judged it",
                               RQ_ARG(kind->name));
    rq_str pattern = pattern_but_for_case(kind, entry->path);
    if (pattern.len == 0 || reads_any(unjudged->judge, entry->path))
        return RQ_STR("");
    return rq_arena_format(arena,
                           "letter case alone keeps this from being read as a %.*s (`%.*s`); no rule has judged it",
                           RQ_ARG(kind->name), RQ_ARG(pattern));
}

/* Symbolic links and submodules. */

/* True if files of the kind may lie in the folder: it holds the whole pattern, or "**" of the pattern reaches into it. */
static bool is_folder_of(const struct rq_record_kind *kind, rq_str path, struct rq_arena *arena)
{
    rq_str folder = rq_arena_format(arena, "%.*s/", RQ_ARG(path));
    for (size_t p = 0; p < kind->place_count; p++)
        for (size_t i = 0; i < kind->places[p].where.file_count; i++) {
            rq_str text = rq_glob_text(kind->places[p].where.files[i]),
                   prefix = rq_glob_prefix(kind->places[p].where.files[i]);
            bool reaches = prefix.len > 0 && rq_str_starts(folder, prefix) &&
                           rq_str_starts(rq_str_slice(text, prefix.len, text.len), RQ_STR("**"));
            if (reaches || rq_str_starts(prefix, folder))
                return true;
        }
    return false;
}

/* The path that a link at `path` leads to, "." and ".." resolved; empty if that is outside of the repository. */
static rq_str resolve(rq_str path, rq_str target, struct rq_arena *arena)
{
    rq_str from = rq_arena_format(arena, "%.*s/../%.*s", RQ_ARG(path), RQ_ARG(target));
    char *out = rq_arena_alloc(arena, from.len + 1);
    size_t length = 0;
    for (size_t at = 0, end; at <= from.len && !rq_str_starts(target, RQ_STR("/")); at = end + 1) {
        end = rq_str_find_byte(from, '/', at);
        end = end == RQ_NOT_FOUND ? from.len : end;
        rq_str name = rq_str_slice(from, at, end);
        if (name.len == 0 || rq_str_equal(name, RQ_STR(".")))
            continue;
        if (!rq_str_equal(name, RQ_STR(".."))) {
            memcpy(out + length, name.ptr, name.len);
            length += name.len;
            out[length++] = '/';
            continue;
        }
        if (length == 0)
            return RQ_STR("");
        do
            length--;
        while (length > 0 && out[length - 1] != '/');
    }
    return (rq_str){out, length > 0 ? length - 1 : 0};
}

/* A link that cannot be read leads nowhere. */
static bool leads_to_judged(const struct rq_unjudged *unjudged, const struct rq_record_kind *kind,
                            const struct rq_snapshot_entry *entry)
{
    struct rq_arena *arena = unjudged->findings->arena;
    struct rq_err unreadable = {.arena = arena};
    struct rq_read target;
    if (rq_snapshot_read_link(unjudged->merge->result, entry, arena, &target, &unreadable) != RQ_READ_OK)
        return false;
    rq_str path = resolve(entry->path, target.text, arena);
    return path.len > 0 && (reads(unjudged->judge, kind, path) ||
                            (is_folder_of(kind, path, arena) && !rq_path_is_below(entry->path, path)));
}

static rq_str why_special(const struct rq_unjudged *unjudged, const struct rq_record_kind *kind,
                          const struct rq_snapshot_entry *entry)
{
    struct rq_arena *arena = unjudged->findings->arena;
    const struct rq_policy *judge = unjudged->judge;
    bool stands_for =
        reads(judge, kind, entry->path) ||
        (is_folder_of(kind, entry->path, arena) && !rq_globs_match(judge->exclude, judge->exclude_count, entry->path));
    bool link = entry->mode == RQ_ENTRY_SYMLINK;
    if (!stands_for || (link && leads_to_judged(unjudged, kind, entry)))
        return RQ_STR("");
    return rq_arena_format(arena,
                           "this is %s where a %.*s may stand; what it leads to is not read, and no rule has judged it",
                           link ? "a symbolic link" : "a submodule", RQ_ARG(kind->name));
}

void rq_unjudged_look(struct rq_unjudged *unjudged, const struct rq_snapshot_entry *entry)
{
    const struct rq_policy *judge = unjudged->judge;
    rq_str why = RQ_STR("");
    for (size_t k = 0; k < judge->kind_count && why.len == 0; k++) {
        const struct rq_record_kind *kind = judge->kinds[k];
        why = entry->mode == RQ_ENTRY_FILE ? why_unread(unjudged, kind, entry) : why_special(unjudged, kind, entry);
        if (why.len > 0)
            rq_findings_add(unjudged->findings, (struct rq_finding){.rule = RQ_UNJUDGED,
                                                                    .path = entry->path,
                                                                    .kind = kind->name,
                                                                    .identity = {.whose = entry->path, .what = why},
                                                                    .message = why});
    }
}
