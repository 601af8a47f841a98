/* Where results go: --format NAME[=FILE], any number of times. */
#ifndef DELIVER_H
#define DELIVER_H

#include "command.h"

enum { DELIVER_FORMATS = 32 }; /* that a command may have, at most */

/* The names that --format of a command takes; gives how many.  None: the command prints no report. */
size_t deliver_names(const struct command *command, rq_str names[DELIVER_FORMATS]);

/* True if the command can print its reports in this format. */
bool deliver_takes(const struct command *command, const struct rq_format_info *format);

/* True if the formats of --format exist, no two of them go to one place, and they are fit for a report on each of several refs
 * where there is one; else complains. */
bool deliver_check(const struct arguments *arguments);

/* Turns `what` into text in a format, as rq_format_print does. */
typedef bool deliver_printer(const struct arguments *arguments, const void *what, rq_str format,
                             const struct rq_style *style, rq_str *text, struct rq_err *err);

/* Prints in every --format (text if there is none) to where it goes.  False after complaining. */
bool deliver_all(const struct arguments *arguments, const void *what, deliver_printer *printer);

/* Prints a report so. */
bool deliver_report(const struct arguments *arguments, const struct rq_report *report);

/* Makes every report say that there is no verdict, but for what standard error has said to people already. */
void deliver_failure(const struct arguments *arguments, const struct rq_err *failure);

/* The same at the end of a run that came to no verdict, and of which nobody has said so yet.  Where the command line was not
 * understood (`understood`), it is the files alone that it names for sure. */
void deliver_trouble(const struct arguments *arguments, bool understood);

#endif
