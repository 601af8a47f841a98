/*
 * One entry of a snapshot: who wants it (places of kinds, lists of words); then read, parse, and hand the documents to each
 * of them.  file.c has the reading and parsing of one file.
 */
#include "load/take.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "load/comments.h"

static rq_value captures_map(struct rq_arena *arena, const struct rq_capture *captures, size_t count)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(arena, struct rq_entry, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        bool again = false; /* a name that is captured twice has one text */
        for (size_t j = 0; j < i && !again; j++)
            again = rq_str_equal(captures[j].name, captures[i].name);
        if (!again)
            entries[kept++] = (struct rq_entry){rq_string(captures[i].name), rq_string(captures[i].text)};
    }
    return rq_map_over(arena, entries, kept);
}

static void add_record(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_place *place,
                       const struct rq_file *file, rq_value object, rq_value captures)
{
    loader->records =
        rq_grow(loader->scratch, loader->records, loader->record_count, &loader->record_cap, sizeof *loader->records);
    loader->records[loader->record_count++] = (struct rq_record){
        .kind = kind,
        .place = place,
        .path = file->path,
        .source = file->source,
        .object = object,
        .captures = captures,
    };
}

static void report_no_mapping(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_file *file,
                              rq_value value)
{
    rq_str type = rq_value_type_name(value);
    struct rq_finding finding = {
        .rule = RQ_STR("yaml-not-a-mapping"),
        .level = RQ_LEVEL_ERROR,
        .path = file->path,
        .source = file->source,
        .pos = rq_value_pos(value),
        .kind = kind->name,
        .identity = {.whose = file->path},
        .message = rq_arena_format(loader->findings.arena,
                                   "a record must be a mapping of keys to values; this is a %.*s", RQ_ARG(type)),
    };
    rq_findings_add(&loader->findings, finding);
}

/* A null is no record: a comment, an empty document after `---`, a key without a value. */
static void take_node(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_place *place,
                      const struct rq_file *file, rq_value node, rq_value captures)
{
    if (node.kind == RQ_MAP)
        add_record(loader, kind, place, file, node, captures);
    else if (node.kind != RQ_NULL)
        report_no_mapping(loader, kind, file, node);
}

/* Where a key path gave up, there may be more than was found: what is said of the rest would be a guess. */
static bool fail_exhausted(struct rq_loader *loader, const rq_value *where, const char *what, rq_str name,
                           const struct rq_file *file)
{
    bool known = where != NULL && where->source != NULL;
    rq_fail_at(&loader->err, known ? where->source : NULL, known ? rq_value_pos(*where) : (rq_pos){0},
               "a key path of the %s `%.*s` takes too many steps on %.*s", what, RQ_ARG(name), RQ_ARG(file->path));
    return rq_fail_hint(&loader->err, "what takes so long is `**` between captures, or nested repetitions after `=~`");
}

static bool take_document(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_place *place,
                          const struct rq_file *file, rq_value root, const struct rq_captures *captures)
{
    const struct rq_keypath_options options = {.steps = &loader->steps};
    if (place->where.at_count == 0)
        take_node(loader, kind, place, file, root, captures_map(loader->arena, captures->items, captures->count));
    struct rq_rows rows = rq_locator_find(&place->where, &options, root, captures, loader->arena);
    if (rows.exhausted)
        return fail_exhausted(loader, NULL, "kind", kind->name, file);
    for (size_t r = 0; r < rows.count; r++)
        take_node(loader, kind, place, file, rows.rows[r].value,
                  captures_map(loader->arena, rows.rows[r].captures, rows.rows[r].capture_count));
    return true;
}

bool rq_load_give_up(struct rq_err *err)
{
    return rq_fail(err, "reading the files was given up");
}

void rq_load_note(struct rq_loader *loader, rq_str text)
{
    loader->notes = rq_grow(loader->scratch, loader->notes, loader->note_count, &loader->note_cap, sizeof(rq_str));
    loader->notes[loader->note_count++] = text;
}

/* True for a file of null documents alone (`---`), unless the reader has found it empty already. */
static bool holds_nothing(const struct rq_loader *loader, const struct rq_file *file)
{
    for (size_t i = 0; i < file->document_count; i++)
        if (file->documents[i].kind != RQ_NULL)
            return false;
    for (size_t i = 0; i < loader->findings.count; i++)
        if (rq_str_equal(loader->findings.items[i].path, file->path))
            return false;
    return file->document_count > 0;
}

