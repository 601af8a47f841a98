/*
 * Counting.
 *
 * collect.c turns what the locators find into facts: an account has a value at a node of a tree of keys.  From the facts, in
 * two passes over the tree from its leaves up,
 *
 *   - a setting belongs to the accounts that have a value at it, or at a setting below it; what `defaults` have belongs to
 *     everybody;
 *   - a key has an owner where one account alone has anything at or below it.
 *
 * A setting that one account has is reported at the highest key on its way that has an owner, once for all settings below it.
 *
 * Read rq_settings_build and count_set.
 */
#include "settings/settings.h"

#include "base/source.h"
#include "settings/collect.h"

#include <stdlib.h>

/* A set while it is counted. */
struct count {
    struct rq_settings_collection *facts;
    struct rq_settings_tree *tree;
    struct rq_arena *arena, *scratch;
    uint32_t *order;            /* accounts by their numbers in the collection: where they stand when sorted */
    uint32_t *everyone;         /* 0, 1, 2 …, made when first needed */
    struct rq_setting *by_node; /* for each node */
    struct rq_settings_set *set;
};

/* ---- accounts ---- */

static const rq_str *sorted(struct rq_arena *arena, const struct rq_intern *texts)
{
    rq_str *copy = RQ_NEW_ARRAY(arena, rq_str, texts->count);
    for (size_t i = 0; i < texts->count; i++)
        copy[i] = texts->texts[i];
    rq_str_sort(copy, texts->count);
    return copy;
}

static void sort_accounts(struct count *count)
{
    const struct rq_intern *accounts = &count->facts->accounts;
    struct rq_settings_set *set = count->set;
    set->accounts = sorted(count->arena, accounts);
    set->account_count = accounts->count;
    set->ignored = sorted(count->arena, &count->facts->ignored);
    set->ignored_count = count->facts->ignored.count;
    count->order = RQ_NEW_ARRAY(count->scratch, uint32_t, accounts->count);
    for (size_t i = 0; i < accounts->count; i++)
        count->order[rq_intern(&count->facts->accounts, set->accounts[i])] = (uint32_t)i;
}

static const uint32_t *everyone(struct count *count)
{
    if (count->everyone == NULL) {
        count->everyone = RQ_NEW_ARRAY(count->arena, uint32_t, count->set->account_count);
        for (size_t i = 0; i < count->set->account_count; i++)
            count->everyone[i] = (uint32_t)i;
    }
    return count->everyone;
}

/* ---- uses ---- */

static int by_number(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
    const struct rq_settings_fact *left = a, *right = b;
    int order = by_number(left->file, right->file);
    struct rq_origin l = rq_value_origin(left->value), r = rq_value_origin(right->value);
    order = order != 0 ? order : by_number(l.start, r.start);
    return order != 0 ? order : by_number(l.end, r.end);
}

static bool is_of(const struct rq_settings_fact *a, const struct rq_settings_fact *b)
{
    return a->node == b->node && a->account == b->account;
}

static bool same_fact(const struct rq_settings_fact *a, const struct rq_settings_fact *b)
{
    return is_of(a, b) && by_place(a, b) == 0 && rq_origin_equal(rq_value_origin(a->value), rq_value_origin(b->value));
}

static uint32_t part_of(const struct rq_settings_fact *fact, bool by_node)
{
    return by_node ? fact->node : fact->account;
}

/* Sorts into `sorted` by nodes, or by accounts, of which there are fewer than `most`; what is equal keeps its order. */
static void distribute(struct count *count, const struct rq_settings_facts *facts, bool by_node, size_t most,
                       struct rq_settings_fact *sorted)
{
    size_t *starts = RQ_NEW_ARRAY(count->scratch, size_t, most + 1);
    for (size_t i = 0; i < facts->count; i++)
        starts[part_of(&facts->items[i], by_node) + 1]++;
    for (size_t i = 1; i <= most; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < facts->count; i++)
        sorted[starts[part_of(&facts->items[i], by_node)]++] = facts->items[i];
}

