/*
 * Records of settings: one for each key of a set, and one for each part of a tree that one account alone has.
 *
 * A record's id is its key.  Where two sets have the same key, each of the two is told by its set as well, "flags:theme": then
 * what names the key alone, such as a waiver, names neither of them.
 *
 * A record stands where its first account has it.  What it holds is computed; but each of `accounts` remembers the key in that
 * account's file, and each of `values` the value there, so that a finding can point at either.
 */
#include "base/source.h"
#include "load/settings.h"

#include <stdlib.h>

/* One record that is to be made. */
struct draft {
    const struct rq_settings_set *set;
    rq_str key;
    struct rq_keys keys;
    const struct rq_setting *setting;       /* NULL: nobody has a value here, only below */
    const struct rq_setting_single *single; /* the highest key at or above it that one account alone has; or NULL */
    rq_str area, type;
    size_t peers;
    bool first;
};

struct making {
    struct rq_arena *arena;
    const struct rq_record_kind *kind;
    const struct rq_settings *table;
    struct draft *drafts;
    size_t count, cap;
};

const struct rq_record_kind *rq_setting_kind(const struct rq_policy *policy)
{
    for (size_t i = 0; i < policy->kind_count; i++)
        if (policy->kinds[i]->places[0].format == RQ_FORMAT_SETTINGS)
            return policy->kinds[i];
    return NULL;
}

/* ---- what there is to make ---- */

static int by_key(const void *key, const void *single)
{
    return rq_str_compare(*(const rq_str *)key, ((const struct rq_setting_single *)single)->key);
}

static const struct rq_setting_single *single_at(const struct rq_settings_set *set, rq_str key)
{
    return set->singles == NULL ? NULL : bsearch(&key, set->singles, set->single_count, sizeof *set->singles, by_key);
}

static const struct rq_setting_single *single_above(const struct making *making, const struct rq_settings_set *set,
                                                    struct rq_keys keys)
{
    const struct rq_setting_single *found = NULL;
    for (size_t count = 1; count <= keys.count && found == NULL; count++)
        found = single_at(set, rq_keys_print(making->arena, (struct rq_keys){keys.items, count}));
    return found;
}

static void add_draft(struct making *making, struct draft draft)
{
    making->drafts = rq_grow(making->arena, making->drafts, making->count, &making->cap, sizeof *making->drafts);
    making->drafts[making->count++] = draft;
}

/* Settings and the heads of what one account has, which are both sorted by key. */
static void add_set(struct making *making, const struct rq_settings_set *set)
{
    for (size_t i = 0, j = 0; i < set->setting_count || j < set->single_count;) {
        const struct rq_setting *setting = i < set->setting_count ? &set->settings[i] : NULL;
        const struct rq_setting_single *single = j < set->single_count ? &set->singles[j] : NULL;
        int order = setting == NULL ? 1 : single == NULL ? -1 : rq_str_compare(setting->key, single->key);
        struct draft draft = {.set = set, .setting = order <= 0 ? setting : NULL};
        draft.key = order <= 0 ? setting->key : single->key;
        draft.keys = order <= 0 ? setting->keys : single->keys;
        bool alone = order >= 0 || setting->account_count == 1;
        draft.single = alone ? single_above(making, set, draft.keys) : NULL;
        add_draft(making, draft);
        i += order <= 0;
        j += order >= 0;
    }
}

/* ---- types and areas ---- */

/* Where every key path finds a name, it is that of an account or of a group of them; there is no value but that it is there. */
static bool names_accounts(const struct rq_settings_set *set)
{
    const struct rq_locator *where = &set->source->where;
    bool all = where->at_count > 0;
    for (size_t i = 0; i < where->at_count && all; i++)
        all = rq_keypath_finds_name(where->at[i]);
    return all;
}

static rq_value value_of(const struct rq_settings_set *set, const struct rq_setting_use *use)
{
    return use->value.kind != RQ_ABSENT && names_accounts(set) ? rq_bool(true) : use->value;
}

static rq_str type_of_value(rq_value value)
{
    bool number = value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
    return number ? RQ_STR("number") : value.kind == RQ_ABSENT ? RQ_STR("none") : rq_value_type_name(value);
}

static rq_str type_of(const struct draft *draft)
{
    const struct rq_setting *setting = draft->setting;
    rq_str type = RQ_STR("none");
    size_t count = setting == NULL ? 0 : setting->use_count + setting->default_count;
    for (size_t i = 0; i < count; i++) {
        const struct rq_setting_use *use =
            i < setting->use_count ? &setting->uses[i] : &setting->defaults[i - setting->use_count];
        rq_str next = type_of_value(value_of(draft->set, use));
        if (i > 0 && !rq_str_equal(next, type))
            return RQ_STR("mixed");
        type = next;
    }
    return type;
}

