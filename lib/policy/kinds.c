/*
 * Record kinds.  Packs define them, the configuration moves them or adds to them: so each kind is first a draft, on which
 * the newest word on a key wins (lists replace; links and fields are added by name), and is compiled once all is read.
 */
#include "base/err.h"
#include "policy/build.h"

/* In the order of enum rq_format. */
static const rq_str format_names[] = {{"yaml", 4},     {"markdown", 8}, {"text", 4}, {"path", 4},
                                      {"comments", 8}, {"settings", 8}, {"", 0}};

/* A place of a kind as `also:` writes it. */
struct place_draft {
    struct rq_texts files, not_files, at;
    rq_value id;
    rq_value inside; /* the name of a kind whose files are meant */
    rq_value format;
};

static const struct rq_shape_key place_keys[] = {
    {"files", RQ_SHAPE_TEXTS, offsetof(struct place_draft, files),
     .about = "patterns of files, with captures in braces"},
    {"not", RQ_SHAPE_TEXTS, offsetof(struct place_draft, not_files), .about = "patterns of files that are left out"},
    {"at", RQ_SHAPE_TEXTS, offsetof(struct place_draft, at), .about = "key paths to records inside a file"},
    {"id", RQ_SHAPE_CODE, offsetof(struct place_draft, id),
     .about = "an expression: the id of a record; record.stem if left out"},
    {"inside", RQ_SHAPE_CODE, offsetof(struct place_draft, inside), .about = "a kind in whose files they lie"},
    {"format", RQ_SHAPE_CODE, offsetof(struct place_draft, format),
     .about =
         "what the files are: YAML (JSON too), Markdown with front matter, text, a path alone, comments, or settings",
     .words = format_names},
    {0},
};

/* A link as it is written: the bare expression, or {kind, id, missing}. */
struct link_draft {
    rq_value kind, id;
    rq_str missing;
};

static const struct rq_shape_key link_keys[] = {
    {"kind", RQ_SHAPE_CODE, offsetof(struct link_draft, kind),
     .about = "the kind that it leads to; the name of the link if left out"},
    {"id", RQ_SHAPE_CODE, offsetof(struct link_draft, id),
     .about = "an expression that gives the id, or a list of ids"},
    {"missing", RQ_SHAPE_TEXT, offsetof(struct link_draft, missing),
     .about = "the rule that reports a link which finds nothing; broken-link if left out"},
    {0},
};

const struct rq_shape_key rq_kind_keys[] = {
    {"files", RQ_SHAPE_TEXTS, offsetof(struct rq_kind_draft, files),
     .about = "patterns of files, with captures in braces"},
    {"not", RQ_SHAPE_TEXTS, offsetof(struct rq_kind_draft, not_files), .about = "patterns of files that are left out"},
    {"at", RQ_SHAPE_TEXTS, offsetof(struct rq_kind_draft, at), .about = "key paths to records inside a file"},
    {"id", RQ_SHAPE_CODE, offsetof(struct rq_kind_draft, id),
     .about = "an expression: the id of a record; record.stem if left out"},
    {"also", RQ_SHAPE_LIST, offsetof(struct rq_kind_draft, also),
     .about = "further places where records of the kind lie", .each = place_keys},
    {"links", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, links), .about = "what records point at: kind to expression",
     .each = link_keys, .or_text = true},
    {"fields", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, fields),
     .about = "the known fields, by name; without them any field is known", .each = rq_field_keys},
    {"supersedes", RQ_SHAPE_CODE, offsetof(struct rq_kind_draft, supersedes),
     .about = "an expression that names the record which this one replaces"},
    {"names", RQ_SHAPE_CODE, offsetof(struct rq_kind_draft, names),
     .about = "an expression that gives names which prose has for a record beside its id"},
    {"format", RQ_SHAPE_CODE, offsetof(struct rq_kind_draft, format),
     .about =
         "what the files are: YAML (JSON too), Markdown with front matter, text, a path alone, comments, or settings",
     .words = format_names},
    {"incidental", RQ_SHAPE_FLAG, offsetof(struct rq_kind_draft, incidental),
     .about = "true: found wherever there is text"},
    {"virtual", RQ_SHAPE_FLAG, offsetof(struct rq_kind_draft, is_virtual),
     .about = "true: in no file, but commits and merges"},
    {"scan", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, scan),
     .about = "looks for names in code: what is found are the records", .keys = rq_scan_keys},
    {"only-in", RQ_SHAPE_TEXTS, offsetof(struct rq_kind_draft, only_in),
     .about = "patterns of files in which alone is looked"},
    {"waives", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, waives), .about = "what records of the kind take back",
     .keys = rq_waives_keys},
    {"new", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, start), .about = "how records of the kind start out",
     .keys = rq_start_keys},
    {"decides", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, decides), .about = "what records of the kind decide",
     .keys = rq_decides_keys},
    {"confirms", RQ_SHAPE_MAP, offsetof(struct rq_kind_draft, confirms), .about = "what records of the kind remember",
     .keys = rq_confirms_keys},
    {0},
};