/* By nodes, then by accounts, then by places; nearly all accounts have a setting at one place. */
static void sort_facts(struct count *count, struct rq_settings_facts *facts)
{
    struct rq_settings_facts halfway = *facts;
    halfway.items = rq_arena_raw(count->scratch, facts->count * sizeof *halfway.items);
    distribute(count, facts, false, count->set->account_count, halfway.items);
    distribute(count, &halfway, true, count->tree->count, facts->items);
    for (size_t first = 0, end; first < facts->count; first = end) {
        for (end = first + 1; end < facts->count && is_of(&facts->items[first], &facts->items[end]);)
            end++;
        if (end - first > 1)
            qsort(&facts->items[first], end - first, sizeof *facts->items, by_place);
    }
}

/* Facts become uses of their nodes; what two key paths found at one place counts once. */
static void give_uses(struct count *count, struct rq_settings_facts *facts, bool defaults)
{
    struct rq_setting_use *uses = RQ_NEW_ARRAY(count->arena, struct rq_setting_use, facts->count);
    size_t made = 0;
    sort_facts(count, facts);
    for (size_t i = 0; i < facts->count; i++) {
        const struct rq_settings_fact *fact = &facts->items[i];
        if (i > 0 && same_fact(fact, fact - 1))
            continue;
        struct rq_setting *setting = &count->by_node[fact->node];
        size_t *number = defaults ? &setting->default_count : &setting->use_count;
        if (*number == 0 && defaults)
            setting->defaults = &uses[made];
        else if (*number == 0)
            setting->uses = &uses[made];
        uses[made++] = (struct rq_setting_use){fact->account, fact->file, fact->value};
        ++*number;
        count->tree->nodes[fact->node].is_setting = true;
    }
}

/* ---- who has what ---- */

/* Accounts that have something below a setting, until that setting is reached. */
struct pending {
    uint32_t *accounts;
    size_t count, cap;
    bool everyone;
};

static int by_value(const void *a, const void *b)
{
    return by_number(*(const uint32_t *)a, *(const uint32_t *)b);
}

static void add_pending(struct count *count, struct pending *pending, const uint32_t *accounts, size_t number)
{
    for (size_t i = 0; i < number; i++) {
        pending->accounts =
            rq_grow(count->scratch, pending->accounts, pending->count, &pending->cap, sizeof *pending->accounts);
        pending->accounts[pending->count++] = accounts[i];
    }
}

static void keep_accounts(struct count *count, struct rq_setting *setting, struct pending *below)
{
    for (size_t i = 0; i < setting->use_count; i++)
        if (i == 0 || setting->uses[i].account != setting->uses[i - 1].account)
            add_pending(count, below, &setting->uses[i].account, 1);
    below->everyone = below->everyone || setting->default_count > 0;
    if (below->everyone) {
        setting->accounts = everyone(count);
        setting->account_count = count->set->account_count;
        return;
    }
    uint32_t *accounts = RQ_NEW_ARRAY(count->arena, uint32_t, below->count);
    if (below->count > 0)
        qsort(below->accounts, below->count, sizeof *below->accounts, by_value);
    for (size_t i = 0; i < below->count; i++)
        if (i == 0 || below->accounts[i] != below->accounts[i - 1])
            accounts[setting->account_count++] = below->accounts[i];
    setting->accounts = accounts;
}

static uint32_t common_owner(uint32_t a, uint32_t b)
{
    return a == RQ_OWNER_NONE || a == b ? b : b == RQ_OWNER_NONE ? a : RQ_OWNER_MANY;
}

static void own(struct rq_settings_node *node, const struct rq_setting *setting)
{
    uint32_t own = setting->account_count == 0   ? RQ_OWNER_NONE
                   : setting->account_count == 1 ? setting->accounts[0]
                                                 : RQ_OWNER_MANY;
    node->owner = common_owner(node->owner, own);
    node->setting_count++;
}

/* For each node the nearest setting above it; 0: none. */
static const uint32_t *settings_above(const struct count *count)
{
    const struct rq_settings_node *nodes = count->tree->nodes;
    uint32_t *above = RQ_NEW_ARRAY(count->scratch, uint32_t, count->tree->count);
    for (size_t i = 1; i < count->tree->count; i++)
        above[i] = nodes[nodes[i].parent].is_setting ? nodes[i].parent : above[nodes[i].parent];
    return above;
}

