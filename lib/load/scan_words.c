/*
 * From records to names that are searched for, and from what was found to the object that rules see:
 *
 *   language, sanctioned,
 *   names:   [ { text, as, kind, ids, context, with, subject, near, number, line } … ]
 *   remarks: [ { text, line } … ]
 */
#include "load/scan_words.h"

#include "base/ascii.h"
#include "base/intern.h"
#include "base/source.h"

static void add_name(struct rq_arena *arena, struct rq_scan_words *words, struct rq_scan_owner owner, rq_str text,
                     bool inside)
{
    if (text.len == 0)
        return;
    words->texts = rq_grow(arena, words->texts, words->count, &words->cap, sizeof *words->texts);
    words->owners = rq_grow(arena, words->owners, words->count, &words->owner_cap, sizeof *words->owners);
    words->inside = rq_grow(arena, words->inside, words->count, &words->inside_cap, sizeof *words->inside);
    words->texts[words->count] = text;
    words->inside[words->count] = inside;
    words->owners[words->count++] = owner;
}

/* Its letters and digits: "Works Council" is WorksCouncil in code, and works_council. */
static rq_str squeeze(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < text.len; i++)
        if (rq_ascii_is_alnum(text.ptr[i]) || (unsigned char)text.ptr[i] >= 0x80)
            rq_buf_byte(&buf, text.ptr[i]);
    return rq_buf_text(&buf);
}

/* A name that cannot be evaluated is none: what is wrong with the record is said elsewhere.  Names of one record that are the
 * same inside of identifiers stand beside one another. */
static void add_names(struct rq_arena *arena, const struct rq_policy *policy, struct rq_scan_owner owner,
                      const struct rq_record *record, struct rq_scan_words *words)
{
    rq_value list = rq_graph_eval(arena, policy, record, owner.names->names);
    rq_str last = RQ_STR("");
    for (uint32_t i = 0; list.kind == RQ_LIST && i < list.as.list->count; i++) {
        if (list.as.list->items[i].kind != RQ_STRING)
            continue;
        rq_str name = rq_str_trim(rq_value_text(list.as.list->items[i]));
        add_name(arena, words, owner, name, false);
        rq_str letters = owner.names->inside ? squeeze(arena, name) : RQ_STR("");
        if (letters.len > 1 && !rq_str_equal(letters, last))
            add_name(arena, words, owner, letters, true);
        last = letters;
    }
}

static void add_records(struct rq_arena *arena, const struct rq_scan_named *named, const struct rq_scan_names *names,
                        struct rq_scan_words *words, struct rq_intern *ids)
{
    struct rq_arena *scratch = rq_arena_new();
    for (size_t i = 0; i < named->record_count; i++) {
        struct rq_record record = named->records[i];
        if (record.kind != names->kind)
            continue;
        if (record.id.len == 0)
            rq_record_identify(arena, scratch, named->policy, &record);
        rq_intern(ids, record.id);
        add_names(arena, named->policy, (struct rq_scan_owner){names, record.id}, &record, words);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
}

/* Accounts of settings are seen as a setting that one account alone has. */
static void add_accounts(struct rq_arena *arena, const struct rq_scan_named *named, const struct rq_scan_names *names,
                         struct rq_scan_words *words, struct rq_intern *known)
{
    for (size_t s = 0; named->settings != NULL && s < named->settings->set_count; s++) {
        const struct rq_settings_set *set = &named->settings->sets[s];
        for (size_t i = 0; i < set->account_count; i++) {
            size_t count = known->count;
            if (rq_intern(known, set->accounts[i]) < count)
                continue;
            rq_str id = rq_arena_copy(arena, set->accounts[i]); /* names outlive the state: see rq_scan_memory */
            rq_value account = rq_string(id);
            struct rq_map_build map = {.arena = arena};
            rq_map_build_put(&map, RQ_STR("set"), rq_string(set->name));
            rq_map_build_put(&map, RQ_STR("accounts"), rq_list_over(arena, &account, 1));
            const struct rq_record seen = {.kind = names->kind, .object = rq_map_build_done(&map)};
            add_names(arena, named->policy, (struct rq_scan_owner){names, id}, &seen, words);
        }
    }
}

static bool is_of_settings(const struct rq_scan_names *names)
{
    return names->kind->places[0].format == RQ_FORMAT_SETTINGS;
}

/* Records come first, since they know more of an account than settings do. */
static void add_all(struct rq_arena *arena, const struct rq_scan *scan, const struct rq_scan_named *named,
                    struct rq_scan_words *words)
{
    struct rq_intern known = {.arena = arena};
    for (size_t n = 0; n < scan->name_count; n++)
        if (!is_of_settings(&scan->names[n]))
            add_records(arena, named, &scan->names[n], words, &known);
    for (size_t i = 0; i < words->count; i++)
        rq_intern(&known, words->texts[i]);
    for (size_t n = 0; n < scan->name_count; n++)
        if (is_of_settings(&scan->names[n]))
            add_accounts(arena, named, &scan->names[n], words, &known);
}

/* Who has a name in one way, each once. */
static rq_value list_owners(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_scan_words *words,
                            size_t first, const struct rq_scan_names *names)
{
    struct rq_intern ids = {.arena = scratch};
    for (size_t n = first; n != RQ_NOT_FOUND; n = rq_code_names_next(words->names, n))
        if (words->owners[n].names == names)
            rq_intern(&ids, words->owners[n].id);
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, ids.count);
    for (size_t i = 0; i < ids.count; i++)
        items[i] = rq_string(ids.texts[i]);
    rq_value list = rq_list_over(arena, items, ids.count);
    rq_arena_reset(scratch);
    return list;
}