static struct rq_kind_draft *find_draft(struct rq_policy_build *build, rq_str name)
{
    for (size_t i = 0; i < build->kind_count; i++)
        if (rq_str_equal(build->kinds[i].name, name))
            return &build->kinds[i];
    return NULL;
}

static struct rq_kind_draft *add_draft(struct rq_policy_build *build, rq_value key, rq_str pack)
{
    build->kinds = rq_grow(build->arena, build->kinds, build->kind_count, &build->kind_cap, sizeof *build->kinds);
    struct rq_kind_draft *draft = &build->kinds[build->kind_count++];
    *draft = (struct rq_kind_draft){.name = rq_value_source_text(build->arena, key), .pack = pack, .where = key};
    draft->source = key.source;
    return draft;
}

/* Later words on links and fields add to the earlier ones instead of replacing them. */
static bool change_draft(struct rq_policy_build *build, struct rq_kind_draft *draft, rq_value map)
{
    rq_value links = draft->links, fields = draft->fields;
    if (!rq_shape_read(build->arena, map, rq_kind_keys, "a kind", draft, build->err))
        return false;
    draft->links_over = draft->links;
    draft->fields_over = draft->fields;
    draft->links = links;
    draft->fields = fields;
    return true;
}

bool rq_build_kinds(struct rq_policy_build *build, rq_value kinds, rq_str pack)
{
    if (kinds.kind == RQ_ABSENT)
        return true;
    for (uint32_t i = 0; i < kinds.as.map->count; i++) {
        const struct rq_entry *entry = &kinds.as.map->entries[i];
        struct rq_kind_draft *draft = find_draft(build, rq_value_source_text(build->arena, entry->key));
        bool good = draft != NULL ? change_draft(build, draft, entry->value)
                                  : rq_shape_read(build->arena, entry->value, rq_kind_keys, "a kind",
                                                  add_draft(build, entry->key, pack), build->err);
        if (!good)
            return false;
    }
    return true;
}

struct rq_record_kind *rq_build_kind(const struct rq_policy_build *build, rq_str name)
{
    for (size_t i = 0; i < build->kind_count; i++)
        if (rq_str_equal(build->kinds[i].name, name))
            return build->finished[i];
    return NULL;
}

bool rq_build_unknown_kind(struct rq_policy_build *build, rq_value where, rq_str name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, build->kind_count);
    for (size_t i = 0; i < build->kind_count; i++)
        names[i] = build->kinds[i].name;
    rq_shape_fail(build->err, where, "there is no kind `%.*s`", RQ_ARG(name));
    rq_shape_suggest(build->err, name, names, build->kind_count);
    return false;
}

static bool read_format(struct rq_policy_build *build, rq_value written, enum rq_format *format)
{
    *format = RQ_FORMAT_YAML;
    if (written.kind == RQ_ABSENT)
        return true;
    rq_str name = rq_value_source_text(build->arena, written);
    size_t count = 0;
    for (; format_names[count].len > 0; count++) {
        if (rq_str_equal(name, format_names[count])) {
            *format = (enum rq_format)count;
            return true;
        }
    }
    rq_shape_fail(build->err, written, "`%.*s` is no format: yaml, markdown, text, path, comments or settings",
                  RQ_ARG(name));
    rq_shape_suggest(build->err, name, format_names, count);
    return false;
}

