/*
 * Paths as text: arguments of the command line made relative to the root, and the lists of folders in git's variables.
 */
#define _XOPEN_SOURCE 700 /* realpath is in the XSI part of POSIX.1-2008 */

#include "base/err.h"
#include "repo/internal.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

rq_str rq_repo_real_directory(struct rq_arena *arena, const char *path)
{
    char real[PATH_MAX];
    struct stat status;
    if (!realpath(path, real) || stat(real, &status) != 0)
        return (rq_str){0};
    if (!S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return (rq_str){0};
    }
    return rq_arena_format(arena, real[1] == '\0' ? "%s" : "%s/", real);
}

rq_str rq_repo_root(const struct rq_repo *repo)
{
    return repo->root;
}

rq_str rq_repo_prefix(const struct rq_repo *repo)
{
    return repo->prefix;
}

/* Drops the last part of a path; false where there is none. */
static bool drop_part(struct rq_buf *path)
{
    if (path->len == 0)
        return false;
    while (path->len > 0 && path->ptr[path->len - 1] != '/')
        path->len--;
    path->len -= path->len > 0;
    return true;
}

/* Appends path = [ part ] { "/" [ part ] } to `to`, which has no slash at its end; false where ".." leads out of it. */
static bool append_parts(struct rq_buf *to, rq_str path)
{
    for (size_t at = 0; at < path.len;) {
        size_t slash = rq_str_find_byte(path, '/', at);
        rq_str part = rq_str_slice(path, at, slash);
        at = slash == RQ_NOT_FOUND ? path.len : slash + 1;
        if (part.len == 0 || rq_str_equal(part, RQ_STR(".")))
            continue;
        if (rq_str_equal(part, RQ_STR(".."))) {
            if (!drop_part(to))
                return false;
            continue;
        }
        if (to->len > 0)
            rq_buf_byte(to, '/');
        rq_buf_add(to, part);
    }
    return true;
}

/* The absolute path with the folder it is in resolved, as far as that folder exists; else as it is. */
static rq_str resolve_folder(struct rq_arena *arena, rq_str absolute)
{
    rq_str whole = rq_arena_copy(arena, absolute);
    size_t end = whole.len;
    while (end > 1) {
        rq_str folder = rq_arena_copy(arena, rq_str_slice(whole, 0, end));
        rq_str real = rq_repo_real_directory(arena, folder.ptr);
        if (real.len > 0)
            return rq_arena_format(arena, "%.*s%.*s", RQ_ARG(real), RQ_ARG(rq_str_slice(whole, end, whole.len)));
        while (end > 0 && whole.ptr[--end] != '/')
            ;
    }
    return whole;
}

/* An absolute path, without its dots, relative to the root. */
static bool below_root(const struct rq_repo *repo, struct rq_arena *arena, rq_str absolute, rq_str *path)
{
    struct rq_buf plain = {.arena = arena};
    append_parts(&plain, absolute);
    rq_str whole = rq_arena_format(arena, "/%.*s/", RQ_ARG(rq_buf_text(&plain)));
    if (!rq_str_starts(whole, repo->root))
        return false;
    *path = rq_str_slice(whole, repo->root.len, whole.len);
    if (path->len > 0)
        path->len--;
    return true;
}

bool rq_repo_path(const struct rq_repo *repo, rq_str argument, struct rq_arena *arena, rq_str *path, struct rq_err *err)
{
    struct rq_buf relative = {.arena = arena};
    bool inside;
    if (rq_str_starts(argument, RQ_STR("/"))) {
        inside = !repo->bare && (below_root(repo, arena, argument, path) ||
                                 below_root(repo, arena, resolve_folder(arena, argument), path));
    } else {
        inside = append_parts(&relative, repo->prefix) && append_parts(&relative, argument);
        *path = rq_buf_text(&relative);
    }
    if (inside)
        return true;
    rq_fail(err, "'%.*s' is outside of the repository", RQ_ARG(argument));
    return rq_fail_hint(err, "name a path inside '%.*s'", RQ_ARG(repo->bare ? RQ_STR("the commit") : repo->root));
}

/* byte = "\" ( octal octal octal | letter | byte ), as git quotes paths. */
static char unquote_byte(rq_str text, size_t *at)
{
    static const char letters[][2] = {{'a', '\a'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'},
                                      {'r', '\r'}, {'t', '\t'}, {'v', '\v'}};
    char byte = text.ptr[*at];
    if (byte >= '0' && byte <= '3' && *at + 2 < text.len) {
        int value = (byte - '0') * 64 + (text.ptr[*at + 1] - '0') * 8 + (text.ptr[*at + 2] - '0');
        *at += 3;
        return (char)value;
    }
    ++*at;
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i][0] == byte)
            return letters[i][1];
    return byte;
}

rq_str rq_repo_next_folder(struct rq_arena *arena, rq_str folders, char separator, size_t *at)
{
    struct rq_buf folder = {.arena = arena};
    bool quoted = *at < folders.len && folders.ptr[*at] == '"';
    char end = quoted ? '"' : separator;
    for (*at += quoted; *at < folders.len && folders.ptr[*at] != end;) {
        char byte = folders.ptr[(*at)++];
        if (quoted && byte == '\\' && *at < folders.len)
            byte = unquote_byte(folders, at);
        rq_buf_byte(&folder, byte);
    }
    *at += 1U + quoted;
    return rq_buf_text(&folder);
}