/* Thousands of records may have one name, which may stand in a file a thousand times: so what it means is put together once. */
static void find_meanings(struct rq_arena *arena, const struct rq_scan *scan, struct rq_scan_words *words)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_scan_meanings *meanings = RQ_NEW_ARRAY(arena, struct rq_scan_meanings, words->count);
    for (size_t i = 0; i < words->count; i++) {
        if (rq_code_names_find(words->names, words->texts[i]) != i)
            continue;
        struct rq_scan_meaning *items = RQ_NEW_ARRAY(arena, struct rq_scan_meaning, scan->name_count);
        meanings[i].items = items;
        for (size_t n = 0; n < scan->name_count; n++) {
            rq_value ids = list_owners(arena, scratch, words, i, &scan->names[n]);
            if (ids.as.list->count > 0)
                items[meanings[i].count++] = (struct rq_scan_meaning){&scan->names[n], ids};
        }
    }
    words->meanings = meanings;
    rq_arena_free(scratch);
}

static const rq_str *list_of(struct rq_arena *arena, const struct rq_policy *policy,
                             const struct rq_cel_program *program, size_t *count)
{
    const struct rq_record nothing = {0};
    rq_value list = program == NULL ? (rq_value){0} : rq_graph_eval(arena, policy, &nothing, program);
    rq_str *texts = RQ_NEW_ARRAY(arena, rq_str, list.kind == RQ_LIST ? list.as.list->count : 0);
    *count = 0;
    for (uint32_t i = 0; list.kind == RQ_LIST && i < list.as.list->count; i++)
        if (list.as.list->items[i].kind == RQ_STRING)
            texts[(*count)++] = rq_value_text(list.as.list->items[i]);
    return texts;
}

void rq_scan_words_make(struct rq_arena *arena, const struct rq_record_kind *kind, const struct rq_scan_named *named,
                        struct rq_scan_words *words)
{
    const struct rq_scan *scan = kind->scan;
    *words = (struct rq_scan_words){0};
    add_all(arena, scan, named, words);
    words->names = rq_code_names_new(arena, words->texts, words->inside, words->count);
    find_meanings(arena, scan, words);
    words->words.subjects = list_of(arena, named->policy, scan->subjects, &words->words.subject_count);
    words->words.calls = list_of(arena, named->policy, scan->calls, &words->words.call_count);
}

bool rq_scan_words_equal(const struct rq_scan_words *a, const struct rq_scan_words *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->owners[i].names == b->owners[i].names && rq_str_equal(a->owners[i].id, b->owners[i].id) &&
               rq_str_equal(a->texts[i], b->texts[i]);
    return same;
}

/* What was found. */

static rq_value part_of(struct rq_arena *arena, const struct rq_source *source, size_t start, size_t end)
{
    struct rq_origin origin = {source, (uint32_t)start, (uint32_t)end};
    return rq_value_at(arena, rq_string(rq_str_slice(rq_source_text(source), start, end)), origin);
}