static bool finish_place(struct rq_policy_build *build, struct rq_scope *scope, const struct place_draft *draft,
                         struct rq_place *place)
{
    const struct rq_shape_locator where = {draft->files, draft->not_files, draft->at};
    if (!rq_shape_locator(build->arena, &where, &place->where, build->err) ||
        !read_format(build, draft->format, &place->format))
        return false;
    place->id = draft->id.kind == RQ_ABSENT ? rq_scope_compile_text(scope, RQ_STR("record.stem"), true, NULL, NULL)
                                            : rq_scope_compile(scope, draft->id);
    return place->id != NULL;
}

/* `inside: request` means the files of requests, wherever the configuration has moved them.  Comments are found in all
 * files that are read for another place. */
static bool take_files_of(struct rq_policy_build *build, rq_value where, struct place_draft *draft)
{
    bool anywhere = draft->format.kind != RQ_ABSENT && rq_str_equal(rq_value_text(draft->format), RQ_STR("comments"));
    if (draft->inside.kind == RQ_ABSENT)
        return draft->files.count > 0 || anywhere ||
               rq_shape_fail(build->err, where, "this place has neither `files` nor `inside`");
    const struct rq_kind_draft *other = find_draft(build, rq_value_text(draft->inside));
    if (other == NULL)
        return rq_build_unknown_kind(build, draft->inside, rq_value_text(draft->inside));
    draft->files = other->files;
    draft->not_files = other->not_files;
    return true;
}

static bool finish_places(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_kind_draft *draft,
                          struct rq_record_kind *kind)
{
    uint32_t more = draft->also.kind == RQ_LIST ? draft->also.as.list->count : 0;
    struct rq_place *places = RQ_NEW_ARRAY(build->arena, struct rq_place, more + 1);
    struct place_draft first = {draft->files, draft->not_files, draft->at, draft->id, {0}, draft->format};
    if (draft->scan.kind != RQ_ABSENT)
        first.files = first.not_files = (struct rq_texts){0}; /* no record is written there */
    if (draft->files.count == 0 && !draft->is_virtual)
        return rq_shape_fail(build->err, draft->where, "the kind `%.*s` has no `files`", RQ_ARG(draft->name));
    if (!finish_place(build, scope, &first, &places[0]))
        return false;
    if (places[0].format == RQ_FORMAT_SETTINGS && draft->files.count > 0)
        return rq_shape_fail(build->err, draft->format,
                             "records of `format: settings` come from `settings:`, not from `files`");
    for (uint32_t i = 0; i < more; i++) {
        struct place_draft next = {0};
        rq_value map = draft->also.as.list->items[i];
        if (!rq_shape_read(build->arena, map, place_keys, "a place of a kind", &next, build->err) ||
            !take_files_of(build, map, &next) || !finish_place(build, scope, &next, &places[i + 1]))
            return false;
    }
    kind->places = places;
    kind->place_count = more + 1;
    return true;
}

static bool finish_link(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_entry *entry,
                        struct rq_link *link)
{
    struct link_draft draft = {.kind = entry->key, .id = entry->value, .missing = RQ_STR("broken-link")};
    if (entry->value.kind == RQ_MAP) {
        draft.id = (rq_value){0};
        if (!rq_shape_read(build->arena, entry->value, link_keys, "a link", &draft, build->err))
            return false;
    }
    if (draft.id.kind == RQ_ABSENT || draft.id.kind == RQ_NULL || draft.id.kind == RQ_LIST)
        return rq_shape_fail(build->err, entry->key, "this link has no `id` expression");
    rq_str target = rq_value_source_text(build->arena, draft.kind);
    link->name = rq_value_source_text(build->arena, entry->key);
    link->missing = draft.missing;
    link->target = rq_build_kind(build, target);
    if (link->target == NULL)
        return rq_build_unknown_kind(build, draft.kind, target);
    link->id = rq_scope_compile(scope, draft.id);
    return link->id != NULL;
}