/* From the leaves up: children have greater numbers than their parents. */
static void count_up(struct count *count)
{
    struct rq_settings_tree *tree = count->tree;
    const uint32_t *above = settings_above(count);
    struct pending *below = RQ_NEW_ARRAY(count->scratch, struct pending, tree->count);
    for (uint32_t i = (uint32_t)tree->count; i-- > 1;) {
        struct rq_settings_node *node = &tree->nodes[i], *parent = &tree->nodes[node->parent];
        struct rq_setting *setting = &count->by_node[i];
        if (node->is_setting) {
            keep_accounts(count, setting, &below[i]);
            own(node, setting);
        }
        if (node->is_setting && above[i] != 0) {
            below[above[i]].everyone = below[above[i]].everyone || below[i].everyone;
            if (!below[i].everyone)
                add_pending(count, &below[above[i]], setting->accounts, setting->account_count);
        }
        parent->owner = common_owner(parent->owner, node->owner);
        parent->setting_count += node->setting_count;
    }
}

/* ---- what is given back ---- */

static int by_key(const void *a, const void *b)
{
    const struct rq_setting *left = a, *right = b;
    return rq_str_compare(left->key, right->key);
}

/* The settings in one array, sorted. */
static void give_settings(struct count *count)
{
    struct rq_settings_tree *tree = count->tree;
    struct rq_setting *settings = RQ_NEW_ARRAY(count->arena, struct rq_setting, tree->nodes[0].setting_count);
    size_t made = 0;
    for (uint32_t i = 1; i < tree->count; i++) {
        if (!tree->nodes[i].is_setting)
            continue;
        settings[made] = count->by_node[i];
        settings[made].keys = rq_settings_tree_keys(tree, i, count->arena);
        settings[made].key = rq_keys_print(count->arena, settings[made].keys);
        settings[made].node = i;
        count->set->one_account += settings[made++].account_count == 1;
    }
    if (made > 0)
        qsort(settings, made, sizeof *settings, by_key);
    count->set->settings = settings;
    count->set->setting_count = made;
}

static bool is_account(uint32_t owner)
{
    return owner < RQ_OWNER_MANY;
}

static uint32_t highest_owned(const struct rq_settings_tree *tree, uint32_t node)
{
    while (tree->nodes[node].parent != 0 && is_account(tree->nodes[tree->nodes[node].parent].owner))
        node = tree->nodes[node].parent;
    return node;
}

/* Where a setting is first found. */
static const struct rq_setting_use *first_use(const struct rq_setting *setting)
{
    return setting->use_count > 0 ? &setting->uses[0] : setting->default_count > 0 ? &setting->defaults[0] : NULL;
}

static bool stands_before(const struct rq_setting_use *a, const struct rq_setting_use *b)
{
    if (a->file != b->file)
        return a->file < b->file;
    return rq_value_origin(a->value).start < rq_value_origin(b->value).start;
}

static void extend(struct rq_setting_single *single, const struct rq_setting *setting)
{
    const struct rq_setting_use *use = first_use(setting);
    if (use == NULL || (single->place != NULL && !stands_before(use, single->place)))
        return;
    single->place = use;
    single->first = setting;
}

static int by_single_key(const void *a, const void *b)
{
    const struct rq_setting_single *left = a, *right = b;
    return rq_str_compare(left->key, right->key);
}

static void start_single(const struct count *count, struct rq_setting_single *single, uint32_t node)
{
    const struct rq_settings_tree *tree = count->tree;
    single->keys = rq_settings_tree_keys(tree, node, count->arena);
    single->key = rq_keys_print(count->arena, single->keys);
    single->account = tree->nodes[node].owner;
    single->setting_count = tree->nodes[node].setting_count;
    single->node = node;
}