/* Where the setting is, or something below it. */
static const struct rq_setting_use *place_of(const struct draft *draft)
{
    if (draft->setting == NULL)
        return draft->single->place;
    return draft->setting->use_count > 0 ? &draft->setting->uses[0] : &draft->setting->defaults[0];
}

static rq_str area_of(const struct making *making, const struct draft *draft)
{
    const struct rq_setting *setting = draft->setting;
    if (draft->keys.count != 1)
        return rq_keys_print(making->arena, (struct rq_keys){draft->keys.items, draft->keys.count > 0});
    uint32_t file = place_of(draft)->file;
    for (size_t i = 0; setting != NULL && i < setting->use_count; i++)
        if (setting->uses[i].file != file)
            return draft->set->name;
    return making->table->paths[file];
}

static int by_area(const void *a, const void *b)
{
    const struct draft *left = *(const struct draft *const *)a, *right = *(const struct draft *const *)b;
    if (left->set != right->set)
        return left->set < right->set ? -1 : 1;
    int order = rq_str_compare(left->area, right->area);
    order = order != 0 ? order : rq_str_compare(left->type, right->type);
    return order != 0 ? order : left < right ? -1 : left > right;
}

static void count_peers(struct making *making)
{
    struct draft **sorted = RQ_NEW_ARRAY(making->arena, struct draft *, making->count);
    for (size_t i = 0; i < making->count; i++) {
        making->drafts[i].type = type_of(&making->drafts[i]);
        making->drafts[i].area = area_of(making, &making->drafts[i]);
        sorted[i] = &making->drafts[i];
    }
    if (making->count > 0)
        qsort(sorted, making->count, sizeof *sorted, by_area);
    for (size_t i = 0, end; i < making->count; i = end) {
        for (end = i + 1;
             end < making->count && sorted[end]->set == sorted[i]->set &&
             rq_str_equal(sorted[end]->area, sorted[i]->area) && rq_str_equal(sorted[end]->type, sorted[i]->type);
             end++)
            continue;
        for (size_t n = i; n < end; n++)
            sorted[n]->peers = end - i;
        sorted[i]->first = true;
    }
}

/* ---- where a key stands ---- */

/* How far before a value its key is looked for: JSON that was minified has a megabyte on a line. */
enum { MOST_BEFORE = 500 };

/* The key of a value: its text on the value's line before the value, else the first text of the line.  A flow mapping may have
 * several keys on a line: the one that stands last before the value is its. */
static struct rq_origin key_place(rq_value value, struct rq_keys keys)
{
    struct rq_origin origin = rq_value_origin(value);
    rq_str before = rq_str_slice(rq_source_text(origin.source), 0, origin.start);
    rq_str key = keys.count == 0 ? RQ_STR("") : keys.items[keys.count - 1].text;
    size_t at = origin.start, least = at > MOST_BEFORE ? at - MOST_BEFORE : 0;
    while (at > least && before.ptr[at - 1] != '\n')
        at--;
    struct rq_origin found = {origin.source, origin.start, origin.start};
    while (key.len > 0 && (at = rq_str_find(before, key, at)) != RQ_NOT_FOUND) {
        found.start = (uint32_t)at;
        found.end = (uint32_t)(at += key.len);
    }
    return found;
}

/* Of a head the key is looked for beside the first value below it; where it stands on a line above, that value's own. */
static struct rq_origin place_in(const struct draft *draft, const struct rq_setting_use *use)
{
    struct rq_origin found = key_place(use->value, draft->keys);
    return draft->setting == NULL && found.start == found.end ? key_place(use->value, draft->single->first->keys)
                                                              : found;
}

/* ---- records ---- */

/* The first of the uses of an account, or NULL. */
static const struct rq_setting_use *use_of(const struct rq_setting *setting, uint32_t account)
{
    size_t low = 0, high = setting->use_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (setting->uses[middle].account < account)
            low = middle + 1;
        else
            high = middle;
    }
    return low < setting->use_count && setting->uses[low].account == account ? &setting->uses[low] : NULL;
}

static rq_value accounts_of(const struct making *making, const struct draft *draft)
{
    const struct rq_setting *setting = draft->setting;
    size_t count = setting == NULL ? 1 : setting->account_count;
    rq_value *items = RQ_NEW_ARRAY(making->arena, rq_value, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t account = setting == NULL ? draft->single->account : setting->accounts[i];
        const struct rq_setting_use *use = setting == NULL ? draft->single->place : use_of(setting, account);
        items[i] = rq_string(draft->set->accounts[account]);
        if (use != NULL && use->value.source != NULL)
            items[i] = rq_value_at(making->arena, items[i], place_in(draft, use));
    }
    return rq_list_over(making->arena, items, count);
}