/* The entries of one map, then those of a second one; a name that both have is the second one's. */
static struct rq_map_build merge_maps(struct rq_arena *arena, rq_value first, rq_value second)
{
    struct rq_map_build merged = {.arena = arena};
    const rq_value maps[] = {first, second};
    for (int m = 0; m < 2; m++) {
        for (uint32_t i = 0; maps[m].kind == RQ_MAP && i < maps[m].as.map->count; i++) {
            const struct rq_entry *entry = &maps[m].as.map->entries[i];
            if (m == 0 && second.kind == RQ_MAP && rq_map_get(second.as.map, entry->key) != NULL)
                continue;
            rq_map_build_put(&merged, RQ_STR(""), entry->value);
            merged.entries[merged.count - 1] = *entry;
        }
    }
    return merged;
}

static bool finish_links(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_kind_draft *draft,
                         struct rq_record_kind *kind)
{
    struct rq_map_build merged = merge_maps(build->arena, draft->links, draft->links_over);
    struct rq_link *links = RQ_NEW_ARRAY(build->arena, struct rq_link, merged.count);
    for (size_t i = 0; i < merged.count; i++)
        if (!finish_link(build, scope, &merged.entries[i], &links[i]))
            return false;
    kind->links = links;
    kind->link_count = merged.count;
    return true;
}

bool rq_kind_is_body(const struct rq_record_kind *kind, rq_str name)
{
    return kind->places[0].format == RQ_FORMAT_MARKDOWN && rq_str_equal(name, RQ_STR("text"));
}

/* The text of a file stands under `text`, which is a known field wherever fields are known. */
static void add_text_field(struct rq_policy_build *build, struct rq_record_kind *kind)
{
    struct rq_field *fields = RQ_NEW_ARRAY(build->arena, struct rq_field, kind->field_count + 1);
    bool has_text = false;
    for (size_t i = 0; i < kind->place_count; i++)
        has_text = has_text || kind->places[i].format == RQ_FORMAT_MARKDOWN || kind->places[i].format == RQ_FORMAT_TEXT;
    for (size_t i = 0; i < kind->field_count; i++) {
        fields[i] = kind->fields[i];
        has_text = has_text && !rq_str_equal(fields[i].name, RQ_STR("text"));
    }
    if (!has_text || kind->field_count == 0)
        return;
    fields[kind->field_count++] =
        (struct rq_field){.name = RQ_STR("text"), .type = RQ_FIELD_STRING, .about = RQ_STR("the text of the file")};
    kind->fields = fields;
}

bool rq_build_finish_kinds(struct rq_policy_build *build)
{
    build->finished = RQ_NEW_ARRAY(build->arena, struct rq_record_kind *, build->kind_count);
    for (size_t i = 0; i < build->kind_count; i++)
        build->finished[i] = RQ_NEW(build->arena, struct rq_record_kind);
    for (size_t i = 0; i < build->kind_count; i++) {
        const struct rq_kind_draft *draft = &build->kinds[i];
        struct rq_record_kind *kind = build->finished[i];
        struct rq_scope scope = rq_build_scope(build);
        struct rq_map_build fields = merge_maps(build->arena, draft->fields, draft->fields_over);
        kind->name = draft->name;
        kind->pack = draft->pack;
        kind->source = draft->source;
        kind->number = i;
        kind->incidental = draft->incidental;
        kind->is_virtual = draft->is_virtual;
        kind->supersedes = rq_scope_compile(&scope, draft->supersedes);
        kind->names = rq_scope_compile(&scope, draft->names);
        if (build->err->failed || !finish_places(build, &scope, draft, kind) ||
            !finish_links(build, &scope, draft, kind) || !rq_build_scan(build, &scope, draft, &kind->scan) ||
            !rq_build_waives(build, &scope, draft->waives, &kind->waives) ||
            !rq_build_fields(build, rq_map_build_done(&fields), &kind->fields, &kind->field_count, 0) ||
            !rq_build_starts(build, draft, kind))
            return false;
        add_text_field(build, kind);
    }
    return true;
}