static void report_nothing(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_file *file)
{
    struct rq_finding finding = {
        .rule = RQ_STR("yaml-empty"),
        .level = RQ_LEVEL_ERROR,
        .path = file->path,
        .source = file->source,
        .pos = {1, 1, 1, 1},
        .kind = kind->name,
        .identity = {.whose = file->path},
        .message = RQ_STR("the file holds nothing but null"),
    };
    rq_findings_add(&loader->findings, finding);
}

/* A text that happens to lie there is not a record that somebody wrote wrong: what keeps it from being read in full is
 * said, and is no error.  But where states are compared, one that no rule has seen may hold anything, and is a finding that
 * the other state has, or has not. */
static void note_issue(struct rq_loader *loader, const struct rq_file *file, const struct rq_finding *issue)
{
    bool unread = file->document_count == 0;
    rq_load_note(loader, rq_arena_format(loader->arena, "%.*s is not judged%s: %.*s", RQ_ARG(file->path),
                                         unread ? "" : " in full", RQ_ARG(issue->message)));
    if (unread && loader->compared)
        rq_findings_add(&loader->findings, *issue);
}

static bool take_for_place(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_place *place,
                           struct rq_file *file)
{
    struct rq_captures captures;
    if (!rq_locator_matches(&place->where, file->path, &captures))
        return true;
    struct rq_findings issues = {.arena = loader->arena};
    struct rq_findings *sink = kind->incidental ? &issues : &loader->findings;
    if (!rq_file_read(file, place->format, sink, &loader->err))
        return false;
    if (issues.count > 0)
        note_issue(loader, file, &issues.items[0]);
    loader->steps = RQ_LIMIT_REGEX_STEPS;
    for (size_t i = 0; i < file->document_count; i++)
        if (!take_document(loader, kind, place, file, file->documents[i], &captures))
            return false;
    if (place->where.at_count == 0 && holds_nothing(loader, file))
        report_nothing(loader, kind, file);
    return true;
}

/* The word is what the capture `{word}` caught, else the scalar that was found. */
static rq_value word_of(const struct rq_row *row)
{
    for (size_t i = 0; i < row->capture_count; i++)
        if (rq_str_equal(row->captures[i].name, RQ_STR("word")))
            return rq_string(row->captures[i].text);
    return row->value;
}

static bool take_for_words(struct rq_loader *loader, size_t number, struct rq_file *file)
{
    const struct rq_words *words = &loader->policy->words[number];
    struct rq_word_build *build = &loader->words[number];
    const struct rq_keypath_options options = {.steps = &loader->steps};
    struct rq_captures captures;
    if (!rq_locator_matches(&words->where, file->path, &captures))
        return true;
    loader->gave_words = true;
    if (!rq_file_read(file, RQ_FORMAT_YAML, &loader->findings, &loader->err))
        return false;
    loader->steps = RQ_LIMIT_REGEX_STEPS;
    for (size_t d = 0; d < file->document_count; d++) {
        struct rq_rows rows = rq_locator_find(&words->where, &options, file->documents[d], &captures, loader->arena);
        if (rows.exhausted)
            return fail_exhausted(loader, &words->origin, "list of words", words->name, file);
        for (size_t r = 0; r < rows.count; r++) {
            build->items = rq_grow(loader->scratch, build->items, build->count, &build->cap, sizeof *build->items);
            build->items[build->count++] = word_of(&rows.rows[r]);
        }
    }
    return true;
}

/* Links and submodules at the path of a record are no records, but silence would hide a mistake. */
static bool note_special(struct rq_loader *loader, const struct rq_snapshot_entry *entry)
{
    static const char *const words[] = {
        [RQ_ENTRY_FILE] = "",     [RQ_ENTRY_SYMLINK] = "a symbolic link",  [RQ_ENTRY_SUBMODULE] = "a submodule",
        [RQ_ENTRY_UNMERGED] = "", [RQ_ENTRY_OTHER] = "not a regular file",
    };
    for (size_t k = 0; k < loader->policy->kind_count; k++) {
        const struct rq_record_kind *kind = loader->policy->kinds[k];
        for (size_t p = 0; p < kind->place_count; p++) {
            const struct rq_place *place = &kind->places[p];
            if (!rq_locator_matches(&place->where, entry->path, NULL))
                continue;
            if (entry->mode == RQ_ENTRY_UNMERGED) {
                rq_fail(&loader->err, "%.*s has conflicts that are not resolved", RQ_ARG(entry->path));
                return rq_fail_hint(&loader->err, "resolve them and `git add` the file");
            }
            rq_load_note(loader, rq_arena_format(loader->arena, "%.*s is %s; it is not read as a %.*s",
                                                 RQ_ARG(entry->path), words[entry->mode], RQ_ARG(kind->name)));
            return true;
        }
    }
    return true;
}