static rq_value values_of(const struct making *making, const struct draft *draft)
{
    const struct rq_setting *setting = draft->setting;
    size_t count = 0, most = setting == NULL ? 0 : setting->account_count;
    struct rq_entry *entries = RQ_NEW_ARRAY(making->arena, struct rq_entry, most);
    for (size_t i = 0; i < most; i++) {
        const struct rq_setting_use *use = use_of(setting, setting->accounts[i]);
        if (use == NULL && setting->default_count > 0)
            use = &setting->defaults[0];
        if (use == NULL || use->value.kind == RQ_ABSENT)
            continue;
        entries[count++] =
            (struct rq_entry){rq_string(draft->set->accounts[setting->accounts[i]]), value_of(draft->set, use)};
    }
    return rq_map_over(making->arena, entries, count);
}

static rq_value text_or_null(rq_str text)
{
    return text.len == 0 ? rq_null() : rq_string(text);
}

static rq_value object_of(const struct making *making, const struct draft *draft)
{
    const struct rq_setting_single *single = draft->single;
    bool head = single != NULL && rq_str_equal(single->key, draft->key);
    struct rq_map_build map = {.arena = making->arena};
    rq_map_build_put(&map, RQ_STR("setting"), rq_string(draft->key));
    const struct rq_setting_use *use = place_of(draft);
    if (use->value.source != NULL)
        map.entries[0].key = rq_value_at(making->arena, map.entries[0].key, key_place(use->value, (struct rq_keys){0}));
    rq_map_build_put(&map, RQ_STR("set"), rq_string(draft->set->name));
    rq_map_build_put(&map, RQ_STR("area"), rq_string(draft->area));
    rq_map_build_put(&map, RQ_STR("accounts"), accounts_of(making, draft));
    rq_map_build_put(&map, RQ_STR("values"), values_of(making, draft));
    rq_map_build_put(&map, RQ_STR("single"),
                     single == NULL ? rq_null() : rq_string(draft->set->accounts[single->account]));
    rq_map_build_put(&map, RQ_STR("under"), single == NULL || head ? rq_null() : rq_string(single->key));
    rq_map_build_put(&map, RQ_STR("leaves"), rq_int(head ? (int64_t)single->setting_count : 1));
    rq_map_build_put(&map, RQ_STR("known"), rq_int((int64_t)draft->set->account_count));
    rq_map_build_put(&map, RQ_STR("unread"), rq_int((int64_t)draft->set->unread_count));
    rq_map_build_put(&map, RQ_STR("hint"),
                     head ? text_or_null(rq_setting_near(draft->set, single, making->arena)) : rq_null());
    rq_map_build_put(&map, RQ_STR("type"), rq_string(draft->type));
    rq_map_build_put(&map, RQ_STR("peers"), rq_int((int64_t)draft->peers));
    rq_map_build_put(&map, RQ_STR("first"), rq_bool(draft->first));
    return rq_map_build_done(&map);
}

static rq_str id_of(const struct making *making, const struct draft *draft)
{
    bool shared = false;
    for (size_t i = 0; i < making->table->set_count && !shared; i++) {
        const struct rq_settings_set *other = &making->table->sets[i];
        shared =
            other != draft->set && (rq_setting_find(other, draft->key) != NULL || single_at(other, draft->key) != NULL);
    }
    return shared ? rq_arena_format(making->arena, "%.*s:%.*s", RQ_ARG(draft->set->name), RQ_ARG(draft->key))
                  : draft->key;
}

static struct rq_record record_of(const struct making *making, const struct draft *draft)
{
    const struct rq_setting_use *place = place_of(draft);
    return (struct rq_record){
        .kind = making->kind,
        .place = &making->kind->places[0],
        .path = making->table->paths[place->file],
        .source = place->value.source,
        .object = object_of(making, draft),
        .captures = rq_map_over(making->arena, NULL, 0),
        .id = id_of(making, draft),
    };
}

struct rq_record *rq_setting_records(struct rq_arena *arena, const struct rq_policy *policy,
                                     const struct rq_settings *table, size_t *count)
{
    struct making making = {.arena = arena, .kind = rq_setting_kind(policy), .table = table};
    *count = 0;
    if (making.kind == NULL || table == NULL)
        return NULL;
    for (size_t i = 0; i < table->set_count; i++)
        add_set(&making, &table->sets[i]);
    count_peers(&making);
    struct rq_record *records = RQ_NEW_ARRAY(arena, struct rq_record, making.count);
    for (size_t i = 0; i < making.count; i++)
        records[i] = record_of(&making, &making.drafts[i]);
    *count = making.count;
    return records;
}
