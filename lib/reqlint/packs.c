/*
 * Packs are folders of YAML files: inside the binary, or in the tree.  A name without a slash that is built in means the
 * built-in one; anything else is a folder.
 */
#include "reqlint/packs.h"

#include "base/err.h"
#include "base/source.h"
#include "digest.h"
#include "load/file.h"
#include "pack.h"
#include "policy/shape.h"

struct gather {
    struct rq_arena *arena;
    const struct rq_snapshot *snapshot;
    struct rq_err *err;
    const struct rq_source **sources;
    size_t count, cap;
};

static void add_source(struct gather *gather, const struct rq_source *source)
{
    gather->sources = rq_grow(gather->arena, gather->sources, gather->count, &gather->cap, sizeof(void *));
    gather->sources[gather->count++] = source;
}

static rq_str pack_of(const struct rq_pack_file *file)
{
    return rq_str_slice(file->path, 0, rq_str_find_byte(file->path, '/', 0));
}

static bool is_builtin(rq_str name)
{
    for (size_t i = 0; i < rq_pack_file_count; i++)
        if (rq_str_equal(pack_of(&rq_pack_files[i]), name))
            return true;
    return false;
}

static void add_builtin(struct gather *gather, rq_str name)
{
    for (size_t i = 0; i < rq_pack_file_count; i++)
        if (rq_str_equal(pack_of(&rq_pack_files[i]), name))
            add_source(gather, rq_source_new(gather->arena, rq_pack_files[i].path, rq_pack_files[i].text));
}

static bool is_yaml(rq_str path)
{
    return rq_str_ends(path, RQ_STR(".yaml")) || rq_str_ends(path, RQ_STR(".yml"));
}

static bool add_entry(struct gather *gather, const struct rq_snapshot_entry *entry)
{
    const struct rq_source *source = rq_load_source(gather->arena, gather->snapshot, entry, gather->err);
    if (source == NULL)
        return false;
    add_source(gather, source);
    return true;
}

/* "./packs/mine/" and "packs/mine" are the same folder. */
rq_str rq_packs_folder(rq_str name)
{
    while (rq_str_starts(name, RQ_STR("./")))
        name = rq_str_slice(name, 2, name.len);
    while (rq_str_ends(name, RQ_STR("/")))
        name.len--;
    return name;
}

static bool add_folder(struct gather *gather, rq_str name)
{
    rq_str plain = rq_packs_folder(name);
    rq_str folder = rq_arena_format(gather->arena, "%.*s/", RQ_ARG(plain));
    for (size_t i = 0; gather->snapshot != NULL && i < gather->snapshot->entry_count; i++) {
        const struct rq_snapshot_entry *entry = &gather->snapshot->entries[i];
        bool wanted = entry->mode == RQ_ENTRY_FILE && rq_str_starts(entry->path, folder) && is_yaml(entry->path);
        if (wanted && !add_entry(gather, entry))
            return false;
    }
    return true;
}

/* The names of the built-in packs that a configuration may name. */
static const rq_str *packs_to_extend(struct rq_arena *arena, size_t *count)
{
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, rq_pack_file_count);
    *count = 0;
    for (size_t i = 0; i < rq_pack_file_count; i++) {
        rq_str name = pack_of(&rq_pack_files[i]);
        bool listed = *count > 0 && rq_str_equal(names[*count - 1], name);
        if (!listed && !rq_str_equal(name, RQ_STR("core")))
            names[(*count)++] = name;
    }
    return names;
}

static bool no_such_pack(struct gather *gather, rq_value where, rq_str name)
{
    rq_shape_fail(gather->err, where,
                  "there is no pack `%.*s`: it is not built in, and no folder of that name has rules", RQ_ARG(name));
    size_t count = 0;
    const rq_str *builtin = packs_to_extend(gather->arena, &count);
    rq_str near = rq_nearest(name, builtin, count);
    if (near.len > 0)
        rq_fail_hint(gather->err, "did you mean `%.*s`?", RQ_ARG(near));
    struct rq_buf names = {.arena = gather->arena};
    for (size_t i = 0; i < count; i++)
        rq_buf_format(&names, "%s%.*s", i > 0 ? ", " : "", RQ_ARG(builtin[i]));
    rq_str listed = rq_buf_text(&names);
    return rq_fail_hint(gather->err, "name a built-in pack (%.*s) or a folder with pack.yaml", RQ_ARG(listed));
}

static bool gather_pack(struct gather *gather, rq_value where)
{
    rq_str name = rq_value_source_text(gather->arena, where);
    size_t before = gather->count;
    add_builtin(gather, name);
    if (gather->count == before && !add_folder(gather, name))
        return false;
    return gather->count > before || no_such_pack(gather, where, name);
}

/* A pack that is there twice would define each of its rules twice. */
static bool check_once(struct gather *gather, const struct rq_texts *extends, size_t number)
{
    rq_str name = rq_packs_folder(rq_value_source_text(gather->arena, extends->items[number]));
    if (rq_str_equal(name, RQ_STR("core"))) {
        rq_shape_fail(gather->err, extends->items[number], "the pack `%.*s` is always in force", RQ_ARG(name));
        return rq_fail_hint(gather->err, "leave it out of `extends`");
    }
    for (size_t i = 0; i < number; i++)
        if (rq_str_equal(name, rq_packs_folder(rq_value_source_text(gather->arena, extends->items[i]))))
            return rq_shape_fail(gather->err, extends->items[number], "the pack `%.*s` is named twice", RQ_ARG(name)) ||
                   rq_fail_hint(gather->err, "leave out one of the two");
    return true;
}