static bool wants_kind(const struct rq_loader *loader, const struct rq_record_kind *kind)
{
    return loader->past == NULL || loader->past[kind->number];
}

bool rq_take_excludes(const struct rq_policy *policy, rq_str path)
{
    return rq_globs_match(policy->exclude, policy->exclude_count, path);
}

bool rq_take_wants(const struct rq_policy *policy, const bool *kinds, rq_str path)
{
    for (size_t k = 0; k < policy->kind_count; k++) {
        const struct rq_record_kind *kind = policy->kinds[k];
        for (size_t p = 0; kinds[k] && p < kind->place_count; p++) {
            const struct rq_place *place = &kind->places[p];
            if (rq_locator_matches(&place->where, path, NULL))
                return !rq_take_excludes(policy, path);
        }
    }
    return false;
}

bool rq_take_looks_at(const struct rq_policy *policy, rq_str path)
{
    bool found = false;
    for (size_t k = 0; k < policy->kind_count && !found; k++)
        for (size_t p = 0; p < policy->kinds[k]->place_count && !found; p++) {
            const struct rq_place *place = &policy->kinds[k]->places[p];
            found = rq_locator_matches(&place->where, path, NULL);
        }
    for (size_t w = 0; w < policy->words_count && !found; w++)
        found = rq_locator_matches(&policy->words[w].where, path, NULL);
    return found && !rq_take_excludes(policy, path);
}

/* Comments are read in what other places have read: nothing is opened for them. */
static void take_comments(struct rq_loader *loader, const struct rq_record_kind *kind, const struct rq_place *place,
                          struct rq_file *file)
{
    struct rq_comments comments = {0};
    rq_comments_read(file, &comments);
    for (size_t i = 0; i < comments.count; i++) {
        struct rq_entry *captured = RQ_NEW(loader->arena, struct rq_entry);
        *captured = (struct rq_entry){rq_string(RQ_STR("comment")), rq_string(comments.items[i].name)};
        add_record(loader, kind, place, file, comments.items[i].object, rq_map_over(loader->arena, captured, 1));
    }
    if (comments.more)
        rq_load_note(loader,
                     rq_arena_format(loader->arena, "%.*s has more than %d comments for reqlint; the rest is not read",
                                     RQ_ARG(file->path), RQ_LIMIT_COMMENTS));
    if (comments.longer)
        rq_load_note(loader, rq_arena_format(loader->arena,
                                             "%.*s has a comment for reqlint of more than %d bytes, which is not read",
                                             RQ_ARG(file->path), RQ_LIMIT_COMMENT_BYTES));
}

void rq_take_comments(struct rq_loader *loader, struct rq_file *file)
{
    for (size_t k = 0; k < loader->policy->kind_count; k++) {
        const struct rq_record_kind *kind = loader->policy->kinds[k];
        for (size_t p = 0; p < kind->place_count; p++)
            if (kind->places[p].format == RQ_FORMAT_COMMENTS)
                take_comments(loader, kind, &kind->places[p], file);
    }
}

bool rq_load_take(struct rq_loader *loader, const struct rq_snapshot_entry *entry)
{
    if (rq_take_excludes(loader->policy, entry->path))
        return true;
    if (entry->mode != RQ_ENTRY_FILE)
        return note_special(loader, entry);
    struct rq_file file = {
        .arena = loader->arena,
        .snapshot = loader->snapshot,
        .entry = entry,
        .path = entry->path,
        .past = loader->past != NULL,
    };
    for (size_t k = 0; k < loader->policy->kind_count; k++) {
        const struct rq_record_kind *kind = loader->policy->kinds[k];
        for (size_t p = 0; wants_kind(loader, kind) && p < kind->place_count; p++)
            if (!take_for_place(loader, kind, &kind->places[p], &file))
                return false;
    }
    for (size_t w = 0; loader->past == NULL && w < loader->policy->words_count; w++)
        if (!take_for_words(loader, w, &file))
            return false;
    if (file.source != NULL && loader->past == NULL)
        rq_take_comments(loader, &file);
    loader->file_count += file.source != NULL;
    loader->source = file.source;
    return true;
}