static void give_singles(struct count *count)
{
    struct rq_settings_set *set = count->set;
    uint32_t *number =
        RQ_NEW_ARRAY(count->scratch, uint32_t, count->tree->count); /* of the single at a node, plus one */
    struct rq_setting_single *singles = RQ_NEW_ARRAY(count->arena, struct rq_setting_single, set->one_account);
    for (size_t i = 0; i < set->setting_count; i++) {
        if (set->settings[i].account_count != 1)
            continue;
        uint32_t node = highest_owned(count->tree, set->settings[i].node);
        if (number[node] == 0) {
            number[node] = (uint32_t)++set->single_count;
            start_single(count, &singles[number[node] - 1], node);
        }
        extend(&singles[number[node] - 1], &set->settings[i]);
    }
    if (set->single_count > 0)
        qsort(singles, set->single_count, sizeof *singles, by_single_key);
    set->singles = singles;
    if (set->single_count > 0)
        rq_settings_tree_index(count->tree);
}

static void count_set(struct rq_settings_collection *facts, struct rq_settings_set *set)
{
    struct count count = {.facts = facts, .tree = facts->tree, .arena = facts->arena, .scratch = facts->scratch};
    count.set = set;
    *set = (struct rq_settings_set){.name = facts->name, .source = facts->first, .tree = facts->tree};
    sort_accounts(&count);
    for (size_t i = 0; i < facts->facts.count; i++)
        facts->facts.items[i].account = count.order[facts->facts.items[i].account];
    count.by_node = RQ_NEW_ARRAY(count.scratch, struct rq_setting, count.tree->count);
    give_uses(&count, &facts->facts, false);
    if (set->account_count > 0) /* what everybody has nobody has, where there is nobody */
        give_uses(&count, &facts->defaults, true);
    count_up(&count);
    give_settings(&count);
    give_singles(&count);
}

/* ---- all sets ---- */

static bool build_set(const struct rq_setting_source *sources, size_t source_count, size_t first,
                      struct rq_settings_collection *facts, struct rq_settings_yield *yields,
                      struct rq_settings_set *set)
{
    facts->first = &sources[first];
    facts->name = sources[first].set;
    facts->tree = rq_settings_tree_new(facts->arena);
    facts->accounts.arena = facts->ignored.arena = facts->scratch;
    facts->unread = RQ_NEW_ARRAY(facts->scratch, bool, facts->files->count);
    for (size_t i = first; i < source_count; i++)
        if (rq_str_equal(sources[i].set, facts->name) && !rq_settings_collect(facts, &sources[i], &yields[i]))
            return false;
    count_set(facts, set);
    for (size_t i = 0; i < facts->files->count; i++)
        set->unread_count += facts->unread[i];
    return true;
}

static bool is_first_of_set(const struct rq_setting_source *sources, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (rq_str_equal(sources[i].set, sources[number].set))
            return false;
    return true;
}

const struct rq_settings *rq_settings_build(struct rq_arena *arena, const struct rq_setting_source *sources,
                                            size_t source_count, const struct rq_settings_files *files,
                                            struct rq_err *err)
{
    struct rq_settings *settings = RQ_NEW(arena, struct rq_settings);
    struct rq_settings_set *sets = RQ_NEW_ARRAY(arena, struct rq_settings_set, source_count);
    struct rq_settings_yield *yields = RQ_NEW_ARRAY(arena, struct rq_settings_yield, source_count);
    struct rq_arena *scratch = rq_arena_new();
    bool good = true;
    for (size_t i = 0; i < source_count && good; i++) {
        if (!is_first_of_set(sources, i))
            continue;
        struct rq_settings_collection facts = {.arena = arena, .scratch = scratch, .files = files, .err = err};
        good = build_set(sources, source_count, i, &facts, yields, &sets[settings->set_count++]);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
    settings->paths = files->paths;
    settings->sets = sets;
    settings->yields = yields;
    return good ? settings : NULL;
}

const struct rq_setting *rq_setting_find(const struct rq_settings_set *set, rq_str key)
{
    struct rq_setting wanted = {.key = key};
    return set->setting_count == 0 ? NULL : bsearch(&wanted, set->settings, set->setting_count, sizeof wanted, by_key);
}