/* A pattern that matches nothing is a failure: rules that were believed to be in force are not. */
static bool gather_policies(struct gather *gather, rq_value where)
{
    struct rq_err *err = gather->err;
    rq_str pattern = rq_value_source_text(gather->arena, where);
    const struct rq_glob *glob = rq_glob_compile(gather->arena, pattern, NULL, err);
    if (glob == NULL)
        return rq_shape_fail(err, where, "%.*s", RQ_ARG(err->message));
    size_t before = gather->count;
    for (size_t i = 0; gather->snapshot != NULL && i < gather->snapshot->entry_count; i++) {
        const struct rq_snapshot_entry *entry = &gather->snapshot->entries[i];
        if (entry->mode == RQ_ENTRY_FILE && rq_glob_match(glob, entry->path, NULL) && !add_entry(gather, entry))
            return false;
    }
    if (gather->count > before)
        return true;
    rq_shape_fail(err, where, "no file matches `%.*s`: the rules that should be there are not in force",
                  RQ_ARG(pattern));
    return rq_fail_hint(err, "patterns of `policies` are relative to the root of the repository");
}

static struct rq_policy_files take_group(struct gather *gather, rq_str name)
{
    bool builtin = gather->count > 0 && is_builtin(name);
    struct rq_policy_files group = {name, gather->sources, gather->count, builtin};
    gather->sources = NULL;
    gather->count = gather->cap = 0;
    return group;
}

void rq_packs_split_path(rq_str path, rq_str *folder, rq_str *name)
{
    size_t slash = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    *folder = slash == 0 ? RQ_STR("./") : rq_str_slice(path, 0, slash);
    *name = rq_str_slice(path, slash, path.len);
}

const struct rq_snapshot *rq_packs_on_disk(struct rq_arena *arena, const struct rq_source *config, rq_str folder,
                                           struct rq_err *err)
{
    const struct rq_config *read = rq_config_read(arena, config, err);
    if (read == NULL)
        return NULL;
    rq_str *parts = RQ_NEW_ARRAY(arena, rq_str, read->extends.count + read->policies.count);
    size_t count = 0;
    for (size_t i = 0; i < read->extends.count; i++)
        parts[count++] = rq_packs_folder(rq_value_source_text(arena, read->extends.items[i]));
    for (size_t i = 0; i < read->policies.count; i++) {
        const struct rq_glob *glob =
            rq_glob_compile(arena, rq_value_source_text(arena, read->policies.items[i]), NULL, err);
        rq_str above, name;
        if (glob == NULL)
            return NULL;
        rq_packs_split_path(rq_glob_prefix(glob), &above, &name);
        parts[count++] = rq_str_equal(above, RQ_STR("./")) ? RQ_STR("") : rq_packs_folder(above);
    }
    return rq_snapshot_folder(folder, parts, count, arena, err);
}

bool rq_packs_gather(struct rq_arena *arena, const struct rq_config *config, const struct rq_snapshot *snapshot,
                     const struct rq_policy_files **groups, size_t *count, struct rq_err *err)
{
    struct gather gather = {.arena = arena, .snapshot = snapshot, .err = err};
    struct rq_policy_files *made = RQ_NEW_ARRAY(arena, struct rq_policy_files, config->extends.count + 2);
    size_t number = 0;
    add_builtin(&gather, RQ_STR("core"));
    made[number++] = take_group(&gather, RQ_STR("core"));
    for (size_t i = 0; i < config->extends.count; i++) {
        if (!check_once(&gather, &config->extends, i) || !gather_pack(&gather, config->extends.items[i]))
            return false;
        made[number++] = take_group(&gather, rq_value_source_text(arena, config->extends.items[i]));
    }
    for (size_t i = 0; i < config->policies.count; i++)
        if (!gather_policies(&gather, config->policies.items[i]))
            return false;
    made[number++] = take_group(&gather, RQ_STR(""));
    *groups = made;
    *count = number;
    return true;
}

/* Each text goes in with its path and length, so that no two sets of files give the same bytes. */
static void add_to_digest(struct rq_buf *buf, const struct rq_source *source)
{
    rq_str path = rq_source_path(source), text = rq_source_text(source);
    rq_buf_format(buf, "%.*s %zu\n", RQ_ARG(path), text.len);
    rq_buf_add(buf, text);
}

/* The digests of these files are known since the build. */
static void add_builtin_to_digest(struct rq_buf *buf, rq_str pack)
{
    for (size_t i = 0; i < rq_pack_file_count; i++)
        if (rq_str_equal(pack_of(&rq_pack_files[i]), pack))
            rq_buf_format(buf, "%.*s %.*s\n", RQ_ARG(rq_pack_files[i].path), RQ_ARG(rq_pack_files[i].digest));
}

rq_str rq_packs_digest(struct rq_arena *arena, const struct rq_config *config, const struct rq_policy_files *groups,
                       size_t count)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_buf buf = {.arena = scratch};
    if (config->source != NULL)
        add_to_digest(&buf, config->source);
    for (size_t i = 0; i < count; i++)
        if (groups[i].builtin)
            add_builtin_to_digest(&buf, groups[i].pack);
        else
            for (size_t j = 0; j < groups[i].count; j++)
                add_to_digest(&buf, groups[i].sources[j]);
    rq_str digest = rq_sha256(arena, rq_buf_text(&buf));
    rq_arena_free(scratch);
    return rq_arena_format(arena, "sha256:%.*s", RQ_ARG(digest));
}
