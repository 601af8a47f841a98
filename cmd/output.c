/* Where text goes.  Results go to standard output, everything else to standard error. */
#include "output.h"

#include "terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the control character there: C0, DEL, or C1, which UTF-8 has as C2 and a byte from 80 to 9F; 0 if there is none. */
static size_t control_length(rq_str text, size_t at)
{
    unsigned char byte = (unsigned char)text.ptr[at];
    unsigned char next = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0;
    if (byte < 0x20 || byte == 0x7F)
        return 1;
    return byte == 0xC2 && next >= 0x80 && next < 0xA0 ? 2 : 0;
}

/* Gives the columns that it took. */
static size_t print_shown(FILE *stream, rq_str text)
{
    size_t columns = 0;
    for (size_t i = 0; i < text.len; i++) {
        size_t length = control_length(text, i);
        if (length == 0)
            fputc(text.ptr[i], stream);
        else
            fprintf(stream, "\\x%02x", (unsigned char)text.ptr[i + length - 1]);
        columns += length > 0 ? 4 : ((unsigned char)text.ptr[i] & 0xC0) != 0x80;
        i += length > 1;
    }
    return columns;
}

void output_shown(rq_str text, size_t width)
{
    for (size_t columns = print_shown(stdout, text); columns < width; columns++)
        putchar(' ');
}

/* The names in it may come from the repository. */
static void print_line(const char *start, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    fputs(start, stderr);
    if (text == NULL) {
        vfprintf(stderr, format, arguments);
    } else {
        vsnprintf(text, (size_t)length + 1, format, arguments);
        print_shown(stderr, (rq_str){text, (size_t)length});
    }
    fputc('\n', stderr);
    free(text);
}

bool complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line("reqlint: ", format, arguments);
    va_end(arguments);
    return false;
}

bool advise(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_line("   = help: ", format, arguments);
    va_end(arguments);
    return false;
}

struct rq_style output_style(const struct arguments *arguments, FILE *stream)
{
    unsigned width = terminal_width(stream);
    return (struct rq_style){
        .color = terminal_color(arguments->color, stream),
        .width = width > 0 ? width : arguments->command->width,
        .quiet = arguments->quiet,
    };
}

void output_text(FILE *stream, rq_str text)
{
    if (text.len > 0)
        fwrite(text.ptr, 1, text.len, stream);
}

void output_note(const struct arguments *arguments, rq_str note)
{
    struct rq_style style = output_style(arguments, stderr);
    output_text(stderr, rq_note_print(arguments->arena, note, &style));
}

int output_failure(const struct arguments *arguments, const struct rq_err *err)
{
    struct rq_style style = output_style(arguments, stderr);
    output_text(stderr, rq_err_print(arguments->arena, err, &style));
    return STATUS_TROUBLE;
}

int output_finish(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno == EPIPE)
        complain("standard output was closed before its end: let its reader read all of it, or write to a file");
    else
        complain("cannot write standard output: %s", errno != 0 ? strerror(errno) : "a write failed");
    return STATUS_TROUBLE;
}

const rq_str output_whens[] = {{"auto", 4}, {"always", 6}, {"never", 5}, {"", 0}};
const rq_str output_levels[] = {{"info", 4}, {"warning", 7}, {"error", 5}, {"", 0}};
const rq_str output_listings[] = {{"text", 4}, {"json", 4}, {"", 0}};

/* Room for the longest list of words that an option takes: the formats. */
enum { LISTED_ROOM = 256 };

/* "text, json or csv" */
static void list_words(char *listed, const rq_str *known, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count && length < LISTED_ROOM; i++) {
        const char *between = i == 0 ? "" : i + 1 < count ? ", " : " or ";
        int added = snprintf(listed + length, LISTED_ROOM - length, "%s%.*s", between, RQ_ARG(known[i]));
        length += added < 0 ? 0 : (size_t)added;
    }
}

bool output_check_word(const char *option, rq_str word, const rq_str *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(word, known[i]))
            return true;
    rq_str near = rq_nearest(word, known, count);
    if (near.len > 0)
        return complain("`%s` knows no `%.*s`; did you mean `%.*s`?", option, RQ_ARG(word), RQ_ARG(near));
    char listed[LISTED_ROOM] = "";
    list_words(listed, known, count);
    return complain("`%s` knows no `%.*s`; it takes %s", option, RQ_ARG(word), listed);
}

bool output_check(const struct arguments *arguments)
{
    const char *color = arguments->color, *level = arguments->fail_level;
    return (color == NULL || output_check_word("--color", rq_str_from(color), output_whens, 3)) &&
           (level == NULL || output_check_word("--fail-level", rq_str_from(level), output_levels, 3));
}

bool output_wants_json(const struct arguments *arguments, bool *good)
{
    bool json = false;
    *good = true;
    for (size_t i = 0; *good && i < arguments->formats.count; i++) {
        *good = output_check_word("--format", rq_str_from(arguments->formats.items[i]), output_listings, 2);
        json = strcmp(arguments->formats.items[i], "json") == 0;
    }
    return json;
}

/* Ten times the largest payload that a host sends: what goes on for longer may be a device that never ends. */
enum { MOST_BYTES = 256 << 20 };

/* Grows as it reads: standard input has no size. */
static char *read_stream(FILE *file, size_t *length)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    *length = 0;
    while (text != NULL) {
        size_t got = fread(text + *length, 1, room - *length, file);
        *length += got;
        if (got == 0)
            break;
        room *= *length == room ? 2 : 1;
        char *moved = room > MOST_BYTES ? NULL : realloc(text, room);
        if (moved == NULL) {
            errno = room > MOST_BYTES ? EFBIG : errno;
            free(text);
        }
        text = moved;
    }
    return text;
}

char *output_read_file(const char *path, size_t *length)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    char *text = file == NULL ? NULL : read_stream(file, length);
    bool good = text != NULL && !ferror(file);
    if (!good)
        complain("cannot read %s: %s", standard ? "standard input" : path, strerror(errno));
    if (file != NULL && !standard)
        fclose(file);
    if (!good)
        free(text);
    return good ? text : NULL;
}
