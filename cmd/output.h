/* What the program prints: standard output and standard error. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "command.h"

#include <stdio.h>

/* Prints `reqlint: …` and a line break on standard error; always gives false. */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints what to do about the complaint before it; always gives false. */
bool advise(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints a failure of the library on standard error; always gives STATUS_TROUBLE. */
int output_failure(const struct arguments *arguments, const struct rq_err *err);

/* Prints a note, which may hold text of the repository, on standard error. */
void output_note(const struct arguments *arguments, rq_str note);

/* Colour and width for a stream: --color, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal. */
struct rq_style output_style(const struct arguments *arguments, FILE *stream);

/* What --color and --fail-level take, and --format of commands that list; each ended by an empty name. */
extern const rq_str output_whens[], output_levels[], output_listings[];

/* True if --color and --fail-level say something that exists; else complains. */
bool output_check(const struct arguments *arguments);

/* True if the word is one of those known; else complains and names the nearest, or all of them. */
bool output_check_word(const char *option, rq_str word, const rq_str *known, size_t count);

/* True if --format json was asked for (rules, kinds); `good` is false for any other name, after complaining. */
bool output_wants_json(const struct arguments *arguments, bool *good);

void output_text(FILE *stream, rq_str text);

/* Prints text of the repository on standard output, control characters as \xNN (a rule must not steer the terminal), and
 * blanks up to `width` columns. */
void output_shown(rq_str text, size_t width);

/* Flushes standard output.  `status`, or STATUS_TROUBLE, after complaining, where not all of it found a reader. */
int output_finish(int status);

/* All of a file ("-": standard input), at most 256 MiB; the caller frees it.  NULL after complaining. */
char *output_read_file(const char *path, size_t *length);

#endif
