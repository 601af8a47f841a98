/* Help pages and text for people. */
#ifndef PAGE_H
#define PAGE_H

#include "command.h"

#include <stdio.h>

/* What reqlint is, what it does without a command, and what its exit codes mean. */
extern const char page_summary[], page_without_command[], page_clean[], page_findings[], page_trouble[];

/* Prints the help of a command, or of the whole program if it is NULL; gives STATUS_CLEAN. */
int page_print(const struct arguments *arguments, const struct command *command);

/* Prints prose on standard output, wrapped, each line behind `indent` blanks.  Empty lines and the items of lists in it are
 * kept. */
void page_wrap(rq_str text, unsigned indent, unsigned width);

/* The same where the cursor is at column `indent` already. */
void page_wrap_from(rq_str text, unsigned indent, unsigned width);

/* Columns to wrap prose at on standard output. */
unsigned page_width(void);

#endif
