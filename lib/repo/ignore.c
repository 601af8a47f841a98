/*
 * Ignore files, as gitignore(5) describes them.  libgit2 has this too, but 1.5 drops a line such as "!keep.log" in a
 * nested file because it looks for the pattern that the line takes back in the same file only: see
 * docs/decisions/0010-own-ignore-rules.md.
 *
 * Each file becomes a list of rules that links to the list asked next: a folder's .gitignore to that of the folder
 * around it, the outermost to info/exclude, that to core.excludesFile.  The last rule of a file that matches decides.
 * Start with rq_ignore_match.
 */
#include "base/ascii.h"
#include "base/limits.h"
#include "repo/internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

struct rule {
    rq_str pattern;
    bool negated;
    bool folders_only;
    bool whole_path; /* it has a slash: the path below the ignore file is matched, not the last name */
};

struct rq_ignore {
    const struct rq_ignore *outer;
    size_t base;
    bool fold;
    struct rule *rules;
    size_t count, cap;
};

/* Blanks at the end do not count unless a backslash stands before them. */
static rq_str trim_end(rq_str line)
{
    size_t end = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == '\\')
            end = ++i + 1;
        else if (line.ptr[i] != ' ')
            end = i + 1;
    }
    return rq_str_slice(line, 0, end);
}

/* line = [ "!" ] [ "/" ] pattern [ "/" ].  False for a line that holds no rule. */
static bool parse_rule(rq_str line, struct rule *rule)
{
    if (rq_str_starts(line, RQ_STR("#")))
        return false;
    line = trim_end(line);
    *rule = (struct rule){.negated = rq_str_starts(line, RQ_STR("!"))};
    line = rq_str_slice(line, rule->negated, line.len);
    rule->folders_only = rq_str_ends(line, RQ_STR("/"));
    line = rq_str_slice(line, 0, line.len - rule->folders_only);
    rule->whole_path = rq_str_find_byte(line, '/', 0) != RQ_NOT_FOUND;
    rule->pattern = rq_str_slice(line, rq_str_starts(line, RQ_STR("/")), line.len);
    return rule->pattern.len > 0;
}

static void add_rule(struct rq_arena *arena, struct rq_ignore *ignore, struct rule rule)
{
    rq_str copy = rq_arena_copy(arena, rule.pattern);
    char *bytes = rq_arena_alloc(arena, copy.len);
    for (size_t i = 0; i < copy.len; i++)
        bytes[i] = ignore->fold ? rq_ascii_lower(copy.ptr[i]) : copy.ptr[i];
    rule.pattern = (rq_str){bytes, copy.len};
    ignore->rules = rq_grow(arena, ignore->rules, ignore->count, &ignore->cap, sizeof *ignore->rules);
    ignore->rules[ignore->count++] = rule;
}

const struct rq_ignore *rq_ignore_parse(struct rq_arena *arena, const struct rq_ignore *outer, size_t base, rq_str text,
                                        bool fold)
{
    struct rq_ignore *ignore = RQ_NEW(arena, struct rq_ignore);
    *ignore = (struct rq_ignore){.outer = outer, .base = base, .fold = fold};
    if (rq_str_starts(text, RQ_STR("\xef\xbb\xbf")))
        text = rq_str_slice(text, 3, text.len);
    for (size_t start = 0; start < text.len;) {
        size_t end = rq_str_find_byte(text, '\n', start);
        rq_str line = rq_str_slice(text, start, end);
        struct rule rule;
        if (rq_str_ends(line, RQ_STR("\r")))
            line.len--;
        if (parse_rule(line, &rule))
            add_rule(arena, ignore, rule);
        start = end == RQ_NOT_FOUND ? text.len : end + 1;
    }
    return ignore;
}

static rq_str last_name(rq_str path)
{
    size_t start = path.len;
    while (start > 0 && path.ptr[start - 1] != '/')
        start--;
    return rq_str_slice(path, start, path.len);
}

bool rq_ignore_pattern(rq_str pattern, bool whole_path, rq_str path)
{
    return whole_path ? rq_glob_path(pattern, path) : rq_glob_name(pattern, last_name(path));
}

static bool rule_matches(const struct rule *rule, rq_str path, bool folder)
{
    if (rule->folders_only && !folder)
        return false;
    return rq_ignore_pattern(rule->pattern, rule->whole_path, path);
}

bool rq_ignore_match(const struct rq_ignore *ignore, rq_str path, bool folder)
{
    char folded[RQ_REPO_PATH_BYTES];
    if (ignore && ignore->fold) {
        for (size_t i = 0; i < path.len; i++)
            folded[i] = rq_ascii_lower(path.ptr[i]);
        path.ptr = folded;
    }
    for (; ignore; ignore = ignore->outer) {
        rq_str below = rq_str_slice(path, ignore->base, path.len);
        for (size_t i = ignore->count; i-- > 0;)
            if (rule_matches(&ignore->rules[i], below, folder))
                return !ignore->rules[i].negated;
    }
    return false;
}

/* What git takes if core.excludesFile is not set; empty if there is no such place. */
static rq_str default_excludes_file(struct rq_arena *arena)
{
    const char *config_home = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    if (config_home && *config_home)
        return rq_arena_format(arena, "%s/git/ignore", config_home);
    if (home && *home)
        return rq_arena_format(arena, "%s/.config/git/ignore", home);
    return (rq_str){0};
}

static const struct rq_ignore *add_file(struct rq_arena *arena, const struct rq_ignore *outer, rq_str path, bool fold)
{
    struct rq_read file;
    if (path.len == 0 || rq_repo_read_file(AT_FDCWD, path.ptr, RQ_LINKS_FOLLOWED, arena, &file) != RQ_READ_OK)
        return outer;
    return rq_ignore_parse(arena, outer, 0, file.text, fold);
}

const struct rq_ignore *rq_ignore_standard(const struct rq_repo *repo, struct rq_arena *arena, bool *fold)
{
    rq_str excludes_file = default_excludes_file(arena);
    git_config *config = NULL;
    git_buf configured = {0};
    int folds = 0;
    if (git_repository_config_snapshot(&config, repo->git) == 0) {
        git_config_get_bool(&folds, config, "core.ignorecase");
        if (git_config_get_path(&configured, config, "core.excludesfile") == 0)
            excludes_file = rq_arena_copy(arena, rq_str_from(configured.ptr));
    }
    git_buf_dispose(&configured);
    git_config_free(config);
    *fold = folds;
    const struct rq_ignore *outer = add_file(arena, NULL, excludes_file, *fold);
    rq_str exclude = rq_arena_format(arena, "%sinfo/exclude", git_repository_commondir(repo->git));
    return add_file(arena, outer, exclude, *fold);
}
