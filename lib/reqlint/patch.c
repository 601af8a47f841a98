/*
 * Edits of files become edits of the graph's records; see graph/patch.c for those.  Beside records a file may give words, which
 * are put together from all files where they change, and notes: a state in which these change is put together as a whole.
 *
 * Early findings, those about files, ids and links, are no rule's.  Those in the files that changed, and about links that
 * were followed again, are made anew; the others stay.
 */
#include "reqlint/patch.h"

#include "lint/settle.h"
#include "reqlint/unread.h"

#include <stdlib.h>
#include <string.h>

void rq_file_edits_note(struct rq_file_edits *edits, struct rq_file_edit edit)
{
    for (size_t i = 0; i < edits->count; i++)
        if (rq_str_equal(edits->items[i].path, edit.path)) {
            edits->items[i].after = edit.after;
            return;
        }
    if (edits->count < RQ_FILE_EDITS_MOST)
        edits->items[edits->count++] = edit;
    else
        edits->too_many = true;
}

void rq_file_edits_clear(struct rq_file_edits *edits)
{
    edits->count = edits->path_count = 0;
    edits->too_many = edits->too_many_paths = false;
}

void rq_file_edits_move(struct rq_file_edits *edits, rq_str path)
{
    if (edits->path_count < RQ_FILE_EDITS_MOST)
        edits->paths[edits->path_count++] = path;
    else
        edits->too_many_paths = true;
}

static bool keeps_ids(const struct rq_stored_file *before, const struct rq_stored_file *after)
{
    bool same = before != NULL && after != NULL && before->record_count > 0 &&
                before->record_count == after->record_count && before->finding_count == 0 && after->finding_count == 0;
    for (size_t i = 0; same && i < before->record_count; i++) {
        const struct rq_record *old = &before->records[i], *now = &after->records[i];
        same = old->kind == now->kind && old->id.len > 0 && rq_str_equal(old->id, now->id);
    }
    return same;
}

bool rq_file_edits_keep_ids(const struct rq_file_edits *edits)
{
    bool same = !edits->too_many;
    for (size_t i = 0; same && i < edits->count; i++)
        same = keeps_ids(edits->items[i].before, edits->items[i].after);
    return same;
}

static bool can_patch_file(const struct rq_stored_file *file)
{
    return file == NULL || (file->note_count == 0 && file->failure == NULL);
}

static bool has_words(const struct rq_stored_file *file)
{
    return file != NULL && file->word_count > 0;
}

/* The number of a stored record in the state, if it has it. */
static bool find_number(const struct rq_state *last, const struct rq_stored_state *stored,
                        const struct rq_record *record, size_t *number)
{
    uint32_t known = stored->numbers[record->shared - 1];
    if (known == 0 || known > last->graph->record_count ||
        last->graph->records[known - 1].object.as.map != record->object.as.map)
        return false;
    *number = known - 1;
    return true;
}

/* Where the records of a file belong that had none: before those of the next file that is not edited. */
static size_t place_of(const struct rq_state *last, const struct rq_stored_state *stored, rq_str path)
{
    size_t low = 0, high = stored->count, number = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rq_str_compare(stored->entries[middle].path, path) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < stored->count; low++) {
        const struct rq_stored_file *file = stored->files[low];
        if (file->record_count > 0 && find_number(last, stored, file->records, &number))
            return number;
    }
    return last->first_setting;
}

static int by_path(const void *a, const void *b)
{
    const struct rq_file_edit *left = a, *right = b;
    return rq_str_compare(left->path, right->path);
}

/* `next`: where the edit behind it begins. */
static bool read_edit(const struct rq_state *last, const struct rq_stored_state *stored,
                      const struct rq_file_edit *file, size_t next, struct rq_graph_edit *edit)
{
    *edit = (struct rq_graph_edit){0};
    if (file->after != NULL && file->after->record_count > 0) {
        edit->records = file->after->records;
        edit->count = file->after->record_count;
    }
    if (file->before == NULL || file->before->record_count == 0) {
        size_t place = place_of(last, stored, file->path);
        edit->first = place < next ? place : next;
        return true;
    }
    edit->before = file->before->record_count;
    return find_number(last, stored, file->before->records, &edit->first);
}

/* The edits of records, in their order; NULL where the state has to be made as a whole. */
static const struct rq_graph_edit *read_edits(struct rq_arena *arena, const struct rq_state *last,
                                              const struct rq_stored_state *stored, struct rq_file_edits *edits)
{
    struct rq_graph_edit *read = RQ_NEW_ARRAY(arena, struct rq_graph_edit, edits->count + 1);
    if (edits->count > 0)
        qsort(edits->items, edits->count, sizeof *edits->items, by_path);
    bool good = true;
    size_t next = last->first_setting;
    for (size_t i = edits->count; good && i-- > 0; next = read[i].first)
        good = can_patch_file(edits->items[i].before) && can_patch_file(edits->items[i].after) &&
               read_edit(last, stored, &edits->items[i], next, &read[i]);
    return good && rq_graph_can_patch(last->graph, read, edits->count) ? read : NULL;
}

