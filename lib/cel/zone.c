/*
 * Zones of the system's database.
 *
 * This is the one place of CEL that reads a file: the rules of the world's time zones change several times a year, and
 * the system's copy is the one that is kept up to date.  The answer depends on the name and the instant only, never on
 * TZ, the locale or the clock.
 *
 * A TZif file (RFC 8536) is a table of instants at which the offset changes, and a footer with the rule for everything
 * after the last of them.  Since version 2 the file holds the table twice, first with 32-bit instants, which are skipped.
 * Read rq_cel_zone_read first.
 */
#include "cel/zone.h"
#include "cel/zone_rule.h"

#include "base/ascii.h"
#include "base/text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADER = 44,
    LARGEST_FILE = 1 << 16, /* the largest file of the 2025 database has 3.5 KiB */
    LONGEST_NAME = 64       /* the longest name has 32 bytes */
};

/* One of the two halves of a file: its counts, and where its parts start. */
struct table {
    const unsigned char *times, *types, *infos, *end;
    uint64_t time_count, type_count;
    int width; /* bytes of an instant: 4 or 8 */
};

static uint32_t big32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t big64(const unsigned char *at)
{
    return (int64_t)((uint64_t)big32(at) << 32 | big32(at + 4));
}

/* Lays a table over the bytes that start with a header; false where they are too few. */
static bool read_table(const unsigned char *at, const unsigned char *end, int width, struct table *table)
{
    if (end - at < HEADER || memcmp(at, "TZif", 4) != 0)
        return false;
    uint64_t utc = big32(at + 20), standard = big32(at + 24), leap = big32(at + 28), names = big32(at + 40);
    table->width = width;
    table->time_count = big32(at + 32);
    table->type_count = big32(at + 36);
    uint64_t size = table->time_count * ((uint64_t)width + 1) + table->type_count * 6 + names +
                    leap * ((uint64_t)width + 4) + standard + utc;
    if (size > (uint64_t)(end - at - HEADER) || table->type_count == 0)
        return false;
    table->times = at + HEADER;
    table->types = table->times + table->time_count * (uint64_t)width;
    table->infos = table->types + table->time_count;
    table->end = at + HEADER + size;
    return true;
}

/* Number of transitions at or before the instant. */
static uint64_t transitions_until(const struct table *table, int64_t seconds)
{
    uint64_t low = 0, high = table->time_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (big64(table->times + middle * 8) <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool offset_of_type(const struct table *table, uint64_t type, int32_t *offset)
{
    if (type >= table->type_count)
        return false;
    int32_t seconds = (int32_t)big32(table->infos + type * 6);
    if (seconds < -RQ_CEL_ZONE_FARTHEST || seconds > RQ_CEL_ZONE_FARTHEST)
        return false;
    *offset = seconds;
    return true;
}

/* footer = line-feed rule line-feed */
static rq_str footer_of(const struct table *table, const unsigned char *end)
{
    rq_str rest = {(const char *)table->end, (size_t)(end - table->end)};
    size_t stop = rq_str_find_byte(rest, '\n', 1);
    if (rest.len < 2 || rest.ptr[0] != '\n' || stop == RQ_NOT_FOUND)
        return (rq_str){0};
    return rq_str_slice(rest, 1, stop);
}

bool rq_cel_zone_read(rq_str file, int64_t seconds, int32_t *offset)
{
    struct table old, table;
    if (file.len < HEADER)
        return false;
    const unsigned char *start = (const unsigned char *)file.ptr, *end = start + file.len;
    if (start[4] < '2' || !read_table(start, end, 4, &old) || !read_table(old.end, end, 8, &table))
        return false;
    uint64_t count = transitions_until(&table, seconds);
    rq_str rule = footer_of(&table, end);
    if (count == table.time_count && rule.len > 0)
        return rq_cel_zone_rule(rule, seconds, offset);
    return offset_of_type(&table, count == 0 ? 0 : table.types[count - 1], offset);
}

static bool is_name_byte(char byte)
{
    return rq_ascii_is_alnum(byte) || byte == '_' || byte == '-' || byte == '+';
}

/* name = segment { "/" segment } ; no dots, so no way up */
static bool is_name(rq_str name)
{
    if (name.len == 0 || name.len > LONGEST_NAME)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        bool slash = name.ptr[i] == '/';
        bool inside = i > 0 && i + 1 < name.len && name.ptr[i - 1] != '/';
        if (slash ? !inside : !is_name_byte(name.ptr[i]))
            return false;
    }
    return true;
}

static rq_str read_file(struct rq_arena *arena, const char *path)
{
    rq_str file = {0};
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0)
        return file;
    char *bytes = rq_arena_alloc(arena, LARGEST_FILE);
    ssize_t length;
    while (file.len < LARGEST_FILE && (length = read(descriptor, bytes + file.len, LARGEST_FILE - file.len)) > 0)
        file.len += (size_t)length;
    close(descriptor);
    file.ptr = bytes;
    return file;
}

bool rq_cel_zone_find(struct rq_arena *arena, rq_str name, int64_t seconds, int32_t *offset)
{
    if (!is_name(name))
        return false;
    struct rq_arena_mark mark = rq_arena_mark(arena);
    rq_str path = rq_arena_format(arena, "/usr/share/zoneinfo/%.*s", RQ_ARG(name));
    bool found = rq_cel_zone_read(read_file(arena, path.ptr), seconds, offset);
    rq_arena_release(arena, mark);
    return found;
}