/* A map that stands where the text does. */
static rq_value placed(struct rq_arena *arena, const struct rq_source *source, size_t start, size_t end,
                       struct rq_map_build *map)
{
    struct rq_origin origin = {source, (uint32_t)start, (uint32_t)end};
    return rq_value_at(arena, rq_map_build_done(map), origin);
}

static rq_value line_of(const struct rq_source *source, size_t offset)
{
    return rq_int(rq_source_pos(source, offset, offset).line);
}

static rq_value mention_value(struct rq_arena *arena, const struct rq_scan_seen *seen,
                              const struct rq_code_mention *mention, const struct rq_scan_meaning *meaning)
{
    enum { FIELDS = 10 };
    struct rq_map_build map = {.arena = arena, .entries = RQ_NEW_ARRAY(arena, struct rq_entry, FIELDS), .cap = FIELDS};
    rq_map_build_put(&map, RQ_STR("text"), part_of(arena, seen->source, mention->start, mention->end));
    rq_map_build_put(&map, RQ_STR("as"), rq_string(meaning->names->as));
    rq_map_build_put(&map, RQ_STR("kind"), rq_string(meaning->names->kind->name));
    rq_map_build_put(&map, RQ_STR("ids"), meaning->ids);
    rq_map_build_put(&map, RQ_STR("context"), rq_string(rq_code_context_name(mention->context)));
    rq_map_build_put(
        &map, RQ_STR("with"),
        rq_string(rq_arena_copy(arena, rq_str_slice(seen->whole, mention->with_start, mention->with_end))));
    rq_map_build_put(&map, RQ_STR("subject"), rq_string(mention->subject));
    rq_map_build_put(&map, RQ_STR("near"), rq_string(mention->near));
    rq_map_build_put(&map, RQ_STR("number"), rq_bool(mention->number));
    rq_map_build_put(&map, RQ_STR("line"), line_of(seen->source, mention->start));
    return placed(arena, seen->source, mention->start, mention->end, &map);
}

struct values {
    rq_value *items;
    size_t count, cap;
};

static void add_value(struct rq_arena *arena, struct values *values, rq_value value)
{
    values->items = rq_grow(arena, values->items, values->count, &values->cap, sizeof *values->items);
    values->items[values->count++] = value;
}

/* A text that is a name in several ways counts once for each of them. */
static rq_value names_of(struct rq_arena *arena, const struct rq_scan_words *words, const struct rq_scan_seen *seen)
{
    struct values values = {0};
    for (size_t i = 0; i < seen->facts->mention_count; i++) {
        const struct rq_code_mention *mention = &seen->facts->mentions[i];
        const struct rq_scan_meanings *meanings = &words->meanings[mention->name];
        for (size_t m = 0; m < meanings->count; m++)
            add_value(arena, &values, mention_value(arena, seen, mention, &meanings->items[m]));
    }
    return rq_list_over(arena, values.items, values.count);
}

static rq_value remarks_of(struct rq_arena *arena, const struct rq_scan_seen *seen)
{
    struct values values = {0};
    for (size_t i = 0; i < seen->facts->remark_count; i++) {
        const struct rq_code_remark *remark = &seen->facts->remarks[i];
        struct rq_map_build map = {.arena = arena};
        rq_map_build_put(&map, RQ_STR("text"), part_of(arena, seen->source, remark->start, remark->end));
        rq_map_build_put(&map, RQ_STR("line"), line_of(seen->source, remark->start));
        add_value(arena, &values, placed(arena, seen->source, remark->start, remark->end, &map));
    }
    return rq_list_over(arena, values.items, values.count);
}

rq_value rq_scan_object(struct rq_arena *arena, const struct rq_scan_words *words, const struct rq_scan_seen *seen)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("language"), rq_string(rq_code_language_name(seen->language)));
    rq_map_build_put(&map, RQ_STR("sanctioned"), rq_bool(seen->sanctioned));
    rq_map_build_put(&map, RQ_STR("names"), names_of(arena, words, seen));
    rq_map_build_put(&map, RQ_STR("remarks"), remarks_of(arena, seen));
    return rq_map_build_done(&map);
}