static bool is_of_link(const struct rq_finding *finding, const struct rq_record_kind *kind)
{
    bool found = rq_str_equal(finding->rule, RQ_STR("ambiguous-link"));
    for (size_t i = 0; !found && i < kind->link_count; i++)
        found = rq_str_equal(finding->rule, kind->links[i].missing);
    return found;
}

/* True if the finding is about a link that was followed again. */
static bool is_linked_again(const struct rq_state *state, const struct rq_finding *finding)
{
    const struct rq_graph *graph = state->graph;
    const struct rq_record_kind *kind = rq_policy_kind(graph->policy, finding->kind);
    if (kind == NULL || !is_of_link(finding, kind))
        return false;
    if (finding->id.len == 0)
        return state->change->name_count > 0;
    for (const struct rq_record *at = rq_graph_newest(graph, kind, finding->id); at != NULL; at = at->older)
        if (state->change->linked[at - graph->records] && rq_str_equal(at->path, finding->path))
            return true;
    return false;
}

static bool is_edited(const struct rq_file_edits *edits, rq_str path)
{
    const struct rq_file_edit key = {.path = path};
    return edits->count > 0 && bsearch(&key, edits->items, edits->count, sizeof key, by_path) != NULL;
}

static void keep_early(struct rq_state *state, const struct rq_state *last, const struct rq_file_edits *edits)
{
    size_t made = state->early.count;
    for (size_t i = 0; i < last->early.count; i++) {
        const struct rq_finding *finding = &last->early.items[i];
        if (!is_edited(edits, finding->path) && !is_linked_again(state, finding))
            rq_findings_add(&state->early, *finding);
    }
    state->early_known = made == 0 && state->early.count == last->early.count;
}

/* What the files gave, but for records: all that the graph is not asked for. */
static void load_files(struct rq_state *state, const struct rq_file_edits *edits)
{
    for (size_t i = 0; i < edits->count; i++) {
        const struct rq_file_edit *edit = &edits->items[i];
        state->load.file_count += edit->after == NULL ? 0 : edit->after->file_count;
        state->load.file_count -= edit->before == NULL ? 0 : edit->before->file_count;
        for (size_t f = 0; edit->after != NULL && f < edit->after->finding_count; f++)
            rq_findings_add(&state->early, edit->after->findings[f]);
    }
}

/* The words after the edits; false where a list has none, which is for others to tell. */
static bool patch_words(struct rq_arena *arena, const struct rq_state *state, const struct rq_state *last,
                        const struct rq_file_edits *edits, struct rq_load *load, rq_value *words)
{
    const struct rq_stored_state *stored = state->stored;
    struct rq_err none = {.arena = arena};
    bool changed = false;
    for (size_t i = 0; i < edits->count; i++)
        changed = changed || has_words(edits->items[i].before) || has_words(edits->items[i].after);
    *words = last->graph->words;
    if (!changed)
        return true;
    if (!rq_store_join_words(stored->store, stored->files, stored->count, false, arena, load, &none))
        return false;
    *words = rq_graph_words(arena, load->words, load->word_count);
    return true;
}

bool rq_state_patch(struct rq_session *session, struct rq_state *state, const struct rq_state *last,
                    struct rq_file_edits *edits)
{
    const struct rq_graph_edit *read = edits->too_many ? NULL : read_edits(session->arena, last, state->stored, edits);
    struct rq_load load = last->load;
    struct rq_graph_rest rest = {.paths = state->stored->paths};
    if (read == NULL || !patch_words(session->arena, state, last, edits, &load, &rest.words))
        return false;
    struct rq_graph_change *change = RQ_NEW(session->arena, struct rq_graph_change);
    state->early = state->findings = (struct rq_findings){.arena = session->arena};
    state->load = load;
    state->load.paths = state->stored->paths;
    state->settings = *state->stored->settings;
    load_files(state, edits);
    state->graph = rq_graph_patch(session->arena, last->graph, read, edits->count, &rest, change, &state->early);
    change->paths = edits->too_many_paths ? NULL : edits->paths;
    change->path_count = edits->path_count;
    state->change = change;
    state->extra_count = last->extra_count;
    state->first_setting = last->first_setting + state->graph->record_count - last->load.record_count;
    state->load.records = (struct rq_record *)state->graph->records;
    state->load.record_count = state->graph->record_count;
    rq_identify_unread(state->graph, &state->early);
    rq_lint_settle(session->policy, &state->early, 0);
    for (size_t i = 0; i < state->early.count; i++)
        rq_finding_liken(session->arena, &state->early.items[i]);
    keep_early(state, last, edits);
    return true;
}
